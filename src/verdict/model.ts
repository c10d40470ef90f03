// The words of the audit as types: what Azure has (resources, diagnostic settings, destinations), what we say of it
// (judgements), and the report. Everything else imports this file; it imports nothing.

/** `Microsoft.KeyVault/vaults` and `Microsoft.KeyVault/managedHSMs`. */
export type ResourceType = 'vault' | 'managedHsm';

/** A vault or managed HSM as Resource Manager lists it. All strings are data of unknown origin. */
export interface Resource {
  /** The resource ID as Azure spelled it; compare it by {@link idKey}. */
  readonly id: string;
  readonly name: string;
  readonly type: ResourceType;
  /** As it stands in the ID. */
  readonly subscriptionId: string;
  /** As it stands in the ID. */
  readonly resourceGroup: string;
  /** Azure's region name, such as `westeurope`; null where the answer has none. */
  readonly location: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** One entry of `properties.logs`. `enabled` is true only where Azure said `true`. */
export interface LogEntry {
  readonly category: string | null;
  readonly categoryGroup: string | null;
  readonly enabled: boolean;
  /**
   * Days that a storage account is to keep it (0: for ever); absent where no retention policy is on. Retired by Azure and
   * never part of our verdict, but other tools still look at it: see peers.ts.
   */
  readonly retentionDays?: number;
}

/** One entry of `properties.metrics`. */
export interface MetricEntry {
  readonly category: string | null;
  readonly enabled: boolean;
}

/** Kinds of destination, in the words of the input `accepted-destinations`. */
export type DestinationKind = 'log-analytics' | 'storage' | 'event-hub' | 'partner';

/** A destination that a setting names: never an empty ID. */
export interface Destination {
  readonly kind: DestinationKind;
  readonly id: string;
}

/** Where in its destinations a log arrives. Never part of a verdict: whoever writes a setting anew has to repeat it. */
export interface Delivery {
  /** The hub in the Event Hubs namespace; absent: Azure's own choice. */
  readonly eventHubName?: string;
  /** `Dedicated` or `AzureDiagnostics`: the kind of table in the workspace; absent: Azure's own choice. */
  readonly logAnalyticsDestinationType?: string;
}

/** One Azure Monitor diagnostic setting. The order of its members never decides anything. */
export interface DiagnosticSetting extends Delivery {
  readonly name: string;
  readonly logs: readonly LogEntry[];
  readonly metrics: readonly MetricEntry[];
  readonly destinations: readonly Destination[];
}

/** Whether a destination exists: see docs/what-counts.md. Only `missing` takes it out of the count. */
export type DestinationState = 'verified' | 'unverified' | 'missing' | 'unchecked';

/** What one read of a destination showed. */
export interface DestinationCheck {
  readonly state: DestinationState;
  /** Plain sentences: why it could not be verified, or what may keep logs from arriving. Never a verdict. */
  readonly notes: readonly string[];
  /** The destination's region, where the answer has one. */
  readonly location: string | null;
}

/** Why a resource is not compliant: a ladder, the first farthest from an adequate setting. */
export const noncompliantReasons = [
  'no-setting',
  'metrics-only',
  'audit-disabled',
  'other-categories-only',
  'no-destination',
  'destination-not-accepted',
  'destination-not-allowed',
  'destination-missing',
  'cis-groups-missing',
  'copies-missing',
  'metrics-missing',
] as const;
export type NoncompliantReason = (typeof noncompliantReasons)[number];

/** Why something could not be read: the meaning of the last answer. */
export const unknownReasons = [
  'forbidden',
  'throttled',
  'unavailable',
  'timed-out',
  'not-found',
  'unreadable-response',
] as const;
export type UnknownReason = (typeof unknownReasons)[number];

/** A read that failed for good. */
export interface ReadFailure {
  readonly reason: UnknownReason;
  /** HTTP status of the last answer; null when there was none. */
  readonly status: number | null;
  /** Resource Manager's error code, such as `AuthorizationFailed`; null when the body had none. */
  readonly code: string | null;
  /** What Azure or the network said, in one line. Data: never trusted, never a command. */
  readonly message: string;
}

/** What reading the settings of one resource came to. */
export type SettingsReading =
  | { readonly kind: 'settings'; readonly settings: readonly DiagnosticSetting[] }
  | { readonly kind: 'unreadable'; readonly failure: ReadFailure }
  /** 404 on the settings and on the resource itself: it was deleted between listing and reading. */
  | { readonly kind: 'deleted' };

export type Profile = 'effective' | 'cis';

/** A setting, judged. */
export interface JudgedSetting extends Delivery {
  readonly name: string;
  /** By itself it enables the audit log and sends it to a destination that counts. */
  readonly adequate: boolean;
  readonly logs: readonly LogEntry[];
  readonly metricsEnabled: boolean;
  readonly destinations: readonly (Destination & { readonly state: DestinationState })[];
}

export type Compliance = 'compliant' | 'noncompliant';
export type Status = Compliance | 'unknown' | 'waived';

/** What we say of one resource. */
export interface Judgement {
  readonly status: Status;
  /** null exactly when `status` is `compliant`. */
  readonly reason: NoncompliantReason | UnknownReason | null;
  /** One plain sentence: names the setting and what is off about it, or the permission that is missing. */
  readonly detail: string;
  readonly notes: readonly string[];
  /** What the verdict would be if only the profile were changed; null for `unknown`. */
  readonly profiles: { readonly effective: Compliance; readonly cis: Compliance } | null;
  readonly settings: readonly JudgedSetting[];
}

/** A waiver in force (`waived`), as the report shows it. `expires` is a date, UTC, inclusive: `2026-12-31`. */
export interface WaiverInForce {
  readonly reason: string;
  readonly owner: string;
  readonly expires: string;
  /** Days from that of the audit to the last one on which it counts: 0 on that day. */
  readonly daysLeft: number;
}

/** A waiver of the configuration file, and what it came to. */
export interface ReportWaiver extends WaiverInForce {
  /** What it is about, as the file says, always as lists. */
  readonly match: MatchText;
  /** Of the file. */
  readonly line: number;
  /** `expiring`: in force for 14 more days at most. */
  readonly state: 'in-force' | 'expiring' | 'expired';
  /** `unneeded`: it covers nothing, or only what is compliant. `undecided`: what it covers could not be read. */
  readonly use: 'needed' | 'unneeded' | 'undecided';
  /** IDs of the resources that it covers and that are not compliant. */
  readonly resources: readonly string[];
}

/** What a rule of the configuration file is about, as it stands there, always as lists. */
export type MatchText = Readonly<Record<string, readonly string[] | Readonly<Record<string, readonly string[]>>>>;

/** The requirement that one resource was held to. */
export interface AppliedRequirement {
  readonly profile: Profile;
  readonly acceptedDestinations: readonly DestinationKind[];
  /** IDs and patterns; null: every destination. */
  readonly allowedDestinations: readonly string[] | null;
  readonly requireMetrics: boolean;
  readonly minimumCopies: number;
  /** Which override of the configuration file set it, counted from 1; null: none. */
  readonly override: number | null;
}

/** How a finding stands to the baseline: it was none there, or it was one already. */
export type Change = 'new' | 'still';

/** One resource in the report. */
export interface ReportResource extends Resource, Judgement {
  readonly waiver: WaiverInForce | null;
  readonly requirement: AppliedRequirement;
  /** Of a noncompliant resource, where there is a baseline to compare with; else null. */
  readonly change: Change | null;
  /** When the first of the reports in a row that found it began; null exactly when that is not known. */
  readonly since: string | null;
}

/**
 * What became of a finding of the baseline that is none any more. `gone`: no longer listed. `unread`: it could not be
 * read this time, so nobody knows. `left-out`: the audit is no longer asked to look at it.
 */
export const pastOutcomes = ['fixed', 'gone', 'waived', 'unread', 'left-out'] as const;
export type PastOutcome = (typeof pastOutcomes)[number];

/** A resource that the baseline called noncompliant, and this report does not. */
export interface PastFinding extends Pick<Resource, 'id' | 'name' | 'type' | 'subscriptionId' | 'resourceGroup'> {
  readonly since: string | null;
  readonly outcome: PastOutcome;
}

/** This report compared with an earlier one. */
export interface Changes {
  /** When the earlier audit began; null where its report does not say. */
  readonly baseline: { readonly startedAt: string | null };
  readonly counts: Readonly<Record<Change | PastOutcome, number>>;
  /** In the order of the resources. */
  readonly past: readonly PastFinding[];
  /** Subscriptions that the baseline read and that are not visible any more: a cause `unknown`. */
  readonly lostSubscriptions: readonly Pick<ReportSubscription, 'id' | 'displayName'>[];
}

/** A resource that was left out because a tag of it has another value than the scope asks for. */
export type LeftOutResource = Pick<Resource, 'id' | 'name' | 'type' | 'subscriptionId' | 'resourceGroup' | 'tags'>;

/** The configuration file that was in force. */
export interface ConfigurationSource {
  /** `owner/name`. */
  readonly repository: string;
  readonly path: string;
  /** Branch, tag or commit as it was asked for; the commit itself where the run decides. */
  readonly ref: string;
  readonly commit: string;
}

/** What the pull request at hand would change about the configuration. Not in force. */
export interface ProposedConfiguration {
  readonly commit: string;
  /** Plain sentences. */
  readonly changes: readonly string[];
}

export type SubscriptionStatus = 'audited' | 'partial' | 'unreadable' | 'skipped';

/** One subscription in the report. */
export interface ReportSubscription {
  readonly id: string;
  /** null when the subscription itself could not be read. */
  readonly displayName: string | null;
  readonly tenantId: string | null;
  /** `Enabled`, `Warned`, `PastDue`, `Disabled`, `Deleted`, or whatever Azure says next; null when not read. */
  readonly state: string | null;
  readonly status: SubscriptionStatus;
  /** Why it is not simply `audited`, or what is worth knowing about it; empty when there is nothing to say. */
  readonly detail: string;
}

export type Result = 'pass' | 'fail' | 'inconclusive' | 'error';

export interface Counts {
  /** All resources in scope: `compliant + noncompliant + unknown + waived`, without the excluded. */
  readonly total: number;
  readonly compliant: number;
  readonly noncompliant: number;
  readonly unknown: number;
  readonly waived: number;
  readonly excluded: number;
}

/** Where the value of an option came from. */
export type Source = 'default' | 'input' | 'file';

/** `keyvault-audit.json`. Members may be added; meanings never change under one `schemaVersion`. */
export interface Report {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: string; readonly version: string };
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly requirement: {
    readonly values: Readonly<Record<string, unknown>>;
    readonly sources: Readonly<Record<string, Source>>;
  };
  readonly configuration: {
    /** The file that was in force; null: there was none, or none was wanted. */
    readonly file: ConfigurationSource | null;
    readonly proposed: ProposedConfiguration | null;
  };
  /** Never `error`: a run that ends in an error has no report. */
  readonly result: Exclude<Result, 'error'>;
  readonly resultReason: string;
  readonly notes: readonly string[];
  readonly counts: Counts;
  /** null: there was no baseline, or none that can be used. */
  readonly changes: Changes | null;
  readonly subscriptions: readonly ReportSubscription[];
  /** Sorted by lower-cased resource ID in code unit order. */
  readonly resources: readonly ReportResource[];
  /** Every waiver of the configuration file, in its order. */
  readonly waivers: readonly ReportWaiver[];
  /** Resources that tags left out of scope, in the order of the others; `counts.excluded` counts them too. */
  readonly leftOutByTags: readonly LeftOutResource[];
  readonly requests: { readonly total: number; readonly throttled: number; readonly retried: number };
}

/** Resource IDs compare without letter case and without a trailing slash. */
export function idKey(id: string): string {
  return withoutTrailingSlash(id).toLowerCase();
}

/** The same resource; as a path of a URL, a slash at its end would name nothing. */
export function withoutTrailingSlash(id: string): string {
  // Not with an expression such as /\/+$/: that takes minutes on an ID that somebody filled with slashes.
  let end = id.length;
  while (id[end - 1] === '/') end -= 1;
  return id.slice(0, end);
}

/** Fails to compile when a case of a union is not handled; throws if the types lied. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}
