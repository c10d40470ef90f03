// Writes src/report/html/assets.ts: the script and the style of the HTML report as strings, from src/report/html/browser/.
// Strings in a module, because that is what ncc, jest and Node all read alike. With --check it writes nothing, and exits
// 1 when the file is out of date.
//   node script/page-assets.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const isCheck = process.argv.includes('--check');
const file = fileURLToPath(new URL('../src/report/html/assets.ts', import.meta.url));
const browser = fileURLToPath(new URL('../src/report/html/browser/', import.meta.url));

const text = `// Written by script/page-assets.mjs from browser/. Change it there, then run that script.

export const pageScript = ${toLiteral(build('page.ts'))};

export const pageStyle = ${toLiteral(build('page.css'))};
`;
let before = '';
try {
  before = readFileSync(file, 'utf8');
} catch {
  // The first time.
}
if (before === text) console.log(`${file}: up to date`);
else if (isCheck) {
  console.error(`${file} is not what browser/ makes. Run: node script/page-assets.mjs`);
  process.exitCode = 1;
} else {
  writeFileSync(file, text);
  console.log(`${file}: written`);
}

/** In one piece, not minified: whoever opens the page may read it. ASCII, so that no encoding changes its hash. */
function build(name) {
  const { outputFiles } = buildSync({
    absWorkingDir: browser,
    entryPoints: [name],
    bundle: true,
    write: false,
    outdir: '/',
    format: 'iife',
    target: ['chrome120', 'firefox121', 'safari17.2'],
    charset: 'ascii',
    logLevel: 'warning',
  });
  const built = `\n${outputFiles[0].text}`;
  // What would end the element that it stands in, or make a parser treat it in another way.
  if (/<\/(?:script|style)|<!--/i.test(built)) throw new Error(`${name} cannot stand in a page`);
  return built;
}

function toLiteral(source) {
  return `\`${source.replace(/[\\`]|\$\{/g, '\\$&')}\``;
}
