// The fix of a single resource in every language, for whoever shows it beside that resource.
import type { Report, ReportResource } from '../../verdict/model.ts';
import { renderFixScript } from './azure-cli.ts';
import { renderBicepFix } from './bicep.ts';
import { planFor, type Fix } from './plan.ts';
import { renderTerraformFix } from './terraform.ts';
import { toWholeFix } from './whole.ts';

export interface OneFix {
  readonly fix: Fix;
  /** Commands for bash. */
  readonly azureCli: string;
  /** A file for the resource group; null: something in it must not be named, see safe.ts. */
  readonly bicep: string | null;
  /** Import, variables and resource; null as above. */
  readonly terraform: string | null;
}

/** null: there is nothing to mend, or nothing is known of its settings. */
export function fixesFor(report: Report): (resource: ReportResource) => OneFix | null {
  const plan = planFor(report);
  return (resource) => {
    if (resource.status !== 'noncompliant' && resource.status !== 'waived') return null;
    const fix = plan(resource);
    const whole = toWholeFix({ resource, fix });
    return {
      fix,
      azureCli: renderFixScript([{ resource, fix }], 1).text,
      bicep: whole === null ? null : renderBicepFix(whole),
      terraform: whole === null ? null : renderTerraformFix([whole]),
    };
  };
}
