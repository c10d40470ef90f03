// The report as a table for spreadsheets, one row a resource: RFC 4180, and no cell that a spreadsheet would calculate.
import { stringify } from 'csv-stringify/sync';
import type { JudgedSetting, Report, ReportResource } from '../verdict/model.ts';
import type { FileContext } from './context.ts';
import { subscriptionNames } from './findings.ts';
import { plainText } from './plain-text.ts';
import { toPortalLinks } from './portal.ts';

/** Excel takes no more in a cell: https://support.microsoft.com/office/excel-specifications-and-limits */
const maxCellLength = 32_000;

type Column = readonly [header: string, cell: (resource: ReportResource) => string];

/**
 * With a byte order mark, without which Excel takes UTF-8 for the code page of its machine. Columns may be added at the
 * end; docs/reports.md describes them.
 */
export function renderCsv(report: Report, context: FileContext): string {
  const columns = toColumns(report, context);
  const rows = report.resources.map((resource) => columns.map(([, cell]) => toCell(cell(resource))));
  return stringify([columns.map(([header]) => header), ...rows], {
    bom: true,
    escape_formulas: true,
    quoted: true,
    record_delimiter: 'windows',
  });
}

function toColumns(report: Report, context: FileContext): readonly Column[] {
  const nameOf = subscriptionNames(report);
  const linkTo = toPortalLinks(report, context);
  return [
    ['status', ({ status }) => status],
    ['reason', ({ reason }) => reason ?? ''],
    ['name', ({ name }) => name],
    ['type', ({ type }) => type],
    ['subscription', ({ subscriptionId }) => nameOf(subscriptionId)],
    ['subscription-id', ({ subscriptionId }) => subscriptionId],
    ['resource-group', ({ resourceGroup }) => resourceGroup],
    ['location', ({ location }) => location ?? ''],
    ['detail', ({ detail }) => detail],
    ['profile-effective', ({ profiles }) => profiles?.effective ?? ''],
    ['profile-cis', ({ profiles }) => profiles?.cis ?? ''],
    ['settings', ({ settings }) => settings.map(describeSetting).join(' | ')],
    ['destinations', ({ settings }) => [...new Set(settings.flatMap(idsOf))].join(' | ')],
    ['notes', ({ notes }) => notes.join(' | ')],
    ['waiver-reason', ({ waiver }) => waiver?.reason ?? ''],
    ['waiver-owner', ({ waiver }) => waiver?.owner ?? ''],
    ['waiver-expires', ({ waiver }) => waiver?.expires ?? ''],
    ['tags', ({ tags }) => (Object.keys(tags).length === 0 ? '' : JSON.stringify(tags))],
    ['id', ({ id }) => id],
    ['portal', linkTo],
  ];
}

function describeSetting({ name, adequate }: JudgedSetting): string {
  return adequate ? `${name} (adequate)` : name;
}

function idsOf({ destinations }: JudgedSetting): readonly string[] {
  return destinations.map(({ id }) => id);
}

/**
 * One line, in which no formula can start. The library guards the beginning of the cell; where semicolons separate (Excel
 * in much of Europe), a cell also begins behind each of them, and quotes in the middle of a line protect nothing.
 */
function toCell(text: string): string {
  return plainText(text, maxCellLength).replace(/(;[\s"']*)(?=[=+\-@＝＋－＠])/g, "$1'");
}
