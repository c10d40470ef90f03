// Pages: links are odd, and good only as they were issued; and the traps that an estate can set.
import { expect, test, describe } from '@jest/globals';
import type { EstateInput } from '../../emulator/estate.ts';
import { bodyOf, settingsPath, subscriptionId, vaultsPath, visit, type Reply } from './visitor.ts';

interface ListPage {
  readonly value: readonly { readonly name: string }[];
  readonly nextLink?: string;
}
const pageOf = (reply: Reply): ListPage => bodyOf<ListPage>(reply);
const names = ({ value }: ListPage): string[] => value.map(({ name }) => name);

type ListRules = NonNullable<NonNullable<NonNullable<EstateInput['subscriptions']>[number]['lists']>['vaults']>;

async function listOf(count: number, rules: ListRules): Promise<(pathOrLink: string) => Promise<Reply>> {
  const vaults = Array.from({ length: count }, (_, index) => ({ name: `kv-${index + 1}` }));
  const visitor = await visit({ subscriptions: [{ id: subscriptionId, vaults, lists: { vaults: rules } }] });
  return visitor.signIn();
}

test('a list comes in pages, under links that lead elsewhere', async () => {
  const ask = await listOf(5, { pageSize: 2 });
  const first = pageOf(await ask(vaultsPath));
  expect(first.nextLink).toMatch(
    /^https:\/\/management\.azure\.com\/subscriptions\/[^/]+\/resources\?api-version=22026-02-01&\$skiptoken=/,
  );
  const second = pageOf(await ask(first.nextLink ?? ''));
  const third = pageOf(await ask(second.nextLink ?? ''));
  expect([first, second, third].map(names)).toEqual([['kv-1', 'kv-2'], ['kv-3', 'kv-4'], ['kv-5']]);
  expect(third).not.toHaveProperty('nextLink');
});

test('$top makes pages smaller, never larger', async () => {
  const ask = await listOf(5, { pageSize: 3 });
  expect(names(pageOf(await ask(`${vaultsPath}&$top=1`)))).toEqual(['kv-1']);
  expect(names(pageOf(await ask(`${vaultsPath}&$top=100`)))).toHaveLength(3);
});

test('a link that was rebuilt leads nowhere; one that was re-encoded does', async () => {
  const ask = await listOf(3, { pageSize: 2 });
  const link = pageOf(await ask(vaultsPath)).nextLink ?? '';
  expect((await ask(link.replace('22026-02-01', '2021-04-01'))).status).toBe(400);
  expect((await ask(`${vaultsPath}&$skiptoken=${link.split('skiptoken=')[1] ?? ''}`)).status).toBe(400);
  expect((await ask(link.replace('$', '%24').replaceAll('==', '%3D%3D'))).status).toBe(200);
});

test('an empty page in the middle has a link', async () => {
  const ask = await listOf(2, { pageSize: 1, emptyPages: [1] });
  const first = pageOf(await ask(vaultsPath));
  expect(names(first)).toEqual([]);
  expect(names(pageOf(await ask(first.nextLink ?? '')))).toEqual(['kv-1']);
});

describe('traps', () => {
  const linkOf = async (kind: NonNullable<ListRules['traps']>[number]['kind'], page = 2): Promise<unknown[]> => {
    const ask = await listOf(6, { pageSize: 2, traps: [{ page, kind }] });
    const link = pageOf(await ask(vaultsPath)).nextLink ?? '';
    const second = pageOf(await ask(link));
    return [link, second.nextLink, second];
  };

  test('another host, and http', async () => {
    const [, host] = await linkOf('other-host');
    expect(host).toMatch(/^https:\/\/management\.azure\.com\.collector\.example\//);
    const [, http] = await linkOf('http');
    expect(http).toMatch(/^http:\/\/management\.azure\.com\//);
  });

  test('the same page again', async () => {
    const [link, again] = await linkOf('same-page');
    expect(again).toBe(link);
  });

  test('the first page again', async () => {
    const ask = await listOf(4, { pageSize: 2, traps: [{ page: 2, kind: 'first-page' }] });
    const first = pageOf(await ask(vaultsPath));
    const second = pageOf(await ask(first.nextLink ?? ''));
    expect(pageOf(await ask(second.nextLink ?? ''))).toEqual(first);
  });

  test.each([
    ['not-a-url', 'page two'],
    ['number-link', 3],
    ['null-link', null],
    ['empty-link', ''],
  ] as const)('%s', async (kind, expected) => {
    const [, link] = await linkOf(kind);
    expect(link).toBe(expected);
  });

  test.each([
    ['no-value', undefined],
    ['null-value', null],
    ['object-value', {}],
  ] as const)('%s', async (kind, expected) => {
    const [, , page] = await linkOf(kind);
    expect((page as { value?: unknown }).value).toEqual(expected);
  });
});

test('a page can have a fault of its own', async () => {
  const ask = await listOf(3, { pageSize: 2, faults: [{ page: 2, fault: { kind: 'status', status: 403 } }] });
  const first = await ask(vaultsPath);
  expect(first.status).toBe(200);
  const second = await ask(pageOf(first).nextLink ?? '');
  expect(second.status).toBe(403);
  expect(bodyOf(second).error.message).toContain("'Microsoft.KeyVault/vaults/read'");
});

test('settings can be paged, which Azure does not', async () => {
  const settings = ['a', 'b', 'c'].map((name) => ({ name }));
  const vaults = [{ name: 'kv', settings, settingsList: { pageSize: 2 } }];
  const ask = await (await visit({ subscriptions: [{ id: subscriptionId, vaults }] })).signIn();
  const first = pageOf(await ask(settingsPath('kv')));
  expect([names(first), names(pageOf(await ask(first.nextLink ?? '')))]).toEqual([['a', 'b'], ['c']]);
});
