// What stands around the table and is never folded: the verdict, the counts, and what was not read.
import { pastOutcomes, type Report } from '../../verdict/model.ts';
import { outcomeWords } from '../changes-part.ts';
import type { FileContext } from '../context.ts';
import { notReadWhole, subscriptionNames } from '../findings.ts';
import { countOf, statusWords, subscriptionWords } from '../wording.ts';
import { data, link, markup, nothing, type Html } from './markup.ts';
import { statusOrder } from './rows.ts';

export function renderHead(report: Report, { runUrl }: FileContext): Html {
  const { finishedAt, requests, counts } = report;
  const seconds = Math.round((Date.parse(finishedAt) - Date.parse(report.startedAt)) / 1_000);
  const throttled = requests.throttled > 0 ? `, ${requests.throttled} throttled` : '';
  const facts = [
    markup`<time datetime="${finishedAt}">${toDate(finishedAt)}</time>`,
    ...(seconds > 0 ? [markup`${countOf(seconds, 'second')}`] : []),
    markup`${countOf(requests.total, 'request')}${throttled}`,
    ...(runUrl === '' ? [] : [link(markup`workflow run`, runUrl)]),
  ];
  return markup`<header>
<p class="product">Key Vault Diagnostics Audit</p>
<h1>${data(toHeadline(report), 500)}</h1>
<ul class="facts">${facts.map((fact) => markup`<li>${fact}</li>`)}</ul>
${renderChart(counts)}
${renderTiles(report)}
${renderChanges(report)}</header>`;
}

/** A log must say that the run did not crash; whoever reads this page knows. */
export function toHeadline({ resultReason }: Report): string {
  return resultReason.replace(/^The audit ran well\. /, '');
}

const barWidth = 1_000;
const barGap = 4;

/** The counts as one bar. Widths are attributes of SVG: a style attribute would be against the page's policy. */
function renderChart(counts: Report['counts']): Html {
  const present = statusOrder.filter((status) => counts[status] > 0);
  if (present.length === 0) return nothing;
  const total = present.reduce((sum, status) => sum + counts[status], 0);
  let x = 0;
  const bars = present.map((status) => {
    const share = (counts[status] / total) * barWidth;
    const width = Math.max(2, share - barGap);
    const bar = markup`<rect class="${status}" x="${x.toFixed(1)}" y="0" width="${width.toFixed(1)}" height="10"/>`;
    x += share;
    return bar;
  });
  const words = present.map((status) => `${counts[status]} ${statusWords[status].label}`).join(', ');
  return markup`<svg class="bar" viewBox="0 0 ${barWidth - barGap} 10" preserveAspectRatio="none" role="img" aria-label="${words}">${bars}</svg>`;
}

/** The counts in words; the script makes filters of them. */
function renderTiles({ counts, changes }: Report): Html {
  const tiles = statusOrder
    .filter((status) => counts[status] > 0)
    .map((status) => {
      const { label } = statusWords[status];
      return markup`<li><button type="button" class="tile" data-status="${status}" disabled><span class="mark ${status}"></span><b>${counts[status]}</b> ${label}</button></li>`;
    });
  const fresh = changes?.counts.new ?? 0;
  const freshTile =
    fresh === 0
      ? nothing
      : markup`<li><button type="button" class="tile" data-status="new" disabled><b>${fresh}</b> new</button></li>`;
  const excluded =
    counts.excluded === 0 ? nothing : markup`<li class="excluded">${counts.excluded} excluded by filters</li>`;
  return markup`<ul class="tiles" aria-label="Counts by status">${tiles}${freshTile}${excluded}</ul>`;
}

/** What became of the findings of the earlier report; the panel below names those that are none any more. */
function renderChanges({ changes }: Report): Html {
  if (changes === null) return nothing;
  const { baseline, counts, lostSubscriptions } = changes;
  const past = pastOutcomes.filter((outcome) => counts[outcome] > 0);
  const words = [
    `${counts.new} new`,
    `${counts.still} failing as before`,
    ...past.map((outcome) => `${counts[outcome]} ${outcomeWords[outcome].label}`),
  ];
  const from = baseline.startedAt === null ? 'the earlier report' : toDate(baseline.startedAt);
  const lost = lostSubscriptions.map(({ id, displayName }) => data(displayName ?? id, 80));
  const lostItems = lost.map((name) => markup`<li>${name}</li>`);
  const lostList = markup`<ul class="lost" aria-label="Subscriptions that were not seen this time">${lostItems}</ul>`;
  return markup`<p class="changes">Since ${data(from, 60)}: ${words.join(', ')}.${lost.length === 0 ? '' : ' Not seen this time, as when a role is lost:'}</p>
${lost.length === 0 ? nothing : lostList}
`;
}

/** Subscriptions that nobody can vouch for: never folded away. */
export function renderGaps(report: Report): Html {
  const open = notReadWhole(report);
  if (open.length === 0) return nothing;
  const nameOf = subscriptionNames(report);
  const items = open.map(
    ({ id, status, detail }) =>
      markup`<li><b>${data(nameOf(id), 80)}</b>: ${subscriptionWords[status].label}. ${data(detail, 500)}</li>`,
  );
  const title = `${countOf(open.length, 'subscription')} not read whole`;
  return markup`<section class="gaps" aria-labelledby="gaps"><h2 id="gaps">${title}</h2>
<ul>${items}</ul></section>`;
}

export function renderFoot({ tool }: Report, { docs }: FileContext): Html {
  return markup`<footer>
<p>Logs are not retroactive: a setting records from now on. An audit of settings is no proof that logs arrive. ${link(markup`What counts as logged`, `${docs}/what-counts.md`)}</p>
<p>${data(`${tool.name} ${tool.version}`, 100)}</p>
</footer>`;
}

function toDate(iso: string): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return iso;
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return `${format.format(time)} UTC`;
}
