// Text → a tree of plain values that knows where each of them stands. Everything that is wrong with it as YAML is said
// here; what the values mean is not known.
import { isUtf8 } from 'node:buffer';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';

/** Line and column, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something that is wrong, and where. */
export interface Problem extends Place {
  readonly message: string;
}

export type Tree =
  | { readonly kind: 'scalar'; readonly at: Place; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly at: Place; readonly items: readonly Tree[] }
  | { readonly kind: 'map'; readonly at: Place; readonly entries: ReadonlyMap<string, Entry> };

export interface Entry {
  readonly keyAt: Place;
  readonly tree: Tree;
}

export type DocumentReading =
  { readonly kind: 'tree'; readonly tree: Tree } | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

export const maxBytes = 1024 * 1024;
/** Values, those that aliases repeat among them: a file of ours has a dozen for each waiver. */
const maxValues = 100_000;
const maxDepth = 20;

/** Reads the bytes of a file. Never throws. */
export function readDocument(bytes: Uint8Array): DocumentReading {
  const problem = problemOfBytes(bytes);
  if (problem !== null) return { kind: 'problems', problems: [problem] };
  const text = new TextDecoder().decode(bytes); // without a byte order mark
  const lines = new LineCounter();
  // The library compares each key with each other, which takes it minutes for a file full of keys: Walker does it.
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    strict: true,
    stringKeys: true,
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems = syntaxProblems(document, placeOf);
  if (problems.length > 0) return { kind: 'problems', problems };
  return new Walker(placeOf).read(document.contents);
}

/** The tree as plain data. Maps have no prototype, so that no key means anything. */
export function toValue(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(toValue);
  const value = Object.create(null) as Record<string, unknown>;
  for (const [key, entry] of tree.entries) value[key] = toValue(entry.tree);
  return value;
}

/** Where something stands; for what is not there, where it would belong. `key`: the key instead of its value. */
export function locate(tree: Tree, path: readonly PropertyKey[], wanted: 'value' | 'key' = 'value'): Place {
  const [step, ...rest] = path;
  if (tree.kind === 'map') {
    const entry = tree.entries.get(String(step));
    if (entry !== undefined)
      return rest.length === 0 && wanted === 'key' ? entry.keyAt : locate(entry.tree, rest, wanted);
  } else if (tree.kind === 'list') {
    const item = tree.items[Number(step)];
    if (item !== undefined) return locate(item, rest, wanted);
  }
  return tree.at;
}

function problemOfBytes(bytes: Uint8Array): Problem | null {
  if (bytes.length > maxBytes) {
    return { line: 1, column: 1, message: `the file has ${bytes.length} bytes; at most ${maxBytes} (1 MiB) are read` };
  }
  if (isUtf8(bytes)) return null;
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  const line = lines.findIndex((one) => !isUtf8(Buffer.from(one, 'latin1'))) + 1;
  return { line: Math.max(1, line), column: 1, message: 'the file is not UTF-8: save it as UTF-8, and try again' };
}

function syntaxProblems(document: Document.Parsed, placeOf: (offset: number) => Place): Problem[] {
  const found = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    ...placeOf(pos[0]),
    message: code === 'RESOURCE_EXHAUSTION' ? 'the values are nested too deeply' : `this is not YAML: ${message}`,
  }));
  const { explicit, version } = document.directives.yaml;
  if (explicit === true && version !== '1.2') {
    found.push({ line: 1, column: 1, message: `this is YAML ${version}; the file is read as YAML 1.2, without %YAML` });
  }
  return found;
}

/** Gives up at the first value too many: there is no sense in more of them. */
class Walker {
  readonly #placeOf: (offset: number) => Place;
  readonly #problems: Problem[] = [];
  readonly #anchors = new Map<string, Node>();
  /** What is being read, from the outside in: an alias to one of these would never end. */
  readonly #open = new Set<Node>();
  #values = 0;

  constructor(placeOf: (offset: number) => Place) {
    this.#placeOf = placeOf;
  }

  read(contents: Node | null): DocumentReading {
    const tree = this.#walk(contents, { line: 1, column: 1 });
    if (this.#problems.length > 0) return { kind: 'problems', problems: this.#problems };
    return { kind: 'tree', tree };
  }

  #walk(node: Node | null, fallback: Place): Tree {
    const at = node?.range ? this.#placeOf(node.range[0]) : fallback;
    const nothing: Tree = { kind: 'scalar', at, value: null };
    this.#values += 1;
    if (this.#values > maxValues) {
      if (this.#values === maxValues + 1)
        this.#complain(at, `there are more than ${maxValues} values, aliases followed`);
      return nothing;
    }
    if (node === null) return nothing;
    if (isAlias(node)) return this.#follow(node.source, at);
    if (this.#open.size >= maxDepth) {
      this.#complain(at, 'the values are nested too deeply');
      return nothing;
    }
    if (node.tag !== undefined) this.#complain(at, `tags such as ${JSON.stringify(node.tag)} are not understood`);
    const { anchor } = node as { readonly anchor?: string };
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    this.#open.add(node);
    const tree = this.#read(node, at);
    this.#open.delete(node);
    return tree;
  }

  #read(node: Node, at: Place): Tree {
    if (isSeq<Node | null>(node)) return { kind: 'list', at, items: node.items.map((item) => this.#walk(item, at)) };
    if (isMap<Node, Node | null>(node)) return { kind: 'map', at, entries: this.#readEntries(node.items, at) };
    const value = isScalar(node) ? node.value : undefined;
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
      return { kind: 'scalar', at, value: value as string | number | boolean | null };
    }
    this.#complain(at, 'this value is not understood');
    return { kind: 'scalar', at, value: null };
  }

  #readEntries(
    pairs: readonly { readonly key: Node; readonly value: Node | null }[],
    at: Place,
  ): ReadonlyMap<string, Entry> {
    const entries = new Map<string, Entry>();
    for (const { key: node, value } of pairs) {
      const keyAt = node.range ? this.#placeOf(node.range[0]) : at;
      const key = this.#walk(node, keyAt);
      const name = key.kind === 'scalar' ? String(key.value) : '';
      if (this.#values > maxValues) break;
      const before = entries.get(name);
      if (before !== undefined) {
        this.#complain(keyAt, `the key ${JSON.stringify(name)} stands here twice, first in line ${before.keyAt.line}`);
      }
      if (name === '__proto__') this.#complain(keyAt, 'the key "__proto__" is not allowed');
      entries.set(name, { keyAt, tree: this.#walk(value, keyAt) });
    }
    return entries;
  }

  #follow(name: string, at: Place): Tree {
    const target = this.#anchors.get(name);
    const nothing: Tree = { kind: 'scalar', at, value: null };
    if (target === undefined || this.#open.has(target)) {
      this.#complain(
        at,
        `the alias *${name} refers to ${target === undefined ? 'nothing above' : 'what it is a part of'}`,
      );
      return nothing;
    }
    return this.#walk(target, at);
  }

  #complain(place: Place, message: string): void {
    this.#problems.push({ ...place, message });
  }
}
