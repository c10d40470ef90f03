// What a destination is asked by: its ID as the settings have it.
import { expect, test } from '@jest/globals';
import type { Arm } from '../../src/azure/arm.ts';
import { createDestinationReader } from '../../src/azure/destinations.ts';
import type { DestinationKind } from '../../src/verdict/model.ts';
import { cpuMs } from '../cpu-time.ts';

/** The paths that a read of this destination asks. */
async function askedFor(id: string, kind: DestinationKind = 'log-analytics'): Promise<string[]> {
  const paths: string[] = [];
  const getJson: Arm['getJson'] = (path) => {
    paths.push(path);
    return Promise.resolve({});
  };
  await createDestinationReader({ getJson } as Arm).readDestination({ kind, id });
  return paths;
}

test('slashes at the end of an ID are left out, however many there are, and those within are not', async () => {
  const slashes = '/'.repeat(200_000);
  const startedAt = cpuMs();
  expect(await askedFor(`/subscriptions${slashes}`)).toEqual(['/subscriptions?api-version=2022-10-01']);
  expect(await askedFor(`${slashes}x`)).toEqual([`${slashes}x?api-version=2022-10-01`]);
  expect(cpuMs() - startedAt).toBeLessThan(1_000);
});

// As parts of a URL they name something else, which may well be there; encoded they would mean the same.
test.each(['..', '.', 'half a character: \ud800'])(
  'an ID with the segment %j is asked for nowhere',
  async (segment) => {
    expect(await askedFor(`/subscriptions/x/resourceGroups/rg/${segment}/y`)).toEqual([]);
  },
);

// Azure Government lacked versions of 18 months before: https://github.com/Azure/azure-cli/issues/30714
test.each(['log-analytics', 'storage', 'event-hub'] as const)(
  '%s is asked for in a version of every cloud',
  async (kind) => {
    const [path = ''] = await askedFor('/subscriptions/x', kind);
    const version = new URL(path, 'https://x').searchParams.get('api-version') ?? '';
    expect(Date.parse(version)).toBeLessThan(Date.parse('2023-12-31'));
  },
);
