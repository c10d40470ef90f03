// What is left to say when what was found cannot be written.
import { expect, test } from '@jest/globals';
import { AuditError } from '../src/errors.ts';
import type { Host } from '../src/ports.ts';
import { publish, type Publication } from '../src/publish.ts';
import { aReport, aReportResource } from './builders.ts';

const publication: Publication = {
  report: aReport({ resources: [aReportResource()], resultReason: 'All is well.' }),
  outcome: { result: 'pass', resultReason: 'All is well.', causes: [], failsJob: false },
  isRedacted: false,
  portal: 'https://portal.azure.com',
  docs: 'https://github.com/o/r/blob/main/docs',
  runUrl: '',
  workflowPath: '',
  formats: ['json'],
  directory: '/reports',
  baselineProblem: null,
  tell: () => Promise.resolve(),
  tellWarnings: 0,
};

const refuse = (): never => {
  throw new AuditError({ code: 'KVA-WRITE', message: 'The disk is full.', fix: [] });
};

test.each<[string, Partial<Host>]>([
  ['a report', { writeFile: refuse }],
  ['the summary', { writeSummary: refuse }],
  ['an output', { setOutput: refuse }],
])('the verdict stands in the log, once and in no group, where %s cannot be written', async (_, host) => {
  const log: string[] = [];
  const whole: Host = {
    info: (line) => log.push(line),
    debug: () => undefined,
    startGroup: (title) => log.push(`[${title}`),
    endGroup: () => log.push(']'),
    annotate: () => undefined,
    setOutput: () => undefined,
    writeSummary: () => Promise.resolve(),
    readFile: () => Promise.resolve({ kind: 'absent' }),
    writeFile: (path) => Promise.resolve(path),
    ...host,
  };
  await expect(publish(whole, publication)).rejects.toThrow('The disk is full.');
  expect(log.filter((line) => !line.startsWith('Report: '))).toEqual(['[Findings', ']', '✅ All is well.']);
});
