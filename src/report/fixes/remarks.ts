// What stands beside a fix as a comment: nobody should apply a change without knowing why it is this one. Only words of
// ours, numbers, and names that safe.ts lets through.
import { countOf, destinationWords, enumerate, wordsFor } from '../wording.ts';
import type { ReportResource } from '../../verdict/model.ts';
import type { Choice } from './choices.ts';
import { isRegional } from './choices.ts';
import { idOf } from './placeholders.ts';
import type { Fix } from './plan.ts';

/** True of Azure whatever the report says, and often taken for granted otherwise. */
export const azureFacts = [
  'Logs are not retroactive: a setting records from now on, and who read what before stays unknown.',
  'Diagnostic settings outlive a vault that is deleted, moved or renamed, and a new one with the same ID can inherit them.',
] as const;

export interface PlannedFix {
  readonly resource: ReportResource;
  readonly fix: Fix;
}

/** `no diagnostic setting: a new setting, to the Log Analytics workspace that 7 compliant ones here use`. */
export function describeFix({ resource: { reason }, fix }: PlannedFix): string {
  const { action, setting, logs, metrics, destinations, removes } = fix;
  const changes = [
    ...(action === 'update' && logs !== null ? ['logs'] : []),
    ...(action === 'update' && metrics ? ['metrics'] : []),
    ...(action === 'update' && destinations.length > 0 ? ['destination'] : []),
    ...(removes.length > 0 ? ['what cannot stay taken out'] : []),
  ];
  const what =
    action === 'create' ? 'a new setting' : `setting ${setting ?? 'of your choice'} changed (${enumerate(changes)})`;
  const where = destinations.map((choice) => `, to ${describeOrigin(choice)}`).join('');
  return `${reason === null ? '' : `${wordsFor(reason).short}: `}${what}${where}`;
}

function describeOrigin(choice: Choice): string {
  const { kind, usedBy, region } = choice;
  const thing = destinationWords[kind];
  if (idOf(choice) === null) return `a ${thing} that you name`;
  if (usedBy > 0) return `the ${thing} that ${countOf(usedBy, 'compliant one')} here ${usedBy === 1 ? 'uses' : 'use'}`;
  const condition = isRegional(kind) ? `, if it is in ${region ?? 'the same region'}` : '';
  return `the only ${thing} that the requirement allows${condition}`;
}
