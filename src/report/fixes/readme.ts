// The page beside the fixes. No name and no ID in it: only numbers, and words of ours.
import { countOf, countOfResources, enumerate } from '../wording.ts';
import { openChoices, placeholderWords } from './placeholders.ts';
import { describeAssigned } from './policy.ts';
import type { PolicyPlan } from './policy-plan.ts';
import { azureFacts, type PlannedFix } from './remarks.ts';
import type { WholeFix } from './whole.ts';

interface Contents {
  readonly planned: readonly PlannedFix[];
  readonly whole: readonly WholeFix[];
  readonly policies: PolicyPlan;
  /** For the record of a deployment. */
  readonly region: string;
}

export function renderReadme({ planned, whole, policies, region }: Contents): string {
  const created = planned.filter(({ fix }) => fix.action === 'create').length;
  const open = openChoices(planned.flatMap(({ fix }) => fix.destinations)).map(placeholderWords);
  const assigned =
    policies.assignments.length === 0 ? 'none is proposed, and the file says why' : describeAssigned(policies);
  return `# Fixes

${countOfResources(planned.map(({ resource }) => resource))} keep${planned.length === 1 ? 's' : ''} no audit log as required. These files say the same in different languages: use one of them.

- \`azure-cli.sh\`: \`bash azure-cli.sh\`, after \`az login\`
- \`main.bicep\`: \`az deployment sub create ${deploymentOptions(region)}\`, with the files beside it
- \`main.tf\`: \`terraform init && terraform apply\`, azurerm 4.31 or later, 5 too; settings that exist are imported
- \`policy.sh\`: Azure Policy, for many at once and for what comes later (${assigned})

Settings: ${countOf(created, 'new one')}, ${planned.length - created} changed. Bicep and Terraform have ${whole.length} of ${planned.length}.
${open.length === 0 ? '' : `To fill in: the ${enumerate(open)}.\n`}
The destination is the one of its kind that most compliant vaults of the tenant use, in the same region where Azure demands it; else the only one that the requirement allows; else it is left to you.

${azureFacts.map((fact) => `- ${fact}`).join('\n')}
- Azure takes at most five settings for a resource, and refuses (409) what sends one category to one destination twice.
`;
}

/**
 * By default a deployment is named after its file, and Azure refuses (InvalidDeploymentLocation) a name that a subscription
 * has in another region: `main` is the name of many.
 */
export function deploymentOptions(region: string): string {
  return `--name key-vault-audit-${region} --location ${region} --template-file main.bicep`;
}
