// The setting as it is once a fix is applied: languages that declare what shall be have to say all of it.
import type { JudgedSetting, LogEntry, ReportResource, ResourceType } from '../../verdict/model.ts';
import type { Choice } from './choices.ts';
import { enabledLogs } from './log-entries.ts';
import type { Fix } from './plan.ts';
import type { PlannedFix } from './remarks.ts';
import { isSafeDestinationId, isSafeEventHubName, isSafeResourceId } from './safe.ts';

export interface WholeSetting {
  readonly name: string;
  /** Enabled ones only. */
  readonly logs: readonly LogEntry[];
  readonly metrics: boolean;
  /** What it sends to already, and what the fix chose; at most one of each kind. */
  readonly destinations: readonly Choice[];
  readonly eventHubName: string | null;
  readonly logAnalyticsDestinationType: 'Dedicated' | 'AzureDiagnostics' | null;
}

/** The resource as its ID has it, which is safe to write down; its other members may say anything. */
export interface Target {
  readonly id: string;
  readonly type: ResourceType;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/** A fix that can be written down whole. */
export interface WholeFix extends PlannedFix {
  readonly target: Target;
  readonly whole: WholeSetting;
}

/** null: something in it must not be named, or the reader has to choose the setting. */
export function toWholeFix(planned: PlannedFix): WholeFix | null {
  const { resource, fix } = planned;
  const whole = isSafeResourceId(resource.id) ? toWholeSetting(resource, fix) : null;
  return whole === null ? null : { ...planned, target: toTarget(resource.id), whole };
}

const resourcePath = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/[^/]+\/[^/]+\/([^/]+)$/i;

function toTarget(id: string): Target {
  return {
    id,
    type: /\/vaults\/[^/]+$/i.test(id) ? 'vault' : 'managedHsm',
    subscriptionId: id.replace(resourcePath, '$1'),
    resourceGroup: id.replace(resourcePath, '$2'),
    name: id.replace(resourcePath, '$3'),
  };
}

/** What a new setting starts from. */
const emptySetting: JudgedSetting = { name: '', adequate: false, logs: [], metricsEnabled: false, destinations: [] };

function toWholeSetting({ settings }: ReportResource, fix: Fix): WholeSetting | null {
  if (fix.setting === null) return null;
  const changedOne = fix.action === 'update' ? settings.find(({ name }) => name === fix.setting) : undefined;
  const before = changedOne ?? emptySetting;
  const changed = new Set([...fix.destinations.map(({ kind }) => kind), ...fix.removes]);
  const kept = before.destinations.filter(({ kind }) => !changed.has(kind));
  const eventHubName = hubAfter(before, kept, fix);
  // Azure has one destination of each kind; what has two cannot be told from a misreading.
  const isSingle = new Set(kept.map(({ kind }) => kind)).size === kept.length;
  const isSafe = isSingle && kept.every(({ id }) => isSafeDestinationId(id));
  if (!isSafe || (eventHubName !== null && !isSafeEventHubName(eventHubName))) return null;
  const known = { usedBy: 0, region: null, eventHubName: null, fromList: false };
  const destinations = [...kept.map(({ kind, id }) => ({ ...known, kind, id })), ...fix.destinations];
  return {
    name: fix.setting,
    logs: fix.logs ?? enabledLogs(before),
    metrics: fix.metrics || before.metricsEnabled,
    destinations,
    eventHubName,
    logAnalyticsDestinationType: destinations.some(({ kind }) => kind === 'log-analytics') ? tableOf(before) : null,
  };
}

/** Another namespace need not have a hub of that name: it goes with the namespace. */
function hubAfter(before: JudgedSetting, kept: JudgedSetting['destinations'], { destinations }: Fix): string | null {
  const chosen = destinations.find(({ kind }) => kind === 'event-hub');
  if (chosen !== undefined) return chosen.eventHubName;
  return kept.some(({ kind }) => kind === 'event-hub') ? (before.eventHubName ?? null) : null;
}

function tableOf(before: JudgedSetting): WholeSetting['logAnalyticsDestinationType'] {
  const known = ['Dedicated', 'AzureDiagnostics'] as const;
  return known.find((type) => type === before.logAnalyticsDestinationType) ?? null;
}
