// Azure Policy as a script: the assignment with its identity, the roles of that identity, and the remediation task.
// Without the roles nothing is deployed and nobody is told; without the task nothing happens to what exists already.
import type { ResourceType } from '../../verdict/model.ts';
import { countOf, destinationWords, enumerate } from '../wording.ts';
import { quote, valueOf } from './azure-cli.ts';
import { idOf, openChoices, placeholderName, placeholderWords } from './placeholders.ts';
import type { PolicyAssignment, PolicyGap, PolicyKind, PolicyPlan } from './policy-plan.ts';
import { policyGaps } from './policy-plan.ts';

/** "Enable logging by category group for …": https://github.com/Azure/azure-policy, policyDefinitions/Monitoring/DS_*. */
const definitions: Readonly<Record<ResourceType, Readonly<Record<PolicyKind, string>>>> = {
  vault: {
    'log-analytics': '6b359d8f-f88d-4052-aa7c-32015963ecc1',
    'event-hub': '71153be3-4742-4aae-9aec-150f7589311b',
    storage: 'edf35972-ed56-4c2f-a4a1-65f0471ba702',
  },
  managedHsm: {
    'log-analytics': 'b88bfd90-4da5-43eb-936f-ae1481924291',
    'event-hub': '1abe42e1-a726-4dee-94c2-79f364dac9b7',
    storage: '5a6186f9-04a4-4320-b6ed-a1c3f2ebbc3b',
  },
};

const logAnalyticsContributor = '92aaf0da-9dab-42b6-94a3-d43ce8d16293';
const eventHubsDataOwner = 'f526a384-b230-433a-b45c-95f59c4a2dec';
/** `roleDefinitionIds` of the definitions. */
const roles: Readonly<Record<PolicyKind, readonly string[]>> = {
  'log-analytics': [logAnalyticsContributor],
  storage: [logAnalyticsContributor],
  'event-hub': [logAnalyticsContributor, eventHubsDataOwner],
};

const gapWords: Readonly<Record<PolicyGap, string>> = {
  'profile-cis': 'held to profile cis, and the built-in policies deploy exactly one of the two category groups',
  metrics: 'required to send metrics, and these policies deploy none',
  collision: 'with a setting that sends the audit log to that destination already: a second one is refused (409)',
  'no-room': 'without room for another setting: five is the limit',
  'other-destination': 'in need of another destination than the rest, or of one that these policies cannot name',
};

/** A minute or two is usual until a role assignment holds. */
const settleSeconds = 120;

/** What is said of the policies before the commands, or in their place. */
export function describePolicies({ assignments, gaps }: PolicyPlan): readonly string[] {
  const without = policyGaps
    .map((gap) => [gapWords[gap], gaps.filter((one) => one.gap === gap).length] as const)
    .filter(([, count]) => count > 0)
    .map(([words, count]) => `- ${count} ${words}.`);
  return [
    'A policy also takes care of what is created later. What needs none is among the exceptions of its assignment.',
    '',
    'By category group (6b359d8f-… and its siblings). Not 951af2fa-529b-416e-ab6e-066fd85ac459, which is often',
    'recommended: it calls a setting compliant that sends metrics and no log, and never mends it.',
    ...(assignments.length === 0 ? ['', 'No policy is proposed here.'] : []),
    ...(without.length === 0 ? [] : ['', 'Not mended by a policy, see azure-cli.sh:', ...without]),
  ];
}

/** Commands; none where there is nothing to assign. */
export function renderPolicyCommands({ assignments }: PolicyPlan): string {
  if (assignments.length === 0) return '';
  const variables = [
    ...openChoices(assignments.map(({ choice }) => choice)).map(
      (choice) => [placeholderName(choice).toUpperCase(), placeholderWords(choice)] as const,
    ),
    ...(assignments.some(needsHub) ? [['EVENT_HUB_NAME', 'name of the event hub that takes the logs'] as const] : []),
    ...(assignments.some(({ location }) => location === null)
      ? [['LOCATION', 'region of the identities, such as westeurope'] as const]
      : []),
  ];
  const head = variables.map(([name, words]) => `: "\${${name}:?set it to the ${words}}"`).join('\n');
  return [
    ...(head === '' ? [] : [head]),
    ...assignments.map(renderAssignment),
    `# Role assignments take a while to hold; a task that runs before deploys nothing.\nsleep ${settleSeconds}`,
    ...assignments.map(renderRemediation),
  ].join('\n\n');
}

function renderAssignment(assignment: PolicyAssignment): string {
  const { subscriptionId, type, choice, location, mends, alsoChanges, notScopes } = assignment;
  const scope = `/subscriptions/${subscriptionId}`;
  const title = `${type === 'vault' ? 'Key vaults' : 'Managed HSMs'}: audit log to a ${destinationWords[choice.kind]}`;
  const others = alsoChanges === 0 ? '' : `; ${countOf(alsoChanges, 'other')} there get a setting more`;
  const create = [
    'principal="$(az policy assignment create',
    `--name ${quote(nameOf(assignment))}`,
    `--display-name ${quote(title)}`,
    `--scope ${quote(scope)}`,
    `--policy ${quote(definitions[type][choice.kind])}`,
    `--params ${renderParameters(assignment)}`,
    '--mi-system-assigned',
    `--location ${location === null ? '"$LOCATION"' : quote(location)}`,
    ...(notScopes.length === 0 ? [] : [`--not-scopes ${notScopes.map(quote).join(' ')}`]),
    '--query identity.principalId',
    '--output tsv)"',
  ];
  const grants = roles[choice.kind].flatMap((role) => scopesOf(assignment).map((it) => renderGrant(role, it)));
  return [`# ${title}. Mends ${countOf(mends.length, 'resource')}${others}.`, create.join(' \\\n  '), ...grants].join(
    '\n',
  );
}

function renderGrant(role: string, scope: string): string {
  return [
    'az role assignment create',
    '--assignee-object-id "$principal"',
    '--assignee-principal-type ServicePrincipal',
    `--role ${quote(role)}`,
    `--scope ${scope}`,
  ].join(' \\\n  ');
}

function renderRemediation(assignment: PolicyAssignment): string {
  const { subscriptionId } = assignment;
  const name = nameOf(assignment);
  const id = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/policyAssignments/${name}`;
  return [
    'az policy remediation create',
    `--name ${quote(name)}`,
    `--policy-assignment ${quote(id)}`,
    '--resource-discovery-mode ReEvaluateCompliance',
    `--subscription ${quote(subscriptionId)}`,
  ].join(' \\\n  ');
}

/** The identity writes settings in the subscription, and uses the destination wherever that is. */
function scopesOf({ subscriptionId, choice }: PolicyAssignment): readonly string[] {
  const scope = `/subscriptions/${subscriptionId}`;
  const id = idOf(choice);
  if (id === null) return [quote(scope), valueOf(choice)];
  const isInside = id.toLowerCase().startsWith(`${scope}/`.toLowerCase());
  return isInside ? [quote(scope)] : [quote(scope), quote(id.replace(/\/authorizationRules\/.*$/i, ''))];
}

/** JSON in quotes; what is not known is a variable between two pieces of it. */
function renderParameters({ choice }: PolicyAssignment): string {
  const id = idOf(choice);
  const destination = { literal: id ?? '', variable: id === null ? placeholderName(choice).toUpperCase() : null };
  const hub = { literal: choice.eventHubName ?? '', variable: choice.eventHubName === null ? 'EVENT_HUB_NAME' : null };
  const region = known(choice.region ?? '');
  const values: Readonly<Record<PolicyKind, Readonly<Record<string, ParameterValue>>>> = {
    'log-analytics': { logAnalytics: destination },
    storage: { storageAccount: destination, resourceLocation: region },
    'event-hub': { eventHubAuthorizationRuleId: destination, eventHubName: hub, resourceLocation: region },
  };
  const members = Object.entries({ ...values[choice.kind], categoryGroup: known('audit') });
  const json = members.map(([name, { literal, variable }]) => {
    const text = variable === null ? quote(JSON.stringify(literal)).slice(1, -1) : `"'"$${variable}"'"`;
    return `"${name}":{"value":${text}}`;
  });
  return `'{${json.join(',')}}'`;
}

function known(literal: string): ParameterValue {
  return { literal, variable: null };
}

interface ParameterValue {
  readonly literal: string;
  /** Of the script, in place of the literal. */
  readonly variable: string | null;
}

function needsHub({ choice: { kind, eventHubName } }: PolicyAssignment): boolean {
  return kind === 'event-hub' && eventHubName === null;
}

/** Unique in its subscription, and the same in every run: a second run changes the assignment, not doubles it. */
function nameOf({ type, choice: { kind, region } }: PolicyAssignment): string {
  return [type === 'vault' ? 'kv' : 'hsm', 'audit-log', kind, ...(region === null ? [] : [region])].join('-');
}

/** Kinds that are assigned, in words. */
export function describeAssigned({ assignments }: PolicyPlan): string {
  return enumerate([...new Set(assignments.map(({ choice }) => destinationWords[choice.kind]))]);
}
