// SARIF 2.1.0 for GitHub code scanning: one run for each subscription that was read whole, failures only. An upload
// closes every alert of its category that it lacks, so what was not read for certain is better left out.
// https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
import { createHash } from 'node:crypto';
import type { NoncompliantReason, Report, ReportSubscription } from '../verdict/model.ts';
import { idKey, noncompliantReasons } from '../verdict/model.ts';
import type { FileContext, RenderedFiles } from './context.ts';
import { failing, subscriptionNames, unknown, type Finding } from './findings.ts';
import { frameworks } from './frameworks.ts';
import { plainText } from './plain-text.ts';
import { capitalize, countOf, typeWords, wordsFor } from './wording.ts';

export const sarifName = 'keyvault-audit.sarif';

/** GitHub's limits of one file: https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning#validating-your-sarif-file */
const maxRuns = 20;
const maxResultsPerRun = 25_000;

/** Where the alerts stand when the workflow's file is not known. Code scanning takes no alert without a file. */
const defaultPath = '.github/keyvault-audit.yml';

/** The file; none when no subscription was read whole, because an empty run would close the alerts that are there. */
export function renderSarif(
  report: Report,
  context: FileContext,
  limits = { maxRuns, maxResultsPerRun },
): RenderedFiles {
  const runs = chooseRuns(report);
  const kept = runs.slice(0, limits.maxRuns);
  const note = describeLeftOut(report, runs.length, kept.length);
  if (kept.length === 0) return { files: [], note };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: kept.map((run) => toRun(run, report, context, limits.maxResultsPerRun, note)),
  };
  return { files: [{ path: sarifName, text: `${JSON.stringify(log, null, 2)}\n` }], note };
}

interface Run {
  readonly subscription: ReportSubscription;
  /** Worst first. */
  readonly findings: readonly Finding<NoncompliantReason>[];
}

/** Subscriptions that were read whole, those with most findings first: what must give is what has least to say. */
function chooseRuns(report: Report): readonly Run[] {
  const findings = Map.groupBy(failing(report), ({ subscriptionId }) => idKey(subscriptionId));
  // A vault that could not be read may well be one that has an alert: without a result for it, that would be closed.
  const unread = new Set(unknown(report).map(({ subscriptionId }) => idKey(subscriptionId)));
  return report.subscriptions
    .filter(({ id, status }) => status === 'audited' && !unread.has(idKey(id)))
    .map((subscription) => ({ subscription, findings: findings.get(idKey(subscription.id)) ?? [] }))
    .sort((a, b) => b.findings.length - a.findings.length);
}

function describeLeftOut(report: Report, whole: number, kept: number): string | null {
  const notWhole = report.subscriptions.filter(({ status }) => status !== 'skipped').length - whole;
  const notes = [
    ...(notWhole > 0 ? [`${countOf(notWhole, 'subscription')} that could not be read whole`] : []),
    ...(whole > kept
      ? [`${countOf(whole - kept, 'subscription')} beyond the ${kept} that GitHub takes in one file`]
      : []),
  ];
  if (kept === 0)
    return `No SARIF report: no subscription was read whole, and an upload would close alerts that stand.`;
  return notes.length === 0
    ? null
    : `The SARIF report leaves out ${notes.join(' and ')}: their alerts stay as they are.`;
}

function toRun(run: Run, report: Report, context: FileContext, maxResults: number, note: string | null): object {
  const { subscription, findings } = run;
  const excess = findings.length - maxResults;
  const notices = [
    ...(note === null ? [] : [note]),
    ...(excess > 0 ? [`${excess} failing resources are left out: GitHub takes ${maxResults} results in one run.`] : []),
  ];
  const category = encodeURIComponent(plainText(idKey(subscription.id)));
  return {
    tool: {
      driver: {
        name: 'Key Vault Diagnostics Audit',
        semanticVersion: report.tool.version,
        informationUri: toUri(`${context.docs}/what-counts.md`),
        rules: noncompliantReasons.map((reason) => toRule(reason, context)),
      },
    },
    automationDetails: {
      id: `keyvault-diagnostics/${category}/`,
      description: { text: toMessage(`Subscription ${subscriptionNames(report)(subscription.id)}`) },
    },
    invocations: [
      {
        executionSuccessful: true,
        startTimeUtc: report.startedAt,
        endTimeUtc: report.finishedAt,
        toolExecutionNotifications: notices.map((text) => ({ level: 'warning', message: { text } })),
      },
    ],
    columnKind: 'utf16CodeUnits',
    results: findings.slice(0, maxResults).map((finding) => toResult(finding, context)),
  };
}

function toResult(finding: Finding<NoncompliantReason>, { workflowPath }: FileContext): object {
  const { id, name, type, reason, detail, resourceGroup } = finding;
  const about = `${typeWords[type]} ${plainText(name, 200)} in resource group ${plainText(resourceGroup, 200)}`;
  return {
    ruleId: reason,
    ruleIndex: noncompliantReasons.indexOf(reason),
    level: levelOf(reason),
    message: { text: toMessage(`${capitalize(about)}: ${wordsFor(reason).short}. ${detail} Resource ID: ${id}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: toRelativeUri(workflowPath === '' ? defaultPath : workflowPath) },
          region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
        },
        logicalLocations: [{ name: plainText(name, 200), fullyQualifiedName: plainText(id), kind: 'resource' }],
      },
    ],
    // Stable as long as the vault fails for this reason. GitHub looks at no other fingerprint.
    partialFingerprints: {
      primaryLocationLineHash: `${createHash('sha256')
        .update(`${reason} ${idKey(id)}`)
        .digest('hex')}:1`,
    },
  };
}

function toRule(reason: NoncompliantReason, { docs }: FileContext): object {
  const { short, sentence, advice } = wordsFor(reason);
  const filed = frameworks.filter(({ tags }) => tags.length > 0);
  const references = filed.map(({ framework, version, controls }) => `${framework} ${version}: ${controls.join(', ')}`);
  return {
    id: reason,
    name: reason.split('-').map(capitalize).join(''),
    shortDescription: { text: `Key vault audit log: ${short}` },
    fullDescription: { text: sentence },
    help: {
      text: [sentence, advice, `Filed under ${references.join('; ')}.`].join('\n\n'),
      markdown: [
        sentence,
        `**What to do.** ${advice}`,
        `[What counts as logged](${toUri(`${docs}/what-counts.md`)})`,
        ['**Filed under**', '', ...references.map((reference) => `- ${reference}`)].join('\n'),
      ].join('\n\n'),
    },
    helpUri: toUri(`${docs}/what-counts.md`),
    defaultConfiguration: { level: levelOf(reason) },
    properties: {
      // Insufficient logging: https://cwe.mitre.org/data/definitions/778.html
      tags: ['security', 'azure', 'key-vault', 'external/cwe/cwe-778', ...filed.flatMap(({ tags }) => tags)],
      precision: 'very-high',
      'security-severity': severities[reason],
      'problem.severity': levelOf(reason),
    },
  };
}

/** From 7.0 on GitHub calls an alert high, from 4.0 on medium. High: whoever reads a secret leaves no trace. */
const severities: Readonly<Record<NoncompliantReason, string>> = {
  'no-setting': '7.5',
  'metrics-only': '7.5',
  'audit-disabled': '7.5',
  'other-categories-only': '7.5',
  'no-destination': '7.5',
  'destination-missing': '7.5',
  'destination-not-accepted': '5.5',
  'destination-not-allowed': '5.5',
  'copies-missing': '4.0',
  'cis-groups-missing': '4.0',
  'metrics-missing': '2.0',
};

function levelOf(reason: NoncompliantReason): 'error' | 'warning' {
  return Number(severities[reason]) >= 7 ? 'error' : 'warning';
}

/**
 * Data as a SARIF message, in which brackets make links and braces are placeholders:
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html#_Toc34317467
 */
function toMessage(text: string): string {
  return plainText(text, 2_000)
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&');
}

/** GitHub refuses the whole upload for a URI that does not parse. */
function toRelativeUri(path: string): string {
  return plainText(path, 400).split('/').map(encodeURIComponent).join('/');
}

function toUri(url: string): string {
  return encodeURI(plainText(url).replaceAll('%', '%25'));
}
