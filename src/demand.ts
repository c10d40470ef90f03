// What is demanded of which resources, once every source of options is known: an input wins over the file, the file over
// the default.
import type { Configuration } from './config/configuration.ts';
import { AuditError } from './errors.ts';
import type { Inputs } from './inputs.ts';
import type { TagRule } from './verdict/match.ts';
import type { MatchText, Source } from './verdict/model.ts';
import type { Pattern } from './verdict/pattern.ts';
import { defaultRequirement, type Override, type Requirement, type Rules, type Scope } from './verdict/requirement.ts';
import type { Waiver } from './verdict/waivers.ts';

export interface Demand {
  readonly subscriptions: readonly string[] | 'all';
  readonly managementGroups: readonly string[];
  readonly scope: Scope;
  /** A resource that has one of these tags with another value is left out. */
  readonly tags: readonly TagRule[];
  readonly rules: Rules;
  readonly verifyDestinations: boolean;
  readonly waivers: readonly Waiver[];
  /** Under the names of the inputs, for the report: what is in force, and where it came from. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly sources: Readonly<Record<string, Source>>;
  /** Plain sentences: what of the file has no effect, because an input wins. */
  readonly notes: readonly string[];
}

/** Merges inputs, file (null: there is none) and defaults. Throws AuditError where they cannot hold together. */
export function resolveDemand(inputs: Inputs, file: Configuration | null): Demand {
  const { choose, values, sources } = createChooser();
  const where = chooseWhere(inputs, file, choose);
  const scope: Scope = {
    include: choose<Scope['include']>('include', inputs.include, file?.include, null, toTexts),
    exclude: choose('exclude', inputs.exclude, file?.exclude, [], toTexts),
  };
  const tags = choose('tags', undefined, file?.tags, [], showTags);
  const base = chooseRequirement(inputs, file, choose);
  const verifyDestinations = choose('verify-destinations', inputs.verifyDestinations, file?.verifyDestinations, true);
  const pinned = pinnedOptions(inputs);
  const overrides = (file?.overrides ?? []).map((override) => withoutPinned(override, pinned));
  choose('overrides', undefined, overrides.length > 0 ? overrides : undefined, [], (all) => all.map(showOverride));
  checkCopies({ base, overrides });
  return {
    ...where,
    scope,
    tags,
    rules: { base, overrides },
    verifyDestinations,
    waivers: file?.waivers ?? [],
    values,
    sources,
    notes: describePinned(file, pinned),
  };
}

/** Takes the first of input, file and default that is there, and writes down which it was. */
type Choose = <T>(
  name: string,
  input: T | undefined,
  file: T | undefined,
  fallback: T,
  show?: (value: T) => unknown,
) => T;

function createChooser(): Pick<Demand, 'values' | 'sources'> & { readonly choose: Choose } {
  const values: Record<string, unknown> = {};
  const sources: Record<string, Source> = {};
  const choose: Choose = (name, input, file, fallback, show = (it) => it) => {
    const value = input ?? file ?? fallback;
    values[name] = show(value);
    sources[name] = input !== undefined ? 'input' : file !== undefined ? 'file' : 'default';
    return value;
  };
  return { choose, values, sources };
}

/**
 * Subscriptions and management groups answer one question, so an input about either wins over the file's word on both.
 */
function chooseWhere(
  inputs: Inputs,
  file: Configuration | null,
  choose: Choose,
): Pick<Demand, 'subscriptions' | 'managementGroups'> {
  const given = [inputs.subscriptions, inputs.managementGroups].some((ids) => ids.length > 0);
  const fromInput = <T extends string | readonly string[]>(ids: T): T | undefined => (ids.length > 0 ? ids : undefined);
  const subscriptions = choose<Demand['subscriptions']>(
    'subscription-id',
    fromInput(inputs.subscriptions),
    given ? undefined : file?.subscriptions,
    [],
  );
  const managementGroups = choose<Demand['managementGroups']>(
    'management-group-id',
    fromInput(inputs.managementGroups),
    given ? undefined : file?.managementGroups,
    [],
  );
  if (inputs.mode === 'validate' || subscriptions.length > 0 || managementGroups.length > 0)
    return { subscriptions, managementGroups };
  throw new AuditError({
    code: 'KVA-INPUT',
    message:
      'Nothing says what to audit: subscription-id and management-group-id are empty, and no configuration file has scope.subscriptions or scope.management-groups. A variable or secret that does not exist is empty too.',
    fix: ['Give the input subscription-id (IDs, or all), or management-group-id, or write the scope into the file.'],
  });
}

function chooseRequirement(inputs: Inputs, file: Configuration | null, choose: Choose): Requirement {
  const { profile, acceptedDestinations, allowedDestinations, requireMetrics, minimumCopies } = defaultRequirement;
  return {
    profile: choose('profile', inputs.profile, file?.profile, profile),
    acceptedDestinations: choose(
      'accepted-destinations',
      inputs.acceptedDestinations,
      file?.acceptedDestinations,
      acceptedDestinations,
    ),
    allowedDestinations: choose(
      'allowed-destinations',
      inputs.allowedDestinations,
      file?.allowedDestinations,
      allowedDestinations,
      toTexts,
    ),
    requireMetrics: choose('require-metrics', inputs.requireMetrics, file?.requireMetrics, requireMetrics),
    minimumCopies: choose('minimum-copies', undefined, file?.minimumCopies, minimumCopies),
  };
}

/** Options of a requirement, and their names in the file. */
const optionNames = {
  profile: 'profile',
  acceptedDestinations: 'accepted-destinations',
  allowedDestinations: 'allowed-destinations',
  requireMetrics: 'require-metrics',
  minimumCopies: 'minimum-copies',
} as const satisfies Record<keyof Requirement, string>;
type Option = keyof Requirement;
const options = Object.keys(optionNames) as readonly Option[];

/** Options that an input decides for every resource: overrides are a part of the file, and an input wins over that. */
function pinnedOptions(inputs: Inputs): readonly Option[] {
  return options.filter((option) => option !== 'minimumCopies' && inputs[option] !== undefined);
}

function withoutPinned({ match, changes }: Override, pinned: readonly Option[]): Override {
  const left = Object.entries(changes).filter(([option]) => !pinned.some((one) => one === option));
  return { match, changes: Object.fromEntries(left) };
}

function describePinned(file: Configuration | null, pinned: readonly Option[]): string[] {
  return pinned.flatMap((option) => {
    const lost = (file?.overrides ?? []).filter(({ changes }) => changes[option] !== undefined).length;
    if (lost === 0) return [];
    const what = lost === 1 ? 'an override' : `${lost} overrides`;
    return [`The input ${optionNames[option]} wins over what ${what} of the configuration file would set.`];
  });
}

/** The file is checked by itself; an input can still take away the kinds that it counts on. */
function checkCopies({ base, overrides }: Rules): void {
  const all = [base, ...overrides.map(({ changes }) => ({ ...base, ...changes }))];
  const impossible = all.find((one) => one.minimumCopies > one.acceptedDestinations.length);
  if (impossible === undefined) return;
  throw new AuditError({
    code: 'KVA-INPUT',
    message: `No vault can meet the requirement: the configuration file demands ${impossible.minimumCopies} kinds of destination (minimum-copies), and the input accepted-destinations leaves ${impossible.acceptedDestinations.length}.`,
    fix: ['Accept more kinds of destination, or demand fewer.'],
  });
}

function toTexts(patterns: readonly Pattern[] | null): readonly string[] | null {
  return patterns?.map(({ text }) => text) ?? null;
}

function showTags(rules: readonly TagRule[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(rules.map(({ name, values }) => [name, values.map(({ text }) => text)]));
}

/** An override as the file writes it. */
export function showOverride({ match, changes }: Override): Readonly<Record<string, unknown>> & { match: MatchText } {
  const shown = options
    .filter((option) => changes[option] !== undefined)
    .map((option) => [
      optionNames[option],
      option === 'allowedDestinations' ? toTexts(changes.allowedDestinations ?? null) : changes[option],
    ]);
  return { match: match.text, ...(Object.fromEntries(shown) as Readonly<Record<string, unknown>>) };
}
