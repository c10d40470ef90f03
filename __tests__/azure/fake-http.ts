// Hand-written doubles of what the transport talks to: an HTTP client with a script, and answers for it.
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';

export const origin = 'https://management.azure.com';
export const aUrl = `${origin}/subscriptions/s/providers/x`;

export interface AnswerParts {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is; anything else as JSON. */
  readonly body?: unknown;
}

/** What the server does with one request: answers, or has the client throw, or never settle. */
export type Reaction = AnswerParts | Error | 'hang';

export interface SentRequest {
  readonly url: string;
  readonly token: string;
  readonly signal: AbortSignal | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

export interface FakeHttp extends HttpClient {
  readonly sent: SentRequest[];
}

export function aRequest(url: string = aUrl): PipelineRequest {
  return createPipelineRequest({ url });
}

export function aResponse({ status = 200, headers = {}, body = { value: [] } }: AnswerParts = {}): PipelineResponse {
  const bodyAsText = typeof body === 'string' ? body : JSON.stringify(body);
  return { request: aRequest(), status, headers: createHttpHeaders(headers), bodyAsText };
}

/** An error of Resource Manager. */
export function anArmError(status: number, code: string, headers: Readonly<Record<string, string>> = {}): AnswerParts {
  return { status, headers, body: { error: { code, message: `It is ${code}.` } } };
}

/** `react`: what becomes of each request, by its number. */
export function createFakeHttp(
  react: (number: number, request: SentRequest) => Reaction | Promise<Reaction>,
): FakeHttp {
  const sent: SentRequest[] = [];
  return {
    sent,
    sendRequest: async (request) => {
      const note: SentRequest = {
        url: request.url,
        token: request.headers.get('authorization')?.replace('Bearer ', '') ?? '',
        signal: request.abortSignal as AbortSignal | undefined,
        headers: request.headers.toJSON(),
      };
      sent.push(note);
      const reaction = await react(sent.length, note);
      if (reaction === 'hang') return new Promise(() => undefined);
      if (reaction instanceof Error) throw reaction;
      return aResponse(reaction);
    },
  };
}
