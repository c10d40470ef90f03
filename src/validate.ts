// Mode `validate`: looks at the configuration file that is proposed, and at nothing else. No Azure, no token of GitHub's
// issuer; a pull request check on the file itself.
import { toSampleResource, toSamples, type Sample } from './config/samples.ts';
import type { Configuration } from './config/configuration.ts';
import { notFound, understandFile, type FileNaming } from './configuration-file.ts';
import type { ConfigureParts } from './configure.ts';
import { AuditError } from './errors.ts';
import type { Inputs } from './inputs.ts';
import { resolveDemand, type Demand } from './demand.ts';
import type { FileReading } from './ports.ts';
import type { ValidatedSample, Validation } from './report/validation.ts';
import { isLeftOut, isMatch } from './verdict/match.ts';
import { isInScope, requirementFor, toApplied } from './verdict/requirement.ts';
import { daysBetween, soonDays } from './verdict/waivers.ts';

/** Throws AuditError when the file is not there or not understood. */
export async function validate(parts: ConfigureParts, inputs: Inputs): Promise<Validation> {
  const { reading, naming } = await readProposal(parts, inputs);
  const configuration = understandFile(reading, naming, parts.clock);
  const described = describeConfiguration(configuration, inputs, naming.name, parts.clock.now());
  return naming.isSecret ? withoutText(described) : described;
}

/** That it is understood is all that may be said where others can read it. */
function withoutText({ name }: Validation): Validation {
  return { name, values: {}, samples: [], notes: ['What it says is not shown, because others may read this page.'] };
}

/** What a file comes to for the samples of its own rules, and for these IDs or names. */
export function describeConfiguration(
  configuration: Configuration,
  inputs: Inputs,
  name: string,
  now: number,
  ids: readonly string[] = [],
): Validation {
  const demand = resolveDemand(inputs, configuration);
  const today = new Date(now).toISOString().slice(0, 10);
  const asked = ids.map((id): Sample => ({ origin: 'asked for', resource: toSampleResource(id) }));
  return {
    name,
    values: demand.values,
    samples: [...asked, ...toSamples(configuration)].map((sample) => toValidated(sample, demand, today)),
    notes: [...demand.notes, ...demand.waivers.flatMap((waiver) => describeEnd(waiver, today))],
  };
}

function toValidated({ origin, resource }: Sample, demand: Demand, today: string): ValidatedSample {
  const [waiver] = demand.waivers
    .filter(({ match }) => isMatch(match, resource))
    .toSorted((a, b) => daysBetween(a.expires, b.expires));
  return {
    origin,
    id: resource.id,
    scope: !isInScope(resource, demand.scope)
      ? 'excluded'
      : isLeftOut(resource, demand.tags)
        ? 'left out by its tags'
        : 'in scope',
    requirement: toApplied(requirementFor(resource, demand.rules)),
    waiver:
      waiver === undefined
        ? null
        : { owner: waiver.owner, expires: waiver.expires, daysLeft: daysBetween(today, waiver.expires) },
  };
}

function describeEnd({ line, owner, expires }: Demand['waivers'][number], today: string): string[] {
  const left = daysBetween(today, expires);
  if (left > soonDays) return [];
  const when = left < 0 ? `ran out on ${expires} and does not count any more` : `runs out soon, on ${expires}`;
  return [`The waiver in line ${line} (owner ${owner}) ${when}.`];
}

interface Proposal {
  readonly reading: Exclude<FileReading, { kind: 'absent' }>;
  readonly naming: FileNaming;
}

/** The file as it lies in the workspace, which is what the pull request would make of it; without a checkout, by GitHub. */
async function readProposal(parts: ConfigureParts, inputs: Inputs): Promise<Proposal> {
  const { repository, commits, ownRepository } = parts;
  const location = inputs.configFile;
  if (location.kind === 'none') {
    throw new AuditError({
      code: 'KVA-INPUT',
      message: 'With mode: validate and config-file: none there is nothing to look at.',
      fix: ['Name a file with config-file, or leave it out for .github/keyvault-audit.yml.'],
    });
  }
  const { path } = location;
  if (location.kind === 'here') {
    const local = await repository.readWorkspace(path);
    const naming = { name: path, path, isAtHand: true, isSecret: false };
    if (local !== null && local.kind !== 'absent') return { reading: local, naming };
  }
  const commit =
    location.kind === 'here'
      ? (commits.proposed ?? commits.own ?? '')
      : await repository.resolveRef(location.repository, location.ref);
  const file = { repository: location.kind === 'here' ? ownRepository : location.repository, path, commit };
  const reading = await repository.readFile(file);
  const isAtHand = location.kind === 'here';
  if (reading.kind === 'absent') throw notFound(file, { isProposal: isAtHand });
  const name = `${path} of ${file.repository} at commit ${commit}`;
  return { reading, naming: { name, path, isAtHand, isSecret: !isAtHand && parts.isPublic } };
}
