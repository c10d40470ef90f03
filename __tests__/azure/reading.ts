// A transport between hand-written doubles, and one read through it.
import { aRequest, aUrl, createFakeHttp, origin } from './fake-http.ts';
import type { FakeHttp, Reaction, SentRequest } from './fake-http.ts';
import type { TokenSource, Transport } from '../../src/azure/transport.ts';
import { FakeClock } from '../fake-clock.ts';
import type { ReadFailure } from '../../src/verdict/model.ts';
import { createGates } from '../../src/azure/gate.ts';
import { createTransport } from '../../src/azure/transport.ts';
import { expect } from '@jest/globals';
import { toFailure } from '../../src/azure/answers.ts';

export interface Scene {
  readonly clock: FakeClock;
  readonly abort: AbortController;
  readonly http: FakeHttp;
  readonly transport: Transport;
  readonly lines: string[];
  /** Tokens whose renewal was asked for, by whom. */
  readonly renewals: string[];
}

export type React = (number: number, request: SentRequest) => Reaction | Promise<Reaction>;

/** Tokens are numbered; `tokens` overrides. */
export function aScene(react: React, tokens: Partial<TokenSource> = {}): Scene {
  const clock = new FakeClock();
  const abort = new AbortController();
  const http = createFakeHttp(react);
  const lines: string[] = [];
  const renewals: string[] = [];
  let token = 1;
  const numbered: TokenSource = {
    current: () => Promise.resolve(`token ${token}`),
    renew: (refused) => {
      renewals.push(refused);
      if (refused === `token ${token}`) token += 1;
      return Promise.resolve(`token ${token}`);
    },
    ...tokens,
  };
  const transport = createTransport({
    origin,
    http,
    tokens: numbered,
    gates: createGates(clock, abort.signal),
    clock,
    signal: abort.signal,
    debug: (line) => lines.push(line),
  });
  return { clock, abort, http, transport, lines, renewals };
}

export const read = async ({ transport }: Scene, url = aUrl): Promise<'ok' | ReadFailure> => {
  try {
    const { status, bodyAsText } = await transport.sendRequest(aRequest(url));
    expect(status).toBe(200);
    expect(() => JSON.parse(bodyAsText ?? '') as unknown).not.toThrow();
    return 'ok';
  } catch (error) {
    return toFailure(error);
  }
};
export const readToEnd = (scene: Scene, url?: string): Promise<'ok' | ReadFailure> => scene.clock.run(read(scene, url));
