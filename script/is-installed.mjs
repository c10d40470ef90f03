// node script/is-installed.mjs FOLDER: whether node_modules has what package-lock.json says. Compares versions, not file
// times: those change with every checkout. Runs on the machine's own Node, so it is plain JavaScript.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? '.';
const wanted = readPackages('package-lock.json');
const installed = readPackages('node_modules/.package-lock.json'); // npm's own note, written last
const isMissing = ([path, { version, optional }]) =>
  path !== '' && (installed?.[path] === undefined ? !optional : installed[path].version !== version);
if (installed === null || wanted === null || Object.entries(wanted).some(isMissing)) process.exit(1);

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(folder, file), 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
