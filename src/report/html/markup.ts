// The only place that makes HTML. Text is escaped because it is text: what is HTML already says so by its type.
import { escapeUTF8 } from 'entities/escape';
import { isPlainUrl, plainText } from '../plain-text.ts';

/** HTML that came from markup() or trusted(), and from nowhere else. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

type Value = string | number | Html | readonly Html[];

/**
 * A template whose strings and numbers are escaped, also inside quoted attributes; Html stays as it is. It is not called
 * `html`, because Prettier would lay out such templates anew, and change the text that a hash of our policy is of.
 */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(String.raw({ raw: parts }, ...values.map(render)));
}

/** Our own script, style and data, which have to stand as they are. */
export function trusted(text: string): Html {
  return new Html(text);
}

export const nothing = new Html('');

/** Data as one line that means nothing but itself, whatever the direction of its script. */
export function data(text: string, limit = 200): Html {
  return markup`<bdi>${plainText(text, limit)}</bdi>`;
}

/** A link to another page, or only its label when the URL is not a plain one. */
export function link(label: Html, url: string): Html {
  if (!isPlainUrl(url)) return label;
  return markup`<a href="${url}" target="_blank" rel="noopener noreferrer">${label}</a>`;
}

/** JSON for a data block: nothing in it can end the element or start a comment, and U+2028 is no line break. */
export function dataBlock(value: unknown): Html {
  const unsafe = /[<>&\u2028\u2029]/g;
  const toEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return trusted(JSON.stringify(value).replace(unsafe, toEscape));
}

function render(value: Value): string {
  if (value instanceof Html) return value.toString();
  return typeof value === 'object' ? value.join('') : escapeUTF8(String(value));
}
