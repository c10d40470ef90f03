// What Azure CLI would make of the commands of a fix: settings before and after, one resource at a time.
import type { Destination, DestinationKind, DiagnosticSetting, LogEntry } from '../../../src/verdict/model.ts';
import { readOptions } from './bash.ts';
import { replaceSetting } from './cases.ts';

const options: Readonly<Record<'create' | 'update', readonly (readonly [string, DestinationKind])[]>> = {
  create: [
    ['--workspace', 'log-analytics'],
    ['--storage-account', 'storage'],
    ['--event-hub-rule', 'event-hub'],
    ['--marketplace-partner-id', 'partner'],
  ],
  update: [
    ['--workspace-id', 'log-analytics'],
    ['--storage-account-id', 'storage'],
    ['--event-hub-rule', 'event-hub'],
    ['--marketplace-partner-id', 'partner'],
  ],
};
const others = ['--resource', '--name', '--logs', '--metrics', '--event-hub'];

export interface Change {
  readonly resourceId: string;
  readonly action: 'create' | 'update';
  readonly settings: readonly DiagnosticSetting[];
}

/** `az monitor diagnostic-settings create|update …`; throws on anything that the command does not know. */
export function runDiagnosticSettings(
  call: readonly string[],
  settingsOf: (resourceId: string) => readonly DiagnosticSetting[],
): Change {
  const [group, command, action, ...rest] = call;
  if (group !== 'monitor' || command !== 'diagnostic-settings') throw new Error(`az ${call.join(' ')}`);
  if (action !== 'create' && action !== 'update') throw new Error(`no action ${String(action)}`);
  const given = readOptions(rest);
  const valueOf = (option: string): string | undefined => {
    const values = given.get(option);
    if (values !== undefined && values.length !== 1) throw new Error(`${option} ${values.join(' ')}`);
    return values?.[0];
  };
  const unknown = [...given.keys()].filter(
    (name) => !options[action].some(([one]) => one === name) && !others.includes(name),
  );
  if (unknown.length > 0) throw new Error(`${action} knows no ${unknown.join()}`);

  const resourceId = valueOf('--resource') ?? '';
  const name = valueOf('--name') ?? '';
  const settings = settingsOf(resourceId);
  const before = action === 'update' ? settings.find((one) => one.name === name) : undefined;
  if (action === 'update' && before === undefined) throw new Error(`${resourceId} has no setting ${name}`);

  const destinations = options[action].flatMap(([option, kind]): Destination[] => {
    const id = valueOf(option);
    if (id === undefined) return before?.destinations.filter((one) => one.kind === kind) ?? [];
    return id === 'null' ? [] : [{ kind, id }];
  });
  const hub = valueOf('--event-hub') ?? before?.eventHubName;
  const logs = valueOf('--logs');
  const metrics = valueOf('--metrics');
  const table = before?.logAnalyticsDestinationType;
  const after: DiagnosticSetting = {
    name,
    logs: logs === undefined ? (before?.logs ?? []) : toLogs(logs),
    metrics: metrics === undefined ? (before?.metrics ?? []) : (JSON.parse(metrics) as DiagnosticSetting['metrics']),
    destinations,
    ...(hub === undefined || hub === 'null' ? {} : { eventHubName: hub }),
    ...(table === undefined ? {} : { logAnalyticsDestinationType: table }),
  };
  return { resourceId, action, settings: replaceSetting(settings, after) };
}

export function toLogs(json: string): readonly LogEntry[] {
  const entries = JSON.parse(json) as readonly Partial<LogEntry>[];
  return entries.map(({ category = null, categoryGroup = null, enabled = false }) => ({
    category,
    categoryGroup,
    enabled,
  }));
}
