// Does a destination still exist? One read of each; only its absence takes it out of the count.
import type { Destination, DestinationCheck, DestinationKind, ReadFailure } from '../verdict/model.ts';
import type { Arm } from './arm.ts';
import type { DestinationReader } from '../ports.ts';
import { destinationBody, parseBody } from './wire.ts';
import { isFailureWithCode, toPath } from './arm.ts';
import { answerOf } from '../verdict/detail.ts';
import { toFailure } from './answers.ts';
import { withoutTrailingSlash } from '../verdict/model.ts';

/**
 * Api-versions of each kind, some years old: Azure Government and China get new ones that late, and a destination that
 * cannot be asked for counts. Partner solutions are of many types: there is no one version to ask with.
 */
const apiVersions: Readonly<Record<Exclude<DestinationKind, 'partner'>, string>> = {
  'log-analytics': '2022-10-01',
  storage: '2023-01-01',
  'event-hub': '2021-11-01',
};

/** Codes of a 404 that say that the thing itself is not there. */
const goneCodes = ['ResourceNotFound', 'ResourceGroupNotFound', 'ParentResourceNotFound'];

export function createDestinationReader(arm: Arm): DestinationReader {
  return {
    readDestination: async ({ kind, id }) => {
      if (kind === 'partner') return { state: 'unchecked', notes: [], location: null };
      // It may be encoded already, and encoded once more it would name something that does not exist.
      if (id.includes('%')) return describeAbsence({ kind, id }, oddId);
      try {
        // A slash at its end names the same destination, but as a path it would name nothing: a wrong "missing".
        const path = toPath(withoutTrailingSlash(id));
        const body = parseBody(destinationBody, await arm.getJson(`${path}?api-version=${apiVersions[kind]}`));
        return { state: 'verified', notes: describeObstacles({ kind, id }, body), location: body.location ?? null };
      } catch (error) {
        return describeAbsence({ kind, id }, toFailure(error));
      }
    },
  };
}

function describeAbsence({ kind, id }: Destination, failure: ReadFailure): DestinationCheck {
  if (failure.status === 404 && isFailureWithCode(failure, ...goneCodes)) {
    return { state: 'missing', notes: [`The ${kind} destination ${id} no longer exists.`], location: null };
  }
  const note = `The ${kind} destination ${id} could not be verified; it counts all the same. ${answerOf(failure)}`;
  return { state: 'unverified', notes: [note.trim()], location: null };
}

const oddId: ReadFailure = { reason: 'unreadable-response', status: null, code: null, message: 'Its ID contains "%".' };

type Body = ReturnType<typeof parseBody<typeof destinationBody>>;

/** What may keep logs from arriving. Never a verdict: the answer shows a configuration, not a delivery. */
function describeObstacles({ kind, id }: Destination, body: Body): string[] {
  if (kind === 'storage') {
    const notes: string[] = [];
    const acls = body.properties?.networkAcls;
    if (isSame(acls?.defaultAction, 'Deny') && !/\bAzureServices\b/i.test(acls?.bypass ?? '')) {
      notes.push(
        `The storage account ${id} denies all networks and does not let trusted Azure services in: logs may not arrive.`,
      );
    }
    if (/^premium/i.test(body.sku?.name ?? '')) {
      notes.push(`The storage account ${id} is of the premium kind, which Azure Monitor does not write logs to.`);
    }
    return notes;
  }
  if (kind === 'event-hub') {
    const rights = body.properties?.rights;
    const lacking = ['Manage', 'Send', 'Listen'].filter((right) => !(rights ?? []).some((one) => isSame(one, right)));
    if (rights && lacking.length > 0)
      return [`The Event Hubs rule ${id} lacks ${lacking.join(', ')}: logs may not arrive.`];
  }
  return [];
}

function isSame(a: string | null | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}
