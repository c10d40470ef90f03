// Diagnostic settings in the estate file: either as Azure sends them, or in a short form that reads like a sentence.
import { z } from 'zod';

/** As Azure sends it: anything with `properties`. `id`, `name` and `type` are filled in where absent. */
const wireSetting = z.looseObject({ properties: z.json() });

/** `{ "name": "to-soc", "on": ["allLogs"], "workspace": "law-soc" }`. */
const shortSetting = z.strictObject({
  name: z.string(),
  /** Enabled and disabled log entries: `audit` and `allLogs` are groups, all else are categories. */
  on: z.array(z.string()).default([]),
  off: z.array(z.string()).default([]),
  /** `AllMetrics`: enabled, listed as disabled, or not listed. */
  metrics: z.boolean().optional(),
  /** Resource IDs; a bare name is one in resource group `rg-logging` of the resource's own subscription. */
  workspace: z.string().optional(),
  storage: z.string().optional(),
  eventHub: z.string().optional(),
  partner: z.string().optional(),
});

export const settingSchema = z.union([shortSetting, wireSetting]);
export type EstateSetting = z.output<typeof settingSchema>;

/** A diagnostic setting as Resource Manager sends it, with the nulls of real answers. */
export type WireSetting = Readonly<Record<string, unknown>>;

const noRetention = { enabled: false, days: 0 };
const groups = new Set(['audit', 'alllogs']);

/** The setting as Azure would send it for this resource. */
export function toWireSetting(setting: EstateSetting, resourceId: string, subscriptionId: string): WireSetting {
  // Real IDs come back in lower case up to the type of the setting.
  const idOf = (name: string): string =>
    `${resourceId.toLowerCase()}/providers/microsoft.insights/diagnosticSettings/${name}`;
  if (!isShort(setting)) {
    const name = typeof setting['name'] === 'string' ? setting['name'] : 'setting';
    return { id: idOf(name), type: 'Microsoft.Insights/diagnosticSettings', name, ...setting };
  }
  const group = `/subscriptions/${subscriptionId}/resourceGroups/rg-logging/providers`;
  const destination = (value: string | undefined, type: string): string | null =>
    value === undefined ? null : bareName.test(value) ? `${group}/${type.replace('{}', value)}` : value;
  return {
    id: idOf(setting.name),
    type: 'Microsoft.Insights/diagnosticSettings',
    name: setting.name,
    location: null,
    kind: null,
    tags: null,
    properties: {
      storageAccountId: destination(setting.storage, 'Microsoft.Storage/storageAccounts/{}'),
      serviceBusRuleId: null,
      workspaceId: destination(setting.workspace, 'Microsoft.OperationalInsights/workspaces/{}'),
      eventHubAuthorizationRuleId: destination(
        setting.eventHub,
        'Microsoft.EventHub/namespaces/{}/authorizationRules/RootManageSharedAccessKey',
      ),
      eventHubName: null,
      marketplacePartnerId: destination(setting.partner, 'Microsoft.Datadog/monitors/{}'),
      metrics: toMetrics(setting.metrics),
      logs: [...setting.on.map((name) => toLog(name, true)), ...setting.off.map((name) => toLog(name, false))],
      logAnalyticsDestinationType: null,
    },
    identity: null,
  };
}

const bareName = /^[\w.-]+$/;

function isShort(setting: EstateSetting): setting is z.output<typeof shortSetting> {
  return !('properties' in setting);
}

function toMetrics(enabled: boolean | undefined): readonly unknown[] {
  if (enabled === undefined) return [];
  return [{ timeGrain: null, category: 'AllMetrics', enabled, retentionPolicy: noRetention }];
}

function toLog(name: string, enabled: boolean): unknown {
  const isGroup = groups.has(name.toLowerCase());
  return {
    category: isGroup ? null : name,
    categoryGroup: isGroup ? name : null,
    enabled,
    retentionPolicy: noRetention,
  };
}
