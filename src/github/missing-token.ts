// PURE. Why GitHub offers a job no OIDC token, worded by the event, and the lines that mend it.
import { AuditError } from '../errors.ts';
import type { RunContext } from '../ports.ts';

const permissions = `permissions:
  id-token: write   # the sign-in to Azure
  contents: read`;

export function explainMissingToken(context: RunContext): AuditError {
  const message = 'GitHub offers this job no OIDC token, so it cannot sign in to Azure.';
  // Forks get a token on pull_request_target, whose workflow is the base repository's own.
  if (context.isForkPullRequest && context.eventName !== 'pull_request_target') {
    return new AuditError({
      code: 'KVA-OIDC-MISSING',
      message: `${message} The pull request comes from a fork, and GitHub gives the workflows of forks no token, whatever permissions they ask for.`,
      fix: [
        "Nothing in this workflow can change that, and it is a protection: whoever writes a fork could sign in to Azure otherwise. Run the audit on schedule, in the merge queue or in front of the deployment instead, and leave this job out for forks: if: github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository",
      ],
    });
  }
  if (context.isDependabot) {
    return new AuditError({
      code: 'KVA-OIDC-MISSING',
      message: `${message} Dependabot started this workflow, and its token is read-only unless the job asks for more.`,
      fix: ["Give the job the permission, or leave it out for Dependabot: if: github.actor != 'dependabot[bot]'"],
      paste: { language: 'yaml', text: permissions },
    });
  }
  return new AuditError({
    code: 'KVA-OIDC-MISSING',
    message: `${message} The variables ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set, which means that the job lacks the permission id-token: write.`,
    fix: [
      'Add these lines to the job (or to the workflow). Permissions that are not listed are then none, so list what the job needs beside them.',
      'When this job is in a reusable workflow, the job that calls it must grant the permission too: a called workflow can only lose permissions.',
    ],
    paste: { language: 'yaml', text: permissions },
  });
}
