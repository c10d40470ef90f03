// What a pull request would change, in sentences.
import { describe, expect, test } from '@jest/globals';
import { resolveDemand, type Demand } from '../src/demand.ts';
import { parseInputs } from '../src/inputs.ts';
import { describeChanges } from '../src/proposal.ts';
import { read } from './config/reading.ts';

const guid = 'aaaaaaaa-0000-4000-8000-00000000000a';
const demand = (text: string, profile = ''): Demand => {
  const given: Readonly<Record<string, string>> = {
    'client-id': guid,
    'tenant-id': guid,
    'subscription-id': guid,
    profile,
  };
  return resolveDemand(
    parseInputs((name) => given[name] ?? ''),
    read(`version: 1\n${text}`),
  );
};
const waiver = (overrides = ''): string =>
  `{ match: { name: kv-a }, reason: Because, owner: me, expires: 2026-12-31${overrides} }`;
const pci = '{ match: { name: kv-pci }, profile: cis }';
const dev = '{ match: { name: kv-dev }, require-metrics: false }';

test.each<[string, string, string, string[]]>([
  ['nothing', 'scope: { include: kv-a }', 'scope:\n  # why\n  include: [kv-a]', []],
  ['an option', 'requirement: { profile: cis }', '', ['It changes profile from cis to effective.']],
  [
    'a list',
    '',
    'requirement: { allowed-destinations: [/a, /b] }',
    ['It changes allowed-destinations from any to ["/a","/b"].'],
  ],
  ['a tag', '', 'scope: { tags: { env: prod } }', ['It changes tags from {} to {"env":["prod"]}.']],
  [
    'a new waiver',
    '',
    `waivers: [${waiver()}]`,
    ['It adds a waiver for name kv-a, until 2026-12-31, owner me: Because'],
  ],
  ['a waiver less', `waivers: [${waiver()}]`, '', ['It removes the waiver for name kv-a, until 2026-12-31, owner me.']],
  [
    'a longer waiver',
    `waivers: [${waiver()}]`,
    `waivers: [${waiver().replace('2026-12-31', '2027-06-30')}]`,
    [
      'It adds a waiver for name kv-a, until 2027-06-30, owner me: Because',
      'It removes the waiver for name kv-a, until 2026-12-31, owner me.',
    ],
  ],
  ['the place of a waiver', `waivers: [${waiver()}]`, `waivers:\n\n  - ${waiver()}`, []],
  [
    'overrides',
    `requirement: { overrides: [${pci}] }`,
    `requirement: { overrides: [${dev}] }`,
    [
      'It removes the override {"match":{"name":["kv-pci"]},"profile":"cis"}.',
      'It adds the override {"match":{"name":["kv-dev"]},"require-metrics":false}.',
    ],
  ],
  [
    'their order',
    `requirement: { overrides: [${pci}, ${dev}] }`,
    `requirement: { overrides: [${dev}, ${pci}] }`,
    ['It changes the order of the overrides.'],
  ],
])('%s', (_, before, after, changes) => {
  expect(describeChanges(demand(before), demand(after))).toEqual(changes);
});

test('an option that an input decides does not change', () => {
  expect(describeChanges(demand('requirement: { profile: cis }', 'cis'), demand('', 'cis'))).toEqual([]);
});

test('long values are cut', () => {
  const reason = 'x'.repeat(5_000);
  const [sentence] = describeChanges(demand(''), demand(`waivers: [${waiver().replace('Because', reason)}]`));
  expect(sentence?.length).toBeLessThan(500);
});

describe('a change far behind in a long value is told', () => {
  const names = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `kv-${String(index)}-aaaaaaaa`);
  const overrides = (patterns: readonly string[]): string =>
    `requirement: { overrides: [${patterns.map((name) => `{ match: { name: ${name} }, profile: cis }`).join(', ')}] }`;

  test('of an option: it shows where the two differ, and no more of them than of others', () => {
    const changes = describeChanges(
      demand(`scope: { exclude: [${names(100).join(', ')}] }`),
      demand(`scope: { exclude: [${[...names(100), 'kv-sneaked'].join(', ')}] }`),
    );
    expect(changes).toEqual([
      'It changes exclude from …-98-aaaaaaaa","kv-99-aaaaaaaa"] to …-98-aaaaaaaa","kv-99-aaaaaaaa","kv-sneaked"].',
    ]);
    const [sentence] = describeChanges(
      demand(`scope: { exclude: [${names(100).join(', ')}] }`),
      demand(`scope: { exclude: [${names(200).toReversed().join(', ')}] }`),
    );
    expect(sentence?.length).toBeLessThan(700);
  });

  test('of an override among many', () => {
    expect(describeChanges(demand(overrides(names(20))), demand(overrides([...names(20), 'kv-sneaked'])))).toEqual([
      'It adds the override {"match":{"name":["kv-sneaked"]},"profile":"cis"}.',
    ]);
    const [first = '', second = '', ...others] = names(20);
    expect(
      describeChanges(demand(overrides([...others, first, second])), demand(overrides([...others, second, first]))),
    ).toEqual(['It changes the order of the overrides.']);
  });

  test('of an override whose own text is long', () => {
    const long = (last: string): string =>
      `requirement: { overrides: [{ match: { name: [${[...names(40), last].join(', ')}] }, profile: cis }] }`;
    const changes = describeChanges(demand(long('kv-old')), demand(long('kv-new')));
    expect(changes).toHaveLength(2);
    for (const change of changes) expect(change.length).toBeLessThan(400);
  });
});
