import type { Caller } from '@jindian/shared/access';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import { hourMs } from '@jindian/shared/time';
import { jwtVerify, SignJWT } from 'jose';
import type { Clock } from './clock.ts';
import { fail, ok, type Result } from './result.ts';

/** A member who calls, and what they may act as. */
export type Principal = Extract<Caller, { kind: 'member' }>;

const audience = 'jindian';
export const sessionLifeMs = 2 * hourMs;

/** Short-lived bearer tokens. They hold the member's id and roles, nothing personal. */
export function createSessions(deps: { secret: string; clock: Clock }) {
  const { clock } = deps;
  const key = new TextEncoder().encode(deps.secret);

  async function issue(principal: Omit<Principal, 'kind'>): Promise<{ token: string; expiresAtMs: number }> {
    const expiresAtMs = clock.nowMs() + sessionLifeMs;
    const token = await new SignJWT({ roles: principal.roles })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(principal.memberId)
      .setAudience(audience)
      .setIssuedAt(Math.floor(clock.nowMs() / 1000))
      .setExpirationTime(Math.floor(expiresAtMs / 1000))
      .sign(key);
    return { token, expiresAtMs };
  }

  async function verify(token: string): Promise<Result<Principal, 'session_expired' | 'unauthenticated'>> {
    try {
      const { payload } = await jwtVerify(token, key, {
        audience,
        algorithms: ['HS256'],
        currentDate: new Date(clock.nowMs()),
      });
      if (typeof payload.sub !== 'string' || !Array.isArray(payload.roles)) return fail('unauthenticated');
      return ok({ kind: 'member', memberId: payload.sub, roles: payload.roles as RoleGrant[] });
    } catch (error) {
      return fail(
        (error as { code?: string }).code === 'ERR_JWT_EXPIRED' ? 'session_expired' : 'unauthenticated',
      );
    }
  }

  return { issue, verify };
}
export type Sessions = ReturnType<typeof createSessions>;
