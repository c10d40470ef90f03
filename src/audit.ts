// The story of a run: inputs → is there a token → configuration file → sign in → look at everything → decide → say it,
// and only then fail.
import type {
  Azure,
  Clock,
  Conversations,
  Host,
  Interruption,
  Repository,
  RunCommits,
  RunContext,
  SignedIn,
} from './ports.ts';
import { readBaseline } from './compare.ts';
import { configure, type ConfigureParts } from './configure.ts';
import { decide } from './decide.ts';
import type { Demand } from './demand.ts';
import { AuditError } from './errors.ts';
import { parseInputs, type Inputs } from './inputs.ts';
import { publish } from './publish.ts';
import { renderProgressLine } from './report/log.ts';
import { toOutputs } from './report/outputs.ts';
import { renderValidationLines, renderValidationSummary } from './report/validation.ts';
import { surveyEstate, type Assignment, type Progress, type Survey } from './survey.ts';
import { countPlaces, tellPeople, type Story, type TellParts } from './tell/tell.ts';
import { validate } from './validate.ts';
import type { Report } from './verdict/model.ts';

/** Everything that the story needs from outside. */
export interface AuditParts {
  readonly host: Host;
  readonly clock: Clock;
  readonly context: RunContext;
  readonly commits: RunCommits;
  /** Files of repositories, by the input `github-token`. */
  readonly repositoryOf: (inputs: Inputs) => Repository;
  /** Comments and issues of the workflow's repository, by the same token. */
  readonly conversationsOf: (inputs: Inputs) => Conversations;
  /** The raw value of an input; empty when it is not given. */
  readonly readInput: (name: string) => string;
  /** Throws AuditError when GitHub offers this job no token. */
  readonly requireIdToken: () => void;
  /** Starts the time budget: when it is over, reading ends. */
  readonly limitTime: (minutes: number) => void;
  /** Why reading ended before its time; null: it did not. */
  readonly interruption: () => Interruption | null;
  /** Throws AuditError that explains the refusal. */
  readonly signIn: (inputs: Inputs) => Promise<SignedIn>;
  /** Portal of the cloud. */
  readonly portalOf: (inputs: Inputs) => string;
  /** Absolute folder that the reports go to. */
  readonly reportDirectoryOf: (inputs: Inputs) => string;
  /** Called once it is known: from here on nothing may name a resource in the log. */
  readonly onRedacted: () => void;
  readonly tool: Report['tool'];
  /** Where the documentation is read, without a trailing slash. */
  readonly docs: string;
}

/** Runs the audit and says what it found. Resolves to whether the job fails. Throws AuditError. */
export async function audit(parts: AuditParts): Promise<boolean> {
  const { clock } = parts;
  const startedAt = clock.now();
  const inputs = readInputs(parts);
  if (inputs.mode === 'validate') return validateOnly(parts, inputs);
  try {
    return await auditEstate(parts, inputs, startedAt);
  } catch (error) {
    await tellError(parts, inputs, error);
    throw error;
  }
}

/**
 * GitHub passes a repository's variables to the workflows of its forks no more than a token, so inputs are empty there that
 * nobody can correct: then that there is no token is what has to be said. On pull_request_target forks have both.
 */
function readInputs({ readInput, context, requireIdToken }: AuditParts): Inputs {
  try {
    return parseInputs(readInput);
  } catch (error) {
    const isValidation = readInput('mode').trim().toLowerCase() === 'validate';
    if (context.isForkPullRequest && context.eventName !== 'pull_request_target' && !isValidation) requireIdToken();
    throw error;
  }
}

async function auditEstate(parts: AuditParts, inputs: Inputs, startedAt: number): Promise<boolean> {
  const { host } = parts;
  if (inputs.timeoutMinutes !== null) parts.limitTime(inputs.timeoutMinutes);
  parts.requireIdToken();
  const configured = await inGroup(host, 'Read the configuration', () =>
    configure(toConfigureParts(parts, inputs), inputs),
  );

  const { azure, isRedacted } = await inGroup(host, 'Sign in to Azure', () => signIn(parts, inputs));

  const survey = await inGroup(host, 'Read the diagnostic settings', () =>
    surveyWithProgress(parts, azure, inputs, configured.demand),
  );
  const baseline = await readBaseline(host, inputs.baseline);
  const { report, outcome, isWhole } = decide(inputs, {
    tool: parts.tool,
    startedAt,
    finishedAt: parts.clock.now(),
    configured,
    survey,
    interruption: parts.interruption(),
    baseline,
    requests: azure.requestCounts(),
  });
  await publish(host, {
    report,
    outcome,
    isRedacted,
    portal: parts.portalOf(inputs),
    docs: parts.docs,
    runUrl: parts.context.runUrl,
    workflowPath: parts.context.workflowPath,
    formats: inputs.reports,
    directory: parts.reportDirectoryOf(inputs),
    baselineProblem: baseline.problem,
    tell: (shown, context) =>
      tellPeople(toTellParts(parts, inputs), { kind: 'report', report: shown, isWhole }, context),
    tellWarnings: countPlaces(inputs),
  });
  return outcome.failsJob;
}

/** No verdict is a failure too: whoever waits for the audit must hear that there was none. */
async function tellError(parts: AuditParts, inputs: Inputs, error: unknown): Promise<void> {
  const { docs, context } = parts;
  const code = error instanceof AuditError ? error.code : 'KVA-INTERNAL';
  const story: Story = { kind: 'error', code };
  const rendering = { portal: '', docs, runUrl: context.runUrl, redacted: true, reportFiles: [] };
  await tellPeople(toTellParts(parts, inputs), story, rendering);
}

function toTellParts(parts: AuditParts, inputs: Inputs): TellParts {
  const { host, context } = parts;
  return { host, context, inputs, conversations: parts.conversationsOf(inputs) };
}

async function signIn(parts: AuditParts, inputs: Inputs): Promise<{ azure: Azure; isRedacted: boolean }> {
  const { azure, presented } = await parts.signIn(inputs);
  const isRedacted = shouldRedact(inputs, presented?.visibility ?? parts.context.visibility);
  if (isRedacted) parts.onRedacted();
  const who = isRedacted ? '' : ` to tenant ${inputs.tenantId} as client ${inputs.clientId}`;
  parts.host.info(`Signed in${who}.`);
  if (presented !== null) parts.host.info(`GitHub's token named this job ${presented.subject}.`);
  return { azure, isRedacted };
}

/** What anybody can read must not be a map of unlogged vaults. A repository of unknown visibility may be public. */
function shouldRedact(inputs: Inputs, visibility: RunContext['visibility']): boolean {
  if (inputs.redact !== 'auto') return inputs.redact === 'always';
  return visibility !== 'private' && visibility !== 'internal';
}

/** Lines of progress this far apart; a run that is over before prints none. */
const progressIntervalMs = 5_000;

async function surveyWithProgress(parts: AuditParts, azure: Azure, inputs: Inputs, demand: Demand): Promise<Survey> {
  const { host, clock } = parts;
  const progress: Progress = { found: 0, read: 0 };
  const done = new AbortController();
  const tell = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(progressIntervalMs, done.signal);
      host.info(renderProgressLine({ ...progress, waitingUntil: azure.waitingUntil() }));
    }
  };
  // Ends by the abort below, which is how it is meant to end.
  const telling = tell().catch(() => undefined);
  try {
    return await surveyEstate(azure, toAssignment(inputs, demand), progress);
  } finally {
    done.abort();
    await telling;
  }
}

function toAssignment(inputs: Inputs, demand: Demand): Assignment {
  return {
    subscriptions: demand.subscriptions,
    managementGroups: demand.managementGroups,
    types: inputs.resourceTypes,
    scope: demand.scope,
    tags: demand.tags,
    rules: demand.rules,
    verifyDestinations: demand.verifyDestinations,
    confirmCoverage: inputs.coverage === 'subscription',
  };
}

/** Looks at the configuration file, and at nothing else. Never fails the job but by an error. */
async function validateOnly(parts: AuditParts, inputs: Inputs): Promise<boolean> {
  const { host } = parts;
  const validation = await validate(toConfigureParts(parts, inputs), inputs);
  renderValidationLines(validation).forEach(host.info);
  await host.writeSummary(renderValidationSummary(validation));
  for (const [name, value] of Object.entries(toOutputs(null, {}))) {
    host.setOutput(name, name === 'result' ? 'pass' : value);
  }
  return false;
}

function toConfigureParts(parts: AuditParts, inputs: Inputs): ConfigureParts {
  const { host, clock, commits, context } = parts;
  return {
    host,
    clock,
    commits,
    ownRepository: context.repository,
    repository: parts.repositoryOf(inputs),
    isPublic: shouldRedact(inputs, context.visibility),
  };
}

async function inGroup<Value>(host: Host, title: string, phase: () => Promise<Value>): Promise<Value> {
  host.startGroup(title);
  try {
    return await phase();
  } finally {
    host.endGroup();
  }
}
