// No file crashes the parser, and nothing is accepted and then ignored.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { problemsOf, read, today } from './reading.ts';

const id = '11111111-1111-4111-8111-111111111111';
const vaultId = `/subscriptions/${id}/resourceGroups/rg-old/providers/Microsoft.KeyVault/vaults/kv-legacy`;

describe('fuzzing', () => {
  const name = fc.constantFrom('kv-a', 'kv-*', 'kv-?-prod', '*');
  const oneOrMany = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> =>
    fc.oneof(item, fc.uniqueArray(item, { minLength: 1, maxLength: 3 }));
  const some = (keys: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Record<string, unknown>> =>
    fc.record(keys, { requiredKeys: [] });
  const tags = fc.dictionary(fc.constantFrom('env', 'tier', 'data'), oneOrMany(fc.constantFrom('prod', 'x y', '*')), {
    minKeys: 1,
  });
  const matchKeys = {
    name: oneOrMany(name),
    id: oneOrMany(fc.constantFrom(vaultId, '*/vaults/kv-*', '/subscriptions/*')),
    'resource-group': oneOrMany(fc.constantFrom('rg-a', 'rg-*')),
    subscription: oneOrMany(fc.constantFrom(id, id.replaceAll('1', '2'))),
  };
  const notEmpty = (value: object): boolean => Object.keys(value).length > 0;
  const options = {
    profile: fc.constantFrom('effective', 'cis'),
    'accepted-destinations': fc.constant(['log-analytics', 'storage', 'event-hub', 'partner']),
    'allowed-destinations': oneOrMany(fc.constantFrom('/subscriptions/a', '*/storageAccounts/*')),
    'require-metrics': fc.boolean(),
    'minimum-copies': fc.integer({ min: 1, max: 4 }),
  };
  const override = fc
    .tuple(some({ ...matchKeys, tags }).filter(notEmpty), some(options).filter(notEmpty))
    .map(([match, changes]) => ({ match, ...changes }));
  const aWaiver = fc.record({
    match: some(matchKeys).filter(notEmpty),
    reason: fc.constantFrom('Because', 'OPS-1: "quoted" # no comment'),
    owner: fc.constantFrom('me', '@team/a'),
    expires: fc
      .integer({ min: -400, max: 366 })
      .map((days) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)),
  });
  const file = fc
    .record(
      {
        version: fc.constant(1),
        scope: some({
          subscriptions: fc.oneof(fc.constant('all'), oneOrMany(fc.constantFrom(id, id.replaceAll('1', '2')))),
          'management-groups': oneOrMany(fc.constantFrom('platform', 'mg-2')),
          include: oneOrMany(name),
          exclude: oneOrMany(name),
          tags,
        }),
        requirement: some({
          ...options,
          'verify-destinations': fc.boolean(),
          overrides: fc.array(override, { maxLength: 3 }),
        }),
        waivers: fc.array(aWaiver, { maxLength: 3 }),
      },
      { requiredKeys: ['version'] },
    )
    .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>);

  /** Paths of all values that are no maps: each of them must count. */
  function leaves(value: unknown, path: readonly string[] = []): string[][] {
    if (typeof value !== 'object' || value === null) return [[...path]];
    return Object.entries(value).flatMap(([key, one]) => leaves(one, [...path, key]));
  }

  function without(value: unknown, [key, ...rest]: readonly string[]): unknown {
    if (Array.isArray(value)) {
      return rest.length === 0
        ? value.filter((_, index) => String(index) !== key)
        : value.map((one, index) => (String(index) === key ? without(one, rest) : (one as unknown)));
    }
    const entries = Object.entries(value as object).flatMap(([name, one]): [string, unknown][] => {
      if (name !== key) return [[name, one]];
      return rest.length === 0 ? [] : [[name, without(one, rest)]];
    });
    return Object.fromEntries(entries);
  }

  test('every file that the rules allow is understood, and nothing in it is ignored', () => {
    fc.assert(
      fc.property(file, fc.nat(), (value, seed) => {
        const text = stringify(value);
        expect(problemsOf(text)).toEqual([]);
        const all = leaves(value).filter(([key]) => key !== 'version');
        const leaf = all[seed % Math.max(1, all.length)];
        if (leaf === undefined) return;
        const less = stringify(without(value, leaf));
        // Without it the file means something else, or is none any more.
        if (problemsOf(less).length === 0) expect(JSON.stringify(read(less))).not.toBe(JSON.stringify(read(text)));
      }),
      { numRuns: 600 },
    );
  });

  test('a key that nobody knows is refused, wherever it stands', () => {
    fc.assert(
      fc.property(file, fc.string({ minLength: 1, maxLength: 12 }), fc.nat(), (value, key, seed) => {
        const maps: Record<string, unknown>[] = [];
        const collect = (one: unknown, name: string): void => {
          if (typeof one !== 'object' || one === null) return;
          if (!Array.isArray(one) && name !== 'tags') maps.push(one as Record<string, unknown>);
          for (const [next, below] of Object.entries(one)) collect(below, next);
        };
        collect(value, '');
        const target = maps[seed % maps.length] ?? value;
        fc.pre(!Object.keys(target).includes(key) && !['id', 'name'].includes(key) && key !== '__proto__');
        target[key] = 'x';
        expect(problemsOf(stringify(value)).length).toBeGreaterThan(0);
      }),
      { numRuns: 400 },
    );
  });

  test('any JSON value is understood or refused', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        file,
        fc.constantFrom('version', 'scope', 'requirement', 'waivers'),
        (value, base, key) => {
          problemsOf(stringify({ ...base, [key]: value }));
        },
      ),
      { numRuns: 600 },
    );
  });
});
