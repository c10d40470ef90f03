// What a schema finds wrong, in words that a person can act on, at the place where it stands.
import { z } from 'zod';
import { findNearest } from '../input-values.ts';
import { locate, type Problem, type Tree } from './document.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Every issue of a schema about the tree. */
export function explainIssues(issues: readonly Issue[], tree: Tree, schema: z.ZodType): Problem[] {
  // Of a map with unknown keys only they are told: rules about the map as a whole have not seen them.
  const unknown = new Set(issues.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => path.join()));
  const told = issues.filter(({ code, path }) => code !== 'custom' || !unknown.has(path.join()));
  return told.flatMap((issue) => explain(issue, issue.path, tree, schema));
}

/** A problem with the value at `path`: `requirement.profile: …`. */
export function problemAt(tree: Tree, path: Path, message: string): Problem {
  return { ...locate(tree, path), message: path.length === 0 ? message : `${showPath(path)}: ${message}` };
}

function explain(issue: Issue, path: Path, tree: Tree, schema: z.ZodType): Problem[] {
  const value = valueAt(tree, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, tree, schema));
    case 'invalid_union':
      return explainUnion(issue, path, tree, schema);
    case 'invalid_key':
      return issue.issues.flatMap(({ message }) => problemAt(tree, path, `the name of this tag ${message}`));
    default:
      if (value === undefined) return [missing(path, tree)];
      return [problemAt(tree, path, describe(issue, value))];
  }
}

/** Of the forms that a value may have, the one that the author most likely meant: a list where there is a list. */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, path: Path, tree: Tree, schema: z.ZodType): Problem[] {
  const isList = valueAt(tree, path)?.kind === 'list';
  const forms = issue.errors.filter((form) => isList === !form.some(isAboutList));
  const form = forms.at(-1) ?? issue.errors[0] ?? [];
  return form.flatMap((one) => explain(one, [...path, ...one.path], tree, schema));
}

/** Whether the issue is that there is (or is not) a list. */
function isAboutList({ path, code }: Issue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

function unknownKey(key: string, path: Path, tree: Tree, schema: z.ZodType): Problem {
  const known = keysAt(schema, path);
  const nearest = findNearest(key.toLowerCase(), known);
  const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
  const where = path.length === 0 ? 'the file' : showPath(path);
  const message = `${where} has no key ${quote(key)}.${hint} It takes ${known.join(', ')}`;
  return { ...locate(tree, [...path, key], 'key'), message };
}

function missing(path: Path, tree: Tree): Problem {
  return { ...locate(tree, path), message: `${showPath(path)} is missing` };
}

function describe(issue: Issue, value: Tree): string {
  const shown = show(value);
  switch (issue.code) {
    case 'invalid_type':
      if (value.kind === 'scalar' && value.value === null) return 'has no value';
      return `${shown} is not ${typeWords[issue.expected] ?? issue.expected}`;
    case 'invalid_value': {
      if (value.kind === 'scalar' && value.value === null) return 'has no value';
      const words = issue.values.map(String);
      const nearest = value.kind === 'scalar' ? findNearest(String(value.value).toLowerCase(), words) : undefined;
      const hint = nearest === undefined || words.length === 1 ? '' : `. Did you mean ${nearest}?`;
      return `${shown} is not ${words.length > 1 ? 'one of ' : ''}${words.join(', ')}${hint}`;
    }
    case 'too_small':
      return value.kind === 'scalar' ? `${shown} is less than ${issue.minimum}` : 'lists nothing';
    case 'too_big':
      return `${shown} is more than ${issue.maximum}`;
    default:
      return issue.message;
  }
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text; put it in quotation marks if it is meant as one',
  int: 'a whole number',
  number: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
};

/** A value as a complaint quotes it: whole or not at all. */
function show(tree: Tree): string {
  if (tree.kind === 'list') return 'a list';
  if (tree.kind === 'map') return 'a map of keys and values';
  return typeof tree.value === 'string' ? quote(tree.value) : String(tree.value);
}

function quote(text: string): string {
  return text.length <= 80 ? JSON.stringify(text) : `a text of ${text.length} characters`;
}

function showPath(path: Path): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step + 1}]` : `.${String(step)}`));
  return steps.join('').replace(/^\./, '').slice(0, 200);
}

function valueAt(tree: Tree, path: Path): Tree | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return tree;
  if (tree.kind === 'scalar') return undefined;
  const next = tree.kind === 'map' ? tree.entries.get(String(step))?.tree : tree.items[Number(step)];
  return next === undefined ? undefined : valueAt(next, rest);
}

/** The keys that the schema knows there. */
function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const [step, ...rest] = path;
  if (schema instanceof z.ZodOptional) return keysAt(schema.unwrap() as z.ZodType, path);
  if (schema instanceof z.ZodArray) return keysAt(schema.element as z.ZodType, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
  const next = step === undefined ? undefined : shape[String(step)];
  return next === undefined ? Object.keys(shape) : keysAt(next, rest);
}
