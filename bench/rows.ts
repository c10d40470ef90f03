// The rows of the benchmark as data: the estate, how Azure behaves, and what is to be reached.
import type { EstateInput } from '../emulator/estate.ts';
import type { FaultsInput } from '../emulator/faults.ts';

/** What one run of the action came to. */
export interface Sample {
  /** From starting the process to its end. */
  readonly wallMs: number;
  /** The same of what the row compares with (a bare client, an empty script); null: with nothing. */
  readonly otherMs: number | null;
  /** From the arrival of the first request at Resource Manager to the answer to the last one for settings. */
  readonly readingMs: number;
  /** The same of the bare client; null: there is none. */
  readonly otherReadingMs: number | null;
  /** From starting the process to the arrival of its first request. */
  readonly firstRequestMs: number;
  readonly vaults: number;
  /** Vaults that the report does not call compliant: all of them are. */
  readonly lost: number;
  readonly requests: number;
  /** Requests other than settings of a vault that a throttled subscription answered, the most of any one. */
  readonly furtherReads: number;
  readonly refusals: number;
  readonly maxInFlight: number;
  readonly cpuMs: number;
  readonly peakMib: number;
}

/** One thing to reach: a figure of each run, and the most that its median may be. */
export interface Goal {
  readonly name: string;
  readonly unit: '×' | 'ms' | 'MiB' | '';
  readonly of: (sample: Sample) => number;
  readonly most: number;
}

export interface Row {
  readonly name: string;
  readonly title: string;
  /** What stands beside it, in words. */
  readonly limit: string;
  /** What every run is compared with, in the same round. */
  readonly beside: 'bare-client' | 'empty-script' | null;
  readonly subscriptions: number;
  readonly vaultsEach: number;
  readonly faults: FaultsInput;
  /** What `NODE_OPTIONS` of the step says; nothing by default. */
  readonly nodeOptions?: readonly string[];
  readonly goals: readonly Goal[];
  /** How often it is run when nothing else is asked for: rows that wait for buckets take minutes. */
  readonly runs: number;
  readonly timeoutMs: number;
}

type Bucket = Exclude<FaultsInput['bucket'], true | undefined>;
const documented = { capacity: 250, refillPerSecond: 25 };
/** No throttling, but with the header that says so: without one the documented pace is kept, and rightly. */
const unlimited: Bucket = { capacity: 1e9, refillPerSecond: 1e9 };

const nothingLost: Goal = { name: 'lost', unit: '', of: ({ lost }) => lost, most: 0 };
const refusals = (most: number): Goal => ({ name: 'refusals', unit: '', of: (one) => one.refusals, most });

/** The least time that `reads` take from a full bucket. */
export function bucketSeconds(
  reads: number,
  { capacity = 250, refillPerSecond = 25, othersPerSecond = 0 }: Bucket,
): number {
  return Math.max(0, reads - capacity) / (refillPerSecond - othersPerSecond);
}

function paced(
  row: Pick<Row, 'name' | 'title' | 'subscriptions' | 'vaultsEach'>,
  bucket: Bucket,
  most: { readonly time: number; readonly refusals: number },
): Row {
  const seconds = bucketSeconds(row.vaultsEach, bucket);
  return {
    ...row,
    limit: `${Number(seconds.toFixed(1))} s`,
    beside: null,
    faults: { bucket, latencyMs: 60 },
    goals: [
      // As beside the bare client: from the first request to the last answer. What starting takes has a row of its own.
      { name: 'reading', unit: '×', of: ({ readingMs }) => readingMs / (seconds * 1_000), most: most.time },
      // The subscription, its permissions, its lists and its destinations come out of the same bucket.
      {
        name: 'pace',
        unit: '×',
        of: ({ readingMs, furtherReads }) => readingMs / (bucketSeconds(row.vaultsEach + furtherReads, bucket) * 1_000),
        most: most.time,
      },
      ...(Number.isFinite(most.refusals) ? [refusals(most.refusals)] : []),
      nothingLost,
    ],
    runs: 3,
    timeoutMs: 60_000 + 3_000 * seconds,
  };
}

const quick = { runs: 7, timeoutMs: 120_000 } as const;
const one = { subscriptions: 1 } as const;

const whole = {
  ...quick,
  limit: '',
  beside: null,
  subscriptions: 40,
  vaultsEach: 250,
  faults: { bucket: unlimited, latencyMs: 30 },
  goals: [
    { name: 'peak memory', unit: 'MiB', of: ({ peakMib }) => peakMib, most: 160 },
    { name: 'CPU a vault', unit: 'ms', of: ({ cpuMs, vaults }) => cpuMs / vaults, most: 0.6 },
    nothingLost,
  ],
} as const satisfies Partial<Row>;

export const rows: readonly Row[] = [
  ...[1_000, 3_000].map((vaultsEach) =>
    paced(
      {
        ...one,
        name: `paced-${vaultsEach}`,
        title: `${vaultsEach} vaults, one subscription, documented bucket, 60 ms`,
        vaultsEach,
      },
      documented,
      { time: 1.03, refusals: 0 },
    ),
  ),
  ...[1_000, 3_000].map((vaultsEach) =>
    paced(
      {
        ...one,
        name: `shared-${vaultsEach}`,
        title: `${vaultsEach} vaults, while another client takes 10 reads a second`,
        vaultsEach,
      },
      { ...documented, othersPerSecond: 10 },
      { time: 1.1, refusals: vaultsEach / 100 },
    ),
  ),
  paced(
    { ...one, name: 'tight', title: '100 vaults, tight bucket (10, then 2 a second)', vaultsEach: 100 },
    { capacity: 10, refillPerSecond: 2 },
    { time: 1.05, refusals: Number.POSITIVE_INFINITY },
  ),
  paced(
    {
      name: 'many-paced',
      title: '20 subscriptions of 500, documented buckets, 60 ms',
      subscriptions: 20,
      vaultsEach: 500,
    },
    documented,
    {
      time: 1.1,
      refusals: Number.POSITIVE_INFINITY,
    },
  ),
  {
    ...quick,
    ...one,
    name: 'bare',
    title: '1000 vaults, no throttling, 30 ms',
    limit: 'bare node:https client',
    beside: 'bare-client',
    vaultsEach: 1_000,
    faults: { bucket: unlimited, latencyMs: 30 },
    goals: [
      {
        name: 'reading',
        unit: '×',
        of: ({ readingMs, otherReadingMs }) => readingMs / (otherReadingMs ?? 0),
        most: 1.25,
      },
      nothingLost,
    ],
  },
  {
    ...quick,
    ...one,
    name: 'start',
    title: 'start until the first request',
    limit: 'empty Node script',
    beside: 'empty-script',
    vaultsEach: 1,
    faults: { bucket: unlimited },
    goals: [
      { name: 'more', unit: 'ms', of: ({ firstRequestMs, otherMs }) => firstRequestMs - (otherMs ?? 0), most: 120 },
    ],
    runs: 15,
  },
  { ...whole, name: 'whole', title: '10,000 vaults over 40 subscriptions, no throttling' },
  {
    ...whole,
    name: 'small',
    title: 'the same with NODE_OPTIONS for a small runner',
    nodeOptions: ['--max-semi-space-size=2', '--max-old-space-size=56'],
  },
];

/** Vaults that all keep their audit log, each subscription's in a workspace of its own. */
export function toEstate({ subscriptions, vaultsEach }: Pick<Row, 'subscriptions' | 'vaultsEach'>): EstateInput {
  return {
    subscriptions: Array.from({ length: subscriptions }, (_, index) => ({
      id: subscriptionId(index),
      displayName: `Subscription ${index + 1}`,
      vaults: Array.from({ length: vaultsEach }, (__, vault) => ({
        name: `kv-${index + 1}-${vault + 1}`,
        settings: [{ name: 'to-soc', on: ['allLogs'], workspace: 'law-soc' }],
      })),
    })),
  };
}

export function subscriptionId(index: number): string {
  return `00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`;
}
