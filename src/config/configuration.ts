// The configuration file, understood: text in, Configuration or everything that is wrong with it out. Pure.
import { isFirstOfCase } from '../input-values.ts';
import type { DestinationKind, MatchText, Profile } from '../verdict/model.ts';
import type { Match, TagRule } from '../verdict/match.ts';
import type { Override, Requirement } from '../verdict/requirement.ts';
import { toPattern, toTextPattern, type Pattern } from '../verdict/pattern.ts';
import { daysBetween, type Waiver } from '../verdict/waivers.ts';
import { locate, readDocument, toValue, type Problem, type Tree } from './document.ts';
import { explainIssues, problemAt } from './problems.ts';
import { fileSchema, type FileContent, type MatchContent, type RequirementContent } from './schema.ts';

/** What the file asks for. `undefined`: it does not say. */
export interface Configuration {
  readonly subscriptions: readonly string[] | 'all' | undefined;
  readonly managementGroups: readonly string[] | undefined;
  readonly include: readonly Pattern[] | undefined;
  readonly exclude: readonly Pattern[] | undefined;
  readonly tags: readonly TagRule[] | undefined;
  readonly profile: Profile | undefined;
  readonly acceptedDestinations: readonly DestinationKind[] | undefined;
  readonly allowedDestinations: readonly Pattern[] | undefined;
  readonly requireMetrics: boolean | undefined;
  readonly minimumCopies: number | undefined;
  readonly verifyDestinations: boolean | undefined;
  readonly overrides: readonly Override[];
  readonly waivers: readonly Waiver[];
}

export type ConfigurationReading =
  | { readonly kind: 'configuration'; readonly configuration: Configuration }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** A waiver that has no end in sight is no exception but a rule. */
const maxWaiverDays = 366;

/** Reads a file. `today` is a date in UTC. Never throws, and never takes a half of it. */
export function parseConfiguration(bytes: Uint8Array, today: string): ConfigurationReading {
  const document = readDocument(bytes);
  if (document.kind === 'problems') return document;
  const { tree } = document;
  if (tree.kind === 'scalar' && tree.value === null) {
    return refuse([problemAt(tree, [], 'the file is empty; it has at least the line version: 1')]);
  }
  const dates = dateProblems(tree, today);
  const parsed = fileSchema.safeParse(toValue(tree));
  if (!parsed.success) return refuse([...explainIssues(parsed.error.issues, tree, fileSchema), ...dates]);
  const problems = [...ruleProblems(parsed.data, tree), ...dates];
  if (problems.length > 0) return refuse(problems);
  return { kind: 'configuration', configuration: toConfiguration(parsed.data, tree) };
}

function refuse(problems: readonly Problem[]): ConfigurationReading {
  return { kind: 'problems', problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

/** What the calendar has against the ends of the waivers. Of the tree, so that it is said beside everything else. */
function dateProblems(tree: Tree, today: string): Problem[] {
  const waivers = tree.kind === 'map' ? tree.entries.get('waivers')?.tree : undefined;
  if (waivers?.kind !== 'list') return [];
  return waivers.items.flatMap((item, index) => {
    const end = item.kind === 'map' ? item.entries.get('expires')?.tree : undefined;
    // A blank text is the schema's business.
    if (end?.kind !== 'scalar' || typeof end.value !== 'string' || end.value !== end.value.trim()) return [];
    if (end.value === '') return [];
    const problem = problemOfDate(end.value, today);
    return problem === null ? [] : [problemAt(tree, ['waivers', index, 'expires'], problem)];
  });
}

/** Rules about several options together, for a file whose every value is right by itself. */
function ruleProblems(file: FileContent, tree: Tree): Problem[] {
  const problems: Problem[] = [];
  const complain: Complain = (path, message) => {
    problems.push(problemAt(tree, path, message));
  };
  const base = file.requirement ?? {};
  checkCopies(base, base, ['requirement'], complain);
  for (const [index, one] of (base.overrides ?? []).entries()) {
    const path = ['requirement', 'overrides', index];
    if (Object.keys(one).length === 1) complain(path, 'demands nothing else than before: it has only a match');
    checkCopies(one, base, path, complain);
  }
  return problems;
}

type Complain = (path: readonly PropertyKey[], message: string) => void;
type Copies = Pick<Partial<RequirementContent>, 'accepted-destinations' | 'minimum-copies'>;

/** More copies than there are kinds that count can never be had. */
function checkCopies(one: Copies, base: Copies, path: readonly PropertyKey[], complain: Complain): void {
  const copies = one['minimum-copies'] ?? base['minimum-copies'] ?? 1;
  const accepted = one['accepted-destinations'] ?? base['accepted-destinations'];
  const kinds = accepted === undefined ? copies : new Set([accepted].flat()).size;
  if (copies <= kinds) return;
  const key = one['minimum-copies'] === undefined ? 'accepted-destinations' : 'minimum-copies';
  if (one[key] === undefined) return; // said of the base already
  complain([...path, key], `${copies} kinds of destination are demanded, but only ${kinds} accepted`);
}

function problemOfDate(text: string, today: string): string | null {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && toDate(text) === text;
  if (!isDate) return `${JSON.stringify(text.slice(0, 40))} is not a date such as 2026-12-31`;
  const days = daysBetween(today, text);
  if (days <= maxWaiverDays) return null;
  return `${text} is ${days} days ahead; a waiver ends after ${maxWaiverDays} days at the latest, and can be renewed then`;
}

/** The day of the calendar; another text where there is none, such as for 2026-02-30. */
function toDate(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 10);
}

function toConfiguration(file: FileContent, tree: Tree): Configuration {
  const { scope = {}, requirement = {}, waivers = [] } = file;
  return {
    subscriptions: scope.subscriptions === 'all' ? 'all' : many(scope.subscriptions)?.filter(isFirstOfCase),
    managementGroups: many(scope['management-groups'])?.filter(isFirstOfCase),
    include: many(scope.include)?.map(toPattern),
    exclude: many(scope.exclude)?.map(toPattern),
    tags: scope.tags === undefined ? undefined : toTagRules(scope.tags),
    profile: requirement.profile,
    acceptedDestinations: uniqueKinds(requirement['accepted-destinations']),
    allowedDestinations: many(requirement['allowed-destinations'])?.map(toPattern),
    requireMetrics: requirement['require-metrics'],
    minimumCopies: requirement['minimum-copies'],
    verifyDestinations: requirement['verify-destinations'],
    overrides: (requirement.overrides ?? []).map((one) => ({ match: toMatch(one.match), changes: toChanges(one) })),
    waivers: waivers.map(({ match, reason, owner, expires }, index) => {
      const { line } = locate(tree, ['waivers', index]);
      return { match: toMatch(match), reason: reason.trim(), owner: owner.trim(), expires, line };
    }),
  };
}

/** The options that an override names, and no other. */
function toChanges(one: RequirementContent): Partial<Requirement> {
  const acceptedDestinations = uniqueKinds(one['accepted-destinations']);
  const allowedDestinations = many(one['allowed-destinations'])?.map(toPattern);
  return {
    ...(one.profile === undefined ? {} : { profile: one.profile }),
    ...(acceptedDestinations === undefined ? {} : { acceptedDestinations }),
    ...(allowedDestinations === undefined ? {} : { allowedDestinations }),
    ...(one['require-metrics'] === undefined ? {} : { requireMetrics: one['require-metrics'] }),
    ...(one['minimum-copies'] === undefined ? {} : { minimumCopies: one['minimum-copies'] }),
  };
}

function toMatch(match: MatchContent): Match {
  const { name, id, subscription, tags } = match;
  return {
    names: many(name)?.map(toPattern) ?? null,
    ids: many(id)?.map(toPattern) ?? null,
    resourceGroups: many(match['resource-group'])?.map(toTextPattern) ?? null,
    subscriptions: many(subscription) ?? null,
    tags: tags === undefined ? null : toTagRules(tags),
    text: toMatchText(match),
  };
}

function toMatchText({ tags, ...others }: MatchContent): MatchText {
  const lists = Object.entries(others).map(([key, items]) => [key, many(items) ?? []]);
  const values = Object.entries(tags ?? {}).map(([tag, items]) => [tag, many(items) ?? []]);
  const text = Object.fromEntries(lists) as Record<string, readonly string[]>;
  return tags === undefined ? text : { ...text, tags: Object.fromEntries(values) as Record<string, readonly string[]> };
}

function toTagRules(tags: Readonly<Record<string, string | readonly string[]>>): TagRule[] {
  return Object.entries(tags).map(([name, values]) => ({ name, values: (many(values) ?? []).map(toTextPattern) }));
}

function uniqueKinds(kinds: DestinationKind | readonly DestinationKind[] | undefined): DestinationKind[] | undefined {
  return kinds === undefined ? undefined : [...new Set([kinds].flat())];
}

function many<Item extends string>(items: Item | readonly Item[] | undefined): readonly Item[] | undefined {
  return items === undefined || typeof items !== 'string' ? items : [items];
}
