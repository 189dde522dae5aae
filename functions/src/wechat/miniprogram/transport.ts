import { z } from 'zod';
import { wechatPatienceBehind } from '../../platform/budgets.ts';
import {
  type Fetch,
  type HttpAnswer,
  isTimeForAnother,
  joinUrl,
  parseJson,
  retryDelayMs,
  type Sleep,
  sendOnce,
  sleepFor,
  timeLeft,
} from '../../platform/outgoing/exchange.ts';
import { fail, type Outcome, succeed } from '../../platform/outgoing/outcome.ts';
import type { WechatCall } from '../pay/transport.ts';
import { type AccessTokens, createAccessTokens } from './access-token.ts';
import { errcodeFailure, unavailable, type WechatFailure } from './failures.ts';

export interface WechatMiniProgramConfig {
  /** https://api.weixin.qq.com */
  readonly baseUrl: string;
  readonly appid: string;
  readonly secret: string;
  /** How long one attempt may take, and a call with all its attempts. */
  readonly timeoutMs?: number;
  readonly totalMs?: number;
  /** How often a call that may be repeated is sent in all. */
  readonly attempts?: number;
}

export interface WechatMiniProgramDependencies {
  readonly now: () => number;
  readonly fetch?: Fetch;
  readonly sleep?: Sleep;
  readonly random?: () => number;
  readonly observe?: (call: WechatCall) => void;
}

export interface WechatRequest {
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Whether asking twice does no harm. */
  readonly repeatable: boolean;
}

export interface WechatAnswer {
  readonly json: unknown;
  readonly bytes: Uint8Array;
}

/** Where a token comes from, and what an errcode means: WeCom speaks like WeChat, in other words. */
export interface WechatDialect {
  readonly tokenRequest: (forceRefresh: boolean) => WechatRequest;
  readonly failureOf: (errcode: number, errmsg: string) => WechatFailure;
}

export interface WechatTransport {
  call(request: WechatRequest): Promise<Outcome<WechatAnswer, WechatFailure>>;
  /** As `call`, with the access token; a refused token is replaced once. */
  callWithToken(request: WechatRequest): Promise<Outcome<WechatAnswer, WechatFailure>>;
}

const DEFAULT_ATTEMPTS = 3;
const FIRST_RETRY_DELAY_MS = 200;
const MAX_ANSWER_BYTES = 4_194_304;

const errorBody = z.object({ errcode: z.number().int(), errmsg: z.string().optional() });

export function createWechatTransport(
  config: WechatMiniProgramConfig,
  dependencies: WechatMiniProgramDependencies,
  dialect: WechatDialect = miniProgramDialect(config),
): WechatTransport {
  if (!/^[0-9A-Za-z]+$/.test(config.appid) || config.secret === '') {
    throw new Error('WechatMiniProgramConfig.appid or secret is missing or malformed');
  }
  const fetchOnce: Fetch = dependencies.fetch ?? ((url, init) => fetch(url, init));
  const sleep = dependencies.sleep ?? sleepFor;
  const random = dependencies.random ?? Math.random;
  const tokens: AccessTokens = createAccessTokens(fetchToken, dependencies.now);

  /** The address holds the secret or the token, so it is never part of a failure or a record. */
  async function send(request: WechatRequest, attempt: number, timeoutMs: number): Promise<HttpAnswer> {
    const query = new URLSearchParams(request.query).toString();
    const startedAt = performance.now();
    const answer = await sendOnce(fetchOnce, {
      method: request.method,
      url: joinUrl(config.baseUrl, query === '' ? request.path : `${request.path}?${query}`),
      headers: {
        accept: 'application/json, image/*',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      timeoutMs,
      maxAnswerBytes: MAX_ANSWER_BYTES,
    });
    dependencies.observe?.({
      operation: request.operation,
      attempt,
      durationMs: Math.round(performance.now() - startedAt),
      result: answer.kind === 'answer' ? 'answer' : answer.reason,
      ...(answer.kind === 'answer' ? { httpStatus: answer.status } : {}),
    });
    return answer;
  }

  async function call(request: WechatRequest): Promise<Outcome<WechatAnswer, WechatFailure>> {
    const attempts = request.repeatable ? (config.attempts ?? DEFAULT_ATTEMPTS) : 1;
    const leftMs = timeLeft(config.totalMs ?? wechatPatienceBehind.totalMs);
    const attemptMs = config.timeoutMs ?? wechatPatienceBehind.attemptMs;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = read(dialect, await send(request, attempt, Math.min(attemptMs, leftMs())));
      const worthRepeating = !outcome.ok && outcome.failure.code === 'unavailable';
      const pauseMs = retryDelayMs(attempt + 1, FIRST_RETRY_DELAY_MS, random);
      if (!worthRepeating || attempt >= attempts || !isTimeForAnother(leftMs(), pauseMs)) return outcome;
      await sleep(pauseMs);
    }
  }

  async function fetchToken(forceRefresh: boolean): Promise<Outcome<unknown, WechatFailure>> {
    const answer = await call(dialect.tokenRequest(forceRefresh));
    if (answer.ok) return succeed(answer.value.json);
    // Here 40001 says that the secret is wrong, not that a token is.
    return fail(
      answer.failure.code === 'token_refused' ? { ...answer.failure, code: 'misconfigured' } : answer.failure,
    );
  }

  async function callWithToken(request: WechatRequest): Promise<Outcome<WechatAnswer, WechatFailure>> {
    for (let attempt = 1; ; attempt += 1) {
      const token = await tokens.get();
      if (!token.ok) return token;
      const answer = await call({ ...request, query: { ...request.query, access_token: token.value } });
      if (answer.ok || answer.failure.code !== 'token_refused') return answer;
      tokens.refused(token.value);
      if (attempt === 2) return answer;
    }
  }

  return { call, callWithToken };
}

const miniProgramDialect = (config: WechatMiniProgramConfig): WechatDialect => ({
  failureOf: errcodeFailure,
  tokenRequest: (forceRefresh) => ({
    operation: 'stableToken',
    method: 'POST',
    path: '/cgi-bin/stable_token',
    body: {
      grant_type: 'client_credential',
      appid: config.appid,
      secret: config.secret,
      force_refresh: forceRefresh,
    },
    repeatable: !forceRefresh,
  }),
});

/** WeChat answers 200 with an `errcode` for refusals; an image comes as the body itself. */
function read(dialect: WechatDialect, answer: HttpAnswer): Outcome<WechatAnswer, WechatFailure> {
  if (answer.kind === 'unreachable') return fail(unavailable(`no answer: ${answer.reason}`));
  if (answer.status !== 200) return fail(unavailable(`HTTP ${answer.status}`, answer.status));
  const json = parseJson(answer.body);
  const error = errorBody.safeParse(json);
  if (error.success && error.data.errcode !== 0) {
    return fail(dialect.failureOf(error.data.errcode, error.data.errmsg ?? ''));
  }
  return succeed({ json, bytes: answer.body });
}
