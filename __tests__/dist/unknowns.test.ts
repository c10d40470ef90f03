// What could not be read is unknown, by the last answer, and never one of the other two.
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  annotations,
  good,
  operations,
  reportOf,
  resourceOf,
  subscription,
  tryOut,
  verdicts,
  type Json,
  type Trial,
  type VaultInput,
} from './trial.ts';

const log = { categoryGroup: 'audit', enabled: true };
const workspaceId = `/subscriptions/${subscription(1)}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law`;
const withProperties = (properties: Json): Json => ({ value: [{ name: 's', properties }] });

/** Answers of status 200 that are JSON, and no list of settings. */
const malformed: readonly (readonly [what: string, body: Json])[] = [
  ['an empty object', {}],
  ['null', null],
  ['an array', []],
  ['a text', 'no settings'],
  ['an error with status 200', { error: { code: 'Oops', message: 'No.' } }],
  ['value null', { value: null }],
  ['value an object', { value: {} }],
  ['value a text', { value: '' }],
  ['a setting that is null', { value: [null] }],
  ['a setting that is a text', { value: ['s'] }],
  ['a setting that is an array', { value: [[]] }],
  ['a setting without properties', { value: [{ name: 's', workspaceId, logs: [log] }] }],
  ['properties null', withProperties(null)],
  ['properties an array', withProperties([])],
  ['properties a text', withProperties('{}')],
  ['logs an object', withProperties({ workspaceId, logs: { 0: log } })],
  ['logs a text', withProperties({ workspaceId, logs: 'audit' })],
  ['a log entry that is null', withProperties({ workspaceId, logs: [null, log] })],
  ['a log entry that is a text', withProperties({ workspaceId, logs: ['audit'] })],
  ['metrics a number', withProperties({ workspaceId, logs: [log], metrics: 1 })],
  ['a metric that is a text', withProperties({ workspaceId, logs: [log], metrics: ['AllMetrics'] })],
  ['enabled a text', withProperties({ workspaceId, logs: [{ ...log, enabled: 'true' }] })],
  ['enabled a number', withProperties({ workspaceId, logs: [{ ...log, enabled: 1 }] })],
  ['enabled an object', withProperties({ workspaceId, logs: [{ ...log, enabled: {} }] })],
  ['metric enabled a text', withProperties({ workspaceId, logs: [log], metrics: [{ enabled: 'no' }] })],
  ['category a number', withProperties({ workspaceId, logs: [{ category: 7, enabled: true }] })],
  ['categoryGroup an array', withProperties({ workspaceId, logs: [{ categoryGroup: ['audit'], enabled: true }] })],
  ['a destination that is a number', withProperties({ workspaceId: 7, logs: [log] })],
  ['a destination that is an object', withProperties({ workspaceId: { id: workspaceId }, logs: [log] })],
  [
    'a good setting before a malformed one',
    { value: [{ properties: { workspaceId, logs: [log] } }, { properties: 7 }] },
  ],
  ['a nextLink that is a number', { value: [{ properties: { workspaceId, logs: [log] } }], nextLink: 2 }],
  ['a nextLink that is an object', { value: [{ properties: { workspaceId, logs: [log] } }], nextLink: {} }],
];

/** Odd, but whole and well-formed. */
const wellFormed: readonly (readonly [what: string, body: Json, verdict: string])[] = [
  ['nextLink null', { value: [], nextLink: null }, 'no-setting'],
  ['nextLink empty', { value: [], nextLink: '' }, 'no-setting'],
  ['members beside value', { value: [], '@odata.count': 7, error: null }, 'no-setting'],
  [
    'a setting of another type',
    { value: [{ type: 'microsoft.logic/workflows', properties: { workspaceId, logs: [log] } }] },
    'compliant',
  ],
];

type Fault = NonNullable<VaultInput['fault']>;
const status = (code: number, more: object = {}): Fault => ({ kind: 'status', status: code, ...more });

/** Answers that say at once that there is no use in asking again. */
const refusals: readonly (readonly [what: string, vault: Partial<VaultInput>, reason: string, detail: RegExp])[] = [
  ['403', { fault: status(403) }, 'forbidden', /Microsoft\.Insights\/diagnosticSettings\/read/],
  [
    '403, flat',
    { fault: status(403, { flat: true, code: 'Forbidden', message: 'Go away.' }) },
    'forbidden',
    /Forbidden: Go away\./,
  ],
  [
    '401 of another tenant',
    { fault: status(401, { code: 'InvalidAuthenticationTokenTenant' }) },
    'forbidden',
    /InvalidAuthenticationTokenTenant/,
  ],
  ['404, and the vault is there', { fault: status(404) }, 'not-found', /resource is there/],
  ['404, and the vault may not be read', { fault: status(404), resourceFault: status(403) }, 'forbidden', /403/],
  [
    '404, and the subscription is lost',
    { fault: status(404), resourceFault: status(404, { code: 'SubscriptionNotFound' }) },
    'not-found',
    /SubscriptionNotFound/,
  ],
  ['503 until later than we wait', { fault: status(503, { retryAfter: 60 }) }, 'unavailable', /503/],
  ['500 until a date', { fault: status(500, { retryAfter: 'Fri, 01 Jan 2100 00:00:00 GMT' }) }, 'unavailable', /500/],
  ['408 until later than we wait', { fault: status(408, { retryAfter: 60 }) }, 'unavailable', /408/],
  ['400', { fault: status(400) }, 'unreadable-response', /400/],
  [
    '409',
    { fault: status(409, { code: 'Conflict', message: 'Moving.' }) },
    'unreadable-response',
    /409 Conflict: Moving\./,
  ],
  ['201', { fault: status(201, { body: { value: [] } }) }, 'unreadable-response', /201/],
  ['204', { fault: { kind: 'empty', status: 204 } }, 'unreadable-response', /204/],
  ['302', { fault: { kind: 'empty', status: 302 } }, 'unreadable-response', /302/],
  ['404 as a page of HTML', { fault: { kind: 'non-json', status: 404 } }, 'not-found', /404/],
];

const nameOf = (group: string, index: number): string => `kv-${group}-${String(index).padStart(2, '0')}`;

describe('one audit of many odd answers', () => {
  let trial: Trial;
  beforeAll(async () => {
    const vaults: VaultInput[] = [
      ...malformed.map(([, settingsBody], index) => ({ name: nameOf('bad', index), settingsBody })),
      ...wellFormed.map(([, settingsBody], index) => ({ name: nameOf('fine', index), settingsBody })),
      ...refusals.map(([, vault], index) => ({ name: nameOf('no', index), settings: [good], ...vault })),
      { name: 'kv-gone', gone: true, settings: [good] },
      { name: 'kv-good', settings: [good] },
    ];
    const throttled: VaultInput[] = [
      { name: 'kv-throttled', settings: [good], fault: status(429, { retryAfter: 3600 }) },
    ];
    const estate = {
      subscriptions: [
        { id: subscription(1), vaults },
        { id: subscription(2), vaults: throttled, displayName: 'Busy' },
      ],
      destinations: [{ id: workspaceId }],
    };
    trial = await tryOut({ estate, inputs: { 'subscription-id': `${subscription(1)}, ${subscription(2)}` } });
  });

  test.each(malformed.map(([what], index) => [what, index] as const))('%s is no list of settings', (_what, index) => {
    const { status: is, reason, profiles, settings, detail } = resourceOf(trial, nameOf('bad', index));
    expect({ is, reason, profiles, settings }).toEqual({
      is: 'unknown',
      reason: 'unreadable-response',
      profiles: null,
      settings: [],
    });
    expect(detail).toMatch(/not a list of diagnostic settings/);
  });

  test.each(wellFormed.map(([what, , verdict], index) => [what, verdict, index] as const))(
    '%s is well-formed: %s',
    (_what, verdict, index) => {
      expect(verdicts(trial)[nameOf('fine', index)]).toBe(verdict);
    },
  );

  test.each(refusals.map(([what, , reason, detail], index) => [what, reason, detail, index] as const))(
    '%s: %s',
    (_what, reason, detail, index) => {
      const resource = resourceOf(trial, nameOf('no', index));
      expect(resource.status).toBe('unknown');
      expect(resource.reason).toBe(reason);
      expect(resource.detail).toMatch(detail);
    },
  );

  test('a wait of more than ten minutes: throttled, and nobody waits for it', () => {
    expect(verdicts(trial)['kv-throttled']).toBe('throttled');
    expect(trial.durationMs).toBeLessThan(20_000);
    expect(reportOf(trial).requests.throttled).toBe(1);
  });

  test('a vault that was deleted between listing and reading is left out, with a note', () => {
    expect(verdicts(trial)['kv-gone']).toBeUndefined();
    expect(reportOf(trial).notes.join()).toMatch(/kv-gone was deleted/);
    expect(trial.summary).toMatch(/kv-gone was deleted/);
  });

  test('the good vault among them is compliant', () => {
    expect(verdicts(trial)['kv-good']).toBe('compliant');
  });

  test('final answers are not asked for again', () => {
    const settings = trial.requests.filter(({ operation }) => operation === 'DiagnosticSettings_List');
    const twice = settings.filter(({ url }, index) => settings.findIndex((one) => one.url === url) !== index);
    expect(twice.map(({ url }) => url)).toEqual([]);
    expect(operations(trial)).toMatchObject({ GitHub_IdToken: 1, Entra_Token: 1 });
  });

  test('unknown ones are warnings, ten at most, and the error is the closing sentence', () => {
    const unknown = reportOf(trial).counts.unknown;
    expect(unknown).toBe(malformed.length + refusals.length + 1);
    expect(annotations(trial, 'warning').length).toBe(10);
    expect(annotations(trial, 'warning').at(-1)).toMatch(new RegExp(`${unknown - 9} more warnings`));
    expect(reportOf(trial).resultReason).toContain(`${unknown} vaults could not be read`);
  });

  test('the summary names the missing permission', () => {
    expect(trial.summary).toMatch(/Microsoft\.Insights\/diagnosticSettings\/read/);
  });
});

test('passing faults, one after the other: every vault is read in the end', async () => {
  const faults: readonly Fault[] = [
    status(503, { times: 1 }),
    status(500, { times: 2 }),
    status(502, { times: 1 }),
    status(504, { times: 1 }),
    status(408, { times: 1 }),
    status(503, { times: 1, retryAfter: 1 }),
    status(429, { times: 1, retryAfter: 1 }),
    { kind: 'reset', times: 1 },
    { kind: 'cut-off', times: 1 },
    { kind: 'non-json', times: 1 },
    { kind: 'empty', times: 1 },
    { kind: 'slow', ms: 300, times: 1 },
  ];
  const vaults = faults.map((fault, index) => ({ name: nameOf('ill', index), settings: [good], fault }));
  const trial = await tryOut({ estate: { subscriptions: [{ id: subscription(1), vaults }] } });
  expect(trial.exitCode).toBe(0);
  expect(reportOf(trial)).toMatchObject({ result: 'pass', counts: { compliant: faults.length } });
  expect(reportOf(trial).requests).toMatchObject({ throttled: 1, retried: faults.length });
  expect(operations(trial)).toMatchObject({ GitHub_IdToken: 1, Entra_Token: 1 });
});

test('the name resolution failing once, and connections being refused for a moment, lose nothing', async () => {
  const vaults = Array.from({ length: 60 }, (_, index) => ({ name: nameOf('steady', index), settings: [good] }));
  const trial = await tryOut({
    estate: { subscriptions: [{ id: subscription(1), vaults }] },
    faults: { refuseConnections: { afterRequests: 20, forMs: 400 } },
    env: { EMULATOR_DNS_FAILURES: '1' },
  });
  expect(verdicts(trial)).toEqual(Object.fromEntries(vaults.map(({ name }) => [name, 'compliant'])));
  expect(trial.exitCode).toBe(0);
});
