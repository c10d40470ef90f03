// What a rule of the configuration file is about, and which resources tags leave out.
import { describe, expect, test } from '@jest/globals';
import { aVault, anHsm, subscriptionId } from '../builders.ts';
import { describeMatch, isLeftOut, isMatch, type Match, type TagRule } from '../../src/verdict/match.ts';
import { toPattern, toTextPattern } from '../../src/verdict/pattern.ts';

const nothing: Match = { names: null, ids: null, resourceGroups: null, subscriptions: null, tags: null, text: {} };
const tag = (name: string, ...values: string[]): TagRule => ({ name, values: values.map(toTextPattern) });
const vault = aVault({ name: 'kv-pci-1', resourceGroup: 'rg-Payments', tags: { Environment: 'Prod', tier: 'gold' } });

describe('a match', () => {
  test.each<[string, Partial<Match>, boolean]>([
    ['by name', { names: [toPattern('KV-PCI-*')] }, true],
    ['by another name', { names: [toPattern('kv-app')] }, false],
    ['by one of several names', { names: [toPattern('kv-app'), toPattern('kv-pci-?')] }, true],
    ['by ID, without letter case', { ids: [toPattern(vault.id.toUpperCase())] }, true],
    ['by a pattern of IDs', { ids: [toPattern('*/resourceGroups/rg-payments/*')] }, true],
    ['by one of several IDs', { ids: [toPattern('*/vaults/kv-app'), toPattern('*/vaults/kv-pci-1')] }, true],
    ['by another ID', { ids: [toPattern('*/resourceGroups/rg-pay/*')] }, false],
    ['by resource group', { resourceGroups: [toTextPattern('RG-pay*')] }, true],
    ['by one of several groups', { resourceGroups: [toTextPattern('app'), toTextPattern('rg-payments')] }, true],
    ['by another resource group', { resourceGroups: [toTextPattern('payments')] }, false],
    ['by subscription', { subscriptions: [subscriptionId.toUpperCase()] }, true],
    ['by one of several subscriptions', { subscriptions: [subscriptionId.replaceAll('1', '2'), subscriptionId] }, true],
    ['by another subscription', { subscriptions: [subscriptionId.replaceAll('1', '2')] }, false],
    ['by tag, without letter case', { tags: [tag('ENVIRONMENT', 'PROD')] }, true],
    ['by one of several values', { tags: [tag('environment', 'dev', 'pr*')] }, true],
    ['by a tag with another value', { tags: [tag('environment', 'dev')] }, false],
    ['by a tag that is not there', { tags: [tag('owner', '*')] }, false],
    ['by two tags', { tags: [tag('environment', 'prod'), tag('tier', 'gold')] }, true],
    ['by two tags, one of which fits', { tags: [tag('environment', 'prod'), tag('tier', 'silver')] }, false],
    ['by name and group', { names: [toPattern('kv-*')], resourceGroups: [toTextPattern('rg-*')] }, true],
    ['by name and another group', { names: [toPattern('kv-*')], resourceGroups: [toTextPattern('app')] }, false],
  ])('%s', (_, match, expected) => {
    expect(isMatch({ ...nothing, ...match }, vault)).toBe(expected);
  });

  test.each([
    ['in the rule', 'ABCDEF00-0000-4000-8000-000000000001', 'abcdef00-0000-4000-8000-000000000001'],
    ['in Azure', 'abcdef00-0000-4000-8000-000000000001', 'ABCDEF00-0000-4000-8000-000000000001'],
  ])('by subscription, written in capitals %s', (_, asked, has) => {
    expect(isMatch({ ...nothing, subscriptions: [asked] }, aVault({ subscriptionId: has }))).toBe(true);
  });

  test('fits managed HSMs as well', () => {
    expect(isMatch({ ...nothing, names: [toPattern('hsm-*')] }, anHsm())).toBe(true);
  });

  test('is told in one line', () => {
    expect(describeMatch({ name: ['kv-a', 'kv-b'], tags: { env: ['prod', 'dev'], tier: ['gold'] } })).toBe(
      'name kv-a|kv-b, tags env=prod|dev, tier=gold',
    );
    expect(describeMatch({})).toBe('');
  });
});

describe('tags of the scope leave out', () => {
  test.each<[string, TagRule[], boolean]>([
    ['nothing without a rule', [], false],
    ['nothing with one of the values', [tag('environment', 'prod', 'staging')], false],
    ['what has another value', [tag('environment', 'staging')], true],
    ['nothing without the tag', [tag('owner', 'me')], false],
    ['what has another value of any of the tags', [tag('environment', 'prod'), tag('tier', 'silver')], true],
    ['nothing where a pattern fits', [tag('environment', 'p*')], false],
  ])('%s', (_, rules, expected) => {
    expect(isLeftOut(vault, rules)).toBe(expected);
  });

  test('what has the tag with an empty value', () => {
    expect(isLeftOut(aVault({ tags: { environment: '' } }), [tag('environment', 'prod')])).toBe(true);
  });
});

test('a pattern for words compares the whole word, stars also an empty text', () => {
  const cases: [string, string, boolean][] = [
    ['prod', 'Prod', true],
    ['prod', 'production', false],
    ['prod*', 'prod', true],
    ['p?od', 'prod', true],
    ['a/b*', 'A/B/c', true],
    ['[x]', '[x]', true],
    ['\\*', '\\anything', true],
  ];
  expect(cases.map(([pattern, word]) => toTextPattern(pattern).matches(word))).toEqual(cases.map(([, , fits]) => fits));
  expect(toTextPattern('Prod').text).toBe('Prod');
});
