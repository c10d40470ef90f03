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
    const [old, now] = [toText(before.values[name]), toText(after.values[name])];
    if (old === now) return [];
    const start = placeOfDifference(old, now);
    return [`It changes ${name} from ${cutFrom(start, old)} to ${cutFrom(start, now)}.`];
  });
  return [...options, ...describeWaivers(before.waivers, after.waivers)];
}

function describeOverrides(before: Demand, after: Demand): string[] {
  const [old, now] = [before, after].map(({ rules }) => rules.overrides.map((one) => toText(showOverride(one))));
  if (old === undefined || now === undefined || toText(old) === toText(now)) return [];
  const [wereThere, areThere] = [new Set(old), new Set(now)];
  const gone = old.filter((one) => !areThere.has(one)).map((one) => `It removes the override ${cut(one)}.`);
  const added = now.filter((one) => !wereThere.has(one)).map((one) => `It adds the override ${cut(one)}.`);
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

/** Whole: what is compared must not be cut, or a change behind the cut would be none. */
function toText(value: unknown): string {
  if (value === null) return 'any';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What is left of it where two texts begin to differ, for whoever has to recognise the place. */
const shownBefore = 30;

/** From where two texts are shown: from the start, unless they are too long for that. */
function placeOfDifference(one: string, other: string): number {
  if (Math.max(one.length, other.length) <= maxShown) return 0;
  let place = 0;
  while (one[place] === other[place]) place += 1;
  return place <= maxShown / 2 ? 0 : place - shownBefore;
}

function cutFrom(start: number, text: string): string {
  return cut(start === 0 ? text : `…${text.slice(start)}`);
}

function cut(text: string): string {
  return text.length <= maxShown ? text : `${text.slice(0, maxShown - 1)}…`;
}
