// The rows of the table in the page: shows some of them in some order, and unfolds their details.
import { rowsPerBody, type PageData } from '../page-data.ts';
import { renderDetails, type Announce } from './details.ts';
import { make } from './dom.ts';
import { sortColumns } from './view.ts';

export interface Table {
  readonly total: number;
  /** Shows these rows, by their index in the data, in this order; with their details where they are unfolded. */
  readonly show: (indexes: readonly number[]) => void;
}

/** Takes over the rows that the page came with; they unfold from now on. */
export function takeTable(element: HTMLTableElement, page: PageData, announce: Announce): Table {
  const rows = [...element.tBodies].flatMap((body) => [...body.rows]);
  const unfolded = new Map<HTMLTableRowElement, HTMLTableRowElement>();

  function toggle(row: HTMLTableRowElement): void {
    const button = row.querySelector('button.fold');
    const known = unfolded.get(row);
    if (known === undefined) {
      const index = rows.indexOf(row);
      const resource = page.resources[index];
      if (resource === undefined) return;
      const details = makeDetails(`details-${String(index)}`, renderDetails(page, resource, announce));
      unfolded.set(row, details);
      row.after(details);
      button?.setAttribute('aria-controls', details.id);
    } else {
      known.remove();
      unfolded.delete(row);
      button?.removeAttribute('aria-controls');
    }
    button?.setAttribute('aria-expanded', String(known === undefined));
  }

  element.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element)) return;
    const row = target.closest<HTMLTableRowElement>('tr.row');
    // Who marks text in a row, or follows its link, does not mean to unfold it. Who presses its button does, also while
    // text is marked somewhere: a search of the browser leaves its finding so.
    const isMarking = target.closest('button') === null && getSelection()?.isCollapsed === false;
    if (row === null || target.closest('a') !== null || isMarking) return;
    toggle(row);
  });

  const fill = makeFiller(element);
  return {
    total: rows.length,
    show: (indexes) => {
      fill(
        indexes.flatMap((index) => {
          const row = rows[index];
          if (row === undefined) return [];
          const details = unfolded.get(row);
          return [details === undefined ? [row] : [row, details]];
        }),
      );
      // What comes first is what somebody who filters or sorts wants to see.
      if (element.getBoundingClientRect().top < 0) element.scrollIntoView();
    },
  };
}

function makeDetails(id: string, content: HTMLElement): HTMLTableRowElement {
  const cell = make('td', '', content);
  cell.colSpan = sortColumns.length;
  cell.setAttribute('role', 'cell');
  const details = make('tr', 'unfolded', cell);
  details.setAttribute('role', 'row');
  details.id = id;
  return details;
}

/** Bodies that are shown before the page may do something else. */
const bodiesAtOnce = 5;

/** Puts other rows into the table. Thousands of them take a while, so the first ones do not wait for the last. */
function makeFiller(element: HTMLTableElement): (rows: readonly HTMLTableRowElement[][]) => void {
  let waiting: readonly HTMLTableRowElement[][] = [];
  let timer = 0;

  function fill(bodies: number): void {
    clearTimeout(timer);
    for (let count = 0; count < bodies && waiting.length > 0; count += 1) {
      const body = make('tbody', '', ...waiting.slice(0, rowsPerBody).flat());
      body.setAttribute('role', 'rowgroup');
      element.append(body);
      waiting = waiting.slice(rowsPerBody);
    }
    if (waiting.length === 0) return;
    timer = setTimeout(() => {
      fill(bodiesAtOnce);
    });
  }

  addEventListener('beforeprint', () => {
    fill(Infinity);
  });
  return (rows) => {
    // Out of the page as a whole, before any row moves: thousands of single moves would take ten times as long.
    for (const body of [...element.tBodies]) body.remove();
    waiting = rows;
    fill(bodiesAtOnce);
  };
}
