// How the tests of this folder judge: a requirement with overrides, and a state for each destination.
import type {
  Destination,
  DestinationState,
  DiagnosticSetting,
  Judgement,
  LogEntry,
  MetricEntry,
} from '../../src/verdict/model.ts';
import { anId } from '../builders.ts';
import { defaultRequirement, type Requirement } from '../../src/verdict/requirement.ts';
import { judgeSettings } from '../../src/verdict/judge.ts';
import { toPattern } from '../../src/verdict/pattern.ts';

/** A requirement with patterns as they are written. */
export type Demand = Partial<Omit<Requirement, 'allowedDestinations'>> & {
  readonly allowedDestinations?: readonly string[] | null;
};

export function aRequirement({ allowedDestinations, ...others }: Demand = {}): Requirement {
  return { ...defaultRequirement, ...others, allowedDestinations: allowedDestinations?.map(toPattern) ?? null };
}

/** Judges with every destination verified, unless `stateOf` knows better. */
export function judge(
  settings: readonly DiagnosticSetting[],
  demand: Demand = {},
  stateOf: (destination: Destination) => DestinationState = () => 'verified',
  notesOf: (destination: Destination) => readonly string[] = () => [],
): Judgement {
  return judgeSettings(settings, aRequirement(demand), (destination) => ({
    state: stateOf(destination),
    notes: notesOf(destination),
    location: null,
  }));
}

export const allMetrics: MetricEntry = { category: 'AllMetrics', enabled: true };

export function off(entry: LogEntry): LogEntry {
  return { ...entry, enabled: false };
}

export const storageElsewhere: Destination = {
  kind: 'storage',
  id: anId('Microsoft.Storage', 'storageAccounts', 'stelsewhere'),
};
