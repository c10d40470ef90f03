// Mutants of what decides. Run by script/mutate, from the root of the repository.

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['src/verdict/**/*.ts'],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    configFile: 'jest.config.mjs',
    config: { testMatch: ['<rootDir>/__tests__/verdict/**/*.test.ts'], collectCoverage: false },
  },
  coverageAnalysis: 'perTest',
  concurrency: Number(process.env.MUTATE_CONCURRENCY ?? 2),
  timeoutMS: 20_000,
  tempDirName: process.env.MUTATE_FOLDER,
  ignorePatterns: [
    '/dist',
    '/docs',
    '/coverage',
    '/build',
    '/script/mutation',
    '/__tests__/golden',
    '/__tests__/conformance',
  ],
  reporters: ['clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'coverage/mutation/mutants.json' },
  htmlReporter: { fileName: 'coverage/mutation/mutants.html' },
  // Texts for people are held by golden files and by the tests of wording; a mutant of one says nothing about a verdict.
  mutator: { excludedMutations: [] },
  checkers: [],
  allowEmpty: false,
  // script/mutate compares survivors with docs/mutants.md, which has the reason of each.
  thresholds: { high: 100, low: 95, break: null },
};
