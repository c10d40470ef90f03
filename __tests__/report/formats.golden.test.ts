// Every format of report file, over the same reports as the summary.
import { describe, expect, test } from '@jest/globals';
import type { FileContext } from '../../src/report/context.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { renderJson } from '../../src/report/json.ts';
import { renderJunit } from '../../src/report/junit.ts';
import { renderMarkdownReport } from '../../src/report/markdown-report.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import type { Report } from '../../src/verdict/model.ts';
import { expectGolden } from '../golden.ts';
import { cleanReport, fileContext, hostileReport, sampleReport } from './samples.ts';

const reports: readonly (readonly [string, Report])[] = [
  ['sample', sampleReport()],
  ['clean', cleanReport()],
  ['hostile', hostileReport()],
];
const formats: readonly (readonly [string, (report: Report, context: FileContext) => string])[] = [
  ['json', renderJson],
  ['csv', renderCsv],
  ['junit.xml', renderJunit],
  ['md', renderMarkdownReport],
];

describe.each(reports)('%s report', (name, report) => {
  test.each(formats)('%s', (extension, render) => {
    expectGolden(`report/${name}.keyvault-audit.${extension}`, render(report, fileContext));
  });

  test('sarif', () => {
    const { files, note } = renderSarif(report, fileContext);
    expect(note === null).toBe(name === 'clean');
    expectGolden(`report/${name}.keyvault-audit.sarif`, files.map(({ text }) => text).join(''));
  });
});
