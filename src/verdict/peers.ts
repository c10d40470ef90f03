// What other tools would say of the same diagnostic settings, so that an auditor with another tool's list in hand finds
// the difference explained. Facts about those tools, read in their sources at the versions named; never our verdict.
import type {
  DestinationKind,
  JudgedSetting,
  LogEntry,
  NoncompliantReason,
  ReportResource,
  ResourceType,
} from './model.ts';
import { hasBothGroups, isAuditCategory, isAuditEntry } from './ladder.ts';

export type PeerId =
  | 'prowler'
  | 'cis'
  | 'azure-policy-cf820ca0'
  | 'azure-policy-951af2fa'
  | 'azure-policy-a2a5b911'
  | 'azqr'
  | 'cloudsploit';

/** Another tool's rule about the same thing. */
export interface Peer {
  readonly id: PeerId;
  readonly tool: string;
  /** The name or title of its rule. */
  readonly rule: string;
  /** Of the source in which the rule was read. */
  readonly version: string;
  readonly source: string;
  /** What it looks at; the other type it does not cover. */
  readonly types: readonly ResourceType[];
  /** What it is content with, in words that follow "wants": one setting that has this is enough for every peer. */
  readonly wants: string;
}

/** What a peer would say of one resource. */
export interface PeerOpinion {
  readonly peer: PeerId;
  readonly says: 'pass' | 'fail';
  /** One sentence on why this is not what we say; null where we say the same. */
  readonly difference: string | null;
}

/** What the rules read of a setting. */
export type SettingFacts = Pick<JudgedSetting, 'logs' | 'metricsEnabled' | 'destinations'>;

interface PeerRule extends Peer {
  readonly isContentWith: (setting: SettingFacts) => boolean;
}

const policies = 'https://github.com/Azure/azure-policy/blob/master/built-in-policies/policyDefinitions/Key%20Vault';

/** The retention that the built-in policies ask for unless an assignment says otherwise. */
const requiredRetentionDays = '365';
const anyEnabledLog = `any log switched on, unless a storage account is to keep it for less than ${requiredRetentionDays} days, compared as text`;

const rules: readonly PeerRule[] = [
  {
    id: 'prowler',
    tool: 'Prowler',
    rule: 'keyvault_logging_enabled',
    version: 'commit 3e000faa31, 2026-08-21',
    source:
      'https://github.com/prowler-cloud/prowler/blob/3e000faa31/prowler/providers/azure/services/keyvault/keyvault_logging_enabled/keyvault_logging_enabled.py',
    types: ['vault'],
    wants:
      'category AuditEvent, or groups audit and allLogs together, switched on in one setting in exactly this spelling, wherever it sends them',
    isContentWith: ({ logs }) => {
      const isOn = (matches: (entry: LogEntry) => boolean): boolean =>
        logs.some((entry) => entry.enabled && matches(entry));
      return (
        isOn(({ category }) => category === 'AuditEvent') ||
        (isOn(({ categoryGroup }) => categoryGroup === 'audit') &&
          isOn(({ categoryGroup }) => categoryGroup === 'allLogs'))
      );
    },
  },
  {
    id: 'cis',
    tool: 'CIS Microsoft Azure Foundations Benchmark',
    rule: "Ensure that logging for Azure Key Vault is 'Enabled'",
    version: '2.0.0 to 6.0.0 (6.1.1.4 in 5.0.0 and 6.0.0)',
    source: 'https://www.cisecurity.org/benchmark/azure',
    types: ['vault'],
    wants: 'groups audit and allLogs both switched on in one setting that has any destination',
    isContentWith: (setting) => hasBothGroups(setting) && setting.destinations.length > 0,
  },
  {
    id: 'azure-policy-cf820ca0',
    tool: 'Azure Policy cf820ca0-f99e-4f3e-84fb-66e913812d21',
    rule: 'Resource logs in Key Vault should be enabled',
    version: '5.0.0',
    source: `${policies}/AuditDiagnosticLog_Audit.json`,
    types: ['vault'],
    wants: anyEnabledLog,
    isContentWith: hasEnabledLog,
  },
  {
    id: 'azure-policy-951af2fa',
    tool: 'Azure Policy 951af2fa-529b-416e-ab6e-066fd85ac459',
    rule: 'Deploy - Configure diagnostic settings for Azure Key Vault to Log Analytics workspace',
    version: '2.0.1',
    source: `${policies}/DataConnectorsAzureKeyVault.json`,
    types: ['vault'],
    wants:
      'metrics or category AuditEvent switched on in one setting that names the Log Analytics workspace of the policy',
    // The workspace is a parameter of the assignment, which we do not see: any workspace is taken for it.
    isContentWith: ({ logs, metricsEnabled, destinations }) =>
      destinations.some(({ kind }) => kind === 'log-analytics') &&
      (metricsEnabled || logs.some((entry) => entry.enabled && isAuditCategory(entry))),
  },
  {
    id: 'azure-policy-a2a5b911',
    tool: 'Azure Policy a2a5b911-5617-447e-a49e-59dbe0e0434b',
    rule: 'Resource logs in Azure Key Vault Managed HSM should be enabled',
    version: '1.1.0',
    source: `${policies}/ManagedHsm_AuditDiagnosticLog_Audit.json`,
    types: ['managedHsm'],
    wants: anyEnabledLog,
    isContentWith: hasEnabledLog,
  },
  {
    id: 'azqr',
    tool: 'Azure Quick Review (azqr)',
    rule: 'kv-001',
    version: 'commit 34dd3163, 2026-08-21',
    source: 'https://github.com/Azure/azqr/blob/34dd3163/internal/scanners/diagnostics_settings.go',
    types: ['vault'],
    wants: 'a diagnostic setting, whatever is in it',
    isContentWith: () => true,
  },
  {
    id: 'cloudsploit',
    tool: 'Aqua CloudSploit',
    rule: 'kvLogAnalyticsEnabled',
    version: 'commit 4b5bbd809, 2025-12-04',
    source:
      'https://github.com/aquasecurity/cloudsploit/blob/4b5bbd809/plugins/azure/keyvaults/kvLogAnalyticsEnabled.js',
    types: ['vault'],
    wants: 'a setting that lists a log, switched on or off, whichever it is and wherever it goes',
    isContentWith: ({ logs }) => logs.length > 0,
  },
];

/** Everybody whose opinion is told. */
export const peers: readonly Peer[] = rules.map(({ id, tool, rule, version, source, types, wants }) => ({
  id,
  tool,
  rule,
  version,
  source,
  types,
  wants,
}));

/**
 * What each peer that covers this type would say; null where the settings are not known: they could not be read, or the
 * report went through redaction.
 */
export function toPeerOpinions(
  resource: Pick<ReportResource, 'type' | 'status' | 'reason' | 'settings'>,
): readonly PeerOpinion[] | null {
  const { type, status, reason, settings } = resource;
  if (status === 'unknown' || (settings.length === 0 && reason !== 'no-setting')) return null;
  return rules
    .filter(({ types }) => types.includes(type))
    .map((rule) => {
      const isContent = settings.some(rule.isContentWith);
      return {
        peer: rule.id,
        says: isContent ? 'pass' : 'fail',
        difference: explain(rule, isContent, reason as NoncompliantReason | null, settings),
      };
    });
}

/** `reason`: ours, why the resource is not compliant. A waiver excuses a finding; it does not change what is found. */
function explain(
  { tool, wants }: Peer,
  isContent: boolean,
  reason: NoncompliantReason | null,
  settings: readonly JudgedSetting[],
): string | null {
  if (reason === null) return isContent ? null : `${tool} wants ${wants}; here ${describeLog(settings)}.`;
  return isContent ? `${tool} is content with ${wants}; here ${shortfalls[reason]}.` : null;
}

const shortfalls: Readonly<Record<NoncompliantReason, string>> = {
  'no-setting': 'there is no setting',
  'metrics-only': 'only metrics are sent, no log',
  'audit-disabled': 'no log is switched on',
  'other-categories-only': 'the logs that are switched on do not contain the audit log',
  'no-destination': 'the audit log is sent nowhere',
  'destination-not-accepted': 'the audit log goes only to kinds of destination that the requirement does not accept',
  'destination-not-allowed': 'the audit log goes only to destinations that the requirement does not allow',
  'destination-missing': 'the audit log goes only to destinations that no longer exist',
  'cis-groups-missing': 'the requirement is profile cis, and no setting that counts has both groups',
  'copies-missing': 'the audit log goes to fewer kinds of destination than the requirement demands',
  'metrics-missing': 'the requirement demands metrics too, and they are not sent',
};

const kindWords: Readonly<Record<DestinationKind, string>> = {
  'log-analytics': 'a Log Analytics workspace',
  storage: 'a storage account',
  'event-hub': 'an event hub',
  partner: 'a partner solution',
};

/** How the audit log of a compliant resource is switched on, where it goes, and what retention it carries. */
function describeLog(settings: readonly JudgedSetting[]): string {
  const adequate = settings.filter((setting) => setting.adequate);
  const entries = adequate.flatMap(({ logs }) => logs.filter((entry) => entry.enabled && isAuditEntry(entry)));
  const carriers = entries.map((entry) =>
    isAuditCategory(entry) ? `category ${String(entry.category)}` : `group ${String(entry.categoryGroup)}`,
  );
  const living = adequate.flatMap(({ destinations }) => destinations.filter(({ state }) => state !== 'missing'));
  const kinds = living.map(({ kind }) => kindWords[kind]);
  const days = new Set(entries.flatMap(({ retentionDays }) => (retentionDays === undefined ? [] : [retentionDays])));
  const retention = days.size === 0 ? '' : `, with a retention of ${and(days)} days, which Azure no longer applies`;
  return `the audit log is switched on by ${and(new Set(carriers))} and goes to ${and(new Set(kinds))}${retention}`;
}

function and(items: ReadonlySet<string | number>): string {
  return [...items].join(' and ');
}

/**
 * The existence condition of the built-in policies that audit. They pad days with zeros to three digits and compare
 * them as text, so 1000 days are too few; 0 days mean for ever, and so does no retention.
 */
function hasEnabledLog({ logs, destinations }: SettingFacts): boolean {
  const goesToStorage = destinations.some(({ kind }) => kind === 'storage');
  return logs.some(({ enabled, retentionDays }) => {
    if (!enabled) return false;
    const days = retentionDays ?? 0;
    return !goesToStorage || days === 0 || String(days).padStart(3, '0') >= requiredRetentionDays;
  });
}
