// Data of unknown origin as one harmless line of plain text. What Markdown or a workflow command would make of that line
// is the business of markdown.ts and of the runner's adapter.

/** Breaks, tabs, NUL, ANSI escapes, and the line separators that JavaScript's `\s` knows besides. */
const breaksAndControls = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
/**
 * What cannot be seen: the bidirectional controls that reorder what a reader sees, zero-width characters, fillers and
 * selectors of variants that make two different names look alike, and the tag block that hides text. Shown, not dropped: a
 * name that holds one is worth a look. Behind an emoji a selector chooses how it looks, a keycap such as 1️⃣ has one too.
 */
const invisible =
  /(?<!\p{Extended_Pictographic}|[0-9#*](?=\uFE0F\u20E3))[\uFE0E\uFE0F]|[[\p{Cf}\p{Default_Ignorable_Code_Point}]--[\uFE0E\uFE0F]]/gv;

/**
 * The text in one line of at most `limit` UTF-16 units, the ellipsis included: no controls, no lone surrogates, and
 * instead of each invisible character its code point, such as `⟨U+202E⟩`.
 */
export function plainText(text: string, limit = 1_000): string {
  // Cut before any work: one hostile tag may be 100 kB, and there may be thousands of them.
  const line = text
    .slice(0, limit * 2)
    .toWellFormed()
    .replace(breaksAndControls, ' ')
    .replace(invisible, showCodePoint)
    .trim();
  if (line.length <= limit) return line;
  const cut = line.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.trimEnd()}…`;
}

/** An https URL with everything else percent-encoded: it may stand in a link as it is, but for `&`. */
export function isPlainUrl(url: string): boolean {
  return /^https:\/\/[\w.~:/?#@!$&()*+,;=%-]+$/.test(url);
}

function showCodePoint(character: string): string {
  const hex = Number(character.codePointAt(0)).toString(16).toUpperCase();
  return `⟨U+${hex.padStart(4, '0')}⟩`;
}
