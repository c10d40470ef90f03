// Fixes as Terraform, valid for azurerm from 4.31 (the first with enabled_metric) to 5: a setting that exists is imported
// first, because the provider refuses to create what is there.
import type { DestinationKind, LogEntry } from '../../verdict/model.ts';
import type { Choice } from './choices.ts';
import { withIdentifiers } from './identifiers.ts';
import { nameOf } from './log-entries.ts';
import { idOf, openChoices, placeholderName, placeholderWords } from './placeholders.ts';
import { describeFix } from './remarks.ts';
import type { WholeFix } from './whole.ts';

const argumentNames: Readonly<Record<DestinationKind, string>> = {
  'log-analytics': 'log_analytics_workspace_id',
  storage: 'storage_account_id',
  'event-hub': 'eventhub_authorization_rule_id',
  partner: 'partner_solution_id',
};

/** A whole configuration, as a folder of its own takes it. */
export function renderTerraformFile(fixes: readonly WholeFix[], head: readonly string[]): string {
  const subscriptions = fixes.slice(0, 1).map(({ target }) => target.subscriptionId);
  const parts = [
    head.map((line) => `# ${line}`.trimEnd()).join('\n'),
    `terraform {
  required_version = ">= 1.5.0" # import blocks

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.31.0, < 6.0.0"
    }
  }
}`,
    ...subscriptions.map(
      (id) => `# Settings of other subscriptions are reached from this one too.
provider "azurerm" {
  features {}

  subscription_id                 = ${terraformString(id)}
  resource_provider_registrations = "none"
}`,
    ),
    renderTerraformFix(fixes),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Variables, imports and resources alone, for a configuration that exists. */
export function renderTerraformFix(fixes: readonly WholeFix[]): string {
  const choices = openChoices(fixes.flatMap(({ whole }) => whole.destinations));
  const variables = choices.map(
    (choice) => `variable ${terraformString(placeholderName(choice))} {
  description = ${terraformString(`The ${placeholderWords(choice)}`)}
  type        = string
}`,
  );
  return [...variables, ...withIdentifiers(fixes).map(([fix, name]) => renderFix(fix, name))].join('\n\n');
}

/** A quoted string of HCL: nothing in it ends it or starts a template. */
export function terraformString(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const escaped = text
    .replace(/[\\"]/g, '\\$&')
    .replace(/[$%](?=\{)/g, '$&$&')

    .replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, (it) => {
      return escapes[it] ?? `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
  return `"${escaped}"`;
}

function renderFix(one: WholeFix, name: string): string {
  const { target, fix, whole } = one;
  const remark = `# ${target.name}: ${describeFix(one)}`;
  const importBlock = `import {
  to = azurerm_monitor_diagnostic_setting.${name}
  id = ${terraformString(`${target.id}|${whole.name}`)}
}`;
  const block = renderResource(one, name);
  return fix.action === 'create' ? `${remark}\n${block}` : `${remark}\n${importBlock}\n\n${block}`;
}

function renderResource({ target, whole }: WholeFix, name: string): string {
  const { destinations, eventHubName, logAnalyticsDestinationType, logs, metrics } = whole;
  const pairs: readonly (readonly [string, string])[] = [
    ['name', terraformString(whole.name)],
    ['target_resource_id', terraformString(target.id)],
    ...destinations.map((one) => [argumentNames[one.kind], renderDestination(one)] as const),
    ...(eventHubName === null ? [] : [['eventhub_name', terraformString(eventHubName)] as const]),
    ...(logAnalyticsDestinationType === null
      ? []
      : [['log_analytics_destination_type', terraformString(logAnalyticsDestinationType)] as const]),
  ];
  const width = Math.max(...pairs.map(([argument]) => argument.length));
  const lines = pairs.map(([argument, value]) => `  ${argument.padEnd(width)} = ${value}`);
  const blocks = [
    ...logs.map(renderLog),
    ...(metrics ? [renderBlock('enabled_metric', 'category', 'AllMetrics')] : []),
  ];
  return `resource "azurerm_monitor_diagnostic_setting" "${name}" {\n${[lines.join('\n'), ...blocks].join('\n\n')}\n}`;
}

function renderBlock(type: string, argument: string, value: string): string {
  return `  ${type} {\n    ${argument} = ${terraformString(value)}\n  }`;
}

function renderLog(entry: LogEntry): string {
  const { kind, name } = nameOf(entry);
  return renderBlock('enabled_log', kind === 'group' ? 'category_group' : kind, name);
}

function renderDestination(choice: Choice): string {
  const id = idOf(choice);
  return id === null ? `var.${placeholderName(choice)}` : terraformString(asProviderSpells(choice.kind, id));
}

/** /subscriptions/{}/resourceGroups/{}/providers/{namespace}/{type}/{}/… */
const namespaceAt = 6;
const spellings = new Map(
  [
    'subscriptions',
    'resourceGroups',
    'providers',
    'Microsoft.OperationalInsights',
    'workspaces',
    'Microsoft.Storage',
    'storageAccounts',
    'Microsoft.EventHub',
    'namespaces',
    'authorizationRules',
  ].map((word) => [word.toLowerCase(), word]),
);

/**
 * Settings often have IDs in lower case, and Azure does not mind. azurerm refuses `resourcegroups` in a configuration, and
 * what it reads from Azure it spells like this; only partners it takes as they are. Names stay as they are.
 */
function asProviderSpells(kind: DestinationKind, id: string): string {
  if (kind === 'partner') return id;
  const isWord = (index: number): boolean => index % 2 === 1 || index === namespaceAt;
  return id
    .split('/')
    .map((segment, index) => (isWord(index) ? (spellings.get(segment.toLowerCase()) ?? segment) : segment))
    .join('/');
}
