// What a long run says while it reads, and that a short one says nothing of it.
import { expect, test } from '@jest/globals';
import { good, reportOf, subscription, tryOut, visibleLog, type Trial, type VaultInput } from './trial.ts';

const vaults = Array.from({ length: 24 }, (_, index): VaultInput => ({ name: `kv-${index}`, settings: [good] }));
const estate = { subscriptions: [{ id: subscription(1), vaults }] };
/** Of them there is one every five seconds; in this process twenty times as many. */
const oftener =
  'const wait = setTimeout; globalThis.setTimeout = (f, ms, ...a) => wait(f, ms === 5_000 ? 250 : ms, ...a);';
const linesOf = (trial: Trial): string[] => visibleLog(trial).match(/^.*\bread \d+ of \d+ vaults?\b.*$/gm) ?? [];

test('a long run says again and again how far it is, and until when it waits for Azure', async () => {
  const trial = await tryOut({
    estate,
    // Ten reads, then one refusal that asks for two seconds.
    faults: { bucket: { capacity: 10, refillPerSecond: 10, remainingHeader: false, retryAfterSeconds: 2 } },
    nodeArguments: ['--import', `data:text/javascript,${encodeURIComponent(oftener)}`],
  });
  expect(reportOf(trial).counts).toMatchObject({ total: 24, compliant: 24 });
  const lines = linesOf(trial);
  expect(lines.length).toBeGreaterThan(3);
  expect(
    lines.filter((line) => !/^read \d+ of 24 vaults(?:, waiting for Azure until \d\d:\d\d:\d\d UTC)?$/.test(line)),
  ).toEqual([]);
  expect(lines).toContainEqual(expect.stringContaining('waiting for Azure until'));
  const read = lines.map((line) => Number(/\d+/.exec(line)?.[0]));
  expect(read).toEqual(read.toSorted((a, b) => a - b));
  expect(new Set(read).size).toBeGreaterThan(1);
});

test('a short run says nothing of it', async () => {
  expect(linesOf(await tryOut({ estate }))).toEqual([]);
});
