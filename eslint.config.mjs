import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * Arrows point inward (docs/architecture.md). Each room of src/, and what of src/ it may import beside itself.
 * `main.ts` and `index.ts` are not listed: the composition root may import everything.
 */
const layers = {
  verdict: [],
  report: ['verdict'],
  'errors.ts': [],
  'ports.ts': ['verdict', 'errors.ts'],
  'input-values.ts': ['verdict'],
  baseline: ['verdict'],
  config: ['verdict', 'input-values.ts'],
  'inputs.ts': ['verdict', 'report', 'errors.ts', 'input-values.ts', 'config'],
  'demand.ts': ['verdict', 'errors.ts', 'inputs.ts', 'config'],
  'proposal.ts': ['verdict', 'demand.ts'],
  'configuration-file.ts': ['ports.ts', 'errors.ts', 'config'],
  'configure.ts': [
    ...['verdict', 'ports.ts', 'errors.ts', 'inputs.ts', 'config', 'configuration-file.ts', 'demand.ts', 'proposal.ts'],
  ],
  azure: ['verdict', 'ports.ts', 'errors.ts'],
  github: ['verdict', 'ports.ts', 'errors.ts'],
  'judging.ts': ['verdict', 'ports.ts'],
  'survey.ts': ['verdict', 'ports.ts', 'judging.ts', 'reading-queues.ts'],
  'compare.ts': ['verdict', 'ports.ts', 'inputs.ts', 'demand.ts', 'baseline'],
  'decide.ts': ['verdict', 'ports.ts', 'inputs.ts', 'configure.ts', 'survey.ts', 'compare.ts'],
  tell: ['verdict', 'report', 'ports.ts', 'errors.ts', 'inputs.ts'],
  'publish.ts': ['verdict', 'report', 'ports.ts', 'errors.ts'],
  'validate.ts': [
    ...['verdict', 'report', 'ports.ts', 'errors.ts', 'inputs.ts', 'config', 'configuration-file.ts', 'demand.ts'],
    'configure.ts',
  ],
  'audit.ts': [
    ...['verdict', 'report', 'ports.ts', 'errors.ts', 'inputs.ts', 'demand.ts', 'configure.ts', 'survey.ts'],
    ...['compare.ts', 'decide.ts', 'publish.ts', 'tell', 'validate.ts'],
  ],
};

/** Each foreign package has one owner; files that own none import only each other and Node's own modules. */
const owners = {
  'src/**/*.ts': [],
  'src/azure/**/*.ts': ['@azure/*', 'zod'],
  'src/baseline/**/*.ts': ['zod'],
  'src/config/**/*.ts': ['zod', 'yaml'],
  'src/github/runner.ts': ['@actions/core'],
  'src/github/api.ts': ['@actions/github'],
  'src/verdict/pattern.ts': ['wildcard-match'],
  'src/report/html/markup.ts': ['entities'],
  'src/report/csv.ts': ['csv-stringify'],
};

const zones = Object.entries(layers).map(([room, others]) => ({
  target: `./src/${room}`,
  from: './src',
  except: [room, ...others].map((path) => `./${path}`),
  message: `${room} may import ${others.length === 0 ? 'nothing outside itself' : others.join(', ')}.`,
}));

/** Refuses every import that is neither relative, nor Node's, nor one of `packages`. */
function onlyPackages(packages) {
  const own = packages.map((name) => `${name.replace('*', '[^/]+')}(?:/|$)`);
  const regex = `^(?!${['\\.', 'node:', ...own].join('|')})`;
  return ['error', { patterns: [{ regex, message: 'A foreign package has one owner: see eslint.config.mjs.' }] }];
}

export default tseslint.config(
  { ignores: ['dist/**', 'build/**', 'coverage/**', '**/node_modules/**'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true } },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.mjs', '.js', '.json'] })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] }, // without it no-cycle reads no .ts file
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'import-x/no-unresolved': 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-self-import': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-extraneous-dependencies': ['error', { devDependencies: false, optionalDependencies: false }],
      // The world enters at main.ts: everything else is handed a clock, an environment and a source of chance.
      'no-restricted-globals': [
        'error',
        ...['process', 'setTimeout', 'setInterval', 'fetch'].map((name) => ({ name, message: 'comes in by main.ts' })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'ask the Clock' },
        { object: 'Math', property: 'random', message: 'ask the Clock' },
      ],
    },
  },
  {
    files: ['src/main.ts', 'src/index.ts'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' },
  },
  {
    files: ['src/{verdict,report}/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', { selector: ':function[async=true]', message: 'pure rooms do not wait' }],
    },
  },
  ...Object.entries(owners).map(([files, packages]) => ({
    files: [files],
    rules: { '@typescript-eslint/no-restricted-imports': onlyPackages(packages) },
  })),
  // Generated from browser/, whose files have the limits; these run in a browser and wait there as they like.
  { files: ['src/report/html/assets.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['src/report/html/browser/**/*.ts'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-syntax': 'off' },
  },
  { files: ['__tests__/**/*.ts', 'emulator/**/*.ts'], rules: { 'max-lines-per-function': 'off', 'no-console': 'off' } },
  // Tables of rules, of which a formatted row takes several lines: cut in two they would be harder to read, not easier.
  {
    files: ['__tests__/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }] },
  },
);
