// Links to the portal, where somebody who found a vault in a report sees its settings.
import type { Report, ReportResource } from '../verdict/model.ts';
import type { FileContext } from './context.ts';

/** The "Diagnostic settings" blade of each resource of a report, in the tenant where the portal must look for it. */
export function toPortalLinks(
  { subscriptions }: Pick<Report, 'subscriptions'>,
  { portal }: Pick<FileContext, 'portal'>,
): (resource: Pick<ReportResource, 'id' | 'subscriptionId'>) => string {
  const tenants = new Map(subscriptions.map(({ id, tenantId }) => [id.toLowerCase(), tenantId]));
  return ({ id, subscriptionId }) => toPortalUrl(portal, tenants.get(subscriptionId.toLowerCase()) ?? null, id);
}

function toPortalUrl(portal: string, tenantId: string | null, resourceId: string): string {
  const tenant = tenantId !== null && /^[0-9a-f-]{36}$/i.test(tenantId) ? `@${tenantId}/` : '@/';
  const segments = resourceId.slice(0, 1_000).toWellFormed().split('/').map(encodeURIComponent);
  return `${portal}/#${tenant}resource${segments.join('/')}/diagnostics`;
}
