// Things of the model for tests: sensible by default, every member can be overridden.
import { idKey } from '../src/verdict/model.ts';
import { defaultRequirement, toApplied } from '../src/verdict/requirement.ts';
import type {
  AppliedRequirement,
  Counts,
  Destination,
  DiagnosticSetting,
  JudgedSetting,
  LogEntry,
  NoncompliantReason,
  Report,
  ReportResource,
  ReportSubscription,
  Resource,
  UnknownReason,
} from '../src/verdict/model.ts';

export const subscriptionId = '11111111-1111-4111-8111-111111111111';
export const tenantId = '99999999-9999-4999-8999-999999999999';
const group = 'rg-app';

/** A resource ID in the group of the default vault. */
export function anId(provider: string, type: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/${provider}/${type}/${name}`;
}

/** A vault. Its ID follows from the other members, unless it is given. */
export function aVault(overrides: Partial<Resource> = {}): Resource {
  const base = {
    name: 'kv-app',
    type: 'vault',
    subscriptionId,
    resourceGroup: group,
    location: 'westeurope',
    tags: {},
    ...overrides,
  } as const;
  const type = base.type === 'vault' ? 'vaults' : 'managedHSMs';
  const scope = `/subscriptions/${base.subscriptionId}/resourceGroups/${base.resourceGroup}`;
  return { id: `${scope}/providers/Microsoft.KeyVault/${type}/${base.name}`, ...base };
}

/** A managed HSM. */
export function anHsm(overrides: Partial<Resource> = {}): Resource {
  return aVault({ name: 'hsm-app', ...overrides, type: 'managedHsm' });
}

export function aLog(overrides: Partial<LogEntry> = {}): LogEntry {
  return { category: null, categoryGroup: null, enabled: true, ...overrides };
}
export const auditGroup = aLog({ categoryGroup: 'audit' });
export const allLogsGroup = aLog({ categoryGroup: 'allLogs' });
export const auditEvent = aLog({ category: 'AuditEvent' });
export const policyEvaluation = aLog({ category: 'AzurePolicyEvaluationDetails' });

export const aWorkspace: Destination = {
  kind: 'log-analytics',
  id: anId('Microsoft.OperationalInsights', 'workspaces', 'law-central'),
};
export const aStorageAccount: Destination = {
  kind: 'storage',
  id: anId('Microsoft.Storage', 'storageAccounts', 'stlogs'),
};
export const anEventHub: Destination = {
  kind: 'event-hub',
  id: anId('Microsoft.EventHub', 'namespaces', 'evhns-logs/authorizationRules/RootManageSharedAccessKey'),
};
/** The ID of a storage account of this name. */
export function aDestinationId(name: string): string {
  return anId('Microsoft.Storage', 'storageAccounts', name);
}

export const aPartner: Destination = {
  kind: 'partner',
  id: anId('Microsoft.Datadog', 'monitors', 'datadog-logs'),
};

/** A setting that sends the audit log to a workspace. */
export function aSetting(overrides: Partial<DiagnosticSetting> = {}): DiagnosticSetting {
  return { name: 'to-central', logs: [auditGroup], metrics: [], destinations: [aWorkspace], ...overrides };
}

/** The same, judged: adequate, its destination verified. */
export function aJudgedSetting(overrides: Partial<JudgedSetting> = {}): JudgedSetting {
  return {
    name: 'to-central',
    adequate: true,
    logs: [auditGroup],
    metricsEnabled: false,
    destinations: [{ ...aWorkspace, state: 'verified' }],
    ...overrides,
  };
}

type ResourceOverrides = Partial<ReportResource>;

/** A compliant vault in the report. */
export function aReportResource(overrides: ResourceOverrides = {}): ReportResource {
  return {
    ...aVault(overrides),
    status: 'compliant',
    reason: null,
    detail: 'Setting "to-central" sends the audit log to a Log Analytics workspace.',
    notes: [],
    profiles: { effective: 'compliant', cis: 'noncompliant' },
    settings: [aJudgedSetting()],
    waiver: null,
    requirement: anAppliedRequirement(),
    change: null,
    since: null,
    ...overrides,
  };
}

/** The default, as resources carry it. */
export function anAppliedRequirement(overrides: Partial<AppliedRequirement> = {}): AppliedRequirement {
  return { ...toApplied({ requirement: defaultRequirement, override: null }), ...overrides };
}

export function aNoncompliantResource(
  reason: NoncompliantReason = 'no-setting',
  overrides: ResourceOverrides = {},
): ReportResource {
  return aReportResource({
    status: 'noncompliant',
    reason,
    detail: 'The vault has no diagnostic setting.',
    profiles: { effective: 'noncompliant', cis: 'noncompliant' },
    settings: [],
    ...overrides,
  });
}

export function anUnknownResource(
  reason: UnknownReason = 'forbidden',
  overrides: ResourceOverrides = {},
): ReportResource {
  return aReportResource({
    status: 'unknown',
    reason,
    detail: 'The settings could not be read: permission Microsoft.Insights/diagnosticSettings/read is missing.',
    profiles: null,
    settings: [],
    ...overrides,
  });
}

export function aWaivedResource(overrides: ResourceOverrides = {}): ReportResource {
  return aNoncompliantResource('no-setting', {
    status: 'waived',
    waiver: {
      reason: 'Decommissioned in January, ticket OPS-1234',
      owner: 'platform-team',
      expires: '2026-12-31',
      daysLeft: 39,
    },
    ...overrides,
  });
}

export function aSubscription(overrides: Partial<ReportSubscription> = {}): ReportSubscription {
  return {
    id: subscriptionId,
    displayName: 'Production',
    tenantId,
    state: 'Enabled',
    status: 'audited',
    detail: '',
    ...overrides,
  };
}

/** Counts of these resources, as the report shows them. */
export function countsOf(resources: readonly ReportResource[], excluded = 0): Counts {
  const count = (status: ReportResource['status']): number => resources.filter((one) => one.status === status).length;
  return {
    total: resources.length,
    compliant: count('compliant'),
    noncompliant: count('noncompliant'),
    unknown: count('unknown'),
    waived: count('waived'),
    excluded,
  };
}

/** A report; counts, order and result follow from its resources and subscriptions, unless they are given. */
export function aReport(overrides: Partial<Report> = {}): Report {
  const resources = [...(overrides.resources ?? [aReportResource()])].sort((a, b) =>
    idKey(a.id) < idKey(b.id) ? -1 : 1,
  );
  const subscriptions = overrides.subscriptions ?? [aSubscription()];
  const counts = overrides.counts ?? countsOf(resources);
  return {
    schemaVersion: 1,
    tool: { name: 'keyvault-diagnostics-audit', version: '1.0.0' },
    startedAt: '2026-11-22T03:17:00.000Z',
    finishedAt: '2026-11-22T03:17:42.000Z',
    requirement: { values: { profile: 'effective' }, sources: { profile: 'default' } },
    configuration: { file: null, proposed: null },
    changes: null,
    ...resultOf(counts, subscriptions),
    notes: [],
    waivers: [],
    leftOutByTags: [],
    requests: { total: 45, throttled: 0, retried: 0 },
    ...overrides,
    counts,
    subscriptions,
    resources,
  };
}

function resultOf(
  counts: Counts,
  subscriptions: readonly ReportSubscription[],
): Pick<Report, 'result' | 'resultReason'> {
  const total = String(counts.total);
  if (counts.noncompliant > 0) {
    const verb = counts.noncompliant === 1 ? 'keeps' : 'keep';
    return { result: 'fail', resultReason: `${String(counts.noncompliant)} of ${total} vaults ${verb} no audit log.` };
  }
  const isWhole = subscriptions.every((one) => one.status === 'audited' || one.status === 'skipped');
  if (counts.unknown > 0 || !isWhole || counts.total === 0) {
    return { result: 'inconclusive', resultReason: `${String(counts.unknown)} of ${total} vaults could not be read.` };
  }
  return { result: 'pass', resultReason: `All ${total} vaults keep an audit log.` };
}
