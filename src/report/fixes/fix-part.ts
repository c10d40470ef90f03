// "How to fix it" in the job summary: for each reason that occurs, what to do, and commands with the real IDs.
import type { Report } from '../../verdict/model.ts';
import type { Part } from '../budget.ts';
import type { RenderContext } from '../context.ts';
import { failing, unknown, type Finding } from '../findings.ts';
import {
  blocks,
  bold,
  codeBlock,
  details,
  heading,
  lineBreak,
  listItem,
  paragraph,
  type Markdown,
} from '../markdown.ts';
import { countOfResources, wordsFor, type Reason } from '../wording.ts';
import { renderFixScript, renderRoleScript, type Script } from './azure-cli.ts';
import { planFor, type Fix } from './plan.ts';
import { azureFacts } from './remarks.ts';

/** Resources that one script names: more is a job for Azure Policy, not for a paste. */
const maxTargets = 50;

/** One block for each reason, the worst first. */
export function toFixPart(report: Report, context: RenderContext): Part {
  const plan = planFor(report);
  const failingOnes = failing(report);
  const blocksOfFailing = byReason(failingOnes).map(([reason, findings]) => {
    const fixes = context.redacted ? [] : findings.map((resource) => ({ resource, fix: plan(resource) }));
    return renderBlock(reason, findings, renderFixScript(fixes, maxTargets), describeDestination(fixes));
  });
  const blocksOfUnknown = byReason(unknown(report)).map(([reason, findings]) => {
    const grants = reason === 'forbidden' && !context.redacted ? findings : [];
    return renderBlock(reason, findings, renderRoleScript(subscriptionsOf(grants), maxTargets), '');
  });
  return {
    noun: 'reasons with a fix',
    rows: [...blocksOfFailing, ...blocksOfUnknown],
    frame: (shown) => {
      const facts = failingOnes.length === 0 ? '' : azureFacts.map((fact) => listItem(fact)).join('');
      return blocks([heading(3, '🔧 How to fix it'), ...shown, facts]);
    },
    keeps: 0.15,
  };
}

function renderBlock(reason: Reason, findings: readonly Finding[], script: Script, remark: Markdown): Markdown {
  const { short, advice } = wordsFor(reason);
  const title = `${bold(short)} · ${countOfResources(findings)}`;
  if (script.text === '') return paragraph([title, advice].join(lineBreak));
  const more =
    script.leftOut > 0 ? paragraph(`${script.leftOut} more need the same: the JSON report has their IDs.`) : '';
  const words = paragraph([advice, remark].filter((text) => text !== '').join(' '));
  return details(title, blocks([words, codeBlock('bash', script.text), more]));
}

function byReason<R extends Reason>(findings: readonly Finding<R>[]): [R, Finding<R>[]][] {
  return [...Map.groupBy(findings, ({ reason }) => reason)];
}

function subscriptionsOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ subscriptionId }) => subscriptionId.toLowerCase()))];
}

/** Where the destination in the commands comes from: nobody should paste an ID without knowing why it is there. */
function describeDestination(fixes: readonly { readonly fix: Fix }[]): Markdown {
  const choices = fixes.flatMap(({ fix }) => fix.destinations);
  if (choices.some(({ usedBy }) => usedBy > 0)) {
    return 'The destination in the commands is the one of its kind that the compliant vaults here use most.';
  }
  if (choices.some(({ id }) => id !== null))
    return 'The destination in the commands is the one that the requirement allows.';
  return choices.length > 0 ? 'Fill in the destination first.' : '';
}
