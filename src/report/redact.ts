// The report without anything that tells where it is from: for logs and summaries that the public can read. Names and
// IDs become hashes, everything else that Azure or a user wrote is dropped or replaced by words of our own.
import { createHash } from 'node:crypto';
import { decideOutcome, type Outcome } from '../verdict/result.ts';
import type {
  Changes,
  LeftOutResource,
  PastFinding,
  Report,
  ReportResource,
  ReportSubscription,
  ReportWaiver,
  WaiverInForce,
} from '../verdict/model.ts';
import { idKey } from '../verdict/model.ts';
import { subscriptionWords, wordsFor } from './wording.ts';

/**
 * A short stable name, such as `vault-3f9a1c2b7d`: the first ten hexadecimal digits of the SHA-256 of the lower-cased
 * resource ID. The same on every run, so whoever knows the estate can find the resource, and two nights can be compared.
 * Whoever already knows the subscription's ID can test guesses of names against it; the hash does not hide from them.
 */
export function toPseudonym(kind: 'vault' | 'hsm' | 'subscription' | 'group', id: string): string {
  return `${kind}-${createHash('sha256').update(idKey(id)).digest('hex').slice(0, 10)}`;
}

/** The report with resources, groups and subscriptions as pseudonyms, in the order of these. Pure and deterministic. */
export function redactReport(report: Report): Report {
  const resources = report.resources.map(redactResource).sort(byId);
  return {
    schemaVersion: report.schemaVersion,
    tool: report.tool,
    startedAt: report.startedAt,
    finishedAt: report.finishedAt,
    requirement: redactRequirement(report.requirement),
    configuration: redactConfiguration(report.configuration),
    result: report.result,
    resultReason: retellResult(report),
    notes: retellNotes(report.notes),
    counts: report.counts,
    changes: report.changes === null ? null : redactChanges(report.changes),
    subscriptions: report.subscriptions.map(redactSubscription).sort(byId),
    resources,
    waivers: report.waivers.map(redactReportWaiver),
    leftOutByTags: report.leftOutByTags.map(redactLeftOut).sort(byId),
    requests: report.requests,
  };
}

/**
 * Notes of ours, by how they begin or end, and what they say without what they are about. __tests__/redaction.test.ts holds
 * them to the words of the notes.
 */
const notesRetold: readonly (readonly [RegExp, string | null])[] = [
  // Nothing in these names anything: they stand as they are.
  [/^The workflow was cancelled: what was not read by then is unknown\.$/, null],
  [/^The time budget of \d+ minutes? was over: what was not read by then is unknown\.$/, null],
  [/ could not be compared\./, 'The lists of a subscription could not be compared.'],
  [/ was deleted during the audit and is left out\.$/, 'A resource was deleted during the audit and is left out.'],
  [/ stands in Resource Manager's list only/, "A resource stands in Resource Manager's list only; it was read too."],
  [/^The list of (?:all )?subscriptions\b/, 'A list of subscriptions could not be read whole.'],
  [
    / stands in the earlier report and cannot be seen any more:/,
    'A subscription of the earlier report cannot be seen any more.',
  ],
  [/ stands in the earlier report and was not seen:/, 'A subscription of the earlier report was not seen.'],
  [
    /could not be confirmed\./,
    "Whether the identity's rights cover the whole of a subscription could not be confirmed.",
  ],
];

/** What keeps a run from being sure is said in public too, without saying of what. */
function retellNotes(notes: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const note of notes) {
    const found = notesRetold.find(([pattern]) => pattern.test(note));
    const retold = found === undefined ? 'A note that is not shown here.' : (found[1] ?? note);
    counts.set(retold, (counts.get(retold) ?? 0) + 1);
  }
  return [...counts].map(([note, count]) => (count === 1 ? note : `${note} (${count} times)`)).sort();
}

function redactResource(resource: ReportResource): ReportResource {
  return {
    ...redactLeftOut(resource),
    location: null,
    status: resource.status,
    reason: resource.reason,
    detail: resource.reason === null ? '' : wordsFor(resource.reason).sentence,
    notes: [],
    profiles: resource.profiles,
    settings: [],
    waiver: resource.waiver === null ? null : redactWaiver(resource.waiver),
    requirement: { ...resource.requirement, allowedDestinations: null },
    change: resource.change,
    since: resource.since,
  };
}

function redactChanges({ baseline, counts, past, lostSubscriptions }: Changes): Changes {
  const redactPast = (one: PastFinding): PastFinding => {
    const { id, name, type, subscriptionId, resourceGroup } = redactLeftOut(one);
    return { id, name, type, subscriptionId, resourceGroup, since: one.since, outcome: one.outcome };
  };
  return {
    baseline,
    counts,
    past: past.map(redactPast).sort(byId),
    lostSubscriptions: lostSubscriptions
      .map(({ id }) => ({ id: toPseudonym('subscription', id), displayName: null }))
      .sort(byId),
  };
}

/** What tells where a resource is, as pseudonyms. */
function redactLeftOut({ id, type, subscriptionId, resourceGroup }: Omit<LeftOutResource, 'tags'>): LeftOutResource {
  const pseudonym = toPseudonym(type === 'vault' ? 'vault' : 'hsm', id);
  return {
    id: pseudonym,
    name: pseudonym,
    type,
    subscriptionId: toPseudonym('subscription', subscriptionId),
    resourceGroup: toPseudonym('group', `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`),
    tags: {},
  };
}

function redactWaiver({ expires, daysLeft }: WaiverInForce): WaiverInForce {
  return {
    reason: 'not shown',
    owner: 'not shown',
    expires: /^\d{4}-\d{2}-\d{2}$/.test(expires) ? expires : 'not shown',
    daysLeft,
  };
}

/** Its line leads whoever may read the file to it. */
function redactReportWaiver(waiver: ReportWaiver): ReportWaiver {
  const { line, state, use, resources } = waiver;
  const pseudonyms = resources.map((id) => toPseudonym(/\/managedHSMs\//i.test(id) ? 'hsm' : 'vault', id));
  return { ...redactWaiver(waiver), match: {}, line, state, use, resources: pseudonyms.sort() };
}

function redactSubscription({ id, status }: ReportSubscription): ReportSubscription {
  const detail = status === 'audited' ? '' : subscriptionWords[status].sentence;
  return { id: toPseudonym('subscription', id), displayName: null, tenantId: null, state: null, status, detail };
}

/** Options that only take words and numbers of ours; patterns and IDs of the others name what they are about. */
const harmlessOptions = ['profile', 'verify-destinations', 'require-metrics', 'coverage', 'minimum-copies'];

function redactRequirement({ values, sources }: Report['requirement']): Report['requirement'] {
  const isHarmless = (value: unknown): boolean =>
    typeof value === 'boolean' ||
    typeof value === 'number' ||
    ['effective', 'cis', 'subscription', 'visible'].includes(value as string);
  const kept = harmlessOptions.filter((option) => isHarmless(values[option]));
  const pick = <Value>(from: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(from).filter(([option]) => kept.includes(option)));
  return { values: pick(values), sources: pick(sources) };
}

/**
 * The file is named: it is the default, or an input, which the runner prints anyway. What a pull request would change is
 * counted only.
 */
function redactConfiguration({ file, proposed }: Report['configuration']): Report['configuration'] {
  const changes = proposed?.changes.map(() => 'A change that is not shown here.') ?? [];
  return { file, proposed: proposed === null ? null : { commit: proposed.commit, changes } };
}

/**
 * The sentence of the result, told again without the parts that may name something. What it says beyond the report's other
 * members is known by its words: __tests__/redaction.test.ts holds these to those of the sentence.
 */
function retellResult({ result, resultReason, resources, subscriptions, counts, changes }: Report): string {
  const minimum = / found, but at least (\d+) are expected/.exec(resultReason)?.[1];
  const facts = { resources, subscriptions, counts, changes, minimumResourceCount: Number(minimum ?? 0) };
  const retell = (scopeGaps: readonly string[]): Outcome => decideOutcome({ ...facts, scopeGaps }, []);
  const isListBroken = /\bthe list of (?:all )?subscriptions\b/.test(resultReason);
  const retold = retell(isListBroken ? [scopeGap] : []);
  return (retold.result === result ? retold : retell([scopeGap])).resultReason;
}

const scopeGap = 'not everything that was asked for could be found';

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}
