// The whole report as one Markdown file: the summary without its size limit, then every resource with its settings and
// with what other tools would say, and what the verdicts rest on.
import type { JudgedSetting, LogEntry, Report, ReportResource } from '../verdict/model.ts';
import { peers, toPeerOpinions, type PeerId, type PeerOpinion } from '../verdict/peers.ts';
import type { FileContext } from './context.ts';
import { frameworks } from './frameworks.ts';
import {
  blocks,
  bold,
  code,
  details,
  escape,
  heading,
  lineBreak,
  link,
  listItem,
  paragraph,
  table,
  tableRow,
  type Markdown,
} from './markdown.ts';
import { renderSummary } from './summary.ts';
import { destinationWords, enumerate, statusWords, wordsFor } from './wording.ts';

export function renderMarkdownReport(report: Report, context: FileContext): Markdown {
  const summary = renderSummary(report, { ...context, redacted: false, reportFiles: [] }, Number.POSITIVE_INFINITY);
  return blocks([
    summary,
    report.resources.length === 0 ? '' : heading(2, 'Every resource'),
    ...report.resources.map(renderResource),
    heading(2, 'What was demanded'),
    renderRequirement(report),
    heading(2, 'Who else looks at this'),
    renderPeers(),
    heading(2, 'Where auditors file it'),
    renderFrameworks(),
  ]);
}

function renderResource(resource: ReportResource): Markdown {
  const { name, status, reason, id, location, tags, detail, notes, settings } = resource;
  const words = reason === null ? statusWords[status].label : wordsFor(reason).short;
  const facts = [
    `${bold('ID')} ${code(id)}`,
    ...(location === null ? [] : [`${bold('Region')} ${escape(location)}`]),
    ...Object.entries(tags).map(([tag, value]) => `${bold('Tag')} ${code(tag)} ${code(value)}`),
  ];
  return details(
    `${statusWords[status].icon} ${bold(escape(name) || '(no name)')}: ${words}`,
    blocks([
      paragraph(escape(detail)),
      facts.map(listItem).join(''),
      settings.length === 0 ? '' : renderSettings(settings),
      notes.map((note) => listItem(`Note: ${escape(note)}`)).join(''),
      renderOpinions(toPeerOpinions(resource)),
    ]),
  );
}

function renderSettings(settings: readonly JudgedSetting[]): Markdown {
  const rows = settings.map(({ name, adequate, logs, metricsEnabled, destinations }) =>
    tableRow([
      escape(name),
      adequate ? 'yes' : 'no',
      logs.map(renderLog).join(lineBreak),
      metricsEnabled ? 'on' : 'off',
      destinations.map(({ kind, id, state }) => `${destinationWords[kind]} ${code(id)} (${state})`).join(lineBreak),
    ]),
  );
  return table(['Setting', 'Adequate', 'Logs', 'Metrics', 'Destinations'], rows);
}

function renderLog({ category, categoryGroup, enabled, retentionDays }: LogEntry): Markdown {
  const names = [
    ...(categoryGroup === null ? [] : [`group ${code(categoryGroup)}`]),
    ...(category === null ? [] : [code(category)]),
  ];
  const retention = retentionDays === undefined ? '' : `, retention ${String(retentionDays)} days`;
  return `${names.length === 0 ? 'no name' : names.join(' ')}: ${enabled ? 'on' : 'off'}${retention}`;
}

const toolNames = Object.fromEntries(peers.map(({ id, tool }) => [id, escape(tool)])) as Record<PeerId, Markdown>;

function renderOpinions(opinions: readonly PeerOpinion[] | null): Markdown {
  if (opinions === null) return '';
  const same = opinions.flatMap(({ peer, difference }) => (difference === null ? [toolNames[peer]] : []));
  const others = opinions.flatMap(({ says, difference }) =>
    difference === null ? [] : [listItem(`${bold(says)}: ${escape(difference)}`)],
  );
  const agreeing = same.length === 0 ? '' : listItem(`The same as this audit: ${enumerate(same)}.`);
  return details('What other tools would say', `${others.join('')}${agreeing}`);
}

function renderRequirement({ requirement: { values, sources } }: Report): Markdown {
  const rows = Object.entries(values).map(([option, value]) =>
    tableRow([code(option), code(JSON.stringify(value)), sources[option] ?? '']),
  );
  return table(['Option', 'Value', 'From'], rows);
}

function renderPeers(): Markdown {
  const rows = peers.map(({ tool, rule, version, source, wants }) =>
    tableRow([escape(tool), link(escape(rule), source), escape(version), escape(wants)]),
  );
  return table(['Tool', 'Rule', 'As of', 'Wants'], rows);
}

function renderFrameworks(): Markdown {
  const rows = frameworks.map(({ framework, version, controls, mappedBy }) =>
    tableRow([framework, version, controls.join(', '), mappedBy].map((text) => escape(text))),
  );
  return table(['Framework', 'Version', 'Controls', 'Mapped by'], rows);
}
