// What the tests themselves stand on.
import { expect, test } from '@jest/globals';

test('tests run on Node 24, as the action does, whatever Node the machine has', () => {
  expect(process.version).toMatch(/^v24\./);
});
