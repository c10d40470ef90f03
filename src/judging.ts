// One verdict for each resource that was read: the rule that holds for it, its destinations looked up once each.
import type { DestinationReader } from './ports.ts';
import type {
  AppliedRequirement,
  Destination,
  DestinationCheck,
  DiagnosticSetting,
  Judgement,
  ReportResource,
  Resource,
  SettingsReading,
} from './verdict/model.ts';
import { requirementFor, toApplied, type RequirementOf, type Rules } from './verdict/requirement.ts';
import { judgeSettings, judgeUnreadable } from './verdict/judge.ts';
import { idKey } from './verdict/model.ts';

/** Judgements that are kept for resources of the same settings: more ways to set up a vault hardly any estate has. */
const maxKnownJudgements = 1_000;

export class Judging {
  readonly #rules: Rules;
  /** null: destinations are not looked up. */
  readonly #destinations: DestinationReader | null;
  readonly #judgements = new Map<string, Promise<Judgement>>();
  readonly #applied = new Map<number | null, AppliedRequirement>();
  readonly #checks = new Map<string, Promise<DestinationCheck>>();

  constructor(rules: Rules, destinations: DestinationReader | null) {
    this.#rules = rules;
    this.#destinations = destinations;
  }

  /** As it stands in the report before waivers and comparison. */
  async judge(resource: Resource, reading: Exclude<SettingsReading, { kind: 'deleted' }>): Promise<ReportResource> {
    const rule = requirementFor(resource, this.#rules);
    const judgement =
      reading.kind === 'unreadable' ? judgeUnreadable(reading.failure) : await this.#judgeOnce(reading.settings, rule);
    const requirement = this.#applied.get(rule.override) ?? toApplied(rule);
    this.#applied.set(rule.override, requirement);
    return { ...resource, ...judgement, waiver: null, requirement, change: null, since: null };
  }

  /**
   * Thousands of vaults are set up in a few ways: the same settings under the same rule are judged once. What is known of
   * their destinations is the same too, because each of these is looked up once.
   */
  #judgeOnce(settings: readonly DiagnosticSetting[], rule: RequirementOf): Promise<Judgement> {
    const key = `${String(rule.override)} ${JSON.stringify(settings)}`;
    const known = this.#judgements.get(key);
    if (known !== undefined) return known;
    // Kept before it is known: hundreds may be read by the time that a destination has been looked up.
    const judgement = this.#judge(settings, rule);
    if (this.#judgements.size < maxKnownJudgements) this.#judgements.set(key, judgement);
    return judgement;
  }

  async #judge(settings: readonly DiagnosticSetting[], { requirement }: RequirementOf): Promise<Judgement> {
    const checkOf = await this.#checkDestinations(settings.flatMap(({ destinations }) => destinations));
    return judgeSettings(settings, requirement, checkOf);
  }

  /** Each distinct destination is read once, however many settings name it. */
  async #checkDestinations(destinations: readonly Destination[]): Promise<(one: Destination) => DestinationCheck> {
    const reader = this.#destinations;
    if (reader === null) return () => unchecked;
    const keyOf = ({ kind, id }: Destination): string => `${kind} ${idKey(id)}`;
    const checks = new Map<string, DestinationCheck>();
    await Promise.all(
      destinations.map(async (destination) => {
        const key = keyOf(destination);
        const pending = this.#checks.get(key) ?? reader.readDestination(destination);
        this.#checks.set(key, pending);
        checks.set(key, await pending);
      }),
    );
    return (one) => checks.get(keyOf(one)) ?? unchecked;
  }
}

const unchecked: DestinationCheck = { state: 'unchecked', notes: [], location: null };
