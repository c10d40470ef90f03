// node script/licenses.mjs FOLDER: the licences of every package in the bundle of that folder, to stdout. Taken from the
// source maps: ncc's own list misses what it merges into other modules.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const folder = process.argv[2] ?? join(root, 'dist');

const packages = bundledPackages(folder).map((path) => {
  const { name, version, license, author } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
  return { path, name, version, license, author: typeof author === 'object' ? author.name : author };
});
packages.sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version));
const unnamed = packages.filter(({ license }) => typeof license !== 'string' || license === '');
if (packages.length === 0) throw new Error(`No source map in ${folder} names a package`);
if (unnamed.length > 0) throw new Error(`Without a licence: ${unnamed.map(({ path }) => path).join(', ')}`);

const head = `The bundle in this folder contains these ${packages.length} packages.\n`;
console.log([head, ...packages.map(describe)].join(`\n${'-'.repeat(80)}\n\n`).trimEnd());

/** Folders of the packages that the source maps name, such as `node_modules/a/node_modules/@b/c`. */
function bundledPackages(folder) {
  const maps = readdirSync(folder).filter((name) => name.endsWith('.map'));
  const sources = maps.flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).sources);
  // The innermost: packages can have packages of their own.
  const paths = sources.map((source) => /(node_modules\/.*)?node_modules\/(@[^/]+\/)?[^/]+/.exec(source)?.[0]);
  return [...new Set(paths.filter((path) => path !== undefined))];
}

function describe({ path, name, version, license, author }) {
  const files = readdirSync(join(root, path)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = files.sort(compare).map((file) => readFileSync(join(root, path, file), 'utf8').replace(/\r\n/g, '\n'));
  if (texts.length === 0) texts.push(`The package has no licence file. Its author: ${author ?? 'not named'}`);
  return `${name} ${version}\nLicence: ${license}\n\n${texts.map((text) => text.trim()).join('\n\n')}\n`;
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
