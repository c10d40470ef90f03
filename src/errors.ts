// Errors that a person must act on, as data: a code, what happened, what to do, where to read more.

/** Every code has its heading in docs/troubleshooting.md (a contract test holds the two together). */
export const errorCodes = [
  /** One or more inputs are not understood. */
  'KVA-INPUT',
  /** The configuration file is not understood. */
  'KVA-CONFIG',
  /** A configuration file that was asked for is not there. */
  'KVA-CONFIG-NOT-FOUND',
  /** Whether there is a configuration file, or what it says, could not be found out. */
  'KVA-CONFIG-UNREADABLE',
  /** The workflow has no `ACTIONS_ID_TOKEN_REQUEST_URL` and `…_TOKEN`. */
  'KVA-OIDC-MISSING',
  /** GitHub's token issuer did not give a token. */
  'KVA-OIDC-FAILED',
  /** Entra ID has no federated credential for the presented token (AADSTS70021, 700211, 700212, 700213). */
  'KVA-FEDERATION',
  /** A federated credential differs from the presented token in letter case only (AADSTS7002138). */
  'KVA-FEDERATION-CASE',
  /** Entra ID does not know the client in this tenant (AADSTS700016). */
  'KVA-CLIENT',
  /** Entra ID does not know the tenant (AADSTS90002, 900023). */
  'KVA-TENANT',
  /** Entra ID calls the GitHub token expired or not yet valid: a wrong clock (AADSTS700024). */
  'KVA-CLOCK',
  /** A policy of the tenant blocks the sign-in (AADSTS53003, 700238). */
  'KVA-BLOCKED',
  /** Entra ID refused the sign-in for another reason. */
  'KVA-SIGN-IN',
  /** Entra ID could not be reached, or failed until we gave up. */
  'KVA-ENTRA-UNAVAILABLE',
  /** A report could not be written. */
  'KVA-WRITE',
  /** A defect of this action. */
  'KVA-INTERNAL',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** A place in a file of the repository; line and column from 1. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface AuditErrorParts {
  readonly code: ErrorCode;
  /** What happened, where, and why if known. One or more sentences; may quote data of unknown origin. */
  readonly message: string;
  /** What to do, as plain paragraphs. */
  readonly fix: readonly string[];
  /** Something to paste, already safe for a shell or a YAML file. */
  readonly paste?: { readonly language: 'bash' | 'yaml'; readonly text: string };
  /** The lines at fault, where they are in the repository as it is at hand. */
  readonly faults?: readonly { readonly place: FilePlace; readonly message: string }[];
  readonly cause?: unknown;
}

/** GitHub's API refused a request, or did not answer it. Never reaches the user as an error: the audit goes on. */
export class Refusal extends Error {
  /** Of the last answer; 0 when there was none. */
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Refusal';
    this.status = status;
  }
}

/** The one error type that reaches the user. Anything else that is thrown is a defect (`KVA-INTERNAL`). */
export class AuditError extends Error {
  readonly code: ErrorCode;
  readonly fix: readonly string[];
  readonly paste: AuditErrorParts['paste'];
  readonly faults: NonNullable<AuditErrorParts['faults']>;

  constructor(parts: AuditErrorParts) {
    super(parts.message, { cause: parts.cause });
    this.name = 'AuditError';
    this.code = parts.code;
    this.fix = parts.fix;
    this.paste = parts.paste;
    this.faults = parts.faults ?? [];
  }
}
