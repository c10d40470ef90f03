// Reads Bicep back by its grammar (tree-sitter): as much of the language as fixes use, and nothing else.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser, type Node } from 'web-tree-sitter';

export type Value =
  | string
  | boolean
  | { readonly symbol: string }
  | { readonly call: string; readonly args: readonly Value[] }
  | readonly Value[]
  | { readonly members: Readonly<Record<string, Value>> };

export interface BicepFile {
  readonly targetScope: string | null;
  readonly params: readonly string[];
  readonly descriptions: readonly string[];
  readonly declarations: readonly {
    readonly kind: 'module' | 'resource';
    readonly symbol: string;
    /** The module's path, or the resource's type and version. */
    readonly of: string;
    readonly existing: boolean;
    readonly body: Readonly<Record<string, Value>>;
  }[];
}

let parser: Parser | null = null;

async function loadParser(): Promise<Parser> {
  if (parser !== null) return parser;
  await Parser.init();
  const path = createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');
  const language = await Language.load(readFileSync(path));
  parser = new Parser();
  parser.setLanguage(language);
  return parser;
}

/** Throws on what is not Bicep, and on anything of the language that has no place in a fix. */
export async function readBicep(text: string): Promise<BicepFile> {
  const tree = (await loadParser()).parse(text);
  if (tree === null) throw new Error('No tree.');
  try {
    if (tree.rootNode.hasError) throw new Error(`not Bicep:\n${text}`);
    return readFile(tree.rootNode);
  } finally {
    tree.delete();
  }
}

function readFile(root: Node): BicepFile {
  const file = { targetScope: null as string | null, params: [] as string[], descriptions: [] as string[] };
  const declarations: BicepFile['declarations'][number][] = [];
  for (const node of childrenOf(root)) {
    switch (node.type) {
      case 'comment':
        break;
      case 'target_scope_assignment':
        file.targetScope = toString(only(childrenOf(node)));
        break;
      case 'decorators':
        file.descriptions.push(...readDescriptions(node));
        break;
      case 'parameter_declaration':
        file.params.push(childrenOf(node)[0]?.text ?? '');
        break;
      case 'module_declaration':
      case 'resource_declaration':
        declarations.push(readDeclaration(node));
        break;
      default:
        throw new Error(`${node.type}: ${node.text}`);
    }
  }
  return { ...file, declarations };
}

function readDescriptions(node: Node): string[] {
  return childrenOf(node).map((decorator) => {
    const value = readValue(only(childrenOf(decorator)));
    if (typeof value !== 'object' || !('call' in value) || value.call !== 'description') throw new Error(node.text);
    const [text] = value.args;
    if (typeof text !== 'string') throw new Error(node.text);
    return text;
  });
}

function readDeclaration(node: Node): BicepFile['declarations'][number] {
  const [symbol, of, body, ...rest] = childrenOf(node);
  if (symbol === undefined || of === undefined || body === undefined || rest.length > 0) throw new Error(node.text);
  const value = readValue(body);
  if (typeof value !== 'object' || !('members' in value)) throw new Error(node.text);
  return {
    kind: node.type === 'module_declaration' ? 'module' : 'resource',
    symbol: symbol.text,
    of: toString(of),
    existing: node.children.some((child) => child.type === 'existing'),
    body: value.members,
  };
}

function readValue(node: Node): Value {
  switch (node.type) {
    case 'string':
      return toString(node);
    case 'boolean':
      return node.text === 'true';
    case 'identifier':
      return { symbol: node.text };
    case 'array':
      return childrenOf(node).map(readValue);
    case 'object':
      return { members: Object.fromEntries(childrenOf(node).map(readProperty)) };
    case 'call_expression': {
      const [name, args] = childrenOf(node);
      if (name === undefined || args === undefined) throw new Error(node.text);
      return { call: name.text, args: childrenOf(args).map(readValue) };
    }
    default:
      throw new Error(`${node.type}: ${node.text}`);
  }
}

function readProperty(node: Node): [string, Value] {
  const [name, value, ...rest] = childrenOf(node);
  if (node.type !== 'object_property' || name === undefined || value === undefined || rest.length > 0) {
    throw new Error(`${node.type}: ${node.text}`);
  }
  return [name.text, readValue(value)];
}

const escapes: Readonly<Record<string, string>> = {
  "\\'": "'",
  '\\\\': '\\',
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '\\$': '$',
};

/** Of a literal without interpolation. */
function toString(node: Node): string {
  if (node.type !== 'string') throw new Error(`not a string: ${node.text}`);
  const parts = childrenOf(node);
  if (parts.some(({ type }) => type !== 'string_content' && type !== 'escape_sequence')) {
    throw new Error(`an interpolation: ${node.text}`);
  }
  const inner = node.text.slice(1, -1);
  return inner.replace(/\\u\{([0-9a-f]+)\}|\\./gis, (escape, code: string | undefined) => {
    if (code !== undefined) return String.fromCodePoint(parseInt(code, 16));
    const character = escapes[escape];
    if (character === undefined) throw new Error(`no escape: ${escape}`);
    return character;
  });
}

function childrenOf(node: Node): readonly Node[] {
  return node.namedChildren;
}

function only(nodes: readonly Node[]): Node {
  const [node, ...rest] = nodes;
  if (node === undefined || rest.length > 0) throw new Error(`${nodes.length} nodes`);
  return node;
}
