// Which findings are excused, by what, until when; and which waivers ran out, run out soon or are needed no more.
import type { ReportResource, ReportWaiver } from './model.ts';
import { isMatch, type Match } from './match.ts';
import type { Pattern } from './pattern.ts';

/** A waiver as the configuration file has it. */
export interface Waiver {
  /** Never by tags: whoever can write tags must not be able to silence the audit. */
  readonly match: Match;
  readonly reason: string;
  readonly owner: string;
  /** A date, UTC, inclusive: `2026-12-31`. */
  readonly expires: string;
  /** Where it stands in the file, counted from 1. */
  readonly line: number;
}

/** What the waivers make of the judgements. */
export interface Waived {
  readonly resources: readonly ReportResource[];
  /** Every waiver of the file, in its order. */
  readonly waivers: readonly ReportWaiver[];
}

/** A waiver that ends within so many days is said to expire soon. */
export const soonDays = 14;

/**
 * Excuses what is covered: `noncompliant` becomes `waived`, and nothing else changes its status. `today` is a date in
 * UTC. `isWhole`: everything that was asked for was seen, so that a waiver without a vault is truly without one.
 */
export function applyWaivers(
  resources: readonly ReportResource[],
  waivers: readonly Waiver[],
  today: string,
  isWhole: boolean,
): Waived {
  const coveredBy = ({ match }: Waiver): ReportResource[] => resources.filter((resource) => isMatch(match, resource));
  const waiversOf = (resource: ReportResource): Waiver[] => waivers.filter(({ match }) => isMatch(match, resource));
  return {
    resources: resources.map((resource) => excuse(resource, waiversOf(resource), today)),
    waivers: waivers.map((waiver) => toReportWaiver(waiver, coveredBy(waiver), today, isWhole)),
  };
}

/** Whole days from one date to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

function excuse(resource: ReportResource, waivers: readonly Waiver[], today: string): ReportResource {
  const [latest] = waivers.toSorted((a, b) => daysBetween(a.expires, b.expires));
  if (latest === undefined || resource.status !== 'noncompliant') return resource;
  const { reason, owner, expires } = latest;
  const daysLeft = daysBetween(today, expires);
  if (daysLeft >= 0) return { ...resource, status: 'waived', waiver: { reason, owner, expires, daysLeft } };
  return { ...resource, detail: `${resource.detail} Its waiver ran out on ${expires}; its owner is ${owner}.` };
}

function toReportWaiver(
  { match, reason, owner, expires, line }: Waiver,
  covered: readonly ReportResource[],
  today: string,
  isWhole: boolean,
): ReportWaiver {
  const daysLeft = daysBetween(today, expires);
  const excusable = covered.filter(({ status }) => status === 'noncompliant');
  const isOpen = covered.some(({ status }) => status === 'unknown') || !(isWhole || isExhausted(match, covered));
  return {
    match: match.text,
    reason,
    owner,
    expires,
    daysLeft,
    line,
    state: daysLeft < 0 ? 'expired' : daysLeft <= soonDays ? 'expiring' : 'in-force',
    use: excusable.length > 0 ? 'needed' : isOpen ? 'undecided' : 'unneeded',
    resources: excusable.map(({ id }) => id),
  };
}

/** Whether it covers nothing beyond these, seen or not: it names them one by one. */
function isExhausted({ ids, names }: Match, covered: readonly ReportResource[]): boolean {
  const isSeen = (pattern: Pattern): boolean =>
    !/[*?]/.test(pattern.text) && covered.some((one) => pattern.matches(one));
  return (ids ?? names)?.every(isSeen) ?? false;
}
