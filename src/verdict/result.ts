// What the whole run comes to: the result, the causes that fail the job, and the one sentence of why.
import type { Changes, Counts, NoncompliantReason, Report, ReportResource, ReportSubscription } from './model.ts';

/** Causes that the input `fail-on` can name. */
export const causes = ['noncompliant', 'new-noncompliant', 'unknown', 'empty'] as const;
export type Cause = (typeof causes)[number];

/** Those that fail the job where `fail-on` does not say. */
export const defaultCauses: readonly Cause[] = ['noncompliant', 'unknown', 'empty'];

export interface Facts {
  readonly resources: readonly ReportResource[];
  readonly subscriptions: readonly ReportSubscription[];
  readonly counts: Counts;
  /** Why the list of subscriptions itself is not whole; one sentence each. */
  readonly scopeGaps: readonly string[];
  /** Fewer resources than this are a cause `unknown`; null: no such demand. */
  readonly minimumResourceCount: number | null;
  /** null: there is no baseline that can be used, so every finding counts as new. */
  readonly changes: Changes | null;
}

export interface Outcome {
  readonly result: Report['result'];
  /** One sentence (sometimes two), for the last line of the log and the first of the summary. */
  readonly resultReason: string;
  readonly causes: readonly Cause[];
  /** Whether a cause is listed in `fail-on`: exit status 1. */
  readonly failsJob: boolean;
}

/** Decides from what was found. `result` is the truth, whatever `failOn` says. */
export function decideOutcome(facts: Facts, failOn: readonly Cause[]): Outcome {
  const gaps = describeGaps(facts);
  const present: Cause[] = [];
  if (facts.counts.noncompliant > 0) present.push('noncompliant');
  if (facts.resources.some(isNewFinding)) present.push('new-noncompliant');
  if (gaps.length > 0) present.push('unknown');
  if (facts.counts.total === 0) present.push('empty');
  const result = present.includes('noncompliant') ? 'fail' : present.length > 0 ? 'inconclusive' : 'pass';
  return {
    result,
    resultReason: [describeResult(facts, gaps), ...describeChanges(facts.changes)].join(' '),
    causes: present,
    failsJob: present.some((cause) => failOn.includes(cause)),
  };
}

/** Without a baseline every finding is new: nothing vouches for its age. */
function isNewFinding({ status, change }: ReportResource): boolean {
  return status === 'noncompliant' && change !== 'still';
}

const changeWords = {
  new: 'new',
  still: 'still failing',
  fixed: 'fixed',
  gone: 'gone',
  waived: 'now waived',
  unread: 'not readable now',
  'left-out': 'no longer in scope',
} as const satisfies Record<keyof Changes['counts'], string>;

/** `Since the report of 2026-11-21: 1 new, 1 still failing, 1 fixed.`; nothing without a baseline. */
function describeChanges(changes: Changes | null): string[] {
  if (changes === null) return [];
  const since = changes.baseline.startedAt?.slice(0, 10);
  const report = since === undefined ? 'the earlier report' : `the report of ${since}`;
  const kinds = Object.keys(changeWords) as (keyof Changes['counts'])[];
  const told = kinds
    .filter((kind) => changes.counts[kind] > 0)
    .map((kind) => `${changes.counts[kind]} ${changeWords[kind]}`);
  return [told.length === 0 ? `No finding changed since ${report}.` : `Since ${report}: ${told.join(', ')}.`];
}

/** Counts by status. */
export function countResources(resources: readonly ReportResource[], excluded: number): Counts {
  const having = (status: ReportResource['status']): number => resources.filter((one) => one.status === status).length;
  return {
    total: resources.length,
    compliant: having('compliant'),
    noncompliant: having('noncompliant'),
    unknown: having('unknown'),
    waived: having('waived'),
    excluded,
  };
}

function describeResult(facts: Facts, gaps: readonly string[]): string {
  const { counts } = facts;
  const shortfalls = describeShortfalls(facts);
  if (counts.total === 0) {
    const nothing =
      counts.excluded > 0
        ? `Nothing was left to audit: ${counts.excluded === 1 ? 'the only vault that was found is' : `all ${counts.excluded} vaults that were found are`} excluded`
        : 'Not one vault was found, which is what a lost role assignment looks like';
    return `The audit ran, but it proves nothing. ${[nothing, ...gaps].join('; ')}.`;
  }
  if (counts.noncompliant > 0) return `The audit ran well. ${[...shortfalls, ...gaps].join('; ')}.`;
  if (gaps.length > 0) return `The audit ran, but it cannot vouch for everything: ${gaps.join('; ')}.`;
  return `The audit ran well. ${describePass(facts)}.`;
}

/** `3 of 41 vaults keep no audit log`, and apart from these the ones that keep one, but not as required. */
function describeShortfalls(facts: Facts): string[] {
  const failing = facts.resources.filter((one) => one.status === 'noncompliant');
  const lax = failing.filter((one) => keepsSomeLog(one.reason as NoncompliantReason)).length;
  const silent = failing.length - lax;
  const of = `of ${countOf(facts.counts.total, facts.resources)}`;
  const shortfalls: string[] = [];
  if (silent > 0) shortfalls.push(`${silent} ${of} ${silent === 1 ? 'keeps' : 'keep'} no audit log`);
  if (lax > 0) shortfalls.push(`${lax} ${of} ${lax === 1 ? 'keeps' : 'keep'} one, but not as the requirement demands`);
  return shortfalls;
}

/** The audit log goes somewhere: what is missing is what the requirement demands beyond that. */
function keepsSomeLog(reason: NoncompliantReason): boolean {
  const lax: readonly NoncompliantReason[] = [
    'destination-not-accepted',
    'destination-not-allowed',
    'cis-groups-missing',
    'copies-missing',
    'metrics-missing',
  ];
  return lax.includes(reason);
}

/** Everything that keeps the run from being sure: each is a cause `unknown`. */
function describeGaps(facts: Facts): string[] {
  const { counts } = facts;
  const gaps: string[] = [];
  if (counts.unknown > 0) gaps.push(`${countOf(counts.unknown, facts.resources)} could not be read`);
  const open = facts.subscriptions.filter(({ status }) => status === 'partial' || status === 'unreadable').length;
  if (open > 0) gaps.push(`${open} ${open === 1 ? 'subscription was' : 'subscriptions were'} not read whole`);
  gaps.push(...facts.scopeGaps);
  const lost = facts.changes?.lostSubscriptions.length ?? 0;
  if (lost > 0) {
    const unseen = lost === 1 ? 'was not seen' : 'were not seen';
    const fate = facts.scopeGaps.length > 0 ? unseen : 'cannot be seen any more';
    gaps.push(`${lost} ${lost === 1 ? 'subscription' : 'subscriptions'} of the earlier report ${fate}`);
  }
  const minimum = facts.minimumResourceCount ?? 0;
  if (counts.total < minimum) {
    gaps.push(`${countOf(counts.total, facts.resources)} found, but at least ${minimum} are expected`);
  }
  return gaps;
}

function describePass(facts: Facts): string {
  const { counts, resources } = facts;
  const all = countOf(counts.total, resources);
  if (counts.waived > 0) {
    return `${counts.compliant} of ${all} ${counts.compliant === 1 ? 'keeps' : 'keep'} an audit log, ${counts.waived} waived`;
  }
  return counts.total === 1 ? `The only ${nounOf(1, resources)} keeps an audit log` : `All ${all} keep an audit log`;
}

/** `41 vaults`, `1 vault`, `41 vaults and managed HSMs`. */
function countOf(count: number, resources: readonly ReportResource[]): string {
  return `${count} ${nounOf(count, resources)}`;
}

function nounOf(count: number, resources: readonly ReportResource[]): string {
  const hasHsms = resources.some(({ type }) => type === 'managedHsm');
  const hasVaults = !hasHsms || resources.some(({ type }) => type === 'vault');
  const nouns = [...(hasVaults ? ['vault'] : []), ...(hasHsms ? ['managed HSM'] : [])];
  return count === 1 ? nouns.join(' or ') : nouns.map((noun) => `${noun}s`).join(' and ');
}
