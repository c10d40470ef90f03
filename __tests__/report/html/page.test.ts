import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Report } from '../../../src/verdict/model.ts';
import { pageScript, pageStyle } from '../../../src/report/html/assets.ts';
import { renderHtml } from '../../../src/report/html/page.ts';
import {
  aNoncompliantResource,
  aReport,
  aSubscription,
  aVault,
  aWaivedResource,
  anUnknownResource,
} from '../../builders.ts';
import { expectGolden } from '../../golden.ts';
import { anyReport } from '../arbitraries.ts';
import { cleanReport, fileContext as context, hostileReport, hostileStrings, sampleReport } from '../samples.ts';
import { dataOf } from './page-data.ts';

/** The page without its script and style, which are reviewed where they are written. */
function withoutAssets(page: string): string {
  return page
    .replace(pageScript, '…')
    .replace(pageStyle, '…')
    .replaceAll(/sha256-[\w+/=]+/g, 'sha256-…')
    .replace(/(?<=id="data">).*(?=<\/script>)/, (json) => JSON.stringify(JSON.parse(json), null, 1));
}

describe('golden pages', () => {
  test.each<[string, Report]>([
    ['sample', sampleReport()],
    ['clean', cleanReport()],
    ['hostile', hostileReport()],
    ['empty', aReport({ resources: [], subscriptions: [] })],
  ])('%s', (name, report) => {
    expectGolden(`report/${name}.keyvault-audit.html`, withoutAssets(renderHtml(report, context)));
  });
});

test.each([
  [1, [1]],
  [50, [50]],
  [51, [50, 1]],
])('%d rows lie in groups of at most fifty, none of them empty', (count, groups) => {
  const resources = Array.from({ length: count }, (_, n) =>
    aNoncompliantResource('no-setting', aVault({ name: `kv-${n}` })),
  );
  const page = renderHtml(aReport({ resources }), context);
  const bodies = page.match(/<tbody role="rowgroup">.*?<\/tbody>/gs) ?? [];
  expect(bodies.map((body) => body.match(/<tr role="row"/g)?.length ?? 0)).toEqual(groups);
});

test('script and style are those of browser/', () => {
  const script = join(import.meta.dirname, '../../../script/page-assets.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect({ status, output: stdout + stderr }).toMatchObject({ status: 0 });
});

describe('what the page may do', () => {
  const page = renderHtml(sampleReport(), context);
  const hashOf = (text: string): string => `&apos;sha256-${createHash('sha256').update(text).digest('base64')}&apos;`;
  const contentOf = (element: RegExp): string => element.exec(page)?.[1] ?? '';

  test('is said before anything else, and is next to nothing', () => {
    const policy = contentOf(/<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="([^"]*)">/);
    expect(policy.split('; ')).toEqual([
      'default-src &apos;none&apos;',
      `style-src ${hashOf(contentOf(/<style>(.*?)<\/style>/s))}`,
      `script-src ${hashOf(contentOf(/<script>(.*?)<\/script>/s))}`,
      'img-src data:',
      'base-uri &apos;none&apos;',
      'form-action &apos;none&apos;',
      'require-trusted-types-for &apos;script&apos;',
    ]);
  });

  test('has no handler, no style attribute, and loads nothing', () => {
    const markup = page.replace(/<(script|style)\b.*?<\/\1>/gs, '');
    expect(markup).not.toMatch(/\s(?:on\w+|style|src|srcset|action)=/);
    const links = [...markup.matchAll(/<(\w+)[^>]*\shref="([^"]*)"([^>]*)>/g)];
    expect(links.filter(([, name]) => name !== 'a').map(([, name]) => name)).toEqual(['link']);
    for (const [, , url, rest] of links.filter(([, name]) => name === 'a')) {
      expect(url).toMatch(/^https:\/\//);
      expect(rest).toBe(' target="_blank" rel="noopener noreferrer"');
    }
    expect(pageScript).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|fetch\(|XMLHttpRequest|eval\(/,
    );
    expect(pageStyle).not.toMatch(/url\(|@import/);
  });

  test('is ASCII where a hash is taken of it', () => {
    expect(pageScript + pageStyle).toMatch(/^[\n\x20-\x7e]*$/);
  });
});

describe('hostile data', () => {
  test.each(hostileStrings.map((text) => [text]))('%j stays text', (text) => {
    const page = renderHtml(
      aReport({
        resultReason: text,
        notes: [text],
        subscriptions: [aSubscription({ displayName: text, tenantId: text, state: text, detail: text })],
        resources: [
          aNoncompliantResource('no-setting', {
            ...aVault({ name: text, resourceGroup: text }),
            tags: { [text]: text },
          }),
          aWaivedResource({ waiver: { reason: text, owner: text, expires: text, daysLeft: 1 } }),
          anUnknownResource('forbidden', { detail: text, notes: [text] }),
        ],
      }),
      context,
    );
    const tags = (html: string): string[] => html.match(/<\/?[a-z!][^\s>]*/gi) ?? [];
    expect(new Set(tags(page))).toEqual(new Set(tags(renderHtml(sampleReport(), context)).concat('</small', '<small')));
    expect(page).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u2028\u2029]/);
    expect(dataOf(page).resources).toHaveLength(3);
  });

  test('no report breaks out of its places', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const page = renderHtml(report, context);
        expect(page.match(/<script/g)).toHaveLength(2);
        expect(page.match(/<\/script/g)).toHaveLength(2);
        expect(page).not.toContain('<!--');
        expect(dataOf(page).resources).toHaveLength(report.resources.length);
        expect(page.match(/<tr role="row" class="row /g) ?? []).toHaveLength(report.resources.length);
      }),
      { numRuns: 100 },
    );
  });

  test('a link that is not https is no link', () => {
    const page = renderHtml(sampleReport(), {
      ...context,
      portal: 'javascript:alert(1)//',
      docs: 'http://x',
      runUrl: '',
    });
    expect(page).not.toContain('<a ');
    expect(page).toContain('<bdi>kv-fail-01</bdi>');
  });
});

describe('around the table', () => {
  test('a run without throttling, without a run, with odd times', () => {
    const page = renderHtml(
      aReport({ startedAt: 'soon', finishedAt: 'later', requests: { total: 1, throttled: 0, retried: 0 } }),
      { ...context, runUrl: '' },
    );
    expect(page).toContain('<ul class="facts"><li><time datetime="later">later</time></li><li>1 request</li></ul>');
  });

  test('the sentence for logs that the audit did not crash is left out', () => {
    const page = renderHtml(
      aReport({ resultReason: 'The audit ran well. 1 of 2 vaults keeps no audit log.' }),
      context,
    );
    expect(page).toContain('<h1><bdi>1 of 2 vaults keeps no audit log.</bdi></h1>');
    expect(page).toContain('<title>1 of 2 vaults keeps no audit log. · ');
  });

  test('what changed since the earlier report, and what was not seen', () => {
    const counts = { new: 2, still: 0, fixed: 1, gone: 0, waived: 0, unread: 0, 'left-out': 0 };
    const { id, name, type, subscriptionId, resourceGroup } = aVault({ name: 'kv-mended' });
    const past = [
      { id, name, type, subscriptionId, resourceGroup, since: '2026-11-01T00:00:00Z', outcome: 'fixed' as const },
      { id, name, type, subscriptionId, resourceGroup, since: null, outcome: 'gone' as const },
    ];
    const changes = { baseline: { startedAt: '2026-11-21T03:17:00Z' }, counts, past, lostSubscriptions: [] };
    const page = renderHtml(aReport({ changes }), context);
    expect(page).toContain('Since <bdi>21 November 2026 at 03:17 UTC</bdi>: 2 new, 0 failing as before, 1 fixed.</p>');
    expect(page).toContain('data-status="new" disabled><b>2</b> new</button>');
    expect(page).toContain('<td>fixed</td><td><bdi>2026-11-01</bdi></td>');
    expect(page).toContain('<td>gone: no longer listed</td><td><bdi>–</bdi></td>');
    const lostSubscriptions = [
      { id: 'a', displayName: 'Lost' },
      { id: 'b', displayName: null },
    ];
    const other = renderHtml(
      aReport({
        changes: { ...changes, baseline: { startedAt: null }, counts: { ...counts, new: 0 }, lostSubscriptions },
      }),
      context,
    );
    expect(other).toContain(
      'Since <bdi>the earlier report</bdi>: 0 new, 0 failing as before, 1 fixed. Not seen this time',
    );
    expect(other).toContain('<li><bdi>Lost</bdi></li><li><bdi>b</bdi></li>');
    expect(other).not.toContain('visible any more');
    expect(other).not.toContain('data-status="new"');
  });

  test('requirement, configuration file, what a pull request would change, waivers and what tags left out', () => {
    const page = renderHtml(
      aReport({
        requirement: {
          values: {
            profile: 'cis',
            include: null,
            exclude: [],
            'accepted-destinations': ['storage'],
            'minimum-copies': 2,
          },
          sources: { profile: 'file' },
        },
        configuration: {
          file: { repository: 'acme/estate', path: '.github/keyvault-audit.yml', ref: 'main', commit: 'a'.repeat(40) },
          proposed: { commit: 'b'.repeat(40), changes: ['The waiver for "kv-a" is added.'] },
        },
        waivers: [
          {
            match: { name: ['kv-a', 'kv-b'], tags: { env: ['prod'] } },
            reason: 'R',
            owner: 'O',
            expires: '2026-11-30',
            daysLeft: 8,
            line: 3,
            state: 'expiring',
            use: 'needed',
            resources: [],
          },
          {
            match: { id: ['x'] },
            reason: 'R',
            owner: 'O',
            expires: '2026-11-01',
            daysLeft: -21,
            line: 9,
            state: 'expired',
            use: 'unneeded',
            resources: [],
          },
        ],
        leftOutByTags: [{ ...aVault({ name: 'kv-test' }), tags: { env: 'test', team: 'x' } }],
      }),
      context,
    );
    expect(page).toContain('<summary>Requirement in force <small>profile cis</small>');
    expect(page).toContain('<bdi>.github/keyvault-audit.yml</bdi> of <bdi>acme/estate</bdi> at commit');
    expect(page).toContain('The pull request would change it, which is not in force:');
    expect(page).toContain('<bdi>name kv-a|kv-b, tags env=prod</bdi>');
    expect(page).toContain('<bdi>2026-11-30</bdi> <small>8 days left</small></td><td>expires soon, needed');
    expect(page).toContain('<bdi>2026-11-01</bdi></td><td>expired, no longer needed');
    expect(page).toContain('<bdi>env=test, team=x</bdi>');
    expect(page).toContain('<th scope="row"><bdi>include</bdi></th><td>any</td>');
    expect(page).toContain('<th scope="row"><bdi>exclude</bdi></th><td>none</td>');
    expect(page).toContain(
      '<th scope="row"><bdi>accepted-destinations</bdi></th><td><ul><li><bdi>storage</bdi></li></ul></td>',
    );
  });
});
