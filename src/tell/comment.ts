// The comment on the pull request: at most one for each writer, kept up to date, short once everything is logged.
import type { CommentChoice } from '../inputs.ts';
import type { Conversations } from '../ports.ts';
import type { Markdown } from '../report/markdown.ts';
import { findOwn, lookAndWrite, sendWhatFits } from './conversation.ts';

export interface CommentParts {
  readonly conversations: Conversations;
  readonly choice: Exclude<CommentChoice, 'never'>;
  readonly pullRequest: number;
  /** The first line of the text. */
  readonly marker: Markdown;
  /** The whole text, in so many bytes. */
  readonly render: (limit?: number) => Markdown;
  readonly isPass: boolean;
}

/** Says for the log what became of it. Throws Refusal. */
export function keepComment(parts: CommentParts): Promise<string> {
  return lookAndWrite(() => writeComment(parts));
}

async function writeComment(parts: CommentParts): Promise<string> {
  const { conversations, choice, pullRequest, marker, render, isPass } = parts;
  const login = await conversations.readLogin();
  const found = findOwn(await conversations.listComments(pullRequest), login, marker);
  if (found !== undefined) {
    await sendWhatFits(render, (body) => conversations.updateComment(found.id, body));
    return `Updated the comment on pull request ${pullRequest}.`;
  }
  if (isPass && choice === 'on-failure') return 'No comment: the audit passed, and there is none to update.';
  await sendWhatFits(render, (body) => conversations.createComment(pullRequest, body));
  return `Commented on pull request ${pullRequest}.`;
}
