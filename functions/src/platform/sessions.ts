import { createHmac } from 'node:crypto';
import type { Caller } from '@jindian/shared/access';
import { jwtVerify, SignJWT } from 'jose';
import type { Clock } from './clock.ts';
import { fail, ok, type Result } from './result.ts';

/** A member who calls, and what they may act as. */
export type Principal = Extract<Caller, { kind: 'member' }>;

/** What a session is for: the API with a bearer token, or HQ's web view with a cookie. Neither opens the other. */
export const audiences = ['api', 'hq'] as const;
export type Audience = (typeof audiences)[number];

export type SessionClaims = {
  memberId: string;
  sessionId: string;
  /** The member held a role when the session began: only then public pages look roles up. */
  staff: boolean;
};
export type SessionTokens = ReturnType<typeof createSessionTokens>;

/**
 * Signed, short-lived tokens that name a member and one of their sessions. A token is good only while the record of
 * its session is there, which is not looked at here. Each audience has a key of its own, derived from one secret.
 */
export function createSessionTokens(deps: { secret(): string; clock: Clock }) {
  const { clock } = deps;
  const keys: Partial<Record<Audience, Uint8Array>> = {};
  function keyOf(audience: Audience): Uint8Array {
    keys[audience] ??= createHmac('sha256', deps.secret()).update(`jindian session ${audience}`).digest();
    return keys[audience];
  }

  function sign(audience: Audience, claims: SessionClaims, expiresAtMs: number): Promise<string> {
    return new SignJWT({ sid: claims.sessionId, ...(claims.staff ? { staff: true } : {}) })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(claims.memberId)
      .setAudience(`jindian-${audience}`)
      .setIssuedAt(Math.floor(clock.nowMs() / 1000))
      .setExpirationTime(Math.floor(expiresAtMs / 1000))
      .sign(keyOf(audience));
  }

  async function verify(
    audience: Audience,
    token: string,
  ): Promise<Result<SessionClaims, 'session_expired' | 'unauthenticated'>> {
    try {
      const { payload } = await jwtVerify(token, keyOf(audience), {
        audience: `jindian-${audience}`,
        algorithms: ['HS256'],
        requiredClaims: ['sub', 'sid', 'exp'],
        currentDate: new Date(clock.nowMs()),
      });
      if (!payload.sub || typeof payload.sid !== 'string') return fail('unauthenticated');
      return ok({ memberId: payload.sub, sessionId: payload.sid, staff: payload.staff === true });
    } catch (error) {
      return fail(
        (error as { code?: string }).code === 'ERR_JWT_EXPIRED' ? 'session_expired' : 'unauthenticated',
      );
    }
  }

  return { sign, verify };
}
