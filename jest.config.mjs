export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': './script/strip-types.mjs' },
  testTimeout: 60_000, // jest's five seconds are too few where a machine is slow or busy; a test that hangs ends all the same
  setupFiles: ['<rootDir>/__tests__/seed.ts'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  // Compiled code and the bundle repeat module names; the tests' own projects have their own lockfiles.
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/build/'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/__tests__/conformance/node_modules/'],
  coverageProvider: 'babel', // the v8 provider calls a function covered that nobody called
  // What runs in a browser is tested in one, from the string that it is built into: __tests__/html.
  collectCoverageFrom: ['src/**/*.ts', '!src/index.ts', '!src/report/html/browser/**'],
  coverageDirectory: 'coverage',
};
