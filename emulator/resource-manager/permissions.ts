// What the identity may do where: roles of the estate, asked for one action at a time.
import type { EstateSubscription, Permission } from '../estate.ts';

const reader: readonly Permission[] = [{ actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] }];

/** Whether any role on the subscription, or on this resource group of it, allows the action. */
export function isAllowed(subscription: EstateSubscription, action: string, resourceGroup?: string): boolean {
  const { access, permissions } = subscription;
  if (access === 'none') return false;
  // Lists and the subscription itself answer whoever has a role anywhere below; they just show less.
  if (access !== 'all' && resourceGroup !== undefined && !seesGroup(subscription, resourceGroup)) return false;
  return (permissions === 'forbidden' ? reader : permissions).some(
    (permission) =>
      permission.actions.some((pattern) => matches(pattern, action)) &&
      !permission.notActions.some((pattern) => matches(pattern, action)),
  );
}

/** Whether lists show this resource group's resources. */
export function seesGroup({ access }: EstateSubscription, resourceGroup: string): boolean {
  if (typeof access === 'string') return access === 'all';
  return access.some((name) => name.toLowerCase() === resourceGroup.toLowerCase());
}

/** The answer to `…/providers/Microsoft.Authorization/permissions` at the subscription. */
export function permissionsAt({ access, permissions }: EstateSubscription): readonly Permission[] | 'forbidden' {
  if (access === 'none') return 'forbidden';
  return access === 'all' ? permissions : [];
}

function matches(pattern: string, action: string): boolean {
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`, 'i').test(action);
}
