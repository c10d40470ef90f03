// What stands folded above the table, for readers who ask how the audit was made and what it is good for.
import { describeMatch } from '../../verdict/match.ts';
import type { PastFinding, Report, ReportSubscription, ReportWaiver } from '../../verdict/model.ts';
import { outcomeWords } from '../changes-part.ts';
import { frameworks } from '../frameworks.ts';
import { countOf, describeTags, subscriptionWords } from '../wording.ts';
import { data, markup, nothing, type Html } from './markup.ts';

/** Of a row: the first one is its head. */
type Cells = readonly [Html, ...Html[]];

export function renderPanels(report: Report): Html {
  const { changes, subscriptions, waivers, leftOutByTags, notes } = report;
  const profile = report.requirement.values['profile'] === 'cis' ? 'profile cis' : 'profile effective';
  return markup`<div class="panels">
${panel('Requirement in force', profile, renderRequirement(report))}
${panel('Subscriptions', String(subscriptions.length), renderSubscriptions(subscriptions))}
${counted('No longer failing', changes?.past ?? [], renderPast)}
${counted('Waivers', waivers, renderWaivers)}
${counted('Left out by tags', leftOutByTags, renderLeftOut)}
${counted('Notes', notes, toList)}
${panel('Frameworks', String(frameworks.length), renderFrameworks())}
</div>`;
}

/** No panel for what there is none of. */
function counted<Item>(title: string, items: readonly Item[], render: (items: readonly Item[]) => Html): Html {
  return items.length === 0 ? nothing : panel(title, String(items.length), render(items));
}

function panel(title: string, aside: string, body: Html): Html {
  return markup`<details name="panels"><summary>${title} <small>${aside}</small></summary><div class="panel">${body}</div></details>`;
}

function renderRequirement({ requirement: { values, sources }, configuration: { file, proposed } }: Report): Html {
  const from =
    file === null
      ? markup`No configuration file was in force.`
      : markup`Configuration file: ${data(file.path, 300)} of ${data(file.repository, 200)} at commit <code>${data(file.commit, 64)}</code>.`;
  const rows = Object.keys(values)
    .sort()
    .map((option): Cells => [data(option, 80), toValue(values[option]), markup`${sources[option] ?? ''}`]);
  const changes =
    proposed === null
      ? nothing
      : markup`<p>The pull request would change it, which is not in force:</p>${toList(proposed.changes)}`;
  return markup`<p>${from}</p>${plainTable(['Option', 'Value', 'From'], rows)}${changes}`;
}

function toValue(value: unknown): Html {
  if (value === null || value === undefined) return markup`any`;
  if (typeof value === 'string') return data(value, 1_000);
  if (!Array.isArray(value)) return data(JSON.stringify(value), 1_000);
  return value.length === 0 ? markup`none` : markup`<ul>${value.map((item) => markup`<li>${toValue(item)}</li>`)}</ul>`;
}

function renderSubscriptions(subscriptions: readonly ReportSubscription[]): Html {
  const toCells = ({ id, displayName, tenantId, state, status, detail }: ReportSubscription): Cells => [
    displayName === null ? markup`not known` : data(displayName, 80),
    markup`<code>${data(id, 80)}</code>`,
    markup`<code>${data(tenantId ?? '–', 80)}</code>`,
    data(state ?? '–', 40),
    markup`${subscriptionWords[status].label}${detail === '' ? nothing : markup` <small>${data(detail, 500)}</small>`}`,
  ];
  return plainTable(['Name', 'ID', 'Tenant', 'State', 'Read'], subscriptions.map(toCells));
}

const waiverStates: Readonly<Record<ReportWaiver['state'], string>> = {
  'in-force': 'in force',
  expiring: 'expires soon',
  expired: 'expired',
};
const waiverUses: Readonly<Record<ReportWaiver['use'], string>> = {
  needed: 'needed',
  unneeded: 'no longer needed',
  undecided: 'what it covers could not be read',
};

function renderWaivers(waivers: readonly ReportWaiver[]): Html {
  const toCells = ({ match, reason, owner, expires, daysLeft, state, use }: ReportWaiver): Cells => [
    data(describeMatch(match), 500),
    data(reason, 500),
    data(owner, 100),
    markup`${data(expires, 40)}${daysLeft < 0 ? nothing : markup` <small>${countOf(daysLeft, 'day')} left</small>`}`,
    markup`${waiverStates[state]}, ${waiverUses[use]}`,
  ];
  return plainTable(['For', 'Reason', 'Owner', 'Until', 'State'], waivers.map(toCells));
}

function renderPast(past: readonly PastFinding[]): Html {
  const toCells = ({ name, resourceGroup, outcome, since }: PastFinding): Cells => [
    data(name, 80),
    data(resourceGroup, 90),
    markup`${outcomeWords[outcome].label}`,
    data(since?.slice(0, 10) ?? '–', 40),
  ];
  return plainTable(['Name', 'Resource group', 'What became of it', 'Failing since'], past.map(toCells));
}

function renderLeftOut(resources: Report['leftOutByTags']): Html {
  const toCells = (one: Report['leftOutByTags'][number]): Cells => [
    data(one.name, 80),
    data(one.resourceGroup, 90),
    data(describeTags(one.tags), 500),
  ];
  return plainTable(['Name', 'Resource group', 'Tags'], resources.map(toCells));
}

function renderFrameworks(): Html {
  const rows = frameworks.map(({ framework, version, controls, mappedBy }): Cells => [
    markup`${framework}`,
    markup`${version}`,
    markup`${controls.join(', ')}`,
    markup`${mappedBy}`,
  ]);
  return markup`<p>A vault that keeps an audit log is evidence for these controls, never all that they demand.</p>${plainTable(['Framework', 'Version', 'Control', 'Mapped by'], rows)}`;
}

function toList(texts: readonly string[]): Html {
  return markup`<ul>${texts.map((text) => markup`<li>${data(text, 1_000)}</li>`)}</ul>`;
}

function plainTable(heads: readonly string[], rows: readonly Cells[]): Html {
  const headCells = heads.map((head) => markup`<th scope="col">${head}</th>`);
  const toRow = ([first, ...others]: Cells): Html =>
    markup`<tr><th scope="row">${first}</th>${others.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`;
  return markup`<table class="plain"><thead><tr>${headCells}</tr></thead><tbody>
${rows.map(toRow)}</tbody></table>`;
}
