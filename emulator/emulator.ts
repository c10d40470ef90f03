// The emulator as one thing: GitHub's token issuer and API, Entra ID and Resource Manager for one estate, on one port.
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service } from './answers.ts';
import { certificates, type Certificates } from './certificates.ts';
import { clouds } from './clouds.ts';
import { createEntra } from './entra.ts';
import { parseEstate, type EstateInput } from './estate.ts';
import type { FaultsInput } from './faults.ts';
import { createGitHubApi, githubToken } from './github-api.ts';
import { GitHubConversations } from './github-conversations.ts';
import { artifactHost, GitHubRuns } from './github-runs.ts';
import { createGitHubIssuer, signingKey, type GitHubIssuer } from './github-issuer.ts';
import { createResourceManager } from './resource-manager/front-door.ts';
import { startServer, type RecordedRequest } from './server.ts';
import { Tokens } from './tokens.ts';

export interface EmulatorOptions {
  readonly estate: EstateInput;
  /** Laid over the estate's own `faults`, member by member. */
  readonly faults?: FaultsInput;
  /** Where the certificate of the authority goes, and the list of refused connections; made if absent. */
  readonly directory: string;
  /** Milliseconds since the epoch; real time by default. */
  readonly now?: () => number;
  /** Keeps headers and answers of Resource Manager in the request log. */
  readonly keepAnswers?: boolean;
  readonly port?: number;
  /** Comments and issues that are there already; none by default. */
  readonly conversations?: GitHubConversations;
  /** Workflow runs and their artifacts; none by default. */
  readonly runs?: GitHubRuns;
}

export interface Emulator {
  readonly port: number;
  /** PEM file of the certificate authority. */
  readonly caFile: string;
  /** What a runner, and `node --import` the preload, would give a program in its environment. */
  readonly environment: () => Record<string, string>;
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** `host:port` of every connection that programs under the preload tried to open elsewhere. */
  readonly refusals: () => readonly string[];
  /** Every token issued so far: GitHub's, Entra's, and those that open GitHub's issuer and API. */
  readonly secrets: () => readonly string[];
  readonly revokeTokens: () => void;
  /** Moves the emulator's clock ahead. */
  readonly advance: (ms: number) => void;
  readonly refuseConnections: (forMs: number) => void;
  readonly close: () => Promise<void>;
}

/** Starts an emulator. Throws when the estate is not understood, with the path of every problem. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const estate = parseEstate({ ...options.estate, faults: { ...options.estate.faults, ...options.faults } });
  let ahead = 0;
  const clock = options.now ?? Date.now;
  const now = (): number => clock() + ahead;
  const [made, key] = await Promise.all([certificates(), signingKey()]);
  const tokens = new Tokens(estate.faults.revokeTokens);
  const github = createGitHubIssuer(estate, key, now);
  const { repository } = estate.github;
  const runs = options.runs ?? new GitHubRuns(repository);
  const githubApi = createGitHubApi(estate, options.conversations ?? new GitHubConversations(repository), runs);
  const artifacts: Service = (request) => runs.answerStorage(request);
  const entra = createEntra(estate, tokens, key.publicKey, now);
  const resourceManager = createResourceManager(estate, tokens, now);
  const outage = estate.faults.refuseConnections;

  const server = await startServer(
    {
      certificates: made,
      serviceFor: router({ github: github.service, githubApi, artifacts, entra, resourceManager }),
      now,
      tokenNumber: (authorization) => tokens.numberOf(authorization),
      keepAnswersOf: (host) => options.keepAnswers === true && managementHosts.has(host),
      onRequest: (count) => {
        if (count === outage?.afterRequests) server.refuseConnections(outage.forMs);
      },
    },
    options.port,
  );
  const { caFile, refusalsFile } = await layOut(options.directory, made);
  return {
    port: server.port,
    caFile,
    environment: () => environmentFor(github, server.port, caFile, refusalsFile),
    requests: server.requests,
    refusals: () => linesOf(refusalsFile),
    secrets: () => [github.requestToken, githubToken, ...github.issued, ...tokens.values()],
    revokeTokens: () => {
      tokens.revokeAll();
    },
    advance: (ms) => {
      ahead += ms;
    },
    refuseConnections: server.refuseConnections,
    close: server.close,
  };
}

/** The files that programs under the preload need. */
async function layOut(directory: string, made: Certificates): Promise<{ caFile: string; refusalsFile: string }> {
  await mkdir(directory, { recursive: true });
  const caFile = join(directory, 'emulator-ca.pem');
  const refusalsFile = join(directory, 'emulator-refusals.txt');
  await Promise.all([writeFile(caFile, made.authority), writeFile(refusalsFile, '')]);
  return { caFile, refusalsFile };
}

function environmentFor(
  github: GitHubIssuer,
  port: number,
  caFile: string,
  refusalsFile: string,
): Record<string, string> {
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: github.requestUrl,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.requestToken,
    NODE_EXTRA_CA_CERTS: caFile,
    NODE_OPTIONS: `--import ${new URL('preload.mjs', import.meta.url).href}`,
    EMULATOR_PORT: String(port),
    EMULATOR_REFUSALS: refusalsFile,
  };
}

const managementHosts = new Set(Object.values(clouds).map(({ managementHost }) => managementHost));
const authorityHosts = new Set(Object.values(clouds).flatMap(({ authorityHosts: hosts }) => [...hosts]));

interface Services {
  readonly github: Service;
  readonly githubApi: Service;
  readonly artifacts: Service;
  readonly entra: Service;
  readonly resourceManager: Service;
}

/** Who answers under which host name. */
function router(services: Services): (host: string) => Service | null {
  return (host) => {
    if (managementHosts.has(host)) return services.resourceManager;
    if (authorityHosts.has(host)) return services.entra;
    if (host.endsWith('.actions.githubusercontent.com')) return services.github;
    if (host === artifactHost) return services.artifacts;
    return host === 'api.github.com' || host === 'github.example.com' ? services.githubApi : null;
  };
}

function linesOf(file: string): readonly string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}
