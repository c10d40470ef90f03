// What changed since an earlier report, for people: how old a finding is, and what became of the others.
import type { PastOutcome, Report, ReportResource } from '../verdict/model.ts';
import { rowsOf, type Part } from './budget.ts';
import { bold, details, heading, table, tableRow } from './markdown.ts';
import { whereHeader, type Where } from './where.ts';
import { countOf } from './wording.ts';

export const outcomeWords: Readonly<Record<PastOutcome, { readonly icon: string; readonly label: string }>> = {
  fixed: { icon: '✅', label: 'fixed' },
  gone: { icon: '➖', label: 'gone: no longer listed' },
  waived: { icon: '🟦', label: 'waived now' },
  unread: { icon: '🟨', label: 'could not be read this time' },
  'left-out': { icon: '➖', label: 'no longer in scope' },
};

/** `new`, `since 2026-11-20`, `still`; empty where nothing was compared. */
export function describeAge({ change, since }: Pick<ReportResource, 'change' | 'since'>): string {
  if (change === null) return '';
  if (change === 'new') return 'new';
  return since === null ? 'still' : `since ${since.slice(0, 10)}`;
}

/** Findings of the baseline that are none any more, for a page of at most `limit` bytes. */
export function toChangesPart({ changes }: Report, where: Where, limit: number): Part {
  const past = changes?.past ?? [];
  const header = [...whereHeader, 'What became of it', 'Failing since'];
  return {
    noun: 'findings of the earlier report',
    rows: rowsOf(
      past,
      (one) => {
        const { icon, label } = outcomeWords[one.outcome];
        return tableRow([...where(one), `${icon} ${label}`, one.since?.slice(0, 10) ?? '']);
      },
      limit,
    ),
    frame: (shown) => {
      const title = `${countOf(past.length, 'finding')} of the earlier report ${past.length === 1 ? 'is' : 'are'} none any more`;
      const body = table(header, shown);
      return shown.length > 20 ? details(bold(title), body) : `${heading(3, title)}\n${body}`;
    },
    keeps: 0.05,
  };
}
