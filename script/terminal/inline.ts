// Pieces of text with their looks: how wide they are in a terminal, and how they break into lines.
import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'italic' | 'underline' | 'cyan' | 'red' | 'green' | 'yellow';

/** A piece of text that looks the same all through. A line feed in it is a line break. */
export interface Piece {
  readonly text: string;
  readonly styles: readonly Style[];
}

export type Line = readonly Piece[];

/** Columns that a text takes: emoji and East Asian characters two, combining marks and joiners none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (/^[\p{M}\p{Cf}]*$/u.test(segment)) continue;
    const isWide =
      /^\p{Emoji_Presentation}/u.test(segment) ||
      segment.includes('\uFE0F') ||
      /^[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/.test(segment);
    width += isWide ? 2 : 1;
  }
  return width;
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + widthOf(text), 0);
}

/** Data as a terminal may be given it: without the characters that steer one. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cf}]|(?!\n)\p{Cc}/gu, (character) => (character === '\t' ? ' ' : ''));
}

/** Breaks pieces into lines of at most `width` columns, at spaces where there are any. */
export function wrap(pieces: readonly Piece[], width: number): Line[] {
  const lines: Piece[][] = [[]];
  let used = 0;
  const startLine = (): void => {
    lines.push([]);
    used = 0;
  };
  for (const { text, styles } of pieces) {
    for (const word of text.split(/(\n|[ ]+)/)) {
      if (word === '') continue;
      if (word === '\n') {
        startLine();
        continue;
      }
      const isSpace = word.startsWith(' ');
      if (used + widthOf(word) > width && used > 0) startLine();
      if (isSpace && used === 0) continue;
      for (const part of cutToWidth(word, width)) {
        if (used > 0 && used + widthOf(part) > width) startLine();
        lines.at(-1)?.push({ text: part, styles });
        used += widthOf(part);
      }
    }
  }
  return lines;
}

/** Cuts a word that is too long for a line, after a slash where there is one: most such words are resource IDs. */
function cutToWidth(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const parts = [''];
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    const last = parts.at(-1) ?? '';
    if (last === '' || widthOf(last + segment) <= width) {
      parts[parts.length - 1] = last + segment;
      continue;
    }
    const end = last.lastIndexOf('/') + 1 || last.length;
    parts.splice(-1, 1, last.slice(0, end), last.slice(end) + segment);
  }
  return parts;
}

/** The line with its colours, or without where stdout is no terminal. */
export function paint(line: Line): string {
  return line
    .map(({ text, styles }) => (styles.length === 0 ? text : styleText([...styles], text)))
    .join('')
    .trimEnd();
}

/** Filled up with spaces to `width` columns. */
export function pad(line: Line, width: number): Line {
  const missing = width - lineWidth(line);
  return missing > 0 ? [...line, { text: ' '.repeat(missing), styles: [] }] : line;
}
