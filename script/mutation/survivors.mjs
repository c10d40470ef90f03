// node script/mutation/survivors.mjs [mutants.json]: the mutants that no test noticed, less those that docs/mutants.md
// gives a reason for. Exits 1 when one is left. A reason is for a file and the text of the mutant, not for a line number, and
// for one mutant: the same text in another place needs a row of its own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const { files } = JSON.parse(readFileSync(process.argv[2] ?? join(root, 'coverage/mutation/mutants.json'), 'utf8'));
const reasons = readFileSync(join(root, 'docs/mutants.md'), 'utf8')
  .split('\n')
  .map((line) => /^\| `([^`]+)` \| `` (.+?) `` \| `` (.+?) `` \| (.+) \|$/.exec(line))
  .filter((row) => row !== null)
  .map(([, file, original, mutant]) => `${file}: ${original} → ${mutant}`.replaceAll('\\|', '|'));

// RuntimeError: the tests could not even be listed, such as those of an empty table.
const noticed = ['Killed', 'Timeout', 'RuntimeError'];
const counts = {};
const left = [];
for (const [file, { source, mutants }] of Object.entries(files)) {
  for (const { status, location, replacement } of mutants) {
    counts[status] = (counts[status] ?? 0) + 1;
    if (noticed.includes(status)) continue;
    const key = `${file}: ${flat(textAt(source, location))} → ${flat(replacement)}`;
    const reason = reasons.indexOf(key);
    if (reason >= 0) reasons.splice(reason, 1);
    else left.push(`${file}:${location.start.line}:${location.start.column} ${key.slice(file.length + 2)}`);
  }
}

console.log(
  Object.entries(counts)
    .map(([status, count]) => `${status}: ${count}`)
    .join(', '),
);
for (const reason of reasons) {
  if (Object.keys(files).some((file) => reason.startsWith(`${file}: `))) console.log(`No longer needed: ${reason}`);
}
for (const mutant of left) console.log(`Survived without a reason: ${mutant}`);
if (left.length > 0) process.exitCode = 1;

function textAt(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return lines.join('\n');
}

/** On one line, and no longer than a table bears. */
function flat(text) {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
