// Keeps the job summary under its limit: parts that know how to stand with fewer rows, and the order in which they give.
import type { Markdown } from './markdown.ts';

/**
 * GitHub drops a step's summary beyond 1 MiB (1,048,576 bytes of UTF-8), whole, and adds an error:
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
 * The rest is left for whatever else the step may write.
 */
export const maxSummaryBytes = 1_000_000;

/** A part of the summary: rows, and what stands around them. */
export interface Part {
  /** What the rows are, for "12 of 40 notes". */
  readonly noun: string;
  readonly rows: readonly Markdown[];
  /** The part with these of its rows, at least one. More rows never make the frame smaller. */
  readonly frame: (shown: readonly Markdown[]) => Markdown;
  /** The share of the whole limit that the part keeps, if it has as much, when it gives; 0: it may vanish. */
  readonly keeps: number;
}

/**
 * Rows for a part, one for each item. Those beyond `limit`, of the page, are empty: they are counted, and never shown, so
 * nobody needs to render the ten thousandth vault of an estate.
 */
export function rowsOf<Item>(
  items: readonly Item[],
  toRow: (item: Item) => Markdown,
  limit = maxSummaryBytes,
): readonly Markdown[] {
  let used = 0;
  return items.map((item) => {
    if (used > limit) return '';
    const row = toRow(item);
    used += byteLength(row);
    return row;
  });
}

export interface Fitted<Name extends string> {
  readonly texts: Readonly<Record<Name, Markdown>>;
  /** Such as `1500 of 3000 failing vaults`; empty when everything is there. */
  readonly leftOut: readonly string[];
}

/**
 * Renders the parts into `limit` bytes. While they are too large, they give rows from their end, one part after the
 * other in the order of `givingOrder`, each no more than needed and not below the share that it keeps.
 * The shares together must leave room for what is around the parts.
 */
export function fitParts<Name extends string>(
  parts: Readonly<Record<Name, Part>>,
  givingOrder: readonly Name[],
  limit: number,
): Fitted<Name> {
  const whole = Object.fromEntries(givingOrder.map((name) => [name, render(parts[name], parts[name].rows)]));
  const texts = whole as Record<Name, Markdown>;
  const leftOut: string[] = [];
  let excess = givingOrder.reduce((sum, name) => sum + byteLength(texts[name]), -limit);
  for (const name of givingOrder) {
    if (excess <= 0) break;
    const part = parts[name];
    const size = byteLength(texts[name]);
    const shown = firstRows(part, size, Math.max(part.keeps * limit, size - excess));
    if (shown.length === part.rows.length) continue;
    texts[name] = render(part, shown);
    excess -= size - byteLength(texts[name]);
    leftOut.push(`${part.rows.length - shown.length} of ${part.rows.length} ${part.noun}`);
  }
  return { texts, leftOut };
}

/** The rows from the first on that fit into `target` bytes, given the size of the part with all of them. */
function firstRows(part: Part, size: number, target: number): readonly Markdown[] {
  const lengths = part.rows.map(byteLength);
  let used = size - lengths.reduce((sum, length) => sum + length, 0);
  const end = lengths.findIndex((length) => (used += length) > target);
  return end === -1 ? part.rows : part.rows.slice(0, end);
}

function render(part: Part, shown: readonly Markdown[]): Markdown {
  return shown.length === 0 ? '' : part.frame(shown);
}

/** In UTF-8, as files have it. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
