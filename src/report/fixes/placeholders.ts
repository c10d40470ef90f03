// What stands for a destination that nothing in the report tells: a name for every language, and what to fill in.
import type { DestinationKind } from '../../verdict/model.ts';
import type { Choice } from './choices.ts';
import { isSafeDestinationId } from './safe.ts';

const names: Readonly<Record<DestinationKind, string>> = {
  'log-analytics': 'workspace_id',
  storage: 'storage_account_id',
  'event-hub': 'event_hub_rule_id',
  partner: 'partner_id',
};
const things: Readonly<Record<DestinationKind, string>> = {
  'log-analytics': 'a Log Analytics workspace',
  storage: 'a storage account',
  'event-hub': 'an authorization rule of an Event Hubs namespace',
  partner: 'a partner solution',
};

/** `storage_account_id_westeurope`: one for each region that matters, because nothing else would be legal. */
export function placeholderName({ kind, region }: Choice): string {
  return region === null ? names[kind] : `${names[kind]}_${region}`;
}

/** Words without any character that means something to a shell, a template or a string. */
export function placeholderWords({ kind, region, fromList }: Choice): string {
  const where =
    region === null ? (kind === 'storage' || kind === 'event-hub' ? ' in the same region' : '') : ` in ${region}`;
  return `resource ID of ${things[kind]}${where}${fromList ? ', one that the requirement allows' : ''}`;
}

/** The ID, if it is known and may be written down. */
export function idOf({ id }: { readonly id: string | null }): string | null {
  return id !== null && isSafeDestinationId(id) ? id : null;
}

/** Those of the choices that are left to the reader, each once. */
export function openChoices(choices: readonly Choice[]): readonly Choice[] {
  const open = choices.filter((choice) => idOf(choice) === null);
  return [...new Map(open.map((choice) => [placeholderName(choice), choice])).values()];
}
