// Everything that goes wrong on the way: what Azure has is read all the same, and what it keeps to itself is unknown.
import { describe, expect, jest, test } from '@jest/globals';
import { AuditError } from '../../../src/errors.ts';
import type { EstateInput } from '../../../emulator/estate.ts';
import type { FaultsInput } from '../../../emulator/faults.ts';
import { countOf, readEstate, subscription, tally, verdictsOf, type ReadingOptions } from './reading.ts';

jest.setTimeout(60_000);

type SubscriptionInput = NonNullable<EstateInput['subscriptions']>[number];
type VaultInput = NonNullable<SubscriptionInput['vaults']>[number];

const good = { name: 'to-soc', on: ['audit'], workspace: 'law' };

/** Subscriptions of compliant vaults, `kv-{subscription}-{number}`. */
function estateOf(subscriptions: number, vaults: number): { subscriptions: SubscriptionInput[] } {
  return {
    subscriptions: Array.from({ length: subscriptions }, (_, group) => ({
      id: subscription(group + 1),
      vaults: Array.from({ length: vaults }, (_vault, index) => ({
        name: `kv-${group + 1}-${index}`,
        settings: [good],
      })),
    })),
  };
}

describe('faults of one request in ten, over 500 vaults: everything is read', () => {
  const all = { 503: 0.1, reset: 0.1, 'cut-off': 0.1, 'non-json': 0.1 } as const;
  test.each<readonly [string, NonNullable<FaultsInput['rates']>]>([
    ['503', { 503: 0.1 }],
    ['resets', { reset: 0.1 }],
    ['bodies that are cut off', { 'cut-off': 0.1 }],
    ['bodies that are not JSON', { 'non-json': 0.1 }],
    ['all of them at once', all],
  ])('%s', async (_what, rates) => {
    const reading = await readEstate({ estate: estateOf(5, 100), faults: { rates, seed: 7 } });
    expect(tally(reading)).toEqual({ compliant: 500 });
    expect(reading.survey.subscriptions.map(({ status, detail }) => `${status} ${detail}`)).toEqual(
      Array.from({ length: 5 }, () => 'audited '),
    );
    expect(reading.counts.retried).toBeGreaterThan(30);
    expect(reading.refusals).toEqual([]);
  });
});

describe('a vault of its own', () => {
  const withVault = (vault: VaultInput): EstateInput => {
    const estate = estateOf(1, 20);
    estate.subscriptions[0]?.vaults?.push(vault);
    return estate;
  };
  const forever: readonly (readonly [what: string, fault: NonNullable<VaultInput['fault']>, reason: string])[] = [
    ['that hangs', { kind: 'hang' }, 'timed-out'],
    ['that answers 503', { kind: 'status', status: 503 }, 'unavailable'],
    ['that answers 504', { kind: 'status', status: 504 }, 'unavailable'],
    ['that answers 408', { kind: 'status', status: 408 }, 'unavailable'],
    ['whose connections break', { kind: 'reset' }, 'unavailable'],
    ['whose body is cut off', { kind: 'cut-off' }, 'unavailable'],
    ['whose body is HTML', { kind: 'non-json' }, 'unreadable-response'],
    ['whose body is empty', { kind: 'empty' }, 'unreadable-response'],
    ['that answers 429', { kind: 'status', status: 429 }, 'throttled'],
    ['that answers 429 and says how long', { kind: 'status', status: 429, retryAfter: 3 }, 'throttled'],
    [
      'that fails in one way and in the end in another',
      [{ kind: 'status', status: 503, times: 11 }, { kind: 'reset' }],
      'unavailable',
    ],
    ['that hangs after a refusal', [{ kind: 'status', status: 503, times: 1 }, { kind: 'hang' }], 'timed-out'],
  ];
  test.each(forever)('%s for ever: only it is unknown', async (_what, fault, reason) => {
    const reading = await readEstate({ estate: withVault({ name: 'kv-ill', settings: [good], fault }) });
    expect(verdictsOf(reading)['kv-ill']).toBe(reason);
    expect(tally(reading)).toEqual({ compliant: 20, [reason]: 1 });
    const asked = reading.requests.filter(({ url }) => url.includes('kv-ill/'));
    expect(asked.length).toBeLessThanOrEqual(12);
    expect(reading.elapsedMs).toBeLessThan(4 * 60_000);
  });

  test('that answers at the twelfth attempt is read', async () => {
    const fault = { kind: 'status', status: 503, times: 11 } as const;
    const reading = await readEstate({ estate: withVault({ name: 'kv-late', settings: [good], fault }) });
    expect(tally(reading)).toEqual({ compliant: 21 });
  });
});

describe('a subscription of its own', () => {
  test.each([
    ['with a wait', 5],
    ['without a word how long', undefined],
  ] as const)(
    'that answers 429 for ever, %s: its vaults are throttled, the others judged, and the run ends',
    async (_what, retryAfter) => {
      const estate = estateOf(3, 20);
      const refused = { kind: 'status', status: 429, ...(retryAfter === undefined ? {} : { retryAfter }) } as const;
      Object.assign(estate.subscriptions[1] ?? {}, { faults: { all: [{ kind: 'ok', times: 6 }, refused] } });
      const reading = await readEstate({ estate });
      const verdicts = verdictsOf(reading);
      const of = (group: number): string[] => Object.keys(verdicts).filter((name) => name.startsWith(`kv-${group}-`));
      expect(
        of(1)
          .concat(of(3))
          .map((name) => verdicts[name]),
      ).toEqual(Array.from({ length: 40 }, () => 'compliant'));
      expect(of(2).length).toBe(20);
      expect(of(2).filter((name) => verdicts[name] === 'throttled').length).toBeGreaterThanOrEqual(17);
      expect(reading.elapsedMs).toBeLessThan(15 * 60_000);
    },
  );

  const refusedForEver = { kind: 'status', status: 429, retryAfter: 5 } as const;
  test.each<readonly [string, ReadingOptions]>([
    [
      'all subscriptions',
      { estate: { ...estateOf(1, 2), subscriptionList: { faults: [{ page: 1, fault: refusedForEver }] } } },
    ],
    [
      'what is below a management group',
      {
        estate: { ...estateOf(1, 2), managementGroups: [{ id: 'mg', fault: refusedForEver }] },
        subscriptions: [subscription(1)],
        managementGroups: ['mg'],
      },
    ],
  ])('or a list of %s that answers 429 for ever: said, and the run ends', async (_what, options) => {
    const reading = await readEstate(options);
    expect(reading.survey.scopeGaps).toEqual([expect.stringMatching(/could not be read$/)]);
    expect(tally(reading)).toEqual(options.managementGroups === undefined ? {} : { compliant: 2 });
    expect(reading.elapsedMs).toBeLessThan(15 * 60_000);
  });

  test('that hangs from the beginning is unreadable, and holds nobody else up', async () => {
    const estate = estateOf(2, 20);
    Object.assign(estate.subscriptions[0] ?? {}, { faults: { all: { kind: 'hang' } } });
    const reading = await readEstate({ estate });
    expect(tally(reading)).toEqual({ compliant: 20 });
    expect(reading.survey.subscriptions.map(({ status }) => status)).toEqual(['unreadable', 'audited']);
    const others = reading.requests.filter(({ url }) => url.includes(subscription(2)));
    const last = others.at(-1)?.at ?? 0;
    expect(last - (others[0]?.at ?? 0)).toBeLessThan(1_000);
  });
});

test("what Key Vault's own list did not get to is read by the other list, which is no word of who has it", async () => {
  const estate = estateOf(1, 4);
  const managedHsms = [{ name: 'hsm', listed: 'resources' } as const];
  const forbidden = { kind: 'status', status: 403, times: 'forever' } as const;
  const lists = { vaults: { pageSize: 1, faults: [{ page: 2, fault: forbidden }] } };
  Object.assign(estate.subscriptions[0] ?? {}, { managedHsms, lists });
  const reading = await readEstate({ estate });
  expect(tally(reading)).toEqual({ compliant: 4, 'no-setting': 1 });
  expect(reading.survey.subscriptions).toMatchObject([{ status: 'partial' }]);
  expect(reading.survey.notes).toEqual([expect.stringMatching(/\/hsm stands in Resource Manager's list only/)]);
});

describe('reading begins with the first page of a list, while the next one keeps everybody waiting', () => {
  const slowSecondPage: EstateInput['subscriptionList'] = {
    pageSize: 1,
    faults: [{ page: 2, fault: { kind: 'hang', times: 1 } }],
  };
  const paged = estateOf(1, 3);
  Object.assign(paged.subscriptions[0] ?? {}, { lists: { vaults: slowSecondPage } });
  const groups = {
    ...estateOf(3, 2),
    managementGroups: [{ id: 'mg', subscriptions: [1, 2, 3].map(subscription), list: slowSecondPage }],
  };
  test.each<readonly [string, ReadingOptions, string, number]>([
    ['of vaults', { estate: paged }, 'Vaults_ListBySubscription', 3],
    ['of subscriptions', { estate: { ...estateOf(3, 2), subscriptionList: slowSecondPage } }, 'Subscriptions_List', 6],
    [
      'of what is below a management group',
      { estate: groups, subscriptions: [], managementGroups: ['mg'] },
      'ManagementGroups_GetDescendants',
      6,
    ],
  ])('%s', async (_what, options, operation, total) => {
    const reading = await readEstate(options);
    expect(tally(reading)).toEqual({ compliant: total });
    const names = reading.requests.map((request) => request.operation);
    const pages = names.flatMap((name, index) => (name === operation ? [index] : []));
    // The first page, the second that hangs, and the second again, twenty seconds later.
    const [, hanging = 0, again = 0] = pages;
    expect(reading.requests[hanging]?.ending).not.toBe('whole');
    const first = names.indexOf('DiagnosticSettings_List');
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(again);
  });
});

describe('a small bucket: nothing is lost, whatever it says of the wait', () => {
  test.each(['seconds', 'date', 'none'] as const)('Retry-After: %s', async (retryAfter) => {
    const bucket = { capacity: 10, refillPerSecond: 2, retryAfter };
    const reading = await readEstate({ estate: estateOf(1, 60), faults: { bucket } });
    expect(tally(reading)).toEqual({ compliant: 60 });
    expect(reading.elapsedMs).toBeLessThan(90_000);
  });

  test('without the header that tells what is left', async () => {
    const bucket = { capacity: 10, refillPerSecond: 2, remainingHeader: false };
    const reading = await readEstate({ estate: estateOf(1, 60), faults: { bucket } });
    expect(tally(reading)).toEqual({ compliant: 60 });
    expect(reading.elapsedMs).toBeLessThan(120_000);
  });
});

describe('tokens', () => {
  test('each revoked after 60 requests: renewed as often, and nothing is lost', async () => {
    const reading = await readEstate({ estate: estateOf(2, 150), faults: { revokeTokens: { afterRequests: 60 } } });
    expect(tally(reading)).toEqual({ compliant: 300 });
    expect(countOf(reading, 'GitHub_IdToken')).toBe(1);
    expect(countOf(reading, 'Entra_Token')).toBeLessThanOrEqual(8);
    expect(reading.masks.length).toBe(countOf(reading, 'Entra_Token'));
  });

  test('an audit of hours: both tokens are renewed before they end, and none is refused', async () => {
    const bucket = { capacity: 10, refillPerSecond: 0.02 };
    const reading = await readEstate({
      estate: { ...estateOf(1, 120), entra: { tokenLifetimeSeconds: 1_200 } },
      faults: { bucket },
    });
    expect(tally(reading)).toEqual({ compliant: 120 });
    expect(reading.elapsedMs).toBeGreaterThan(3_600_000);
    expect(reading.requests.filter(({ status }) => status === 401)).toEqual([]);
    const renewals = countOf(reading, 'Entra_Token');
    expect(renewals).toBeGreaterThan(3);
    expect(countOf(reading, 'GitHub_IdToken')).toBe(renewals);
  });

  test.each<readonly [string, FaultsInput, number]>([
    ['Entra ID failing twice', { entra: { kind: 'status', status: 503, times: 2 } }, 3],
    ['Entra ID throttling for half a minute', { entra: { kind: 'status', status: 429, retryAfter: 30, times: 1 } }, 2],
    ['Entra ID hanging once', { entra: { kind: 'hang', times: 1 } }, 2],
    [
      'Entra ID breaking off, and answering in HTML',
      {
        entra: [
          { kind: 'cut-off', times: 1 },
          { kind: 'reset', times: 1 },
          { kind: 'non-json', status: 502, times: 1 },
        ],
      },
      4,
    ],
    ["GitHub's issuer failing once", { github: { kind: 'status', status: 500, times: 1 } }, 1],
    ["GitHub's issuer hanging once", { github: { kind: 'hang', times: 1 } }, 1],
    ["GitHub's issuer breaking off once", { github: { kind: 'cut-off', times: 1 } }, 1],
  ])('%s: signed in all the same', async (_what, faults, entraRequests) => {
    const reading = await readEstate({ estate: estateOf(1, 2), faults });
    expect(tally(reading)).toEqual({ compliant: 2 });
    expect(countOf(reading, 'Entra_Token')).toBe(entraRequests);
    expect(reading.elapsedMs).toBeLessThan(60_000);
  });

  test.each<readonly [string, FaultsInput, string]>([
    ['Entra ID failing to the end', { entra: { kind: 'status', status: 503 } }, 'KVA-ENTRA-UNAVAILABLE'],
    ['Entra ID hanging', { entra: { kind: 'hang' } }, 'KVA-ENTRA-UNAVAILABLE'],
    ["GitHub's issuer breaking off to the end", { github: { kind: 'cut-off' } }, 'KVA-OIDC-FAILED'],
  ])('%s: an error that says who', async (_what, faults, code) => {
    const failure: unknown = await readEstate({ estate: estateOf(1, 1), faults }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AuditError);
    expect((failure as AuditError).code).toBe(code);
  });
});

describe('the network', () => {
  test('connections refused for a while', async () => {
    // Of real time: on this clock it is several attempts of everybody who is under way.
    const reading = await readEstate({
      estate: estateOf(2, 100),
      faults: { refuseConnections: { afterRequests: 40, forMs: 40 } },
    });
    expect(tally(reading)).toEqual({ compliant: 200 });
    expect(reading.counts.retried).toBeGreaterThan(10);
  });

  test('names that do not resolve at first', async () => {
    const reading = await readEstate({ estate: estateOf(1, 20), dnsFailures: 3 });
    expect(tally(reading)).toEqual({ compliant: 20 });
  });
});
