import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../src/verdict/model.ts';
import { renderAnnotations } from '../../src/report/annotations.ts';
import { renderErrorSummary } from '../../src/report/error-summary.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderFindingLines, renderVerdictLine } from '../../src/report/log.ts';
import { toOutputs } from '../../src/report/outputs.ts';
import { redactReport } from '../../src/report/redact.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { expectGolden } from '../golden.ts';
import { cleanReport, context, hostileReport, hostileStrings, sampleReport } from './samples.ts';

const closing = 'The audit ran well. 12 of 25 vaults and managed HSMs keep no audit log.';
const samples: readonly (readonly [string, Report, boolean])[] = [
  ['sample', sampleReport(), false],
  ['clean', cleanReport(), false],
  ['redacted', redactReport(sampleReport()), true],
  ['hostile', hostileReport(), false],
];

describe.each(samples)('%s report', (name, report, redacted) => {
  test('summary', () => {
    expectGolden(`report/${name}.summary.md`, renderSummary(report, { ...context, redacted }));
  });

  test('annotations', () => {
    const annotations = renderAnnotations(report, { failing: report.result !== 'pass', closing });
    const text = annotations.map(({ level, title, message }) => `${level}: ${title}\n${message}\n`).join('\n');
    expectGolden(`report/${name}.annotations.txt`, text);
  });

  test('log', () => {
    expectGolden(`report/${name}.log.txt`, [...renderFindingLines(report), renderVerdictLine(report), ''].join('\n'));
  });

  test('outputs', () => {
    const outputs = Object.entries(toOutputs(report, { json: '/tmp/keyvault-audit.json' }));
    expectGolden(`report/${name}.outputs.txt`, outputs.map(([output, value]) => `${output}=${value}\n`).join(''));
  });
});

test('the JSON report of the sample', () => {
  expectGolden('report/sample.keyvault-audit.json', renderJson(sampleReport()));
});

describe('error', () => {
  const docs = `${context.docs}/troubleshooting.md#kva-federation`;

  test('summary', () => {
    const text = renderErrorSummary({
      code: 'KVA-FEDERATION',
      message:
        'Entra ID does not trust the token of this job (AADSTS700213).\nsubject: repo:acme/estate:ref:refs/heads/main',
      fix: ['Find out what the client is.', 'Then create the federated credential.'],
      paste: {
        language: 'bash',
        text: "az ad sp show --id '11111111-1111-4111-8111-111111111111' \\\n  --query servicePrincipalType",
      },
      docs,
    });
    expectGolden('report/error.summary.md', text);
  });

  test('summary of the one error that comes after the findings', () => {
    const text = renderErrorSummary({ code: 'KVA-WRITE', message: 'The disk is full.', fix: [], docs });
    expect(text).toMatch(/^## ❌ The audit ran, but could not write what it found\n/);
    expect(text).toContain('The findings stand in the log of the job, and nowhere else.');
    expect(text).not.toContain('no verdict was reached');
  });

  test('summary with hostile words', () => {
    const paste = { language: 'yaml', text: '```\n</details>\u202E\n````' } as const;
    const text = renderErrorSummary({
      code: '<b>',
      message: hostileStrings.join('\n'),
      fix: hostileStrings,
      paste,
      docs: 'javascript:x',
    });
    expectGolden('report/error-hostile.summary.md', text);
  });

  test('outputs', () => {
    const outputs = Object.entries(toOutputs(null, { json: '/tmp/x' }));
    expectGolden('report/error.outputs.txt', outputs.map(([output, value]) => `${output}=${value}\n`).join(''));
  });

  test('summary stays small whatever the message', () => {
    const long = 'x|<\n'.repeat(100_000);
    const text = renderErrorSummary({
      code: long,
      message: long,
      fix: [long],
      paste: { language: 'bash', text: long },
      docs,
    });
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
  });

  test('without advice there is no heading for it', () => {
    const text = renderErrorSummary({ code: 'KVA-INTERNAL', message: 'x', fix: [], docs });
    expect(text).not.toContain('What to do');
  });
});
