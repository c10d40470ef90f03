// Diagnostic settings of one resource: the wire → DiagnosticSetting, and what each failure means.
import type {
  Delivery,
  Destination,
  DestinationKind,
  DiagnosticSetting,
  LogEntry,
  ReadFailure,
  Resource,
} from '../verdict/model.ts';
import type { Arm } from './arm.ts';
import type { SettingsReader } from '../ports.ts';
import { isFailureWithCode, readPages, toPath } from './arm.ts';
import { parseBody, settingsPage } from './wire.ts';
import { MonitorClient } from '@azure/arm-monitor';
import { readInKnownVersion, resourceApiVersion } from './inventory.ts';
import { toFailure } from './answers.ts';

type SettingsPage = ReturnType<typeof parseBody<typeof settingsPage>>;
type WireSetting = SettingsPage['value'][number];

/** The version that @azure/arm-monitor asks with: older ones do not show category groups. */
const settingsApiVersion = '2021-05-01-preview';

/**
 * `DiagnosticSettings_List` through Azure Monitor's client, but not by its method: that takes an answer apart and puts it
 * together again three times, for one small page (measured in docs/performance.md).
 */
export function createSettingsReader(arm: Arm): SettingsReader {
  const client = new MonitorClient(arm.credential, arm.clientOptions);
  arm.prepare(client.pipeline);
  const readPage = async (pathOrUrl: string): Promise<SettingsPage> =>
    parseBody(settingsPage, await arm.getJson(pathOrUrl, client.pipeline));
  return {
    readSettings: async (resource) => {
      const settings: DiagnosticSetting[] = [];
      const first = toSettingsPath(resource);
      if (typeof first !== 'string') return { kind: 'unreadable', failure: first };
      const end = await readPages(first, readPage, (page) => settings.push(...page.map(toSetting)));
      // Some of the settings are not the settings: a later page may hold the adequate one.
      if (end.kind === 'complete') return { kind: 'settings', settings };
      if (end.kind === 'absent') throw new Error('A list of settings is never absent.');
      const { failure } = end;
      if (failure.status !== 404) return { kind: 'unreadable', failure };
      return readAbsence(arm, resource, failure);
    },
  };
}

/** An ID that cannot stand in a URL leaves that resource unread, and the audit whole. */
function toSettingsPath({ id }: Resource): string | ReadFailure {
  try {
    return `${toPath(id)}/providers/Microsoft.Insights/diagnosticSettings?api-version=${settingsApiVersion}`;
  } catch (error) {
    return toFailure(error);
  }
}

/** 404 on the settings: is the resource gone, or are only its settings hidden? */
async function readAbsence(
  arm: Arm,
  resource: Resource,
  notFound: ReadFailure,
): ReturnType<SettingsReader['readSettings']> {
  try {
    await readInKnownVersion(`${toPath(resource.id)}?api-version=${resourceApiVersion}`, arm.getJson);
    return { kind: 'unreadable', failure: notFound };
  } catch (error) {
    const failure = toFailure(error);
    // Only Resource Manager's own word that it is gone counts. A subscription that cannot be found is one that the
    // identity lost sight of, and a 404 without a code may be a gateway's.
    const isGone = failure.status === 404 && isFailureWithCode(failure, 'ResourceNotFound', 'ResourceGroupNotFound');
    return isGone ? { kind: 'deleted' } : { kind: 'unreadable', failure };
  }
}

/** Members that name a destination, in Azure's words. `eventHubName` alone is none; `serviceBusRuleId` is retired. */
const destinationMembers = [
  ['workspaceId', 'log-analytics'],
  ['storageAccountId', 'storage'],
  ['eventHubAuthorizationRuleId', 'event-hub'],
  ['marketplacePartnerId', 'partner'],
] as const satisfies [keyof WireSetting['properties'], DestinationKind][];

function toSetting({ name, properties: wire }: WireSetting): DiagnosticSetting {
  return {
    // The name decides nothing, so its absence is not worth a missing verdict.
    name: typeof name === 'string' ? name : '',
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
function toDelivery({ eventHubName, logAnalyticsDestinationType }: WireSetting['properties']): Delivery {
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
