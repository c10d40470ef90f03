// The gate: who may send when, whose turn it is after a refusal, and when there is no sense in waiting any longer.
import { describe, expect, test } from '@jest/globals';
import { bucketOf, createGates } from '../../src/azure/gate.ts';
import type { Admission, Gates, Passage, Visit } from '../../src/azure/gate.ts';
import { FakeClock } from '../fake-clock.ts';
import { readThrough } from './fake-bucket.ts';

const origin = 'https://management.azure.com';
const urlOf = (subscription: string, name = 'x'): string => `${origin}/subscriptions/${subscription}/${name}`;

interface Scene {
  readonly clock: FakeClock;
  readonly abort: AbortController;
  readonly gates: Gates;
}

function aScene(): Scene {
  const clock = new FakeClock();
  const abort = new AbortController();
  return { clock, abort, gates: createGates(clock, abort.signal) };
}

const passed: Passage = { kind: 'passed', remaining: null };
const refused = (retryAfterMs: number | null): Passage => ({ kind: 'refused', retryAfterMs });

/** Enters at once, or fails the test. */
async function enter(visit: Visit): Promise<void> {
  expect(await visit.enter()).toBe('go');
}

/** An admission that is looked at later. */
function watch(visit: Visit): { admission: Admission | null } {
  const watched: { admission: Admission | null } = { admission: null };
  void visit.enter().then((admission) => {
    watched.admission = admission;
  });
  return watched;
}

test.each([
  [urlOf('AAAA'), 'aaaa'],
  [urlOf('aaaa', 'resourceGroups/x'), 'aaaa'],
  [`${origin}/subscriptions/aaaa?api-version=1`, 'aaaa'],
  [`${origin}/subscriptions?api-version=1`, 'tenant'],
  [`${origin}/providers/x`, 'tenant'],
])('the bucket of %s is %s', (url, bucket) => {
  expect(bucketOf(url)).toBe(bucket);
});

describe('after a refusal', () => {
  test('the next in line probes, alone, and not the refused one', async () => {
    const { clock, gates } = aScene();
    const order: string[] = [];
    const answers: Record<string, Passage[]> = { a: [refused(5_000), passed], b: [passed], c: [passed] };
    const visits = Object.entries(answers).map(([name, script]) => ({ name, script, visit: gates.visit(urlOf('s')) }));
    for (const { visit } of visits.slice(0, 1)) await enter(visit);
    const rest = visits.map(async ({ name, script, visit }, index) => {
      for (const [turn, answer] of script.entries()) {
        if (index > 0 || turn > 0) {
          await enter(visit);
          order.push(`${name} in`);
          await clock.sleep(60);
          order.push(`${name} out`);
        }
        visit.leave(answer);
      }
    });
    expect(gates.heldUntil()).toBe(clock.now() + 5_000);
    await clock.advance(4_999);
    expect(order).toEqual([]);
    await clock.run(Promise.all(rest));
    // `a` came back to the queue before the others came at all; from then on it is first come, first served.
    expect(order.slice(0, 2)).toEqual(['a in', 'a out']);
    expect(order.slice(2).toSorted()).toEqual(['b in', 'b out', 'c in', 'c out']);
    expect(gates.heldUntil()).toBeNull();
  });

  test('the refused one goes to the end of the queue', async () => {
    const { clock, gates } = aScene();
    const [first, second] = [gates.visit(urlOf('s')), gates.visit(urlOf('s'))];
    await enter(first);
    const blocker = gates.visit(urlOf('s'));
    await enter(blocker);
    blocker.leave(refused(1_000));
    const next = watch(second);
    first.leave(refused(1_000));
    const again = watch(first);
    await clock.advance(1_000);
    expect(next.admission).toBe('go');
    expect(again.admission).toBeNull();
    second.leave(passed);
    await clock.advance(100);
    expect(again.admission).toBe('go');
  });

  test('one bucket held does not touch another', async () => {
    const { clock, gates } = aScene();
    const held = gates.visit(urlOf('held'));
    await enter(held);
    held.leave(refused(60_000));
    const waiting = watch(held);
    const startedAt = clock.now();
    const free = Array.from({ length: 100 }, () =>
      readThrough(gates, urlOf('free'), async () => {
        await clock.sleep(60);
        return passed;
      }),
    );
    await clock.run(Promise.all(free));
    expect(clock.now() - startedAt).toBeLessThan(1_000);
    expect(waiting.admission).toBeNull();
    await enter(gates.visit(`${origin}/subscriptions`));
  });
});

describe('the endings of throttled', () => {
  /** Azure's answers to one resource; everything else passes. */
  const readAll = (
    { clock, gates }: Scene,
    names: readonly string[],
    answer: (name: string) => Passage,
  ): Promise<Record<string, string>> =>
    Promise.all(
      names.map(async (name): Promise<[string, string]> => {
        const read = async (): Promise<Passage> => {
          await clock.sleep(60);
          return answer(name);
        };
        return [name, await readThrough(gates, urlOf('s'), read)];
      }),
    ).then(Object.fromEntries<string>);

  test('ten refusals of one while others pass', async () => {
    const scene = aScene();
    let refusals = 0;
    const names = Array.from({ length: 500 }, (_, index) => `kv-${index}`);
    const results = await scene.clock.run(
      readAll(scene, names, (name) => {
        if (name !== 'kv-7') return passed;
        refusals += 1;
        return refused(1_000);
      }),
    );
    expect(refusals).toBe(10);
    expect(Object.entries(results).filter(([, result]) => result !== 'read')).toEqual([['kv-7', 'throttled']]);
  });

  test('ten refusals of the only one there is', async () => {
    const scene = aScene();
    let refusals = 0;
    const results = await scene.clock.run(
      readAll(scene, ['kv'], () => {
        refusals += 1;
        return refused(5_000);
      }),
    );
    expect(results).toEqual({ kv: 'throttled' });
    expect(refusals).toBe(10);
  });

  test('three refusals end nothing', async () => {
    const scene = aScene();
    const refusals = new Map<string, number>();
    const names = Array.from({ length: 5 }, (_, index) => `kv-${index}`);
    const results = await scene.clock.run(
      readAll(scene, names, (name) => {
        const count = (refusals.get(name) ?? 0) + 1;
        refusals.set(name, count);
        return count <= 3 ? refused(2_000) : passed;
      }),
    );
    expect(new Set(Object.values(results))).toEqual(new Set(['read']));
  });

  test('a bucket that refuses for ever: all of it, after two minutes beyond what was told', async () => {
    const scene = aScene();
    const startedAt = scene.clock.now();
    const names = Array.from({ length: 300 }, (_, index) => `kv-${index}`);
    const other = readThrough(scene.gates, urlOf('other'), () => Promise.resolve(passed));
    const results = await scene.clock.run(readAll(scene, names, () => refused(10_000)));
    expect(new Set(Object.values(results))).toEqual(new Set(['throttled']));
    expect(await other).toBe('read');
    const tookMs = scene.clock.now() - startedAt;
    expect(tookMs).toBeGreaterThan(130_000);
    expect(tookMs).toBeLessThan(145_000);
  });

  test('a wait of more than ten minutes, at once', async () => {
    const scene = aScene();
    const startedAt = scene.clock.now();
    const results = await scene.clock.run(readAll(scene, ['a', 'b', 'c'], () => refused(601_000)));
    expect(new Set(Object.values(results))).toEqual(new Set(['throttled']));
    expect(scene.clock.now() - startedAt).toBeLessThan(1_000);
  });

  test('a wait of ten minutes is waited', async () => {
    const scene = aScene();
    let first = true;
    const results = await scene.clock.run(
      readAll(scene, ['a'], () => {
        const answer = first ? refused(600_000) : passed;
        first = false;
        return answer;
      }),
    );
    expect(results).toEqual({ a: 'read' });
  });

  test('the run is over: whoever waits, and whoever comes', async () => {
    const scene = aScene();
    const visit = scene.gates.visit(urlOf('s'));
    await enter(visit);
    visit.leave(refused(60_000));
    const waiting = watch(visit);
    await scene.clock.advance(1_000);
    scene.abort.abort();
    await scene.clock.advance(0);
    expect(waiting.admission).toBe('over');
    expect(await scene.gates.visit(urlOf('s')).enter()).toBe('over');
    expect(await scene.gates.visit(urlOf('t')).enter()).toBe('over');
    expect(scene.clock.sleepers).toBe(0);
  });
});

describe('requests in flight', () => {
  test('who leaves without having been let in changes nothing', () => {
    const { clock, gates } = aScene();
    gates.visit(urlOf('s')).leave(refused(1_000));
    expect(gates.heldUntil()).toBeNull();
    expect(clock.sleepers).toBe(0);
  });

  /** How many are in flight at once at most. */
  async function peakOf(subscriptions: number, reads: number): Promise<number> {
    const { clock, gates } = aScene();
    let [inFlight, peak] = [0, 0];
    const read = async (): Promise<Passage> => {
      inFlight += 1;
      peak = Math.max(peak, inFlight);
      await clock.sleep(100);
      inFlight -= 1;
      return passed;
    };
    const all = Array.from({ length: reads }, (_, index) =>
      readThrough(gates, urlOf(`s${index % subscriptions}`), read),
    );
    await clock.run(Promise.all(all));
    return peak;
  }

  test('at most 64 in one bucket', async () => {
    expect(await peakOf(1, 240)).toBe(64);
  });

  test('at most 128 in all', async () => {
    expect(await peakOf(5, 1_000)).toBe(128);
  });

  test('a bucket that hangs holds up nobody else', async () => {
    const { clock, gates } = aScene();
    for (let index = 0; index < 12; index += 1) {
      for (let count = 0; count < 200; count += 1) watch(gates.visit(urlOf(`hanging-${index}`)));
    }
    const startedAt = clock.now();
    const read = async (): Promise<Passage> => {
      await clock.sleep(60);
      return passed;
    };
    const all = Array.from({ length: 200 }, () => readThrough(gates, urlOf('free'), read));
    expect(new Set(await clock.run(Promise.all(all)))).toEqual(new Set(['read']));
    expect(clock.now() - startedAt).toBeLessThan(1_500);
  });

  test('a lost request frees its place', async () => {
    const { clock, gates } = aScene();
    let count = 0;
    const read = async (): Promise<Passage> => {
      await clock.sleep(60);
      count += 1;
      return count % 3 === 0 ? { kind: 'lost' } : passed;
    };
    const all = Array.from({ length: 300 }, () => readThrough(gates, urlOf('s'), read));
    expect(new Set(await clock.run(Promise.all(all)))).toEqual(new Set(['read']));
  });
});
