import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { renderFindingLines, renderVerdictLine } from '../../src/report/log.ts';
import { redactReport, toPseudonym } from '../../src/report/redact.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { judgeSubscription } from '../../src/verdict/subscription.ts';
import type { PastFinding, Report } from '../../src/verdict/model.ts';
import {
  aDestinationId,
  aJudgedSetting,
  aLog,
  aNoncompliantResource,
  aReport,
  aReportResource,
  aSubscription,
  aVault,
  aWaivedResource,
  anAppliedRequirement,
  anHsm,
  anUnknownResource,
} from '../builders.ts';
import { context, sampleReport } from './samples.ts';

test('a pseudonym is the same on every run, and whatever the letter case of the ID', () => {
  expect(toPseudonym('vault', '/subscriptions/A/x')).toBe(toPseudonym('vault', '/SUBSCRIPTIONS/a/X/'));
  expect(toPseudonym('vault', '/subscriptions/a/x')).toMatch(/^vault-[0-9a-f]{10}$/);
  expect(toPseudonym('vault', '/subscriptions/a/x')).not.toBe(toPseudonym('vault', '/subscriptions/a/y'));
  expect(redactReport(sampleReport())).toEqual(redactReport(sampleReport()));
});

test('keeps statuses, reasons and counts', () => {
  const report = sampleReport();
  const redacted = redactReport(report);
  const tally = ({ resources }: Report): string[] =>
    resources.map(({ status, reason }) => `${status} ${reason ?? ''}`).sort();
  expect(tally(redacted)).toEqual(tally(report));
  expect(redacted.counts).toEqual(report.counts);
  expect(redacted.result).toBe(report.result);
});

test('is ordered by pseudonym, which tells nothing of the names', () => {
  const ids = redactReport(sampleReport()).resources.map(({ id }) => id);
  expect(ids).toEqual(ids.toSorted());
});

test('tells vaults and managed HSMs apart', () => {
  const [hsm, vault] = redactReport(aReport({ resources: [aReportResource(), aReportResource(anHsm())] })).resources;
  expect([hsm?.name, vault?.name]).toEqual([expect.stringMatching(/^hsm-/), expect.stringMatching(/^vault-/)]);
});

const failure = { reason: 'forbidden', status: 403, code: 'AuthorizationFailed', message: 'No.' } as const;

/** Each note of ours that is retold, as it is made about something, and what it says of nothing. */
const ourNotes: readonly (readonly [note: (about: string) => string, retold: string])[] = [
  [
    (about) => `The lists of subscription ${about} could not be compared. (HTTP 403: ${about})`,
    'The lists of a subscription could not be compared.',
  ],
  [
    (about) => `${about} was deleted during the audit and is left out.`,
    'A resource was deleted during the audit and is left out.',
  ],
  [
    (about) => `${about} stands in Resource Manager's list only, not in Key Vault's own; it was read too.`,
    "A resource stands in Resource Manager's list only; it was read too.",
  ],
  [
    (about) => {
      const { notes } = judgeSubscription({
        id: about,
        isNamed: true,
        reading: { kind: 'found', subscription: { displayName: about, tenantId: about, state: 'Enabled' } },
        coverage: { kind: 'unconfirmed', failure: { ...failure, message: about } },
        ends: [{ kind: 'complete' }],
        comparison: null,
      });
      return notes.join();
    },
    "Whether the identity's rights cover the whole of a subscription could not be confirmed.",
  ],
];

/** Every string of unknown origin begins with this, so that a trace of any of them is found. */
const secret = 'Xq7';
const anySecret = fc.string({ unit: 'grapheme-ascii', maxLength: 20 }).map((text) => `${secret}${text}`);

const secretReport = fc
  .record({ text: anySecret, status: fc.constantFrom('audited' as const, 'partial' as const, 'skipped' as const) })
  .map(({ text, status }) => {
    const hidden = {
      ...aVault({ name: text, resourceGroup: text, location: text, tags: { [text]: text } }),
      detail: text,
      notes: [text],
      requirement: anAppliedRequirement({ allowedDestinations: [text] }),
    };
    const settings = [
      aJudgedSetting({
        name: text,
        logs: [aLog({ category: text })],
        destinations: [{ kind: 'storage', id: aDestinationId(text), state: 'missing' }],
      }),
    ];
    const past: PastFinding = { ...hidden, subscriptionId: text, since: null, outcome: 'gone' };
    const { detail: _, notes: __, location: ___, requirement: ____, ...leftOut } = hidden;
    const counts = { new: 0, still: 0, fixed: 0, gone: 1, waived: 0, unread: 0, 'left-out': 0 };
    return aReport({
      resultReason: text,
      notes: [text, ...ourNotes.map(([note]) => note(text))],
      configuration: { file: null, proposed: { commit: '0123456', changes: [text] } },
      changes: {
        baseline: { startedAt: null },
        counts,
        past: [past, { ...past, id: `${past.id}/1` }],
        lostSubscriptions: [
          { id: text, displayName: text },
          { id: `${text}1`, displayName: text },
        ],
      },
      waivers: [
        {
          match: { name: [text], tags: { [text]: [text] } },
          reason: text,
          owner: text,
          expires: text,
          daysLeft: 3,
          line: 1,
          state: 'expiring',
          use: 'needed',
          resources: [hidden.id],
        },
      ],
      leftOutByTags: [leftOut, { ...leftOut, id: `${leftOut.id}/1` }],
      requirement: {
        values: {
          profile: 'cis',
          'require-metrics': true,
          include: [text],
          'allowed-destinations': [text],
          coverage: text,
          [text]: 1,
        },
        sources: { profile: 'input', include: 'input', [text]: 'file' },
      },
      subscriptions: [
        aSubscription({ id: text, displayName: text, tenantId: text, state: text, status, detail: text }),
      ],
      resources: [
        aNoncompliantResource('destination-missing', { ...hidden, settings, subscriptionId: text }),
        aReportResource({ ...hidden, id: `${hidden.id}/1`, settings }),
        anUnknownResource('forbidden', { ...hidden, id: `${hidden.id}/2` }),
        aWaivedResource({
          ...hidden,
          id: `${hidden.id}/3`,
          waiver: { reason: text, owner: text, expires: text, daysLeft: 3 },
        }),
      ],
    });
  });

test('nothing of the original strings survives, in the report or in what is made of it', () => {
  fc.assert(
    fc.property(secretReport, (report) => {
      const redacted = redactReport(report);
      const seen = [
        JSON.stringify(redacted),
        renderSummary(redacted, { ...context, redacted: true }),
        ...renderFindingLines(redacted),
        renderVerdictLine(redacted),
        JSON.stringify(renderAnnotations(redacted, { failing: true, closing: redacted.resultReason })),
      ].join('\n');
      expect(seen.toLowerCase()).not.toContain(secret.toLowerCase());
    }),
  );
});

test('keeps the options that are words of ours', () => {
  const values = {
    profile: 'cis',
    'require-metrics': true,
    'minimum-copies': 2,
    coverage: 'visible',
    exclude: ['kv-secret'],
  };
  const sources = { profile: 'input', exclude: 'input' } as const;
  expect(redactReport(aReport({ requirement: { values, sources } })).requirement).toEqual({
    values: { profile: 'cis', 'require-metrics': true, 'minimum-copies': 2, coverage: 'visible' },
    sources: { profile: 'input' },
  });
});

describe('the sentence of the result', () => {
  test('is told again from the counts', () => {
    const report = aReport({ resources: [aNoncompliantResource()], resultReason: 'kv-app!' });
    expect(redactReport(report).resultReason).toBe('The audit ran well. 1 of 1 vault keeps no audit log.');
  });

  test('does not say that all is well when the result does not', () => {
    const report = aReport({ result: 'inconclusive', resultReason: 'Management group secret could not be read.' });
    expect(redactReport(report).resultReason).toMatch(/cannot vouch for everything/);
  });
});

describe('notes', () => {
  const retell = (...notes: readonly string[]): readonly string[] => redactReport(aReport({ notes })).notes;

  test.each(ourNotes)('%#: one of ours is retold without what it is about', (note, retold) => {
    expect(retell(note('kv-secret'))).toEqual([retold]);
    expect(retell(note('kv-a'), note('kv-b'), note('kv-c'))).toEqual([`${retold} (3 times)`]);
  });

  test.each([
    'The workflow was cancelled: what was not read by then is unknown.',
    'The time budget of 1 minute was over: what was not read by then is unknown.',
    'The time budget of 45 minutes was over: what was not read by then is unknown.',
  ])('stands as it is: %s', (note) => {
    expect(retell(note)).toEqual([note]);
    // Only when there is nothing else in it.
    for (const more of [`kv-secret. ${note}`, `${note} kv-secret`, `${note}\nkv-secret`, `kv-secret\n${note}`]) {
      expect(retell(more)).toEqual(['A note that is not shown here.']);
    }
  });

  test('anything else is counted only, and all are ordered by what is shown', () => {
    const cancelled = 'The workflow was cancelled: what was not read by then is unknown.';
    const [, ours] = ourNotes[1] ?? [];
    expect(
      retell('Storage account stsecret', cancelled, 'kv-secret was deleted during the audit and is left out.', ''),
    ).toEqual(['A note that is not shown here. (2 times)', ours, cancelled]);
    expect(retell('The time budget of kv-secret minutes was over: what was not read by then is unknown.')).toEqual([
      'A note that is not shown here.',
    ]);
    expect(retell()).toEqual([]);
  });
});

test('a waiver says how long and whether it is needed; its resources are those of the report, by their pseudonyms', () => {
  const vault = aWaivedResource(aVault({ name: 'kv-secret' }));
  const hsm = aWaivedResource(anHsm({ name: 'hsm-secret' }));
  const ids = [vault.id.toUpperCase(), hsm.id.toUpperCase()];
  const waiver = { reason: 'x', owner: 'y', expires: '2026-12-31', daysLeft: 39, line: 12 };
  const { resources, waivers } = redactReport(
    aReport({
      resources: [vault, hsm],
      waivers: [{ ...waiver, match: { name: ['kv-*'] }, state: 'in-force', use: 'needed', resources: ids }],
    }),
  );
  expect(waivers).toEqual([
    {
      ...waiver,
      match: {},
      reason: 'not shown',
      owner: 'not shown',
      state: 'in-force',
      use: 'needed',
      resources: resources.map(({ id }) => id),
    },
  ]);
  expect(waivers[0]?.resources).toEqual([expect.stringMatching(/^hsm-/), expect.stringMatching(/^vault-/)]);
});

test('the expiry of a waiver is kept when it is a date', () => {
  const [one] = redactReport(aReport({ resources: [aWaivedResource()] })).resources;
  expect(one?.waiver).toEqual({ reason: 'not shown', owner: 'not shown', expires: '2026-12-31', daysLeft: 39 });
});
