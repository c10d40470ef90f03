// Reads Terraform back with HashiCorp's own parser, compiled to WebAssembly.
import { createRequire } from 'node:module';
import type { DestinationKind, DiagnosticSetting } from '../../../src/verdict/model.ts';

interface Hcl {
  parse: (file: string, text: string) => Promise<unknown>;
  getExpressionAst: (file: string, expression: string) => Promise<unknown>;
}

// Not imported: its types bring those of the DOM into the whole project, and these contradict Node's.
const { parse, getExpressionAst } = createRequire(import.meta.url)('@cdktn/hcl2json') as Hcl;

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Block = Readonly<Record<string, Json>>;

interface ParsedFile {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, readonly [Block]>>>>;
  readonly import?: readonly Block[];
  readonly variable?: Readonly<Record<string, Json>>;
}

export interface TerraformFile {
  readonly resources: readonly {
    readonly resourceId: string;
    readonly isImported: boolean;
    readonly setting: DiagnosticSetting;
  }[];
  readonly variables: readonly string[];
  readonly other: Readonly<Record<string, unknown>>;
}

const destinations: readonly (readonly [string, DestinationKind])[] = [
  ['log_analytics_workspace_id', 'log-analytics'],
  ['storage_account_id', 'storage'],
  ['eventhub_authorization_rule_id', 'event-hub'],
  ['partner_solution_id', 'partner'],
];
const resourceArguments = [
  'name',
  'target_resource_id',
  'eventhub_name',
  'log_analytics_destination_type',
  'enabled_log',
  'enabled_metric',
  ...destinations.map(([argument]) => argument),
];

/** Throws on what is not HCL, on arguments that azurerm 4.31 or 5 does not know, and on imports of nothing. */
export async function readTerraform(text: string, fill: (variable: string) => string): Promise<TerraformFile> {
  const parsed = (await parse('main.tf', text)) as ParsedFile;
  const { resource = {}, import: imports = [], variable = {}, ...other } = parsed;
  const blocks = Object.entries(resource['azurerm_monitor_diagnostic_setting'] ?? {});
  const importIds = new Map(imports.map(({ to, id }) => [JSON.stringify(to), toText(id)]));
  const resources = blocks.map(([label, [block]]) => {
    const unknown = Object.keys(block).filter((name) => !resourceArguments.includes(name));
    if (unknown.length > 0) throw new Error(`azurerm knows no ${unknown.join()}`);
    const resourceId = toText(block['target_resource_id']);
    const name = toText(block['name']);
    const address = JSON.stringify(`\${azurerm_monitor_diagnostic_setting.${label}}`);
    const imported = importIds.get(address);
    importIds.delete(address);
    if (imported !== undefined && imported !== `${resourceId}|${name}`) throw new Error(`import of ${imported}`);
    return { resourceId, isImported: imported !== undefined, setting: toSetting(block, name, fill) };
  });
  if (importIds.size > 0) throw new Error(`imports of nothing: ${[...importIds.keys()].join()}`);
  return { resources, variables: Object.keys(variable), other };
}

function toSetting(block: Block, name: string, fill: (variable: string) => string): DiagnosticSetting {
  const idOf = (value: Json): string =>
    typeof value === 'string' && /^\$\{var\.\w+\}$/.test(value) ? fill(value.slice(6, -1)) : toText(value);
  const blocks = (type: string): readonly Block[] => (block[type] ?? []) as readonly Block[];
  const [hub, table] = [block['eventhub_name'], block['log_analytics_destination_type']];
  return {
    name,
    logs: blocks('enabled_log').map(({ category, category_group: group }) => ({
      category: category === undefined ? null : toText(category),
      categoryGroup: group === undefined ? null : toText(group),
      enabled: true,
    })),
    metrics: blocks('enabled_metric').map(({ category }) => ({ category: toText(category), enabled: true })),
    destinations: destinations.flatMap(([argument, kind]) => {
      const value = block[argument];
      return value === undefined ? [] : [{ kind, id: idOf(value) }];
    }),
    ...(hub === undefined ? {} : { eventHubName: toText(hub) }),
    ...(table === undefined ? {} : { logAnalyticsDestinationType: toText(table) }),
  };
}

/** A literal: the parser leaves the escapes of templates as they are, `$${` for `${`, and shows templates as such. */
export function toText(value: Json | undefined): string {
  if (typeof value !== 'string') throw new Error(`not a string: ${JSON.stringify(value)}`);
  if (/(?<!\$)\$\{|(?<!%)%\{/.test(value)) throw new Error(`a template: ${value}`);
  return value.replaceAll('$${', '${').replaceAll('%%{', '%{');
}

/** Whether the parser sees one string and no template in it. */
export async function isPlainString(literal: string): Promise<boolean> {
  const tree = (await getExpressionAst('main.tf', literal)) as {
    readonly children: readonly { readonly type: string }[];
  };
  return tree.children.every(({ type }) => type === 'literalValue');
}
