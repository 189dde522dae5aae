import type { ProblemCode } from '@jindian/shared/contract/problems/problem';
import { type ThrottleName, throttleRules } from '@jindian/shared/contract/throttles';
import type { Context } from 'hono';
import type { Throttle } from '../throttle.ts';
import { addressOf, networkOf } from './address.ts';
import type { ApiEnvironment } from './app.ts';
import { problemResponse } from './problem.ts';

/** Refused before anything was looked up: no guess was made. */
export const noGuess: ReadonlySet<string> = new Set<ProblemCode>([
  'invalid_request',
  'idempotency_key_required',
  'idempotency_key_reused',
  'unauthenticated',
  'session_expired',
  'forbidden',
  'update_needed',
  'payload_too_large',
]);

/**
 * Lets the call on unless this address, or this member, has asked too often. What comes through the gateway comes
 * from WeChat's cloud, whose addresses say nothing of who asks: there the member is counted, and WeChat counts the
 * rest. `viaGateway` is what was verified: anybody can send a header that looks like the gateway's. A refusal after something was looked up is a wrong attempt; an answer of the kind 5xx is nobody's fault.
 */
export async function throttled(
  throttle: Throttle,
  name: ThrottleName,
  c: Context<ApiEnvironment>,
  next: () => Promise<void>,
  { memberId, viaGateway }: { memberId: string | null; viaGateway: boolean },
): Promise<Response | undefined> {
  const address = addressOf(c);
  const who =
    throttleRules[name].by === 'member' || viaGateway
      ? memberId
      : address === null
        ? null
        : networkOf(address);
  if (who === null) {
    await next();
    return undefined;
  }
  const admission = await throttle.attempt(name, who);
  if (!admission.ok) {
    c.header('retry-after', String(admission.retryAfterS));
    return problemResponse(c, 'rate_limited');
  }
  await next();
  const { status } = c.res;
  if (status < 400 || status >= 500 || noGuess.has(c.get('problem') ?? '')) await admission.right();
  return undefined;
}

/** The same before pages and links, which have no row in the table of endpoints. */
export function throttlePages(throttle: Throttle, name: ThrottleName) {
  return (c: Context<ApiEnvironment>, next: () => Promise<void>) =>
    throttled(throttle, name, c, next, { memberId: null, viaGateway: false });
}
