// The configuration step: which file counts at which commit, what it says, and what a pull request would make of it.
import type { Configuration } from './config/configuration.ts';
import type { ConfigLocation } from './config/location.ts';
import { notFound, understandFile } from './configuration-file.ts';
import { AuditError } from './errors.ts';
import type { Inputs } from './inputs.ts';
import { resolveDemand, type Demand } from './demand.ts';
import type { Clock, CommittedFile, FileReading, Host, Repository, RunCommits } from './ports.ts';
import { describeChanges } from './proposal.ts';
import type { ConfigurationSource, ProposedConfiguration } from './verdict/model.ts';

export interface ConfigureParts {
  readonly host: Pick<Host, 'info'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly commits: RunCommits;
  /** `owner/name` of the workflow. */
  readonly ownRepository: string;
  readonly repository: Repository;
  /** Whether others may read what is printed: then nothing of a file of another repository is quoted. */
  readonly isPublic: boolean;
}

/** What is demanded, and which file said so. */
export interface Configured {
  readonly demand: Demand;
  readonly file: ConfigurationSource | null;
  readonly proposed: ProposedConfiguration | null;
}

/** Throws AuditError: a file that is not understood, not there or not readable ends the run before it signs in. */
export async function configure(parts: ConfigureParts, inputs: Inputs): Promise<Configured> {
  const { host } = parts;
  const location = inputs.configFile;
  if (location.kind === 'none') {
    host.info('No configuration file: config-file is none.');
    return { demand: resolveDemand(inputs, null), file: null, proposed: null };
  }
  const file = await locate(parts, location);
  const reading = await readInForce(parts, location, file);
  const { configuration, source } = understand(parts, location, file, reading);
  host.info(describeSource(file, configuration));
  const demand = resolveDemand(inputs, configuration);
  demand.notes.forEach((note) => {
    host.info(note.replace(/\s+/g, ' '));
  });
  return { demand, file: source, proposed: await readProposed(parts, inputs, demand, file, reading) };
}

interface LocatedFile extends CommittedFile {
  /** As it was asked for. */
  readonly ref: string;
}

type Wanted = Exclude<ConfigLocation, { kind: 'none' }>;

async function locate(parts: ConfigureParts, location: Wanted): Promise<LocatedFile> {
  const { path } = location;
  if (location.kind === 'elsewhere') {
    const { repository, ref } = location;
    return { repository, path, ref, commit: await parts.repository.resolveRef(repository, ref) };
  }
  const commit = parts.commits.inForce;
  if (commit === null) throw commitUnknown();
  return { repository: parts.ownRepository, path, ref: commit, commit };
}

/**
 * Where somebody proposes a change, their code may have run in an earlier step, and the checkout is theirs: GitHub itself
 * is asked then. A file that the checkout does not have may be there all the same.
 */
async function readInForce(parts: ConfigureParts, location: Wanted, file: LocatedFile): Promise<FileReading> {
  const isOwnCheckout = location.kind === 'here' && !parts.commits.isProposal;
  const committed = isOwnCheckout ? await parts.repository.readCheckout(file.commit, file.path) : null;
  return committed ?? parts.repository.readFile(file);
}

function understand(
  parts: ConfigureParts,
  location: Wanted,
  file: LocatedFile,
  reading: FileReading,
): { configuration: Configuration | null; source: ConfigurationSource | null } {
  if (reading.kind === 'absent') {
    if (location.kind === 'here' && location.isDefault) return { configuration: null, source: null };
    throw notFound(file);
  }
  // On a pull request the lines are those of the base: pointing at them in its own diff would mislead.
  const isAtHand = location.kind === 'here' && !parts.commits.isProposal;
  const isSecret = location.kind === 'elsewhere' && parts.isPublic;
  const where = `${file.path} of ${file.repository} at commit ${file.commit}`;
  const configuration = understandFile(reading, { name: where, path: file.path, isAtHand, isSecret }, parts.clock);
  const { repository, path, ref, commit } = file;
  return { configuration, source: { repository, path, ref, commit } };
}

function describeSource({ repository, path, ref, commit }: LocatedFile, configuration: Configuration | null): string {
  const at = ref === commit ? `commit ${commit}` : `${ref} (commit ${commit})`;
  if (configuration === null) {
    return `There is no configuration file ${path} in ${repository} at ${at}: inputs and defaults hold.`;
  }
  const { waivers, overrides } = configuration;
  return `Configuration file in force: ${path} of ${repository} at ${at} (overrides: ${overrides.length}, waivers: ${waivers.length}).`;
}

/** Never throws: a proposal decides nothing. */
async function readProposed(
  parts: ConfigureParts,
  inputs: Inputs,
  inForce: Demand,
  file: LocatedFile,
  reading: FileReading,
): Promise<ProposedConfiguration | null> {
  const commit = parts.commits.proposed;
  if (commit === null || commit === file.commit || inputs.configFile.kind !== 'here') return null;
  try {
    const { repository, path } = file;
    const proposal = await parts.repository.readFile({ repository, path, commit });
    if (isSame(reading, proposal)) return null;
    const naming = { name: `${path} at commit ${commit}`, path, isAtHand: false, isSecret: false };
    const configuration = proposal.kind === 'absent' ? null : understandFile(proposal, naming, parts.clock);
    const changes = describeChanges(inForce, resolveDemand(inputs, configuration));
    const told = [...(configuration === null ? ['It removes the file.'] : []), ...changes];
    return { commit, changes: told.length > 0 ? told : ['It changes the file, but nothing of what it demands.'] };
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    const intro = error.code === 'KVA-CONFIG-UNREADABLE' ? 'What it would change is not known.' : 'It breaks the file.';
    return { commit, changes: [`${intro} ${error.message}`] };
  }
}

function isSame(one: FileReading, other: FileReading): boolean {
  if (one.kind === 'file' && other.kind === 'file') return Buffer.from(one.bytes).equals(other.bytes);
  return one.kind === 'absent' && other.kind === 'absent';
}

function commitUnknown(): AuditError {
  return new AuditError({
    code: 'KVA-CONFIG-UNREADABLE',
    message:
      'Whether there is a configuration file could not be found out: neither the variables of the runner nor the event say at which commit to look for it.',
    fix: ['If no configuration file is wanted, say so with the input config-file: none.'],
  });
}
