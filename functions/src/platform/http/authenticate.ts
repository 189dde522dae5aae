import type { SessionDoor } from '@jindian/shared/contract/people/session';
import type { Context } from 'hono';
import { type Assertion, assertionHeader, requestHash, verifyAssertion } from '../assertion.ts';
import type { Clock } from '../clock.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Principal } from '../sessions.ts';
import type { ApiEnvironment } from './app.ts';
import type { Authenticate, Authenticated } from './mount.ts';

/**
 * Two ways in: a session token, or an assertion of the gateway. Whatever else a request says about its caller is
 * not looked at.
 *
 * For what anybody may see, nothing is written: no member is made for who only looks around, and no nonce is claimed
 * for reading again what is public.
 */
export function createAuthenticate(deps: {
  sessions: {
    verify(
      audience: 'api',
      token: string,
    ): Promise<Result<{ principal: Principal; sessionId: string; door: SessionDoor }>>;
    guess(token: string): Promise<Principal | null>;
  };
  clock: Clock;
  gatewaySecret: string;
  /** True the first time a nonce is seen, false ever after. */
  claimNonce(nonce: string): Promise<boolean>;
  /** Makes the member when there is none. */
  memberOfAssertion(assertion: Assertion): Promise<Principal>;
  knownOfAssertion(assertion: Assertion): Promise<Principal | null>;
}): Authenticate {
  return async (c, access) => {
    const assertion = c.req.header(assertionHeader);
    if (assertion !== undefined) return viaGateway(c, assertion, access === 'public');
    const bearer = /^Bearer ([\w.-]+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    if (!bearer) return ok(null);
    if (access === 'public') {
      const principal = await deps.sessions.guess(bearer);
      return ok(principal && { principal, sessionId: null, door: 'own' });
    }
    return deps.sessions.verify('api', bearer);
  };

  async function viaGateway(
    c: Context<ApiEnvironment>,
    token: string,
    isPublic: boolean,
  ): Promise<Result<Authenticated | null>> {
    const url = new URL(c.req.url);
    const hash = requestHash({
      method: c.req.method,
      pathAndQuery: url.pathname + url.search,
      idempotencyKey: c.req.header('idempotency-key') ?? '',
      body: await c.req.text(),
    });
    const verified = await verifyAssertion(deps.gatewaySecret, token, hash, deps.clock.nowMs());
    if (!verified.ok) return verified;
    if (isPublic && c.req.method === 'GET') {
      const principal = await deps.knownOfAssertion(verified.value);
      return ok(principal && { principal, sessionId: null, door: 'own' });
    }
    if (!(await deps.claimNonce(verified.value.nonce))) return fail('assertion_replayed');
    return ok({ principal: await deps.memberOfAssertion(verified.value), sessionId: null, door: 'own' });
  }
}
