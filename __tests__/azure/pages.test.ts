// A list that never ends: each page leads to one that was not seen before, so nothing else would stop it.
import { expect, test } from '@jest/globals';
import { readPages } from '../../src/azure/arm.ts';

test('a list of ever new pages is broken off, and what was seen is kept', async () => {
  let asked = 0;
  let items = 0;
  const read = (): Promise<{ value: number[]; nextLink: string }> => {
    asked += 1;
    if (asked > 20_000) throw new Error('for ever');
    return Promise.resolve({ value: [asked], nextLink: `https://management.azure.com/list?$skiptoken=${asked}` });
  };
  const end = await readPages('/list', read, (page: readonly number[]) => {
    items += page.length;
  });
  expect(end).toMatchObject({ kind: 'broken', pages: 10_000, failure: { reason: 'unreadable-response' } });
  expect(items).toBe(10_000);
  expect(asked).toBe(10_000);
});
