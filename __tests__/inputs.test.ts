import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from './any-character.ts';
import { AuditError } from '../src/errors.ts';
import { parseInputs, type Inputs } from '../src/inputs.ts';
import { reportFormats } from '../src/report/outputs.ts';

const a = 'aaaaaaaa-0000-4000-8000-00000000000a';
const b = 'bbbbbbbb-0000-4000-8000-00000000000b';
const required = { 'client-id': a, 'tenant-id': b, 'subscription-id': a };

function parse(given: Readonly<Record<string, string>>): Inputs {
  const all: Readonly<Record<string, string>> = { ...required, ...given };
  return parseInputs((name) => all[name] ?? '');
}

/** The problems that the one error lists, without their dashes. */
function problemsOf(given: Readonly<Record<string, string>>): string[] {
  try {
    parse(given);
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    expect(error.code).toBe('KVA-INPUT');
    return error.message.split('\n').slice(1);
  }
  return [];
}

/** Patterns as they were written, everything else as it is. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

test('without optional inputs the defaults hold, and what a file may set is left open', () => {
  expect(parse({})).toEqual({
    clientId: a,
    tenantId: b,
    subscriptions: [a],
    managementGroups: [],
    timeoutMinutes: null,
    environment: 'azurecloud',
    audience: null,
    include: undefined,
    exclude: undefined,
    resourceTypes: ['vault', 'managedHsm'],
    coverage: 'subscription',
    minimumResourceCount: null,
    profile: undefined,
    acceptedDestinations: undefined,
    allowedDestinations: undefined,
    verifyDestinations: undefined,
    requireMetrics: undefined,
    failOn: ['noncompliant', 'unknown', 'empty'],
    reports: ['json'],
    reportDirectory: null,
    redact: 'auto',
    baseline: null,
    comment: 'never',
    commentKey: '',
    trackingIssue: 'never',
    configFile: { kind: 'here', path: '.github/keyvault-audit.yml', isDefault: true },
    githubToken: '',
    mode: 'audit',
  });
});

describe('is understood', () => {
  const rules: [name: string, text: string, member: keyof Inputs, value: unknown][] = [
    ['client-id', ` ${a}\n`, 'clientId', a],
    ['client-id', a.toUpperCase(), 'clientId', a.toUpperCase()],
    ['subscription-id', 'all', 'subscriptions', 'all'],
    ['management-group-id', 'mg-root, MG-Root\nmg_2.(x)', 'managementGroups', ['mg-root', 'mg_2.(x)']],
    ['timeout-minutes', '1', 'timeoutMinutes', 1],
    ['timeout-minutes', '35000', 'timeoutMinutes', 35_000],
    ['subscription-id', 'ALL', 'subscriptions', 'all'],
    ['subscription-id', `${b}, ${a}`, 'subscriptions', [b, a]],
    ['subscription-id', `\n${b}\r\n\n  ${a}\n`, 'subscriptions', [b, a]],
    ['subscription-id', `${b},${a},${b.toUpperCase()},`, 'subscriptions', [b, a]],
    ['environment', 'AzureUSGovernment', 'environment', 'azureusgovernment'],
    ['environment', '   ', 'environment', 'azurecloud'],
    ['audience', ' api://Own Audience ', 'audience', 'api://Own Audience'],
    ['include', 'kv-prod-*, kv-?', 'include', [{ text: 'kv-prod-*' }, { text: 'kv-?' }]],
    ['exclude', '*/resourceGroups/r.g_(1)/*', 'exclude', [{ text: '*/resourceGroups/r.g_(1)/*' }]],
    ['resource-types', 'Managed-HSMs', 'resourceTypes', ['managedHsm']],
    ['coverage', 'visible', 'coverage', 'visible'],
    ['minimum-resource-count', '0', 'minimumResourceCount', 0],
    ['minimum-resource-count', '41', 'minimumResourceCount', 41],
    ['profile', 'CIS', 'profile', 'cis'],
    ['accepted-destinations', 'storage\nevent-hub,storage', 'acceptedDestinations', ['storage', 'event-hub']],
    ['allowed-destinations', '/subscriptions/x/y/', 'allowedDestinations', [{ text: '/subscriptions/x/y/' }]],
    ['allowed-destinations', 'log_central.1', 'allowedDestinations', [{ text: 'log_central.1' }]],
    ['verify-destinations', 'False', 'verifyDestinations', false],
    ['require-metrics', 'true', 'requireMetrics', true],
    ['fail-on', 'empty', 'failOn', ['empty']],
    ['fail-on', 'Never', 'failOn', []],
    ['reports', 'JSON', 'reports', ['json']],
    ['report-directory', 'out/ä b', 'reportDirectory', 'out/ä b'],
    ['redact', 'always', 'redact', 'always'],
    ['config-file', 'NONE', 'configFile', { kind: 'none' }],
    ['config-file', './audit/rules.yml', 'configFile', { kind: 'here', path: 'audit/rules.yml', isDefault: false }],
    [
      'config-file',
      'octo-org/policies/kv/audit.yml@release/v1',
      'configFile',
      { kind: 'elsewhere', repository: 'octo-org/policies', path: 'kv/audit.yml', ref: 'release/v1' },
    ],
    ['github-token', ' ghs_x\n', 'githubToken', 'ghs_x'],
    ['mode', 'Validate', 'mode', 'validate'],
  ];
  test.each(rules)('%s: %j is %s %j', (name, text, member, value) => {
    expect(plain(parse({ [name]: text })[member])).toEqual(value);
  });
});

describe('mode validate', () => {
  test('needs nothing of Azure, and still reads what is given', () => {
    const read = (name: string): string => (name === 'mode' ? 'validate' : '');
    expect(parseInputs(read)).toMatchObject({ mode: 'validate', clientId: '', tenantId: '', subscriptions: [] });
    expect(problemsOf({ mode: 'validate', 'client-id': 'x' })).toHaveLength(1);
  });
});

test('a scope is asked for at once only where no configuration file can have it', () => {
  const none = { 'subscription-id': '', 'config-file': 'none' };
  expect(problemsOf(none)).toEqual([
    expect.stringMatching(/^- subscription-id: is empty, and so is management-group-id/),
  ]);
  expect(problemsOf({ 'subscription-id': '' })).toEqual([]);
});

describe('is refused', () => {
  const guidHelp = 'is not a GUID such as 00000000-0000-0000-0000-000000000000';
  const configHelp = '. It takes a path in the repository, owner/repo/path@ref, or none';
  const patternHelp = '. Patterns know * and ?, no braces, brackets or negation';
  const rules: [name: string, text: string, problem: string][] = [
    ['client-id', '', 'is required, and is empty. A variable or secret that does not exist is empty too'],
    ['mode', 'check', '"check" is not one of audit, validate'],
    ['config-file', '/etc/audit.yml', `a path in the repository does not begin at the root${configHelp}`],
    ['config-file', 'C:/audit.yml', `a path in the repository does not begin at the root${configHelp}`],
    ['config-file', 'a\\b.yml', `a path in the repository has / between its folders${configHelp}`],
    ['config-file', '../audit.yml', `a path in the repository has no empty folder, . or ..${configHelp}`],
    ['config-file', 'a//b.yml', `a path in the repository has no empty folder, . or ..${configHelp}`],
    ['config-file', 'o/r/../x.yml@main', `a path in the repository has no empty folder, . or ..${configHelp}`],
    ['config-file', 'audit.yml@main', `a path cannot contain control characters or @${configHelp}`],
    ['config-file', 'o o/r/x.yml@main', `a repository is named owner/name${configHelp}`],
    ['config-file', '../r/x.yml@main', `a repository is named owner/name${configHelp}`],
    ['config-file', 'o/r/x.yml@a b', `no branch, tag or commit is named like this${configHelp}`],
    ['config-file', 'o/r/x.yml@a..b', `no branch, tag or commit is named like this${configHelp}`],
    ['client-id', 'my-app', `"my-app" ${guidHelp}`],
    ['client-id', `{${a}}`, `"{${a}}" ${guidHelp}. Did you mean ${a}?`],
    ['client-id', `${a} ${b}`, `"${a} ${b}" ${guidHelp}`],
    ['tenant-id', 'contoso.onmicrosoft.com', `"contoso.onmicrosoft.com" ${guidHelp}`],
    ['subscription-id', `/subscriptions/${a}`, `"/subscriptions/${a}" ${guidHelp}. Did you mean ${a}?`],
    ['subscription-id', `all, ${a}`, '"all" stands alone, without other values'],
    ['subscription-id', ' ,\n, ', 'lists nothing'],
    [
      'management-group-id',
      'mg/../x',
      '"mg/../x" is not the ID of a management group: letters, digits, hyphens, underscores, periods, parentheses',
    ],
    ['timeout-minutes', '0', '"0" is not a whole number of minutes from 1 to 35000'],
    ['timeout-minutes', '35001', '"35001" is not a whole number of minutes from 1 to 35000'],
    ['timeout-minutes', '1.5', '"1.5" is not a whole number of minutes from 1 to 35000'],
    ['environment', 'azure', '"azure" is not one of azurecloud, azureusgovernment, azurechinacloud'],
    [
      'environment',
      'azureclod',
      '"azureclod" is not one of azurecloud, azureusgovernment, azurechinacloud. Did you mean azurecloud?',
    ],
    ['include', 'kv-{a,b}', '"kv-{a" matches nothing: no vault name contains "{"' + patternHelp],
    ['include', 'kv_prod', '"kv_prod" matches nothing: no vault name contains "_"' + patternHelp],
    ['exclude', '!kv-prod', '"!kv-prod" matches nothing: no vault name contains "!"' + patternHelp],
    ['exclude', '*/rg-[ab]/*', '"*/rg-[ab]/*" matches nothing: no resource ID contains "["' + patternHelp],
    ['include', 'subscriptions/*', '"subscriptions/*" matches nothing: a resource ID begins with "/"'],
    ['resource-types', 'vault', '"vault" is not one of vaults, managed-hsms. Did you mean vaults?'],
    ['coverage', 'all', '"all" is not one of subscription, visible'],
    ['minimum-resource-count', '-1', '"-1" is not a whole number in digits, 0 or more'],
    ['minimum-resource-count', '1e3', '"1e3" is not a whole number in digits, 0 or more'],
    ['minimum-resource-count', '٣', '"٣" is not a whole number in digits, 0 or more'],
    ['minimum-resource-count', '9'.repeat(20), `"${'9'.repeat(20)}" is not a whole number in digits, 0 or more`],
    ['profile', 'ciss', '"ciss" is not one of effective, cis. Did you mean cis?'],
    [
      'accepted-destinations',
      'loganalytics',
      '"loganalytics" is not one of log-analytics, storage, event-hub, partner. Did you mean log-analytics?',
    ],
    ['allowed-destinations', '{x}', '"{x}" matches nothing: no resource ID contains "{"' + patternHelp],
    ['verify-destinations', 'yes', '"yes" is not one of true, false'],
    ['require-metrics', '1', '"1" is not one of true, false'],
    ['fail-on', 'never, empty', '"never" stands alone, without other values'],
    ['fail-on', 'warning', '"warning" is not one of noncompliant, new-noncompliant, unknown, empty, never'],
    ['reports', 'json, pdf', `"pdf" is not one of ${reportFormats.join(', ')}`],
    ['report-directory', 'a\0b', 'a path cannot contain NUL'],
    ['redact', 'true', '"true" is not one of auto, always, never'],
  ];
  test.each(rules)('%s: %j, because %s', (name, text, problem) => {
    const first = problemsOf({ [name]: text })[0];
    expect(first).toBe(`- ${name}: ${problem}${problem.endsWith('?') ? '' : '.'}`);
  });

  test('each item of a list by itself', () => {
    expect(problemsOf({ 'fail-on': 'unknwn, empty, x' })).toEqual([
      '- fail-on: "unknwn" is not one of noncompliant, new-noncompliant, unknown, empty, never. Did you mean unknown?',
      '- fail-on: "x" is not one of noncompliant, new-noncompliant, unknown, empty, never.',
    ]);
  });

  test('whatever it is, together with everything else that is wrong', () => {
    const problems = problemsOf({ 'client-id': '', 'tenant-id': 'x', profile: 'y', redact: 'z', include: 'kv_1' });
    expect(problems.map((problem) => /^- ([^:]+)/.exec(problem)?.[1])).toEqual([
      ...['client-id', 'tenant-id', 'include', 'profile', 'redact'],
    ]);
  });
});

test('a long value or one of several lines is never quoted in part: the runner would not mask it', () => {
  const secret = JSON.stringify({ clientSecret: 's3cret'.repeat(20) }, null, 2);
  for (const name of ['client-id', 'environment', 'minimum-resource-count']) {
    const [problem] = problemsOf({ [name]: secret });
    expect(problem).toContain(`${name}: a text of ${secret.length} characters is not`);
    expect(problem).not.toContain('s3cret');
  }
  expect(problemsOf({ 'subscription-id': '{"clientSecret":"s3cret","x":1}' }).join()).not.toContain('s3cret');
});

test('no text crashes: it is understood, or refused by name', () => {
  const names = new Set<string>();
  parseInputs((name) => {
    names.add(name);
    return new Map(Object.entries(required)).get(name) ?? '';
  });
  const text = fc.oneof(
    fc.string({ unit: anyCharacter }),
    fc.array(fc.constantFrom('all', 'never', ',', '\n', '*', '/', '[', '\\', '(', '?', a, 'json', '1'), {
      maxLength: 6,
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...names), text, (name, value) => {
      const problems = problemsOf({ [name]: typeof value === 'string' ? value : value.join('') });
      expect(problems.every((problem) => problem.startsWith(`- ${name}: `))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
