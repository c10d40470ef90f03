// What a fix must come to: the requirement that a resource was held to, as its report says it.
import type { AppliedRequirement, Destination, Profile, Report } from '../../verdict/model.ts';
import { toPattern } from '../../verdict/pattern.ts';
import type { Requirement } from '../../verdict/requirement.ts';

/** The profile of everything that no override is about. */
export function profileOf({ requirement: { values } }: Report): Profile {
  return values['profile'] === 'cis' ? 'cis' : 'effective';
}

/** The requirement of one resource. Alike ones are one object, whose patterns are compiled once. */
export function requirementReader(): (applied: AppliedRequirement) => Requirement {
  const known = new Map<string, Requirement>();
  return ({ override: _, ...applied }) => {
    const key = JSON.stringify(applied);
    const requirement = known.get(key) ?? {
      ...applied,
      allowedDestinations: applied.allowedDestinations?.map(toPattern) ?? null,
    };
    known.set(key, requirement);
    return requirement;
  };
}

/** Whether a destination that exists would count. */
export function countsIn(requirement: Requirement, { kind, id }: Pick<Destination, 'kind' | 'id'>): boolean {
  const allowed = requirement.allowedDestinations;
  return (
    requirement.acceptedDestinations.includes(kind) &&
    (allowed === null || allowed.some((pattern) => pattern.matchesId(id)))
  );
}
