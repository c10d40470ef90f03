// What a refusal of GitHub means for a workflow: one sentence of what did not happen, and the line that mends it.
import type { Refusal } from '../errors.ts';
import type { Annotation } from '../ports.ts';

/** Where something should have been written, and what that takes. */
export interface Place {
  readonly noun: string;
  /** Such as `pull-requests: write`. */
  readonly permission: string;
}

/** GitHub never fails an audit: the warning says so too. */
export function describeRefusal({ noun, permission }: Place, { status, message }: Refusal): Annotation {
  const answer = status === 0 ? message : `GitHub answered HTTP ${status} (${message})`;
  return {
    level: 'warning',
    title: `The ${noun} could not be brought up to date`,
    message: [
      `${answer}. The verdict of the audit stands; summary and report files have everything.`,
      // GitHub says 403 and 200 of limits too: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
      adviceFor(/rate limit/i.test(message) ? 429 : status, noun, permission),
    ].join('\n'),
  };
}

function adviceFor(status: number, noun: string, permission: string): string {
  const lines = `permissions:\n  id-token: write\n  contents: read\n  ${permission}`;
  switch (status) {
    case 401:
      return 'The input github-token is not a token that GitHub takes, or it is over.';
    case 403:
      return `Most likely the job lacks the permission ${permission}. Add the line to the job, beside what it needs otherwise:\n${lines}`;
    case 404:
      return `GitHub says that also of what a token may not see: check that the job has the permission ${permission}, and that the pull request or the issue is still there.`;
    case 410:
      return `Issues are switched off in this repository, so there can be no ${noun}.`;
    case 422:
      return 'GitHub did not take the text. Please report it, with the log of this step.';
    case 429:
      return 'Too many requests with this token: the next run tries again.';
    default:
      return 'The next run tries again.';
  }
}
