// Commands that the documentation shows: run by a test, or marked as needing Azure or GitHub. And the set-up for Azure in
// other languages: read by their own parsers, and trusting what the pages say.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Language, Parser } from 'web-tree-sitter';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Each command without a mark, and what runs it: a file of ours that has these words. */
const runBy: Readonly<Record<string, readonly [file: string, words: string]>> = {
  'script/demo': ['__tests__/script/demo.test.ts', "'demo.ts'"],
  'script/test': ['.ci/run', 'script/test'],
  'script/test __tests__/verdict': ['script/test', 'jest "$@"'],
  'UPDATE_GOLDEN=1 script/test __tests__/report': ['__tests__/golden.ts', 'UPDATE_GOLDEN'],
  'script/node node_modules/prettier/bin/prettier.cjs --write .': ['script/test', 'prettier.cjs --check .'],
  'script/build': ['script/test', 'script/build'],
  'script/build build/dist': ['.github/workflows/check-dist.yml', 'script/build build/dist'],
  'script/release check v1.1.0': ['__tests__/script/release.test.ts', "'check'"],
  'script/release assets v1.1.0 build/release': ['__tests__/script/release-assets.test.ts', "'assets'"],
  'script/bench': ['__tests__/bench.test.ts', '../bench/'],
  'script/validate ../my-repository/.github/keyvault-audit.yml kv-pci-payments': [
    '__tests__/dist/validate.test.ts',
    "'validate.ts'",
  ],
};

const blocks = pages.flatMap((page) =>
  [...read(page).matchAll(/^( *)```(?:bash|sh|shell|console)\n([^]*?)^ *```/gm)].map(([, indent = '', text = '']) => ({
    page,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  })),
);
const isMarked = (text: string): boolean => /^# needs (?:Azure|GitHub)\n/.test(text);

test('there are commands, of both kinds', () => {
  expect(blocks.filter(({ text }) => isMarked(text)).length).toBeGreaterThan(3);
  expect(blocks.filter(({ text }) => !isMarked(text)).length).toBeGreaterThan(3);
});

describe.each(blocks)('$page: $text', ({ text }) => {
  test('is marked as needing Azure or GitHub, or something runs it', () => {
    if (isMarked(text)) return;
    const commands = text
      .split('\n')
      .map((line) => line.replace(/\s*#.*$/, '').trim())
      .filter((line) => line !== '');
    expect(commands.filter((command) => runBy[command] === undefined)).toEqual([]);
  });

  test('needs what it says it needs', () => {
    expect(isMarked(text)).toBe(/^\s*(?:az|gh|for .*; do gh|git push|terraform|[A-Z_]+="\$\((?:az|gh)) /m.test(text));
  });

  test('is understood by bash', () => {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
    expect(`${String(status)} ${stderr}`).toBe('0 ');
  });
});

test.each(Object.entries(runBy))('%s is run, as the list says', (_, [file, words]) => {
  expect(existsSync(join(root, file))).toBe(true);
  expect(read(file)).toContain(words);
});

/** Commands within the text, of our own scripts or of npm: what runs them, or why nothing can here. */
const inText: Readonly<Record<string, readonly [file: string, words: string]>> = {
  'script/demo --help': ['__tests__/script/demo.test.ts', "demo('--help')"],
  'script/validate FILE': ['__tests__/dist/validate.test.ts', "'validate.ts'"],
  'script/node script/lint-workflows.mjs': ['__tests__/contract/workflows.test.ts', "'lint-workflows.mjs'"],
  'script/node script/readme-tables.mjs': ['__tests__/contract/action-yml.test.ts', "'readme-tables.mjs'"],
  'AZURE_SPECS=FOLDER script/test': ['.ci/run', 'AZURE_SPECS'],
  'script/mutate': ['.github/workflows/thorough.yml', 'script/mutate'],
  'script/mutate src/verdict/match.ts': ['.github/workflows/thorough.yml', 'script/mutate'],
  'script/fuzz 10': ['.github/workflows/thorough.yml', 'script/fuzz'],
  'node script/mend-lockfile.mjs': ['__tests__/script/mend-lockfile.test.ts', "'mend-lockfile.mjs'"],
  'npm audit': ['.github/workflows/thorough.yml', 'npm audit'],
  'npm ci --ignore-scripts': ['script/bootstrap', 'npm ci --ignore-scripts'],
  // npm's own, which change what is here.
  'npm ci': ['script/bootstrap', 'npm ci'],
  'npm install': ['CONTRIBUTING.md', 'npm install'],
  'npm install --save-exact': ['CONTRIBUTING.md', 'npm install'],
  'npm version --no-git-tag-version 1.1.0': ['docs/releasing.md', 'npm version'],
};

test('so is every command within the text', () => {
  const commands = pages.flatMap((page) => {
    const text = read(page).replaceAll(/^( *)```[^]*?^ *```/gm, '');
    return [...text.matchAll(/`((?:[A-Z_]+=\S+ )?(?:script\/[\w-]+|npm|node|npx)(?: [^`]*)?)`/g)].map(
      ([, words = '']) => words,
    );
  });
  const isKnown = (command: string): boolean => (inText[command] ?? runBy[command]) !== undefined;
  // Folders below script/ are no commands.
  const isCommand = (command: string): boolean => command !== 'script/mutation';
  expect(commands.filter((command) => isCommand(command) && !isKnown(command))).toEqual([]);
  expect(Object.keys(inText).filter((command) => !commands.includes(command))).toEqual([]);
  expect(Object.values(inText).filter(([file, words]) => !read(file).includes(words))).toEqual([]);
});

test('every script that people call has its line somewhere', () => {
  const scripts = readdirSync(join(root, 'script'), { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.'))
    .map(({ name }) => `script/${name}`);
  const text = pages.map(read).join('\n');
  const inside = ['script/bootstrap', 'script/node', 'script/picture', 'script/picture-html']; // called by the others, or made for the README
  expect(scripts.filter((name) => !text.includes(name) && !inside.includes(name))).toEqual([]);
});

describe('the set-up', () => {
  const issuer = 'https://token.actions.githubusercontent.com';
  const audience = 'api://AzureADTokenExchange';
  const subject = 'repo:octo-org/payments:ref:refs/heads/main';

  test('in Terraform is Terraform, and trusts what the page says', async () => {
    const { parse } = createRequire(import.meta.url)('@cdktn/hcl2json') as {
      parse: (
        file: string,
        text: string,
      ) => Promise<{
        resource: Record<string, Record<string, unknown[]>>;
        provider: Record<string, unknown[]>;
        variable: Record<string, Record<string, unknown>[]>;
      }>;
    };
    const text = read('docs/examples/azure-setup/main.tf');
    const { resource, provider, variable } = await parse('main.tf', text);
    // Since version 4 azurerm takes it no more from `az login`, and plans nothing without it.
    expect(provider['azurerm']).toMatchObject([{ subscription_id: '${var.subscription}' }]);
    const needed = Object.keys(variable).filter((name) => variable[name]?.[0]?.['default'] === undefined);
    const command = /^terraform apply [^]*?(?=```)/m.exec(read('docs/azure-setup.md'))?.[0] ?? '';
    expect(needed.filter((name) => !command.includes(`-var '${name}=`))).toEqual([]);
    expect(resource['azurerm_federated_identity_credential']?.['audit']).toMatchObject([
      { issuer, audience: [audience] },
    ]);
    expect(resource['azurerm_role_assignment']?.['reader']).toMatchObject([{ role_definition_name: 'Reader' }]);
    expect(text).toContain(`"${subject}"`);
  });

  test.each(['main.bicep', 'identity.bicep'])('in %s is Bicep', async (name) => {
    await Parser.init();
    const grammar = createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');
    const parser = new Parser();
    parser.setLanguage(await Language.load(readFileSync(grammar)));
    expect(parser.parse(read(`docs/examples/azure-setup/${name}`))?.rootNode.hasError).toBe(false);
  });

  test('in Bicep trusts what the page says, and has the role Reader', () => {
    const text = ['main.bicep', 'identity.bicep'].map((name) => read(`docs/examples/azure-setup/${name}`)).join('\n');
    for (const word of [issuer, audience, subject, 'acdd72a7-3385-48ef-bd42-f606fba81ae7']) {
      expect(text).toContain(`'${word}'`);
    }
  });
});
