// Which requirement a resource is held to.
import { expect, test } from '@jest/globals';
import { aVault } from '../builders.ts';
import type { Match } from '../../src/verdict/match.ts';
import { toPattern } from '../../src/verdict/pattern.ts';
import { defaultRequirement, requirementFor, toApplied, type Override } from '../../src/verdict/requirement.ts';

const byName = (name: string): Match => ({
  names: [toPattern(name)],
  ids: null,
  resourceGroups: null,
  subscriptions: null,
  tags: null,
  text: { name: [name] },
});
const overrides: Override[] = [
  { match: byName('kv-pci-*'), changes: { profile: 'cis', minimumCopies: 2 } },
  { match: byName('kv-*'), changes: { requireMetrics: true, allowedDestinations: [toPattern('/a')] } },
];
const base = { ...defaultRequirement, minimumCopies: 1, requireMetrics: false };
const forName = (name: string): unknown => toApplied(requirementFor(aVault({ name }), { base, overrides }));
const plain = toApplied({ requirement: base, override: null });

test('without an override that matches it is the base', () => {
  expect(forName('app')).toEqual(plain);
  expect(plain).toEqual({ ...base, allowedDestinations: null, override: null });
});

test('the first override that matches wins, and changes what it names', () => {
  expect(forName('kv-pci-1')).toEqual({ ...plain, profile: 'cis', minimumCopies: 2, override: 1 });
  expect(forName('kv-app')).toEqual({ ...plain, requireMetrics: true, allowedDestinations: ['/a'], override: 2 });
});
