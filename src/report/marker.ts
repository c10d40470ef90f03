// Hidden marks by which a comment or an issue of ours is found again: HTML comments, which GitHub does not show.
import { createHash } from 'node:crypto';
import type { Report } from '../verdict/model.ts';
import { idKey } from '../verdict/model.ts';
import type { Markdown } from './markdown.ts';

/** Who writes. Two writers never take each other's text for their own. */
export interface Writer {
  /** Path of the workflow in its repository. */
  readonly workflow: string;
  readonly job: string;
  /** The input `comment-key`. */
  readonly key: string;
}

/** One line, the same on every run of the same writer. */
export function toMarker(kind: 'comment' | 'issue', { workflow, job, key }: Writer): Markdown {
  const hash = createHash('sha256').update(normalizeKey(key)).digest('hex').slice(0, 16);
  return `<!-- keyvault-diagnostics-audit ${kind} workflow=${encode(workflow)} job=${encode(job)} key=${hash} -->`;
}

/** Whether a text begins with the mark. In the middle of one it may be quoted. */
export function hasMarker(body: string, marker: Markdown): boolean {
  return body.startsWith(marker);
}

/** What a person reads of a key: the values of the matrix, or the key itself; empty without a matrix. */
export function describeKey(key: string): string {
  const value = parse(key);
  if (value === null) return '';
  if (typeof value !== 'object') return key;
  return Object.values(value)
    .map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one)))
    .join(', ');
}

/** JSON with other blanks is the same matrix. */
function normalizeKey(key: string): string {
  const value = parse(key);
  return value === undefined ? key : JSON.stringify(value);
}

function parse(key: string): unknown {
  try {
    return key === '' ? null : (JSON.parse(key) as unknown);
  } catch {
    return undefined;
  }
}

/** Inside an HTML comment: no blank, no `>`, and no two hyphens in a row. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll('--', '-%2D');
}

/** Beyond this many a digest of all stands for them, to leave room for the text. */
const maxListed = 1_000;

/**
 * What is wrong, as short hashes in order; the same for the same failing vaults, and empty exactly when the audit passed.
 * What failed `before` and could not be read now stays in it, because nobody saw it mended; so does what is not listed, unless
 * everything that was asked for was seen (`isWhole`).
 */
export function toFailingSet(
  { result, resources, changes }: Report,
  before: readonly string[],
  isWhole: boolean,
): readonly string[] {
  if (result === 'pass') return [];
  const seen = new Map(resources.map(({ id, status }) => [toSetMember(id), status]));
  const isGone = isWhole && resources.length > 0 && (changes?.lostSubscriptions.length ?? 0) === 0;
  const unread = before.filter((one) => isMember(one) && (seen.has(one) ? seen.get(one) === 'unknown' : !isGone));
  const found = [...seen].filter(([, status]) => status === 'noncompliant').map(([member]) => member);
  const failing = [...new Set([...found, ...unread])].sort();
  if (failing.length === 0) return [result];
  return failing.length <= maxListed ? failing : [`${digestPrefix}${digest(failing.join(' '))}`];
}

/** Of an audit that could not run: nobody knows what became of what failed `before`. */
export function toErrorSet(code: string, before: readonly string[]): readonly string[] {
  return [...before.filter((one) => isMember(one) || isDigest(one)), `error-${code}`];
}

/** What is in one set and not in the other; null where one of them does not say what is in it. */
export function compareSets(
  before: readonly string[],
  now: readonly string[],
): { readonly added: readonly string[]; readonly removed: readonly string[] } | null {
  if ([...before, ...now].some(isDigest)) return null;
  return {
    added: now.filter((one) => isMember(one) && !before.includes(one)),
    removed: before.filter((one) => isMember(one) && !now.includes(one)),
  };
}

const digestPrefix = 'all-';

function isDigest(one: string): boolean {
  return one.startsWith(digestPrefix);
}

function isMember(one: string): boolean {
  return /^[0-9a-f]{10}$/.test(one);
}

/** The hash of a resource in a set. */
export function toSetMember(id: string): string {
  return digest(idKey(id));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}

export function toSetMarker(set: readonly string[]): Markdown {
  return `<!-- failing: ${set.join(' ')} -->`;
}

/** The set that a text of ours was written with; null when it does not say, because somebody edited it. */
export function readSetMarker(body: string): readonly string[] | null {
  const [, set] = /^<!-- failing: ([\w -]*) -->\r?$/m.exec(body) ?? [];
  return set === undefined ? null : set.split(' ').filter((one) => one !== '');
}
