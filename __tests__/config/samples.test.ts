// Resources that are made up from the rules of a file: each is one that its rule is about.
import { describe, expect, test } from '@jest/globals';
import { toSampleResource, toSamples } from '../../src/config/samples.ts';
import { isMatch } from '../../src/verdict/match.ts';
import { read } from './reading.ts';

describe('the sample of a rule is one that it matches', () => {
  test.each([
    '{ name: kv-a }',
    '{ name: ["kv-*-?", x] }',
    '{ id: "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv-a/" }',
    '{ id: "*/resourceGroups/sandbox-*/*" }',
    '{ resource-group: "rg-*" }',
    '{ subscription: 11111111-1111-4111-8111-111111111111, name: kv-a }',
    '{ tags: { env: [prod, dev], tier: "g*" } }',
    '{ id: "/subscriptions/*", tags: { env: prod } }',
  ])('%s', (match) => {
    const configuration = read(`version: 1\nrequirement: { overrides: [{ match: ${match}, profile: cis }] }`);
    const [first] = toSamples(configuration);
    const [override] = configuration.overrides;
    expect(first?.origin).toBe('override 1');
    expect(override !== undefined && first !== undefined && isMatch(override.match, first.resource)).toBe(true);
  });
});

test('there is one for each rule, and one that none is about', () => {
  const text = `version: 1
requirement: { overrides: [{ match: { name: kv-a }, profile: cis }] }
waivers: [{ match: { name: kv-b }, reason: r, owner: o, expires: 2026-12-31 }]`;
  expect(toSamples(read(text)).map(({ origin, resource }) => [origin, resource.name])).toEqual([
    ['override 1', 'kv-a'],
    ['waiver 1', 'kv-b'],
    ['any other vault', 'any-other-vault'],
  ]);
});

test('an ID is taken apart, a name is put into one', () => {
  const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv-a';
  expect(toSampleResource(id)).toMatchObject({ id, name: 'kv-a', subscriptionId: 's', resourceGroup: 'g' });
  expect(toSampleResource('kv-b')).toMatchObject({ name: 'kv-b', resourceGroup: 'sample' });
  expect(toSampleResource('kv-b').id).toMatch(/^\/subscriptions\/[0-]+\/resourceGroups\/sample\/.*\/kv-b$/);
});
