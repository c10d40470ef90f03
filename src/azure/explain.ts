// PURE. Entra ID's refusals → what happened, why, and what to do, with what was really presented.
import type { PresentedIdentity } from '../ports.ts';
import { AuditError } from '../errors.ts';

export interface SignInFacts {
  readonly clientId: string;
  readonly tenantId: string;
  /** null when Entra ID was never shown a token. */
  readonly presented: PresentedIdentity | null;
  /** How Entra ID failed, where it gave no answer to the end, or only 408, 429 and 5xx: it has a code for those too. */
  readonly unavailable?: string | null;
}

/** `AADSTS` codes of https://learn.microsoft.com/entra/identity-platform/reference-error-codes. */
const federationCodes = ['70021', '700211', '700212', '700213', '7002131', '7002138'];

/** Turns what the sign-in threw into an error for the person who must act. Never contains a token. */
export function explainSignIn(thrown: unknown, facts: SignInFacts): AuditError {
  if (thrown instanceof AuditError) return thrown;
  if (typeof facts.unavailable === 'string') return explainUnavailable(oneLine(facts.unavailable), thrown);
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const code = /AADSTS(\d+)/.exec(text)?.[1] ?? null;
  const said = code === null ? oneLine(text) : oneLine(text.slice(text.indexOf(`AADSTS${code}`)));
  if (code !== null && federationCodes.includes(code)) return explainFederation(code, said, facts, thrown);
  return explainOther(code, said, facts, thrown);
}

function explainFederation(code: string, said: string, facts: SignInFacts, cause: unknown): AuditError {
  const presented = facts.presented ?? { issuer: '', subject: '', audience: '', visibility: null };
  const shown = [
    'Entra ID was shown a GitHub token with',
    `  issuer:   ${presented.issuer}`,
    `  subject:  ${presented.subject}`,
    `  audience: ${presented.audience}`,
  ].join('\n');
  if (code === '7002138') {
    return new AuditError({
      code: 'KVA-FEDERATION-CASE',
      message: `Entra ID refused the sign-in: a federated credential of the client ${facts.clientId} differs from the presented token in letter case only. Entra ID said: ${said}\n${shown}`,
      fix: [
        'Correct the existing federated credential so that issuer, subject and audience are spelled exactly as above; letter case counts. No second credential is needed.',
      ],
      paste: { language: 'bash', text: correctionCommands(facts) },
      cause,
    });
  }
  return new AuditError({
    code: 'KVA-FEDERATION',
    message: `Entra ID refused the sign-in: the client ${facts.clientId} does not trust the token that GitHub issued for this job. Entra ID said: ${said}\n${shown}`,
    fix: [
      'Add a federated credential with exactly this issuer, subject and audience, or correct the one that was meant to match. The first command tells what the client is: for "Application" use the second, for "ManagedIdentity" the third.',
      ...subjectAdvice(presented.subject),
      'A new federated credential takes a few minutes to work.',
    ],
    paste: { language: 'bash', text: creationCommands(facts.clientId, presented) },
    cause,
  });
}

/** What is worth knowing about a subject of this form. */
function subjectAdvice(subject: string): string[] {
  const branch = /:ref:refs\/heads\/(.+)$/.exec(subject)?.[1];
  if (branch === undefined || /^(main|master)$/.test(branch)) return [];
  return [
    `The subject names the branch ${branch}. The subject of a merge queue or of a feature branch is different every time: give the job an \`environment:\`, and trust the subject that ends in \`:environment:NAME\`.`,
  ];
}

function creationCommands(clientId: string, presented: PresentedIdentity): string {
  const issuer = shellWord(presented.issuer, '<the issuer above>');
  const subject = shellWord(presented.subject, '<the subject above>');
  const audience = shellWord(presented.audience, '<the audience above>');
  const parameters = [issuer, subject, audience].every((word) => !word.includes('<'))
    ? shellQuote(
        JSON.stringify({
          name: 'keyvault-diagnostics-audit',
          issuer: presented.issuer,
          subject: presented.subject,
          audiences: [presented.audience],
        }),
      )
    : `'{"name":"keyvault-diagnostics-audit","issuer":"<the issuer above>","subject":"<the subject above>","audiences":["<the audience above>"]}'`;
  return [
    `az ad sp show --id ${clientId} --query servicePrincipalType --output tsv`,
    '',
    '# Application:',
    `az ad app federated-credential create --id ${clientId} --parameters ${parameters}`,
    '',
    '# ManagedIdentity (its name and resource group are shown by: az identity list --query "[?clientId==' +
      `'${clientId}'].[name,resourceGroup]")`,
    'az identity federated-credential create --name keyvault-diagnostics-audit \\',
    "  --identity-name '<identity-name>' --resource-group '<resource-group>' \\",
    `  --issuer ${issuer} --subject ${subject} --audiences ${audience}`,
  ].join('\n');
}

function correctionCommands(facts: SignInFacts): string {
  return [
    `az ad sp show --id ${facts.clientId} --query servicePrincipalType --output tsv`,
    '',
    '# Application: find the credential, then correct it',
    `az ad app federated-credential list --id ${facts.clientId} --output table`,
    `az ad app federated-credential update --id ${facts.clientId} --federated-credential-id '<its id>' --parameters '<json>'`,
    '',
    '# ManagedIdentity',
    "az identity federated-credential list --identity-name '<identity-name>' --resource-group '<resource-group>' --output table",
    "az identity federated-credential update --name '<its name>' --identity-name '<identity-name>' --resource-group '<resource-group>' \\",
    "  --issuer '<issuer>' --subject '<subject>' --audiences '<audience>'",
  ].join('\n');
}

/** Only what Entra ID and GitHub really put into these values enters a command; anything else becomes a placeholder. */
function shellWord(value: string, placeholder: string): string {
  return /^[\w./:@+-]+$/.test(value) ? shellQuote(value) : shellQuote(placeholder);
}

function shellQuote(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

function explainOther(code: string | null, said: string, facts: SignInFacts, cause: unknown): AuditError {
  switch (code) {
    case '700016':
      return new AuditError({
        code: 'KVA-CLIENT',
        message: `Entra ID knows no client ${facts.clientId} in the tenant ${facts.tenantId}. It said: ${said}`,
        fix: [
          'Check the input client-id: it is the application (client) ID of the app registration or managed identity, not its object ID. Check that tenant-id is the tenant it lives in.',
        ],
        cause,
      });
    case '90002':
    case '900023':
      return new AuditError({
        code: 'KVA-TENANT',
        message: `Entra ID knows no tenant ${facts.tenantId} in this cloud. It said: ${said}`,
        fix: ['Check the inputs tenant-id and environment: each cloud has tenants of its own.'],
        cause,
      });
    case '700024':
      return new AuditError({
        code: 'KVA-CLOCK',
        message: `Entra ID calls the GitHub token expired, or not valid yet. It said: ${said}`,
        fix: [
          'The token was fresh, so a clock is wrong. On a self-hosted runner or GitHub Enterprise Server, set the clock by NTP and run again.',
        ],
        cause,
      });
    case '53003':
    case '700238':
      return new AuditError({
        code: 'KVA-BLOCKED',
        message: `A policy of the tenant ${facts.tenantId} blocks the sign-in. Entra ID said: ${said}`,
        fix: [
          'Ask who administers Conditional Access for workload identities in this tenant to let the client sign in from where the runner is.',
        ],
        cause,
      });
    case null:
      return explainUnavailable(said, cause);
    default:
      return new AuditError({
        code: 'KVA-SIGN-IN',
        message: `Entra ID refused the sign-in of the client ${facts.clientId} in the tenant ${facts.tenantId}. It said: ${said}`,
        fix: [
          `Look up AADSTS${code} at https://login.microsoftonline.com/error?code=${code}, and check the sign-in logs of the client in Entra ID.`,
        ],
        cause,
      });
  }
}

function explainUnavailable(said: string, cause: unknown): AuditError {
  return new AuditError({
    code: 'KVA-ENTRA-UNAVAILABLE',
    message: `The sign-in to Azure got no usable answer of Entra ID. What was said last: ${said}`,
    fix: [
      'Run the job again. If it stays, check that the runner reaches the login host of this cloud: proxy (HTTPS_PROXY), firewall, and private certificate authorities (NODE_EXTRA_CA_CERTS).',
    ],
    cause,
  });
}

/** One line of bearable length, and without anything that looks like a token: an error may quote what was sent. */
function oneLine(text: string): string {
  const line = text
    .replace(/\beyJ[\w-]+(\.[\w-]*)*/g, '(a token)')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > 700 ? `${line.slice(0, 699)}…` : line;
}
