// What the configuration file excuses and leaves out, told to whoever must look after it: waivers that end or are needed
// no more, resources that tags leave out, and what a pull request would change.
import type {
  LeftOutResource,
  NoncompliantReason,
  Report,
  ReportResource,
  ReportWaiver,
  WaiverInForce,
} from '../verdict/model.ts';
import { describeMatch } from '../verdict/match.ts';
import type { Part } from './budget.ts';
import type { RenderContext } from './context.ts';
import { subscriptionNames } from './findings.ts';
import { bold, details, escape, heading, listItem, table, tableRow, type Markdown } from './markdown.ts';
import { plainText } from './plain-text.ts';
import { whereCells, whereHeader, type Where } from './where.ts';
import { countOf, countOfResources, describeTags, statusWords, wordsFor } from './wording.ts';

const nameLimit = 80;
const sentenceLimit = 500;

export type ExceptionPartName = 'proposal' | 'waiverNotices' | 'leftOut';

/** The parts of the job summary, each with all of its rows. */
export function toExceptionParts(report: Report, context: RenderContext): Readonly<Record<ExceptionPartName, Part>> {
  return {
    proposal: proposalPart(report),
    waiverNotices: waiverPart(report),
    leftOut: leftOutPart(report, whereCells(report, context)),
  };
}

/** Lines of the log: what is waived, which waivers need somebody, what tags leave out, what a pull request changes. */
export function renderExceptionLines(report: Report): readonly string[] {
  const nameOf = subscriptionNames(report);
  const { proposed } = report.configuration;
  return [
    ...report.resources
      .filter(isWaived)
      .map((one) => plainText(`${statusWords.waived.icon} waived ${placeOf(one, nameOf)}: ${excuseOf(one)}`)),
    ...noticed(report).map((waiver) => plainText(`Waiver for ${about(waiver)}: ${noticeOf(waiver)}`)),
    ...report.leftOutByTags.map((one) => plainText(`Left out by its tags: ${placeOf(one, nameOf)}`)),
    ...(proposed === null ? [] : [proposalIntro(report), ...proposed.changes.map((change) => plainText(change))]),
  ];
}

/** `2026-12-31, 39 days left`. */
export function describeExpiry({ expires, daysLeft }: Pick<ReportWaiver, 'expires' | 'daysLeft'>): string {
  if (daysLeft < 0) return `${expires}, ran out`;
  return daysLeft === 0 ? `${expires}, its last day` : `${expires}, ${countOf(daysLeft, 'day')} left`;
}

type WaivedResource = ReportResource & { readonly reason: NoncompliantReason; readonly waiver: WaiverInForce };

function isWaived(one: ReportResource): one is WaivedResource {
  return one.status === 'waived' && one.waiver !== null;
}

function excuseOf({ reason, waiver }: WaivedResource): string {
  const until = `Waived until ${describeExpiry(waiver)}. Owner: ${waiver.owner}. Because: ${waiver.reason}`;
  return `${wordsFor(reason).short}. ${until}`;
}

/** Those that somebody should do something about. */
function noticed({ waivers }: Report): readonly ReportWaiver[] {
  return waivers.filter(({ state, use }) => state !== 'in-force' || use !== 'needed');
}

function noticeOf({ state, use, expires, daysLeft }: ReportWaiver): string {
  const end = {
    expired: `ran out on ${expires}, and does not count any more.`,
    expiring: `expires soon: ${describeExpiry({ expires, daysLeft })}.`,
    'in-force': '',
  }[state];
  const need = {
    needed: '',
    unneeded: 'No longer needed: it covers nothing, or only what is compliant.',
    undecided: 'Whether it is still needed is unknown: what it may cover could not be read.',
  }[use];
  return [end, need].filter((text) => text !== '').join(' ');
}

function about({ match, line }: ReportWaiver): string {
  const what = describeMatch(match);
  return what === '' ? `what stands in line ${line}` : what;
}

function waiverPart(report: Report): Part {
  const rows = noticed(report).map((waiver) =>
    tableRow([
      escape(about(waiver), sentenceLimit),
      escape(noticeOf(waiver), sentenceLimit),
      escape(waiver.owner, nameLimit),
      String(waiver.line),
    ]),
  );
  return {
    noun: 'waivers that need somebody',
    rows,
    frame: (shown) =>
      `${heading(3, `⏳ ${countOf(rows.length, 'waiver')} to look at`)}\n${table(['Waiver', 'What', 'Owner', 'Line'], shown)}`,
    keeps: 0.05,
  };
}

function leftOutPart(report: Report, where: Where): Part {
  const rows = report.leftOutByTags.map((one) =>
    tableRow([...where(one), escape(describeTags(one.tags), sentenceLimit)]),
  );
  return {
    noun: 'resources that tags leave out',
    rows,
    frame: (shown) =>
      details(
        bold(`${countOfResources(report.leftOutByTags)} left out by tags`),
        table([...whereHeader, 'Tags'], shown),
      ),
    keeps: 0,
  };
}

function proposalPart(report: Report): Part {
  const rows = (report.configuration.proposed?.changes ?? []).map((change) => listItem(escape(change, 1_500)));
  return {
    noun: 'changes that the pull request would make to the configuration',
    rows,
    frame: (shown) =>
      `${heading(3, '📝 This pull request changes the configuration')}\n${intro(report)}\n${shown.join('')}`,
    keeps: 0.05,
  };
}

function intro(report: Report): Markdown {
  return `${escape(proposalIntro(report), sentenceLimit)}\n`;
}

function proposalIntro({ configuration: { file } }: Report): string {
  const inForce = file === null ? 'without it' : `with ${file.path} at commit ${file.commit.slice(0, 10)}`;
  return `The pull request changes the configuration file. The audit ran ${inForce}; the change counts once it is merged:`;
}

function placeOf(one: LeftOutResource, nameOf: (id: string) => string): string {
  return `${one.name} in ${nameOf(one.subscriptionId)} / ${one.resourceGroup}`;
}
