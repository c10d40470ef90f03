import { describe, expect, test } from '@jest/globals';
import type { Choice } from '../../../src/report/fixes/choices.ts';
import type { Destination, JudgedSetting, ReportResource } from '../../../src/verdict/model.ts';
import {
  aDestinationId,
  aJudgedSetting,
  aPartner,
  aReportResource,
  aStorageAccount,
  aVault,
  aWorkspace,
  anId,
  anEventHub,
} from '../../builders.ts';
import { aChoice, fixOf, good, missing, verified, type Given } from './planning.ts';

describe('where to', () => {
  const used = (name: string, destination: Destination, overrides: Partial<ReportResource> = {}): ReportResource =>
    aReportResource({
      ...aVault({ name, ...overrides }),
      settings: [aJudgedSetting({ destinations: [verified(destination)] })],
    });
  const storage = (name: string): Destination => ({ kind: 'storage', id: aDestinationId(name) });
  const first = (given: Given): Choice | undefined => fixOf('no-setting', [], given).destinations[0];

  test('what most compliant resources use', () => {
    const upper = { ...storage('stb'), id: aDestinationId('stb').toUpperCase() };
    const others = [used('1', storage('sta')), used('2', storage('stb')), used('3', upper)];
    expect(first({ others })).toEqual(aChoice('storage', { id: aDestinationId('stb'), usedBy: 2 }));
  });

  test('a resource counts once, whatever it has', () => {
    const twice = aReportResource({
      ...aVault({ name: '1' }),
      settings: ['a', 'b'].map((name) => aJudgedSetting({ name, destinations: [verified(storage('sta'))] })),
    });
    expect(first({ others: [twice] })).toEqual(aChoice('storage', { id: aDestinationId('sta'), usedBy: 1 }));
  });

  test.each(['northeurope', null])('not in region %s, for storage accounts and event hubs', (location) => {
    expect(first({ others: [used('1', storage('sta'), { location })] })).toEqual(aChoice('log-analytics'));
  });

  test('a resource of unknown region tells nothing of the region of what it uses', () => {
    const requirement = { allowedDestinations: [aStorageAccount.id] };
    expect(first({ others: [used('1', aStorageAccount, { location: null })], requirement })).toEqual(
      aChoice('storage', { id: aStorageAccount.id, fromList: true }),
    );
  });

  test('a workspace in any', () => {
    const others = [used('1', aWorkspace, { location: 'northeurope' })];
    expect(first({ others })).toMatchObject({ id: aWorkspace.id });
  });

  test('nothing is regional for a resource whose region is not known', () => {
    expect(first({ others: [used('1', storage('sta'), { location: null })], location: null })).toEqual(
      aChoice('log-analytics'),
    );
    const requirement = { acceptedDestinations: ['storage'] } as const;
    expect(first({ requirement, location: 'no region!' })).toEqual(aChoice('storage', { region: null }));
    expect(first({ requirement, location: 'West Europe' })).toEqual(aChoice('storage'));
  });

  test('not in another tenant', () => {
    const other = '22222222-2222-4222-8222-222222222222';
    expect(first({ others: [used('1', aWorkspace, { subscriptionId: other })] })).toEqual(aChoice('log-analytics'));
  });

  test.each<[string, Partial<JudgedSetting>]>([
    ['is gone', { destinations: [missing(aWorkspace)] }],
    ['belongs to a setting that is not adequate', { adequate: false }],
    ['has an ID of unusual characters', { destinations: [verified({ ...aWorkspace, id: `${aWorkspace.id}'` })] }],
  ])('nothing that %s', (_, setting) => {
    const others = [aReportResource({ settings: [aJudgedSetting(setting)] })];
    expect(first({ others })).toEqual(aChoice('log-analytics'));
  });

  test('nothing outside the allowed list; the only allowed one where nobody uses one', () => {
    const given = { others: [good], requirement: { allowedDestinations: [`${anEventHub.id}/`] } };
    expect(first(given)).toEqual(aChoice('event-hub', { id: anEventHub.id, fromList: true }));
  });

  test('the hub that most others name in the namespace', () => {
    const hub = (name: string, eventHubName?: string): ReportResource =>
      aReportResource({
        ...aVault({ name }),
        settings: [
          aJudgedSetting({
            destinations: [verified(anEventHub)],
            ...(eventHubName === undefined ? {} : { eventHubName }),
          }),
        ],
      });
    const named = (...names: (string | undefined)[]): unknown =>
      first({ others: names.map((name, index) => hub(String(index), name)) })?.eventHubName;
    expect(named('audit', undefined, 'audit')).toBe('audit');
    expect(named('audit', undefined, undefined)).toBeNull();
    expect(named('$(reboot)')).toBeNull();
  });

  test.each([
    [aWorkspace.id, 'log-analytics'],
    [aStorageAccount.id, 'storage'],
    [anEventHub.id, 'event-hub'],
    [aPartner.id, 'partner'],
  ] as const)('%s is of kind %s', (id, kind) => {
    expect(first({ requirement: { allowedDestinations: [id] } })).toEqual(aChoice(kind, { id, fromList: true }));
  });

  test.each([
    [anId('Microsoft.EventHub', 'namespaces', 'soc'), 'event-hub'],
    [anId('Microsoft.EventHub', 'clusters', 'soc'), 'event-hub'],
    [anId('Microsoft.EventHub', 'namespaces', 'soc/eventhubs/audit/authorizationRules/send'), 'event-hub'],
    [anId('Microsoft.Storage', 'storageAccounts', 'soc/blobServices/default'), 'storage'],
    [anId('Microsoft.OperationalInsights', 'clusters', 'soc'), 'log-analytics'],
  ] as const)('%s is nothing that a setting can name', (id, kind) => {
    expect(first({ requirement: { allowedDestinations: [id] } })).toEqual(aChoice(kind, { fromList: true }));
  });

  test('two allowed ones of a kind are not chosen from', () => {
    const allowedDestinations = [aDestinationId('a'), aDestinationId('b')];
    expect(first({ requirement: { allowedDestinations } })).toEqual(aChoice('storage', { fromList: true }));
  });

  test.each([
    ['*/workspaces/law-*', 'log-analytics'],
    ['*/Microsoft.Storage/*', 'storage'],
    ['*/namespaces/*', 'event-hub'],
    ['law-*', 'log-analytics'],
  ] as const)('a list of only %s leaves kind %s', (pattern, kind) => {
    expect(first({ requirement: { allowedDestinations: [pattern] } })).toEqual(aChoice(kind, { fromList: true }));
  });

  test('an allowed storage account that vaults of other regions use is not for this one', () => {
    const elsewhere = used('1', storage('sta'), { location: 'northeurope' });
    const requirement = { allowedDestinations: [aDestinationId('sta'), '*/workspaces/*'] };
    expect(first({ others: [elsewhere], requirement })).toEqual(aChoice('log-analytics', { fromList: true }));
    const here = used('2', storage('sta'), { status: 'noncompliant' });
    expect(first({ others: [here], requirement })).toEqual(
      aChoice('storage', { id: aDestinationId('sta'), fromList: true }),
    );
  });

  test('what nothing can meet still gets an answer', () => {
    expect(first({ requirement: { acceptedDestinations: [] } })).toEqual(aChoice('log-analytics'));
    const requirement = { acceptedDestinations: ['storage'], allowedDestinations: [aWorkspace.id] } as const;
    expect(first({ requirement })).toEqual(aChoice('storage', { fromList: true }));
    expect(
      fixOf('copies-missing', [aJudgedSetting()], { requirement: { minimumCopies: 9 } }).destinations,
    ).toHaveLength(3);
  });
});
