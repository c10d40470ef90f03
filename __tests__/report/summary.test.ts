import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Tokens } from 'marked';
import { fitParts, maxSummaryBytes, rowsOf, type Part } from '../../src/report/budget.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { toPortalLinks } from '../../src/report/portal.ts';
import type { Report } from '../../src/verdict/model.ts';
import {
  aNoncompliantResource,
  aReport,
  aReportResource,
  aSubscription,
  aVault,
  aWaivedResource,
  anHsm,
  anUnknownResource,
  subscriptionId,
  tenantId,
} from '../builders.ts';
import { anyReport } from './arbitraries.ts';
import { context, hostileReport, manyFailing, sampleReport } from './samples.ts';
import { tokensOf } from './tokens.ts';
import { cpuMs } from '../cpu-time.ts';

const bytes = (text: string): number => Buffer.byteLength(text);

describe('verdict', () => {
  test.each<[Report['result'], string]>([
    ['pass', '✅'],
    ['fail', '❌'],
    ['inconclusive', '⚠️'],
  ])('%s is the first line', (result, icon) => {
    const text = renderSummary(aReport({ result, resultReason: 'The audit ran.' }), context);
    expect(text.split('\n')[0]).toBe(`## ${icon} The audit ran.`);
  });

  test('the bar gives every status at least one square, and is always as long', () => {
    const resources = [
      anUnknownResource('forbidden', aVault({ name: 'u' })),
      aWaivedResource(aVault({ name: 'w' })),
      aNoncompliantResource('no-setting', aVault({ name: 'n' })),
      ...Array.from({ length: 400 }, (_, index) => aReportResource(aVault({ name: `c${index}` }))),
    ];
    const bar = renderSummary(aReport({ resources }), context).split('\n')[2] ?? '';
    expect(bar).toBe('🟥🟨🟦' + '🟩'.repeat(17));
  });

  test('without resources there is no bar', () => {
    const lines = renderSummary(aReport({ resources: [] }), context).split('\n');
    expect(lines.filter((line) => /[🟥🟨🟦🟩]/u.test(line))).toEqual([]);
  });
});

describe('links', () => {
  const linkTo = (id: string, tenant: string | null, portal: string = context.portal): string =>
    toPortalLinks({ subscriptions: [aSubscription({ tenantId: tenant })] }, { portal })({ id, subscriptionId });

  test('go to the Diagnostic settings blade in the tenant of the subscription', () => {
    const { id } = aVault();
    expect(linkTo(id, tenantId, 'https://portal.azure.us')).toBe(
      `https://portal.azure.us/#@${tenantId}/resource${id}/diagnostics`,
    );
    expect(renderSummary(aReport(), context)).toContain(`<a href="${linkTo(id, tenantId)}">kv-app</a>`);
  });

  test('leave the tenant out where it is not known', () => {
    expect(linkTo('/a', null)).toBe('https://portal.azure.com/#@/resource/a/diagnostics');
    expect(linkTo('/a', '"><b>')).toBe('https://portal.azure.com/#@/resource/a/diagnostics');
    expect(renderSummary(aReport({ subscriptions: [] }), context)).toContain('/#@/resource/subscriptions/');
  });

  test('find the subscription whatever its letter case', () => {
    const id = 'abcdefab-cdef-4abc-8def-abcdefabcdef'; // the one of the builders has no letters
    for (const [listed, used] of [
      [id, id.toUpperCase()],
      [id.toUpperCase(), id],
    ] as const) {
      const subscriptions = [aSubscription({ id: listed })];
      const resources = [aReportResource(aVault({ subscriptionId: used }))];
      const text = renderSummary(aReport({ subscriptions, resources }), context);
      expect(text).toContain(`/#@${tenantId}/`);
      expect(text).toContain('| Production<br>');
    }
  });

  test('a redacted report has none to a portal', () => {
    expect(renderSummary(aReport(), { ...context, redacted: true })).not.toContain('portal.azure.com');
  });
});

test('a failing vault has three cells: its name, where it is, and why in plain words with the detail', () => {
  const text = renderSummary(aReport({ resources: [aNoncompliantResource()] }), { ...context, redacted: true });
  expect(text).toContain('| kv-app | Production<br>rg-app | <b>no diagnostic setting</b> |\n');
  expect(renderSummary(aReport({ resources: [aNoncompliantResource()] }), context)).toContain(
    '</a> | Production<br>rg-app | <b>no diagnostic setting</b><br>The vault has no diagnostic setting. |\n',
  );
});

describe('names', () => {
  test('two subscriptions of one name are told apart', () => {
    const other = '22222222-2222-4222-8222-222222222222';
    const report = aReport({
      subscriptions: [aSubscription(), aSubscription({ id: other })],
      resources: [aReportResource(), aReportResource(aVault({ subscriptionId: other }))],
    });
    const text = renderSummary(report, context);
    expect(text).toContain(`Production &#40;${subscriptionId}&#41;`);
    expect(text).toContain(`Production &#40;${other}&#41;`);
  });

  test.each([
    ['Production', 'Production '],
    ['Our Production', 'Our \u0000 Production'],
    ['x'.repeat(79) + 'abc', 'x'.repeat(79) + 'def'],
    ['a\u200Cb'.repeat(10), 'a\u200Cb'.repeat(10)],
    ['🔒 Production', '🔒\uFE0F Production'],
  ])('so are two whose names only look alike: %j and %j', (...names) => {
    const other = '22222222-2222-4222-8222-222222222222';
    const subscriptions = names.map((displayName, index) =>
      aSubscription({ displayName, id: index === 0 ? subscriptionId : other }),
    );
    const resources = [aReportResource(), aReportResource(aVault({ subscriptionId: other }))];
    const text = renderSummary(aReport({ subscriptions, resources }), context);
    expect(text).toContain(`&#40;${subscriptionId}&#41;`);
    expect(text).toContain(`&#40;${other}&#41;`);
  });

  test('a subscription without a name is shown by its ID', () => {
    const text = renderSummary(aReport({ subscriptions: [aSubscription({ displayName: ' ' })] }), context);
    expect(text).toContain(`| ${subscriptionId}<br>rg-app |`);
  });

  test('a resource without a name still has a link', () => {
    const resources = [aReportResource({ ...aVault(), name: '' })];
    expect(renderSummary(aReport({ resources }), context)).toContain('>(no name)</a>');
  });
});

test('a waived resource stands with what is known of its waiver', () => {
  const bare = aWaivedResource({ waiver: null, reason: null });
  expect(renderSummary(aReport({ resources: [bare] }), context)).toContain('| Production<br>rg-app |  |  |  |  |');
});

describe('notes', () => {
  test('the same note stands once, with the names that it is about', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const resources = names.map((name) => aReportResource({ ...aVault({ name }), notes: ['Same.'] }));
    expect(renderSummary(aReport({ resources }), context)).toContain('- <b>a, b, c, d, e and 2 more</b>: Same.\n');
  });

  test('many of them are folded away', () => {
    const notes = ['1', '2', '3', '4', '5', '6'];
    expect(renderSummary(aReport({ notes }), context)).toContain('<details>\n<summary><b>6 notes</b>');
    expect(renderSummary(aReport({ notes: notes.slice(1) }), context)).toContain(
      '<details open>\n<summary><b>5 notes</b>',
    );
    expect(renderSummary(aReport({ notes: ['1'] }), context)).toContain('<details open>\n<summary><b>1 note</b>');
  });
});

describe('subscriptions that were not read whole', () => {
  test('skipped ones are told apart from gaps', () => {
    const skipped = aSubscription({ status: 'skipped', detail: 'It is deleted.' });
    const partial = aSubscription({ status: 'partial', detail: 'HTTP 503.' });
    expect(renderSummary(aReport({ subscriptions: [skipped] }), context)).toContain('### 1 subscription skipped\n');
    expect(renderSummary(aReport({ subscriptions: [partial] }), context)).toContain(
      '### 1 subscription not read whole\n',
    );
  });
});

describe('foot', () => {
  test.each([
    [{ requests: { total: 1, throttled: 0, retried: 0 } }, '1 request ·'],
    [{ requests: { total: 9, throttled: 2, retried: 2 } }, '9 requests, 2 throttled ·'],
    [{ finishedAt: '2026-11-22T03:17:01.000Z' }, '1 subscription in 1 second ·'],
    [{ finishedAt: 'not a date' }, 'in no measured time ·'],
    [{ requirement: { values: { profile: 'cis' }, sources: {} } }, '· profile cis ·'],
  ])('%j says %j', (overrides, expected) => {
    expect(renderSummary(aReport(overrides), context)).toContain(expected);
  });
});

/** Tags that the renderers write, and nothing else. */
const ourTags = [
  /^<\/?(?:b|sub|code)>$/,
  /^<br>$/,
  /^<a href="https:\/\/[^"<>\s]+">$/,
  /^<\/a>$/,
  /^<details(?: open)?>\n<summary>(?:🟩 )?<b>[^<]*<\/b>[^<]*<\/summary>\n*$/u,
  /^<details>\n<summary>\d+ more<\/summary>\n*$/,
  /^<\/details>\n*$/,
];

const ourTypes = ['heading', 'paragraph', 'text', 'space', 'table', 'code', 'html', 'list', 'list_item', 'escape'];

function checkMarkdown(markdown: string): void {
  const tokens = tokensOf(markdown);
  const tags = tokens.filter(({ type }) => type === 'html').map(({ raw }) => raw);
  expect(tokens.filter(({ type }) => !ourTypes.includes(type))).toEqual([]);
  expect(tags.filter((raw) => !ourTags.some((tag) => tag.test(raw)))).toEqual([]);
  const opened = tags.filter((raw) => raw.startsWith('<details')).length;
  expect(tags.filter((raw) => raw.startsWith('</details'))).toHaveLength(opened);
}

describe('data of unknown origin', () => {
  test('changes nothing but text', () => {
    checkMarkdown(renderSummary(sampleReport(), context));
    checkMarkdown(renderSummary(hostileReport(), context));
  });

  test('adds no row, no column, no heading', () => {
    const shapeOf = (report: Report): string[] =>
      tokensOf(renderSummary(report, context))
        .map((token) => {
          if (token.type !== 'table')
            return token.type === 'heading' ? `heading ${(token as Tokens.Heading).depth}` : '';
          const { header, rows } = token as Tokens.Table;
          return `table ${header.length} ${rows.length}`;
        })
        .filter((shape) => shape !== '');
    const plain = sampleReport();
    const { resources, subscriptions } = hostileReport();
    const tripled = { ...plain, resources: [...plain.resources, ...plain.resources, ...plain.resources] };
    expect(shapeOf({ ...plain, resources, subscriptions })).toEqual(shapeOf(tripled));
  });

  test('in any report', () => {
    fc.assert(
      fc.property(anyReport, fc.boolean(), (report, redacted) => {
        const text = renderSummary(report, { ...context, redacted });
        checkMarkdown(text);
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C\u0000-\u0009\u000B-\u001F]/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('size', () => {
  test('3,000 failing vaults fit, and say what is missing', () => {
    const report = manyFailing(3_000);
    const start = cpuMs();
    const text = renderSummary(report, context);
    expect(cpuMs() - start).toBeLessThan(3_000);
    expect(bytes(text)).toBeLessThanOrEqual(maxSummaryBytes);
    expect(bytes(text)).toBeGreaterThan(maxSummaryBytes * 0.95);
    expect(text).toMatch(/Left out, because GitHub shows no summary above 1 MiB: \d+ of 3000 failing resources\. /);
    expect(text).toContain('Everything is in <code>keyvault-audit.json</code>');
    checkMarkdown(text);
  });

  test('300 failing vaults are all there: the first hundred open, the others folded away', () => {
    const text = renderSummary(manyFailing(300), context);
    expect(text).not.toContain('Left out');
    expect(text).toContain('<summary>200 more</summary>');
    expect(text.match(/\/diagnostics">/g)).toHaveLength(300);
  });

  test('without a report file it does not send anybody to look for one', () => {
    const text = renderSummary(manyFailing(3_000), { ...context, reportFiles: [] });
    expect(text).toContain('No report file was written that would have it.');
  });

  test('paths of Windows end in a name too', () => {
    const text = renderSummary(manyFailing(3_000), { ...context, reportFiles: ['D:\\a\\_temp\\keyvault-audit.json'] });
    expect(text).toContain('Everything is in <code>keyvault-audit.json</code>');
  });

  test('100 kB in every string do no harm', () => {
    const long = '@|<\u202E'.repeat(25_000);
    const resources = Array.from({ length: 1_000 }, (_, index) =>
      aNoncompliantResource('no-setting', {
        ...aVault({ name: long, resourceGroup: long }),
        id: `/${index}${long}`,
        detail: long,
        notes: [long],
      }),
    );
    const subscriptions = [aSubscription({ displayName: long, status: 'partial', detail: long })];
    const report = aReport({ resources, subscriptions, notes: [long], resultReason: long });
    const text = renderSummary(report, { ...context, reportFiles: Array.from({ length: 50 }, () => long) });
    expect(bytes(text)).toBeLessThanOrEqual(maxSummaryBytes);
  });

  test('is held for any report and limit', () => {
    fc.assert(
      fc.property(anyReport, fc.integer({ min: 20_000, max: 60_000 }), (report, limit) => {
        const resources = Array.from({ length: 10 }, () => report.resources).flat();
        expect(bytes(renderSummary({ ...report, resources }, context, limit))).toBeLessThanOrEqual(limit);
      }),
    );
  });

  test('gives up what nobody must act on first', () => {
    const many = (name: string, of: typeof aReportResource): Report['resources'] =>
      Array.from({ length: 300 }, (_, index) => of(aVault({ name: `${name}-${index}` })));
    const report = aReport({
      resources: [
        ...many('c', aReportResource),
        ...many('w', aWaivedResource),
        ...many('u', (vault) => anUnknownResource('forbidden', vault)),
        ...many('f', (vault) => aNoncompliantResource('no-setting', vault)),
        aReportResource(anHsm()),
      ],
      notes: Array.from({ length: 300 }, (_, index) => `Note ${index}.`),
    });
    const leftOutAt = (limit: number): string =>
      /Left out, .*?: (.*?)\. Everything/.exec(renderSummary(report, context, limit))?.[1] ?? '';
    expect(leftOutAt(1_000_000)).toBe('');
    expect(leftOutAt(350_000)).toMatch(/^\d+ of 301 compliant resources$/);
    expect(leftOutAt(300_000)).toMatch(/^301 of 301 .*, 300 of 300 notes and \d+ of 300 waived resources$/);
    expect(leftOutAt(100_000)).toMatch(
      /, 300 of 300 waived .*, \d+ of 300 .* not be read and \d+ of 300 failing resources$/,
    );
  });
});

describe('fitting', () => {
  const part = (noun: string, rows: readonly string[], keeps = 0): Part => ({
    noun,
    rows,
    frame: (shown) => `[${shown.join('')}]`,
    keeps,
  });

  test('leaves everything where there is room', () => {
    const { texts, leftOut } = fitParts({ a: part('a', ['1', '2']), b: part('b', []) }, ['a', 'b'], 100);
    expect(texts).toEqual({ a: '[12]', b: '' });
    expect(leftOut).toEqual([]);
  });

  test('takes no more than needed, from the end, in the given order', () => {
    const parts = { a: part('letters', ['11', '22', '33']), b: part('others', ['44', '55']) };
    expect(fitParts(parts, ['b', 'a'], 12)).toEqual({
      texts: { a: '[112233]', b: '[44]' },
      leftOut: ['1 of 2 others'],
    });
    expect(fitParts(parts, ['b', 'a'], 6)).toEqual({
      texts: { a: '[1122]', b: '' },
      leftOut: ['2 of 2 others', '1 of 3 letters'],
    });
  });

  test('what no summary can hold is counted, not rendered', () => {
    let rendered = 0;
    const rows = rowsOf(Array.from({ length: 5_000 }), () => {
      rendered += 1;
      return 'x'.repeat(1_000);
    });
    const { texts, leftOut } = fitParts({ a: part('vaults', rows) }, ['a'], maxSummaryBytes);
    expect(leftOut).toEqual(['4001 of 5000 vaults']);
    expect(texts.a).toHaveLength(999_002);
    expect(rendered).toBe(1_001);
  });

  test('a part keeps its share', () => {
    const parts = { a: part('letters', ['11', '22', '33']), b: part('others', ['44', '55'], 0.5) };
    const { texts } = fitParts(parts, ['b', 'a'], 10);
    expect(texts).toEqual({ a: '[1122]', b: '[44]' });
  });
});
