// Fixes as Azure CLI commands for bash. `update` reads a setting before it writes it, so what a command does not name
// stays; `create` would reset it.
import type { DestinationKind, LogEntry } from '../../verdict/model.ts';
import type { Choice } from './choices.ts';
import { hasName } from './log-entries.ts';
import { idOf, openChoices, placeholderName, placeholderWords } from './placeholders.ts';
import { describeFix, type PlannedFix } from './remarks.ts';
import { isSafeEventHubName, isSafeResourceId, isSafeSubscriptionId } from './safe.ts';

interface DestinationOption {
  readonly create: string;
  readonly update: string;
}

/** Options of `az monitor diagnostic-settings`; the two commands do not name them alike. */
const destinationOptions: Readonly<Record<DestinationKind, DestinationOption>> = {
  'log-analytics': { create: '--workspace', update: '--workspace-id' },
  storage: { create: '--storage-account', update: '--storage-account-id' },
  'event-hub': { create: '--event-hub-rule', update: '--event-hub-rule' },
  partner: { create: '--marketplace-partner-id', update: '--marketplace-partner-id' },
};

/** A script, and how many of the resources it leaves to the reader. */
export interface Script {
  readonly text: string;
  readonly leftOut: number;
}

/**
 * Commands that apply these fixes, ready to paste; alike ones are one loop. Names at most `maxTargets` resources. A
 * name or ID that is not of Azure's own alphabet is never written: a variable with a placeholder stands for it.
 */
export function renderFixScript(fixes: readonly PlannedFix[], maxTargets: number): Script {
  const named = fixes.slice(0, maxTargets);
  const commands = groupAlike(named).map(renderCommands);
  const variables = variablesFor(named).map(([name, words]) => `${name}=${quote(`<${words}>`)}`);
  const head = variables.length === 0 ? [] : [variables.join('\n')];
  return { text: [...head, ...commands].join('\n\n'), leftOut: fixes.length - named.length };
}

/** The same as a file that runs as it is: it stops before the first command while anything is not filled in. */
export function renderFixCommands(fixes: readonly PlannedFix[]): string {
  const variables = variablesFor(fixes).map(([name, words]) => `: "\${${name}:?set it to the ${words}}"`);
  const head = variables.length === 0 ? [] : [variables.join('\n')];
  const commands = groupAlike(fixes).map((group) => {
    const remarks = new Set(group.map((planned) => `# ${describeFix(planned)}`));
    return [...remarks, renderCommands(group)].join('\n');
  });
  return [...head, ...commands].join('\n\n');
}

/** Grants the role Reader, on each subscription, to the identity that audits. */
export function renderRoleScript(subscriptionIds: readonly string[], maxTargets: number): Script {
  const safe = subscriptionIds.filter(isSafeSubscriptionId);
  const named = safe.slice(0, maxTargets);
  const grants = named.map(
    (id) => `az role assignment create --assignee "$CLIENT_ID" --role 'Reader' --scope '/subscriptions/${id}'`,
  );
  const text = [`CLIENT_ID='<client-id of the audit>'`, '', ...grants].join('\n');
  return { text: named.length === 0 ? '' : text, leftOut: subscriptionIds.length - named.length };
}

/** For bash. What comes here has no single quote in it (safe.ts); this line does not rely on it. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A value that is known, or the variable that stands for it. */
export function valueOf(choice: Choice): string {
  const id = idOf(choice);
  return id === null ? `"$${placeholderName(choice).toUpperCase()}"` : quote(id);
}

function groupAlike(fixes: readonly PlannedFix[]): readonly (readonly PlannedFix[])[] {
  return [...Map.groupBy(fixes, optionsOf).values()];
}

function renderCommands(group: readonly PlannedFix[]): string {
  const targets = [
    ...new Set(group.map(({ resource: { id } }) => (isSafeResourceId(id) ? quote(id) : '"$RESOURCE_ID"'))),
  ];
  const options = group.slice(0, 1).map(optionsOf).join('');
  if (targets.length === 1) return renderCommand(targets.join(''), options, '');
  const list = targets.map((target) => `  ${target}`).join(' \\\n');
  return `for id in \\\n${list}\ndo\n${renderCommand('"$id"', options, '  ')}\ndone`;
}

function renderCommand(target: string, options: string, indent: string): string {
  // Behind the command itself, which is the first line.
  const lines = options.replace('\n', () => `\n--resource ${target}\n`).split('\n');
  return lines.map((line, index) => `${indent}${index === 0 ? '' : '  '}${line}`).join(' \\\n');
}

/** Everything but the resource, a line each: what is alike in this is one loop. */
function optionsOf(planned: PlannedFix): string {
  const { action, setting, logs, metrics, destinations, removes } = planned.fix;
  return [
    `az monitor diagnostic-settings ${action}`,
    `--name ${setting === null ? '"$SETTING_NAME"' : quote(setting)}`,
    ...removes.map((kind) => `${destinationOptions[kind].update} null`),
    ...destinations.map((choice) => `${destinationOptions[choice.kind][action]} ${valueOf(choice)}`),
    ...hubOption(planned),
    ...(logs === null ? [] : [`--logs ${quote(JSON.stringify(logs.map(toLogSetting)))}`]),
    ...(metrics ? [`--metrics ${quote('[{"category":"AllMetrics","enabled":true}]')}`] : []),
  ].join('\n');
}

/** The hub belongs to its namespace: another namespace, or none, must not keep the name of the old one's. */
function hubOption({ resource, fix }: PlannedFix): readonly string[] {
  const chosen = fix.destinations.find(({ kind }) => kind === 'event-hub');
  const name = chosen?.eventHubName ?? null;
  if (name !== null && isSafeEventHubName(name)) return [`--event-hub ${quote(name)}`];
  const before = fix.action === 'create' ? undefined : resource.settings.find((one) => one.name === fix.setting);
  const isStale = chosen !== undefined || fix.removes.includes('event-hub');
  return isStale && before?.eventHubName !== undefined ? ['--event-hub null'] : [];
}

/** Names of everything that the commands leave open, with what to fill in. */
function variablesFor(fixes: readonly PlannedFix[]): readonly (readonly [string, string])[] {
  const open = new Map<string, string>();
  if (fixes.some(({ resource }) => !isSafeResourceId(resource.id))) {
    open.set('RESOURCE_ID', 'resource ID of a vault whose name cannot be shown here');
  }
  if (fixes.some(({ fix }) => fix.setting === null))
    open.set('SETTING_NAME', 'name of the diagnostic setting to change; the command replaces all logs that it has');
  for (const choice of openChoices(fixes.flatMap(({ fix }) => fix.destinations))) {
    open.set(placeholderName(choice).toUpperCase(), placeholderWords(choice));
  }
  return [...open];
}

function toLogSetting({ category, categoryGroup, enabled }: LogEntry): object {
  return hasName(category) ? { category, enabled } : { categoryGroup, enabled };
}
