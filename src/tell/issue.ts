// The tracking issue: one open issue for each writer while something is wrong, closed when the audit passes. What somebody
// closed stays closed.
import type { Conversations, Post } from '../ports.ts';
import type { Markdown } from '../report/markdown.ts';
import { readSetMarker } from '../report/marker.ts';
import { findOwn, lookAndWrite, sendWhatFits } from './conversation.ts';

const trackingLabel = 'keyvault-audit';

export interface IssueParts {
  readonly conversations: Conversations;
  readonly title: string;
  /** The first line of the text. */
  readonly marker: Markdown;
  /** What is wrong now, after what was wrong when the issue was last written; empty exactly when the audit passed. */
  readonly toFailing: (before: readonly string[]) => readonly string[];
  /** The whole text, in so many bytes; `predecessor` is the number of an issue that was closed before this one. */
  readonly render: (failing: readonly string[], predecessor: number | null, limit?: number) => Markdown;
  /** Said when the set is another one than `before`; null: nobody knows what it was. */
  readonly renderChange: (failing: readonly string[], before: readonly string[] | null) => Markdown;
  readonly renderClosing: () => Markdown;
}

/** Says for the log what became of it. Throws Refusal. */
export function keepIssue(parts: IssueParts): Promise<string> {
  return lookAndWrite(() => writeIssue(parts));
}

async function writeIssue(parts: IssueParts): Promise<string> {
  const { conversations, marker, toFailing } = parts;
  const login = await conversations.readLogin();
  const open = findOwn(await conversations.listIssues(trackingLabel, 'open'), login, marker);
  if (toFailing([]).length === 0)
    return open === undefined ? 'No tracking issue is open, and none is needed.' : close(parts, open);
  return open === undefined ? openNew(parts, login) : update(parts, open);
}

async function update({ conversations, toFailing, render, renderChange }: IssueParts, open: Post): Promise<string> {
  const before = readSetMarker(open.body);
  const failing = toFailing(before ?? []);
  const isSame = before !== null && before.join(' ') === failing.join(' ');
  // Said before it is written down: a failure in between repeats a comment, the other way round would lose it.
  if (!isSame) await conversations.createComment(open.id, renderChange(failing, before));
  const predecessor = readPredecessor(open.body);
  await sendWhatFits(
    (limit) => render(failing, predecessor, limit),
    (body) => conversations.updateIssue(open.id, { body }),
  );
  return `Updated the tracking issue #${open.id}.`;
}

async function close({ conversations, renderClosing }: IssueParts, open: Post): Promise<string> {
  await conversations.createComment(open.id, renderClosing());
  await conversations.updateIssue(open.id, { state: 'closed' });
  return `Closed the tracking issue #${open.id}.`;
}

async function openNew(
  { conversations, title, marker, toFailing, render }: IssueParts,
  login: string,
): Promise<string> {
  await conversations.ensureLabel(trackingLabel);
  const closed = findOwn(await conversations.listIssues(trackingLabel, 'closed'), login, marker);
  await sendWhatFits(
    (limit) => render(toFailing([]), closed?.id ?? null, limit),
    (body) => conversations.createIssue({ title, body, label: trackingLabel }),
  );
  return closed === undefined ? 'Opened a tracking issue.' : `Opened a tracking issue that follows #${closed.id}.`;
}

/** As report/comment.ts writes it. */
function readPredecessor(body: string): number | null {
  const [, number] = /^Follows #(\d{1,15})\.\r?$/m.exec(body) ?? [];
  return number === undefined ? null : Number(number);
}
