// Where a resource is, as two cells of a table in Markdown: for every list of resources that people read.
import type { LeftOutResource, Report } from '../verdict/model.ts';
import type { RenderContext } from './context.ts';
import { subscriptionNames } from './findings.ts';
import { escape, link, small, stack, unbroken, type Markdown } from './markdown.ts';
import { toPortalLinks } from './portal.ts';

/** GitHub squeezes a table into the width of its page, and breaks names at their hyphens: two cells, not three. */
export const whereHeader: readonly Markdown[] = ['Vault or managed HSM', 'Subscription, resource group'].map(unbroken);

/** In UTF-16 units: Azure's own names are shorter. */
const nameLimit = 80;

export type Where = (resource: Omit<LeftOutResource, 'tags'>) => readonly [resource: Markdown, place: Markdown];

/** The name leads to the portal, unless the report is redacted. */
export function whereCells(report: Report, context: Pick<RenderContext, 'portal' | 'redacted'>): Where {
  const linkTo = toPortalLinks(report, context);
  const nameOf = subscriptionNames(report);
  return (resource) => {
    const name = escape(resource.name, nameLimit) || '(no name)';
    return [
      stack(
        context.redacted ? name : link(name, linkTo(resource)),
        resource.type === 'managedHsm' ? small('managed HSM') : '',
      ),
      stack(escape(nameOf(resource.subscriptionId), nameLimit), escape(resource.resourceGroup, nameLimit)),
    ];
  };
}
