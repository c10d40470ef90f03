// Vaults of any kind with a requirement of any kind, and what Azure would make of a change: for the properties of fixes.
import fc from 'fast-check';
import type { Choice } from '../../../src/report/fixes/choices.ts';
import type { Fix } from '../../../src/report/fixes/plan.ts';
import { judgeSettings } from '../../../src/verdict/judge.ts';
import type {
  Destination,
  DestinationKind,
  DiagnosticSetting,
  Judgement,
  LogEntry,
  Report,
  ReportResource,
} from '../../../src/verdict/model.ts';
import { idKey } from '../../../src/verdict/model.ts';
import { toPattern } from '../../../src/verdict/pattern.ts';
import { destinationKinds, toApplied, type Requirement } from '../../../src/verdict/requirement.ts';
import {
  aReport,
  aReportResource,
  aVault,
  allLogsGroup,
  anHsm,
  anId,
  auditEvent,
  auditGroup,
  policyEvaluation,
} from '../../builders.ts';

const types: Readonly<Record<DestinationKind, (name: string) => string>> = {
  'log-analytics': (name) => anId('Microsoft.OperationalInsights', 'workspaces', name),
  storage: (name) => anId('Microsoft.Storage', 'storageAccounts', name),
  'event-hub': (name) => anId('Microsoft.EventHub', 'namespaces', `${name}/authorizationRules/send`),
  partner: (name) => anId('Microsoft.Datadog', 'monitors', name),
};

/** A destination; one named `gone` no longer exists. */
export function aDestination(kind: DestinationKind, name: string): Destination {
  return { kind, id: types[kind](name) };
}

/** What the reader fills in. */
export function filled({ kind, id }: Pick<Choice, 'kind' | 'id'>): string {
  return id ?? types[kind](`filled-${kind}`);
}

const anyDestinations = fc
  .uniqueArray(fc.record({ kind: fc.constantFrom(...destinationKinds), name: fc.constantFrom('a', 'b', 'gone') }), {
    selector: ({ kind }) => kind,
    maxLength: 3,
  })
  .map((list) => list.map(({ kind, name }) => aDestination(kind, name)));
const off = (entry: LogEntry): LogEntry => ({ ...entry, enabled: false });
const anyLogs = fc.oneof(
  fc.uniqueArray(fc.constantFrom(auditEvent, policyEvaluation, off(auditEvent)), { maxLength: 2 }),
  fc.uniqueArray(fc.constantFrom(auditGroup, allLogsGroup, off(auditGroup), off(allLogsGroup)), { maxLength: 2 }),
);
const anySetting: fc.Arbitrary<DiagnosticSetting> = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'to soc', 'key-vault-audit', "it's", '$(reboot)'),
    logs: anyLogs,
    metrics: fc.boolean(),
    destinations: anyDestinations,
    hub: fc.option(fc.constantFrom('audit', 'other.hub')),
    table: fc.option(fc.constantFrom('Dedicated', 'AzureDiagnostics')),
  })
  .map(({ name, logs, metrics, destinations, hub, table }) => ({
    name,
    logs,
    metrics: metrics ? [{ category: 'AllMetrics', enabled: true }] : [],
    destinations,
    ...(hub !== null && destinations.some(({ kind }) => kind === 'event-hub') ? { eventHubName: hub } : {}),
    ...(table !== null && destinations.some(({ kind }) => kind === 'log-analytics')
      ? { logAnalyticsDestinationType: table }
      : {}),
  }));
const anySettings = fc.uniqueArray(anySetting, { selector: ({ name }) => name, maxLength: 5 });

/** Lists that leave at least one kind to choose; what they name exists. */
const anyAllowed = fc.option(
  fc.subarray(
    [
      ...destinationKinds.map((kind) => aDestination(kind, 'a').id),
      ...destinationKinds.map((kind) => aDestination(kind, 'b').id),
      '*/workspaces/*',
      '*/Microsoft.Storage/*',
      'a',
      '*/resourceGroups/*',
    ],
    { minLength: 1, maxLength: 3 },
  ),
);
const anyRequirement: fc.Arbitrary<Requirement> = fc
  .record({
    profile: fc.constantFrom('effective' as const, 'cis' as const),
    acceptedDestinations: fc.subarray([...destinationKinds], { minLength: 1 }),
    allowed: anyAllowed,
    requireMetrics: fc.boolean(),
    minimumCopies: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ allowed, ...rest }) => ({ ...rest, allowedDestinations: allowed?.map(toPattern) ?? null }));

export interface Trial {
  readonly settings: readonly DiagnosticSetting[];
  readonly requirement: Requirement;
  readonly resource: ReportResource;
  readonly report: Report;
}

/** A vault or HSM that fails under its requirement, among others that pass and show where their logs go. */
export const anyTrial: fc.Arbitrary<Trial> = fc
  .record({
    settings: anySettings,
    requirement: anyRequirement,
    neighbours: fc.array(fc.record({ setting: anySetting, location: fc.constantFrom('westeurope', 'northeurope') }), {
      maxLength: 4,
    }),
    isHsm: fc.boolean(),
  })
  .map(({ settings, requirement, neighbours, isHsm }) => {
    const others = neighbours.map(({ setting, location }, index) => {
      const vault = aVault({ name: `kv-${index}`, location });
      return aReportResource({ ...vault, ...judgeUnder([setting], looseRequirement) });
    });
    const resource = aReportResource({
      ...(isHsm ? anHsm({ name: 'hsm-failing' }) : aVault({ name: 'kv-failing' })),
      ...judgeUnder(settings, requirement),
      requirement: toApplied({ requirement, override: null }),
    });
    return { settings, requirement, resource, report: aReport({ resources: [resource, ...others] }) };
  })
  .filter(({ resource, requirement }) => resource.status === 'noncompliant' && canBeMet(requirement));

const looseRequirement: Requirement = {
  profile: 'effective',
  acceptedDestinations: destinationKinds,
  allowedDestinations: null,
  requireMetrics: false,
  minimumCopies: 1,
};

/** Whether there is any destination for as many kinds as it wants. */
function canBeMet({ acceptedDestinations, allowedDestinations, minimumCopies }: Requirement): boolean {
  const kinds = acceptedDestinations.filter(
    (kind) =>
      allowedDestinations === null ||
      ['a', 'b', 'new'].some((name) =>
        allowedDestinations.some((pattern) => pattern.matchesId(aDestination(kind, name).id)),
      ),
  );
  return kinds.length >= minimumCopies;
}

/** Placeholders are set aside: what the reader fills in is on every list. */
export function judgeUnder(settings: readonly DiagnosticSetting[], requirement: Requirement): Judgement {
  const allowedDestinations = requirement.allowedDestinations?.concat(toPattern('*/filled-*')) ?? null;
  return judgeSettings(settings, { ...requirement, allowedDestinations }, ({ id }) => ({
    state: /\/gone(?:\/|$)/.test(idKey(id)) ? 'missing' : 'verified',
    notes: [],
    location: null,
  }));
}

/** What Azure would have after the fix. */
export function apply(settings: readonly DiagnosticSetting[], fix: Fix): readonly DiagnosticSetting[] {
  const before = fix.action === 'update' ? settings.find(({ name }) => name === fix.setting) : undefined;
  const changed = new Set([...fix.destinations.map(({ kind }) => kind), ...fix.removes]);
  const kept = before?.destinations.filter(({ kind }) => !changed.has(kind)) ?? [];
  const destinations = [...kept, ...fix.destinations.map((one) => ({ kind: one.kind, id: filled(one) }))];
  const hub = fix.destinations.find(({ kind }) => kind === 'event-hub');
  const keepsHub = kept.some(({ kind }) => kind === 'event-hub') ? before?.eventHubName : undefined;
  const eventHubName = hub === undefined ? keepsHub : (hub.eventHubName ?? undefined);
  const table = destinations.some(({ kind }) => kind === 'log-analytics')
    ? before?.logAnalyticsDestinationType
    : undefined;
  return replaceSetting(settings, {
    name: fix.setting ?? '',
    logs: fix.logs ?? before?.logs.filter(({ enabled }) => enabled) ?? [],
    metrics: fix.metrics || before?.metrics.length === 1 ? [{ category: 'AllMetrics', enabled: true }] : [],
    destinations,
    ...(eventHubName === undefined ? {} : { eventHubName }),
    ...(table === undefined ? {} : { logAnalyticsDestinationType: table }),
  });
}

/** In Azure a name stands for one setting. */
export function replaceSetting(
  settings: readonly DiagnosticSetting[],
  setting: DiagnosticSetting,
): readonly DiagnosticSetting[] {
  return [...settings.filter(({ name }) => name.toLowerCase() !== setting.name.toLowerCase()), setting];
}

/** The same whatever the order of its parts. */
export function normalize(settings: readonly DiagnosticSetting[]): readonly unknown[] {
  const sorted = (items: readonly unknown[]): readonly string[] => items.map((item) => JSON.stringify(item)).sort();
  return settings
    .map(({ name, logs, metrics, destinations, eventHubName, logAnalyticsDestinationType }) => ({
      name,
      logs: sorted(
        logs
          .filter(({ enabled }) => enabled)
          .map(({ category, categoryGroup }) => [category ?? '', categoryGroup ?? ''].join('/')),
      ),
      metrics: metrics.some(({ enabled }) => enabled),
      destinations: sorted(destinations.map(({ kind, id }) => [kind, id])),
      eventHubName: eventHubName ?? null,
      // It means nothing without a workspace.
      table: destinations.some(({ kind }) => kind === 'log-analytics') ? (logAnalyticsDestinationType ?? null) : null,
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
