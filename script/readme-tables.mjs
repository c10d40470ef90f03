// Writes the README's tables of inputs and outputs from action.yml, between `<!-- inputs:start -->` and
// `<!-- inputs:end -->`, and the same for outputs. With --check it writes nothing, and exits 1 when they are out of date.
//   node script/readme-tables.mjs [--check] [README.md]
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const isCheck = process.argv.includes('--check');
const root = new URL('../', import.meta.url);
const file =
  process.argv.slice(2).find((argument) => argument !== '--check') ?? fileURLToPath(new URL('README.md', root));
const { inputs, outputs } = parse(readFileSync(new URL('action.yml', root), 'utf8'));

const inputRows = Object.entries(inputs).map(([name, { default: byDefault, description, required }]) => [
  code(name),
  required === true ? 'required' : byDefault === undefined ? '' : code(byDefault),
  description,
]);
const outputRows = Object.entries(outputs).map(([name, { description }]) => [code(name), description]);

try {
  const before = readFileSync(file, 'utf8');
  const withInputs = replaceBetween(before, 'inputs', toTable(['input', 'default', ''], inputRows));
  const after = replaceBetween(withInputs, 'outputs', toTable(['output', ''], outputRows));
  if (after === before) console.log(`${file}: the tables are up to date`);
  else if (isCheck) throw new Error('the tables differ from action.yml. Run: node script/readme-tables.mjs');
  else {
    writeFileSync(file, after);
    console.log(`${file}: the tables were written`);
  }
} catch (error) {
  console.error(`${file}: ${error.message}`);
  process.exitCode = 1;
}

/** Replaces what stands between the two markers; each of them must be there once, in this order. */
function replaceBetween(text, name, table) {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  for (const marker of [start, end]) {
    const found = text.split(marker).length - 1;
    if (found !== 1) throw new Error(`the marker ${marker} must be there once, it is there ${found} times`);
  }
  const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
  if (from > to) throw new Error(`the marker ${end} stands before ${start}`);
  return `${text.slice(0, from)}\n\n${table}\n\n${text.slice(to)}`;
}

function toTable(heads, rows) {
  const lines = [heads, heads.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map(toCell).join(' | ')} |`).join('\n');
}

function toCell(text) {
  return String(text).trim().replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

function code(text) {
  return `\`${String(text)}\``;
}
