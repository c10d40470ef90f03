// The fix that stands beside one resource, in every language that can say it.
import type { Report, ReportResource } from '../../verdict/model.ts';
import { renderRoleScript } from '../fixes/azure-cli.ts';
import { fixesFor } from '../fixes/one-fix.ts';
import { describeFix } from '../fixes/remarks.ts';
import { isSafeResourceId } from '../fixes/safe.ts';
import { toTemplate } from './page-data.ts';

export interface ResourceFix {
  /** What it does, and why it is this; may be empty. */
  readonly remark: string;
  readonly scripts: readonly { readonly language: string; readonly template: string }[];
}

/** null: there is nothing to mend, or no script would mend it. */
export type FixFor = (resource: ReportResource) => ResourceFix | null;

const azureCliLabel = 'Azure CLI';

export function fixFinder(report: Report): FixFor {
  const fixFor = fixesFor(report);
  return (resource) => {
    if (resource.reason === 'forbidden') return toRoleFix(resource);
    const found = fixFor(resource);
    if (found === null) return null;
    const { fix, azureCli, bicep, terraform } = found;
    const texts = [
      [azureCliLabel, azureCli],
      ['Bicep', bicep],
      ['Terraform', terraform],
    ] as const;
    const scripts = texts.flatMap(([language, text]) =>
      text === null
        ? []
        : [{ language, template: isSafeResourceId(resource.id) ? toTemplate(text, resource.id) : text }],
    );
    return { remark: `${describeFix({ resource, fix })}.`, scripts };
  };
}

function toRoleFix({ subscriptionId }: ReportResource): ResourceFix | null {
  const { text } = renderRoleScript([subscriptionId], 1);
  return text === '' ? null : { remark: '', scripts: [{ language: azureCliLabel, template: text }] };
}
