// Patterns of the inputs and of the configuration file: `*` any characters, `/` too; `?` one character; nothing else.
import wildcardMatch from 'wildcard-match';
import { idKey } from './model.ts';

/** A compiled pattern. With a `/` it is for resource IDs, without one for names. */
export interface Pattern {
  /** As it was written. */
  readonly text: string;
  readonly matches: (resource: { readonly id: string; readonly name: string }) => boolean;
  /** For things that only have an ID, such as destinations: the name is the last segment. */
  readonly matchesId: (id: string) => boolean;
}

/** A compiled pattern for plain words, such as resource groups and the values of tags. */
export interface TextPattern {
  /** As it was written. */
  readonly text: string;
  readonly matches: (word: string) => boolean;
}

/** Compiles a pattern: the whole string is compared, without letter case and without a trailing slash. Never throws. */
export function toPattern(text: string): Pattern {
  const pieces = idKey(text).split('*').map(toPiece);
  const isForIds = text.includes('/');
  const matches: Pattern['matches'] = ({ id, name }) => fits(pieces, isForIds ? idKey(id) : name.toLowerCase());
  return { text, matches, matchesId: (id) => matches({ id, name: idKey(id).slice(idKey(id).lastIndexOf('/') + 1) }) };
}

/** What stands between two stars: it matches texts of its own length only. */
interface Piece {
  readonly length: number;
  readonly matches: (text: string) => boolean;
}

function toPiece(text: string): Piece {
  // A backslash is an ordinary character here; the library would take it for an escape.
  const matches = wildcardMatch(text.replaceAll('\\', '\\\\'), { separator: false, flags: 's' });
  return { length: text.length, matches };
}

/**
 * Whether the pieces stand in `text` in this order, the first at its start and the last at its end. The library could
 * match the stars as well, but its expression tries every split of the text: four stars take it minutes on a long ID.
 * The first place that fits is always good enough, because it leaves the most room for the rest.
 */
function fits(pieces: readonly Piece[], text: string): boolean {
  const [first, last] = [pieces[0], pieces.at(-1)] as [Piece, Piece];
  if (pieces.length === 1) return first.matches(text);
  const end = text.length - last.length;
  let from = first.length;
  if (from > end || !first.matches(text.slice(0, from)) || !last.matches(text.slice(end))) return false;
  return pieces.slice(1, -1).every((piece) => {
    const place = firstPlace(piece, text, from, end);
    if (place === null) return false;
    from = place + piece.length;
    return true;
  });
}

function firstPlace(piece: Piece, text: string, from: number, end: number): number | null {
  for (let place = from; place + piece.length <= end; place += 1) {
    if (piece.matches(text.slice(place, place + piece.length))) return place;
  }
  return null;
}

/** Compiles a pattern for words: the whole word is compared, without letter case. Never throws. */
export function toTextPattern(text: string): TextPattern {
  const pieces = text.toLowerCase().split('*').map(toPiece);
  return { text, matches: (word) => fits(pieces, word.toLowerCase()) };
}
