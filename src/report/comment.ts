// The texts that the audit leaves in conversations: the comment on a pull request, the tracking issue, and what is said in
// the issue when something changed. Each begins with its hidden marker (see marker.ts), which the caller hands in.
import type { Report } from '../verdict/model.ts';
import { byteLength, fitParts } from './budget.ts';
import type { RenderContext } from './context.ts';
import { explanationUrl } from './error-summary.ts';
import { blocks, code, escape, heading, link, listItem, paragraph, small, type Markdown } from './markdown.ts';
import { toListParts } from './summary-parts.ts';
import { countOf, enumerate, resultIcons } from './wording.ts';

/**
 * GitHub refuses a body of more than 65,536 characters with 422 "body is too long". Counted in bytes here, which are never
 * fewer, with something to spare.
 */
export const maxBodyBytes = 65_000;

export interface MessageContext extends RenderContext {
  /** Tells who writes: workflow, job, and whatever tells this leg of a matrix from the others. */
  readonly writer: string;
}

const partOrder = ['failing', 'unknown', 'subscriptions', 'changes'] as const;
const givingOrder = ['changes', 'unknown', 'subscriptions', 'failing'] as const;
/** More than the sentence about what was left out can ever take. */
const leftOutReserve = 2_000;

/** `opening` stands in front of it (markers and words of ours). At most `limit` bytes with it. */
export function renderMessage(
  report: Report,
  context: MessageContext,
  opening: Markdown,
  limit = maxBodyBytes,
): Markdown {
  const title = heading(3, `${resultIcons[report.result]} ${escape(report.resultReason, 500)}`);
  const foot = renderFoot(context);
  if (report.result === 'pass') {
    const rest =
      report.counts.waived > 0 ? 'Nothing fails; what is waived stands in the summary of the run.' : 'All logged.';
    return blocks([opening, title, paragraph(rest), foot]);
  }
  const room = limit - [opening, title, foot].reduce((sum, text) => sum + byteLength(text), leftOutReserve);
  const { failing, unknown, subscriptions, changes } = toListParts(report, context);
  const { texts, leftOut } = fitParts({ failing, unknown, subscriptions, changes }, givingOrder, room);
  const lost = leftOut.length === 0 ? '' : paragraph(`⚠️ Left out for want of space: ${enumerate(leftOut)}.`);
  return blocks([opening, title, lost, ...partOrder.map((name) => texts[name]), foot]);
}

/** The audit could not start or finish. Says nothing of why but the code: others may be able to read it. */
export function renderErrorMessage(errorCode: string, context: MessageContext, opening: Markdown): Markdown {
  const page = explanationUrl(context.docs, errorCode);
  return blocks([
    opening,
    heading(3, '❌ The audit could not start or finish, so nobody knows which vaults keep an audit log'),
    paragraph(`Error ${link(code(errorCode), page)}. The log of the run says more.`),
    renderFoot(context),
  ]);
}

export interface SetChange {
  /** Names, of what fails and did not when the issue was last written. */
  readonly added: readonly string[];
  /** How many do not fail any more. */
  readonly removed: number;
}

/** Names that are listed one by one; the rest is counted. */
const maxNames = 50;

/** Said in the issue when the set of failing vaults is another one. */
export function renderSetChange(report: Report, { added, removed }: SetChange, context: MessageContext): Markdown {
  const more = added.length - maxNames;
  return blocks([
    paragraph(`${resultIcons[report.result]} ${escape(report.resultReason, 500)}`),
    [
      ...added.slice(0, maxNames).map((name) => listItem(`newly failing: ${escape(name, 80)}`)),
      ...(more > 0 ? [listItem(`newly failing: ${more} more`)] : []),
      ...(removed > 0
        ? [
            listItem(
              `${countOf(removed, 'vault')} of those listed before ${removed === 1 ? 'is' : 'are'} not failing any more`,
            ),
          ]
        : []),
    ].join(''),
    renderFoot(context),
  ]);
}

/** Said in the issue when it is closed. */
export function renderClosing(report: Report, context: MessageContext): Markdown {
  return blocks([
    paragraph(`${resultIcons[report.result]} ${escape(report.resultReason, 500)}`),
    paragraph('So this issue is closed. Should a vault lose its audit log again, a new issue will be opened.'),
    renderFoot(context),
  ]);
}

function renderFoot({ runUrl, writer, docs }: MessageContext): Markdown {
  const parts = [
    ...(runUrl === '' ? [] : [link('the run, with everything else', runUrl)]),
    link('what counts as logged', `${docs}/what-counts.md`),
    escape(writer, 200),
  ];
  return paragraph(small(parts.join(' · ')));
}
