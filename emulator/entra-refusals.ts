// Why Entra refuses a federated credential, in its own words: the codes that users meet first.

/** An OAuth error as Entra words it. */
export interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly code: number;
  readonly text: string;
}

interface Presented {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string;
}
interface FederatedCredential {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

const link = 'https://learn.microsoft.com/entra/workload-id/workload-identity-federation';
const check = `Check your federated identity credential Subject, Audience and Issuer against the presented assertion. ${link}`;
const noMatch = 'No matching federated identity record found for presented assertion';

/** null when a credential matches exactly, letter case included. */
export function explainMismatch(
  credentials: readonly FederatedCredential[],
  { iss, sub, aud }: Presented,
  wording: 'exact' | 'generic' | 'flexible',
): { readonly code: number; readonly text: string } | null {
  const sameIssuer = credentials.filter((credential) => credential.issuer === iss);
  const sameSubject = sameIssuer.filter((credential) => credential.subject === sub);
  if (sameSubject.some((credential) => credential.audience === aud)) return null;
  if (wording === 'generic') {
    const text = `${noMatch}. Assertion Issuer: '${iss}'. Assertion Subject: '${sub}'. Assertion Audience: '${aud}'. ${link}`;
    return { code: 70021, text };
  }
  if (wording === 'flexible') {
    const text = `${noMatch} subject '${sub}' or no federated identity credential expression matched. Please check your federated identity credential Subject, Expression, Audience and Issuer against the presented assertion. ${link}`;
    return { code: 7002131, text };
  }
  if (sameIssuer.length === 0) return { code: 700211, text: `${noMatch} issuer '${iss}'. ${check}` };
  if (sameSubject.length > 0) return { code: 700212, text: `${noMatch} audience '${aud}'. ${check}` };
  const differsInCase = sameIssuer.some(({ subject }) => subject.toLowerCase() === sub.toLowerCase());
  if (!differsInCase) return { code: 700213, text: `${noMatch} subject '${sub}'. ${check}` };
  const text = `${noMatch} subject '${sub}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. ${check}`;
  return { code: 7002138, text };
}
