// From samples to the table: medians, spreads, and whether each goal was met.
import type { Goal, Row, Sample } from './rows.ts';

export interface Figure {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface GoalResult extends Figure {
  readonly name: string;
  readonly unit: Goal['unit'];
  readonly limit: number;
  readonly isMet: boolean;
}

export interface RowResult {
  readonly name: string;
  readonly title: string;
  readonly limit: string;
  readonly goals: readonly GoalResult[];
  readonly samples: readonly Sample[];
}

export function toFigure(values: readonly number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return { median: (low + high) / 2, least: sorted[0] ?? Number.NaN, most: sorted.at(-1) ?? Number.NaN };
}

export function toRowResult({ name, title, limit, goals }: Row, samples: readonly Sample[]): RowResult {
  const judged = goals.map((goal) => {
    const figure = toFigure(samples.map(goal.of));
    return { name: goal.name, unit: goal.unit, limit: goal.most, isMet: figure.median <= goal.most, ...figure };
  });
  return { name, title, limit, goals: judged, samples };
}

const header = ['', 'row', 'limit', 'to reach', 'median (least–most)', 'wall', 'requests', '429', 'peak', 'CPU'];

/** In Markdown, padded so that it also reads in a terminal. */
export function renderTable(results: readonly RowResult[]): string {
  const body = results.flatMap((result) =>
    result.goals.map((goal, index) => [
      goal.isMet ? '✅' : '❌',
      ...(index === 0 ? [result.title, result.limit] : ['', '']),
      `${goal.name} ≤ ${withUnit(goal.limit, goal.unit)}`,
      `${withUnit(goal.median, goal.unit)} (${toText(goal.least, goal.unit)}–${toText(goal.most, goal.unit)})`,
      ...(index === 0 ? toFacts(result.samples) : ['', '', '', '', '']),
    ]),
  );
  const lines = [header, header.map(() => ''), ...body];
  const widths = header.map((_, column) => Math.max(3, ...lines.map((cells) => (cells[column] ?? '').length)));
  const rule = widths.map((width) => '-'.repeat(width));
  return lines
    .map((cells, index) => (index === 1 ? rule : cells.map((cell, column) => cell.padEnd(widths[column] ?? 0))))
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

function toFacts(samples: readonly Sample[]): string[] {
  const median = (of: (sample: Sample) => number): number => toFigure(samples.map(of)).median;
  return [
    `${(median(({ wallMs }) => wallMs) / 1_000).toFixed(2)} s`,
    median(({ requests }) => requests).toFixed(0),
    median(({ refusals }) => refusals).toFixed(0),
    `${median(({ peakMib }) => peakMib).toFixed(0)} MiB`,
    `${(median(({ cpuMs }) => cpuMs) / 1_000).toFixed(2)} s`,
  ];
}

function withUnit(value: number, unit: Goal['unit']): string {
  return `${toText(value, unit)}${unit === '' ? '' : ` ${unit}`}`;
}

/** As exact as the goal is: milliseconds of start-up are whole, those of one vault are not. */
function toText(value: number, unit: Goal['unit']): string {
  if (unit === '×' || (unit === 'ms' && Math.abs(value) < 10)) return value.toFixed(3);
  return value.toFixed(Number.isInteger(value) || unit !== '' ? 0 : 1);
}
