// Workflow runs and artifacts as GitHub hands them out: pages, a redirect to a storage that takes no token, refusals.
import { beforeEach, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { githubToken } from '../../emulator/github-api.ts';
import { artifactHost, GitHubRuns } from '../../emulator/github-runs.ts';
import { aClock, visit, type Reply, type Visitor } from './visitor.ts';

const clock = aClock();
let runs: GitHubRuns;
let visitor: Visitor;
beforeEach(async () => {
  runs = new GitHubRuns('octo-org/payments', clock.now);
  visitor = await visit({}, { runs });
});

const headers = { authorization: `token ${githubToken}` };
const root = 'https://api.github.com/repos/octo-org/payments/actions';
const ask = (path: string): Promise<Reply> => visitor.send(path.startsWith('https:') ? path : root + path, { headers });

function leave(name = 'keyvault-audit'): { run: number; artifact: number } {
  const run = runs.start({ status: 'completed', conclusion: 'success' });
  return { run: run.id, artifact: runs.upload(run, name, { 'keyvault-audit.json': '{}' }).id };
}

test('an artifact is downloaded from elsewhere, by a link that is good for a minute and takes no token', async () => {
  const { run, artifact } = leave();
  const { artifacts } = JSON.parse((await ask(`/runs/${String(run)}/artifacts`)).text) as {
    artifacts: { archive_download_url: string }[];
  };
  expect(artifacts).toMatchObject([{ id: artifact, name: 'keyvault-audit', expired: false }]);
  const { status, headers: answered } = await ask(artifacts[0]?.archive_download_url ?? '');
  const link = answered.location ?? '';
  expect([status, new URL(link).host]).toEqual([302, artifactHost]);

  expect(await visitor.send(link)).toMatchObject({ status: 200, headers: { 'content-type': 'application/zip' } });
  expect(await ask(link)).toMatchObject({ status: 400, headers: { 'x-ms-error-code': 'InvalidAuthenticationInfo' } });
  expect(await visitor.send(link.replace(/sig=.*/, 'sig=guess'))).toMatchObject({ status: 403 });
  clock.advance(60_001);
  expect(await visitor.send(link)).toMatchObject({ status: 403 });
});

test('the archive holds what was uploaded', () => {
  leave();
  const files = unzipSync(runs.artifacts[0]?.archive ?? new Uint8Array());
  expect(Object.entries(files).map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
    ['keyvault-audit.json', '{}'],
  ]);
});

test('an expired artifact is listed and gone, another one is not found', async () => {
  const { run, artifact } = leave();
  for (const one of runs.artifacts) one.isExpired = true;
  expect((await ask(`/runs/${String(run)}/artifacts`)).text).toContain('"expired":true');
  expect(await ask(`/artifacts/${String(artifact)}/zip`)).toMatchObject({ status: 410 });
  expect(await ask('/artifacts/1/zip')).toMatchObject({ status: 404 });
});

test('runs are listed in pages, the latest first, of all workflows or of one, as the filters say', async () => {
  const first = leave().run;
  const second = leave().run;
  runs.start({ workflow: 'other.yml', event: 'push' });
  const idsOf = ({ text }: Reply): number[] =>
    (JSON.parse(text) as { workflow_runs: { id: number }[] }).workflow_runs.map(({ id }) => id);
  expect(idsOf(await ask('/runs?event=push'))).toHaveLength(1);
  expect(idsOf(await ask('/runs?status=success&branch=main'))).toEqual([second, first]);
  const page = await ask('/workflows/audit.yml/runs?per_page=1');
  expect(idsOf(page)).toEqual([second]);
  const next = /<(.*)>; rel="next"/.exec(String(page.headers['link']))?.[1] ?? '';
  const last = await ask(next);
  expect([idsOf(last), last.headers['link']]).toEqual([[first], undefined]);
});

test('artifacts of the repository by name', async () => {
  leave('logs');
  const { artifact } = leave();
  const { text } = await ask('/artifacts?name=keyvault-audit');
  expect(JSON.parse(text)).toMatchObject({ total_count: 1, artifacts: [{ id: artifact }] });
});

test('without actions: read nothing is shown; without a token nothing either', async () => {
  leave();
  runs.isReadable = false;
  expect(await ask('/runs')).toMatchObject({ status: 403 });
  expect(await visitor.send(`${root}/runs`)).toMatchObject({ status: 401 });
});

test('an enterprise server names itself', async () => {
  const { run } = leave();
  const url = `https://github.example.com/api/v3/repos/octo-org/payments/actions/runs/${String(run)}/artifacts`;
  expect((await ask(url)).text).toContain(
    '"archive_download_url":"https://github.example.com/api/v3/repos/octo-org/payments/actions/artifacts/501/zip"',
  );
});
