// What the page does once it is open: filter, sort, unfold, copy. Without it the page can still be read.
import type { PageData } from '../page-data.ts';
import { takeControls } from './controls.ts';
import { byId, make } from './dom.ts';
import { takeTable } from './table.ts';
import { formatView, makeSelector, parseView, wholeView, type View } from './view.ts';

const table = document.querySelector<HTMLTableElement>('#table');
if (table !== null) start(table, JSON.parse(byId('data', HTMLScriptElement).text) as PageData);

function start(element: HTMLTableElement, page: PageData): void {
  const announcer = make('p', 'unseen');
  announcer.setAttribute('role', 'status');
  document.body.append(announcer);
  const table = takeTable(element, page, (words) => {
    announcer.textContent = words;
  });
  const select = makeSelector(page);
  const shown = byId('shown', HTMLParagraphElement);
  const none = byId('none', HTMLParagraphElement);

  let view = wholeView;
  const controls = takeControls(
    () => view,
    (part) => {
      apply({ ...view, ...part });
      remember(view);
    },
  );
  function apply(next: View): void {
    view = next;
    controls.reflect(view);
    const indexes = select(view);
    table.show(indexes);
    const isWhole = indexes.length === table.total;
    shown.textContent = `${isWhole ? '' : `${String(indexes.length)} of `}${String(table.total)} shown`;
    none.hidden = indexes.length > 0;
  }

  addEventListener('hashchange', () => {
    apply(parseView(location.hash));
  });
  // The rows that the page came with need not be put there again.
  if (location.hash.length > 1) apply(parseView(location.hash));
  else controls.reflect(view);
  document.documentElement.classList.add('scripted');
}

/** Into the address, so that it can be sent to somebody. */
function remember(view: View): void {
  const hash = formatView(view);
  try {
    history.replaceState(null, '', hash === '' ? location.pathname + location.search : `#${hash}`);
  } catch {
    // A browser that counts these calls, or a page without an address of its own: the view holds all the same.
  }
}
