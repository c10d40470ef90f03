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
  /** What the sentence must say beside the setting's name. */
  readonly says: readonly string[];
}

const name = 'to central';
const rows: readonly Row[] = [
  { reason: null, setting: aSetting({ name }), says: ['log-analytics'] },
  { reason: 'metrics-only', setting: aSetting({ name, logs: [], metrics: [allMetrics] }), says: ['metrics'] },
  { reason: 'audit-disabled', setting: aSetting({ name, logs: [off(auditEvent)] }), says: ['switched on'] },
  {
    reason: 'other-categories-only',
    setting: aSetting({ name, logs: [policyEvaluation, off(auditEvent)] }),
    says: ['AzurePolicyEvaluationDetails'],
  },
  {
    reason: 'other-categories-only',
    setting: aSetting({ name, logs: [aLog(), aLog({ category: '', categoryGroup: 'other' })] }),
    says: ['a category without a name', 'other'],
  },
  { reason: 'no-destination', setting: aSetting({ name, destinations: [] }), says: ['no destination'] },
  {
    reason: 'destination-not-accepted',
    setting: aSetting({ name, destinations: [aStorageAccount, aPartner] }),
    demand: { acceptedDestinations: ['log-analytics', 'event-hub'] },
    says: ['storage and partner', 'log-analytics, event-hub'],
  },
  {
    reason: 'destination-not-allowed',
    setting: aSetting({ name, destinations: [storageElsewhere] }),
    demand: { allowedDestinations: [aWorkspace.id] },
    says: [storageElsewhere.id],
  },
  {
    reason: 'destination-missing',
    setting: aSetting({ name, destinations: [{ kind: 'storage', id: '/gone' }] }),
    says: ['/gone', 'no longer'],
  },
  { reason: 'cis-groups-missing', setting: aSetting({ name }), demand: { profile: 'cis' }, says: ['audit', 'allLogs'] },
  { reason: 'copies-missing', setting: aSetting({ name }), demand: { minimumCopies: 3 }, says: ['3 kinds'] },
  { reason: 'metrics-missing', setting: aSetting({ name }), demand: { requireMetrics: true }, says: ['AllMetrics'] },
];

const stateOf = ({ id }: { id: string }): 'missing' | 'verified' => (id === '/gone' ? 'missing' : 'verified');

describe('one sentence that names the setting and what is off about it', () => {
  test.each(rows)('$reason', ({ reason, setting, demand, says }) => {
    const judged = judge([setting], demand, stateOf);
    expect(judged.reason).toBe(reason);
    for (const words of [`"${name}"`, ...says]) expect(judged.detail).toContain(words);
    expect(judged.detail).toMatch(/^[A-Z][^\n]*\.$/);
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
    expect(judge(settings).detail).toContain('"a" (and 2 more)');
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

  test('of several settings only the destinations of the one that is named are told', () => {
    const settings = [
      aSetting({ name: 'b', destinations: [aStorageAccount] }),
      aSetting({ name: 'a', destinations: [aPartner] }),
    ];
    expect(judge(settings).detail).toBe('Setting "a" (and 1 more) sends the audit log to partner.');
    expect(judge(settings, { acceptedDestinations: ['log-analytics'] }).detail).toBe(
      'Setting "a" (and 1 more) sends the audit log to partner only; the requirement accepts log-analytics.',
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
