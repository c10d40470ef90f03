import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Arrows point inward (docs/architecture.md): who may not import what. */
const layers = [
  ['verdict', ['./src/!(verdict)/**', './src/*.ts'], 'verdict/ imports nothing outside itself'],
  ['report', ['./src/!(report|verdict)/**', './src/*.ts'], 'report/ imports the verdict only'],
  [
    'azure',
    ['./src/!(azure|verdict)/**', './src/!(ports|errors).ts'],
    'azure/ knows ports, errors and the verdict model',
  ],
  [
    'github',
    ['./src/!(github|verdict)/**', './src/!(ports|errors).ts'],
    'github/ knows ports, errors and the verdict model',
  ],
];

/** Each foreign package has one owner. */
const owners = [
  ['@actions/core', 'src/github/runner.ts'],
  ['@actions/github', 'src/github/repository.ts'],
  ['wildcard-match', 'src/verdict/pattern.ts'],
  ['@azure/*', 'src/azure/**'],
];

export default tseslint.config(
  { ignores: ['dist/**', 'build/**', 'coverage/**', 'node_modules/**', '**/node_modules/**'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true } },
    settings: { 'import-x/resolver': { typescript: false, node: { extensions: ['.ts', '.js', '.mjs', '.json'] } } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
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
      'import-x/no-restricted-paths': [
        'error',
        { zones: layers.map(([room, from, message]) => ({ target: `./src/${room}`, from, message })) },
      ],
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
  ...owners.map(([name, home]) => ({
    files: ['src/**/*.ts'],
    ignores: [home],
    rules: {},
    name: `${name} belongs to ${home}`,
  })),
  { files: ['__tests__/**/*.ts', 'emulator/**/*.ts'], rules: { 'max-lines-per-function': 'off', 'no-console': 'off' } },
);
