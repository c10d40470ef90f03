// What a destination is asked by: its ID as the settings have it.
import { expect, test } from '@jest/globals';
import type { Arm } from '../../src/azure/arm.ts';
import { createDestinationReader } from '../../src/azure/destinations.ts';

/** The paths that a read of this destination asks. */
async function askedFor(id: string): Promise<string[]> {
  const paths: string[] = [];
  const getJson: Arm['getJson'] = (path) => {
    paths.push(path);
    return Promise.resolve({});
  };
  await createDestinationReader({ getJson } as Arm).readDestination({ kind: 'log-analytics', id });
  return paths;
}

test('slashes at the end of an ID are left out, however many there are, and those within are not', async () => {
  const slashes = '/'.repeat(200_000);
  const startedAt = performance.now();
  expect(await askedFor(`/subscriptions${slashes}`)).toEqual(['/subscriptions?api-version=2025-07-01']);
  expect(await askedFor(`${slashes}x`)).toEqual([`${slashes}x?api-version=2025-07-01`]);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});
