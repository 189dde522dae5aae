import { clientVersionHeader } from '@jindian/shared/contract/client-version';
import type {
  BodyInputOf,
  Endpoint,
  ParamsOf,
  QueryInputOf,
  ResponseOf,
} from '@jindian/shared/contract/endpoint';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { ProblemParams } from '@jindian/shared/contract/problems/app';
import { appVersion } from '../config.ts';
import { makeUlid } from '../lib/ids.ts';
import { isObject } from '../lib/storage.ts';
import { languageStore } from '../state/language.ts';
import { updateWasNeeded } from '../state/update.ts';
import { ApiProblem } from './problem.ts';
import { knownToken, sessionToken } from './session.ts';
import { type ApiResponse, transport } from './transport.ts';

export { endpoints };

type Part<Name extends string, Value> = [Value] extends [undefined]
  ? unknown
  : Record<never, never> extends Value
    ? { [K in Name]?: Value }
    : { [K in Name]: Value };

/** What a call needs, as far as its endpoint has it. Commands carry the key of the intention behind them. */
export type CallInput<E> = Part<'params', ParamsOf<E>> &
  Part<'query', QueryInputOf<E>> &
  Part<'body', BodyInputOf<E>> &
  (E extends { idempotent?: boolean } ? { idempotencyKey?: string } : unknown);

type LooseInput = {
  params?: Record<string, string>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  idempotencyKey?: string;
};

function filledPath(path: string, params: Record<string, string> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

function queryTexts(query: LooseInput['query'] = {}): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(query)) if (value !== undefined) texts[name] = String(value);
  return texts;
}

function problemOf({ status, body }: ApiResponse): ApiProblem {
  if (!isObject(body) || typeof body.code !== 'string') return new ApiProblem('internal', status);
  return new ApiProblem(body.code, status, isObject(body.params) ? (body.params as ProblemParams) : {});
}

/**
 * Calls an endpoint of the contract. Fails with `ApiProblem` only. An expired session is renewed once and the call
 * repeated: nothing was done under a session that was refused.
 */
export async function call<E extends Endpoint>(endpoint: E, input: CallInput<E>): Promise<ResponseOf<E>> {
  const given = input as LooseInput;
  const headers: Record<string, string> = {
    'accept-language': languageStore.get(),
    [clientVersionHeader]: appVersion,
  };
  // A tap that nobody gave a key is an intention of its own; whatever sends it again on the way repeats its key.
  const key = given.idempotencyKey ?? (endpoint.idempotent ? makeUlid() : null);
  if (key) headers['idempotency-key'] = key;

  const send = async (refresh: boolean): Promise<ApiResponse> => {
    const isPublic = endpoint.access === 'public';
    // What anyone may see needs no session, but dealers see more of it.
    const token = !transport.needsSession ? null : isPublic ? knownToken() : await sessionToken(refresh);
    if (transport.needsSession && !isPublic && !token) {
      throw new ApiProblem('unauthenticated', 401);
    }
    return transport.send({
      method: endpoint.method.toUpperCase() as 'GET',
      path: filledPath(endpoint.path, given.params),
      query: queryTexts(given.query),
      headers: token ? { ...headers, authorization: `Bearer ${token}` } : headers,
      ...(given.body === undefined ? {} : { body: given.body }),
    });
  };

  let answer = await send(false);
  if (answer.status === 401 && transport.needsSession && endpoint.access !== 'public')
    answer = await send(true);
  if (answer.status === 426) updateWasNeeded();
  if (answer.status < 200 || answer.status >= 300) throw problemOf(answer);
  return answer.body as ResponseOf<E>;
}
