// product.md § 2: every resource has a detail, one plain sentence that names the setting and what is off about it.
import { describe, expect, test } from '@jest/globals';
import {
  aLog,
  aPartner,
  aSetting,
  aStorageAccount,
  aWorkspace,
  auditEvent,
  auditGroup,
  policyEvaluation,
} from '../builders.ts';
import { allMetrics, judge, off, storageElsewhere } from './judging.ts';
import type { Demand } from './judging.ts';
import type { DiagnosticSetting, NoncompliantReason, ReadFailure, UnknownReason } from '../../src/verdict/model.ts';
import { assertNever, noncompliantReasons, unknownReasons } from '../../src/verdict/model.ts';
import { answerOf, describeFailure, describeReason } from '../../src/verdict/detail.ts';
import { judgeUnreadable } from '../../src/verdict/judge.ts';
import { defaultRequirement } from '../../src/verdict/requirement.ts';

interface Row {
  readonly reason: NoncompliantReason | null;
  readonly setting: DiagnosticSetting;
  readonly demand?: Demand;
  /** What follows the setting's name. */
  readonly sentence: string;
}

const name = 'to central';
const gone = { ...aStorageAccount, id: '/gone' };
const rows: readonly Row[] = [
  {
    reason: null,
    setting: aSetting({ name, destinations: [aWorkspace, aPartner, { ...aPartner, id: '/other' }] }),
    sentence: 'sends the audit log to log-analytics and partner.',
  },
  {
    reason: 'metrics-only',
    setting: aSetting({ name, logs: [], metrics: [allMetrics] }),
    sentence: 'sends metrics only: it lists no log category.',
  },
  {
    reason: 'audit-disabled',
    setting: aSetting({ name, logs: [off(auditEvent)] }),
    sentence: 'has no log category that is switched on.',
  },
  {
    reason: 'other-categories-only',
    setting: aSetting({ name, logs: [policyEvaluation, off(auditEvent)] }),
    sentence: 'switches on AzurePolicyEvaluationDetails, which does not carry the audit log.',
  },
  {
    reason: 'other-categories-only',
    setting: aSetting({
      name,
      logs: [aLog(), aLog({ category: '', categoryGroup: 'one' }), aLog({ categoryGroup: 'two' })],
    }),
    sentence: 'switches on a category without a name, one, two, which does not carry the audit log.',
  },
  {
    reason: 'no-destination',
    setting: aSetting({ name, destinations: [] }),
    sentence: 'switches the audit log on but names no destination, so it goes nowhere.',
  },
  {
    reason: 'destination-not-accepted',
    setting: aSetting({ name, destinations: [aStorageAccount, aPartner] }),
    demand: { acceptedDestinations: ['log-analytics', 'event-hub'] },
    sentence: 'sends the audit log to storage and partner only; the requirement accepts log-analytics, event-hub.',
  },
  {
    reason: 'destination-not-allowed',
    setting: aSetting({ name, destinations: [storageElsewhere, aStorageAccount] }),
    demand: { allowedDestinations: [aWorkspace.id] },
    sentence: `sends the audit log to no destination that counts; outside the allowed list: ${storageElsewhere.id}, ${aStorageAccount.id}.`,
  },
  {
    reason: 'destination-missing',
    setting: aSetting({ name, destinations: [gone] }),
    sentence: 'sends the audit log to no destination that counts; no longer there: /gone.',
  },
  {
    reason: 'cis-groups-missing',
    setting: aSetting({ name }),
    demand: { profile: 'cis' },
    sentence: 'keeps the audit log, but profile cis wants both category groups, audit and allLogs, on in one setting.',
  },
  {
    reason: 'copies-missing',
    setting: aSetting({ name }),
    demand: { minimumCopies: 3 },
    sentence: 'keeps the audit log, but in fewer than 3 kinds of destination.',
  },
  {
    reason: 'metrics-missing',
    setting: aSetting({ name }),
    demand: { requireMetrics: true },
    sentence: 'keeps the audit log, but no setting sends AllMetrics to a destination that counts.',
  },
];

const stateOf = ({ id }: { id: string }): 'missing' | 'verified' => (id === '/gone' ? 'missing' : 'verified');

describe('one sentence that names the setting and what is off about it', () => {
  test.each(rows)('$reason: it $sentence', ({ reason, setting, demand, sentence }) => {
    const detail = `Setting "to central" ${sentence}`;
    expect(judge([setting], demand, stateOf)).toMatchObject({ reason, detail });
  });

  test('no-setting names none', () => {
    expect(judge([]).detail).toBe('There is no diagnostic setting.');
  });

  test('every reason of the ladder has its row', () => {
    const tested = new Set(['no-setting', ...rows.map(({ reason }) => reason)]);
    expect(noncompliantReasons.filter((reason) => !tested.has(reason))).toEqual([]);
  });

  test('several settings that got equally far are counted', () => {
    const settings = ['a', 'b', 'c'].map((one) => aSetting({ name: one, destinations: [] }));
    expect(judge(settings).detail).toBe(
      'Setting "a" (and 2 more) switches the audit log on but names no destination, so it goes nowhere.',
    );
  });
});

describe('only what is off is called off', () => {
  test('a destination of a kind that is not accepted is not called missing', () => {
    const setting = aSetting({ destinations: [aStorageAccount, { ...aWorkspace, id: '/gone' }] });
    const { reason, detail } = judge([setting], { acceptedDestinations: ['log-analytics'] }, stateOf);
    expect(reason).toBe('destination-missing');
    expect(detail).toContain('/gone');
    expect(detail).not.toContain(aStorageAccount.id);
  });

  test('a destination on the allowed list is not called outside of it', () => {
    const setting = aSetting({ destinations: [aStorageAccount, aWorkspace] });
    const demand: Demand = { acceptedDestinations: ['log-analytics'], allowedDestinations: [aStorageAccount.id] };
    const { reason, detail } = judge([setting], demand);
    expect(reason).toBe('destination-not-allowed');
    expect(detail).toContain(aWorkspace.id);
    expect(detail).not.toContain(aStorageAccount.id);
  });

  test('the kinds that a compliant setting sends to are those that count', () => {
    const setting = aSetting({ destinations: [aStorageAccount, aWorkspace, { ...aPartner, id: '/gone' }] });
    const { status, detail } = judge([setting], { acceptedDestinations: ['log-analytics', 'partner'] }, stateOf);
    expect(status).toBe('compliant');
    expect(detail).toContain('log-analytics');
    expect(detail).not.toMatch(/storage|partner/);
  });

  test('of several settings only the destinations and categories of the one that is named are told', () => {
    const settings = [
      aSetting({ name: 'b', destinations: [aStorageAccount] }),
      aSetting({ name: 'a', destinations: [aPartner] }),
    ];
    expect(judge(settings).detail).toBe('Setting "a" (and 1 more) sends the audit log to partner.');
    expect(judge(settings, { acceptedDestinations: ['log-analytics'] }).detail).toBe(
      'Setting "a" (and 1 more) sends the audit log to partner only; the requirement accepts log-analytics.',
    );
    const others = ['one', 'two'].map((category) => aSetting({ name: category, logs: [aLog({ category })] }));
    expect(judge(others).detail).toBe(
      'Setting "one" (and 1 more) switches on one, which does not carry the audit log.',
    );
  });

  test('under profile cis the setting that meets it is named', () => {
    const groups = [auditGroup, aLog({ categoryGroup: 'allLogs' })];
    const { status, detail } = judge([aSetting({ name: 'a' }), aSetting({ name: 'b', logs: groups })], {
      profile: 'cis',
    });
    expect(status).toBe('compliant');
    expect(detail).toContain('"b"');
    expect(detail).not.toContain('"a"');
  });
});

describe('unknown', () => {
  const aFailure = (overrides: Partial<ReadFailure> = {}): ReadFailure => ({
    reason: 'forbidden',
    status: 403,
    code: 'AuthorizationFailed',
    message: 'The client does not have authorization.',
    ...overrides,
  });

  test.each(unknownReasons)('%s keeps its reason, has no profiles, and is never one of the other two', (reason) => {
    const failure = aFailure({ reason });
    expect(judgeUnreadable(failure)).toEqual({
      status: 'unknown',
      reason,
      detail: describeFailure(failure),
      notes: [],
      profiles: null,
      settings: [],
    });
  });

  test.each<[UnknownReason, string]>([
    ['forbidden', 'Microsoft.Insights/diagnosticSettings/read'],
    ['throttled', 'too many requests'],
    ['unavailable', 'could not be reached'],
    ['timed-out', 'in time'],
    ['not-found', 'not'],
    ['unreadable-response', 'not a list of diagnostic settings'],
  ])('%s: the detail says %s', (reason, words) => {
    const { detail } = judgeUnreadable(aFailure({ reason }));
    expect(detail).toContain(words);
    expect(detail).toContain('(HTTP 403 AuthorizationFailed: The client does not have authorization.)');
  });

  test.each<[string, Partial<ReadFailure>]>([
    ['(HTTP 403 AuthorizationFailed: No.)', { message: 'No.' }],
    ['(HTTP 403: No.)', { message: 'No.', code: null }],
    ['(HTTP 403)', { message: '', code: null }],
    ['(ECONNRESET: No.)', { message: 'No.', status: null, code: 'ECONNRESET' }],
    ['(No.)', { message: 'No.', status: null, code: null }],
    ['', { message: '', status: null, code: null }],
  ])('what Azure said: %s', (expected, failure) => {
    expect(answerOf(aFailure(failure))).toBe(expected);
  });

  test('a subscription that Azure lost sight of is called that, not a resource without settings', () => {
    const lost = aFailure({ reason: 'not-found', status: 404, code: 'SubscriptionNotFound', message: 'Gone.' });
    expect(judgeUnreadable(lost)).toMatchObject({
      reason: 'not-found',
      detail: 'Azure no longer finds the subscription. (HTTP 404 SubscriptionNotFound: Gone.)',
    });
    expect(judgeUnreadable({ ...lost, code: 'ResourceNotFound' }).detail).toBe(
      'The resource is there, but Azure says that its diagnostic settings are not. (HTTP 404 ResourceNotFound: Gone.)',
    );
  });

  test('nothing was said: nothing is quoted', () => {
    const { detail } = judgeUnreadable(aFailure({ reason: 'timed-out', status: null, code: null, message: '' }));
    expect(detail).toBe('There was no answer in time.');
  });
});

test('what the types rule out is a defect: thrown, never worded', () => {
  const failure = { reason: 'new' as UnknownReason, status: null, code: null, message: '' };
  expect(() => assertNever('new-kind' as never)).toThrow('Unhandled case: "new-kind"');
  expect(() => describeReason('new' as NoncompliantReason, [], defaultRequirement, [])).toThrow(
    'Unhandled case: "new"',
  );
  expect(() => judgeUnreadable(failure)).toThrow('Unhandled case: "new"');
});
