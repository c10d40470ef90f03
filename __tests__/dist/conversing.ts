// Runs of the shipped bundle on a pull request and on schedule, against conversations that outlive them.
import { GitHubConversations, type EmulatedIssue } from '../../emulator/github-conversations.ts';
import { good, subscription, tryOut, type Trial, type TrialOptions, type VaultInput } from './trial.ts';

export const mended: VaultInput = { name: 'kv-shop', settings: [good] };
export const broken: VaultInput = { name: 'kv-shop' };

export function estateOf(...vaults: VaultInput[]): TrialOptions['estate'] {
  return { subscriptions: [{ id: subscription(1), displayName: 'Payments', vaults }] };
}

const number = 7;

export function onPullRequest(
  repository = 'octo-org/payments',
  name = 'pull_request',
): NonNullable<TrialOptions['event']> {
  const commit = 'c'.repeat(40);
  const head = { sha: commit, repo: { full_name: repository } };
  const pull = { number, head, base: { sha: 'b'.repeat(40), repo: { full_name: 'octo-org/payments' } } };
  return { name, payload: { pull_request: pull, repository: { default_branch: 'main', visibility: 'private' } } };
}

export function withPullRequest(): { conversations: GitHubConversations; pull: EmulatedIssue } {
  const conversations = new GitHubConversations();
  return { conversations, pull: conversations.add({ number, isPullRequest: true, title: 'Add a shop' }) };
}

export function check(
  conversations: GitHubConversations,
  vault: VaultInput,
  options: Partial<TrialOptions> = {},
): Promise<Trial> {
  return tryOut({
    estate: estateOf(vault),
    event: onPullRequest(),
    conversations,
    ...options,
    inputs: { 'config-file': 'none', comment: 'on-failure', ...options.inputs },
  });
}

export function watch(
  conversations: GitHubConversations,
  vault: VaultInput,
  options: Partial<TrialOptions> = {},
): Promise<Trial> {
  return tryOut({
    estate: estateOf(vault),
    conversations,
    ...options,
    inputs: { 'config-file': 'none', 'tracking-issue': 'on-failure', ...options.inputs },
  });
}

export const steady = (text: string): string => text.replace(/\d{4}-\d{2}-\d{2}/g, 'DATE');
export const writes = ({ journal }: GitHubConversations): string[] =>
  journal
    .map((entry) => entry.split('\n')[0] ?? '')
    .filter((line) => !line.startsWith('GET ') && !line.endsWith('/graphql'));
