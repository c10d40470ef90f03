// The rows of the table in the page: shows some of them in some order, and unfolds their details.
import type { PageData } from '../page-data.ts';
import { renderDetails, type Announce } from './details.ts';
import { make } from './dom.ts';
import { sortColumns } from './view.ts';

export interface Table {
  readonly total: number;
  /** Shows these rows, by their index in the data, in this order; with their details where they are unfolded. */
  readonly show: (indexes: readonly number[]) => void;
}

/** Takes over the rows that the page came with; they unfold from now on. */
export function takeTable(body: HTMLTableSectionElement, page: PageData, announce: Announce): Table {
  const rows = [...body.rows];
  const unfolded = new Map<HTMLTableRowElement, HTMLTableRowElement>();

  function toggle(row: HTMLTableRowElement): void {
    const button = row.querySelector('button.fold');
    const known = unfolded.get(row);
    if (known !== undefined) {
      known.remove();
      unfolded.delete(row);
    } else {
      const details = unfold(row);
      if (details === null) return;
      unfolded.set(row, details);
      row.after(details);
      button?.setAttribute('aria-controls', details.id);
    }
    button?.setAttribute('aria-expanded', String(known === undefined));
  }

  function unfold(row: HTMLTableRowElement): HTMLTableRowElement | null {
    const index = rows.indexOf(row);
    const resource = page.resources[index];
    if (resource === undefined) return null;
    const cell = make('td', '', renderDetails(page, resource, announce));
    cell.colSpan = sortColumns.length;
    cell.setAttribute('role', 'cell');
    const details = make('tr', 'unfolded', cell);
    details.setAttribute('role', 'row');
    details.id = `details-${String(index)}`;
    return details;
  }

  body.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element)) return;
    const row = target.closest<HTMLTableRowElement>('tr.row');
    // Who marks text in a row, or follows its link, does not mean to unfold it.
    if (row === null || target.closest('a') !== null || getSelection()?.isCollapsed === false) return;
    toggle(row);
  });

  return {
    total: rows.length,
    show: (indexes) => {
      const fragment = document.createDocumentFragment();
      for (const row of indexes.map((index) => rows[index])) {
        if (row === undefined) continue;
        fragment.append(row);
        const details = unfolded.get(row);
        if (details !== undefined) fragment.append(details);
      }
      body.replaceChildren(fragment);
    },
  };
}
