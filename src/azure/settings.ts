// Diagnostic settings of one resource: the wire → DiagnosticSetting, and what each failure means.
import type { Arm, Page } from './arm.ts';
import type {
  Delivery,
  Destination,
  DestinationKind,
  DiagnosticSetting,
  LogEntry,
  ReadFailure,
  Resource,
} from '../verdict/model.ts';
import type { DiagnosticSettingsResource } from '@azure/arm-monitor';
import type { SettingsReader } from '../ports.ts';
import { isFailureWithCode, readPages, toPath } from './arm.ts';
import { settingsPage, shapePolicy } from './wire.ts';
import { MonitorClient } from '@azure/arm-monitor';
import { resourceApiVersion } from './inventory.ts';
import { toFailure } from './answers.ts';

export function createSettingsReader(arm: Arm): SettingsReader {
  const client = new MonitorClient(arm.credential, arm.clientOptions);
  arm.prepare(client.pipeline);
  client.pipeline.addPolicy(shapePolicy(settingsPage));
  return {
    readSettings: async (resource) => {
      const settings: DiagnosticSetting[] = [];
      const end = await readPages(listPages(client, resource), (page) => settings.push(...page.map(toSetting)));
      // Some of the settings are not the settings: a later page may hold the adequate one.
      if (end.kind === 'complete') return { kind: 'settings', settings };
      if (end.kind === 'absent') throw new Error('A list of settings is never absent.');
      const { failure } = end;
      if (failure.status !== 404) return { kind: 'unreadable', failure };
      return readAbsence(arm, resource, failure);
    },
  };
}

async function* listPages(client: MonitorClient, resource: Resource): AsyncGenerator<Page<DiagnosticSettingsResource>> {
  // The SDK puts a slash before the ID, and Resource Manager would be asked for `//subscriptions/…`.
  const resourceUri = toPath(resource.id).replace(/^\//, '');
  for await (const page of client.diagnosticSettings.list(resourceUri).byPage()) {
    yield { items: page, nextLink: (page as { continuationToken?: string }).continuationToken };
  }
}

/** 404 on the settings: is the resource gone, or are only its settings hidden? */
async function readAbsence(
  arm: Arm,
  resource: Resource,
  notFound: ReadFailure,
): ReturnType<SettingsReader['readSettings']> {
  try {
    await arm.getJson(`${toPath(resource.id)}?api-version=${resourceApiVersion}`);
    return { kind: 'unreadable', failure: notFound };
  } catch (error) {
    const failure = toFailure(error);
    // A subscription that cannot be found is one that the identity lost sight of: nothing is known of its vaults.
    const isGone = failure.status === 404 && !isFailureWithCode(failure, 'SubscriptionNotFound');
    return isGone ? { kind: 'deleted' } : { kind: 'unreadable', failure };
  }
}

/** Members that name a destination, in Azure's words. `eventHubName` alone is none; `serviceBusRuleId` is retired. */
const destinationMembers = [
  ['workspaceId', 'log-analytics'],
  ['storageAccountId', 'storage'],
  ['eventHubAuthorizationRuleId', 'event-hub'],
  ['marketplacePartnerId', 'partner'],
] as const satisfies [keyof DiagnosticSettingsResource, DestinationKind][];

function toSetting(wire: DiagnosticSettingsResource): DiagnosticSetting {
  return {
    // The name decides nothing, so its absence is not worth a missing verdict.
    name: typeof wire.name === 'string' ? wire.name : '',
    logs: (wire.logs ?? []).map(({ category, categoryGroup, enabled, retentionPolicy }) => ({
      category: category ?? null,
      categoryGroup: categoryGroup ?? null,
      enabled: isTrue(enabled),
      ...toRetention(retentionPolicy),
    })),
    metrics: (wire.metrics ?? []).map(({ category, enabled }) => ({
      category: category ?? null,
      enabled: isTrue(enabled),
    })),
    destinations: destinationMembers.flatMap(([member, kind]): Destination[] => {
      const id = wire[member]?.trim() ?? '';
      return id === '' ? [] : [{ kind, id }];
    }),
    ...toDelivery(wire),
  };
}

/** Decides nothing, so what is odd is taken for nothing. */
function toDelivery(wire: DiagnosticSettingsResource): Delivery {
  const { eventHubName, logAnalyticsDestinationType } = wire as { readonly [Member in keyof Delivery]: unknown };
  const isNamed = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
  return {
    ...(isNamed(eventHubName) ? { eventHubName } : {}),
    ...(isNamed(logAnalyticsDestinationType) ? { logAnalyticsDestinationType } : {}),
  };
}

/** Decides nothing, so a retention policy that is odd is taken for none. */
function toRetention(policy: unknown): Pick<LogEntry, 'retentionDays'> {
  if (typeof policy !== 'object' || policy === null || !('enabled' in policy) || !('days' in policy)) return {};
  return policy.enabled === true && typeof policy.days === 'number' ? { retentionDays: policy.days } : {};
}

/** Azure's types say that `enabled` is always there; its answers do not. */
function isTrue(enabled: boolean | null | undefined): boolean {
  return enabled === true;
}
