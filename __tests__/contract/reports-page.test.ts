// docs/reports.md tells what the reports have. UPDATE_GOLDEN=1 writes its generated tables anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { reportFormats } from '../../src/report/outputs.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { frameworks } from '../../src/report/frameworks.ts';
import { peers } from '../../src/verdict/peers.ts';
import { aReport } from '../builders.ts';
import { fileContext } from '../report/samples.ts';

const file = join(import.meta.dirname, '..', '..', 'docs', 'reports.md');
const page = (): string => readFileSync(file, 'utf8');
const section = (heading: string): string => page().split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

const tables: Readonly<Record<string, readonly (readonly string[])[]>> = {
  peers: [
    ['tool', 'rule', 'as of', 'wants'],
    ...peers.map(({ tool, rule, version, source, wants }) => [tool, `[${rule}](${source})`, version, wants]),
  ],
  frameworks: [
    ['framework', 'version', 'controls', 'mapped by'],
    ...frameworks.map(({ framework, version, controls, mappedBy }) => [
      framework,
      version,
      controls.join(', '),
      mappedBy,
    ]),
  ],
};

test.each(Object.entries(tables))('the table of %s is that of the code', (name, [header = [], ...rows]) => {
  const lines = [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const [before = '', after = ''] = page().split(
    new RegExp(`(?<=<!-- ${name}:start -->\\n)[^]*(?=<!-- ${name}:end -->)`),
  );
  const expected = `${before}\n${lines.join('\n')}\n\n${after}`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, expected);
  expect(page()).toBe(expected);
});

test('each format has its row and its section, with file and output', () => {
  for (const name of reportFormats) {
    expect(page()).toMatch(
      new RegExp(`^\\| \`${name}\` \\| \`(?:keyvault-audit\\.[a-z.]+|[a-z]+/)\` \\| \`report-${name}\` \\|`, 'm'),
    );
    expect(section(name).length).toBeGreaterThan(100);
  }
});

test('the columns of the CSV report stand there, in their order', () => {
  const [header = ''] = renderCsv(aReport(), fileContext).replace('\uFEFF', '').split('\r\n');
  const rows = section('csv').match(/^\| `.*$/gm) ?? [];
  const columns = rows.flatMap((row) =>
    [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  expect(columns).toEqual(header.split(',').map((name) => name.replaceAll('"', '')));
});

test('the step that uploads SARIF is that of the example', () => {
  const step = /```yaml\n([^]*?)```/.exec(section('sarif'))?.[1] ?? 'no step';
  const example = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'examples', 'code-scanning.yml'), 'utf8');
  expect(example).toContain(step);
  expect(step).toContain("steps.audit.outputs.report-sarif != ''");
});
