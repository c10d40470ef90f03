// The only place that writes Markdown and HTML syntax. Everything that is not ours comes in through escape() or code();
// the other functions take what these made.
import { isPlainUrl, plainText } from './plain-text.ts';

/** Text that is already safe to stand in GitHub Flavored Markdown. */
export type Markdown = string;

/** What has a meaning in GFM or HTML. Entities, not backslashes: they also hold in tables and in HTML blocks. */
const meaningful = /[&<>"'|`*_[\]()#~\\!@:$]/g;

/**
 * Data as one line of Markdown that means nothing but itself. `limit` is in UTF-16 units, before escaping.
 *
 * GitHub looks for e-mail addresses, mentions and issue numbers after entities are resolved, so `@`, `#` before a digit and
 * `GH-`, another way to write that, are followed by a zero-width space; it looks for `www.` and `https:` before that, so
 * entities are enough there. https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
export function escape(text: string, limit?: number): Markdown {
  return escapeSyntax(text, limit).replace(/(?<![\w-])gh-(?=\d)/gi, (reference) => `${reference}&#8203;`);
}

function escapeSyntax(text: string, limit: number | undefined): Markdown {
  return plainText(text, limit)
    .replace(meaningful, (character, index: number, whole: string) => {
      const entity = toEntity(character);
      const isReference = character === '@' || (character === '#' && /^\d/.test(whole.slice(index + 1, index + 2)));
      return isReference ? `${entity}&#8203;` : entity;
    })
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}&#46;`)
    .replace(/^[-+=]/, toEntity) // a list, the underline of a heading
    .replace(/^(\d+)\./, '$1&#46;'); // a numbered list
}

/**
 * Data as inline code. Not backticks: inside them entities would be shown, and backticks of the data would end them. Nothing
 * in it is a reference, and IDs are copied from it: a resource group may well be named `gh-12`.
 */
export function code(text: string, limit?: number): Markdown {
  return `<code>${escapeSyntax(text, limit)}</code>`;
}

export function bold(text: Markdown): Markdown {
  return `<b>${text}</b>`;
}

/** Small print. */
export function small(text: Markdown): Markdown {
  return `<sub>${text}</sub>`;
}

/** Two lines in one paragraph or table cell. */
export const lineBreak: Markdown = '<br>';

/** Words of ours that stay in one line: as the head of a column they keep it from being squeezed to less. */
export function unbroken(text: string): Markdown {
  return text.replaceAll(' ', '&nbsp;');
}

/** Texts one below the other in a table cell; empty ones are left out. */
export function stack(...texts: readonly Markdown[]): Markdown {
  return texts.filter((text) => text !== '').join(lineBreak);
}

/** A link, or only its label when the URL is not a plain one. */
export function link(label: Markdown, url: string): Markdown {
  if (!isPlainUrl(url)) return label;
  return `<a href="${url.replaceAll('&', '&amp;')}">${label}</a>`;
}

export function heading(level: 2 | 3 | 4, text: Markdown): Markdown {
  return `${'#'.repeat(level)} ${text}\n`;
}

export function paragraph(text: Markdown): Markdown {
  return `${text}\n`;
}

export function listItem(text: Markdown): Markdown {
  return `- ${text}\n`;
}

/** One row, with its line break. */
export function tableRow(cells: readonly Markdown[]): Markdown {
  return `| ${cells.join(' | ')} |\n`;
}

/** Rows as tableRow() made them, under their header. */
export function table(header: readonly Markdown[], rows: readonly Markdown[]): Markdown {
  return `${tableRow(header)}${tableRow(header.map(() => '---'))}${rows.join('')}`;
}

/** Folded away until somebody opens it. */
export function details(summary: Markdown, body: Markdown, { open = false } = {}): Markdown {
  // Without the blank lines GitHub takes the body for HTML.
  return `<details${open ? ' open' : ''}>\n<summary>${summary}</summary>\n\n${body}\n</details>\n`;
}

/** A block of code that keeps its lines; its fence is longer than any run of backticks inside. */
export function codeBlock(language: 'bash' | 'yaml', text: string): Markdown {
  const lines = text.split('\n').map((line) => line.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' '));
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${lines.join('\n')}\n${fence}\n`;
}

/** Blocks with a blank line between them; empty ones are left out. */
export function blocks(parts: readonly Markdown[]): Markdown {
  return parts.filter((part) => part !== '').join('\n');
}

function toEntity(character: string): string {
  return `&#${String(character.charCodeAt(0))};`;
}
