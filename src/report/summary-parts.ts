// The parts of the job summary that are lists of the report: failing, unknown, subscriptions, waivers, notes, compliant.
import type { Changes, Report, ReportResource } from '../verdict/model.ts';
import { maxSummaryBytes, rowsOf, type Part } from './budget.ts';
import { describeAge, toChangesPart } from './changes-part.ts';
import type { RenderContext } from './context.ts';
import { describeExpiry } from './exceptions.ts';
import { failing, keepersOf, notReadWhole, subscriptionNames, unknown, type Finding } from './findings.ts';
import { bold, details, escape, heading, listItem, stack, table, tableRow } from './markdown.ts';
import type { Markdown } from './markdown.ts';
import { whereCells, whereHeader, type Where } from './where.ts';
import { countOf, countOfResources, enumerate, statusWords, subscriptionWords, wordsFor } from './wording.ts';

/** Rows that stand open; the others are folded away below them. */
const openRows = 100;
/** Of a name and of a sentence in a table cell, in UTF-16 units: Azure's own names are shorter. */
const nameLimit = 80;
const sentenceLimit = 300;

export type ListName = 'failing' | 'unknown' | 'subscriptions' | 'changes' | 'waivers' | 'notes' | 'compliant';

/** The lists of a report, each with all of its rows, for a page of at most `limit` bytes. */
export function toListParts(
  report: Report,
  context: RenderContext,
  limit = maxSummaryBytes,
): Readonly<Record<ListName, Part>> {
  const cells = { where: whereCells(report, context), redacted: context.redacted, limit };
  return {
    failing: findingPart('failing', failing(report), cells, report.changes),
    unknown: findingPart('unknown', unknown(report), cells, null),
    subscriptions: subscriptionPart(report),
    changes: toChangesPart(report, cells.where, limit),
    waivers: waiverPart(report, cells),
    notes: notePart(report),
    compliant: compliantPart(report, cells),
  };
}

/** What the rows of one page need to know. */
interface Cells {
  readonly where: Where;
  readonly redacted: boolean;
  /** Of the page, in bytes. */
  readonly limit: number;
}

function findingPart(
  status: 'failing' | 'unknown',
  findings: readonly Finding[],
  { where, redacted, limit }: Cells,
  changes: Changes | null,
): Part {
  const { icon } = statusWords[status === 'failing' ? 'noncompliant' : 'unknown'];
  const title =
    status === 'failing' ? `${countOfResources(findings)} failing` : `${countOfResources(findings)} not read`;
  const age = changes === null ? [] : ['Failing'];
  const header = [...whereHeader, 'Reason', ...age];
  return {
    noun: status === 'failing' ? 'failing resources' : 'resources that could not be read',
    rows: rowsOf(
      findings,
      (finding) =>
        tableRow([
          ...where(finding),
          stack(bold(wordsFor(finding.reason).short), redacted ? '' : escape(finding.detail, sentenceLimit)),
          ...age.map(() => describeAge(finding)),
        ]),
      limit,
    ),
    frame: (shown) => `${heading(3, `${icon} ${title}`)}\n${foldedTable(header, shown)}`,
    keeps: status === 'failing' ? 0 : 0.2,
  };
}

function subscriptionPart(report: Report): Part {
  const nameOf = subscriptionNames(report);
  const skipped = report.subscriptions.filter(({ status }) => status === 'skipped');
  const open = notReadWhole(report);
  const rows = [...open, ...skipped].map(({ id, status, detail }) =>
    tableRow([escape(nameOf(id), nameLimit), subscriptionWords[status].label, escape(detail, sentenceLimit)]),
  );
  const title = [
    ...(open.length > 0 ? [`${countOf(open.length, 'subscription')} not read whole`] : []),
    ...(skipped.length > 0 ? [`${countOf(skipped.length, 'subscription')} skipped`] : []),
  ];
  return {
    noun: 'subscriptions that were not read whole or skipped',
    rows,
    frame: (shown) => `${heading(3, title.join(', '))}\n${foldedTable(['Subscription', 'Status', 'Detail'], shown)}`,
    keeps: 0.1,
  };
}

function waiverPart({ resources }: Report, { where, redacted, limit }: Cells): Part {
  const waived = resources.filter(({ status }) => status === 'waived');
  const reasonOf = ({ reason }: ReportResource): Markdown => (reason === null ? '' : wordsFor(reason).short);
  const waiverOf = ({ waiver }: ReportResource): Markdown[] =>
    [waiver?.reason, waiver?.owner].map((text) => escape(text ?? '', sentenceLimit));
  return {
    noun: 'waived resources',
    rows: rowsOf(
      waived,
      (one) =>
        tableRow([
          ...where(one),
          reasonOf(one),
          escape(one.waiver === null ? '' : describeExpiry(one.waiver), nameLimit),
          ...(redacted ? [] : waiverOf(one)),
        ]),
      limit,
    ),
    frame: (shown) => {
      const header = [...whereHeader, 'Reason', 'Waived until', ...(redacted ? [] : ['Because', 'Owner'])];
      const title = `${statusWords.waived.icon} ${countOfResources(waived)} waived`;
      return `${heading(3, title)}\n${foldedTable(header, shown)}`;
    },
    keeps: 0,
  };
}

function compliantPart({ resources }: Report, { where, redacted, limit }: Cells): Part {
  const compliant = resources.filter(({ status }) => status === 'compliant');
  return {
    noun: 'compliant resources',
    rows: rowsOf(
      compliant,
      (one) =>
        tableRow([
          ...where(one),
          ...(redacted ? [] : [keepersOf(one).join(', ')]),
          one.profiles?.cis === 'compliant' ? 'yes' : 'no',
        ]),
      limit,
    ),
    frame: (shown) => {
      const summary = `${statusWords.compliant.icon} ${bold(`${countOfResources(compliant)} compliant`)}`;
      const header = [...whereHeader, ...(redacted ? [] : ['Audit log kept in']), 'CIS benchmark'];
      return details(summary, table(header, shown));
    },
    keeps: 0,
  };
}

/** Notes of the run, then notes of resources: the same one once, with the names that it is about. */
function notePart({ notes, resources }: Report): Part {
  const byNote = new Map<string, string[]>();
  for (const resource of resources) {
    for (const note of resource.notes) {
      const names = byNote.get(note);
      if (names === undefined) byNote.set(note, [resource.name]);
      else names.push(resource.name);
    }
  }
  const about = (names: readonly string[]): Markdown => {
    const shown = names.slice(0, 5).map((name) => escape(name, nameLimit));
    const others = names.length - shown.length;
    return enumerate(others > 0 ? [...shown, `${others} more`] : shown);
  };
  const rows = [
    ...notes.map((note) => listItem(escape(note, sentenceLimit))),
    ...[...byNote].map(([note, names]) => listItem(`${bold(about(names))}: ${escape(note, sentenceLimit)}`)),
  ];
  return {
    noun: 'notes',
    rows,
    frame: (shown) => details(bold(countOf(rows.length, 'note')), shown.join(''), { open: rows.length <= 5 }),
    keeps: 0,
  };
}

function foldedTable(header: readonly Markdown[], rows: readonly Markdown[]): Markdown {
  const open = table(header, rows.slice(0, openRows));
  const folded = rows.slice(openRows);
  return folded.length === 0 ? open : `${open}\n${details(`${folded.length} more`, table(header, folded))}`;
}
