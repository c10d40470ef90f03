// What every renderer asks the report for: findings in the order in which a reader needs them, and names of subscriptions.
import type {
  NoncompliantReason,
  Report,
  ReportResource,
  ReportSubscription,
  UnknownReason,
} from '../verdict/model.ts';
import { noncompliantReasons, unknownReasons } from '../verdict/model.ts';
import { plainText } from './plain-text.ts';
import { destinationWords, type Reason } from './wording.ts';

/** A resource with something to say about: failing or unknown. */
export type Finding<R extends Reason = Reason> = ReportResource & { readonly reason: R };

/** Noncompliant resources, the worst reason first, and by ID within a reason. */
export function failing({ resources }: Report): readonly Finding<NoncompliantReason>[] {
  return findingsOf(resources, 'noncompliant', noncompliantReasons);
}

/** Resources that could not be judged, by reason and ID. */
export function unknown({ resources }: Report): readonly Finding<UnknownReason>[] {
  return findingsOf(resources, 'unknown', unknownReasons);
}

function findingsOf<R extends Reason>(
  resources: readonly ReportResource[],
  status: ReportResource['status'],
  order: readonly R[],
): readonly Finding<R>[] {
  const isFinding = (one: ReportResource): one is Finding<R> =>
    one.status === status && order.some((reason) => reason === one.reason);
  return resources.filter(isFinding).toSorted((a, b) => order.indexOf(a.reason) - order.indexOf(b.reason));
}

/** Subscriptions that nobody can vouch for: a cause `unknown`. */
export function notReadWhole({ subscriptions }: Report): readonly ReportSubscription[] {
  return subscriptions.filter(({ status }) => status === 'partial' || status === 'unreadable');
}

/** Of a name on any page; Azure's own have 64 at most. */
const nameLimit = 80;

/**
 * Names subscriptions for people: the display name, with the ID where it is not the only one that is shown as this name.
 * Who may rename one subscription must not be able to pass it for another.
 */
export function subscriptionNames({ subscriptions }: Report): (id: string) => string {
  const names = new Map<string, string>();
  const named = subscriptions.flatMap(({ id, displayName }) => (displayName === null ? [] : [{ id, displayName }]));
  for (const [look, namesakes] of Map.groupBy(named, ({ displayName }) => lookOf(displayName))) {
    if (look === '') continue;
    for (const { id, displayName } of namesakes) {
      // Cut here, as it is shown, because the ID that tells two long names apart must not be cut off.
      names.set(id.toLowerCase(), namesakes.length > 1 ? `${plainText(displayName, 40)} (${id})` : displayName);
    }
  }
  return (id) => names.get(id.toLowerCase()) ?? id;
}

/** Without the selectors that are left behind emoji: most emoji look the same with and without. */
function lookOf(displayName: string): string {
  return plainText(displayName, nameLimit).replace(/[\uFE0E\uFE0F]/g, '');
}

/** Kinds of destination that a resource's audit log is kept in, in words, each once. */
export function keepersOf({ settings }: ReportResource): readonly string[] {
  const used = settings.filter(({ adequate }) => adequate).flatMap(({ destinations }) => destinations);
  return [...new Set(used.filter(({ state }) => state !== 'missing').map(({ kind }) => destinationWords[kind]))];
}
