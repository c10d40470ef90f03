// Tells people where they look: the pull request at hand, and the tracking issue of scheduled runs. Decides where that is
// wanted and possible; whatever GitHub answers, the audit goes on.
import { Refusal } from '../errors.ts';
import type { Inputs } from '../inputs.ts';
import type { Conversations, Host, RunContext } from '../ports.ts';
import {
  renderClosing,
  renderErrorMessage,
  renderMessage,
  renderSetChange,
  type MessageContext,
  type SetChange,
} from '../report/comment.ts';
import type { RenderContext } from '../report/context.ts';
import { paragraph, type Markdown } from '../report/markdown.ts';
import {
  compareSets,
  describeKey,
  toErrorSet,
  toFailingSet,
  toMarker,
  toSetMarker,
  toSetMember,
  type Writer,
} from '../report/marker.ts';
import { plainText } from '../report/plain-text.ts';
import type { Report } from '../verdict/model.ts';
import { keepComment } from './comment.ts';
import { keepIssue } from './issue.ts';
import { describeRefusal, type Place } from './refusals.ts';

/** What there is to tell. A report that others may read is redacted already; `isWhole`: everything was seen. */
export type Story =
  | { readonly kind: 'report'; readonly report: Report; readonly isWhole: boolean }
  | { readonly kind: 'error'; readonly code: string };

export interface TellParts {
  readonly host: Pick<Host, 'info' | 'annotate'>;
  readonly context: RunContext;
  readonly inputs: Pick<Inputs, 'comment' | 'commentKey' | 'trackingIssue'>;
  readonly conversations: Conversations;
}

const commentPlace: Place = { noun: 'pull request comment', permission: 'pull-requests: write' };
const issuePlace: Place = { noun: 'tracking issue', permission: 'issues: write' };

/** At most so many warnings can come of it. */
export function countPlaces({ comment, trackingIssue }: TellParts['inputs']): number {
  return [comment, trackingIssue].filter((choice) => choice !== 'never').length;
}

/** Never throws. */
export async function tellPeople(parts: TellParts, story: Story, rendering: RenderContext): Promise<void> {
  const { inputs, context } = parts;
  if (inputs.comment !== 'never') {
    const hindrance = whyNoComment(context);
    if (hindrance !== null) parts.host.info(`No pull request comment: ${hindrance}.`);
    else await attempt(parts, commentPlace, () => tellPullRequest(parts, story, rendering));
  }
  if (inputs.trackingIssue !== 'never') {
    const hindrance = whyNoIssue(context);
    if (hindrance !== null) parts.host.info(`No tracking issue: ${hindrance}.`);
    else await attempt(parts, issuePlace, () => tellIssue(parts, story, rendering));
  }
}

function whyNoComment({ isForkPullRequest, pullRequest }: RunContext): string | null {
  if (isForkPullRequest) return 'the pull request comes from a fork, whose workflows may not write';
  return pullRequest === null ? 'this run is about no pull request' : null;
}

/** A run by hand on another branch may have another configuration: it must not close what the nightly one opened. */
function whyNoIssue({ eventName, isForkPullRequest, isDefaultBranch }: RunContext): string | null {
  if (isForkPullRequest) return 'the pull request comes from a fork, whose workflows may not write';
  if (eventName === 'schedule') return null;
  if (eventName !== 'workflow_dispatch') return `it is for scheduled runs, and this one is for the event ${eventName}`;
  return isDefaultBranch ? null : 'it is kept by runs on the default branch only';
}

async function attempt({ host }: TellParts, place: Place, tell: () => Promise<string>): Promise<void> {
  try {
    host.info(await tell());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    host.annotate(describeRefusal(place, error instanceof Refusal ? error : new Refusal(0, reason, { cause: error })));
  }
}

function tellPullRequest(parts: TellParts, story: Story, rendering: RenderContext): Promise<string> {
  const { conversations, inputs, context } = parts;
  if (inputs.comment === 'never' || context.pullRequest === null) return Promise.resolve('');
  const marker = toMarker('comment', toWriter(parts));
  const message = toMessageContext(parts, rendering);
  return keepComment({
    conversations,
    choice: inputs.comment,
    pullRequest: context.pullRequest,
    marker,
    render: (limit) => render(story, message, `${marker}\n`, limit),
    isPass: story.kind === 'report' && story.report.result === 'pass',
  });
}

function tellIssue(parts: TellParts, story: Story, rendering: RenderContext): Promise<string> {
  const marker = toMarker('issue', toWriter(parts));
  const message = toMessageContext(parts, rendering);
  const key = message.redacted ? '' : describeKey(parts.inputs.commentKey);
  return keepIssue({
    conversations: parts.conversations,
    title: plainText(`Key Vault audit: not every audit log has a place to go${key === '' ? '' : ` (${key})`}`, 200),
    marker,
    toFailing: (before) =>
      story.kind === 'report' ? toFailingSet(story.report, before, story.isWhole) : toErrorSet(story.code, before),
    render: (failing, predecessor, limit) => render(story, message, toOpening(marker, failing, predecessor), limit),
    renderChange: (failing, before) =>
      story.kind === 'report'
        ? renderSetChange(story.report, toSetChange(story.report, failing, before), message)
        : renderErrorMessage(story.code, message, ''),
    renderClosing: () => (story.kind === 'report' ? renderClosing(story.report, message) : ''),
  });
}

function render(story: Story, message: MessageContext, opening: Markdown, limit?: number): Markdown {
  if (story.kind === 'error') return renderErrorMessage(story.code, message, opening);
  return renderMessage(story.report, message, opening, limit);
}

function toOpening(marker: Markdown, failing: readonly string[], predecessor: number | null): Markdown {
  const follows = predecessor === null ? '' : `\n${paragraph(`Follows #${predecessor}.`)}`;
  const intro = paragraph(
    'The audit keeps this text up to date, says so below when other vaults fail, and closes the issue once it passes.',
  );
  return `${marker}\n${toSetMarker(failing)}\n\n${intro}${follows}`;
}

/** What fails now and did not before, by name; where nobody knows what did, or it is not listed, nothing is named. */
function toSetChange(report: Report, failing: readonly string[], before: readonly string[] | null): SetChange {
  const change = before === null ? null : compareSets(before, failing);
  if (change === null) return { added: [], removed: 0 };
  const added = report.resources.filter(({ id }) => change.added.includes(toSetMember(id)));
  return { added: added.map(({ name }) => name), removed: change.removed.length };
}

function toWriter({ context, inputs }: TellParts): Writer {
  return { workflow: context.workflowPath, job: context.job, key: inputs.commentKey };
}

/** A matrix may hold IDs of subscriptions. */
function toMessageContext(parts: TellParts, rendering: RenderContext): MessageContext {
  const { workflow, job, key } = toWriter(parts);
  const leg = rendering.redacted ? '' : describeKey(key);
  return { ...rendering, writer: [workflow, job, leg].filter((one) => one !== '').join(' · ') };
}
