// What the story (audit.ts) needs from outside, in its own words. Adapters in azure/ and github/ implement these;
// tests hand in fakes.
import type { FilePlace } from './errors.ts';
import type {
  Destination,
  DestinationCheck,
  ReadFailure,
  Resource,
  ResourceType,
  SettingsReading,
} from './verdict/model.ts';

/** Time and chance. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves after `ms`; rejects, with whatever, when the signal comes first. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
}

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
  /** Where in the repository; line and column from 1. */
  readonly place?: FilePlace | undefined;
}

/** The runner: log, annotations, summary, outputs. Everything handed to it is data; the adapter makes it harmless. */
export interface Host {
  /** One or more lines of the log. */
  readonly info: (text: string) => void;
  readonly debug: (text: string) => void;
  readonly startGroup: (title: string) => void;
  readonly endGroup: () => void;
  readonly annotate: (annotation: Annotation) => void;
  readonly setOutput: (name: string, value: string) => void;
  /** Appends to the job summary. */
  readonly writeSummary: (markdown: string) => Promise<void>;
  /** A file of this machine; a relative path is seen from the workspace. Larger ones are `odd`. Never throws. */
  readonly readFile: (path: string, maxBytes: number) => Promise<FileReading>;
  /**
   * Writes a file as UTF-8, whole or piece by piece, creating folders. Returns its absolute path. Throws what the file
   * system throws.
   */
  readonly writeFile: (path: string, text: string | Generator<string>) => Promise<string>;
}

/** What the event and the runner tell of this run. */
export interface RunContext {
  /** `GITHUB_EVENT_NAME`. */
  readonly eventName: string;
  readonly actor: string;
  /** `owner/name`. */
  readonly repository: string;
  /** `https://github.com/owner/name/actions/runs/…`, or empty outside a runner. */
  readonly runUrl: string;
  /** Of the workflow in its repository, such as `.github/workflows/audit.yml`; empty outside a runner. */
  readonly workflowPath: string;
  /** Of the pull request that the event is about; null: it is about none. */
  readonly pullRequest: number | null;
  /** The branch of this run is the default branch of the repository; false where that is not known. */
  readonly isDefaultBranch: boolean;
  /** `GITHUB_JOB`. */
  readonly job: string;
  /** A pull request whose head lies in another repository. */
  readonly isForkPullRequest: boolean;
  readonly isDependabot: boolean;
  /** From the event; null where it does not say. */
  readonly visibility: 'public' | 'private' | 'internal' | null;
}

/** Commits of the workflow's repository. Each is null where the event should tell it and does not. */
export interface RunCommits {
  /** `GITHUB_SHA`. */
  readonly own: string | null;
  /** The one whose configuration file counts: the base of a pull request and of a merge group, else `own`. */
  readonly inForce: string | null;
  /** A pull request or a merge group: somebody proposes `own`, and code of theirs may have run on this machine. */
  readonly isProposal: boolean;
  /** What a pull request proposes; null without one. */
  readonly proposed: string | null;
}

/** A file at a commit. */
export interface CommittedFile {
  /** `owner/name`. */
  readonly repository: string;
  readonly path: string;
  readonly commit: string;
}

export type FileReading =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  /** The commit could be read, and has no such file. */
  | { readonly kind: 'absent' }
  /** There is something, but no file that can be read: `problem` says what, such as `is a folder`. */
  | { readonly kind: 'odd'; readonly problem: string };

/** Files of repositories. Each reading throws AuditError `KVA-CONFIG-UNREADABLE` when there is no telling. */
export interface Repository {
  /** By GitHub's API. */
  readonly readFile: (file: CommittedFile) => Promise<FileReading>;
  /** The commit that a branch, tag or commit of a repository stands for. */
  readonly resolveRef: (repository: string, ref: string) => Promise<string>;
  /** From the checkout of this job, as it was committed; null where that cannot tell. */
  readonly readCheckout: (commit: string, path: string) => Promise<FileReading | null>;
  /** From the workspace, as it lies there; null where there is none. */
  readonly readWorkspace: (path: string) => Promise<FileReading | null>;
}

/** A comment, or an issue. */
export interface Post {
  /** Of a comment its ID, of an issue its number. */
  readonly id: number;
  /** Login of who wrote it; empty where that is not known (an account that was deleted). */
  readonly author: string;
  readonly body: string;
}

export interface NewIssue {
  readonly title: string;
  readonly body: string;
  readonly label: string;
}

/**
 * Comments and issues of the workflow's repository. Everything throws Refusal (errors.ts) when GitHub refuses, or does not
 * answer.
 */
export interface Conversations {
  /** Login of the token, as it stands beside what it writes. */
  readonly readLogin: () => Promise<string>;
  /** Oldest first. */
  readonly listComments: (issue: number) => Promise<readonly Post[]>;
  readonly createComment: (issue: number, body: string) => Promise<void>;
  readonly updateComment: (comment: number, body: string) => Promise<void>;
  /** Of all issues with the label, pull requests left out; the latest first. */
  readonly listIssues: (label: string, state: 'open' | 'closed') => Promise<readonly Post[]>;
  /** Makes the label where the repository has none of this name. */
  readonly ensureLabel: (label: string) => Promise<void>;
  readonly createIssue: (issue: NewIssue) => Promise<void>;
  readonly updateIssue: (
    issue: number,
    change: { readonly body: string } | { readonly state: 'closed' },
  ) => Promise<void>;
}

/** Why reading ended before its time. */
export type Interruption = { readonly kind: 'cancelled' } | { readonly kind: 'time-budget'; readonly minutes: number };

/** Claims of the GitHub token that was presented to Entra ID. Never the token. */
export interface PresentedIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly visibility: 'public' | 'private' | 'internal' | null;
}

/** A subscription as Resource Manager describes it. */
export interface Subscription {
  readonly id: string;
  readonly displayName: string;
  readonly tenantId: string | null;
  readonly state: string;
}

/** How a list ended. What was seen before it broke off has been handed over page by page. */
export type ListEnd =
  | { readonly kind: 'complete' }
  /** `pages`: how many whole pages were handed over before. */
  | { readonly kind: 'broken'; readonly failure: ReadFailure; readonly pages: number }
  /** The provider is not registered, or the cloud does not offer the type: there are none. */
  | { readonly kind: 'absent'; readonly note: string };

/** What the identity may do at a subscription, and what of the needed it may not. */
export type Coverage =
  | { readonly kind: 'whole' }
  | { readonly kind: 'narrow'; readonly missingActions: readonly string[] }
  | { readonly kind: 'unconfirmed'; readonly failure: ReadFailure };

export interface Inventory {
  readonly readSubscription: (
    id: string,
  ) => Promise<{ kind: 'found'; subscription: Subscription } | { kind: 'unreadable'; failure: ReadFailure }>;
  /** Every subscription that the identity can see. */
  readonly listSubscriptions: (onPage: (page: readonly Subscription[]) => void) => Promise<ListEnd>;
  /** IDs of every subscription below a management group, nested groups too. */
  readonly listDescendants: (
    managementGroupId: string,
    onPage: (subscriptionIds: readonly string[]) => void,
  ) => Promise<ListEnd>;
  readonly readCoverage: (subscriptionId: string, types: readonly ResourceType[]) => Promise<Coverage>;
  readonly listResources: (
    subscriptionId: string,
    type: ResourceType,
    onPage: (page: readonly Resource[]) => void,
  ) => Promise<ListEnd>;
  /** The same resources from Resource Manager's own list of everything, for comparing the two. */
  readonly listAllResources: (
    subscriptionId: string,
    types: readonly ResourceType[],
    onPage: (page: readonly Resource[]) => void,
  ) => Promise<ListEnd>;
}

export interface SettingsReader {
  readonly readSettings: (resource: Resource) => Promise<SettingsReading>;
}

export interface DestinationReader {
  /** One read of one destination. Never throws for an answer of Azure: `unverified` says why. */
  readonly readDestination: (destination: Destination) => Promise<DestinationCheck>;
}

/** Counts of requests to Resource Manager so far. */
export interface RequestCounts {
  readonly total: number;
  readonly throttled: number;
  readonly retried: number;
}

/** Azure, once signed in. */
export interface Azure {
  readonly inventory: Inventory;
  readonly settings: SettingsReader;
  readonly destinations: DestinationReader;
  readonly requestCounts: () => RequestCounts;
  /** Until when Azure has asked us to wait (milliseconds since the epoch); null: it has not. */
  readonly waitingUntil: () => number | null;
}

/** Azure, and who was presented to it; `presented` is null where GitHub's token tells nothing. */
export interface SignedIn {
  readonly azure: Azure;
  readonly presented: PresentedIdentity | null;
}
