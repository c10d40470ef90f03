// What the page's script is given: the details of every resource, as it unfolds and filters them. Little more than types, because
// both sides read this file: data.ts writes the data in Node, browser/ reads them in the page.

/** Index into {@link PageData.texts}: what many resources have in common stands in the file once. */
export type TextRef = number;

export interface PageData {
  readonly texts: readonly string[];
  /** Tool, and what it wants; opinions refer to these by index. */
  readonly peers: readonly PeerData[];
  /** In the order of the table's rows. */
  readonly resources: readonly ResourceData[];
}

export interface PeerData {
  readonly tool: string;
  readonly rule: string;
  readonly version: string;
  readonly source: string;
}

export interface ResourceData {
  readonly id: string;
  readonly name: string;
  readonly type: TextRef;
  readonly status: 'noncompliant' | 'unknown' | 'waived' | 'compliant';
  /** The subscription's ID, lower-cased: what the filter compares. */
  readonly subscription: TextRef;
  readonly subscriptionName: TextRef;
  readonly group: TextRef;
  readonly location: TextRef;
  readonly finding: TextRef;
  /** Why, in a sentence that fits all with this reason; none for the compliant. */
  readonly reason?: TextRef;
  readonly advice?: TextRef;
  readonly detail: TextRef;
  /** How old the finding is, where an earlier report was there to compare with. */
  readonly age?: TextRef;
  readonly isNew?: true;
  /** Which override of the configuration file it is held to, and what that demands. */
  readonly override?: TextRef;
  readonly profiles?: readonly [effective: boolean, cis: boolean];
  readonly settings?: readonly SettingData[];
  readonly notes?: readonly TextRef[];
  readonly waiver?: { readonly reason: TextRef; readonly owner: TextRef; readonly expires: TextRef };
  readonly peers?: readonly OpinionData[];
  readonly fix?: FixData;
  readonly tags?: readonly (readonly [key: TextRef, value: TextRef])[];
}

export interface SettingData {
  readonly name: TextRef;
  readonly adequate: boolean;
  readonly metrics: boolean;
  readonly on: readonly TextRef[];
  readonly off: readonly TextRef[];
  readonly destinations: readonly {
    readonly kind: TextRef;
    readonly id: TextRef;
    readonly state: 'verified' | 'unverified' | 'missing' | 'unchecked';
    readonly stateText: TextRef;
  }[];
}

export type OpinionData = readonly [peer: number, passes: boolean, difference?: TextRef];

export interface FixData {
  /** What it does and why it is this; may be empty. */
  readonly remark: TextRef;
  readonly scripts: readonly {
    readonly language: TextRef;
    /** Ready to paste, once {@link fillIn} has put the resource's ID and name where they belong. */
    readonly template: TextRef;
  }[];
}

/** Rows lie in groups of so many: a browser lays out only the groups that come into sight. */
export const rowsPerBody = 50;

/**
 * In scripts that are otherwise the same for many resources: what stands for the resource's ID, its name, and the name
 * as an identifier. No script has two braces in a row of its own, so this can be undone whatever the name is.
 */
function marksFor(id: string): readonly (readonly [mark: string, value: string])[] {
  const name = id.slice(id.lastIndexOf('/') + 1);
  return [
    ['{{id}}', id],
    ['{{name}}', name],
    ['{{identifier}}', name.replaceAll('-', '_')],
  ];
}

/** Undone by {@link fillIn}. Only for an ID of Azure's own alphabet: fixes/safe.ts. */
export function toTemplate(script: string, id: string): string {
  return marksFor(id).reduce((text, [mark, value]) => text.replaceAll(value, mark), script);
}

export function fillIn(template: string, id: string): string {
  return marksFor(id).reduceRight((text, [mark, value]) => text.replaceAll(mark, () => value), template);
}
