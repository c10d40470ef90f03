// Which names and IDs may stand in something that people paste into a shell: those that Azure's own rules allow, in
// ASCII. All others are replaced by placeholders. Quoting comes on top; it is never the only defence.

const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
// Azure allows more letters than these in the name of a resource group; whoever uses them gets a placeholder.
const groupName = '[\\w().-]{0,89}[\\w()-]';
const scope = `/subscriptions/${guid}/resourceGroups/${groupName}/providers`;
const resource = new RegExp(`^${scope}/Microsoft\\.KeyVault/(?:vaults|managedHSMs)/[a-z0-9-]{3,24}$`, 'i');
const destination = new RegExp(`^${scope}/[a-z0-9]+\\.[a-z0-9.]+(?:/[a-z0-9]+/[\\w.-]{1,260})+$`, 'i');

/** The ID of a vault or managed HSM. */
export function isSafeResourceId(id: string): boolean {
  return resource.test(id);
}

/** The ID of a workspace, a storage account, an authorization rule of Event Hubs, or a partner solution. */
export function isSafeDestinationId(id: string): boolean {
  return id.length <= 1_000 && destination.test(id);
}

export function isSafeSubscriptionId(id: string): boolean {
  return new RegExp(`^${guid}$`, 'i').test(id);
}

/** Never starts with a hyphen: Azure CLI would take it for an option, quoted or not. */
export function isSafeSettingName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9 ._-]{0,258}[a-z0-9._-])?$/i.test(name);
}

/** The name of a log category or a category group. */
export function isSafeCategory(name: string): boolean {
  return /^[a-z0-9][a-z0-9._-]{0,127}$/i.test(name);
}

/** A region as Azure writes it in IDs: `westeurope`. */
export function isSafeRegion(region: string): boolean {
  return /^[a-z0-9]{1,40}$/.test(region);
}

/** A hub of an Event Hubs namespace. */
export function isSafeEventHubName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9._-]{0,254}[a-z0-9])?$/i.test(name);
}
