// Stands for the command `gh` of a runner: `gh run list` and `gh run download` with the requests that the real one makes
// for them (github.com/cli/cli, pkg/cmd/run), and its words where it fails. It takes no other option than those below.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { unzipSync } from 'fflate';

interface Server {
  /** With a slash at its end. */
  readonly api: string;
  readonly token: string;
  readonly repository: string;
}

/** The server that GH_REPO or GH_HOST names; each kind of server has its own variable for the token. */
function serverOf(env: NodeJS.ProcessEnv): Server {
  const [name = '', owner = '', host = env['GH_HOST'] ?? 'github.com'] = (env['GH_REPO'] ?? '').split('/').reverse();
  if (name === '' || owner === '') throw new Error('failed to determine base repo: GH_REPO is not OWNER/REPO');
  const token = env[host === 'github.com' ? 'GH_TOKEN' : 'GH_ENTERPRISE_TOKEN'] ?? '';
  if (token === '') throw new Error('gh: To use GitHub CLI in a GitHub Actions workflow, set the GH_TOKEN variable.');
  const api = host === 'github.com' ? 'https://api.github.com/' : `https://${host}/api/v3/`;
  return { api, token, repository: `${owner}/${name}` };
}

/** Follows redirects; to another host without the token. */
async function get({ token }: Server, url: string): Promise<Response> {
  const headers = { authorization: `token ${token}`, 'user-agent': 'GitHub CLI 2.59.0' };
  const response = await fetch(url, { headers });
  if (response.ok) return response;
  const words = (await response.json().catch(() => ({}))) as { message?: string };
  throw new Error(`HTTP ${String(response.status)}: ${words.message ?? response.statusText} (${url})`);
}

async function readJson(server: Server, url: string): Promise<unknown> {
  return (await get(server, url)).json();
}

/** All entries of a list, or so many, from as many pages as that takes. */
async function readAll(server: Server, first: string, member: string, limit = Infinity): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  for (let url: string | undefined = first; url !== undefined && all.length < limit;) {
    const response = await get(server, url);
    all.push(...(((await response.json()) as Record<string, readonly unknown[]>)[member] ?? []));
    url = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  }
  return all.slice(0, limit);
}

async function list(server: Server, args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      workflow: { type: 'string' },
      branch: { type: 'string' },
      event: { type: 'string' },
      status: { type: 'string' },
      limit: { type: 'string', default: '20' },
      json: { type: 'string' },
      jq: { type: 'string' },
    },
  });
  const { workflow, limit, json, jq, ...filters } = values;
  if (json !== 'databaseId' || jq !== '.[].databaseId') throw new Error('only the numbers of runs can be shown');
  if (workflow === undefined || !/\.ya?ml$/.test(workflow))
    throw new Error('only the file name of a workflow is known');
  const root = `${server.api}repos/${server.repository}/actions`;
  const { id } = (await readJson(server, `${root}/workflows/${workflow}`)) as { id: number };
  const query = new URLSearchParams({ per_page: limit, exclude_pull_requests: 'true', ...filters });
  const url = `${root}/workflows/${String(id)}/runs?${query.toString()}`;
  const runs = (await readAll(server, url, 'workflow_runs', Number(limit))) as readonly { id: number }[];
  process.stdout.write(runs.map((run) => `${String(run.id)}\n`).join(''));
}

interface Artifact {
  readonly name: string;
  readonly expired: boolean;
  readonly archive_download_url: string;
}

async function download(server: Server, args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    options: { pattern: { type: 'string' }, dir: { type: 'string' } },
    allowPositionals: true,
  });
  const { pattern, dir } = values;
  const [run, ...others] = positionals;
  if (run === undefined || others.length > 0 || pattern === undefined || dir === undefined)
    throw new Error('bad usage');
  const url = `${server.api}repos/${server.repository}/actions/runs/${run}/artifacts?per_page=100`;
  const valid = ((await readAll(server, url, 'artifacts')) as readonly Artifact[]).filter(({ expired }) => !expired);
  if (valid.length === 0) throw new Error('no valid artifacts found to download');
  const isWanted = new RegExp(`^${pattern.replaceAll('*', '[^/]*')}$`);
  const wanted = new Map<string, Artifact>();
  // The first of a name is taken, whichever attempt left it: https://github.com/cli/cli/issues/12437
  for (const one of valid) if (isWanted.test(one.name) && !wanted.has(one.name)) wanted.set(one.name, one);
  if (wanted.size === 0) throw new Error('no artifact matches any of the names or patterns provided');
  for (const one of wanted.values()) await unpack(server, one, join(dir, one.name));
}

async function unpack(server: Server, artifact: Artifact, folder: string): Promise<void> {
  const archive = await (await get(server, artifact.archive_download_url)).bytes();
  for (const [path, bytes] of Object.entries(unzipSync(archive))) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes, { flag: 'wx' }); // the real one does not write over files either
  }
}

const [noun, verb, ...rest] = process.argv.slice(2);
const commands = new Map([
  ['run list', list],
  ['run download', download],
]);
try {
  const command = commands.get(`${noun ?? ''} ${verb ?? ''}`);
  if (command === undefined) throw new Error(`unknown command: gh ${process.argv.slice(2).join(' ')}`);
  await command(serverOf(process.env), rest);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
