// What an answer of Resource Manager, or the lack of one, means: product.md § 2, the reasons of `unknown`.
import { describe, expect, test } from '@jest/globals';
import {
  ReadError,
  classifyError,
  classifyResponse,
  classifyTimeout,
  remainingReads,
  toFailure,
} from '../../src/azure/answers.ts';
import { aResponse, anArmError } from './fake-http.ts';
import type { Answer } from '../../src/azure/retry.ts';
import type { AnswerParts } from './fake-http.ts';

const now = Date.parse('2026-11-22T03:17:00Z');
const classify = (parts: AnswerParts): Answer<unknown> => classifyResponse(aResponse(parts), 'the token', now);

test.each<[string, AnswerParts, Answer<unknown>['kind'], string]>([
  ['401', anArmError(401, 'ExpiredAuthenticationToken'), 'token-refused', 'forbidden'],
  ['401 without a body', { status: 401, body: '' }, 'token-refused', 'forbidden'],
  ['401 of another tenant', anArmError(401, 'InvalidAuthenticationTokenTenant'), 'final', 'forbidden'],
  ['403', anArmError(403, 'AuthorizationFailed'), 'final', 'forbidden'],
  ['404', anArmError(404, 'ResourceNotFound'), 'final', 'not-found'],
  ['408', { status: 408, body: '' }, 'passing', 'unavailable'],
  ['429', anArmError(429, 'SubscriptionRequestsThrottled'), 'refused', 'throttled'],
  ['500', { status: 500, body: '<html>' }, 'passing', 'unavailable'],
  ['502', { status: 502, body: '' }, 'passing', 'unavailable'],
  ['503', anArmError(503, 'ServerBusy'), 'passing', 'unavailable'],
  ['599', { status: 599, body: '' }, 'passing', 'unavailable'],
  ['400', anArmError(400, 'BadRequest'), 'final', 'unreadable-response'],
  ['409', anArmError(409, 'Conflict'), 'final', 'unreadable-response'],
  ['201', { status: 201 }, 'final', 'unreadable-response'],
  ['204', { status: 204, body: '' }, 'final', 'unreadable-response'],
  ['302', { status: 302, body: '' }, 'final', 'unreadable-response'],
  ['200 that is not JSON', { body: '<html>' }, 'passing', 'unreadable-response'],
  ['200 without a body', { body: '' }, 'passing', 'unreadable-response'],
  ['200 that is cut off', { body: '{"value":[' }, 'passing', 'unreadable-response'],
])('%s', (_, parts, kind, reason) => {
  const answer = classify(parts);
  expect(answer).toMatchObject({ kind, failure: { reason, status: parts.status ?? 200 } });
});

test('200 with JSON is the answer', () => {
  expect(classify({ body: { value: [] } })).toMatchObject({ kind: 'ok', value: { status: 200 } });
});

test('no body at all', () => {
  const nothing = { ...aResponse(), bodyAsText: null };
  expect(classifyResponse(nothing, 'the token', now)).toMatchObject({ kind: 'passing' });
  expect(classifyResponse({ ...nothing, status: 403 }, 'the token', now)).toMatchObject({
    kind: 'final',
    failure: { code: null, message: '' },
  });
});

test('the refused token is remembered', () => {
  expect(classify({ status: 401 })).toMatchObject({ token: 'the token' });
});

test.each<[string, AnswerParts]>([
  ['a 429', { status: 429 }],
  ['a 503', { status: 503 }],
])('Retry-After of %s, in both forms', (_, parts) => {
  const told = (headers: Record<string, string>): unknown => classify({ ...parts, headers });
  expect(told({ 'retry-after': '7' })).toMatchObject({ retryAfterMs: 7_000 });
  expect(told({ 'retry-after': 'Sun, 22 Nov 2026 03:17:09 GMT' })).toMatchObject({ retryAfterMs: 9_000 });
  const date = 'Sun, 22 Nov 2026 03:17:05 GMT';
  expect(told({ 'retry-after': 'Sun, 22 Nov 2026 03:17:09 GMT', date })).toMatchObject({ retryAfterMs: 4_000 });
  expect(told({})).toMatchObject({ retryAfterMs: null });
});

describe('what the body of an error says', () => {
  test.each<[string, unknown, string | null, string]>([
    ['nested', { error: { code: 'C', message: 'M' } }, 'C', 'M'],
    ['flat', { code: 'C', message: 'M' }, 'C', 'M'],
    ['nested beside flat', { code: 'X', error: { code: 'C', message: 'M' } }, 'C', 'M'],
    ['nested null', { code: 'C', message: 'M', error: null }, 'C', 'M'],
    ['without a code', { error: { message: 'M' } }, null, 'M'],
    ['with nulls', { error: { code: null, message: null } }, null, ''],
    ['of odd types', { error: { code: 5, message: {} } }, null, ''],
    ['an array', [], null, ''],
    ['null', null, null, ''],
    ['HTML', '<html>', null, ''],
    ['several lines', { error: { code: 'C', message: ' a\r\n\tb ' } }, 'C', 'a b'],
  ])('%s', (_, body, code, message) => {
    expect(classify({ status: 403, body })).toMatchObject({ failure: { code, message } });
  });

  test('a long message is cut', () => {
    const answer = classify(anArmError(403, 'x'.repeat(9_999)));
    expect(answer.kind === 'final' && answer.failure.message.length).toBe(500);
  });
});

test('no answer: the connection', () => {
  const error = Object.assign(new Error('read\nECONNRESET'), { code: 'ECONNRESET' });
  expect(classifyError(error)).toEqual({
    kind: 'passing',
    failure: { reason: 'unavailable', status: null, code: 'ECONNRESET', message: 'read ECONNRESET' },
    retryAfterMs: null,
  });
  expect(classifyError('odd')).toMatchObject({ failure: { code: null, message: 'odd' } });
  expect(classifyError(Object.assign(new Error('x'), { code: 5 }))).toMatchObject({ failure: { code: null } });
});

test('no answer: in time', () => {
  expect(classifyTimeout(20_000)).toMatchObject({
    kind: 'passing',
    failure: { reason: 'timed-out', status: null, message: 'No answer within 20 seconds.' },
  });
});

test('what was thrown is a failure, ours or an answer that the SDK could not read', () => {
  const failure = { reason: 'throttled', status: 429, code: null, message: 'M' } as const;
  expect(toFailure(new ReadError(failure))).toBe(failure);
  expect(toFailure(new TypeError('x is\nundefined'))).toEqual({
    reason: 'unreadable-response',
    status: 200,
    code: null,
    message: 'x is undefined',
  });
  expect(toFailure(null)).toMatchObject({ reason: 'unreadable-response', message: 'null' });
});

test.each<[Record<string, string>, number | null]>([
  [{ 'x-ms-ratelimit-remaining-subscription-reads': '249' }, 249],
  [{ 'x-ms-ratelimit-remaining-tenant-reads': '17' }, 17],
  [{ 'x-ms-ratelimit-remaining-subscription-reads': '1', 'x-ms-ratelimit-remaining-tenant-reads': '2' }, 1],
  [{}, null],
  [{ 'x-ms-ratelimit-remaining-subscription-reads': '' }, null],
  [{ 'x-ms-ratelimit-remaining-subscription-reads': '-1' }, null],
  [{ 'x-ms-ratelimit-remaining-subscription-reads': 'many' }, null],
  [{ 'x-ms-ratelimit-remaining-subscription-reads': '1.5' }, null],
])('what is left, by the header %j: %s', (headers, expected) => {
  expect(remainingReads(aResponse({ headers }))).toBe(expected);
});
