// What a pull request would change about the configuration in force, in plain sentences. Pure.
import { showOverride, type Demand } from './demand.ts';
import { describeMatch } from './verdict/match.ts';
import type { Waiver } from './verdict/waivers.ts';

const maxShown = 300;

/** Sentences, one for each option and each waiver that would differ; none: the file says the same in other words. */
export function describeChanges(before: Demand, after: Demand): readonly string[] {
  const names = [...new Set([...Object.keys(before.values), ...Object.keys(after.values)])].toSorted();
  const options = names.flatMap((name) => {
    if (name === 'overrides') return describeOverrides(before, after);
    const [old, now] = [show(before.values[name]), show(after.values[name])];
    return old === now ? [] : [`It changes ${name} from ${old} to ${now}.`];
  });
  return [...options, ...describeWaivers(before.waivers, after.waivers)];
}

function describeOverrides(before: Demand, after: Demand): string[] {
  const [old, now] = [before, after].map(({ rules }) => rules.overrides.map((one) => show(showOverride(one))));
  if (old === undefined || now === undefined || show(old) === show(now)) return [];
  const gone = old.filter((one) => !now.includes(one)).map((one) => `It removes the override ${one}.`);
  const added = now.filter((one) => !old.includes(one)).map((one) => `It adds the override ${one}.`);
  return gone.length + added.length > 0 ? [...gone, ...added] : ['It changes the order of the overrides.'];
}

function describeWaivers(before: readonly Waiver[], after: readonly Waiver[]): string[] {
  const [old, now] = [before, after].map((waivers) => new Map(waivers.map((one) => [keyOf(one), one])));
  const tell = ({ owner, expires }: Waiver): string => `until ${expires}, owner ${owner}`;
  const added = after
    .filter((one) => !old?.has(keyOf(one)))
    .map((one) => `It adds a waiver for ${about(one)}, ${tell(one)}: ${cut(one.reason)}`);
  const removed = before
    .filter((one) => !now?.has(keyOf(one)))
    .map((one) => `It removes the waiver for ${about(one)}, ${tell(one)}.`);
  return [...added, ...removed];
}

/** Waivers that differ in anything but their place in the file are different ones. */
function keyOf({ match, reason, owner, expires }: Waiver): string {
  return JSON.stringify([match.text, reason, owner, expires]);
}

function about({ match }: Waiver): string {
  return cut(describeMatch(match.text));
}

function show(value: unknown): string {
  if (value === null) return 'any';
  return cut(typeof value === 'string' ? value : JSON.stringify(value));
}

function cut(text: string): string {
  return text.length <= maxShown ? text : `${text.slice(0, maxShown - 1)}…`;
}
