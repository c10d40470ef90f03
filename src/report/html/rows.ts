// The rows of the HTML report's table: what is wrong first, each with the words that stand in its cells.
import type { Report, ReportResource, Status } from '../../verdict/model.ts';
import { noncompliantReasons, unknownReasons } from '../../verdict/model.ts';
import type { FileContext } from '../context.ts';
import { keepersOf, subscriptionNames } from '../findings.ts';
import { toPortalLinks } from '../portal.ts';
import { countOf, enumerate, wordsFor } from '../wording.ts';

export interface Row {
  readonly resource: ReportResource;
  readonly subscriptionName: string;
  readonly portalUrl: string;
  /** What was found, in a few words. */
  readonly finding: string;
  /** What somebody who only reads the table should know beside it; may be empty. */
  readonly remark: string;
}

/** As statuses stand everywhere on the page. */
export const statusOrder: readonly Status[] = ['noncompliant', 'unknown', 'waived', 'compliant'];
const reasonOrder: readonly (string | null)[] = [...noncompliantReasons, ...unknownReasons, null];

/** By status, by reason within it, and by ID within that. */
export function toRows(report: Report, context: FileContext): readonly Row[] {
  const nameOf = subscriptionNames(report);
  const linkTo = toPortalLinks(report, context);
  return report.resources.toSorted(byUrgency).map((resource) => ({
    resource,
    subscriptionName: nameOf(resource.subscriptionId),
    portalUrl: linkTo(resource),
    finding: resource.reason === null ? describeKeeping(resource) : wordsFor(resource.reason).short,
    remark: toRemark(resource),
  }));
}

function byUrgency(a: ReportResource, b: ReportResource): number {
  const byStatus = statusOrder.indexOf(a.status) - statusOrder.indexOf(b.status);
  return byStatus === 0 ? reasonOrder.indexOf(a.reason) - reasonOrder.indexOf(b.reason) : byStatus;
}

function describeKeeping(resource: ReportResource): string {
  const keepers = keepersOf(resource);
  return keepers.length === 0 ? 'audit log kept' : `kept in ${enumerate(keepers)}`;
}

function toRemark({ status, detail, notes, waiver }: ReportResource): string {
  if (status === 'compliant') return notes.length === 0 ? '' : countOf(notes.length, 'note');
  return waiver === null ? detail : `Waived until ${waiver.expires}: ${waiver.reason}`;
}
