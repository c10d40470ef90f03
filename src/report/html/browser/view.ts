// Which rows are shown, and in which order. Knows nothing of the page, so that it can be tested without one.
import type { PageData, ResourceData } from '../page-data.ts';

export const sortColumns = ['status', 'name', 'subscription', 'group', 'finding', 'cis'] as const;
export type Column = (typeof sortColumns)[number];

/** What a reader has chosen; the address of a filtered page says it after its `#`. */
export interface View {
  readonly statuses: readonly string[];
  /** ID; empty: all. */
  readonly subscription: string;
  readonly query: string;
  readonly sort: Column;
  readonly descending: boolean;
}

export const wholeView: View = { statuses: [], subscription: '', query: '', sort: 'status', descending: false };

/** `new`: a finding that the earlier report did not have. */
const knownStatuses: readonly string[] = ['noncompliant', 'unknown', 'waived', 'compliant', 'new'];

/** What is not understood is left out: an address may have been typed, or shortened by a chat. */
export function parseView(hash: string): View {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const sort = given.get('sort') ?? '';
  return {
    statuses: (given.get('status') ?? '').split(',').filter((status) => knownStatuses.includes(status)),
    subscription: given.get('subscription') ?? '',
    query: given.get('q') ?? '',
    sort: sortColumns.find((column) => column === sort.replace(/^-/, '')) ?? 'status',
    descending: sort.startsWith('-'),
  };
}

/** Empty for the page as it opens. */
export function formatView({ statuses, subscription, query, sort, descending }: View): string {
  const given = new URLSearchParams();
  if (statuses.length > 0) given.set('status', statuses.join(','));
  if (subscription !== '') given.set('subscription', subscription);
  if (query !== '') given.set('q', query);
  if (sort !== 'status' || descending) given.set('sort', `${descending ? '-' : ''}${sort}`);
  return given.toString().replaceAll('%2C', ',');
}

/** Indexes of the rows to show, in their order. Remembers what it computed once: every keystroke asks anew. */
export function makeSelector({ texts, resources }: PageData): (view: View) => readonly number[] {
  const text = (ref: number): string => texts[ref] ?? '';
  const collator = new Intl.Collator('en', { numeric: true });
  const orders = new Map<Column, readonly number[]>();
  let searchable: readonly string[] | null = null;

  const keyOf: Readonly<Record<Column, (one: ResourceData) => string>> = {
    status: () => '', // the rows come in this order
    name: (one) => one.name,
    subscription: (one) => text(one.subscriptionName),
    group: (one) => text(one.group),
    finding: (one) => text(one.finding),
    cis: (one) => (one.profiles === undefined ? '2' : one.profiles[1] ? '1' : '0'),
  };

  function orderBy(column: Column): readonly number[] {
    const known = orders.get(column);
    if (known !== undefined) return known;
    const keys = resources.map(keyOf[column]);
    const order = [...resources.keys()].sort((a, b) => collator.compare(keys[a] ?? '', keys[b] ?? ''));
    orders.set(column, order);
    return order;
  }

  function toSearchable(one: ResourceData): string {
    const destinations = (one.settings ?? []).flatMap(({ name, destinations }) => [
      text(name),
      ...destinations.map(({ id }) => text(id)),
    ]);
    const tags = (one.tags ?? []).map(([key, value]) => `${text(key)}=${text(value)}`);
    const waiver = one.waiver === undefined ? [] : [text(one.waiver.owner), text(one.waiver.reason)];
    const own = [one.type, one.subscriptionName, one.location, one.finding, one.detail].map(text);
    return [one.id, one.name, ...own, ...tags, ...waiver, ...destinations].join('\n').toLowerCase();
  }

  return ({ statuses, subscription, query, sort, descending }) => {
    const words = query
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const haystacks = words.length === 0 ? [] : (searchable ??= resources.map(toSearchable));
    const isShown = (index: number): boolean => {
      const one = resources[index];
      const isNew = one?.isNew === true;
      return (
        one !== undefined &&
        (statuses.length === 0 || statuses.includes(one.status) || (isNew && statuses.includes('new'))) &&
        (subscription === '' || text(one.subscription) === subscription) &&
        words.every((word) => haystacks[index]?.includes(word))
      );
    };
    const shown = orderBy(sort).filter(isShown);
    return descending ? shown.reverse() : shown;
  };
}
