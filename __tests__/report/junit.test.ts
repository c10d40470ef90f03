import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { validateXML } from 'xmllint-wasm';
import { renderJunit } from '../../src/report/junit.ts';
import type { Report } from '../../src/verdict/model.ts';
import {
  aNoncompliantResource,
  anUnknownResource,
  aReport,
  aReportResource,
  aSubscription,
  aVault,
  aWaivedResource,
} from '../builders.ts';
import { anyReport } from './arbitraries.ts';
import { cleanReport, fileContext, hostileReport, hostileStrings, sampleReport } from './samples.ts';

// Jenkins' own schema of what it reads; its licence (MIT) stands in it.
const schema = readFileSync(new URL('../fixtures/schemas/jenkins-junit.xsd', import.meta.url), 'utf8');

async function expectValid(documents: readonly string[]): Promise<void> {
  const xml = documents.map((contents, index) => ({ fileName: `${String(index)}.xml`, contents }));
  const { valid, errors } = await validateXML({ xml, schema, maxMemoryPages: 4_096 });
  expect({ valid, errors }).toEqual({ valid: true, errors: [] });
}

const render = (report: Report): string => renderJunit(report, fileContext);

/** How often each element is there. */
function countsOf(xml: string): Record<string, number> {
  const names = ['testsuite', 'testcase', 'failure', 'error', 'skipped'];
  return Object.fromEntries(names.map((name) => [name, (xml.match(new RegExp(`<${name}[ >/]`, 'g')) ?? []).length]));
}

describe('the schema of Jenkins takes', () => {
  test('samples, hostile and empty ones too', async () => {
    const reports = [sampleReport(), cleanReport(), hostileReport(), aReport({ resources: [], subscriptions: [] })];
    await expectValid(reports.map(render));
  });

  test('any report', async () => {
    await expectValid(fc.sample(anyReport, 100).map(render));
  });

  test('every hostile string as every name', async () => {
    await expectValid(
      [...hostileStrings, '\uFFFE \uFFFF', 'tab\tin', ']]>'].map((text) =>
        render(
          aReport({
            subscriptions: [aSubscription({ displayName: text, detail: text, status: 'partial' })],
            resources: [
              aNoncompliantResource('no-setting', { name: text, resourceGroup: text, detail: text }),
              aWaivedResource({ waiver: { reason: text, owner: text, expires: text, daysLeft: 39 } }),
            ],
          }),
        ),
      ),
    );
  });

  test('not something else', async () => {
    const { valid } = await validateXML({
      xml: render(cleanReport()).replace('<testcase name', '<testcase nam'),
      schema,
    });
    expect(valid).toBe(false);
  });
});

describe('test cases', () => {
  test('are one a vault: failing, unknown as error, waived as skipped', () => {
    const resources = [
      aReportResource(aVault({ name: 'kv-1' })),
      aNoncompliantResource('no-destination', aVault({ name: 'kv-2' })),
      anUnknownResource('throttled', aVault({ name: 'kv-3' })),
      aWaivedResource(aVault({ name: 'kv-4' })),
    ];
    const xml = render(aReport({ resources }));
    expect(countsOf(xml)).toEqual({ testsuite: 1, testcase: 4, failure: 1, error: 1, skipped: 1 });
    expect(xml).toContain(
      '<testsuites name="Key Vault Diagnostics Audit" tests="4" failures="1" errors="1" time="42.000">',
    );
    expect(xml).toContain('<testsuite name="Production" tests="4" failures="1" errors="1" skipped="1" timestamp=');
    expect(xml).toContain('<testcase name="kv-1" classname="Production.rg-app"/>');
    expect(xml).toContain(
      '<failure type="no-destination" message="audit log sent nowhere">The vault has no diagnostic',
    );
    expect(xml).toContain('<error type="throttled" message="throttled by Azure">');
    expect(xml).toContain(
      '<skipped>Waived until 2026-12-31 by platform-team: Decommissioned in January, ticket OPS-1234\n',
    );
  });

  test('carry the ID and the link to the portal', () => {
    const { id } = aVault();
    expect(render(aReport({ resources: [aNoncompliantResource()] }))).toContain(
      `\n${id}\nhttps://portal.azure.com/#@99999999-9999-4999-8999-999999999999/resource${id}/diagnostics</failure>`,
    );
  });

  test.each([
    ['a subscription that was read in part', [aSubscription({ status: 'partial', detail: 'HTTP 503.' })], 'partial'],
    ['one that was not read', [aSubscription({ status: 'unreadable' })], 'unreadable'],
  ] as const)('are one more for %s', (_, subscriptions, type) => {
    const xml = render(aReport({ subscriptions }));
    expect(countsOf(xml)).toMatchObject({ testsuite: 2, testcase: 2, error: 1 });
    expect(xml).toContain('<testcase name="subscription Production was read whole" classname="Scope">');
    expect(xml).toContain(`<error type="${type}" message="`);
  });

  test('are one where nothing was found', () => {
    const xml = render(aReport({ resources: [] }));
    expect(countsOf(xml)).toMatchObject({ testcase: 1, error: 1 });
    expect(xml).toContain('<error type="inconclusive" message="0 of 0 vaults could not be read."></error>');
  });

  test('are none that a skipped subscription adds', () => {
    expect(countsOf(render(aReport({ subscriptions: [aSubscription({ status: 'skipped' })] })))).toMatchObject({
      testsuite: 1,
      error: 0,
    });
  });

  test('show no green where the result is not pass', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const { failure = 0, error = 0 } = countsOf(render(report));
        expect(failure + error > 0).toBe(report.result !== 'pass');
      }),
    );
  });
});

test('hostile names stay where they are put', () => {
  fc.assert(
    fc.property(fc.constantFrom(...hostileStrings), (name) => {
      const hostile = render(aReport({ resources: [aNoncompliantResource('no-setting', { name, detail: name })] }));
      expect(countsOf(hostile)).toEqual({ testsuite: 1, testcase: 1, failure: 1, error: 0, skipped: 0 });
    }),
  );
});
