// Where a setting that is changed or made sends its logs: destinations that count, as few as the requirement needs, and none
// that Azure refuses.
import type { Destination, DestinationKind, JudgedSetting, ReportResource } from '../../verdict/model.ts';
import { hasBothGroups } from '../../verdict/ladder.ts';
import type { Requirement } from '../../verdict/requirement.ts';
import type { Choice } from './choices.ts';
import { countsIn } from './demand.ts';

/** A failing resource with what is demanded of it and what it could send its logs to. */
export interface Case {
  readonly resource: ReportResource;
  readonly requirement: Requirement;
  readonly options: readonly Option[];
}

/** A kind that would count, and what there is of it. */
export interface Option {
  readonly kind: DestinationKind;
  readonly isOpen: boolean;
  /** The best first, a placeholder last. */
  readonly choices: readonly Choice[];
}

/** What a change starts from. */
export interface Before {
  readonly base: JudgedSetting | null;
  /** Its destinations receive something now. */
  readonly isSending: boolean;
  /** Whether Azure would refuse to send there what the setting is to send. */
  readonly refuses: (id: string) => boolean;
}

/** What to set, so that this setting has a destination that counts, and all together reach enough kinds. */
export function destinationsFor({ base, isSending, refuses }: Before, one: Case): readonly Choice[] {
  const { resource, requirement } = one;
  const own = new Set(
    countingAt(base, one)
      .filter(({ id }) => !refuses(id))
      .map(({ kind }) => kind),
  );
  const elsewhere = resource.settings
    .filter((setting) => setting !== base && satisfies(setting, requirement))
    .flatMap((setting) => countingAt(setting, one).map(({ kind }) => kind));
  const reached = new Set([...own, ...elsewhere]);
  const missing = Math.max(own.size === 0 ? 1 : 0, requirement.minimumCopies - reached.size);

  const occupied = new Set(isSending ? livingAt(base).map(({ kind }) => kind) : []);
  const replaced = new Set((base?.destinations ?? []).map(({ kind }) => kind));
  const faultsOf = ({ kind, id, usedBy }: Choice, { isOpen }: Option): readonly number[] => [
    Number(reached.has(kind)),
    Number(!isOpen),
    Number(occupied.has(kind)),
    Number(id === null),
    Number(!replaced.has(kind)),
    -usedBy,
  ];
  return one.options
    .filter(({ kind }) => !own.has(kind))
    .flatMap((option) => {
      const takeable = option.choices.filter(({ id }) => id === null || !refuses(id));
      return takeable.slice(0, 1).map((choice) => ({ choice, faults: faultsOf(choice, option) }));
    })
    .toSorted((a, b) => compareLists(a.faults, b.faults))
    .slice(0, missing)
    .map(({ choice }) => choice);
}

/** The destinations of a setting that count already, once its logs do. */
export function countingAt(setting: JudgedSetting | null, { requirement }: Case): readonly Destination[] {
  return livingAt(setting).filter((one) => countsIn(requirement, one));
}

export function livingAt(setting: JudgedSetting | null): readonly Destination[] {
  return setting?.destinations.filter(({ state }) => state !== 'missing') ?? [];
}

function satisfies(setting: JudgedSetting, { profile }: Requirement): boolean {
  return setting.adequate && (profile !== 'cis' || hasBothGroups(setting));
}

/** By the first place in which they differ. */
export function compareLists(a: readonly number[], b: readonly number[]): number {
  return a.map((value, index) => value - Number(b[index])).find((difference) => difference !== 0) ?? 0;
}
