// What a team demands of a resource, as data, and which resources it demands it of.
import type { DestinationKind, Profile } from './model.ts';
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
