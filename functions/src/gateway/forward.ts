import { randomUUID } from 'node:crypto';
import { clientVersionHeader } from '@jindian/shared/contract/client-version';
import { problemCatalog, problemText } from '@jindian/shared/contract/problems/problem';
import { assertionHeader, requestHash, signAssertion } from '../platform/assertion.ts';
import type { Caller } from './caller.ts';
import type { GatewayRequest, Refusal } from './request.ts';

export type GatewayAnswer = { status: number; headers: { 'content-type': string }; body: string };

export type GatewayConfig = {
  /** Where the API is, without a trailing slash. */
  apiBaseUrl: string;
  /** Shared with the API; signs assertions. */
  gatewaySecret: string;
  wechatAppId: string;
  timeoutMs: number;
};

const maxAnswerBytes = 1_000_000;

/** A problem of the contract, in the caller's language. */
export function problemAnswer({ code, params }: Refusal, acceptLanguage?: unknown): GatewayAnswer {
  const language = typeof acceptLanguage === 'string' && /^\s*en\b/i.test(acceptLanguage) ? 'en' : 'zh';
  const { status } = problemCatalog[code];
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({
      type: `urn:jindian:problem:${code}`,
      title: problemText(code, params, language),
      status,
      code,
      ...(params ? { params } : {}),
    }),
  };
}

/**
 * Signs who is calling and what exactly they ask for, and passes the request on. Only what is listed here reaches
 * the API. Sent once: whether a lost request took effect nobody knows, so the caller repeats it with its key.
 */
export async function forward(
  config: GatewayConfig,
  caller: Caller,
  request: GatewayRequest,
): Promise<GatewayAnswer> {
  const assertion = await signAssertion(
    config.gatewaySecret,
    { ...caller, nonce: randomUUID() },
    requestHash(request),
    Date.now(),
  );
  try {
    const answer = await fetch(config.apiBaseUrl + request.pathAndQuery, {
      method: request.method,
      headers: {
        [assertionHeader]: assertion,
        accept: 'application/json',
        ...(request.idempotencyKey ? { 'idempotency-key': request.idempotencyKey } : {}),
        ...(request.acceptLanguage ? { 'accept-language': request.acceptLanguage } : {}),
        ...(request.clientVersion ? { [clientVersionHeader]: request.clientVersion } : {}),
        ...(request.body ? { 'content-type': 'application/json' } : {}),
      },
      ...(request.body ? { body: request.body } : {}),
      redirect: 'error',
      signal: AbortSignal.timeout(config.timeoutMs),
    });
    const body = await boundedText(answer);
    if (body === null) return problemAnswer({ code: 'network_failed' }, request.acceptLanguage);
    return {
      status: answer.status,
      headers: { 'content-type': answer.headers.get('content-type') ?? 'application/json' },
      body,
    };
  } catch {
    return problemAnswer({ code: 'network_failed' }, request.acceptLanguage);
  }
}

async function boundedText(answer: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
