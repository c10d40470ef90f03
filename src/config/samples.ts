// Resources that the rules of a file are about, made up from the rules themselves: to show what would be demanded of them.
import type { Match, TagRule } from '../verdict/match.ts';
import { withoutTrailingSlash, type Resource } from '../verdict/model.ts';
import type { Configuration } from './configuration.ts';

export interface Sample {
  /** What it was made from: `override 1`, `waiver 2`, `any other vault`. */
  readonly origin: string;
  readonly resource: Resource;
}

/** One for each override and each waiver, and one that no rule names. */
export function toSamples({ overrides, waivers }: Configuration): readonly Sample[] {
  return [
    ...overrides.map(({ match }, index) => ({ origin: `override ${index + 1}`, resource: fromMatch(match) })),
    ...waivers.map(({ match }, index) => ({ origin: `waiver ${index + 1}`, resource: fromMatch(match) })),
    { origin: 'any other vault', resource: toSampleResource('any-other-vault') },
  ];
}

/** A resource of this ID, or of this name where it is none. */
export function toSampleResource(idOrName: string): Resource {
  if (!idOrName.includes('/')) return fromParts({ name: idOrName });
  const part = (pattern: RegExp): string | undefined => pattern.exec(idOrName)?.[1];
  const resource = fromParts({
    name: withoutTrailingSlash(idOrName).split('/').at(-1) ?? '',
    subscriptionId: part(/\/subscriptions\/([^/]+)/i),
    resourceGroup: part(/\/resourceGroups\/([^/]+)/i),
  });
  return { ...resource, id: idOrName };
}

interface Parts {
  readonly name?: string | undefined;
  readonly subscriptionId?: string | undefined;
  readonly resourceGroup?: string | undefined;
  readonly tags?: Readonly<Record<string, string>>;
}

function fromParts({ name = 'sample', subscriptionId, resourceGroup = 'sample', tags = {} }: Parts): Resource {
  const subscription = subscriptionId ?? '00000000-0000-0000-0000-000000000000';
  const scope = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`;
  return {
    id: `${scope}/providers/Microsoft.KeyVault/vaults/${name}`,
    name,
    type: 'vault',
    subscriptionId: subscription,
    resourceGroup,
    location: null,
    tags,
  };
}

function fromMatch({ names, ids, resourceGroups, subscriptions, tags }: Match): Resource {
  const first = (patterns: Match['names'] | Match['resourceGroups']): string | undefined => fill(patterns?.[0]?.text);
  const byParts = fromParts({
    name: first(names),
    subscriptionId: subscriptions?.[0],
    resourceGroup: first(resourceGroups),
    tags: Object.fromEntries((tags ?? []).map((rule) => [rule.name, valueOf(rule)])),
  });
  const id = fill(ids?.[0]?.text);
  return id === undefined ? byParts : { ...toSampleResource(id), tags: byParts.tags };
}

function valueOf({ values }: TagRule): string {
  return fill(values[0]?.text) ?? '';
}

/** A text that the pattern matches. */
function fill(pattern: string | undefined): string | undefined {
  return pattern?.replaceAll('*', 'x').replaceAll('?', 'x');
}
