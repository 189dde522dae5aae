import { z } from 'zod';
import { fail, type Outcome, succeed } from '../../platform/outgoing/outcome.ts';
import type { WechatFailure } from './failures.ts';

/**
 * The access token, kept until shortly before its end. `stable_token` gives every server the same token while it
 * lives, so servers do not push each other out.
 * https://developers.weixin.qq.com/miniprogram/dev/server/API/mp-access-token/api_getstableaccesstoken.html
 */
export interface AccessTokens {
  get(): Promise<Outcome<string, WechatFailure>>;
  /** WeChat refused `token`: the next `get` asks for another. */
  refused(token: string): void;
}

export type FetchToken = (forceRefresh: boolean) => Promise<Outcome<unknown, WechatFailure>>;

const tokenBody = z.object({ access_token: z.string().min(1), expires_in: z.number().int().positive() });

/** WeChat makes the next token five minutes before the end and lets both work until then. */
const RENEW_BEFORE_END_MS = 2 * 60_000;
/** Forcing is limited to 20 a day, 30 seconds apart, and throws the token of every other server away. */
const FORCE_AT_MOST_EVERY_MS = 60_000;

export function createAccessTokens(fetchToken: FetchToken, now: () => number): AccessTokens {
  let held: { readonly token: string; readonly untilMs: number } | undefined;
  let refusedToken: string | undefined;
  let forcedAtMs = Number.NEGATIVE_INFINITY;
  let underWay: Promise<Outcome<string, WechatFailure>> | undefined;

  async function ask(forceRefresh: boolean): Promise<Outcome<string, WechatFailure>> {
    const answer = await fetchToken(forceRefresh);
    if (!answer.ok) return answer;
    const body = tokenBody.safeParse(answer.value);
    if (!body.success) {
      return fail({ code: 'unavailable', message: 'access token is not as documented', effect: 'none' });
    }
    held = {
      token: body.data.access_token,
      untilMs: now() + Math.max(0, body.data.expires_in * 1_000 - RENEW_BEFORE_END_MS),
    };
    return succeed(held.token);
  }

  /** Only when the ordinary way still gives the token that was refused is it worth forcing another. */
  async function renew(): Promise<Outcome<string, WechatFailure>> {
    const ordinary = await ask(false);
    if (!ordinary.ok || ordinary.value !== refusedToken) return ordinary;
    if (Math.abs(now() - forcedAtMs) < FORCE_AT_MOST_EVERY_MS) return ordinary;
    forcedAtMs = now();
    return ask(true);
  }

  return {
    async get() {
      if (held !== undefined && now() < held.untilMs) return succeed(held.token);
      underWay ??= renew().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
    refused(token) {
      refusedToken = token;
      if (held?.token === token) held = undefined;
    },
  };
}
