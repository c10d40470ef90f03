// What Resource Manager answers for, by path: single resources and lists in pages, each with the faults that it plays.
import type { Answer } from '../answers.ts';
import { clouds } from '../clouds.ts';
import type { Estate, EstateDestination } from '../estate.ts';
import { playScript, type FaultScript, type FaultStep } from '../faults.ts';
import type { ResourceKind } from './api-versions.ts';
import { readableDestination } from './destinations.ts';
import { createList, type Links, type ListSource, type Page } from './pages.ts';

/** One path. */
export interface Route {
  readonly operation: string;
  readonly kind: ResourceKind;
  /** The proper answer to a query, and the fault that the page has of its own. */
  readonly page: (query: URLSearchParams) => Page;
  readonly nextFault: () => FaultStep | null;
}

/** Paths in lower case, and the links that lists have handed out. */
export interface Routes {
  readonly estate: Estate;
  readonly paths: Map<string, Route>;
  readonly links: Links;
  readonly addList: (path: string, route: ListRoute) => void;
  readonly add: (path: string, route: SingleRoute) => void;
  readonly addDestination: (destination: EstateDestination) => void;
}

interface SingleRoute {
  readonly operation: string;
  readonly kind: ResourceKind;
  readonly fault: FaultScript;
  /** Asked once, when it is first read. */
  readonly answer: () => Answer;
}

interface ListRoute extends Omit<SingleRoute, 'answer'> {
  /** What stands before `$skiptoken` in the link, from the path on. */
  readonly linkBase: string;
  /** A refusal, or what is listed under this `$filter`. */
  readonly list: (filter: string | null) => Answer | Omit<ListSource, 'linkBase' | 'pageSize'>;
}

/** Nothing yet but the estate's own destinations. */
export function createRoutes(estate: Estate): Routes {
  const paths = new Map<string, Route>();
  const links: Links = new Map();
  const add = (path: string, { operation, kind, fault, answer }: SingleRoute): void => {
    let made: Page | undefined;
    const page = (): Page => (made ??= { answer: answer(), nextFault: () => null });
    paths.set(path.toLowerCase(), { operation, kind, page, nextFault: playScript(fault) });
  };
  const addList = (path: string, route: ListRoute): void => {
    const nextFault = playScript(route.fault);
    const page = pagesOf(estate, route, nextFault, links);
    paths.set(path.toLowerCase(), { operation: route.operation, kind: route.kind, page, nextFault });
  };
  const addDestination = (destination: EstateDestination): void => {
    const readable = readableDestination(estate, destination);
    if (readable !== null && !paths.has(destination.id.toLowerCase())) {
      add(destination.id, { ...readable, fault: destination.fault });
    }
  };
  estate.destinations.forEach(addDestination);
  return { estate, paths, links, add, addList, addDestination };
}

/** The pages of a list, cut when they are first asked for, and kept. */
function pagesOf(estate: Estate, route: ListRoute, nextFault: Route['nextFault'], links: Links): Route['page'] {
  const byFilter = new Map<string | null, (top: number | null) => Page>();
  const build = (filter: string | null): ((top: number | null) => Page) => {
    const listed = route.list(filter);
    if ('status' in listed) return () => ({ answer: listed, nextFault: () => null });
    const filtered = filter === null ? '' : `$filter=${encodeURIComponent(filter)}&`;
    const linkBase = `https://${clouds[estate.cloud].managementHost}${route.linkBase}${filtered}`;
    const source = { ...listed, pageSize: estate.faults.pageSize, linkBase };
    return createList(source, { operation: route.operation, kind: route.kind, nextFault }, links);
  };
  return (query) => {
    const filter = query.get('$filter');
    let pageFor = byFilter.get(filter);
    if (pageFor === undefined) {
      pageFor = build(filter);
      byFilter.set(filter, pageFor);
    }
    return pageFor(topOf(query));
  };
}

function topOf(query: URLSearchParams): number | null {
  const top = Number(query.get('$top') ?? Number.NaN);
  return Number.isInteger(top) && top > 0 ? top : null;
}
