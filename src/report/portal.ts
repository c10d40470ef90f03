// Links to the portal for report files.
import type { Report, ReportResource } from '../verdict/model.ts';
import type { FileContext } from './context.ts';
import { toPortalUrl } from './summary-parts.ts';

/** The "Diagnostic settings" blade of each resource of a report. */
export function toPortalLinks(
  { subscriptions }: Report,
  { portal }: Pick<FileContext, 'portal'>,
): (resource: Pick<ReportResource, 'id' | 'subscriptionId'>) => string {
  const tenants = new Map(subscriptions.map(({ id, tenantId }) => [id.toLowerCase(), tenantId]));
  return ({ id, subscriptionId }) => toPortalUrl(portal, tenants.get(subscriptionId.toLowerCase()) ?? null, id);
}
