// Makes elements. Text goes in as text nodes, never as HTML; the page's own policy forbids anything else.

type Child = Node | string | null;

/** An element with a class (may be empty) and children; null children are left out. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Data, whatever the direction of its script. */
export function data(text: string): HTMLElement {
  return make('bdi', '', text);
}

/** A link to another page, or only its label when the URL is not an https one. */
export function link(label: string, url: string): Node {
  if (!url.startsWith('https://')) return document.createTextNode(label);
  const anchor = make('a', '', label);
  anchor.href = url;
  anchor.target = '_blank';
  anchor.rel = 'noopener noreferrer';
  return anchor;
}

/** The element with this ID, which our own HTML has. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`The page has no ${id}`);
  return element;
}
