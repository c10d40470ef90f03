// What a fix must come to, and where it can send the logs of this estate: both read from the report.
import type { Destination, DestinationKind, Report, ReportResource } from '../../verdict/model.ts';
import { idKey } from '../../verdict/model.ts';
import { toPattern } from '../../verdict/pattern.ts';
import { defaultRequirement, destinationKinds, type Requirement } from '../../verdict/requirement.ts';
import { isSafeDestinationId } from './safe.ts';

/** A destination for a fix. */
export interface Choice {
  readonly kind: DestinationKind;
  /** null: nothing in the report says which; a placeholder stands for it. */
  readonly id: string | null;
  /** How many compliant resources of the report use it; 0 for the only allowed one. */
  readonly usedBy: number;
}

/** The destination of this kind that fits the resource best. */
export type Choose = (resource: ReportResource, kind: DestinationKind) => Choice;

/** The requirement that was in force, as far as the report tells; what it does not tell is the default. */
export function toRequirement({ requirement: { values } }: Report): Requirement {
  const texts = (option: string): readonly string[] | null => {
    const value = values[option];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : null;
  };
  const accepted = texts('accepted-destinations');
  const copies = values['minimum-copies'];
  return {
    profile: values['profile'] === 'cis' ? 'cis' : 'effective',
    acceptedDestinations: destinationKinds.filter((kind) => accepted?.includes(kind) ?? true),
    allowedDestinations: texts('allowed-destinations')?.map(toPattern) ?? null,
    requireMetrics: values['require-metrics'] === true,
    minimumCopies: typeof copies === 'number' ? copies : defaultRequirement.minimumCopies,
  };
}

/**
 * Chooses what most compliant resources of the same tenant use, and for storage accounts and event hubs of the same
 * region, where Azure demands them; else the only allowed destination; else leaves it to the reader.
 */
export function chooseFrom(report: Report, requirement: Requirement): Choose {
  const tenants = new Map(report.subscriptions.map(({ id, tenantId }) => [id.toLowerCase(), tenantId]));
  const marketOf = (resource: ReportResource, kind: DestinationKind): string => {
    const isRegional = kind === 'storage' || kind === 'event-hub';
    const region = isRegional ? (resource.location ?? '').toLowerCase() : '';
    return JSON.stringify([kind, tenants.get(resource.subscriptionId.toLowerCase()) ?? '', region]);
  };
  const favourites = new Map<string, Choice>();
  for (const [market, tally] of tallyDestinations(report, requirement, marketOf)) {
    for (const choice of tally.values()) {
      if (choice.usedBy > (favourites.get(market)?.usedBy ?? 0)) favourites.set(market, choice);
    }
  }
  const allowed = onlyAllowed(requirement);
  return (resource, kind) =>
    favourites.get(marketOf(resource, kind)) ?? allowed.get(kind) ?? { kind, id: null, usedBy: 0 };
}

function tallyDestinations(
  { resources }: Report,
  requirement: Requirement,
  marketOf: (resource: ReportResource, kind: DestinationKind) => string,
): Map<string, Map<string, Choice>> {
  const markets = new Map<string, Map<string, Choice>>();
  for (const resource of resources.filter(({ status }) => status === 'compliant')) {
    const used = resource.settings.filter(({ adequate }) => adequate).flatMap(({ destinations }) => destinations);
    const counted = used.filter((one) => one.state !== 'missing' && countsIn(requirement, one));
    for (const { kind, id } of counted.filter((one) => isSafeDestinationId(one.id))) {
      const market = marketOf(resource, kind);
      const tally = markets.get(market) ?? new Map<string, Choice>();
      const known = tally.get(idKey(id));
      markets.set(market, tally.set(idKey(id), { kind, id: known?.id ?? id, usedBy: (known?.usedBy ?? 0) + 1 }));
    }
  }
  return markets;
}

/** Whether a destination that exists would count. */
export function countsIn(requirement: Requirement, { kind, id }: Destination): boolean {
  const allowed = requirement.allowedDestinations;
  return (
    requirement.acceptedDestinations.includes(kind) &&
    (allowed === null || allowed.some((pattern) => pattern.matchesId(id)))
  );
}

const kindsByType: Readonly<Record<string, DestinationKind>> = {
  'microsoft.operationalinsights/workspaces': 'log-analytics',
  'microsoft.storage/storageaccounts': 'storage',
  'microsoft.eventhub/namespaces': 'event-hub',
};

/** Kinds of which the requirement allows one destination and names it whole. */
function onlyAllowed(requirement: Requirement): Map<DestinationKind, Choice> {
  const ids = (requirement.allowedDestinations ?? []).map(({ text }) => text.replace(/\/+$/, ''));
  const named = ids.filter(isSafeDestinationId).map((id) => ({ kind: kindOf(id), id }));
  const only = new Map<DestinationKind, Choice>();
  for (const kind of destinationKinds) {
    const [first, ...others] = named.filter((one) => one.kind === kind);
    if (first !== undefined && others.length === 0) only.set(kind, { kind, id: first.id, usedBy: 0 });
  }
  return only;
}

function kindOf(id: string): DestinationKind {
  // /subscriptions/{}/resourceGroups/{}/providers/{namespace}/{type}/…
  return kindsByType[id.toLowerCase().split('/').slice(6, 8).join('/')] ?? 'partner';
}
