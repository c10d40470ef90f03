// Which resources a rule of the configuration file is about: by name, ID, resource group, subscription or tags.
import type { Pattern, TextPattern } from './pattern.ts';
import type { MatchText, Resource } from './model.ts';

/** All members that are there must fit; of each, one item is enough. Never without any member. */
export interface Match {
  readonly names: readonly Pattern[] | null;
  readonly ids: readonly Pattern[] | null;
  readonly resourceGroups: readonly TextPattern[] | null;
  /** Subscription IDs. */
  readonly subscriptions: readonly string[] | null;
  readonly tags: readonly TagRule[] | null;
  /** As it stands in the file: for reports. */
  readonly text: MatchText;
}

/** A tag and the values of it that are meant. Azure compares names of tags without letter case; here values too. */
export interface TagRule {
  readonly name: string;
  readonly values: readonly TextPattern[];
}

/** Whether the rule is about this resource. */
export function isMatch(match: Match, resource: Resource): boolean {
  const { names, ids, resourceGroups, subscriptions, tags } = match;
  const subscription = resource.subscriptionId.toLowerCase();
  return (
    (names === null || names.some((pattern) => pattern.matches(resource))) &&
    (ids === null || ids.some((pattern) => pattern.matches(resource))) &&
    (resourceGroups === null || resourceGroups.some((pattern) => pattern.matches(resource.resourceGroup))) &&
    (subscriptions === null || subscriptions.some((id) => id.toLowerCase() === subscription)) &&
    (tags === null || tags.every((rule) => hasTag(resource, rule)))
  );
}

/** Whether the tag is there, with one of the values. */
function hasTag(resource: Pick<Resource, 'tags'>, rule: TagRule): boolean {
  const value = valueOf(resource, rule);
  return value !== undefined && rule.values.some((pattern) => pattern.matches(value));
}

/** Whether a tag with another value than those asked for leaves the resource out. Without the tag it stays in. */
export function isLeftOut(resource: Pick<Resource, 'tags'>, rules: readonly TagRule[]): boolean {
  return rules.some((rule) => valueOf(resource, rule) !== undefined && !hasTag(resource, rule));
}

/** A match in one line: `name kv-pci-*, tags environment=prod|staging`. */
export function describeMatch(text: MatchText): string {
  return Object.entries(text)
    .map(([key, items]) => {
      if (isList(items)) return `${key} ${items.join('|')}`;
      return `${key} ${Object.entries(items)
        .map(([tag, values]) => `${tag}=${values.join('|')}`)
        .join(', ')}`;
    })
    .join(', ');
}

function isList(items: MatchText[string]): items is readonly string[] {
  return Array.isArray(items);
}

function valueOf({ tags }: Pick<Resource, 'tags'>, { name }: TagRule): string | undefined {
  const key = name.toLowerCase();
  return Object.entries(tags).find(([tag]) => tag.toLowerCase() === key)?.[1];
}
