import { anywhere, may } from '@jindian/shared/access';
import { deleteCookie, setCookie } from 'hono/cookie';
import { originOf } from '../../../platform/http/origin.ts';
import type { Principal } from '../../../platform/sessions.ts';
import type { HqDeps } from '../../deps.ts';
import { cookieNames, cookieOptions, type HqContext } from '../../visit.ts';

/** What all ways into the web view end with: a session for who may enter, in this browser's cookie for as long as it lasts. */
export function createComingIn(deps: Pick<HqDeps, 'sessions' | 'clock' | 'memberOf' | 'config'>) {
  const { sessions, clock, memberOf, config } = deps;
  const options = cookieOptions(config.publicBaseUrl);

  function startSession(c: HqContext, session: { token: string; expiresAtMs?: number }): void {
    if (!c.get('browserProved')) throw new Error(`${c.req.path} signs in whoever is made to send it`);
    const maxAge = session.expiresAtMs
      ? { maxAge: Math.max(1, Math.floor((session.expiresAtMs - clock.nowMs()) / 1000)) }
      : {};
    setCookie(c, cookieNames.session, session.token, { ...options, ...maxAge });
    deleteCookie(c, cookieNames.browser, options);
  }

  /** The role is looked up anew: what was approved minutes ago may have been taken away. */
  async function sessionOf(c: HqContext, memberId: string) {
    const member = await memberOf(memberId);
    if (!member) return null;
    const principal: Principal = { kind: 'member', memberId, roles: member.roles };
    return may(principal, 'hq.enter', anywhere) ? sessions.open(memberId, 'hq', originOf(c)) : null;
  }

  return { startSession, sessionOf };
}
