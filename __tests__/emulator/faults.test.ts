// What goes wrong, and when: buckets, scripts, chance, connections.
import { describe, expect, test } from '@jest/globals';
import { createBucket } from '../../emulator/resource-manager/bucket.ts';
import type { EstateInput } from '../../emulator/estate.ts';
import type { FaultsInput } from '../../emulator/faults.ts';
import {
  aClock,
  bodyOf,
  otherSubscriptionId,
  settingsPath,
  subscriptionId,
  vaultsPath,
  visit,
  type Reply,
  type Visitor,
} from './visitor.ts';

type Vault = NonNullable<NonNullable<EstateInput['subscriptions']>[number]['vaults']>[number];

const anEstate = (vault: Partial<Vault> = {}): EstateInput => ({
  subscriptions: [{ id: subscriptionId, vaults: [{ name: 'kv', ...vault }] }, { id: otherSubscriptionId }],
});

async function askTimes(ask: (path: string) => Promise<Reply>, path: string, times: number): Promise<number[]> {
  const statuses = [];
  for (let i = 0; i < times; i += 1) statuses.push((await ask(path)).status);
  return statuses;
}

describe('a bucket', () => {
  const rules = {
    capacity: 3,
    refillPerSecond: 2,
    othersPerSecond: 0,
    remainingHeader: true,
    retryAfter: 'seconds' as const,
  };

  test('gives what is in it, then refuses, then refills', () => {
    const take = createBucket(rules);
    expect([0, 0, 0].map((now) => take(now).remaining)).toEqual([2, 1, 0]);
    expect(take(0)).toEqual({ allowed: false, remaining: 0, waitSeconds: 0.5 });
    expect(take(499).allowed).toBe(false);
    expect(take(500).allowed).toBe(true);
    expect(take(1_000_000).remaining).toBe(2);
  });

  test('is shared with another client', () => {
    const take = createBucket({ ...rules, othersPerSecond: 1 });
    for (let i = 0; i < 3; i += 1) take(0);
    expect(take(500).allowed).toBe(false);
    expect(take(1000).allowed).toBe(true);
  });

  test('lets through what the documentation says: 250 at once, 25 a second', () => {
    const take = createBucket({ ...rules, capacity: 250, refillPerSecond: 25 });
    let passed = 0;
    for (let now = 0; now <= 30_000; now += 10) if (take(now).allowed) passed += 1;
    for (let i = 0; i < 1000; i += 1) if (take(30_000).allowed) passed += 1;
    expect(passed).toBeGreaterThanOrEqual(999);
    expect(passed).toBeLessThanOrEqual(1001);
  });
});

describe('throttling', () => {
  async function throttled(
    bucket: FaultsInput['bucket'],
    clock = aClock(),
  ): Promise<[Visitor, Awaited<ReturnType<Visitor['signIn']>>]> {
    const visitor = await visit(anEstate(), { faults: { bucket }, now: clock.now });
    return [visitor, await visitor.signIn()];
  }

  test('says what is left, and how long to wait', async () => {
    const clock = aClock();
    const [, ask] = await throttled({ capacity: 2, refillPerSecond: 0.5 }, clock);
    expect((await ask(vaultsPath)).headers['x-ms-ratelimit-remaining-subscription-reads']).toBe('1');
    expect((await ask(vaultsPath)).headers['x-ms-ratelimit-remaining-subscription-reads']).toBe('0');
    const refused = await ask(vaultsPath);
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '2' } });
    expect(bodyOf(refused).error).toMatchObject({
      code: 'SubscriptionRequestsThrottled',
      message: expect.stringContaining("Please try again after '2' seconds"),
    });
    clock.advance(2000);
    expect((await ask(vaultsPath)).status).toBe(200);
  });

  test('is the documented one by `true`', async () => {
    const [, ask] = await throttled(true);
    expect((await ask(vaultsPath)).headers['x-ms-ratelimit-remaining-subscription-reads']).toBe('249');
  });

  test('knows each subscription, and what belongs to none, by itself', async () => {
    const [, ask] = await throttled({ capacity: 1, refillPerSecond: 1 });
    const other = vaultsPath.replace(subscriptionId, otherSubscriptionId);
    expect([await askTimes(ask, vaultsPath, 2), await askTimes(ask, other, 2)]).toEqual([
      [200, 429],
      [200, 429],
    ]);
    const tenant = await ask('/subscriptions?api-version=2022-12-01');
    expect(tenant.headers['x-ms-ratelimit-remaining-tenant-reads']).toBe('0');
  });

  test('can differ for one subscription', async () => {
    const buckets = { [subscriptionId.toUpperCase()]: { capacity: 1 } };
    const ask = await (await visit(anEstate(), { faults: { buckets }, now: aClock().now })).signIn();
    expect(await askTimes(ask, vaultsPath, 2)).toEqual([200, 429]);
    expect(await askTimes(ask, vaultsPath.replace(subscriptionId, otherSubscriptionId), 2)).toEqual([200, 200]);
  });

  test.each([
    ['as a date', { retryAfter: 'date' }, 'Sun, 22 Nov 2026 12:00:01 GMT'],
    ['not at all', { retryAfter: 'none' }, undefined],
    ['in other seconds', { retryAfterSeconds: 17 }, '17'],
  ] as const)('says when to come back %s', async (_how, rules, expected) => {
    const [, ask] = await throttled({ capacity: 1, refillPerSecond: 1, remainingHeader: false, ...rules });
    const first = await ask(vaultsPath);
    expect(first.headers).not.toHaveProperty('x-ms-ratelimit-remaining-subscription-reads');
    expect((await ask(vaultsPath)).headers['retry-after']).toBe(expected);
  });
});

describe('a scripted fault', () => {
  const settle = async (vault: Partial<Vault>): Promise<[Visitor, () => Promise<Reply>]> => {
    const visitor = await visit(anEstate(vault));
    const ask = await visitor.signIn();
    return [visitor, () => ask(settingsPath('kv'))];
  };

  test('of HTTP comes in Azure’s words, for as long as it says', async () => {
    const [, ask] = await settle({
      fault: [
        { kind: 'ok', times: 1 },
        { kind: 'status', status: 403, times: 1 },
        { kind: 'status', status: 500, code: 'Odd', message: 'm', flat: true, retryAfter: 3, times: 1 },
      ],
    });
    expect((await ask()).status).toBe(200);
    expect(bodyOf(await ask()).error).toMatchObject({
      code: 'AuthorizationFailed',
      message: expect.stringContaining("'Microsoft.Insights/diagnosticSettings/read'"),
    });
    const flat = await ask();
    expect(flat.headers['retry-after']).toBe('3');
    expect(bodyOf(flat)).toEqual({ code: 'Odd', message: 'm' });
    expect((await ask()).status).toBe(200);
  });

  test('of the body: HTML, nothing, anything', async () => {
    const [, ask] = await settle({
      fault: [
        { kind: 'non-json', times: 1 },
        { kind: 'empty', times: 1 },
        { kind: 'body', body: [1], times: 1 },
      ],
    });
    expect(await ask()).toMatchObject({ status: 200, text: expect.stringMatching(/^<!DOCTYPE html>/) });
    expect(await ask()).toMatchObject({ status: 200, text: '' });
    expect((await ask()).text).toBe('[1]');
  });

  test.each([
    ['reset', 'socket hang up'],
    ['cut-off', 'aborted'],
  ] as const)('of the connection: %s', async (kind, message) => {
    const [visitor, ask] = await settle({ fault: { kind, times: 1 } });
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET', message });
    expect((await ask()).status).toBe(200);
    expect(visitor.emulator.requests.at(-2)).toMatchObject({ ending: kind, status: kind === 'reset' ? null : 200 });
  });

  test('of patience: a request that hangs ends with the emulator', async () => {
    const [visitor, ask] = await settle({ fault: { kind: 'hang' } });
    const failed = expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' });
    while (visitor.emulator.requests.at(-1)?.ending !== 'hang') await new Promise(setImmediate);
    await visitor.emulator.close();
    await failed;
  });

  test('of a whole subscription leaves the others alone', async () => {
    const estate = anEstate();
    const [first, ...others] = estate.subscriptions ?? [];
    const faults = { all: { kind: 'status' as const, status: 429 } };
    const subscriptions = [{ ...first, id: subscriptionId, faults }, ...others];
    const ask = await (await visit({ subscriptions })).signIn();
    expect(await askTimes(ask, settingsPath('kv'), 3)).toEqual([429, 429, 429]);
    expect(await askTimes(ask, vaultsPath.replace(subscriptionId, otherSubscriptionId), 1)).toEqual([200]);
  });
});

describe('chance', () => {
  const fates = async (seed: number, order: readonly number[]): Promise<string[]> => {
    const vaults = order.map((number) => ({ name: `kv-${number}` }));
    const rates = { 503: 0.2, 500: 0.2, 'non-json': 0.2 };
    const visitor = await visit({ subscriptions: [{ id: subscriptionId, vaults }] }, { faults: { seed, rates } });
    const ask = await visitor.signIn();
    const met: string[] = [];
    for (const number of order) {
      const reply = await ask(settingsPath(`kv-${number}`));
      met.push(`${number}: ${reply.status} ${reply.headers['content-type'] ?? ''}`);
    }
    return met.sort();
  };

  test('repeats by its seed, whatever the order', async () => {
    const order = Array.from({ length: 40 }, (_, index) => index);
    const first = await fates(7, order);
    expect(await fates(7, order.toReversed())).toEqual(first);
    expect(await fates(8, order)).not.toEqual(first);
    for (const fate of ['200 application/json', '503 ', '500 ', '200 text/html']) {
      expect(first.some((met) => met.includes(fate))).toBe(true);
    }
  });

  test('can be kept to some operations', async () => {
    const faults = { rates: { 503: 1 }, ratesOn: ['DiagnosticSettings_List'] };
    const ask = await (await visit(anEstate(), { faults })).signIn();
    expect((await ask(vaultsPath)).status).toBe(200);
    expect((await ask(settingsPath('kv'))).status).toBe(503);
  });
});

test('latency delays Resource Manager only', async () => {
  const visitor = await visit(anEstate(), { faults: { latencyMs: 60, jitterMs: 20 } });
  const ask = await visitor.signIn();
  const started = performance.now();
  await ask(vaultsPath);
  // Timers may fire a millisecond early.
  expect(performance.now() - started).toBeGreaterThanOrEqual(59);
});

test('connections are refused for a while, and then no longer', async () => {
  const visitor = await visit(anEstate(), { faults: { refuseConnections: { afterRequests: 3, forMs: 100 } } });
  const ask = await visitor.signIn();
  await expect(ask(vaultsPath)).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect(ask(vaultsPath)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  for (;;) {
    const reply = await ask(vaultsPath).catch(() => null);
    if (reply !== null) break;
  }
});
