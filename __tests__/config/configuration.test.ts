// What the configuration file can say, and what is made of it.
import { describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { problemsOf, read, today } from './reading.ts';

const id = 'abcdefab-1111-4111-8111-111111111111';
const vaultId = `/subscriptions/${id}/resourceGroups/rg-old/providers/Microsoft.KeyVault/vaults/kv-legacy`;

/** Patterns as they were written, everything else as it is. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const waiver = (overrides: Readonly<Record<string, unknown>> = {}): string =>
  stringify({
    version: 1,
    waivers: [
      { match: { name: 'kv-legacy' }, reason: 'Ticket OPS-1', owner: 'platform', expires: '2026-12-31', ...overrides },
    ],
  });

test('the whole of it', () => {
  const configuration = read(`
version: 1
scope:
  subscriptions: [${id}, ${id.toUpperCase()}]
  management-groups: platform
  include: ["kv-prod-*"]
  exclude: "*/resourceGroups/sandbox-*/*"
  tags: { environment: [prod, stag*], tier: gold }
requirement:
  profile: effective
  accepted-destinations: [log-analytics, event-hub, log-analytics]
  allowed-destinations: ["/subscriptions/x/workspaces/central-logs"]
  require-metrics: true
  minimum-copies: 2
  verify-destinations: false
  overrides:
    - match: { name: "kv-pci-*", tags: { data: card } }
      profile: cis
      require-metrics: false
      accepted-destinations: [log-analytics, storage]
      allowed-destinations: "*/storageAccounts/*"
      minimum-copies: 1
waivers:
  - match: { id: "${vaultId}", resource-group: [rg-old, rg-older], subscription: ${id} }
    reason: "Decommissioned in January, ticket OPS-1234"
    owner: "platform-team"
    expires: 2026-12-31
`);
  expect(plain(configuration)).toEqual({
    subscriptions: [id],
    managementGroups: ['platform'],
    include: [{ text: 'kv-prod-*' }],
    exclude: [{ text: '*/resourceGroups/sandbox-*/*' }],
    tags: [
      { name: 'environment', values: [{ text: 'prod' }, { text: 'stag*' }] },
      { name: 'tier', values: [{ text: 'gold' }] },
    ],
    profile: 'effective',
    acceptedDestinations: ['log-analytics', 'event-hub'],
    allowedDestinations: [{ text: '/subscriptions/x/workspaces/central-logs' }],
    requireMetrics: true,
    minimumCopies: 2,
    verifyDestinations: false,
    overrides: [
      {
        match: {
          names: [{ text: 'kv-pci-*' }],
          ids: null,
          resourceGroups: null,
          subscriptions: null,
          tags: [{ name: 'data', values: [{ text: 'card' }] }],
          text: { name: ['kv-pci-*'], tags: { data: ['card'] } },
        },
        changes: {
          profile: 'cis',
          requireMetrics: false,
          acceptedDestinations: ['log-analytics', 'storage'],
          allowedDestinations: [{ text: '*/storageAccounts/*' }],
          minimumCopies: 1,
        },
      },
    ],
    waivers: [
      {
        match: {
          names: null,
          ids: [{ text: vaultId }],
          resourceGroups: [{ text: 'rg-old' }, { text: 'rg-older' }],
          subscriptions: [id],
          tags: null,
          text: { id: [vaultId], 'resource-group': ['rg-old', 'rg-older'], subscription: [id] },
        },
        reason: 'Decommissioned in January, ticket OPS-1234',
        owner: 'platform-team',
        expires: '2026-12-31',
        line: 24,
      },
    ],
  });
});

test('the least of it says nothing', () => {
  expect(plain(read('version: 1'))).toEqual({ overrides: [], waivers: [] });
  expect(read('version: 1\nscope: { subscriptions: all }').subscriptions).toBe('all');
  expect(plain(read('version: 1\nscope: {}\nrequirement: { overrides: [] }\nwaivers: []'))).toEqual({
    overrides: [],
    waivers: [],
  });
});

test('a reason may be a block of text', () => {
  const { waivers } = read(`
version: 1
waivers:
  - match: { name: kv-legacy }
    reason: |
      Decommissioned in January.
      Ticket OPS-1234
    owner: >
      platform
    expires: 2026-12-31
`);
  expect(waivers).toMatchObject([{ reason: 'Decommissioned in January.\nTicket OPS-1234', owner: 'platform' }]);
});

describe('a waiver may end', () => {
  test.each([
    ['today', today],
    ['yesterday: it does not count any more, and says so', '2026-11-21'],
    ['in 366 days', '2027-11-23'],
    ['on a leap day', '2024-02-29'],
  ])('%s', (_, expires) => {
    expect(problemsOf(waiver({ expires }))).toEqual([]);
  });
});
