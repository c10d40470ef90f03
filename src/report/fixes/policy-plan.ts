// Which of Azure's built-in policies would mend many resources at once, as data. They deploy a setting of their own with
// the category group `audit`, so they are for profile `effective` without metrics; what they cannot do is said.
import type { DestinationKind, JudgedSetting, Report, ReportResource, ResourceType } from '../../verdict/model.ts';
import { hasName } from './log-entries.ts';
import { maxSettings } from './plan.ts';
import type { Requirement } from '../../verdict/requirement.ts';
import { choicesOf, isRegional, regionOf, type Choice, type Choices } from './choices.ts';
import { collides } from './collision.ts';
import { countsIn, requirementReader } from './demand.ts';
import { idKey } from '../../verdict/model.ts';
import { isSafeResourceId, isSafeSubscriptionId } from './safe.ts';

/** The assignment of one built-in definition to one subscription. */
export interface PolicyAssignment {
  readonly subscriptionId: string;
  readonly type: ResourceType;
  readonly choice: Choice & { readonly kind: PolicyKind };
  /** Of its identity; null: none is known. */
  readonly location: string | null;
  /** Failing resources that it mends. */
  readonly mends: readonly ReportResource[];
  /** How many others get a setting more: those that could not be read, or did not fit among the exceptions. */
  readonly alsoChanges: number;
  /** Left out of the assignment: where its setting would be refused (409, or a sixth setting), and where none is needed. */
  readonly notScopes: readonly string[];
}

export type PolicyKind = Exclude<DestinationKind, 'partner'>;

/** Why the policies do not mend a failing resource. */
export const policyGaps = ['profile-cis', 'metrics', 'collision', 'no-room', 'other-destination'] as const;
export type PolicyGap = (typeof policyGaps)[number];

export interface PolicyPlan {
  readonly assignments: readonly PolicyAssignment[];
  readonly gaps: readonly { readonly resource: ReportResource; readonly gap: PolicyGap }[];
}

/** Azure's limit: https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits */
const maxNotScopes = 400;

/** What the policies name their settings, by default. */
export const policySettingNames: Readonly<Record<PolicyKind, string>> = {
  'log-analytics': 'setByPolicy-LogAnalytics',
  storage: 'setByPolicy-Storage',
  'event-hub': 'setByPolicy-EventHub',
};

/** The same for all of one subscription, type, kind and region: two of a kind would write the same setting in turns. */
export function planPolicies(report: Report, failing: readonly ReportResource[]): PolicyPlan {
  const choices = choicesOf(report);
  const requirementOf = requirementReader();
  const wishes = failing.map((resource) => toWish(resource, requirementOf(resource.requirement), choices));
  const groups = Map.groupBy(
    wishes.flatMap(({ resource, wanted }) => wanted.map((choice) => ({ resource, choice }))),
    ({ resource, choice }) => groupKey(resource, choice),
  );
  const winners = new Map([...groups].map(([key, members]) => [key, mostWanted(members.map(({ choice }) => choice))]));
  const servedKey = (key: string, { id }: Choice): string => JSON.stringify([key, id]);
  const served = new Set([...winners].map(([key, choice]) => servedKey(key, choice)));
  const gapOf = (wish: Wish): PolicyGap | null => {
    if (wish.gap !== null) return wish.gap;
    return wish.wanted.every((choice) => served.has(servedKey(groupKey(wish.resource, choice), choice)))
      ? null
      : 'other-destination';
  };
  const judged = wishes.map((wish) => ({ ...wish, gap: gapOf(wish) }));
  const assignments = [...winners].flatMap(([key, choice]) => {
    const [first, ...others] = judged
      .filter(({ resource, wanted, gap }) => gap === null && wanted.some((one) => groupKey(resource, one) === key))
      .map(({ resource }) => resource);
    return first === undefined ? [] : [toAssignment(report, choice, [first, ...others])];
  });
  return {
    assignments,
    gaps: judged.flatMap(({ resource, gap }) => (gap === null ? [] : [{ resource, gap }])),
  };
}

type PolicyChoice = PolicyAssignment['choice'];

interface Wish {
  readonly resource: ReportResource;
  readonly wanted: readonly PolicyChoice[];
  readonly gap: PolicyGap | null;
}

/** What a policy would have to deploy here so that the resource becomes compliant. */
function toWish(resource: ReportResource, requirement: Requirement, choices: Choices): Wish {
  const cannot = (gap: PolicyGap): Wish => ({ resource, wanted: [], gap });
  if (requirement.profile === 'cis') return cannot('profile-cis');
  if (requirement.requireMetrics) return cannot('metrics');
  if (!isSafeSubscriptionId(resource.subscriptionId)) return cannot('other-destination');

  const reached = new Set(
    resource.settings
      .filter(({ adequate }) => adequate)
      .flatMap(({ destinations }) => destinations)
      .filter((one) => one.state !== 'missing' && countsIn(requirement, one))
      .map(({ kind }) => kind),
  );
  const options = requirement.acceptedDestinations
    .filter((kind) => isPolicyKind(kind) && !reached.has(kind) && choices.isOpen(resource, requirement, kind))
    .flatMap((kind) => choices.of(resource, requirement, kind).slice(0, 1))
    .filter(isPolicyChoice)
    // A definition for a regional destination takes the region as a parameter.
    .filter(({ kind, region }) => !isRegional(kind) || region !== null)
    .toSorted((a, b) => rank(b) - rank(a));
  const wanted = options.slice(0, Math.max(1, requirement.minimumCopies - reached.size));
  if (wanted.length < requirement.minimumCopies - reached.size || wanted.length === 0)
    return cannot('other-destination');
  if (wanted.some((choice) => isRefused(resource, choice))) return cannot('collision');
  return hasRoom(resource, wanted) ? { resource, wanted, gap: null } : cannot('no-room');
}

function toAssignment(
  report: Report,
  choice: PolicyChoice,
  mends: readonly [ReportResource, ...ReportResource[]],
): PolicyAssignment {
  const [{ subscriptionId, type }] = mends;
  const inScope = report.resources.filter(
    (one) =>
      one.type === type &&
      one.subscriptionId.toLowerCase() === subscriptionId.toLowerCase() &&
      (choice.region === null || regionOf(one) === choice.region),
  );
  const others = inScope.filter(
    (one) => !mends.includes(one) && !one.settings.some((it) => hasPolicyShape(it, choice)),
  );
  const [unread, read] = [others.filter(isUnread), others.filter((one) => !isUnread(one))];
  const refuses = (one: ReportResource): boolean => isRefused(one, choice) || !hasRoom(one, [choice]);
  const spared = [...read.filter(refuses), ...read.filter((one) => !refuses(one))].filter(({ id }) =>
    isSafeResourceId(id),
  );
  const notScopes = spared.slice(0, maxNotScopes).map(({ id }) => id);
  return {
    subscriptionId,
    type,
    choice,
    location: mostCommon(mends.map(regionOf).filter((region) => region !== null)),
    mends,
    alsoChanges: unread.length + read.length - notScopes.length,
    notScopes,
  };
}

function isUnread({ status }: ReportResource): boolean {
  return status === 'unknown';
}

function isPolicyKind(kind: DestinationKind): kind is PolicyKind {
  return kind !== 'partner';
}

function isPolicyChoice(choice: Choice): choice is PolicyChoice {
  return isPolicyKind(choice.kind);
}

function groupKey({ subscriptionId, type }: ReportResource, { kind, region }: Choice): string {
  return JSON.stringify([subscriptionId.toLowerCase(), type, kind, region]);
}

/** The first of those that most want. */
function mostWanted(wanted: readonly PolicyChoice[]): PolicyChoice {
  const counts = new Map([...Map.groupBy(wanted, ({ id }) => id)].map(([id, { length }]) => [id, length]));
  const count = ({ id }: PolicyChoice): number => Number(counts.get(id));
  return wanted.reduce((best, one) => (count(one) > count(best) ? one : best));
}

function mostCommon(regions: readonly string[]): string | null {
  const groups = [...Map.groupBy(regions, (region) => region).values()];
  return groups.toSorted((a, b) => b.length - a.length)[0]?.[0] ?? null;
}

function rank({ id, usedBy }: Choice): number {
  return id === null ? -1 : usedBy;
}

/** Whether Azure would refuse the policy's setting beside those that there are. */
function isRefused(resource: ReportResource, { kind, id }: PolicyChoice): boolean {
  const policySetting = { logs: [{ category: null, categoryGroup: 'audit', enabled: true }], metricsEnabled: false };
  if (id === null) return false;
  return collides({ ...policySetting, destinations: [{ id }] }, othersThan(resource, kind));
}

/** The policy's own setting is written anew, so it needs no room and does not stand in its own way. */
function othersThan({ settings }: ReportResource, kind: PolicyKind): readonly JudgedSetting[] {
  const own = policySettingNames[kind].toLowerCase();
  return settings.filter(({ name }) => name.toLowerCase() !== own);
}

function hasRoom(resource: ReportResource, wanted: readonly PolicyChoice[]): boolean {
  const names = new Set([
    ...resource.settings.map(({ name }) => name.toLowerCase()),
    ...wanted.map(({ kind }) => policySettingNames[kind].toLowerCase()),
  ]);
  return names.size <= maxSettings;
}

/** What the definitions look for: exactly one entry of each group, `audit` on, `allLogs` off, to this destination. */
function hasPolicyShape(setting: JudgedSetting, { kind, id }: PolicyChoice): boolean {
  const entries = (group: string, isOn: boolean): number =>
    setting.logs.filter(
      ({ categoryGroup, enabled }) =>
        hasName(categoryGroup) && categoryGroup.toLowerCase() === group && enabled === isOn,
    ).length;
  const sendsThere = setting.destinations.some(
    (one) => one.kind === kind && id !== null && idKey(one.id) === idKey(id),
  );
  return entries('audit', true) === 1 && entries('alllogs', false) === 1 && sendsThere;
}
