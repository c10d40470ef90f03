import { createServer } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { AuditError } from '../../src/errors.ts';
import { createRunner } from '../../src/github/runner.ts';
import { captureRunner } from './captured-runner.ts';

const runner = captureRunner();

describe('the GitHub token', () => {
  const url = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://example.org/?a=1' };
  const token = { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token' };
  test.each([
    [{ ...url, ...token }, true],
    [url, false],
    [token, false],
    [{ ...url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' }, false],
  ])('with %j it can be requested: %s', (env, can) => {
    expect(createRunner(env).canRequestIdToken).toBe(can);
  });

  /** Runs `use` while an issuer answers every request with this status and body. */
  async function withIssuer(status: number, body: string, use: () => Promise<void>): Promise<string[]> {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''}`);
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    Object.assign(process.env, { ...token, ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/?v=1` });
    await use().finally(() => server.close());
    return requests;
  }

  test('is asked for by audience, and masked before anybody sees it', async () => {
    const requests = await withIssuer(200, '{"value":"the.github.token"}', async () => {
      expect(await createRunner({}).requestIdToken('api://Audience')).toBe('the.github.token');
    });
    expect(requests).toEqual(['GET /?v=1&audience=api%3A%2F%2FAudience Bearer request-token']);
    const { commands, log } = runner.take();
    expect(commands.filter(({ data }) => data.includes('the.github.token'))).toEqual([
      { name: 'add-mask', properties: {}, data: 'the.github.token' },
    ]);
    expect(log).toEqual([]);
    expect(JSON.stringify(commands)).not.toContain('request-token');
  });

  test('that is refused is an error of our own, with the cause kept', async () => {
    await withIssuer(403, '{"message":"no\\n::error::owned"}', async () => {
      const error: unknown = await createRunner({})
        .requestIdToken('api://Audience')
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(AuditError);
      const { code, message, cause } = error as AuditError;
      expect(code).toBe('KVA-OIDC-FAILED');
      expect(message).toMatch(/^GitHub did not give this job a token for the audience "api:\/\/Audience": .*403.*$/);
      expect(cause).toBeInstanceOf(Error);
    });
  });
});
