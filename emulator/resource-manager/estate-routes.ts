// Everything in the estate that Resource Manager answers for, by path.
import type { Estate } from '../estate.ts';
import { descendantBodies, subscriptionBody } from './bodies.ts';
import { authorizationFailed } from './errors.ts';
import { createRoutes, type Routes } from './routes.ts';
import { addSubscription } from './subscription-routes.ts';

export function buildRoutes(estate: Estate): Routes {
  const routes = createRoutes(estate);
  addTenant(routes);
  for (const subscription of estate.subscriptions) addSubscription(routes, subscription);
  return routes;
}

/** What belongs to no subscription. */
function addTenant({ estate, addList }: Routes): void {
  addList('/subscriptions', {
    operation: 'Subscriptions_List',
    kind: 'subscriptions',
    fault: [],
    linkBase: '/subscriptions?api-version=2022-12-01&',
    list: () => {
      const visible = estate.subscriptions.filter(
        ({ visible: shown, access, tenantId }) => shown ?? (access !== 'none' && tenantId === undefined),
      );
      const items = visible.map((subscription) => subscriptionBody(estate, subscription));
      return { items, rules: estate.subscriptionList, extra: { count: { type: 'Total', value: items.length } } };
    },
  });
  for (const group of estate.managementGroups) {
    const id = `/providers/Microsoft.Management/managementGroups/${group.id}`;
    addList(`${id}/descendants`, {
      operation: 'ManagementGroups_GetDescendants',
      kind: 'Microsoft.Management/managementGroups',
      fault: group.fault,
      linkBase: `${id}/descendants?api-version=2020-05-01&`,
      list: () =>
        group.access === 'none'
          ? authorizationFailed(estate.clientId, 'Microsoft.Management/managementGroups/descendants/read', id)
          : { items: descendantBodies(estate, group), rules: group.list },
    });
  }
}
