// What a fix must come to: the requirement that a resource was held to, as its report says it.
import type { AppliedRequirement, Destination, Profile, Report } from '../../verdict/model.ts';
import { toPattern, type Pattern } from '../../verdict/pattern.ts';
import type { Requirement } from '../../verdict/requirement.ts';

/** The profile of everything that no override is about. */
export function profileOf({ requirement: { values } }: Report): Profile {
  return values['profile'] === 'cis' ? 'cis' : 'effective';
}

/** The requirement of one resource. Patterns are compiled once for all of them. */
export function requirementReader(): (applied: AppliedRequirement) => Requirement {
  const patterns = new Map<string, Pattern>();
  const patternOf = (text: string): Pattern => {
    const pattern = patterns.get(text) ?? toPattern(text);
    patterns.set(text, pattern);
    return pattern;
  };
  return ({ override: _, allowedDestinations, ...requirement }) => ({
    ...requirement,
    allowedDestinations: allowedDestinations?.map(patternOf) ?? null,
  });
}

/** Whether a destination that exists would count. */
export function countsIn(requirement: Requirement, { kind, id }: Pick<Destination, 'kind' | 'id'>): boolean {
  const allowed = requirement.allowedDestinations;
  return (
    requirement.acceptedDestinations.includes(kind) &&
    (allowed === null || allowed.some((pattern) => pattern.matchesId(id)))
  );
}
