import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { renderFindingLines, renderVerdictLine } from '../../src/report/log.ts';
import { redactReport, toPseudonym } from '../../src/report/redact.ts';
import { renderSummary } from '../../src/report/summary.ts';
import type { Report } from '../../src/verdict/model.ts';
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
    };
    const settings = [
      aJudgedSetting({
        name: text,
        logs: [aLog({ category: text })],
        destinations: [{ kind: 'storage', id: aDestinationId(text), state: 'missing' }],
      }),
    ];
    return aReport({
      resultReason: text,
      notes: [text],
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

test('the expiry of a waiver is kept when it is a date', () => {
  const [one] = redactReport(aReport({ resources: [aWaivedResource()] })).resources;
  expect(one?.waiver).toEqual({ reason: 'not shown', owner: 'not shown', expires: '2026-12-31', daysLeft: 39 });
});
