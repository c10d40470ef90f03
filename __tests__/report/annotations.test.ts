import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../any-character.ts';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { noncompliantReasons } from '../../src/verdict/model.ts';
import {
  aNoncompliantResource,
  aReport,
  aReportResource,
  aSubscription,
  aVault,
  anHsm,
  anUnknownResource,
} from '../builders.ts';
import { anyReport } from './arbitraries.ts';
import { cleanReport, manyFailing } from './samples.ts';

const closing = 'The audit ran well. 1 of 1 vault keeps no audit log.';
const fails = { failing: true, closing };
const passes = { failing: false, closing };

const countOf = (annotations: ReturnType<typeof renderAnnotations>, level: string): number =>
  annotations.filter((one) => one.level === level).length;

describe('a job that fails', () => {
  test('has one error for each noncompliant resource, and the closing sentence last', () => {
    const report = aReport({ resources: [aNoncompliantResource()] });
    expect(renderAnnotations(report, fails)).toEqual([
      {
        level: 'error',
        title: 'Vault kv-app: no diagnostic setting',
        message: 'kv-app: The vault has no diagnostic setting.\nSubscription Production, resource group rg-app',
      },
      { level: 'error', title: 'Key Vault diagnostics audit', message: closing },
    ]);
  });

  test('has at most ten errors, the last of which counts the others', () => {
    const annotations = renderAnnotations(manyFailing(41), fails);
    expect(annotations).toHaveLength(10);
    expect(annotations.at(-1)?.message).toBe(`${closing} 32 more are not shown here: see the job summary.`);
  });

  test('begins with the worst', () => {
    const resources = noncompliantReasons
      .toReversed()
      .map((reason, index) => aNoncompliantResource(reason, aVault({ name: `kv-${index}` })));
    const [first, second] = renderAnnotations(aReport({ resources }), fails);
    expect([first?.title, second?.title]).toEqual([
      'Vault kv-10: no diagnostic setting',
      'Vault kv-9: metrics only, no log',
    ]);
  });

  test('says what kind of resource it is', () => {
    const report = aReport({ resources: [aNoncompliantResource('no-setting', anHsm())] });
    expect(renderAnnotations(report, fails)[0]?.title).toBe('Managed HSM hsm-app: no diagnostic setting');
  });

  test('for want of vaults alone has the closing sentence alone', () => {
    expect(renderAnnotations(aReport({ resources: [] }), fails).map(({ level }) => level)).toEqual(['error']);
  });
});

describe('warnings', () => {
  test('are for subscriptions that were not read whole, then for resources that could not be judged', () => {
    const report = aReport({
      subscriptions: [
        aSubscription({ status: 'partial', detail: '' }),
        aSubscription({ id: 'b', displayName: 'Other', status: 'unreadable', detail: 'HTTP 403.' }),
        aSubscription({ id: 'c', status: 'skipped' }),
      ],
      resources: [anUnknownResource('throttled', { detail: '' })],
    });
    const warnings = renderAnnotations(report, passes);
    expect(warnings).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/^Production .*: Only a part of it could be read\.$/) }),
      { level: 'warning', title: 'Subscription Other not read', message: 'Other: HTTP 403.' },
      expect.objectContaining({
        title: 'Vault kv-app: throttled by Azure',
        message: expect.stringMatching(/^kv-app: throttled by Azure\nSubscription .*, resource group rg-app$/),
      }),
    ]);
  });

  test.each([
    [10, 10, 'Vault kv-9: no permission'],
    [11, 10, '2 more warnings'],
    [12, 10, '3 more warnings'],
  ])('%i doubts make %i, the last is %j', (count, expected, last) => {
    const resources = Array.from({ length: count }, (_, index) =>
      anUnknownResource('forbidden', aVault({ name: `kv-${index}` })),
    );
    const warnings = renderAnnotations(aReport({ resources }), passes);
    expect(warnings).toHaveLength(expected);
    expect(warnings.at(-1)?.title).toBe(last);
  });
});

describe('a job that does not fail', () => {
  test('has no error: what is noncompliant leads the warnings', () => {
    const report = aReport({
      resources: [anUnknownResource('forbidden', aVault({ name: 'a' })), aNoncompliantResource()],
    });
    expect(renderAnnotations(report, passes).map(({ level, title }) => [level, title])).toEqual([
      ['warning', 'Vault kv-app: no diagnostic setting'],
      ['warning', 'Vault a: no permission'],
    ]);
  });

  test('and is clean has none at all', () => {
    expect(renderAnnotations(cleanReport(), passes)).toEqual([]);
    expect(
      renderAnnotations(
        aReport({ resources: [aReportResource()], subscriptions: [aSubscription({ status: 'skipped' })] }),
        passes,
      ),
    ).toEqual([]);
  });
});

test('no report makes more than ten of a level, none too long, none with a control but its line breaks', () => {
  fc.assert(
    fc.property(anyReport, fc.boolean(), fc.string({ unit: anyCharacter }), (report, failing, text) => {
      const annotations = renderAnnotations(
        { ...report, resources: [...report.resources, ...report.resources] },
        { failing, closing: text.repeat(50) },
      );
      expect(countOf(annotations, 'error')).toBeLessThanOrEqual(failing ? 10 : 0);
      expect(countOf(annotations, 'warning')).toBeLessThanOrEqual(10);
      for (const { title, message } of annotations) {
        expect(title.length).toBeLessThan(1_500);
        expect(message.length).toBeLessThanOrEqual(4_096);
        expect(title).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(message.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }
    }),
  );
});

test('100 kB in every string stay within the limit', () => {
  const long = '\u202E'.repeat(100_000);
  const report = aReport({
    resources: [aNoncompliantResource('no-setting', { ...aVault({ name: long, resourceGroup: long }), detail: long })],
  });
  for (const { message } of renderAnnotations(report, { failing: true, closing: long })) {
    expect(message.length).toBeLessThanOrEqual(4_096);
  }
});
