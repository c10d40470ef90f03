// Which configuration file counts, where it is read from, and what is said of it.
import { describe, expect, test } from '@jest/globals';
import { configure, type Configured } from '../src/configure.ts';
import { AuditError } from '../src/errors.ts';
import { parseInputs } from '../src/inputs.ts';
import type { FileReading, RunCommits } from '../src/ports.ts';

const own = '0'.repeat(40);
const base = 'b'.repeat(40);
const head = 'a'.repeat(40);
const guid = 'aaaaaaaa-0000-4000-8000-00000000000a';
const path = '.github/keyvault-audit.yml';
const onPush: RunCommits = { own, inForce: own, isProposal: false, proposed: null };
const onPull: RunCommits = { own, inForce: base, isProposal: true, proposed: head };

const file = (text: string): FileReading => ({ kind: 'file', bytes: Buffer.from(text) });
const cis = file('version: 1\nrequirement: { profile: cis }\n');
const waived = file(
  'version: 1\nrequirement: { profile: cis }\nwaivers: [{ match: { name: kv-a }, reason: Because, owner: me, expires: 2026-12-31 }]\n',
);

interface Scene {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly commits?: RunCommits;
  readonly checkout?: FileReading | null;
  /** By `repository path commit`. */
  readonly server?: Readonly<Record<string, FileReading | AuditError>>;
  readonly isPublic?: boolean;
}

interface Ending extends Partial<Configured> {
  readonly asked: readonly string[];
  readonly log: readonly string[];
  readonly error: AuditError | null;
}

async function play(scene: Scene): Promise<Ending> {
  const asked: string[] = [];
  const log: string[] = [];
  const given: Readonly<Record<string, string>> = {
    'client-id': guid,
    'tenant-id': guid,
    'subscription-id': guid,
    ...scene.inputs,
  };
  const parts = {
    host: { info: (line: string) => log.push(line) },
    clock: { now: () => Date.parse('2026-11-22T12:00:00Z') },
    commits: scene.commits ?? onPush,
    ownRepository: 'octo-org/payments',
    isPublic: scene.isPublic ?? false,
    repository: {
      readFile: async (one: { repository: string; path: string; commit: string }) => {
        const key = `${one.repository} ${one.path} ${one.commit}`;
        asked.push(key);
        const answer = (await Promise.resolve(scene.server?.[key])) ?? ({ kind: 'absent' } as const);
        if (answer instanceof AuditError) throw answer;
        return answer;
      },
      resolveRef: (repository: string, ref: string) => {
        asked.push(`${repository} @${ref}`);
        return Promise.resolve(head);
      },
      readCheckout: (commit: string) => {
        asked.push(`checkout ${commit}`);
        return Promise.resolve(scene.checkout ?? null);
      },
      readWorkspace: () => Promise.resolve(null),
    },
  };
  try {
    const configured = await configure(
      parts,
      parseInputs((name) => given[name] ?? ''),
    );
    return { ...configured, asked, log, error: null };
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    return { asked, log, error };
  }
}

const at = (commit: string, name = path): string => `octo-org/payments ${name} ${commit}`;
const unreadable = new AuditError({ code: 'KVA-CONFIG-UNREADABLE', message: 'HTTP 503.', fix: [] });

describe('where it is read', () => {
  test('on a push from the checkout, and GitHub is not asked', async () => {
    const { asked, file: source, demand, log } = await play({ checkout: cis });
    expect(asked).toEqual([`checkout ${own}`]);
    expect(source).toEqual({ repository: 'octo-org/payments', path, ref: own, commit: own });
    expect(demand?.rules.base.profile).toBe('cis');
    expect(log).toEqual([
      `Configuration file in force: ${path} of octo-org/payments at commit ${own} (overrides: 0, waivers: 0).`,
    ]);
  });

  test('on a push from GitHub where the checkout cannot tell', async () => {
    const { asked, demand } = await play({ server: { [at(own)]: cis } });
    expect(asked).toEqual([`checkout ${own}`, at(own)]);
    expect(demand?.rules.base.profile).toBe('cis');
  });

  test('on a pull request from GitHub at its base: the checkout is not trusted', async () => {
    const { asked, file: source } = await play({
      commits: onPull,
      checkout: waived,
      server: { [at(base)]: cis, [at(head)]: cis },
    });
    expect(asked).toEqual([at(base), at(head)]);
    expect(source?.commit).toBe(base);
  });

  test('once, where the pull request proposes the commit that is in force', async () => {
    const { asked, proposed } = await play({ commits: { ...onPull, proposed: base }, server: { [at(base)]: cis } });
    expect(asked).toEqual([at(base)]);
    expect(proposed).toBeNull();
  });

  test('in a merge group at its base', async () => {
    const commits = { ...onPull, proposed: null };
    expect((await play({ commits, server: { [at(base)]: cis } })).asked).toEqual([at(base)]);
  });

  test('another path', async () => {
    const inputs = { 'config-file': 'audit/rules.yml' };
    const { file: source } = await play({ inputs, server: { [at(own, 'audit/rules.yml')]: cis } });
    expect(source?.path).toBe('audit/rules.yml');
  });

  test('another repository, at the commit that its ref stands for, on pull requests too', async () => {
    const inputs = { 'config-file': 'octo-org/policies/kv/audit.yml@v1' };
    const server = { [`octo-org/policies kv/audit.yml ${head}`]: cis };
    const { asked, file: source, log, proposed } = await play({ inputs, server, commits: onPull });
    expect(asked).toEqual(['octo-org/policies @v1', `octo-org/policies kv/audit.yml ${head}`]);
    expect(source).toEqual({ repository: 'octo-org/policies', path: 'kv/audit.yml', ref: 'v1', commit: head });
    expect(log[0]).toContain(`kv/audit.yml of octo-org/policies at v1 (commit ${head})`);
    expect(proposed).toBeNull();
  });

  test('nowhere with config-file: none', async () => {
    const ending = await play({ inputs: { 'config-file': 'none' }, checkout: cis });
    expect(ending).toMatchObject({
      asked: [],
      file: null,
      proposed: null,
      log: ['No configuration file: config-file is none.'],
    });
  });
});

describe('when it is not there', () => {
  test('the default is none, and the log says so', async () => {
    const { file: source, demand, log } = await play({});
    expect(source).toBeNull();
    expect(demand?.rules.base.profile).toBe('effective');
    expect(log).toEqual([
      `There is no configuration file ${path} in octo-org/payments at commit ${own}: inputs and defaults hold.`,
    ]);
  });

  test.each([
    ['a path', path],
    ['another repository', 'octo-org/policies/kv/audit.yml@v1'],
  ])('%s that was asked for is an error', async (_, name) => {
    const { error } = await play({ inputs: { 'config-file': name } });
    expect(error?.code).toBe('KVA-CONFIG-NOT-FOUND');
  });

  test('a commit that nobody tells is an error, not an absence', async () => {
    const { error, asked } = await play({ commits: { ...onPull, inForce: null } });
    expect([error?.code, asked]).toEqual(['KVA-CONFIG-UNREADABLE', []]);
  });

  test('because it could not be read, that is an error', async () => {
    expect((await play({ server: { [at(own)]: unreadable } })).error).toBe(unreadable);
  });
});

describe('a file that is not understood', () => {
  const broken = file('version: 1\nrequirement:\n  profle: cis\nscope: { tags: { env: SECRET! } , x: 1 }\n');

  test('ends the run, with every problem and its place', async () => {
    const { error } = await play({ checkout: broken });
    expect(error?.code).toBe('KVA-CONFIG');
    expect(error?.message)
      .toBe(`2 things in the configuration file ${path} of octo-org/payments at commit ${own} cannot be understood, so nothing of it is used:
- ${path}:3:3: requirement has no key "profle". Did you mean profile? It takes profile, accepted-destinations, allowed-destinations, require-metrics, minimum-copies, verify-destinations, overrides.
- ${path}:4:35: scope has no key "x". It takes subscriptions, management-groups, include, exclude, tags.`);
    expect(error?.faults.map(({ place }) => place)).toEqual([
      { file: path, line: 3, column: 3 },
      { file: path, line: 4, column: 35 },
    ]);
  });

  test('points at no lines on a pull request: they are those of the base', async () => {
    const { error } = await play({ commits: onPull, server: { [at(base)]: broken } });
    expect([error?.code, error?.faults]).toEqual(['KVA-CONFIG', []]);
  });

  test('from another repository is not quoted where others may read it', async () => {
    const inputs = { 'config-file': 'octo-org/policies/audit.yml@v1' };
    const server = { [`octo-org/policies audit.yml ${head}`]: broken };
    expect((await play({ inputs, server })).error?.message).toContain('"profle"');
    const { error } = await play({ inputs, server, isPublic: true });
    expect(error?.message).toContain('audit.yml:3:3: not understood (its text is not shown');
    expect(error?.message).not.toMatch(/profle|"x"/);
  });

  test('is told of in thirty lines, and the rest is counted', async () => {
    const many = file(`version: 1\n${Array.from({ length: 50 }, (_, index) => `k${index}: 1`).join('\n')}`);
    const { error } = await play({ checkout: many });
    expect(error?.message.split('\n')).toHaveLength(32);
    expect(error?.message).toMatch(/^50 things .*\n(?:.*\n){30}- and 20 more$/);
  });

  test('because it is a folder', async () => {
    const { error } = await play({ checkout: { kind: 'odd', problem: 'is a folder' } });
    expect(error?.message).toContain(`${path}:1:1: the file is a folder.`);
  });
});

describe('a pull request', () => {
  const proposing = async (reading: FileReading | AuditError, inputs = {}): Promise<Ending> =>
    play({ commits: onPull, inputs, server: { [at(base)]: cis, [at(head)]: reading } });

  test('that does not change the file is told nothing', async () => {
    expect((await proposing(cis)).proposed).toBeNull();
  });

  test('that adds a waiver is told so, and the waiver does not count', async () => {
    const { proposed, demand } = await proposing(waived);
    expect(demand?.waivers).toEqual([]);
    expect(proposed).toEqual({
      commit: head,
      changes: ['It adds a waiver for name kv-a, until 2026-12-31, owner me: Because'],
    });
  });

  test.each<[string, FileReading | AuditError, Readonly<Record<string, string>>, (string | RegExp)[]]>([
    ['removes it', { kind: 'absent' }, {}, ['It removes the file.', 'It changes profile from cis to effective.']],
    [
      'only words it anew',
      file('version: 1\nrequirement:\n  profile: cis # why\n'),
      {},
      ['It changes the file, but nothing of what it demands.'],
    ],
    [
      'changes what an input decides',
      file('version: 1'),
      { profile: 'cis' },
      ['It changes the file, but nothing of what it demands.'],
    ],
    [
      'breaks it',
      file('version: 3'),
      {},
      [/^It breaks the file\. One thing in the configuration file .* version: 3 is not 1\.$/s],
    ],
    [
      'asks for the impossible',
      file('version: 1\nrequirement: { minimum-copies: 2 }'),
      { 'accepted-destinations': 'storage' },
      [/^It breaks the file\. No vault can meet/],
    ],
    ['cannot be read', unreadable, {}, ['What it would change is not known. HTTP 503.']],
  ])('that %s', async (_, reading, inputs, changes) => {
    const { proposed, error } = await proposing(reading, inputs);
    expect(error).toBeNull();
    expect(proposed?.changes).toEqual(
      changes.map((change) => (typeof change === 'string' ? change : expect.stringMatching(change))),
    );
  });

  test('that brings the first file is told what it demands', async () => {
    const { proposed, file: source } = await play({ commits: onPull, server: { [at(head)]: cis } });
    expect(source).toBeNull();
    expect(proposed?.changes).toEqual(['It changes profile from effective to cis.']);
  });
});

test('what an input takes away from the file stands in the log', async () => {
  const checkout = file('version: 1\nrequirement: { overrides: [{ match: { name: kv-a }, profile: cis }] }');
  const { log } = await play({ checkout, inputs: { profile: 'effective' } });
  expect(log[1]).toBe('The input profile wins over what an override of the configuration file would set.');
});
