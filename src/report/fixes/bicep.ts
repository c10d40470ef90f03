// Fixes as Bicep. A subscription's deployment reaches every resource group, also of other subscriptions, but only by way
// of modules: main.bicep says what shall be, one small module of ours for each type of resource applies it.
import type { DestinationKind, LogEntry, ResourceType } from '../../verdict/model.ts';
import type { ReportFile } from '../context.ts';
import type { Choice } from './choices.ts';
import { withIdentifiers } from './identifiers.ts';
import { nameOf } from './log-entries.ts';
import { idOf, openChoices, placeholderName, placeholderWords } from './placeholders.ts';
import { describeFix } from './remarks.ts';
import type { WholeFix, WholeSetting } from './whole.ts';

const members: Readonly<Record<DestinationKind, string>> = {
  'log-analytics': 'workspaceId',
  storage: 'storageAccountId',
  'event-hub': 'eventHubAuthorizationRuleId',
  partner: 'marketplacePartnerId',
};
const modules: Readonly<Record<ResourceType, { readonly file: string; readonly type: string }>> = {
  vault: { file: 'vault.bicep', type: 'Microsoft.KeyVault/vaults@2023-07-01' },
  managedHsm: { file: 'managed-hsm.bicep', type: 'Microsoft.KeyVault/managedHSMs@2023-07-01' },
};
const settingType = 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview';

/** main.bicep and the modules that it needs, under these fixes' own comments. */
export function renderBicepFiles(fixes: readonly WholeFix[], head: readonly string[]): readonly ReportFile[] {
  const types = new Set(fixes.map(({ target: { type } }) => type));
  const parts = [
    [...head.map((line) => `// ${line}`.trimEnd()), `targetScope = 'subscription'`].join('\n'),
    ...renderParameters(fixes),
    ...withIdentifiers(fixes).map(([fix, name]) => renderModule(fix, name)),
  ];
  return [
    { path: 'main.bicep', text: `${parts.join('\n\n')}\n` },
    ...[...types].sort().map((type) => ({ path: modules[type].file, text: renderModuleFile(type) })),
  ];
}

/** The fix of one resource as a file of its own, to deploy to its resource group. */
export function renderBicepFix(fix: WholeFix): string {
  const { target, whole } = fix;
  return [
    ...renderParameters([fix]),
    renderResources(target.type, bicepString(target.name), bicepString(whole.name), renderProperties(whole, '  ')),
  ].join('\n\n');
}

/** A string literal of Bicep: nothing in it ends it or starts an interpolation. */
export function bicepString(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const escaped = text
    .replace(/[\\']/g, '\\$&')
    .replaceAll('${', '\\${')

    .replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, (it) => escapes[it] ?? `\\u{${it.charCodeAt(0).toString(16)}}`);
  return `'${escaped}'`;
}

function renderModule(fix: WholeFix, name: string): string {
  const { target, whole } = fix;
  const prefix = target.type === 'vault' ? 'kv' : 'hsm';
  return `// ${target.name}: ${describeFix(fix)}
module ${name} '${modules[target.type].file}' = {
  name: ${bicepString(`${prefix}-diagnostics-${target.name}`)}
  scope: resourceGroup(${bicepString(target.subscriptionId)}, ${bicepString(target.resourceGroup)})
  params: {
    name: ${bicepString(target.name)}
    settingName: ${bicepString(whole.name)}
    properties: ${renderProperties(whole, '    ')}
  }
}`;
}

function renderModuleFile(type: ResourceType): string {
  return `// Writes one diagnostic setting. Called by main.bicep.
param name string
param settingName string
param properties object

${renderResources(type, 'name', 'settingName', 'properties')}
`;
}

function renderResources(type: ResourceType, name: string, settingName: string, properties: string): string {
  return `resource vault '${modules[type].type}' existing = {
  name: ${name}
}

resource setting '${settingType}' = {
  name: ${settingName}
  scope: vault
  properties: ${properties}
}`;
}

function renderParameters(fixes: readonly WholeFix[]): readonly string[] {
  const choices = openChoices(fixes.flatMap(({ whole }) => whole.destinations));
  return choices.map(
    (choice) =>
      `@description(${bicepString(`The ${placeholderWords(choice)}`)})\nparam ${parameterName(choice)} string`,
  );
}

function renderProperties(whole: WholeSetting, indent: string): string {
  const { destinations, eventHubName, logAnalyticsDestinationType, logs, metrics } = whole;
  const lines = [
    ...destinations.map((one) => `${members[one.kind]}: ${renderDestination(one)}`),
    ...(eventHubName === null ? [] : [`eventHubName: ${bicepString(eventHubName)}`]),
    ...(logAnalyticsDestinationType === null
      ? []
      : [`logAnalyticsDestinationType: ${bicepString(logAnalyticsDestinationType)}`]),
    renderList('logs', logs.map(renderLog)),
    renderList('metrics', metrics ? [`{ category: 'AllMetrics', enabled: true }`] : []),
  ];
  return ['{', ...lines.flatMap((line) => line.split('\n')).map((line) => `${indent}  ${line}`), `${indent}}`].join(
    '\n',
  );
}

function renderDestination(choice: Choice): string {
  const id = idOf(choice);
  return id === null ? parameterName(choice) : bicepString(id);
}

function renderList(member: string, items: readonly string[]): string {
  return items.length === 0 ? `${member}: []` : [`${member}: [`, ...items.map((item) => `  ${item}`), ']'].join('\n');
}

function renderLog(entry: LogEntry): string {
  const { kind, name } = nameOf(entry);
  return `{ ${kind === 'group' ? 'categoryGroup' : kind}: ${bicepString(name)}, enabled: true }`;
}

/** `storageAccountIdWesteurope`. */
function parameterName(choice: Choice): string {
  return placeholderName(choice).replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
