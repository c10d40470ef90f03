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
  readonly title: TextRef;
  /** Ready to paste; {@link idMark} stands where the resource's ID belongs. */
  readonly script: TextRef;
  /** Where a destination in it comes from; may be empty. */
  readonly remark: TextRef;
}

/** Rows lie in groups of so many: a browser lays out only the groups that come into sight. */
export const rowsPerBody = 50;

/** Stands for the resource's ID in a script. No name that may stand in a script has a brace in it: fixes/safe.ts. */
export const idMark = '{{id}}';
