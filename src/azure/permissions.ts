// PURE. Whether what an identity may do at a subscription includes what the audit needs.
import type { ResourceType } from '../verdict/model.ts';
import { toPattern } from '../verdict/pattern.ts';

export interface Grant {
  /** Patterns such as `*` and `Microsoft.KeyVault/*`. */
  readonly actions: readonly string[];
  /** Taken out of this grant only: another grant may give it back. */
  readonly notActions: readonly string[];
}

const listAction: Readonly<Record<ResourceType, string>> = {
  vault: 'Microsoft.KeyVault/vaults/read',
  managedHsm: 'Microsoft.KeyVault/managedHSMs/read',
};

/** Needed actions that no grant gives. */
export function missingActions(grants: readonly Grant[], types: readonly ResourceType[]): string[] {
  const needed = [...types.map((type) => listAction[type]), 'Microsoft.Insights/diagnosticSettings/read'];
  const gives = (grant: Grant, action: string): boolean =>
    grant.actions.some((pattern) => covers(pattern, action)) &&
    !grant.notActions.some((pattern) => covers(pattern, action));
  return needed.filter((action) => !grants.some((grant) => gives(grant, action)));
}

/** Azure's patterns: `*` stands for any characters, without letter case. */
function covers(pattern: string, action: string): boolean {
  return toPattern(pattern).matches({ id: action, name: action });
}
