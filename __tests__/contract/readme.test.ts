// What the README gives people to copy is what stands in docs/examples, and fits action.yml. Links lead somewhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');
const action = parse(read('action.yml')) as { inputs: Record<string, unknown>; outputs: Record<string, unknown> };
const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const examples = readdirSync(join(root, 'docs', 'examples')).filter((name) => name.endsWith('.yml'));
const isOurs = ({ uses }: Step): boolean => uses?.startsWith('owner/keyvault-diagnostics-audit@') ?? false;

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly with?: Record<string, unknown>;
}
interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Record<
    string,
    { permissions?: Record<string, string>; 'timeout-minutes'?: number; steps: readonly Step[] }
  >;
}

const stepsOf = (workflow: Workflow): Step[] => Object.values(workflow.jobs).flatMap(({ steps }) => steps);

test('the README is at most 250 lines', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(250);
});

test('there are a nightly audit, a deployment gate and a pull request check', () => {
  expect(examples).toEqual(expect.arrayContaining(['deployment-gate.yml', 'nightly.yml', 'pull-request.yml']));
});

test('there is a page for each topic', () => {
  const topics = [
    ...['azure-setup', 'nightly', 'deployment-gate', 'pull-requests', 'estates'],
    ...['configuration', 'waivers', 'reports', 'troubleshooting', 'security', 'threat-model'],
    ...['performance', 'architecture', 'releasing'],
  ];
  expect(topics.filter((topic) => !pages.includes(`${topic}.md`))).toEqual([]);
});

describe.each(examples)('docs/examples/%s', (name) => {
  const text = read(`docs/examples/${name}`);
  const workflow = parse(text) as Workflow;
  const audits = stepsOf(workflow).filter(isOurs);

  test('stands in the README, word for word, or a page links to it', () => {
    const isLinked = pages.some((page) => read(`docs/${page}`).includes(`(examples/${name})`));
    expect(readme.includes(`\`\`\`yaml\n${text}\`\`\``) || isLinked).toBe(true);
  });

  test('gives the action inputs that it has, and those that it must have', () => {
    expect(audits.length).toBe(1);
    const given = Object.keys(audits[0]?.with ?? {});
    expect(given.filter((input) => action.inputs[input] === undefined)).toEqual([]);
    const isValidation = audits[0]?.with?.['mode'] === 'validate';
    const scope = given.includes('management-group-id') ? 'management-group-id' : 'subscription-id';
    const needed = isValidation ? [] : ['client-id', 'tenant-id', scope];
    expect(given).toEqual(expect.arrayContaining(needed));
  });

  test('reads outputs that it has', () => {
    const used = [...text.matchAll(/steps\.audit\.outputs\.([\w-]+)/g)].map(([, output]) => output ?? '');
    expect(used.filter((output) => action.outputs[output] === undefined)).toEqual([]);
  });

  test('takes IDs from variables, because GitHub masks secrets in reports', () => {
    expect(text).not.toContain('secrets.');
  });

  test('takes variables that the set-up sets, or that a page about it explains', () => {
    const setUp = read('docs/azure-setup.md');
    const explained = pages.map((page) => read(`docs/${page}`)).filter((page) => page.includes(`(examples/${name})`));
    const used = [...text.matchAll(/\bvars\.(\w+)/g)].map(([, variable = '']) => variable);
    const unknown = used.filter((variable) => {
      return (
        !setUp.includes(`gh variable set ${variable} `) && !explained.some((page) => page.includes(`\`${variable}\``))
      );
    });
    expect(unknown).toEqual([]);
  });

  test('ends some time', () => {
    const auditing = Object.values(workflow.jobs).filter(({ steps }) => steps.some(isOurs));
    expect(auditing.filter((job) => job['timeout-minutes'] === undefined)).toEqual([]);
  });

  test('has no permissions but those that a job lists', () => {
    expect(workflow.permissions).toEqual({});
    expect(Object.entries(workflow.jobs).filter(([, { permissions }]) => permissions === undefined)).toEqual([]);
    const auditing = Object.values(workflow.jobs).find(({ steps }) => steps.some(isOurs));
    const upload = { 'security-events': 'write', actions: 'read' };
    const signIn = text.includes('mode: validate') ? {} : { 'id-token': 'write' };
    expect(auditing?.permissions).toEqual({
      contents: 'read', // the configuration file
      ...signIn,
      ...(text.includes('upload-sarif') ? upload : {}),
      ...(text.includes('gh run download') ? { actions: 'read' } : {}),
      ...(text.includes('tracking-issue:') ? { issues: 'write' } : {}),
      ...(/^ +comment:/m.test(text) ? { 'pull-requests': 'write' } : {}),
    });
  });
});

// A configuration file is held to its schema by config/schema.test.ts.
const excerpts = pages.flatMap((page) =>
  [...read(`docs/${page}`).matchAll(/^```yaml\n([^]*?)^```$/gm)]
    .map(([, text = '']) => ({ page, text }))
    .filter(({ text }) => !/^version: 1$/m.test(text)),
);

test('there are excerpts', () => {
  expect(excerpts.length).toBeGreaterThan(5);
});

test.each(excerpts)('what $page shows of a workflow is a part of an example: $text', ({ text }) => {
  const isPart = examples.some((name) => read(`docs/examples/${name}`).includes(text));
  const isPermissions = /^permissions:\n(?:  [a-z-]+: (?:read|write)\n)+$/.test(text);
  expect(isPart || isPermissions).toBe(true);
});

test.each(['docs/examples', '.github/workflows'])(
  'every action in %s is pinned by commit, its version behind it',
  (folder) => {
    const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.yml'));
    const used = files.flatMap((name) => read(`${folder}/${name}`).match(/^.*\buses:.*$/gm) ?? []);
    // The action of the checkout itself is what the commit says.
    const loose = used.filter((line) => !/uses: (?:\.\/|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/.test(line));
    expect(loose).toEqual([]);
  },
);

const documents = [
  ...['README.md', 'CHANGELOG.md', 'CODE_OF_CONDUCT.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...pages.map((name) => `docs/${name}`),
];

test.each(pages)('the README leads to docs/%s', (page) => {
  expect(readme).toContain(`(docs/${page}`);
});

test.each(documents)('links in %s lead to files and headings that are there', (page) => {
  const text = read(page);
  const anchorsOf = (markdown: string): string[] =>
    [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );
  const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
  const broken = links.filter(([, path = '', anchor]) => {
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

test('the custom role only reads', () => {
  const role = JSON.parse(read('docs/examples/custom-role.json')) as { Actions: string[]; DataActions: string[] };
  expect(role.Actions.filter((name) => !name.endsWith('/read'))).toEqual([]);
  expect(role.DataActions).toEqual([]);
});
