// Looks at everything that is asked for: subscriptions side by side, each resource as soon as its page is there.
import type { Azure, ListEnd } from './ports.ts';
import type {
  LeftOutResource,
  ReportResource,
  ReportSubscription,
  Resource,
  ResourceType,
  SettingsReading,
} from './verdict/model.ts';
import type { CoverageFinding, SubscriptionFinding } from './verdict/subscription.ts';
import { isInScope, type Rules, type Scope } from './verdict/requirement.ts';
import { isLeftOut, type TagRule } from './verdict/match.ts';
import { Judging } from './judging.ts';
import { ReadingQueues } from './reading-queues.ts';
import { answerOf } from './verdict/detail.ts';
import { idKey } from './verdict/model.ts';
import { judgeSubscription } from './verdict/subscription.ts';

/** What to look at, and what to demand of it. */
export interface Assignment {
  /** Subscription IDs, or every subscription that the identity can see. */
  readonly subscriptions: readonly string[] | 'all';
  /** IDs of management groups: every subscription below them, beside `subscriptions`. */
  readonly managementGroups: readonly string[];
  readonly types: readonly ResourceType[];
  readonly scope: Scope;
  /** A resource that has one of these tags with another value is left out. */
  readonly tags: readonly TagRule[];
  readonly rules: Rules;
  readonly verifyDestinations: boolean;
  /** Whether a role that covers less than the subscription makes it `partial`. */
  readonly confirmCoverage: boolean;
}

/** What was seen. */
export interface Survey {
  readonly subscriptions: readonly ReportSubscription[];
  readonly resources: readonly ReportResource[];
  /** By patterns and by tags. */
  readonly excluded: number;
  /** Those of them that tags left out. */
  readonly leftOutByTags: readonly LeftOutResource[];
  readonly notes: readonly string[];
  /** Why the list of subscriptions itself is not whole. */
  readonly scopeGaps: readonly string[];
}

/** How far a survey is: for the progress line. */
export interface Progress {
  found: number;
  read: number;
}

export function surveyEstate(azure: Azure, assignment: Assignment, progress: Progress): Promise<Survey> {
  return new Surveyor(azure, assignment, progress).run();
}

class Surveyor {
  readonly #azure: Azure;
  readonly #assignment: Assignment;
  readonly #progress: Progress;
  readonly #subscriptions = new Map<string, ReportSubscription>();
  readonly #started = new Set<string>();
  readonly #seen = new Set<string>();
  /** By their keys: lower-cased once, not in every comparison of a sort. */
  readonly #resources = new Map<string, ReportResource>();
  readonly #notes: string[] = [];
  readonly #scopeGaps: string[] = [];
  readonly #queues = new ReadingQueues<Resource, SettingsReading>({
    read: (resource) => this.#azure.settings.readSettings(resource),
    // Takes up no place: one destination that hangs must not hold up every list.
    use: (resource, reading) => this.#use(resource, reading),
  });
  readonly #judging: Judging;
  readonly #leftOutByTags: LeftOutResource[] = [];
  #excluded = 0;

  constructor(azure: Azure, assignment: Assignment, progress: Progress) {
    this.#azure = azure;
    this.#assignment = assignment;
    this.#progress = progress;
    this.#judging = new Judging(assignment.rules, assignment.verifyDestinations ? azure.destinations : null);
  }

  async run(): Promise<Survey> {
    const { subscriptions, managementGroups } = this.#assignment;
    // The named ones first: found again below a group, they stay named.
    const named = subscriptions === 'all' ? [this.#surveyVisible()] : subscriptions.map((id) => this.#surveyNamed(id));
    await Promise.all([...named, ...managementGroups.map((id) => this.#surveyGroup(id))]);
    return {
      subscriptions: [...this.#subscriptions.values()].toSorted((a, b) => compareKeys(idKey(a.id), idKey(b.id))),
      resources: [...this.#resources].sort(([a], [b]) => compareKeys(a, b)).map(([, resource]) => resource),
      excluded: this.#excluded,
      leftOutByTags: this.#leftOutByTags.toSorted((a, b) => compareKeys(idKey(a.id), idKey(b.id))),
      // Not in the order of the answers: two reports of one estate are compared line by line.
      notes: this.#notes.toSorted(),
      scopeGaps: this.#scopeGaps.toSorted(),
    };
  }

  async #surveyVisible(): Promise<void> {
    const surveys: Promise<void>[] = [];
    const end = await this.#azure.inventory.listSubscriptions((page) => {
      for (const subscription of page) {
        surveys.push(this.#survey(subscription.id, () => Promise.resolve({ kind: 'found', subscription }), false));
      }
    });
    await Promise.all(surveys);
    this.#noteGap(end, 'the list of all subscriptions');
  }

  async #surveyGroup(groupId: string): Promise<void> {
    const surveys: Promise<void>[] = [];
    const end = await this.#azure.inventory.listDescendants(groupId, (page) => {
      surveys.push(...page.map((id) => this.#survey(id, () => this.#azure.inventory.readSubscription(id), false)));
    });
    await Promise.all(surveys);
    this.#noteGap(end, `the list of subscriptions below management group ${groupId}`);
  }

  /** Subscriptions that a list did not get to are missing without a trace, unless it is said here. */
  #noteGap(end: ListEnd, list: string): void {
    if (end.kind !== 'broken') return;
    const fate = end.pages === 0 ? 'could not be read' : 'broke off';
    this.#scopeGaps.push(`${list} ${fate}`);
    this.#notes.push(`${list.charAt(0).toUpperCase()}${list.slice(1)} ${fate}. ${answerOf(end.failure)}`.trim());
  }

  #surveyNamed(id: string): Promise<void> {
    return this.#survey(id, () => this.#azure.inventory.readSubscription(id), true);
  }

  async #survey(id: string, read: () => Promise<SubscriptionFinding['reading']>, isNamed: boolean): Promise<void> {
    const key = idKey(id);
    if (this.#started.has(key)) return;
    this.#started.add(key);
    const reading = read();
    // A deleted one that nobody named is not worth a request more; of a named one everything is asked at once.
    const known = isNamed ? null : await reading;
    const isDeleted = known?.kind === 'found' && known.subscription.state === 'Deleted';
    const [described, coverage, lists] = await Promise.all([
      reading,
      isDeleted ? notAsked : this.#readCoverage(id),
      isDeleted ? { ends: [], comparison: null } : this.#surveyLists(id),
    ]);
    const judged = judgeSubscription({ id, isNamed, reading: described, coverage, ...lists });
    this.#subscriptions.set(key, judged.subscription);
    this.#notes.push(...judged.notes);
  }

  /** Both lists of a subscription's resources; what only Resource Manager's own has is read too. */
  async #surveyLists(id: string): Promise<Pick<SubscriptionFinding, 'ends' | 'comparison'>> {
    const { inventory } = this.#azure;
    const { types } = this.#assignment;
    const queue = this.#queues.open();
    let listed = 0;
    const unseen: Resource[] = [];
    const [ends, comparison] = await Promise.all([
      // Each resource is read as soon as its page is there.
      Promise.all(
        types.map((type) =>
          inventory.listResources(id, type, (page) => {
            queue.add(page.filter((one) => this.#admits(one)));
          }),
        ),
      ),
      inventory.listAllResources(id, types, (page) => {
        listed += page.length;
        unseen.push(...page.filter((one) => !this.#seen.has(idKey(one.id))));
      }),
    ]);
    // Taken out, so that they are not kept until the last of them was read.
    const missed = unseen.splice(0).filter((resource) => this.#admits(resource));
    queue.add(missed);
    // A list that broke off does not tell what it would have had.
    const broken = types.filter((_type, index) => ends[index]?.kind === 'broken');
    this.#notes.push(
      ...missed
        .filter(({ type }) => !broken.includes(type))
        .map((one) => `${one.id} stands in Resource Manager's list only, not in Key Vault's own; it was read too.`),
    );
    // A subscription that cannot be listed at all says so once.
    if (comparison.kind === 'broken' && ends.some(({ kind }) => kind !== 'broken')) {
      this.#notes.push(`The lists of subscription ${id} could not be compared. ${answerOf(comparison.failure)}`.trim());
    }
    await queue.finish();
    const failure = comparison.kind === 'broken' ? comparison.failure : null;
    return { ends, comparison: { failure, listed } };
  }

  async #readCoverage(id: string): Promise<CoverageFinding> {
    if (!this.#assignment.confirmCoverage) return notAsked;
    return this.#azure.inventory.readCoverage(id, this.#assignment.types);
  }

  /** Lets each resource in once, and only if the filters do. */
  #admits(resource: Resource): boolean {
    const key = idKey(resource.id);
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    if (!isInScope(resource, this.#assignment.scope)) {
      this.#excluded += 1;
      return false;
    }
    if (isLeftOut(resource, this.#assignment.tags)) {
      this.#excluded += 1;
      this.#leftOutByTags.push(resource);
      return false;
    }
    this.#progress.found += 1;
    return true;
  }

  async #use(resource: Resource, reading: SettingsReading): Promise<void> {
    if (reading.kind === 'deleted') {
      this.#progress.found -= 1;
      this.#notes.push(`${resource.id} was deleted during the audit and is left out.`);
      return;
    }
    this.#resources.set(idKey(resource.id), await this.#judging.judge(resource, reading));
    this.#progress.read += 1;
  }
}

const notAsked = { kind: 'not-asked' } as const;

/** Code unit order of lower-cased IDs: the same on every machine. */
function compareKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
