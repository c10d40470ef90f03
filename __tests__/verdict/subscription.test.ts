// product.md § 3: audited, partial, unreadable or skipped.
import { describe, expect, test } from '@jest/globals';
import type { EndFinding, SubscriptionFinding } from '../../src/verdict/subscription.ts';
import type { ReadFailure, ReportSubscription, SubscriptionStatus, UnknownReason } from '../../src/verdict/model.ts';
import { unknownReasons } from '../../src/verdict/model.ts';
import { judgeSubscription } from '../../src/verdict/subscription.ts';
import { subscriptionId, tenantId } from '../builders.ts';

const refused: ReadFailure = { reason: 'forbidden', status: 403, code: 'AuthorizationFailed', message: 'No.' };
const complete: EndFinding = { kind: 'complete' };
const absent: EndFinding = { kind: 'absent', note: 'This cloud does not offer managed HSMs.' };
const broken = (pages: number, reason: UnknownReason = 'forbidden'): EndFinding => ({
  kind: 'broken',
  failure: { ...refused, reason },
  pages,
});

const agreeing = { failure: null, listed: 0 };
const having = { failure: null, listed: 2 };
const silent = { failure: refused, listed: 0 };

interface Overrides extends Partial<SubscriptionFinding> {
  readonly state?: string;
}

function aFinding({ state = 'Enabled', ...overrides }: Overrides = {}): SubscriptionFinding {
  return {
    id: subscriptionId,
    isNamed: true,
    reading: { kind: 'found', subscription: { displayName: 'Production', tenantId, state } },
    coverage: { kind: 'whole' },
    ends: [complete, complete],
    comparison: null,
    ...overrides,
  };
}
const unreadable = { kind: 'unreadable', failure: refused } as const;

const statusOf = (finding: Overrides): SubscriptionStatus => judgeSubscription(aFinding(finding)).subscription.status;

describe('status', () => {
  test.each<[string, Overrides, SubscriptionStatus]>([
    ['both lists whole', {}, 'audited'],
    ['a type that the cloud does not offer', { ends: [complete, absent] }, 'audited'],
    ['no type is there', { ends: [absent, absent] }, 'audited'],
    ['no type is there, and the other list agrees', { ends: [absent, absent], comparison: agreeing }, 'audited'],
    ['no type is there, and the other list has some', { ends: [absent, absent], comparison: having }, 'partial'],
    ['a type is absent, and the other list cannot tell', { ends: [complete, absent], comparison: silent }, 'partial'],
    [
      'a type is absent, and the other list has some of the other',
      { ends: [complete, absent], comparison: having },
      'audited',
    ],
    ['both whole, and the other list cannot tell', { comparison: silent }, 'audited'],
    ['nothing could be listed but by the other list', { ends: [broken(0), broken(0)], comparison: having }, 'partial'],
    ['nothing could be listed, nor by the other list', { ends: [broken(0)], comparison: silent }, 'unreadable'],
    ['nothing could be listed, and the other list has none', { ends: [broken(0)], comparison: agreeing }, 'unreadable'],
    ['one list only', { ends: [complete] }, 'audited'],
    ['a list broke off after its first page', { ends: [broken(1), complete] }, 'partial'],
    ['a list broke off at once, the other is whole', { ends: [broken(0), complete] }, 'partial'],
    ['both broke off, one of them late', { ends: [broken(0), broken(3)] }, 'partial'],
    ['nothing could be listed', { ends: [broken(0), broken(0)] }, 'unreadable'],
    ['nothing could be listed, and the other type is absent', { ends: [broken(0), absent] }, 'unreadable'],
    ['nothing could be listed, of one type', { ends: [broken(0)] }, 'unreadable'],
    ['rights cover less than the whole', { coverage: { kind: 'narrow', missingActions: ['a'] } }, 'partial'],
    ['coverage was not asked for', { coverage: { kind: 'not-asked' } }, 'audited'],
    ['coverage could not be confirmed', { coverage: { kind: 'unconfirmed', failure: refused } }, 'audited'],
    ['the subscription itself could not be read, its lists could', { reading: unreadable }, 'audited'],
    ['neither it nor its lists could be read', { reading: unreadable, ends: [broken(0), broken(0)] }, 'unreadable'],
  ])('%s → %s', (_, finding, status) => {
    expect(statusOf(finding)).toBe(status);
    expect(statusOf({ ...finding, ends: (finding.ends ?? [complete]).toReversed() })).toBe(status);
  });

  const all: readonly EndFinding[] = [complete, complete];
  const none: readonly EndFinding[] = [broken(0), broken(0)];
  test.each<[string, string, boolean, readonly EndFinding[], SubscriptionStatus]>([
    ['Enabled', 'readable', true, all, 'audited'],
    ['Warned', 'readable', true, all, 'audited'],
    ['PastDue', 'readable', false, all, 'audited'],
    ['Disabled', 'readable', true, all, 'audited'],
    ['Disabled', 'readable', false, all, 'audited'],
    ['Disabled', 'not readable', true, none, 'unreadable'],
    ['Disabled', 'not readable', false, none, 'skipped'],
    ['Disabled', 'readable in part', false, [broken(1), complete], 'partial'],
    ['Warned', 'not readable', false, none, 'unreadable'],
    ['Enabled', 'not readable', false, none, 'unreadable'],
    ['Deleted', 'not readable', true, none, 'unreadable'],
    ['Deleted', 'not readable', false, none, 'skipped'],
    ['Deleted', 'not asked', true, [], 'unreadable'],
    ['Deleted', 'not asked', false, [], 'skipped'],
    ['SomethingNew', 'readable', false, all, 'audited'],
  ])('%s, %s, named: %s', (state, _, isNamed, ends, status) => {
    expect(statusOf({ state, isNamed, ends })).toBe(status);
  });
});

// A failure that says nothing of the state of a disabled subscription is a gap, never an omission.
describe('a disabled subscription that nobody named is left out only for what its state explains', () => {
  test.each(unknownReasons)('%s', (reason) => {
    const isClosed = reason === 'forbidden' || reason === 'not-found';
    const statusFor = (ends: readonly EndFinding[]): SubscriptionStatus =>
      statusOf({ state: 'Disabled', isNamed: false, ends });
    expect(statusFor([broken(0, reason), broken(0, reason)])).toBe(isClosed ? 'skipped' : 'unreadable');
    expect(statusFor([broken(0), broken(0, reason)])).toBe(isClosed ? 'skipped' : 'unreadable');
  });

  test('not for a refused token, which says nothing of the subscription', () => {
    const end: EndFinding = { kind: 'broken', failure: { ...refused, status: 401 }, pages: 0 };
    expect(statusOf({ state: 'Disabled', isNamed: false, ends: [end, end] })).toBe('unreadable');
  });
});

describe('detail and notes', () => {
  const judge = (finding: Overrides): { subscription: ReportSubscription; notes: readonly string[] } =>
    judgeSubscription(aFinding(finding));

  test('nothing to say', () => {
    expect(judge({})).toEqual({
      subscription: {
        id: subscriptionId,
        displayName: 'Production',
        tenantId,
        state: 'Enabled',
        status: 'audited',
        detail: '',
      },
      notes: [],
    });
  });

  test.each(['Warned', 'PastDue', 'Disabled'])('%s is audited, with a note', (state) => {
    const { subscription, notes } = judge({ state });
    expect(subscription.detail).toBe(`Its state is ${state}; it was audited all the same.`);
    expect(notes).toEqual([`Subscription Production: ${subscription.detail}`]);
  });

  test('a subscription that is left out is a note, and nothing is said of its coverage', () => {
    const coverage = { kind: 'narrow', missingActions: ['a'] } as const;
    expect(judge({ state: 'Deleted', isNamed: false, ends: [], coverage }).notes).toEqual([
      'Subscription Production: Its state is Deleted; it was left out.',
    ]);
  });

  test('one that is unreadable is a gap, not a note', () => {
    const { subscription, notes } = judge({ state: 'Deleted', isNamed: true, ends: [] });
    expect(subscription.detail).toBe('Its state is Deleted.');
    expect(notes).toEqual([]);
  });

  test('everything is said, one sentence after the other: state, lists, coverage, the subscription itself', () => {
    const narrow = { kind: 'narrow', missingActions: ['a/read', 'b/read'] } as const;
    expect(judge({ state: 'Warned', ends: [absent, broken(0)], coverage: narrow }).subscription.detail).toBe(
      "Its state is Warned. This cloud does not offer managed HSMs. A list of resources could not be read. (HTTP 403 AuthorizationFailed: No.) The identity's rights cover less than the whole subscription: at subscription level it may not do a/read, b/read. Vaults that it cannot see are missing here. Assign the role on the subscription, or accept this with coverage: visible.",
    );
    const unconfirmed = { kind: 'unconfirmed', failure: refused } as const;
    expect(judge({ reading: unreadable, coverage: unconfirmed }).subscription.detail).toBe(
      "Whether the identity's rights cover the whole subscription could not be confirmed. (HTTP 403 AuthorizationFailed: No.) The subscription itself could not be read. (HTTP 403 AuthorizationFailed: No.)",
    );
  });

  test('where nothing was answered, nothing is quoted', () => {
    const failure: ReadFailure = { reason: 'timed-out', status: null, code: null, message: '' };
    const ends = [complete, { kind: 'broken', failure, pages: 0 } as const];
    expect(judge({ ends }).subscription.detail).toBe('A list of resources could not be read.');
    expect(judge({ coverage: { kind: 'unconfirmed', failure } }).subscription.detail).toBe(
      "Whether the identity's rights cover the whole subscription could not be confirmed.",
    );
    expect(judge({ reading: { kind: 'unreadable', failure } }).subscription.detail).toBe(
      'The subscription itself could not be read.',
    );
  });

  test('a type that is not offered is a note', () => {
    expect(judge({ ends: [complete, absent] }).notes).toEqual([expect.stringContaining('does not offer managed HSMs')]);
  });

  test('a partial one says which permission is missing, or where the list broke off', () => {
    const narrow = judge({ coverage: { kind: 'narrow', missingActions: ['Microsoft.KeyVault/vaults/read'] } });
    expect(narrow.subscription.detail).toContain('Microsoft.KeyVault/vaults/read');
    expect(narrow.notes).toEqual([]);
    expect(judge({ ends: [broken(1), complete] }).subscription.detail).toContain('after 1 page. (HTTP 403');
    expect(judge({ ends: [broken(2), complete] }).subscription.detail).toContain('after 2 pages. (HTTP 403');
    expect(judge({ ends: [broken(0), complete] }).subscription.detail).toContain('could not be read. (HTTP 403');
  });

  test('unconfirmed coverage is a note', () => {
    const { notes } = judge({ coverage: { kind: 'unconfirmed', failure: refused } });
    expect(notes).toEqual([expect.stringContaining('could not be confirmed')]);
  });

  test('one that could not be read itself goes by its ID', () => {
    const { subscription, notes } = judge({ reading: unreadable });
    expect(subscription).toMatchObject({ displayName: null, tenantId: null, state: null });
    expect(notes).toEqual([expect.stringContaining(subscriptionId)]);
  });
});
