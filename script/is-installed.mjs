// node script/is-installed.mjs FOLDER: whether node_modules has what package-lock.json says. Compares versions, not file
// times: those change with every checkout. Runs on the machine's own Node, so it is plain JavaScript.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? '.';
const wanted = readPackages('package-lock.json');
const installed = readPackages('node_modules/.package-lock.json'); // npm's own note, written last
const isMissing = ([path, { version, ...about }]) =>
  path !== '' && (installed?.[path] === undefined ? isNeeded(path, about) : installed[path].version !== version);
if (installed === null || wanted === null || Object.entries(wanted).some(isMissing)) process.exit(1);

/** npm passes over an optional package whose download failed, without an error: what is made for this machine is needed. */
function isNeeded(path, { optional, os, cpu, libc }) {
  if (!optional) return true;
  // Not every registry has Node, and a machine that has it can do without.
  if (path.startsWith('node_modules/node-') && Number(process.versions.node.split('.')[0]) >= 24) return false;
  return libc === undefined && [os].flat().includes(process.platform) && [cpu].flat().includes(process.arch);
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(folder, file), 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
