import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { renderCsv } from '../../src/report/csv.ts';
import type { Report } from '../../src/verdict/model.ts';
import {
  aJudgedSetting,
  anEventHub,
  anUnknownResource,
  aReport,
  aReportResource,
  aSubscription,
  aWaivedResource,
  aWorkspace,
  subscriptionId,
  tenantId,
} from '../builders.ts';
import { anyReport } from './arbitraries.ts';
import { fileContext, hostileReport, hostileStrings, sampleReport } from './samples.ts';

const columns = [
  'status',
  'reason',
  'name',
  'type',
  'subscription',
  'subscription-id',
  'resource-group',
  'location',
  'detail',
  'profile-effective',
  'profile-cis',
  'settings',
  'destinations',
  'notes',
  'waiver-reason',
  'waiver-owner',
  'waiver-expires',
  'tags',
  'id',
  'portal',
];

const render = (report: Report): string => renderCsv(report, fileContext);

/** As a strict reader sees it. */
function rowsOf(report: Report, delimiter = ','): string[][] {
  return parse(render(report), { bom: true, record_delimiter: '\r\n', delimiter });
}

test('has the columns of the documentation, then one row a resource', () => {
  expect(rowsOf(sampleReport())[0]).toEqual(columns);
  expect(rowsOf(sampleReport())).toHaveLength(1 + sampleReport().resources.length);
  expect(rowsOf(aReport({ resources: [] }))).toEqual([columns]);
});

test('has a byte order mark, and CRLF after every line', () => {
  const text = render(sampleReport());
  expect(text.startsWith('\uFEFF"status",')).toBe(true);
  expect(text.endsWith('\r\n')).toBe(true);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
});

test('a row says everything of a resource', () => {
  const resource = aReportResource({
    tags: { team: 'payments' },
    notes: ['One.', 'Two.'],
    settings: [
      aJudgedSetting({
        destinations: [
          { ...aWorkspace, state: 'verified' },
          { ...anEventHub, state: 'verified' },
        ],
      }),
      aJudgedSetting({ name: 'half', adequate: false }),
    ],
  });
  const [, row = []] = rowsOf(aReport({ resources: [resource], subscriptions: [aSubscription()] }));
  expect(Object.fromEntries(columns.map((column, index) => [column, row[index]]))).toEqual({
    status: 'compliant',
    reason: '',
    name: 'kv-app',
    type: 'vault',
    subscription: 'Production',
    'subscription-id': subscriptionId,
    'resource-group': 'rg-app',
    location: 'westeurope',
    detail: resource.detail,
    'profile-effective': 'compliant',
    'profile-cis': 'noncompliant',
    settings: 'to-central (adequate) | half',
    destinations: `${aWorkspace.id} | ${anEventHub.id}`,
    notes: 'One. | Two.',
    'waiver-reason': '',
    'waiver-owner': '',
    'waiver-expires': '',
    tags: '{"team":"payments"}',
    id: resource.id,
    portal: `https://portal.azure.com/#@${tenantId}/resource${resource.id}/diagnostics`,
  });
});

test('waivers, and what is not known', () => {
  const [, waived = []] = rowsOf(aReport({ resources: [aWaivedResource()] }));
  expect(waived.slice(14, 17)).toEqual(['Decommissioned in January, ticket OPS-1234', 'platform-team', '2026-12-31']);
  const [, unknown = []] = rowsOf(aReport({ resources: [anUnknownResource('forbidden', { location: null })] }));
  expect([unknown[7], unknown[9], unknown[10]]).toEqual(['', '', '']);
});

describe('no cell is a formula', () => {
  const formulas = [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '＝1',
    '\u200B=1',
    '=HYPERLINK("http://evil.example";"x")',
    'x;=1+1',
    'x; "=1+1',
    "x;'-1",
    'a","=1',
    "=cmd|' /C calc'!A0",
  ];
  /** Excel and LibreOffice calculate what begins so, and read blanks and quotes away before it. */
  const calculated = /^[\s"]*[=+\-@\t\r＝＋－＠]/;

  test.each([...formulas, ...hostileStrings])('%j', (text) => {
    const resource = aReportResource({
      name: text,
      resourceGroup: text,
      location: text,
      detail: text,
      notes: [text, text],
      tags: { [text]: text },
      settings: [aJudgedSetting({ name: text, destinations: [{ ...aWorkspace, id: text, state: 'verified' }] })],
    });
    const report = aReport({ resources: [resource], subscriptions: [aSubscription({ displayName: text })] });
    const cells = rowsOf(report).flat();
    expect(cells).toHaveLength(2 * columns.length);
    expect(cells.filter((cell) => calculated.test(cell))).toEqual([]);
    // Where semicolons separate, a line is cut at every one of them, in quotes or not.
    expect(
      render(report)
        .split(/;|\r\n/)
        .filter((cell) => calculated.test(cell)),
    ).toEqual([]);
  });

  test('in any report', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        expect(
          rowsOf(report)
            .flat()
            .filter((cell) => calculated.test(cell)),
        ).toEqual([]);
        expect(
          render(report)
            .split(/;|\r\n/)
            .filter((cell) => calculated.test(cell)),
        ).toEqual([]);
      }),
    );
  });

  test('and the hostile report is read as as many rows as it has resources', () => {
    const rows = rowsOf(hostileReport());
    expect(rows).toHaveLength(1 + hostileReport().resources.length);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([columns.length]));
  });
});
