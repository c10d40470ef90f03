// The folder fixes/: the same fixes in four languages, and a page that says which is which. Report files are whole.
import type { Report } from '../../verdict/model.ts';
import type { RenderedFiles, ReportFile } from '../context.ts';
import { failing } from '../findings.ts';
import { countOf } from '../wording.ts';
import { renderFixCommands } from './azure-cli.ts';
import { renderBicepFiles } from './bicep.ts';
import { regionOf } from './choices.ts';
import { planFor } from './plan.ts';
import { describePolicies, renderPolicyCommands } from './policy.ts';
import { planPolicies } from './policy-plan.ts';
import { azureFacts, type PlannedFix } from './remarks.ts';
import { deploymentOptions, renderReadme } from './readme.ts';
import { isSafeResourceId } from './safe.ts';
import { renderTerraformFile } from './terraform.ts';
import { toWholeFix, type WholeFix } from './whole.ts';

export const fixesFolder = 'fixes';

/** Of one template: https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices#template-limits */
const maxModules = 800;

/** For the noncompliant; what is waived is left as it is. */
export function renderFixFiles(report: Report): RenderedFiles {
  const plan = planFor(report);
  const planned = failing(report).map((resource) => ({ resource, fix: plan(resource) }));
  if (planned.length === 0) return { files: [], note: 'No fixes were written: nothing is noncompliant.' };

  const whole = planned.map(toWholeFix).filter((one) => one !== null);
  const policies = planPolicies(report, failing(report));
  const files: readonly ReportFile[] = [
    { path: 'README.md', text: renderReadme({ planned, whole, policies, region: deploymentRegion(planned) }) },
    { path: 'azure-cli.sh', text: renderCliFile(planned) },
    ...renderBicepFiles(whole.slice(0, maxModules), bicepHead(planned, whole)),
    { path: 'main.tf', text: renderTerraformFile(whole, terraformHead(planned, whole)) },
    { path: 'policy.sh', text: renderScriptFile(describePolicies(policies), renderPolicyCommands(policies)) },
  ];
  return { files: files.map(({ path, text }) => ({ path: `${fixesFolder}/${path}`, text })), note: null };
}

function renderCliFile(planned: readonly PlannedFix[]): string {
  const named = planned.filter(({ resource, fix }) => isSafeResourceId(resource.id) && fix.setting !== null);
  const head = [
    'Sign in with `az login` first. Running it twice does no harm.',
    ...azureFacts,
    ...leftOut(planned.length - named.length),
  ];
  return renderScriptFile(head, renderFixCommands(named));
}

/** https://github.com/Azure/azure-cli/blob/dev/doc/use_cli_with_git_bash.md; means nothing to other shells. */
const noPathConversion = 'export MSYS_NO_PATHCONV=1 # Git Bash on Windows would take IDs for paths, and change them';

function renderScriptFile(head: readonly string[], commands: string): string {
  const comments = head.map((line) => `# ${line}`.trimEnd()).join('\n');
  return `#!/usr/bin/env bash\n${comments}\nset -euo pipefail\n${commands === '' ? '' : `${noPathConversion}\n\n${commands}\n`}`;
}

function bicepHead(planned: readonly PlannedFix[], whole: readonly WholeFix[]): readonly string[] {
  const [first] = whole;
  const subscription = first === undefined ? '' : ` --subscription ${first.target.subscriptionId}`;
  return [
    `az deployment sub create${subscription} ${deploymentOptions(deploymentRegion(planned))}`,
    '(the region is only where Azure keeps the record of the deployment; add --what-if to look first)',
    ...azureFacts,
    ...(whole.length > maxModules ? [`${whole.length - maxModules} more did not fit into one template.`] : []),
    ...leftOut(planned.length - whole.length),
  ];
}

/** Any region of the cloud at hand will do. */
function deploymentRegion(planned: readonly PlannedFix[]): string {
  return planned.map(({ resource }) => regionOf(resource)).find((region) => region !== null) ?? 'REGION';
}

function terraformHead(planned: readonly PlannedFix[], whole: readonly WholeFix[]): readonly string[] {
  return [
    'terraform init, terraform plan, terraform apply. In a configuration of your own, leave out the first two blocks.',
    ...azureFacts,
    ...leftOut(planned.length - whole.length),
  ];
}

function leftOut(count: number): readonly string[] {
  if (count === 0) return [];
  return [
    `${countOf(count, 'resource')} left out: a name cannot be shown here, or one of five settings has to be chosen by you.`,
  ];
}
