// GitHub's REST API for the workflow runs of one repository and their artifacts, as far as `gh run list` and
// `gh run download` ask it, and the storage that a download is redirected to. The state outlives an emulator, so that one
// night can fetch what the night before left. https://docs.github.com/rest/actions/artifacts
import { randomBytes } from 'node:crypto';
import { zipSync } from 'fflate';
import { json, whole, type Answer, type Outcome, type Request } from './answers.ts';
import { answerOrFail, forbidden, linkToNext, notFound, page, refuse, type OperationFault } from './github-answers.ts';

/** One run of a workflow. */
export interface EmulatedRun {
  readonly id: number;
  /** File name under `.github/workflows`. */
  readonly workflow: string;
  readonly event: string;
  /** Branch or tag of the head repository: a fork's `main` looks like one's own. */
  readonly branch: string;
  readonly headRepository: string;
  status: 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | 'cancelled' | 'timed_out' | null;
}

export interface EmulatedArtifact {
  readonly id: number;
  readonly run: number;
  readonly name: string;
  readonly archive: Buffer;
  /** It is still listed, and can no longer be downloaded. */
  isExpired: boolean;
}

/** Where GitHub keeps artifacts: a storage account of Azure, opened by a signature in the URL and by nothing else. */
export const artifactHost = 'productionresultssa0.blob.core.windows.net';

/** `This URL expires after 1 minute.` */
const signatureMs = 60_000;

export class GitHubRuns {
  readonly repository: string;
  readonly runs: EmulatedRun[] = [];
  readonly artifacts: EmulatedArtifact[] = [];
  /** Whether the token has `actions: read`. */
  isReadable = true;
  readonly faults: OperationFault[] = [];
  /** Every request, in the order of arrival; signatures left out. */
  readonly journal: string[] = [];
  readonly now: () => number;
  readonly #workflows: string[] = [];
  readonly #signatures = new Map<string, { readonly artifact: EmulatedArtifact; readonly until: number }>();

  constructor(repository = 'octo-org/payments', now: () => number = Date.now) {
    this.repository = repository;
    this.now = now;
  }

  /** Adds a run; by default one of a schedule that is under way. */
  start(run: Partial<EmulatedRun> = {}): EmulatedRun {
    const added: EmulatedRun = {
      id: 7_000_000_001 + this.runs.length,
      workflow: 'audit.yml',
      event: 'schedule',
      branch: 'main',
      headRepository: this.repository,
      status: 'in_progress',
      conclusion: null,
      ...run,
    };
    this.#workflowId(added.workflow);
    this.runs.push(added);
    return added;
  }

  /** What `actions/upload-artifact` does. */
  upload(run: EmulatedRun, name: string, files: Readonly<Record<string, string>>): EmulatedArtifact {
    const bytes = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const);
    const archive = Buffer.from(zipSync(Object.fromEntries(bytes)));
    const artifact = { id: 501 + this.artifacts.length, run: run.id, name, archive, isExpired: false };
    this.artifacts.push(artifact);
    return artifact;
  }

  /** null: the request is not about runs. */
  answer(request: Request): Outcome | null {
    const base = /^\/api\/v3(?=\/)/.exec(request.path)?.[0] ?? '';
    const root = `/repos/${this.repository}/actions`;
    const path = decodeURIComponent(request.path.slice(base.length));
    if (!path.startsWith(`${root}/`)) return null;
    this.journal.push(`${request.method} ${request.host}${request.path}${request.query && `?${request.query}`}`);
    const asked: Asked = {
      url: `https://${request.host}${request.path}`,
      root: `https://${request.host}${base}${root}`,
      query: new URLSearchParams(request.query),
    };
    const found = request.method === 'GET' ? this.#find(path.slice(root.length), asked) : null;
    if (found === null) return whole('GitHub_Unknown', notFound());
    return answerOrFail(this.faults, found.operation, this.isReadable ? found.reply : forbidden);
  }

  /** What the storage answers. It takes no token: Azure refuses one that is not its own. */
  answerStorage(request: Request): Outcome {
    this.journal.push(`${request.method} ${request.host}${request.path}`);
    const signature = new URLSearchParams(request.query).get('sig') ?? '';
    const signed = this.#signatures.get(signature);
    return answerOrFail(this.faults, 'Artifacts_Content', () => {
      if (request.authorization !== undefined) return storageError(400, 'InvalidAuthenticationInfo');
      if (signed === undefined || signed.until < this.now()) return storageError(403, 'AuthenticationFailed');
      return { status: 200, headers: { 'content-type': 'application/zip' }, body: signed.artifact.archive };
    });
  }

  #find(path: string, asked: Asked): Route | null {
    const [, kind, id = '', rest = ''] = /^\/(workflows|runs|artifacts)(?:\/([^/]+))?(?:\/(.+))?$/.exec(path) ?? [];
    switch ([kind, id === '' ? '' : 'ID', rest].join(' ')) {
      case 'workflows ID ':
        return { operation: 'Workflows_Get', reply: () => this.#showWorkflow(id) };
      case 'workflows ID runs':
        return { operation: 'Runs_ListByWorkflow', reply: () => this.#listRuns(this.#fileOf(id), asked) };
      case 'runs  ':
        return { operation: 'Runs_List', reply: () => this.#listRuns(undefined, asked) };
      case 'runs ID artifacts':
        return { operation: 'Artifacts_ListByRun', reply: () => this.#listArtifacts(Number(id), asked) };
      case 'artifacts  ':
        return { operation: 'Artifacts_List', reply: () => this.#listArtifacts(null, asked) };
      case 'artifacts ID zip':
        return { operation: 'Artifacts_Download', reply: () => this.#redirect(Number(id)) };
      default:
        return null;
    }
  }

  #workflowId(file: string): number {
    if (!this.#workflows.includes(file)) this.#workflows.push(file);
    return 301 + this.#workflows.indexOf(file);
  }

  /** By its number or its file name; null: there is none. */
  #fileOf(selector: string): string | null {
    return this.#workflows.find((file) => file === selector || String(this.#workflowId(file)) === selector) ?? null;
  }

  #showWorkflow(selector: string): Answer {
    const file = this.#fileOf(selector);
    if (file === null) return notFound();
    return json(200, { id: this.#workflowId(file), name: file, path: `.github/workflows/${file}`, state: 'active' });
  }

  /** The latest first. `workflow` undefined: those of all. */
  #listRuns(workflow: string | null | undefined, { query, url }: Asked): Answer {
    if (workflow === null) return notFound();
    const wanted = (name: string, ...values: readonly (string | null)[]): boolean =>
      !query.has(name) || values.includes(query.get(name));
    const found = this.runs.toReversed().filter((run) => {
      if (workflow !== undefined && run.workflow !== workflow) return false;
      return wanted('branch', run.branch) && wanted('event', run.event) && wanted('status', run.status, run.conclusion);
    });
    const shown = page(found, query).map((run) => this.#showRun(run));
    return json(200, { total_count: found.length, workflow_runs: shown }, linkToNext(found.length, url, query));
  }

  #showRun({ id, workflow, event, branch, headRepository, status, conclusion }: EmulatedRun): unknown {
    return {
      ...{ id, name: workflow, event, status, conclusion, path: `.github/workflows/${workflow}` },
      ...{ workflow_id: this.#workflowId(workflow), head_branch: branch, head_sha: 'c'.repeat(40) },
      ...{ repository: { full_name: this.repository }, head_repository: { full_name: headRepository } },
    };
  }

  #listArtifacts(run: number | null, { query, url, root }: Asked): Answer {
    if (run !== null && !this.runs.some(({ id }) => id === run)) return notFound();
    const name = query.get('name');
    // In the order in which they were left: https://github.com/cli/cli/issues/12437
    const found = this.artifacts.filter(
      (one) => (run === null || one.run === run) && (name === null || one.name === name),
    );
    const shown = page(found, query).map(({ id, run: of, name: called, archive, isExpired }) => ({
      ...{ id, name: called, size_in_bytes: archive.length, expired: isExpired },
      archive_download_url: `${root}/artifacts/${String(id)}/zip`,
      workflow_run: { id: of },
    }));
    return json(200, { total_count: found.length, artifacts: shown }, linkToNext(found.length, url, query));
  }

  #redirect(id: number): Answer {
    const artifact = this.artifacts.find((one) => one.id === id);
    if (artifact === undefined) return notFound();
    if (artifact.isExpired) return refuse(410, 'Artifact has expired');
    const signature = randomBytes(16).toString('hex');
    this.#signatures.set(signature, { artifact, until: this.now() + signatureMs });
    const location = `https://${artifactHost}/actions-results/${String(id)}.zip?sp=r&sig=${signature}`;
    return { status: 302, headers: { location }, body: Buffer.alloc(0) };
  }
}

/** Where a request came in: for the URLs in its answer. */
interface Asked {
  readonly url: string;
  /** Of everything about Actions in this repository. */
  readonly root: string;
  readonly query: URLSearchParams;
}

interface Route {
  readonly operation: string;
  readonly reply: () => Answer;
}

function storageError(status: number, code: string): Answer {
  const body = Buffer.from(`<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code></Error>`);
  return { status, headers: { 'content-type': 'application/xml', 'x-ms-error-code': code }, body };
}
