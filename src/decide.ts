// What a run comes to: what was seen, held against waivers, the earlier report and the causes that fail the job, as the
// report that everything else is said from. Nothing is read or said here.
import { compare, isOpenEnded, type BaselineOfRun } from './compare.ts';
import type { Configured } from './configure.ts';
import type { Inputs } from './inputs.ts';
import type { Interruption, RequestCounts } from './ports.ts';
import type { Survey } from './survey.ts';
import { findLost } from './verdict/changes.ts';
import type { Report } from './verdict/model.ts';
import { countResources, decideOutcome, type Outcome } from './verdict/result.ts';
import { applyWaivers } from './verdict/waivers.ts';

/** Everything that a run has found out by the time that it decides. Times in milliseconds since the epoch. */
export interface Findings {
  readonly tool: Report['tool'];
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly configured: Configured;
  readonly survey: Survey;
  /** null: reading ended by itself. */
  readonly interruption: Interruption | null;
  readonly baseline: BaselineOfRun;
  readonly requests: RequestCounts;
}

export interface Decision {
  readonly report: Report;
  readonly outcome: Outcome;
  /**
   * Whether everything that was asked for was seen: what is not in the report is gone then. Which subscriptions there are
   * below a management group, or at all, nobody but an earlier report can tell.
   */
  readonly isWhole: boolean;
}

export function decide(inputs: Inputs, findings: Findings): Decision {
  const { configured, survey, interruption, baseline } = findings;
  const { demand, file, proposed } = configured;
  const { subscriptions, scopeGaps, leftOutByTags } = survey;
  const isWhole = wasSeenWhole(inputs, findings);
  const startedAt = new Date(findings.startedAt).toISOString();
  const today = startedAt.slice(0, 10);
  const { resources: judged, waivers } = applyWaivers(survey.resources, demand.waivers, today, isWhole);
  const seen = { startedAt, resources: judged, subscriptions, leftOutByTags, scopeGaps };
  const { resources, changes, notes } = compare(baseline.baseline, seen, demand, inputs);
  const counts = countResources(resources, survey.excluded);
  const { minimumResourceCount } = inputs;
  const facts = { resources, subscriptions, counts, scopeGaps, minimumResourceCount, changes };
  const outcome = decideOutcome(facts, inputs.failOn);
  const report: Report = {
    schemaVersion: 1,
    tool: findings.tool,
    startedAt,
    finishedAt: new Date(findings.finishedAt).toISOString(),
    requirement: { values: demand.values, sources: demand.sources },
    configuration: { file, proposed },
    result: outcome.result,
    resultReason: outcome.resultReason,
    notes: [
      ...(interruption === null ? [] : [describeInterruption(interruption)]),
      ...demand.notes,
      ...baseline.notes,
      ...notes,
      ...survey.notes,
    ],
    counts,
    changes,
    subscriptions,
    resources,
    waivers,
    leftOutByTags,
    requests: findings.requests,
  };
  return { report, outcome, isWhole: isWhole && (changes !== null || !isOpenEnded(demand)) };
}

function wasSeenWhole({ minimumResourceCount }: Inputs, findings: Findings): boolean {
  const { configured, survey, interruption, baseline } = findings;
  const { resources, subscriptions, scopeGaps } = survey;
  const isOpen = subscriptions.some(({ status, state }) => {
    // What was in a deleted one is gone; a disabled one that shows nothing still has it.
    if (status === 'skipped') return state !== 'Deleted';
    return status !== 'audited';
  });
  const now = { subscriptions, isOpenEnded: isOpenEnded(configured.demand) };
  const isLost = baseline.baseline !== null && findLost(baseline.baseline, now).length > 0;
  // Nothing at all, or less than there has to be: the rest was not seen, whatever the lists say.
  const isShort = resources.length < Math.max(1, minimumResourceCount ?? 1);
  return !isOpen && !isLost && !isShort && scopeGaps.length === 0 && interruption === null;
}

/** A note of the report; report/redact.ts knows these sentences. */
export function describeInterruption(interruption: Interruption): string {
  const consequence = 'what was not read by then is unknown.';
  if (interruption.kind === 'cancelled') return `The workflow was cancelled: ${consequence}`;
  const { minutes } = interruption;
  return `The time budget of ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} was over: ${consequence}`;
}
