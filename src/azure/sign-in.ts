// Puts the room together: GitHub's token → Entra ID → Resource Manager, as the ports of the story.
import type { Clock, SignedIn } from '../ports.ts';
import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { ClientAssertionCredential } from '@azure/identity';
import type { Cloud } from './clouds.ts';
import { createArm } from './arm.ts';
import { createAssertionSource } from './assertion.ts';
import { createDestinationReader } from './destinations.ts';
import { createEntraHttp } from './entra-http.ts';
import { createGates } from './gate.ts';
import { createHttpsClient } from './https-client.ts';
import { createInventory } from './inventory.ts';
import { createSettingsReader } from './settings.ts';
import { createTokenSource } from './tokens.ts';
import { createTransport } from './transport.ts';
import { explainSignIn } from './explain.ts';

export interface SignInParts {
  readonly cloud: Cloud;
  readonly clientId: string;
  readonly tenantId: string;
  /** Asks GitHub for a token with the audience of this run. Throws AuditError. */
  readonly requestIdToken: () => Promise<string>;
  /** Keeps a token out of the log, from before it is used. */
  readonly addMask: (secret: string) => void;
  readonly clock: Clock;
  /** The time budget, or a cancelled workflow: ends every request. */
  readonly signal: AbortSignal;
  readonly userAgent: string;
  /** Takes one line for each request. Called only with URLs, statuses and times. */
  readonly debug: (line: string) => void;
}

/** Signs in. Throws AuditError that explains a refusal with what was presented. */
export async function signIn(parts: SignInParts): Promise<SignedIn> {
  const { cloud, clientId, tenantId, clock, signal } = parts;
  const http = createDefaultHttpClient();
  const assertions = createAssertionSource(parts.requestIdToken, clock, signal);
  const entraHttp = createEntraHttp(http, clock, signal);
  const entraOptions = {
    authorityHost: cloud.authority,
    httpClient: entraHttp,
    retryOptions: { maxRetries: 0 },
  };
  const tokens = createTokenSource(
    () => ({
      getToken: async (scopes) => {
        // First, and outside of the SDK, so that what GitHub says is not wrapped in what the SDK makes of it.
        await assertions.current();
        const credential = new ClientAssertionCredential(tenantId, clientId, assertions.current, entraOptions);
        const token = await credential.getToken(scopes);
        parts.addMask(token.token);
        return token;
      },
    }),
    cloud.scope,
    clock,
  );
  try {
    await tokens.current();
  } catch (error) {
    throw explainSignIn(error, {
      clientId,
      tenantId,
      presented: assertions.presented(),
      unavailable: entraHttp.failure(),
    });
  }
  const gates = createGates(clock, signal);
  const transport = createTransport({
    origin: cloud.resourceManager,
    http: createHttpsClient(),
    tokens,
    gates,
    clock,
    signal,
    debug: parts.debug,
  });
  const arm = createArm(cloud, transport, parts.userAgent);
  const azure: SignedIn['azure'] = {
    inventory: createInventory(arm),
    settings: createSettingsReader(arm),
    destinations: createDestinationReader(arm),
    requestCounts: transport.requestCounts,
    waitingUntil: gates.heldUntil,
  };
  return { azure, presented: assertions.presented() };
}
