// What the reading of one subscription comes to: audited, partial, unreadable or skipped, and why.
import type { ReadFailure, ReportSubscription, SubscriptionStatus } from './model.ts';
import { answerOf } from './detail.ts';

/** What was seen of a subscription. */
export interface SubscriptionFinding {
  readonly id: string;
  /** Named by the user, rather than found through `all` or a management group. */
  readonly isNamed: boolean;
  readonly reading:
    | { readonly kind: 'found'; readonly subscription: SubscriptionFacts }
    | { readonly kind: 'unreadable'; readonly failure: ReadFailure };
  readonly coverage: CoverageFinding;
  /** How the lists of its resources ended, one for each type. */
  readonly ends: readonly EndFinding[];
  /** What Resource Manager's own list of the same resources said; null: it was not asked. */
  readonly comparison: ComparisonFinding | null;
}

export interface ComparisonFinding {
  /** null: the list was read whole. */
  readonly failure: ReadFailure | null;
  /** How many resources stood in it. */
  readonly listed: number;
}

export interface SubscriptionFacts {
  readonly displayName: string;
  readonly tenantId: string | null;
  readonly state: string;
}

export type CoverageFinding =
  | { readonly kind: 'whole' | 'not-asked' }
  | { readonly kind: 'narrow'; readonly missingActions: readonly string[] }
  | { readonly kind: 'unconfirmed'; readonly failure: ReadFailure };

export type EndFinding =
  | { readonly kind: 'complete' }
  | { readonly kind: 'broken'; readonly failure: ReadFailure; readonly pages: number }
  | { readonly kind: 'absent'; readonly note: string };

export interface SubscriptionJudgement {
  readonly subscription: ReportSubscription;
  /** For the report as a whole. */
  readonly notes: readonly string[];
}

export function judgeSubscription(finding: SubscriptionFinding): SubscriptionJudgement {
  const { id, reading } = finding;
  const { displayName, tenantId, state } = reading.kind === 'found' ? reading.subscription : nothingKnown;
  const status = statusOf(finding, state);
  const remarks = [...describeState(state, status), ...describeLists(finding)];
  if (status !== 'skipped') remarks.push(...describeCoverage(finding.coverage));
  if (reading.kind === 'unreadable') {
    remarks.push(`The subscription itself could not be read. ${answerOf(reading.failure)}`.trim());
  }
  const detail = remarks.join(' ');
  const notes =
    detail === '' || status === 'partial' || status === 'unreadable'
      ? []
      : [`Subscription ${displayName ?? id}: ${detail}`];
  return { subscription: { id, displayName, tenantId, state, status, detail }, notes };
}

const nothingKnown = { displayName: null, tenantId: null, state: null } as const;

function statusOf(finding: SubscriptionFinding, state: string | null): SubscriptionStatus {
  const { coverage, ends, isNamed, comparison } = finding;
  // Nothing to be had from these: an omission where the user did not name them, a failure where he did.
  if (state === 'Deleted') return isNamed ? 'unreadable' : 'skipped';
  const broken = ends.filter((end) => end.kind === 'broken');
  const sawNothing =
    broken.length > 0 &&
    ends.every((end) => end.kind !== 'complete') &&
    broken.every(({ pages }) => pages === 0) &&
    (comparison === null || comparison.listed === 0);
  if (sawNothing) return state === 'Disabled' && !isNamed && broken.every(isClosed) ? 'skipped' : 'unreadable';
  return broken.length > 0 || isAbsenceDoubtful(finding) || coverage.kind === 'narrow' ? 'partial' : 'audited';
}

/** What a disabled subscription answers; a time limit, a fault of Azure or a refused token say nothing of its state. */
function isClosed({ failure }: { readonly failure: ReadFailure }): boolean {
  return (failure.reason === 'forbidden' && failure.status !== 401) || failure.reason === 'not-found';
}

/** "There are none of these here" is believed only while nothing speaks against it. */
function isAbsenceDoubtful({ ends, comparison }: SubscriptionFinding): boolean {
  if (comparison === null || !ends.some(({ kind }) => kind === 'absent')) return false;
  return comparison.failure !== null || (comparison.listed > 0 && ends.every(({ kind }) => kind !== 'complete'));
}

function describeState(state: string | null, status: SubscriptionStatus): string[] {
  if (state === null || state === 'Enabled') return [];
  const consequence =
    status === 'skipped' ? '; it was left out' : status === 'unreadable' ? '' : '; it was audited all the same';
  return [`Its state is ${state}${consequence}.`];
}

function describeLists({ ends }: SubscriptionFinding): string[] {
  return ends.flatMap((end) => {
    if (end.kind === 'complete') return [];
    if (end.kind === 'absent') return [end.note];
    const where =
      end.pages === 0
        ? 'A list of resources could not be read.'
        : `A list of resources broke off after ${end.pages} ${end.pages === 1 ? 'page' : 'pages'}.`;
    return [`${where} ${answerOf(end.failure)}`.trim()];
  });
}

function describeCoverage(coverage: CoverageFinding): string[] {
  switch (coverage.kind) {
    case 'narrow':
      return [
        `The identity's rights cover less than the whole subscription: at subscription level it may not do ${coverage.missingActions.join(', ')}. Vaults that it cannot see are missing here. Assign the role on the subscription, or accept this with coverage: visible.`,
      ];
    case 'unconfirmed':
      return [
        `Whether the identity's rights cover the whole subscription could not be confirmed. ${answerOf(coverage.failure)}`.trim(),
      ];
    default:
      return [];
  }
}
