// What a configuration file comes to, without Azure: for the log and the summary of mode validate.
import type { AppliedRequirement } from '../verdict/model.ts';
import { blocks, code, details, escape, heading, paragraph, table, tableRow, type Markdown } from './markdown.ts';
import { plainText } from './plain-text.ts';
import { countOf, describeRequirement } from './wording.ts';

export interface Validation {
  /** The file, as it is spoken of. */
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly samples: readonly ValidatedSample[];
  /** What is right, but worth a look. */
  readonly notes: readonly string[];
}

/** What would be demanded of a made-up resource. */
export interface ValidatedSample {
  readonly origin: string;
  readonly id: string;
  readonly scope: 'in scope' | 'excluded' | 'left out by its tags';
  readonly requirement: AppliedRequirement;
  readonly waiver: { readonly owner: string; readonly expires: string; readonly daysLeft: number } | null;
}

const idLimit = 300;
const maxRows = 500;

/** One line for each option, each sample and each note. */
export function renderValidationLines({ name, values, samples, notes }: Validation): readonly string[] {
  const options = Object.keys(values).toSorted();
  return [
    `${plainText(name, idLimit)} is understood.`,
    ...options.map((option) => `${option}: ${plainText(showValue(values[option]))}`),
    ...samples.map(({ origin, id, ...sample }) => `${origin}, ${plainText(id, idLimit)}: ${describeSample(sample)}`),
    ...notes.map((note) => plainText(note)),
  ];
}

/** The same as a page. */
export function renderValidationSummary({ name, values, samples, notes }: Validation): Markdown {
  const options = Object.keys(values)
    .toSorted()
    .map((option) => tableRow([code(option), escape(showValue(values[option]))]));
  const rows = samples
    .slice(0, maxRows)
    .map(({ origin, id, ...sample }) => tableRow([origin, code(id, idLimit), escape(describeSample(sample))]));
  const rest = samples.length - rows.length;
  return blocks([
    heading(2, `✅ ${escape(name, idLimit)} is understood`),
    paragraph('Azure was not asked: nothing is said about any vault.'),
    table(['Sample', 'ID', 'What holds'], rows),
    rest > 0 ? paragraph(`${countOf(rest, 'more sample')}: see the log.`) : '',
    ...notes.slice(0, maxRows).map((note) => paragraph(escape(note))),
    details('Options', table(['Option', 'Value'], options)),
  ]);
}

function describeSample({ scope, requirement, waiver }: Omit<ValidatedSample, 'origin' | 'id'>): string {
  if (scope !== 'in scope') return scope;
  const { override } = requirement;
  const parts = [
    describeRequirement(requirement),
    ...(override === null ? [] : [`by override ${override}`]),
    ...(waiver === null ? [] : [describeWaiver(waiver)]),
  ];
  return parts.join('; ');
}

function describeWaiver({ owner, expires, daysLeft }: NonNullable<ValidatedSample['waiver']>): string {
  if (daysLeft < 0) return `its waiver ran out on ${expires} (${owner})`;
  return `waived until ${expires}, ${countOf(daysLeft, 'day')} left (${owner})`;
}

function showValue(value: unknown): string {
  if (value === null) return 'any';
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ') || 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
