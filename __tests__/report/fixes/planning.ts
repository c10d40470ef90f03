// One failing vault among others, and the fix that is planned for it.
import type { Choice } from '../../../src/report/fixes/choices.ts';
import { planFor, type Fix } from '../../../src/report/fixes/plan.ts';
import type {
  AppliedRequirement,
  Destination,
  JudgedSetting,
  NoncompliantReason,
  ReportResource,
} from '../../../src/verdict/model.ts';
import {
  aJudgedSetting,
  aNoncompliantResource,
  aReport,
  aReportResource,
  aVault,
  aWorkspace,
  anAppliedRequirement,
} from '../../builders.ts';

export interface Given {
  /** Beside the failing one. */
  readonly others?: readonly ReportResource[];
  readonly requirement?: Partial<AppliedRequirement>;
  readonly location?: string | null;
}

export function fixOf(reason: NoncompliantReason, settings: readonly JudgedSetting[], given: Given = {}): Fix {
  const { others = [], requirement = {}, location = 'westeurope' } = given;
  const failing = aNoncompliantResource(reason, {
    ...aVault({ name: 'kv-failing', location }),
    settings,
    requirement: anAppliedRequirement(requirement),
  });
  return planFor(aReport({ resources: [failing, ...others] }))(failing);
}

export function aChoice(kind: Destination['kind'], overrides: Partial<Choice> = {}): Choice {
  const region = kind === 'storage' || kind === 'event-hub' ? 'westeurope' : null;
  return { kind, id: null, usedBy: 0, region, eventHubName: null, fromList: false, ...overrides };
}

export const inadequate = (overrides: Partial<JudgedSetting>): JudgedSetting =>
  aJudgedSetting({ adequate: false, ...overrides });
export type State = JudgedSetting['destinations'][number];
export const missing = (destination: Destination): State => ({ ...destination, state: 'missing' });
export const verified = (destination: Destination): State => ({ ...destination, state: 'verified' });
export const otherWorkspace: Destination = { ...aWorkspace, id: `${aWorkspace.id}-own` };
export const good = aReportResource();
