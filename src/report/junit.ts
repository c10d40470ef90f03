// The report as JUnit XML in Jenkins' dialect, for tools that show test results: one test case a vault. Whatever keeps
// the result from being `pass` is a failure or an error here too, so that no reader sees green where we do not.
import type { Report, ReportResource, ReportSubscription } from '../verdict/model.ts';
import type { FileContext } from './context.ts';
import { notReadWhole, subscriptionNames } from './findings.ts';
import { plainText } from './plain-text.ts';
import { toPortalLinks } from './portal.ts';
import { subscriptionWords, wordsFor } from './wording.ts';

interface TestCase {
  readonly name: string;
  /** Tools group test cases by what stands before the last dot. */
  readonly className: string;
  readonly outcome: Outcome | null;
}

interface Outcome {
  readonly kind: 'failure' | 'error' | 'skipped';
  readonly type: string;
  readonly message: string;
  readonly lines: readonly string[];
}

interface Suite {
  readonly name: string;
  readonly cases: readonly TestCase[];
}

export function renderJunit(report: Report, context: FileContext): string {
  const suites = [...toSubscriptionSuites(report, context), ...toScopeSuite(report)];
  const seconds = (Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1_000;
  const totals = countCases(suites.flatMap(({ cases }) => cases));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element(
      'testsuites',
      { name: 'Key Vault Diagnostics Audit', ...totals, time: seconds.toFixed(3) },
      suites.map(({ name, cases }) => {
        const counts = { ...countCases(cases), skipped: countOf(cases, 'skipped') };
        return element('testsuite', { name, ...counts, timestamp: report.startedAt }, cases.map(renderCase));
      }),
    ),
    '',
  ].join('\n');
}

function toSubscriptionSuites(report: Report, context: FileContext): Suite[] {
  const nameOf = subscriptionNames(report);
  const linkTo = toPortalLinks(report, context);
  const bySubscription = Map.groupBy(report.resources, ({ subscriptionId }) => subscriptionId.toLowerCase());
  return [...bySubscription].map(([id, resources]) => ({
    name: nameOf(id),
    cases: resources.map((resource) => ({
      name: resource.name,
      className: `${nameOf(id)}.${resource.resourceGroup}`,
      outcome: toOutcome(resource, linkTo(resource)),
    })),
  }));
}

function toOutcome(resource: ReportResource, portalUrl: string): Outcome | null {
  const { status, reason, detail, id, waiver } = resource;
  if (reason === null) return null;
  const { short, advice } = wordsFor(reason);
  const finding = { type: reason, message: short, lines: [detail, advice, id, portalUrl] };
  if (status === 'unknown') return { kind: 'error', ...finding };
  if (waiver === null) return { kind: 'failure', ...finding };
  const excuse = `Waived until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`;
  return { kind: 'skipped', ...finding, lines: [excuse, ...finding.lines] };
}

/** Test cases for what is not about one vault: subscriptions that were not read whole, and anything else without one. */
function toScopeSuite(report: Report): Suite[] {
  const nameOf = subscriptionNames(report);
  const cases = notReadWhole(report).map((one) => toScopeCase(nameOf(one.id), one));
  const { result, resultReason, counts } = report;
  if (result === 'inconclusive' && cases.length === 0 && counts.unknown === 0) {
    const outcome = { kind: 'error', type: result, message: resultReason, lines: [] } as const;
    cases.push({ name: 'everything was found', className: 'Scope', outcome });
  }
  return cases.length === 0 ? [] : [{ name: 'Scope', cases }];
}

function toScopeCase(name: string, { status, detail, id }: ReportSubscription): TestCase {
  const { sentence } = subscriptionWords[status];
  const outcome = { kind: 'error', type: status, message: sentence, lines: [detail, id] } as const;
  return { name: `subscription ${name} was read whole`, className: 'Scope', outcome };
}

function renderCase({ name, className, outcome }: TestCase): string {
  return element('testcase', { name, classname: className }, outcome === null ? [] : [renderOutcome(outcome)]);
}

function renderOutcome({ kind, type, message, lines }: Outcome): string {
  // The oldest readers know no attributes of `skipped`.
  const attributes = kind === 'skipped' ? {} : { type, message };
  const text = lines.map((line) => toXmlText(plainText(line, 4_000))).join('\n');
  return `<${kind}${renderAttributes(attributes)}>${text}</${kind}>`;
}

function countCases(cases: readonly TestCase[]): Readonly<Record<'tests' | 'failures' | 'errors', number>> {
  return { tests: cases.length, failures: countOf(cases, 'failure'), errors: countOf(cases, 'error') };
}

function countOf(cases: readonly TestCase[], kind: Outcome['kind']): number {
  return cases.filter(({ outcome }) => outcome?.kind === kind).length;
}

type Attributes = Readonly<Record<string, string | number>>;

function element(name: string, attributes: Attributes, children: readonly string[]): string {
  const start = `<${name}${renderAttributes(attributes)}`;
  if (children.length === 0) return `${start}/>`;
  return [`${start}>`, ...children.map((child) => child.replace(/^(?= *<)/gm, '  ')), `</${name}>`].join('\n');
}

function renderAttributes(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${toXmlText(plainText(String(value)))}"`)
    .join('');
}

/**
 * For texts and attribute values alike. What XML 1.0 forbids even as a reference becomes U+FFFD: plainText() has taken
 * controls and lone surrogates out already, two noncharacters are left (https://www.w3.org/TR/xml/#charsets).
 */
function toXmlText(text: string): string {
  const toReference = (character: string): string => `&#${character.charCodeAt(0)};`;
  return text.replace(/[&<>"']/g, toReference).replace(/[\uFFFE\uFFFF]/g, '\uFFFD');
}
