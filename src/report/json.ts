// The JSON report: the whole truth, for machines and for comparing two nights line by line. Its schema is published as
// schema/report.schema.json.
import type {
  AppliedRequirement,
  Changes,
  JudgedSetting,
  LeftOutResource,
  Report,
  ReportResource,
  ReportSubscription,
  ReportWaiver,
  Resource,
  WaiverInForce,
} from '../verdict/model.ts';
import { peers, toPeerOpinions, type Peer, type PeerOpinion } from '../verdict/peers.ts';
import { frameworks, type FrameworkReference } from './frameworks.ts';

/** The file: the report, and what follows from it for readers who compare it with other tools and frameworks. */
export interface JsonReport extends Report {
  readonly resources: readonly JsonResource[];
  readonly peers: readonly Peer[];
  readonly frameworks: readonly Omit<FrameworkReference, 'tags'>[];
}

export interface JsonResource extends ReportResource {
  /** null where the settings could not be read. */
  readonly peers: readonly PeerOpinion[] | null;
}

/** `keyvault-audit.json`. Members always in the same order, whatever order the report's objects have. */
export function renderJson(report: Report): string {
  return [...renderJsonPieces(report)].join('');
}

/**
 * The same, resource by resource: of ten thousand it has thirty megabytes, which were a hundred in memory by the time they
 * were written.
 */
export function* renderJsonPieces(report: Report): Generator<string> {
  const frame = renderFrame(report);
  const place = frame.indexOf(noResources);
  yield frame.slice(0, place);
  if (report.resources.length === 0) {
    yield noResources;
  } else {
    const findings = new RenderedFindings();
    let opening = '\n  "resources": [\n    ';
    for (const one of report.resources) {
      yield `${opening}${renderItem(orderIdentity(one)).slice(0, -itemEnd.length)},${findings.render(one).slice(1)}`;
      opening = ',\n    ';
    }
    yield '\n  ]';
  }
  yield frame.slice(place + noResources.length);
}

/** So deep it stands only once: what is in other members is further to the right. */
const noResources = '\n  "resources": []';

/** Everything but the resources. */
function renderFrame(report: Report): string {
  // Spelled out, so that the compiler asks for a place for every new member.
  const ordered: JsonReport = {
    schemaVersion: report.schemaVersion,
    tool: { name: report.tool.name, version: report.tool.version },
    startedAt: report.startedAt,
    finishedAt: report.finishedAt,
    requirement: {
      values: sortKeys(report.requirement.values),
      sources: sortKeys(report.requirement.sources),
    },
    configuration: orderConfiguration(report.configuration),
    result: report.result,
    resultReason: report.resultReason,
    notes: report.notes,
    counts: {
      total: report.counts.total,
      compliant: report.counts.compliant,
      noncompliant: report.counts.noncompliant,
      unknown: report.counts.unknown,
      waived: report.counts.waived,
      excluded: report.counts.excluded,
    },
    changes: report.changes === null ? null : orderChanges(report.changes),
    subscriptions: report.subscriptions.map(orderSubscription),
    resources: [],
    waivers: report.waivers.map(orderReportWaiver),
    leftOutByTags: report.leftOutByTags.map(orderLeftOut),
    requests: {
      total: report.requests.total,
      throttled: report.requests.throttled,
      retried: report.requests.retried,
    },
    peers: peers.map(orderPeer),
    frameworks: frameworks.map(({ framework, version, controls, mappedBy }) => ({
      framework,
      version,
      controls,
      mappedBy,
    })),
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

function orderSubscription(one: ReportSubscription): ReportSubscription {
  const { id, displayName, tenantId, state, status, detail } = one;
  return { id, displayName, tenantId, state, status, detail };
}

/** Members that tell resources apart. */
function orderIdentity(one: Resource): Resource {
  return {
    id: one.id,
    name: one.name,
    type: one.type,
    subscriptionId: one.subscriptionId,
    resourceGroup: one.resourceGroup,
    location: one.location,
    tags: sortKeys(one.tags),
  };
}

/** What was found of a resource: its other members, alike in all that are set up in the same way. */
type Finding = Omit<JsonResource, keyof Resource>;

function orderFinding(one: ReportResource): Finding {
  return {
    status: one.status,
    reason: one.reason,
    detail: one.detail,
    notes: one.notes,
    profiles: one.profiles === null ? null : { effective: one.profiles.effective, cis: one.profiles.cis },
    settings: one.settings.map(orderSetting),
    waiver: one.waiver === null ? null : orderWaiver(one.waiver),
    requirement: orderRequirement(one.requirement),
    change: one.change,
    since: one.since,
    peers: toPeerOpinions(one)?.map(({ peer, says, difference }) => ({ peer, says, difference })) ?? null,
  };
}

/** More ways to set up a vault hardly any estate has. */
const maxKnownFindings = 100;

/**
 * Findings as text. Resources that are set up alike share what was judged of them (judging.ts): it is rendered once, and
 * not ten thousand times two kilobytes.
 */
class RenderedFindings {
  readonly #known = new Map<readonly JudgedSetting[], { readonly resource: ReportResource; readonly text: string }>();

  render(resource: ReportResource): string {
    const known = this.#known.get(resource.settings);
    if (known !== undefined && isSameFinding(known.resource, resource)) return known.text;
    const text = renderItem(orderFinding(resource));
    // What could not be read shares its settings with nobody.
    const isShared = resource.status !== 'unknown' && this.#known.size < maxKnownFindings;
    if (isShared) this.#known.set(resource.settings, { resource, text });
    return text;
  }
}

/** Everything that a finding is made of. Spelled out, so that the compiler asks for every new member. */
const findingSources = Object.keys({
  type: true,
  status: true,
  reason: true,
  detail: true,
  notes: true,
  profiles: true,
  settings: true,
  waiver: true,
  requirement: true,
  change: true,
  since: true,
} satisfies Record<Exclude<keyof ReportResource, keyof Resource> | 'type', true>) as (keyof ReportResource)[];

/** Members that are objects are the same only if they are one object. */
function isSameFinding(one: ReportResource, other: ReportResource): boolean {
  return findingSources.every((member) => one[member] === other[member]);
}

/** How an item of a list ends that stands two levels deep. */
const itemEnd = '\n    }';

function renderItem(value: object): string {
  // No line break stands within a string of JSON.
  return JSON.stringify(value, null, 2).replaceAll('\n', '\n    ');
}

function orderSetting(setting: JudgedSetting): JudgedSetting {
  const { name, adequate, logs, metricsEnabled, destinations, eventHubName, logAnalyticsDestinationType } = setting;
  return {
    name,
    adequate,
    logs: logs.map(({ category, categoryGroup, enabled, retentionDays }) => ({
      category,
      categoryGroup,
      enabled,
      ...(retentionDays === undefined ? {} : { retentionDays }),
    })),
    metricsEnabled,
    destinations: destinations.map(({ kind, id, state }) => ({ kind, id, state })),
    ...(eventHubName === undefined ? {} : { eventHubName }),
    ...(logAnalyticsDestinationType === undefined ? {} : { logAnalyticsDestinationType }),
  };
}

function orderPeer({ id, tool, rule, version, source, types, wants }: Peer): Peer {
  return { id, tool, rule, version, source, types, wants };
}

function orderWaiver({ reason, owner, expires, daysLeft }: WaiverInForce): WaiverInForce {
  return { reason, owner, expires, daysLeft };
}

function orderReportWaiver(one: ReportWaiver): ReportWaiver {
  const { match, line, state, use, resources } = one;
  return { match: sortKeys(match), ...orderWaiver(one), line, state, use, resources };
}

function orderRequirement(one: AppliedRequirement): AppliedRequirement {
  const { profile, acceptedDestinations, allowedDestinations, requireMetrics, minimumCopies, override } = one;
  return { profile, acceptedDestinations, allowedDestinations, requireMetrics, minimumCopies, override };
}

function orderLeftOut({ id, name, type, subscriptionId, resourceGroup, tags }: LeftOutResource): LeftOutResource {
  return { id, name, type, subscriptionId, resourceGroup, tags: sortKeys(tags) };
}

function orderChanges({ baseline, counts, past, lostSubscriptions }: Changes): Changes {
  return {
    baseline: { startedAt: baseline.startedAt },
    counts: {
      new: counts.new,
      still: counts.still,
      fixed: counts.fixed,
      gone: counts.gone,
      waived: counts.waived,
      unread: counts.unread,
      'left-out': counts['left-out'],
    },
    past: past.map(({ id, name, type, subscriptionId, resourceGroup, since, outcome }) => ({
      id,
      name,
      type,
      subscriptionId,
      resourceGroup,
      since,
      outcome,
    })),
    lostSubscriptions: lostSubscriptions.map(({ id, displayName }) => ({ id, displayName })),
  };
}

function orderConfiguration({ file, proposed }: Report['configuration']): Report['configuration'] {
  return {
    file: file === null ? null : { repository: file.repository, path: file.path, ref: file.ref, commit: file.commit },
    proposed: proposed === null ? null : { commit: proposed.commit, changes: proposed.changes },
  };
}

/** Of maps whose keys are data or stand as somebody wrote them, also of those inside. */
function sortKeys<Value>(value: Value): Value {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sortKeys) as Value;
  const entries = Object.entries(value).map(([key, inner]) => [key, sortKeys(inner as unknown)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))) as Value;
}
