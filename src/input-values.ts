// Reads single values that people write: words of a fixed set, lists, GUIDs, numbers, patterns. A value that is not
// understood is complained about, never replaced by a default. Knows no input by name.
import { toPattern, type Pattern } from './verdict/pattern.ts';

/** Told once for each thing that is wrong with a value; the sentence fits behind `name: `. */
export type Complain = (problem: string) => void;

/** Reads a trimmed text that is not blank; undefined after a complaint. */
export type ValueParser<T> = (text: string, complain: Complain) => T | undefined;

const guidShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const maxShownLength = 80;

/**
 * A value as a complaint quotes it. Whole or not at all: the runner masks secrets by their whole text, so a part of one
 * that stands in the wrong input would be printed in the clear. Quotation marks: an item may be a part of JSON.
 */
function quote(text: string): string {
  return isPlain(text) ? `"${text}"` : `a text of ${text.length} characters`;
}

function isPlain(text: string): boolean {
  return text.length <= maxShownLength && !/[\r\n"]/.test(text);
}

/** One of `words`, in any letter case. */
export function word<W extends string>(words: readonly W[]): ValueParser<W> {
  return (text, complain) => {
    const found = words.find((candidate) => candidate === text.toLowerCase());
    if (found === undefined) complain(notAmong(text, words));
    return found;
  };
}

/** Items that `parseItem` reads, one a line or between commas; the same value twice counts once. */
export function list<T>(parseItem: ValueParser<T>): ValueParser<readonly T[]> {
  return (text, complain) => {
    const items = toItems(text);
    if (items.length === 0) complain('lists nothing');
    const values = items.map((item) => parseItem(item, complain));
    return [...new Set(values.filter((value) => value !== undefined))];
  };
}

/** The items of a list, one a line or between commas, without blanks. */
export function toItems(text: string): string[] {
  return text
    .split(/[\r\n,]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** `true` or `false`. YAML's other words, such as `yes`, are not taken. */
export const trueOrFalse: ValueParser<boolean> = (text, complain) => {
  const found = word(['true', 'false'])(text, complain);
  return found === undefined ? undefined : found === 'true';
};

/** A whole number, 0 or more, in plain digits. */
export const count: ValueParser<number> = (text, complain) => {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  complain(`${quote(text)} is not a whole number in digits, 0 or more`);
  return undefined;
};

/** A GUID as Azure writes it, without braces; letter case is kept. */
export const guid: ValueParser<string> = (text, complain) => {
  if (guidShape.test(text)) return text;
  const inside = text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi) ?? [];
  const hint = inside.length === 1 && isPlain(text) ? `. Did you mean ${inside.join('')}?` : '';
  complain(`${quote(text)} is not a GUID such as 00000000-0000-0000-0000-000000000000${hint}`);
  return undefined;
};

/** IDs that `parseId` reads; one that is listed again, in whatever letter case, counts once. */
export function idList(parseId: ValueParser<string>): ValueParser<readonly string[]> {
  return (text, complain) => list(parseId)(text, complain)?.filter(isFirstOfCase);
}

/** For filters: whether no item before it is the same without letter case. */
export function isFirstOfCase(item: string, index: number, all: readonly string[]): boolean {
  return all.findIndex((other) => other.toLowerCase() === item.toLowerCase()) === index;
}

// https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftmanagement
export const managementGroup: ValueParser<string> = (text, complain) => {
  if (/^[a-z0-9][\w.()-]{0,89}$/i.test(text)) return text;
  complain(
    `${quote(text)} is not the ID of a management group: letters, digits, hyphens, underscores, periods, parentheses`,
  );
  return undefined;
};

/** A whole number of minutes, 1 or more, at most what a timer of Node can hold: 35,000, more than 24 days. */
export const minutes: ValueParser<number> = (text, complain) => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 35_000) return value;
  complain(`${quote(text)} is not a whole number of minutes from 1 to 35000`);
  return undefined;
};

/** Any text but one with NUL, which no file system takes. */
export const path: ValueParser<string> = (text, complain) => {
  if (!text.includes('\0')) return text;
  complain('a path cannot contain NUL');
  return undefined;
};

/** A pattern for vaults and managed HSMs. Refuses what could never match: it would silently match nothing. */
export const resourcePattern: ValueParser<Pattern> = (text, complain) => {
  // Names have 3 to 24 letters, digits and hyphens:
  // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftkeyvault
  const strange = text.includes('/') ? null : /[^a-z0-9*?-]/iu.exec(text);
  if (strange === null) return idPattern(text, complain);
  complain(`${quote(text)} matches nothing: no vault name contains ${quote(strange[0])}${patternHelp}`);
  return undefined;
};

/** A pattern for resource IDs of any type, or for the last segment of them. */
export const idPattern: ValueParser<Pattern> = (text, complain) => {
  const strange = /[{}[\]!\\]/.exec(text);
  if (strange !== null)
    complain(`${quote(text)} matches nothing: no resource ID contains "${strange[0]}"${patternHelp}`);
  else if (/^[^/*?].*\//s.test(text)) complain(`${quote(text)} matches nothing: a resource ID begins with "/"`);
  else return toPattern(text);
  return undefined;
};

const patternHelp = '. Patterns know * and ?, no braces, brackets or negation';

function notAmong(text: string, words: readonly string[]): string {
  const nearest = findNearest(text.toLowerCase(), words);
  const hint = nearest === undefined ? '' : `. Did you mean ${nearest}?`;
  return `${quote(text)} is not ${words.length > 1 ? 'one of ' : ''}${words.join(', ')}${hint}`;
}

/** The word that a typo most likely stands for; undefined when none is near. */
export function findNearest(text: string, words: readonly string[]): string | undefined {
  if (!isPlain(text)) return undefined;
  const ranked = words.map((candidate) => ({ candidate, distance: editDistance(text, candidate) }));
  const [best] = ranked.toSorted((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(1, best.candidate.length / 3) ? best.candidate : undefined;
}

/** Levenshtein distance, one row at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: Array.from(to).length + 1 }, (_, index) => index);
  for (const [line, letter] of Array.from(from).entries()) {
    const next = [line + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const [above = 0, diagonal = 0, left = 0] = [row[column + 1], row[column], next[column]];
      next.push(Math.min(above + 1, left + 1, diagonal + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
