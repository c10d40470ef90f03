// The tracking issue by the shipped bundle: one that is open, never reopened, never somebody else's.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { GitHubConversations } from '../../emulator/github-conversations.ts';
import { broken, estateOf, mended, onPullRequest, watch, writes } from './conversing.ts';
import { annotations, subscription, type SubscriptionInput, type TrialOptions } from './trial.ts';

const forbidden = { kind: 'status', status: 403 } as const;
/** What a disabled subscription answers to whoever lists what is in it. */
const closed = { vaults: forbidden, managedHsms: forbidden, resources: forbidden };

const folder = mkdtempSync(join(tmpdir(), 'tracking-issue-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('tracking issue', () => {
  test('the same vaults on the next night: the text is new, and nothing is said', async () => {
    const conversations = new GitHubConversations();
    await watch(conversations, broken);
    await watch(conversations, broken);
    expect(conversations.issues).toMatchObject([{ state: 'open', comments: [] }]);
    expect(writes(conversations).at(-1)).toBe('PATCH /repos/octo-org/payments/issues/1');
  });

  test('a closed one stays closed: the next failure opens another, with a link back', async () => {
    const conversations = new GitHubConversations();
    for (const vault of [broken, mended, broken]) await watch(conversations, vault);
    const [first, second, ...others] = conversations.issues;
    expect(others).toEqual([]);
    expect(first).toMatchObject({ state: 'closed', comments: [{}] });
    expect(second).toMatchObject({ state: 'open', comments: [] });
    expect(second?.body).toContain('Follows #1.');
    await watch(conversations, broken);
    expect(second?.body).toContain('Follows #1.');
    if (second !== undefined) second.state = 'closed'; // by a person
    await watch(conversations, broken);
    expect(conversations.issues.map(({ state }) => state)).toEqual(['closed', 'closed', 'open']);
    expect(conversations.issues[2]?.body).toContain('Follows #2.');
  });

  test("somebody else's issue with our mark, and a pull request with it, are left alone", async () => {
    const conversations = new GitHubConversations();
    await watch(conversations, broken);
    const text = conversations.issues.splice(0)[0]?.body ?? '';
    const labels = ['keyvault-audit'];
    const foreign = conversations.add({ login: 'mallory', body: text, labels });
    const pull = conversations.add({ login: 'github-actions[bot]', body: text, labels, isPullRequest: true });
    await watch(conversations, mended);
    expect([foreign, pull].map(({ state, comments }) => [state, comments.length])).toEqual([
      ['open', 0],
      ['open', 0],
    ]);
    await watch(conversations, broken);
    expect(conversations.issues).toHaveLength(3);
  });

  test('its label arrives, whoever else makes it, and where GitHub drops it from a new issue', async () => {
    const conversations = new GitHubConversations();
    conversations.dropsLabels = true;
    const made = { kind: 'status', status: 422, flat: true, body: { message: 'Validation Failed' }, times: 1 } as const;
    conversations.faults.push({ operation: 'Labels_Create', step: { ...made }, isDone: true });
    for (const vault of [broken, broken]) {
      expect(annotations(await watch(conversations, vault), 'warning')).toEqual([]);
    }
    expect(conversations.issues).toMatchObject([{ state: 'open', labels: ['keyvault-audit'] }]);
  });

  test('two legs of a matrix keep an issue each, and close only their own', async () => {
    const conversations = new GitHubConversations();
    const leg = (tenant: string): Partial<TrialOptions> => ({ inputs: { 'comment-key': JSON.stringify({ tenant }) } });
    await watch(conversations, broken, leg('blue'));
    await watch(conversations, broken, leg('green'));
    await watch(conversations, mended, leg('blue'));
    expect(conversations.issues.map(({ title, state }) => [/\((.*)\)$/.exec(title)?.[1], state])).toEqual([
      ['blue', 'closed'],
      ['green', 'open'],
    ]);
  });

  test('an audit that could not run keeps it open, and says so once', async () => {
    const conversations = new GitHubConversations();
    const failing: Partial<TrialOptions> = {
      faults: { entra: { kind: 'status', status: 400, flat: true, body: { error: 'x' } } },
    };
    await watch(conversations, broken);
    await watch(conversations, broken, failing);
    await watch(conversations, broken, failing);
    expect(conversations.issues).toMatchObject([{ state: 'open', comments: [{}] }]);
    expect(conversations.issues[0]?.comments[0]?.body).toContain('KVA-ENTRA-UNAVAILABLE');
    await watch(conversations, broken);
    expect(conversations.issues[0]?.comments[1]?.body).toMatch(/1 of 1 vaults? keeps no audit log/);
    expect(conversations.issues[0]?.comments[1]?.body).not.toMatch(/newly|any more/);
  });

  test('a vault that cannot be read for a night is neither mended nor newly failing', async () => {
    const conversations = new GitHubConversations();
    const other = { name: 'kv-search' };
    const dark = { ...other, fault: { kind: 'status', status: 403 } } as const;
    for (const now of [other, dark, other]) await watch(conversations, broken, { estate: estateOf(broken, now) });
    expect(conversations.issues).toMatchObject([{ state: 'open', comments: [] }]);
    await watch(conversations, broken, { estate: estateOf(broken, { ...mended, name: 'kv-search' }) });
    expect(conversations.issues[0]?.comments[0]?.body).toContain('1 vault of those listed before is not failing');
  });

  test('nor is one below a management group that cannot be read for a night', async () => {
    const conversations = new GitHubConversations();
    const night = (access: 'all' | 'none'): Partial<TrialOptions> => ({
      estate: {
        subscriptions: [
          { id: subscription(1), displayName: 'Payments', vaults: [broken] },
          { id: subscription(2), displayName: 'Search', vaults: [{ name: 'kv-search' }] },
        ],
        managementGroups: [{ id: 'search', subscriptions: [subscription(2)], access }],
      },
      inputs: { 'subscription-id': subscription(1), 'management-group-id': 'search' },
    });
    for (const access of ['all', 'none', 'all'] as const) await watch(conversations, broken, night(access));
    expect(conversations.issues).toMatchObject([{ state: 'open', comments: [] }]);
  });

  test.each<[string, SubscriptionInput[], boolean]>([
    [
      'is disabled and closed',
      [{ id: subscription(2), displayName: 'Search', state: 'Disabled', faults: closed }],
      true,
    ],
    ['cannot be seen, where no earlier report tells of it,', [], false],
  ])('nor is one in a subscription that %s for a night', async (_, dark, isCompared) => {
    const conversations = new GitHubConversations();
    const payments = { id: subscription(1), displayName: 'Payments', vaults: [broken] };
    const search = { id: subscription(2), displayName: 'Search', vaults: [{ name: 'kv-search' }] };
    let baseline = '';
    for (const second of [[search], dark, [search]]) {
      const { reportText } = await watch(conversations, broken, {
        estate: { subscriptions: [payments, ...second] },
        inputs: { 'subscription-id': 'all', baseline },
      });
      if (isCompared) writeFileSync((baseline = join(folder, 'baseline.json')), reportText);
    }
    expect(conversations.issues).toMatchObject([{ state: 'open', comments: [] }]);
  });

  test('one in a deleted subscription is gone', async () => {
    const conversations = new GitHubConversations();
    const payments = { id: subscription(1), displayName: 'Payments', vaults: [broken] };
    const baseline = join(folder, 'before-deleting.json');
    for (const [state, earlier] of [
      ['Enabled', ''],
      ['Deleted', baseline],
    ] as const) {
      const search = { id: subscription(2), displayName: 'Search', state, vaults: [{ name: 'kv-search' }] };
      const { reportText } = await watch(conversations, broken, {
        estate: { subscriptions: [payments, search] },
        inputs: { 'subscription-id': 'all', baseline: earlier },
      });
      writeFileSync(baseline, reportText);
    }
    expect(conversations.issues[0]?.comments[0]?.body).toContain('1 vault of those listed before is not failing');
  });

  test('3,000 failing vaults fit, and another one more is said without names', async () => {
    const conversations = new GitHubConversations();
    const vaults = Array.from({ length: 3_001 }, (_, n) => ({ name: `kv-${String(n).padStart(20, '0')}` }));
    await watch(conversations, broken, { estate: estateOf(...vaults.slice(1)) });
    const text = conversations.issues[0]?.body ?? '';
    expect(text.length).toBeGreaterThan(50_000);
    expect(text.length).toBeLessThan(65_536);
    await watch(conversations, broken, { estate: estateOf(...vaults) });
    const [comment, ...others] = conversations.issues[0]?.comments ?? [];
    expect(others).toEqual([]);
    expect(comment?.body).toContain('3001 of 3001 vaults');
    expect(comment?.body).not.toMatch(/newly|any more/);
  });

  test('in a public repository it names nothing', async () => {
    const conversations = new GitHubConversations();
    const inputs = { redact: 'always', 'comment-key': '{"subscription":"secret-one"}' };
    await watch(conversations, broken, { inputs });
    await watch(conversations, broken, { inputs, estate: estateOf(broken, { name: 'kv-search' }) });
    const [issue] = conversations.issues;
    const said = [issue?.title, issue?.body, ...(issue?.comments ?? []).map(({ body }) => body)].join('\n');
    expect(said).toMatch(/newly failing: vault-[0-9a-f]{10}/);
    expect(said).not.toMatch(/kv-s|Payments|rg-app|3333|secret-one/);
  });

  test.each<[string, NonNullable<TrialOptions['event']>, number]>([
    [
      'by hand on the default branch',
      { name: 'workflow_dispatch', payload: { repository: { default_branch: 'main' } } },
      1,
    ],
    [
      'by hand on another branch',
      { name: 'workflow_dispatch', payload: { repository: { default_branch: 'trunk' } } },
      0,
    ],
    ['a push', { name: 'push', payload: { repository: { default_branch: 'main' } } }, 0],
    ['a pull request', onPullRequest(), 0],
  ])('%s', async (_, event, issues) => {
    const conversations = new GitHubConversations();
    await watch(conversations, broken, { event });
    expect(conversations.issues).toHaveLength(issues);
  });
});
