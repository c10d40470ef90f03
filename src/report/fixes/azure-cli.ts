// Fixes as Azure CLI commands for bash. `update` reads a setting before it writes it, so what a command does not name
// stays (also the name of the event hub and the kind of table, which the report does not know); `create` would reset it.
import type { DestinationKind, LogEntry, ReportResource } from '../../verdict/model.ts';
import { hasName, type Fix } from './plan.ts';
import { isSafeDestinationId, isSafeResourceId, isSafeSubscriptionId } from './safe.ts';

interface DestinationOption {
  readonly create: string;
  readonly update: string;
  readonly variable: string;
  readonly placeholder: string;
}

/** Options of `az monitor diagnostic-settings`; the two commands do not name them alike. */
const destinationOptions: Readonly<Record<DestinationKind, DestinationOption>> = {
  'log-analytics': {
    create: '--workspace',
    update: '--workspace-id',
    variable: 'WORKSPACE_ID',
    placeholder: '<resource ID of a Log Analytics workspace>',
  },
  storage: {
    create: '--storage-account',
    update: '--storage-account-id',
    variable: 'STORAGE_ACCOUNT_ID',
    placeholder: '<resource ID of a storage account in the same region>',
  },
  'event-hub': {
    create: '--event-hub-rule',
    update: '--event-hub-rule',
    variable: 'EVENT_HUB_RULE_ID',
    placeholder: '<resource ID of an authorization rule of an Event Hubs namespace in the same region>',
  },
  partner: {
    create: '--marketplace-partner-id',
    update: '--marketplace-partner-id',
    variable: 'PARTNER_ID',
    placeholder: '<resource ID of a partner solution>',
  },
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
export function renderFixScript(
  fixes: readonly { readonly resource: ReportResource; readonly fix: Fix }[],
  maxTargets: number,
): Script {
  const named = fixes.slice(0, maxTargets);
  const groups = new Map<string, { readonly fix: Fix; readonly targets: Set<string> }>();
  for (const { resource, fix } of named) {
    const key = JSON.stringify(fix);
    const { targets } = groups.get(key) ?? { targets: new Set() };
    targets.add(isSafeResourceId(resource.id) ? quote(resource.id) : '"$RESOURCE_ID"');
    groups.set(key, { fix, targets });
  }
  const commands = [...groups.values()].map(({ fix, targets }) => renderCommands([...targets], fix));
  return { text: [...variablesFor(named), ...commands].join('\n\n'), leftOut: fixes.length - named.length };
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

function renderCommands(targets: readonly string[], fix: Fix): string {
  if (targets.length === 1) return renderCommand(targets.join(), fix, '');
  const list = targets.map((target) => `  ${target}`).join(' \\\n');
  return `for id in \\\n${list}\ndo\n${renderCommand('"$id"', fix, '  ')}\ndone`;
}

function renderCommand(target: string, fix: Fix, indent: string): string {
  const options = [
    `--resource ${target}`,
    `--name ${fix.setting === null ? '"$SETTING_NAME"' : quote(fix.setting)}`,
    ...fix.destinations.map(({ kind, id }) => {
      const { [fix.action]: option, variable } = destinationOptions[kind];
      return `${option} ${id !== null && isSafeDestinationId(id) ? quote(id) : `"$${variable}"`}`;
    }),
    ...(fix.logs === null ? [] : [`--logs ${quote(JSON.stringify(fix.logs.map(toLogSetting)))}`]),
    ...(fix.metrics ? [`--metrics ${quote('[{"category":"AllMetrics","enabled":true}]')}`] : []),
  ];
  const lines = [`az monitor diagnostic-settings ${fix.action}`, ...options.map((option) => `  ${option}`)];
  return lines.map((line) => indent + line).join(' \\\n');
}

/** Assignments of everything that the commands leave open, for the reader to fill in. */
function variablesFor(fixes: readonly { readonly resource: ReportResource; readonly fix: Fix }[]): string[] {
  const open = new Set<string>();
  for (const { resource, fix } of fixes) {
    if (!isSafeResourceId(resource.id)) {
      open.add(`RESOURCE_ID='<resource ID of a vault whose name cannot be shown here>'`);
    }
    if (fix.setting === null) open.add(`SETTING_NAME='<name of the diagnostic setting to change>'`);
    for (const { kind, id } of fix.destinations) {
      const { variable, placeholder } = destinationOptions[kind];
      if (id === null || !isSafeDestinationId(id)) open.add(`${variable}=${quote(placeholder)}`);
    }
  }
  return open.size === 0 ? [] : [[...open].join('\n')];
}

function toLogSetting({ category, categoryGroup, enabled }: LogEntry): object {
  return hasName(category) ? { category, enabled } : { categoryGroup, enabled };
}

/** For bash. What comes here has no single quote in it (safe.ts); this line does not rely on it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
