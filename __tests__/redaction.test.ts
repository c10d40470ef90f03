// What report/redact.ts retells, as the audit words it: a note that is worded anew would otherwise silently turn into "not
// shown", or, where it is shown as it is, into a leak.
import { describe, expect, test } from '@jest/globals';
import { compare } from '../src/compare.ts';
import { describeInterruption } from '../src/decide.ts';
import { resolveDemand } from '../src/demand.ts';
import { parseInputs } from '../src/inputs.ts';
import type { Azure, Inventory } from '../src/ports.ts';
import { redactReport } from '../src/report/redact.ts';
import { surveyEstate, type Assignment } from '../src/survey.ts';
import type { ReadFailure } from '../src/verdict/model.ts';
import { countResources, decideOutcome, type Facts } from '../src/verdict/result.ts';
import { defaultRequirement } from '../src/verdict/requirement.ts';
import { aNoncompliantResource, aReport, aVault, subscriptionId, tenantId } from './builders.ts';

const secret = 'secret';
const failure: ReadFailure = { reason: 'forbidden', status: 403, code: 'AuthorizationFailed', message: secret };
const broken = { kind: 'broken', failure, pages: 0 } as const;
const subscription = { id: subscriptionId, displayName: secret, tenantId, state: 'Enabled' };

/** Azure where nothing can be vouched for; `inventory` says otherwise. */
function anAzure(inventory: Partial<Inventory>): Azure {
  return {
    inventory: {
      readSubscription: () => Promise.resolve({ kind: 'found', subscription }),
      listSubscriptions: () => Promise.resolve(broken),
      listDescendants: () => Promise.resolve(broken),
      readCoverage: () => Promise.resolve({ kind: 'whole' }),
      listResources: () => Promise.resolve({ kind: 'complete' }),
      listAllResources: () => Promise.resolve({ kind: 'complete' }),
      ...inventory,
    },
    settings: { readSettings: () => Promise.resolve({ kind: 'settings', settings: [] }) },
    destinations: { readDestination: () => Promise.resolve({ state: 'unchecked', notes: [], location: null }) },
    requestCounts: () => ({ total: 0, throttled: 0, retried: 0 }),
    waitingUntil: () => null,
  };
}

const assignment: Assignment = {
  subscriptions: [subscriptionId],
  managementGroups: [],
  types: ['vault'],
  scope: { include: null, exclude: [] },
  tags: [],
  rules: { base: defaultRequirement, overrides: [] },
  verifyDestinations: false,
  confirmCoverage: true,
};

async function notesOf(azure: Azure, asked: Partial<Assignment> = {}): Promise<readonly string[]> {
  return (await surveyEstate(azure, { ...assignment, ...asked }, { found: 0, read: 0 })).notes;
}

function retell(notes: readonly string[]): readonly string[] {
  return redactReport(aReport({ notes })).notes;
}

const vault = aVault({ name: secret });

test.each<[note: string, notes: Promise<readonly string[]>, retold: string]>([
  [
    'a resource that was deleted',
    notesOf({
      ...anAzure({ listResources: (_id, _type, onPage) => (onPage([vault]), Promise.resolve({ kind: 'complete' })) }),
      settings: { readSettings: () => Promise.resolve({ kind: 'deleted' }) },
    }),
    'A resource was deleted during the audit and is left out.',
  ],
  [
    "a resource that only Resource Manager's list has",
    notesOf(
      anAzure({ listAllResources: (_id, _types, onPage) => (onPage([vault]), Promise.resolve({ kind: 'complete' })) }),
    ),
    "A resource stands in Resource Manager's list only; it was read too.",
  ],
  [
    'lists that could not be compared',
    notesOf(anAzure({ listAllResources: () => Promise.resolve(broken) })),
    'The lists of a subscription could not be compared.',
  ],
  [
    'rights that could not be confirmed',
    notesOf(anAzure({ readCoverage: () => Promise.resolve({ kind: 'unconfirmed', failure }) })),
    "Whether the identity's rights cover the whole of a subscription could not be confirmed.",
  ],
  [
    'a list of all subscriptions that could not be read',
    notesOf(anAzure({}), { subscriptions: 'all' }),
    'A list of subscriptions could not be read whole.',
  ],
  [
    'a management group whose list broke off',
    notesOf(anAzure({ listDescendants: () => Promise.resolve({ ...broken, pages: 1 }) }), {
      managementGroups: [secret],
    }),
    'A list of subscriptions could not be read whole.',
  ],
])('%s is told without what it is about', async (_, notes, retold) => {
  expect((await notes).join()).toContain(secret);
  expect(retell(await notes)).toEqual([retold]);
});

test.each([
  [[], 'A subscription of the earlier report cannot be seen any more.'],
  // No word of a lost role where it is the list that was lost.
  [['the list of all subscriptions broke off'], 'A subscription of the earlier report was not seen.'],
])('a subscription that was lost since the earlier report is told without its name: gaps %j', (scopeGaps, retold) => {
  const given = new Map([
    ['client-id', subscriptionId],
    ['tenant-id', subscriptionId],
    ['subscription-id', 'all'],
  ]);
  const inputs = parseInputs((name) => given.get(name) ?? '');
  const baseline = { startedAt: null, resources: [], subscriptions: [{ id: subscriptionId, displayName: secret }] };
  const seen = {
    startedAt: '2026-11-22T03:17:00.000Z',
    resources: [],
    subscriptions: [],
    leftOutByTags: [],
    scopeGaps,
  };
  const { notes } = compare(baseline, seen, resolveDemand(inputs, null), inputs);
  expect(notes.join()).toContain(secret);
  expect(retell(notes)).toEqual([retold]);
});

test('why reading ended before its time names nothing, and is told as it is', () => {
  const notes = [
    describeInterruption({ kind: 'cancelled' }),
    describeInterruption({ kind: 'time-budget', minutes: 1 }),
    describeInterruption({ kind: 'time-budget', minutes: 45 }),
  ];
  expect(retell(notes)).toEqual(notes.toSorted());
});

describe('what keeps a failing run from being sure besides', () => {
  const resources = [aNoncompliantResource()];
  const retellResult = (facts: Partial<Facts>): string => {
    const whole = { resources, subscriptions: [], counts: countResources(resources, 0), scopeGaps: [], changes: null };
    const { result, resultReason } = decideOutcome({ ...whole, minimumResourceCount: null, ...facts }, []);
    return redactReport(aReport({ resources, subscriptions: [], result, resultReason })).resultReason;
  };
  const shortfall = 'The audit ran well. 1 of 1 vault keeps no audit log';

  test.each<[string, Partial<Facts>, string]>([
    ['nothing', {}, `${shortfall}.`],
    [
      'fewer resources than expected',
      { minimumResourceCount: 50 },
      `${shortfall}; 1 vault found, but at least 50 are expected.`,
    ],
    [
      'the list of all subscriptions',
      { scopeGaps: ['the list of all subscriptions broke off'] },
      `${shortfall}; not everything that was asked for could be found.`,
    ],
    [
      'both, and the name of a group',
      {
        minimumResourceCount: 2,
        scopeGaps: [`the list of subscriptions below management group ${secret} could not be read`],
      },
      `${shortfall}; not everything that was asked for could be found; 1 vault found, but at least 2 are expected.`,
    ],
  ])('%s is told without names', (_, facts, retold) => {
    expect(retellResult(facts)).toBe(retold);
  });
});
