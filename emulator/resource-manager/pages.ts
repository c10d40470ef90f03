// Cuts lists into pages, with links to the next as odd as Azure's own, and with the traps that an estate asks for.
import { json, type Answer } from '../answers.ts';
import type { ListRules } from '../estate.ts';
import { playScript, type FaultStep } from '../faults.ts';
import type { ResourceKind } from './api-versions.ts';

/** One page, ready to send. */
export interface Page {
  readonly answer: Answer;
  readonly nextFault: () => FaultStep | null;
}

/** One list of an estate. */
export interface ListSource {
  readonly items: readonly unknown[];
  readonly rules: ListRules;
  readonly pageSize: number;
  /** `https://{host}{path}` and what stands before `$skiptoken` in the query. */
  readonly linkBase: string;
  /** Members that stand beside `value`. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** A page that a link leads to, and the list that it belongs to. */
export interface Link extends ListIdentity {
  readonly page: Page;
}
interface ListIdentity {
  readonly operation: string;
  readonly kind: ResourceKind;
  readonly nextFault: () => FaultStep | null;
}

/** Where issued links lead: keyed by {@link linkKey}. */
export type Links = Map<string, Link>;

/** A list's first page for a page size; the further ones answer under the links that it registers. */
export function createList(source: ListSource, list: ListIdentity, links: Links): (top: number | null) => Page {
  const bySize = new Map<number, readonly Page[]>();
  return (top) => {
    const size = Math.min(top ?? Number.POSITIVE_INFINITY, source.rules.pageSize ?? source.pageSize);
    let pages = bySize.get(size);
    if (pages === undefined) {
      pages = cut(source, size);
      register(source, list, size, pages, links);
      bySize.set(size, pages);
    }
    const [first] = pages;
    if (first === undefined) throw new Error('A list has one page at least.');
    return first;
  };
}

function cut(source: ListSource, size: number): readonly Page[] {
  const chunks: (readonly unknown[])[] = [];
  for (let start = 0; start < source.items.length; start += size) chunks.push(source.items.slice(start, start + size));
  if (chunks.length === 0) chunks.push([]);
  for (const page of source.rules.emptyPages) chunks.splice(page - 1, 0, []);

  const linkTo = linksOf(source, size);
  return chunks.map((chunk, index): Page => {
    const number = index + 1;
    const next = number < chunks.length ? { nextLink: linkTo(number + 1) } : {};
    const body = trapped(source, number, { value: chunk, ...next }, linkTo);
    const script = source.rules.faults.filter(({ page }) => page === number).flatMap(({ fault }) => fault);
    return { answer: json(200, body), nextFault: playScript(script) };
  });
}

function register(source: ListSource, list: ListIdentity, size: number, pages: readonly Page[], links: Links): void {
  if (pages.length === 1 && source.rules.traps.length === 0) return;
  const linkTo = linksOf(source, size);
  pages.forEach((page, index) => links.set(linkKey(linkTo(index + 1)), { ...list, page }));
}

function linksOf(source: ListSource, size: number): (page: number) => string {
  return (page) => `${source.linkBase}$skiptoken=${Buffer.from(`page ${page} of ${size} each`).toString('base64')}`;
}

function trapped(
  source: ListSource,
  page: number,
  body: Readonly<Record<string, unknown>>,
  linkTo: (page: number) => string,
): Readonly<Record<string, unknown>> {
  const { value, ...rest } = { ...body, ...source.extra };
  const kind = source.rules.traps.find((trap) => trap.page === page)?.kind;
  switch (kind) {
    case undefined:
      return { value, ...rest };
    case 'other-host':
      return { value, ...rest, nextLink: linkTo(page + 1).replace(/^https:\/\/[^/]+/, '$&.collector.example') };
    case 'http':
      return { value, ...rest, nextLink: linkTo(page + 1).replace(/^https/, 'http') };
    case 'same-page':
      return { value, ...rest, nextLink: linkTo(page) };
    case 'first-page':
      return { value, ...rest, nextLink: linkTo(1) };
    case 'not-a-url':
      return { value, ...rest, nextLink: 'page two' };
    case 'number-link':
      return { value, ...rest, nextLink: page + 1 };
    case 'null-link':
      return { value, ...rest, nextLink: null };
    case 'empty-link':
      return { value, ...rest, nextLink: '' };
    case 'no-value':
      return rest;
    case 'null-value':
      return { ...rest, value: null };
    case 'object-value':
      return { ...rest, value: {} };
  }
}

/** What a link is found by again: it must come back as it was issued, but for percent-encoding and letter case. */
export function linkKey(urlOrPathAndQuery: string): string {
  const pathAndQuery = urlOrPathAndQuery.replace(/^https:\/\/[^/]+/, '');
  try {
    return decodeURIComponent(pathAndQuery.replaceAll('+', ' ')).toLowerCase();
  } catch {
    return pathAndQuery;
  }
}
