// What a team demands of a resource, as data, and which resources it demands it of.
import type { AppliedRequirement, DestinationKind, Profile, Resource } from './model.ts';
import { isMatch, type Match } from './match.ts';
import type { Pattern } from './pattern.ts';

export const destinationKinds = [
  'log-analytics',
  'storage',
  'event-hub',
  'partner',
] as const satisfies DestinationKind[];
export const profiles = ['effective', 'cis'] as const satisfies Profile[];

export interface Requirement {
  readonly profile: Profile;
  /** Kinds that count. */
  readonly acceptedDestinations: readonly DestinationKind[];
  /** Destinations outside the list do not count; null: every destination does. */
  readonly allowedDestinations: readonly Pattern[] | null;
  /** Also `AllMetrics`, enabled, with a destination that counts, in any one setting. */
  readonly requireMetrics: boolean;
  /** How many different kinds of destination the adequate settings must reach together; at least 1. */
  readonly minimumCopies: number;
}

/** Which resources are looked at. `exclude` wins. */
export interface Scope {
  /** null: everything. */
  readonly include: readonly Pattern[] | null;
  readonly exclude: readonly Pattern[];
}

export const defaultRequirement: Requirement = {
  profile: 'effective',
  acceptedDestinations: destinationKinds,
  allowedDestinations: null,
  requireMetrics: false,
  minimumCopies: 1,
};

/** Whether the filters let a resource in. */
export function isInScope(resource: { readonly id: string; readonly name: string }, scope: Scope): boolean {
  const covers = (pattern: Pattern): boolean => pattern.matches(resource);
  if (scope.exclude.some(covers)) return false;
  return scope.include === null || scope.include.some(covers);
}

/** What is demanded of everything, and of some resources in its place. */
export interface Rules {
  readonly base: Requirement;
  /** The first that matches wins; later ones are not looked at. */
  readonly overrides: readonly Override[];
}

export interface Override {
  readonly match: Match;
  /** The options that differ from the base. */
  readonly changes: Partial<Requirement>;
}

/** The requirement of one resource. */
export interface RequirementOf {
  readonly requirement: Requirement;
  /** Which override applies, counted from 1; null: none. */
  readonly override: number | null;
}

export function requirementFor(resource: Resource, { base, overrides }: Rules): RequirementOf {
  const index = overrides.findIndex(({ match }) => isMatch(match, resource));
  const override = overrides[index];
  if (override === undefined) return { requirement: base, override: null };
  return { requirement: { ...base, ...override.changes }, override: index + 1 };
}

/** The same for the report. */
export function toApplied({ requirement, override }: RequirementOf): AppliedRequirement {
  const allowedDestinations = requirement.allowedDestinations?.map(({ text }) => text) ?? null;
  return { ...requirement, allowedDestinations, override };
}
