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

/** Compiles a pattern: the whole string is compared, without letter case and without a trailing slash. Never throws. */
export function toPattern(text: string): Pattern {
  // A backslash is an ordinary character here; the library would take it for an escape.
  const glob = idKey(text).replaceAll('\\', '\\\\').replace(/\*+/g, '*');
  const compiled = wildcardMatch(glob, { separator: false, flags: 's' });
  const isForIds = text.includes('/');
  const matches: Pattern['matches'] = ({ id, name }) => compiled(isForIds ? idKey(id) : name.toLowerCase());
  return { text, matches, matchesId: (id) => matches({ id, name: idKey(id).split('/').at(-1) ?? '' }) };
}
