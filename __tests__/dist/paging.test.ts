// Lists that lead astray: nothing is sent elsewhere, nothing is read in circles, and what is missing is said.
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { EstateInput } from '../../emulator/estate.ts';
import {
  annotations,
  good,
  operations,
  reportOf,
  resourceOf,
  subscription,
  subscriptionOf,
  tryOut,
  verdicts,
  type SubscriptionInput,
  type Trial,
  type VaultInput,
} from './trial.ts';

type ListInput = NonNullable<NonNullable<SubscriptionInput['lists']>['vaults']>;
type Trap = NonNullable<ListInput['traps']>[number]['kind'];

/** Three vaults that only the provider's own list has, one on each page. */
function threeVaults(number: number): VaultInput[] {
  return ['a', 'b', 'c'].map((letter) => ({
    name: `kv-${number}-${letter}`,
    listed: 'provider',
    settings: [good],
  }));
}

const allowedHosts = [
  'management.azure.com',
  'login.microsoftonline.com',
  'run-actions-1-azure-eastus.actions.githubusercontent.com',
];

describe('traps on the second of three pages', () => {
  /** The trap, the vaults that are seen all the same, and how often the list is asked for. */
  const traps: readonly (readonly [trap: Trap, seen: number, asked: number, why: RegExp])[] = [
    ['other-host', 2, 2, /another host \(https:\/\/management\.azure\.com\.collector\.example\); nothing was sent/],
    ['http', 2, 2, /another host \(http:\/\/management\.azure\.com\); nothing was sent/],
    ['not-a-url', 2, 2, /another host \(not a URL\); nothing was sent/],
    ['same-page', 2, 2, /a page that was read already/],
    // The first page has another address as a page than as the beginning of the list.
    ['first-page', 2, 3, /a page that was read already/],
    ['number-link', 1, 2, /nextLink/],
    ['no-value', 1, 2, /value/],
    ['null-value', 1, 2, /value/],
    ['object-value', 1, 2, /value/],
  ];
  let trial: Trial;
  beforeAll(async () => {
    const subscriptions = traps.map(([kind], index): SubscriptionInput => {
      const vaults = threeVaults(index + 1);
      return { id: subscription(index + 1), vaults, lists: { vaults: { pageSize: 1, traps: [{ page: 2, kind }] } } };
    });
    const ids = subscriptions.map(({ id }) => id).join('\n');
    trial = await tryOut({ estate: { subscriptions }, inputs: { 'subscription-id': ids } });
  });

  test.each(traps.map(([trap, seen, asked, why], index) => [trap, seen, asked, why, index + 1] as const))(
    '%s: what was seen is kept and read, and the subscription is partial',
    (_trap, seen, asked, why, number) => {
      const { status, detail } = subscriptionOf(trial, subscription(number));
      expect(status).toBe('partial');
      expect(detail).toMatch(/broke off after \d page/);
      expect(detail).toMatch(why);
      const found = reportOf(trial).resources.filter((one) => one.subscriptionId === subscription(number));
      expect(found.map(({ name, status: is }) => [name, is])).toEqual(
        ['a', 'b', 'c'].slice(0, seen).map((letter) => [`kv-${number}-${letter}`, 'compliant']),
      );
      const lists = trial.requests.filter(
        ({ operation, url }) => operation === 'Vaults_ListBySubscription' && url.includes(subscription(number)),
      );
      expect(lists.length).toBe(asked);
      expect(new Set(lists.map(({ url }) => url)).size).toBe(asked);
    },
  );

  test('nothing was sent to any other host', () => {
    expect(trial.refusals).toEqual([]);
    expect(trial.requests.filter(({ host }) => !allowedHosts.includes(host))).toEqual([]);
  });

  test('lists that are not whole are a cause unknown, and each a warning', () => {
    expect(reportOf(trial)).toMatchObject({ result: 'inconclusive', counts: { noncompliant: 0, unknown: 0 } });
    expect(reportOf(trial).resultReason).toMatch(/9 subscriptions were not read whole/);
    expect(trial.exitCode).toBe(1);
    expect(annotations(trial, 'warning').length).toBe(traps.length);
    expect(trial.summary).toMatch(/9 subscriptions not read whole/);
  });
});

describe('pages that are only odd', () => {
  let trial: Trial;
  beforeAll(async () => {
    const lists: readonly ListInput[] = [
      { pageSize: 1, emptyPages: [1, 3] },
      { pageSize: 3, traps: [{ page: 1, kind: 'null-link' }] },
      { pageSize: 3, traps: [{ page: 1, kind: 'empty-link' }] },
      { pageSize: 2, faults: [{ page: 2, fault: { kind: 'status', status: 503, times: 1 } }] },
    ];
    const subscriptions = lists.map((vaults, index): SubscriptionInput => ({
      id: subscription(index + 1),
      vaults: threeVaults(index + 1),
      managedHsms: [{ name: `hsm-${index + 1}`, settings: [good] }],
      lists: { vaults, managedHsms: { emptyPages: [1] } },
    }));
    trial = await tryOut({ estate: { subscriptions }, inputs: { 'subscription-id': 'all' } });
  });

  test('empty pages with a nextLink, null and empty links, and a page that fails once, lose nothing', () => {
    expect(reportOf(trial).subscriptions.map(({ status, detail }) => [status, detail])).toEqual(
      Array.from({ length: 4 }, () => ['audited', '']),
    );
    expect(reportOf(trial)).toMatchObject({ result: 'pass', counts: { total: 16, compliant: 16 } });
    expect(trial.exitCode).toBe(0);
  });
});

describe('lists of which nothing is seen', () => {
  let trial: Trial;
  const first = (kind: Trap): SubscriptionInput['lists'] => ({ vaults: { traps: [{ page: 1, kind }] } });
  const broken: readonly SubscriptionInput[] = [
    { id: subscription(1), lists: first('no-value') },
    { id: subscription(2), lists: first('null-value') },
    { id: subscription(3), lists: first('object-value') },
    { id: subscription(4), faults: { vaults: { kind: 'body', body: [] } } },
    { id: subscription(5), faults: { vaults: { kind: 'body', body: { value: [{ name: 'no-id' }] } } } },
    { id: subscription(6), faults: { vaults: { kind: 'status', status: 403 } } },
    { id: subscription(7), faults: { vaults: { kind: 'status', status: 503, retryAfter: 60 } } },
  ];
  beforeAll(async () => {
    const ids = broken.map(({ id }) => id).join(',');
    trial = await tryOut({
      estate: { subscriptions: [...broken] },
      inputs: { 'subscription-id': ids, 'resource-types': 'vaults' },
    });
  });

  test.each(broken.map(({ id }) => id))('%s is unreadable, not empty', (id) => {
    expect(subscriptionOf(trial, id)).toMatchObject({
      status: 'unreadable',
      detail: expect.stringMatching(/could not be read/),
    });
  });

  test('the run is inconclusive, and says that not one vault was found', () => {
    expect(reportOf(trial)).toMatchObject({ result: 'inconclusive', counts: { total: 0 } });
    expect(trial.exitCode).toBe(1);
    expect(operations(trial)['ManagedHsms_ListBySubscription']).toBeUndefined();
  });
});

test.concurrent.each([
  ['other-host', 2],
  ['first-page', 2],
  ['no-value', 1],
] as const)(
  'the list of all subscriptions with the trap %s: the rest is missing, and that is said',
  async (kind, seen) => {
    const estate: EstateInput = {
      subscriptions: [1, 2, 3].map((number) => ({ id: subscription(number), vaults: threeVaults(number) })),
      subscriptionList: { pageSize: 1, traps: [{ page: 2, kind }] },
    };
    const trial = await tryOut({ estate, inputs: { 'subscription-id': 'all' } });
    expect(reportOf(trial).subscriptions.length).toBe(seen);
    expect(reportOf(trial).result).toBe('inconclusive');
    expect(reportOf(trial).resultReason).toMatch(/list of all subscriptions broke off/);
    expect(reportOf(trial).notes.join()).toMatch(/list of all subscriptions broke off/);
    expect(trial.exitCode).toBe(1);
  },
);

test('settings on several pages: all of them or none', async () => {
  const twoSettings: VaultInput['settings'] = [{ name: 'muted', off: ['audit'], workspace: 'law-soc' }, good];
  const paged = (name: string, settingsList: ListInput): VaultInput => ({ name, settings: twoSettings, settingsList });
  const vaults = [
    paged('kv-second-page', { pageSize: 1 }),
    paged('kv-empty-page', { pageSize: 1, emptyPages: [1, 2] }),
    paged('kv-other-host', { pageSize: 1, traps: [{ page: 1, kind: 'other-host' }] }),
    paged('kv-circle', { pageSize: 1, traps: [{ page: 2, kind: 'first-page' }] }),
    paged('kv-no-value', { pageSize: 1, traps: [{ page: 2, kind: 'no-value' }] }),
    paged('kv-forbidden', { pageSize: 1, faults: [{ page: 2, fault: { kind: 'status', status: 403 } }] }),
  ];
  const trial = await tryOut({ estate: { subscriptions: [{ id: subscription(1), vaults }] } });
  expect(verdicts(trial)).toEqual({
    'kv-second-page': 'compliant',
    'kv-empty-page': 'compliant',
    'kv-other-host': 'unreadable-response',
    'kv-circle': 'unreadable-response',
    'kv-no-value': 'unreadable-response',
    'kv-forbidden': 'forbidden',
  });
  expect(resourceOf(trial, 'kv-other-host').settings).toEqual([]);
});
