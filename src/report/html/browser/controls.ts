// What a reader chooses a view with: counts that filter, search, subscription, and the heads of the table.
import { byId, make } from './dom.ts';
import { sortColumns, wholeView, type Column, type View } from './view.ts';

export interface Controls {
  /** Makes them say what is in force. */
  readonly reflect: (view: View) => void;
}

/** `change` is called with what somebody changes; `current` is what was in force before. */
export function takeControls(current: () => View, change: (part: Partial<View>) => void): Controls {
  const parts = [takeTiles(current, change), takeFilters(current, change), takeHeads(current, change)];
  return {
    reflect: (view) => {
      for (const part of parts) part.reflect(view);
    },
  };
}

type Take = (current: () => View, change: (part: Partial<View>) => void) => Controls;

const takeTiles: Take = (current, change) => {
  const tiles = [...document.querySelectorAll<HTMLButtonElement>('.tile')];
  const statusOf = (tile: HTMLButtonElement): string => tile.dataset['status'] ?? '';
  for (const tile of tiles) {
    tile.disabled = false;
    tile.addEventListener('click', () => {
      const { statuses } = current();
      const status = statusOf(tile);
      change({
        statuses: statuses.includes(status) ? statuses.filter((one) => one !== status) : [...statuses, status],
      });
    });
  }
  return {
    reflect: ({ statuses }) => {
      for (const tile of tiles) tile.setAttribute('aria-pressed', String(statuses.includes(statusOf(tile))));
    },
  };
};

const takeFilters: Take = (current, change) => {
  const form = byId('filters', HTMLFormElement);
  const query = byId('query', HTMLInputElement);
  const subscription = byId('subscription', HTMLSelectElement);
  query.addEventListener('input', () => {
    change({ query: query.value.trim() });
  });
  subscription.addEventListener('change', () => {
    change({ subscription: subscription.value });
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
  });
  form.addEventListener('reset', (event) => {
    event.preventDefault();
    const { sort, descending } = current();
    change({ ...wholeView, sort, descending });
    query.focus();
  });
  return {
    reflect: (view) => {
      // Not while somebody types a space at its end.
      if (query.value.trim() !== view.query) query.value = view.query;
      subscription.value = view.subscription;
    },
  };
};

/** The heads become buttons. */
const takeHeads: Take = (current, change) => {
  const cells = new Map<Column, HTMLTableCellElement>();
  for (const cell of document.querySelectorAll<HTMLTableCellElement>('th[data-column]')) {
    const column = sortColumns.find((one) => one === cell.dataset['column']);
    if (column === undefined) continue;
    const button = make('button', '', cell.textContent);
    button.type = 'button';
    button.addEventListener('click', () => {
      const { sort, descending } = current();
      change({ sort: column, descending: sort === column && !descending });
    });
    cell.replaceChildren(button);
    cells.set(column, cell);
  }
  return {
    reflect: ({ sort, descending }) => {
      for (const [column, cell] of cells) {
        if (column === sort) cell.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
        else cell.removeAttribute('aria-sort');
      }
    },
  };
};
