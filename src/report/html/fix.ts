// The fix that stands beside one resource: the same commands as in the summary, for this resource alone.
import type { Report, ReportResource } from '../../verdict/model.ts';
import { renderFixScript, renderRoleScript } from '../fixes/azure-cli.ts';
import { chooseFrom, toRequirement } from '../fixes/demand.ts';
import { planWith } from '../fixes/plan.ts';
import { isSafeResourceId } from '../fixes/safe.ts';
import { idMark } from './page-data.ts';

export interface ResourceFix {
  readonly title: string;
  /** With {@link idMark} in place of the resource's ID. */
  readonly script: string;
  /** Where a destination in the script comes from; empty when there is nothing to say. */
  readonly remark: string;
}

/** null: there is nothing to mend, or no command would mend it. */
export type FixFor = (resource: ReportResource) => ResourceFix | null;

export function fixesOf(report: Report): FixFor {
  const requirement = toRequirement(report);
  const plan = planWith(requirement, chooseFrom(report, requirement));
  return (resource) => {
    if (resource.status === 'noncompliant' || resource.status === 'waived') {
      const fix = plan(resource);
      const { text } = renderFixScript([{ resource, fix }], 1);
      return { title: 'Azure CLI, for bash', script: markId(text, resource.id), remark: describe(fix.destinations) };
    }
    if (resource.reason !== 'forbidden') return null;
    const { text } = renderRoleScript([resource.subscriptionId], 1);
    return text === '' ? null : { title: 'Azure CLI, for bash', script: text, remark: '' };
  };
}

/** The ID is the one thing in which the scripts of many resources differ; what is not safe is not in them anyway. */
function markId(script: string, id: string): string {
  return isSafeResourceId(id) ? script.replaceAll(id, idMark) : script;
}

function describe(choices: readonly { readonly id: string | null; readonly usedBy: number }[]): string {
  if (choices.some(({ id }) => id === null)) return 'Fill in the placeholders first.';
  if (choices.some(({ usedBy }) => usedBy > 0)) {
    return 'The destination is the one of its kind that the compliant vaults here use most.';
  }
  return choices.length > 0 ? 'The destination is the one that the requirement allows.' : '';
}
