// PURE. Makes text of unknown origin harmless for the runner's log, which takes commands out of the lines it is shown.

/**
 * What cannot be seen, or turns round what can be: controls, bidi marks, joiners, fillers, separators of lines. Not the
 * tab, nor, behind an emoji or in a keycap, the two characters that choose how it looks: between the signs of a command
 * they are overlooked like the others.
 */
const invisible =
  /(?<!\p{Extended_Pictographic}|[0-9*](?=\uFE0F\u20E3))[\uFE0E\uFE0F]|[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]--[\t\uFE0E\uFE0F]]/gv;

/** The lines of a text, none of which the runner reads as a command. Breaks are LF and CRLF. */
export function toLogLines(text: string): string[] {
  return text.split(/\r?\n/).map(toHarmlessLine);
}

/** The text in one line, for titles. */
export function toOneLine(text: string): string {
  return toHarmlessLine(text.replace(/\s*[\r\n]\s*/g, ' ').trim());
}

/** At most `maxLength` UTF-16 code units, the last an ellipsis where something was cut off. */
export function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/**
 * The runner has two notations (actions/runner, ActionCommand.cs): `##[command]` anywhere in a line, and `::command::`
 * after leading white space. A visible space breaks both; an invisible character would not, because .NET searches
 * strings by culture and overlooks those.
 */
function toHarmlessLine(line: string): string {
  return line
    .toWellFormed()
    .replace(
      invisible,
      (character) => `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
    )
    .replace(/##(?=\[)/g, '## ')
    .replace(/^(\s*):(?=:)/, '$1: ');
}
