// Mutants of what decides. Run by script/mutate, from the root of the repository.
import { join } from 'node:path';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['src/verdict/**/*.ts'],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    configFile: 'jest.config.mjs',
    enableFindRelatedTests: false,
    config: {
      testMatch: ['<rootDir>/script/mutation/verdict.tests.ts'],
      testEnvironment: join(import.meta.dirname, 'environment.mjs'),
    },
  },
  coverageAnalysis: 'perTest',
  concurrency: Number(process.env.MUTATE_CONCURRENCY ?? 2),
  timeoutMS: 20_000,
  // Jest never lets go of the modules that it loads for each mutant, and gets slower with them.
  maxTestRunnerReuse: 50,
  tempDirName: process.env.MUTATE_FOLDER,
  ignorePatterns: [
    '/dist',
    '/docs',
    '/coverage',
    '/build',
    '/script/mutation/node_modules',
    '/__tests__/golden',
    '/__tests__/conformance',
  ],
  reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
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
