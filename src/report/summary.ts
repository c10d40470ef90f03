// The job summary of a run that came to a verdict: Markdown that a person reads from the top until they know enough.
import type { Counts, Report, Status } from '../verdict/model.ts';
import { byteLength, fitParts, maxSummaryBytes, type Part } from './budget.ts';
import type { RenderContext } from './context.ts';
import { profileOf } from './fixes/demand.ts';
import { toFixPart } from './fixes/fix-part.ts';
import { blocks, code, escape, heading, link, paragraph, small, type Markdown } from './markdown.ts';
import { toExceptionParts, type ExceptionPartName } from './exceptions.ts';
import { toListParts, type ListName } from './summary-parts.ts';
import { countOf, enumerate, resultIcons, statusWords } from './wording.ts';

type PartName = ListName | ExceptionPartName | 'fixes';

/** As they stand on the page. */
const pageOrder: readonly PartName[] = [
  'proposal',
  'failing',
  'unknown',
  'subscriptions',
  'changes',
  'fixes',
  'waivers',
  'waiverNotices',
  'leftOut',
  'notes',
  'compliant',
];

/** As they give way when the page is too long: first what nobody must act on, last what fails. */
const givingOrder: readonly PartName[] = [
  'compliant',
  'notes',
  'leftOut',
  'waivers',
  'waiverNotices',
  'proposal',
  'fixes',
  'changes',
  'unknown',
  'subscriptions',
  'failing',
];

/** More than the sentence about what was left out can ever take. */
const leftOutReserve = 8_000;

/**
 * The whole summary, at most `limit` bytes of UTF-8 whatever the report holds. With `context.redacted`, the report must
 * have gone through redactReport().
 */
export function renderSummary(report: Report, context: RenderContext, limit = maxSummaryBytes): Markdown {
  const parts: Readonly<Record<PartName, Part>> = {
    ...toListParts(report, context, limit),
    ...toExceptionParts(report, context),
    fixes: toFixPart(report, context),
  };
  const head = blocks([
    heading(2, `${resultIcons[report.result]} ${escape(report.resultReason, 500)}`),
    renderCounts(report),
    context.redacted ? redactionNote : '',
  ]);
  const foot = renderFoot(report, context);
  const room = limit - byteLength(head) - byteLength(foot) - leftOutReserve;
  const { texts, leftOut } = fitParts(parts, givingOrder, room);
  const lost = leftOut.length === 0 ? '' : renderLeftOut(leftOut, context);
  return blocks([head, lost, ...pageOrder.map((name) => texts[name]), foot]);
}

const redactionNote = paragraph(
  'Names and IDs are not shown, because others may be able to read this page: each resource appears under a hash of its lower-cased ID. The report files have the names.',
);

const barLength = 20;

/** A bar of squares and the counts in words. */
function renderCounts({ counts, leftOutByTags: { length: leftOut } }: Report): Markdown {
  const present = (['noncompliant', 'unknown', 'waived', 'compliant'] as const).filter((status) => counts[status] > 0);
  const words = present.map((status) => `${statusWords[status].icon} ${counts[status]} ${statusWords[status].label}`);
  if (counts.excluded > leftOut) words.push(`${counts.excluded - leftOut} excluded by filters`);
  if (leftOut > 0) words.push(`${leftOut} left out by tags`);
  return blocks([renderBar(present, counts), words.join(' · ')].filter((line) => line !== '').map(paragraph));
}

/** Every status that occurs has at least one square, and the most frequent one takes what rounding leaves. */
function renderBar(present: readonly Status[], counts: Counts): string {
  const total = present.reduce((sum, status) => sum + counts[status], 0);
  const squaresOf = (status: Status): number => Math.max(1, Math.round((counts[status] / total) * barLength));
  const [largest] = present.toSorted((a, b) => counts[b] - counts[a]);
  const others = present.filter((status) => status !== largest).reduce((sum, status) => sum + squaresOf(status), 0);
  const draw = (status: Status): string =>
    statusWords[status].icon.repeat(status === largest ? barLength - others : squaresOf(status));
  return present.map(draw).join('');
}

function renderLeftOut(leftOut: readonly string[], { reportFiles, runUrl }: RenderContext): Markdown {
  const files = reportFiles.slice(0, 8).map((path) => code(path.replace(/^.*[/\\]/s, ''), 60));
  const where =
    files.length === 0
      ? 'No report file was written that would have it.'
      : `Everything is in ${enumerate(files)}, which the workflow can upload to the ${link('artifacts of this run', `${runUrl}#artifacts`)}.`;
  return paragraph(`⚠️ Left out, because GitHub shows no summary above 1 MiB: ${enumerate(leftOut)}. ${where}`);
}

function renderFoot(report: Report, { docs }: RenderContext): Markdown {
  const seconds = Math.max(0, Math.round((Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1_000));
  const audited = report.subscriptions.filter(({ status }) => status === 'audited' || status === 'partial').length;
  const { total, throttled } = report.requests;
  const facts = [
    `${countOf(audited, 'subscription')} in ${Number.isNaN(seconds) ? 'no measured time' : countOf(seconds, 'second')}`,
    `${countOf(total, 'request')}${throttled > 0 ? `, ${throttled} throttled` : ''}`,
    `profile ${profileOf(report)}`,
    describeFile(report),
    link('what counts as logged', `${docs}/what-counts.md`),
    escape(`${report.tool.name} ${report.tool.version}`, 100),
  ];
  return paragraph(small(facts.join(' · ')));
}

/** Which configuration file was in force. */
function describeFile({ configuration: { file } }: Report): Markdown {
  if (file === null) return 'no configuration file';
  const { repository, path, ref, commit } = file;
  const at = ref === commit ? '' : ` (${escape(ref, 100)})`;
  return `configuration ${code(path, 200)} of ${escape(repository, 140)} at ${code(commit.slice(0, 10))}${at}`;
}
