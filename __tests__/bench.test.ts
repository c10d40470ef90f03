// script/bench: its command line, its limits and its table. Times are not tested: a busy machine would fail them.
import { describe, expect, test } from '@jest/globals';
import { parseBenchArguments, renderHelp, UsageError } from '../bench/arguments.ts';
import { bucketSeconds, rows, toEstate, type Goal, type Row, type Sample } from '../bench/rows.ts';
import { runRow } from '../bench/run.ts';
import { renderTable, toFigure, toRowResult } from '../bench/table.ts';

function aSample(overrides: Partial<Sample> = {}): Sample {
  return {
    wallMs: 2_000,
    otherMs: 1_000,
    readingMs: 1_500,
    otherReadingMs: 900,
    firstRequestMs: 150,
    vaults: 10,
    lost: 0,
    requests: 16,
    furtherReads: 6,
    refusals: 0,
    maxInFlight: 4,
    cpuMs: 100,
    peakMib: 90,
    ...overrides,
  };
}

function aRow(overrides: Partial<Row> = {}): Row {
  const time: Goal = { name: 'time', unit: '×', of: ({ wallMs, otherMs }) => wallMs / (otherMs ?? 0), most: 2.5 };
  return {
    name: 'tiny',
    title: 'three vaults',
    limit: 'a limit',
    beside: null,
    subscriptions: 1,
    vaultsEach: 3,
    faults: { bucket: true },
    goals: [time],
    runs: 1,
    timeoutMs: 60_000,
    ...overrides,
  };
}

describe('the command line', () => {
  test('everything by default', () => {
    const asked = parseBenchArguments([], rows);
    expect(asked).toEqual({ help: false, json: false, rows, runs: null, bundle: null });
  });

  test('rows by name, in the order of the table; runs; another bundle', () => {
    const asked = parseBenchArguments(['--row', 'start', '--row', 'tight', '--runs', '2', '--bundle', '/b.js'], rows);
    expect(asked.rows.map(({ name }) => name)).toEqual(['tight', 'start']);
    expect(asked).toMatchObject({ runs: 2, bundle: '/b.js' });
  });

  test.each([[['--row', 'nonsense']], [['--runs', '0']], [['--runs', 'many']], [['--nonsense']]])('%j', (argv) => {
    expect(() => parseBenchArguments(argv, rows)).toThrow(UsageError);
  });

  test('help names every row', () => {
    for (const { name, title } of rows) expect(renderHelp(rows)).toContain(`${name.padEnd(12)} ${title}`);
  });
});

describe('limits', () => {
  test.each([
    [1_000, {}, 30],
    [3_000, {}, 110],
    [1_000, { othersPerSecond: 10 }, 50],
    [100, { capacity: 10, refillPerSecond: 2 }, 45],
    [100, {}, 0],
  ])('%j reads from %j take %j s', (reads, bucket, seconds) => {
    expect(bucketSeconds(reads, bucket)).toBe(seconds);
  });

  test('an estate has as many vaults as its row says', () => {
    const { subscriptions = [] } = toEstate({ subscriptions: 2, vaultsEach: 3 });
    expect(subscriptions.map(({ vaults }) => vaults?.length)).toEqual([3, 3]);
    expect(new Set(subscriptions.map(({ id }) => id)).size).toBe(2);
  });
});

describe('the table', () => {
  test.each([
    [[3, 1, 2], { median: 2, least: 1, most: 3 }],
    [[4, 1, 2, 3], { median: 2.5, least: 1, most: 4 }],
    [[7], { median: 7, least: 7, most: 7 }],
  ])('%j', (values, figure) => {
    expect(toFigure(values)).toEqual(figure);
  });

  test('the median decides', () => {
    const samples = [1_000, 2_000, 9_000].map((wallMs) => aSample({ wallMs }));
    expect(toRowResult(aRow(), samples).goals).toEqual([
      { name: 'time', unit: '×', limit: 2.5, isMet: true, median: 2, least: 1, most: 9 },
    ]);
    expect(toRowResult(aRow(), samples.slice(1)).goals[0]?.isMet).toBe(false);
  });

  test('is Markdown', () => {
    const [header, rule, first, ...rest] = renderTable([toRowResult(aRow(), [aSample()])])
      .trimEnd()
      .split('\n');
    expect(header).toMatch(/^\| +\| row +\| limit/);
    expect(rule).toMatch(/^(\| -+ )+\|$/);
    expect(first).toMatch(/✅ +\| three vaults \| a limit +\| time ≤ 2\.500 × +\| 2\.000 × \(2\.000–2\.000\)/);
    expect(rest).toEqual([]);
  });
});

test('a run of a tiny row, beside a bare client', async () => {
  const sample = await runRow(aRow({ beside: 'bare-client' }), process.env['ACTION_BUNDLE'] ?? null);
  expect(sample).toMatchObject({ vaults: 3, lost: 0, refusals: 0 });
  expect(sample.otherMs).toBeGreaterThan(0);
  expect(sample.readingMs).toBeGreaterThanOrEqual(0);
  expect(sample.otherReadingMs).toBeGreaterThanOrEqual(0);
  expect(sample.firstRequestMs).toBeLessThan(sample.wallMs);
  expect(sample.cpuMs).toBeGreaterThan(0);
  expect(sample.peakMib).toBeGreaterThan(0);
  expect(sample.requests).toBeGreaterThan(sample.furtherReads);
}, 60_000);
