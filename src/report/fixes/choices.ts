// Where the logs of a resource could go: what this estate uses already, what the requirement allows, or a placeholder.
import type { DestinationKind, JudgedSetting, Report, ReportResource } from '../../verdict/model.ts';
import { idKey, withoutTrailingSlash } from '../../verdict/model.ts';
import type { Requirement } from '../../verdict/requirement.ts';
import { countsIn } from './demand.ts';
import { isSafeDestinationId, isSafeEventHubName, isSafeRegion } from './safe.ts';

/** A destination for a fix. */
export interface Choice {
  readonly kind: DestinationKind;
  /** null: nothing in the report says which; a placeholder stands for it. */
  readonly id: string | null;
  /** How many compliant resources of the report use it; 0 for the only allowed one, and for a placeholder. */
  readonly usedBy: number;
  /** Azure takes it in this region only; null: in any, or the report does not tell in which. */
  readonly region: string | null;
  /** The hub that the others use there; null: none is named, and Azure takes one of its own. */
  readonly eventHubName: string | null;
  /** The requirement allows some destinations only. */
  readonly fromList: boolean;
}

export interface Choices {
  /** Of one kind, the best first; the last one is always a placeholder. */
  readonly of: (resource: ReportResource, requirement: Requirement, kind: DestinationKind) => readonly Choice[];
  /** Whether the list of allowed destinations leaves any of this kind that would be legal here. */
  readonly isOpen: (resource: ReportResource, requirement: Requirement, kind: DestinationKind) => boolean;
}

/** Storage accounts and event hubs must be in the region of the resource; workspaces and partners need not be. */
export function isRegional(kind: DestinationKind): boolean {
  return kind === 'storage' || kind === 'event-hub';
}

/** As Azure writes it in IDs and parameters; null where it is not known, or not a word of Azure's. */
export function regionOf({ location }: ReportResource): string | null {
  const region = (location ?? '').toLowerCase().replaceAll(' ', '');
  return isSafeRegion(region) ? region : null;
}

/** What compliant resources of the same tenant use, and for regional kinds of the same region, is preferred. */
export function choicesOf(report: Report): Choices {
  const tenants = new Map(report.subscriptions.map(({ id, tenantId }) => [id.toLowerCase(), tenantId]));
  const marketOf = (resource: ReportResource, kind: DestinationKind): string | null => {
    const region = isRegional(kind) ? regionOf(resource) : '';
    const tenant = tenants.get(resource.subscriptionId.toLowerCase()) ?? '';
    return region === null ? null : JSON.stringify([kind, tenant, region]);
  };
  const named = new Map<Requirement, ReturnType<typeof namedIn>>();
  const namedOnce = (requirement: Requirement): ReturnType<typeof namedIn> => {
    const list = named.get(requirement) ?? namedIn(requirement);
    named.set(requirement, list);
    return list;
  };
  const sightings = seeDestinations(report.resources);
  const markets = rankMarkets(report.resources, marketOf);

  /** As far as the report tells: not gone, and not seen with resources of other regions only. */
  const isLegal = (resource: ReportResource, kind: DestinationKind, id: string): boolean => {
    const seen = sightings.get(idKey(id));
    if (seen === undefined) return true;
    const region = regionOf(resource);
    return !seen.gone && (!isRegional(kind) || region === null || seen.regions.size === 0 || seen.regions.has(region));
  };
  const allowedOf = (resource: ReportResource, requirement: Requirement, kind: DestinationKind): readonly string[] =>
    namedOnce(requirement)
      .filter((one) => one.kind === kind && isLegal(resource, kind, one.id))
      .map(({ id }) => id);

  return {
    of: (resource, requirement, kind) => {
      const region = isRegional(kind) ? regionOf(resource) : null;
      const fromList = requirement.allowedDestinations !== null;
      const market = marketOf(resource, kind);
      const used = market === null ? [] : (markets.get(market) ?? []);
      const known = used
        .filter(({ id }) => countsIn(requirement, { kind, id }) && isLegal(resource, kind, id))
        .map((one) => ({ ...one, kind, region, fromList }));
      const [only, ...others] = allowedOf(resource, requirement, kind);
      const isNew = only !== undefined && others.length === 0 && !known.some(({ id }) => idKey(id) === idKey(only));
      const rest = { kind, usedBy: 0, region, eventHubName: null, fromList };
      return [...known, ...(isNew ? [{ ...rest, id: only }] : []), { ...rest, id: null }];
    },
    isOpen: (resource, requirement, kind) => {
      const allowed = requirement.allowedDestinations;
      if (allowed === null || allowedOf(resource, requirement, kind).length > 0) return true;
      return allowed.some(({ text }) => toNamed(text) === null && mayMean(text, kind));
    },
  };
}

interface Sighting {
  readonly regions: Set<string>;
  gone: boolean;
}

/** Everything that any setting names: whether it is gone, and in which regions it has to be. */
function seeDestinations(resources: readonly ReportResource[]): ReadonlyMap<string, Sighting> {
  const sightings = new Map<string, Sighting>();
  for (const resource of resources) {
    const region = regionOf(resource);
    for (const { kind, id, state } of resource.settings.flatMap(({ destinations }) => destinations)) {
      const sighting = sightings.get(idKey(id)) ?? { regions: new Set(), gone: false };
      if (state === 'missing') sighting.gone = true;
      else if (isRegional(kind) && region !== null) sighting.regions.add(region);
      sightings.set(idKey(id), sighting);
    }
  }
  return sightings;
}

interface Used {
  readonly id: string;
  readonly usedBy: number;
  readonly eventHubName: string | null;
}

/** Destinations of adequate settings of compliant resources, by market, the most used first. */
function rankMarkets(
  resources: readonly ReportResource[],
  marketOf: (resource: ReportResource, kind: DestinationKind) => string | null,
): ReadonlyMap<string, readonly Used[]> {
  const markets = new Map<string, Map<string, { id: string; hubs: (string | null)[] }>>();
  for (const resource of resources.filter(({ status }) => status === 'compliant')) {
    const seen = new Set<string>();
    for (const { setting, kind, id } of destinationsOf(resource)) {
      const market = marketOf(resource, kind);
      const key = idKey(id);
      if (market === null || seen.has(key) || !isSafeDestinationId(id)) continue;
      seen.add(key);
      const tally = markets.get(market) ?? new Map<string, { id: string; hubs: (string | null)[] }>();
      const entry = tally.get(key) ?? { id, hubs: [] };
      entry.hubs.push(kind === 'event-hub' ? hubOf(setting) : null);
      markets.set(market, tally.set(key, entry));
    }
  }
  return new Map([...markets].map(([market, tally]) => [market, [...tally.values()].map(toUsed).toSorted(byUse)]));
}

interface SettingDestination {
  readonly setting: JudgedSetting;
  readonly kind: DestinationKind;
  readonly id: string;
}

function destinationsOf({ settings }: ReportResource): readonly SettingDestination[] {
  return settings
    .filter(({ adequate }) => adequate)
    .flatMap((setting) => setting.destinations.map(({ kind, id }) => ({ setting, kind, id })));
}

function toUsed({ id, hubs }: { readonly id: string; readonly hubs: readonly (string | null)[] }): Used {
  const counts = [...Map.groupBy(hubs, (hub) => hub)].toSorted(([, a], [, b]) => b.length - a.length);
  return { id, usedBy: hubs.length, eventHubName: counts[0]?.[0] ?? null };
}

function byUse(a: Used, b: Used): number {
  return b.usedBy - a.usedBy;
}

function hubOf({ eventHubName }: JudgedSetting): string | null {
  return eventHubName !== undefined && isSafeEventHubName(eventHubName) ? eventHubName : null;
}

/** Namespace and type; partners have many. */
const typesByKind: Readonly<Record<Exclude<DestinationKind, 'partner'>, readonly [string, string, ...string[]]>> = {
  'log-analytics': ['microsoft.operationalinsights', 'workspaces'],
  storage: ['microsoft.storage', 'storageaccounts'],
  'event-hub': ['microsoft.eventhub', 'namespaces', 'authorizationrules'],
};
const typedKinds = ['log-analytics', 'storage', 'event-hub'] as const;

interface Named {
  readonly kind: DestinationKind;
  readonly id: string;
}

/** Destinations that the requirement names whole, not by a pattern. */
function namedIn({ allowedDestinations }: Requirement): readonly Named[] {
  return (allowedDestinations ?? []).map(({ text }) => toNamed(text)).filter((one) => one !== null);
}

/** null: a pattern, or the ID of something that no setting can name, such as a namespace without one of its rules. */
function toNamed(text: string): Named | null {
  const id = withoutTrailingSlash(text);
  if (!isSafeDestinationId(id)) return null;
  // /subscriptions/{}/resourceGroups/{}/providers/{namespace}/{type}/{}/{type}/…
  const [namespace, ...rest] = id.toLowerCase().split('/').slice(6);
  const type = [namespace, ...rest.filter((_, index) => index % 2 === 0)].join('/');
  const kind = typedKinds.find((one) => typesByKind[one].join('/') === type);
  if (kind !== undefined) return { kind, id };
  return typedKinds.some((one) => typesByKind[one][0] === namespace) ? null : { kind: 'partner', id };
}

/** Whether a pattern could fit a destination of this kind: it names its type, or none that is known. */
function mayMean(text: string, kind: DestinationKind): boolean {
  const lower = text.toLowerCase();
  const named: readonly DestinationKind[] = typedKinds.filter((one) => {
    const [namespace, type] = typesByKind[one];
    return lower.includes(namespace) || lower.includes(`/${type}/`);
  });
  return named.length === 0 || named.includes(kind);
}
