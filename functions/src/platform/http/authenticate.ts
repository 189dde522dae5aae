import type { Context } from 'hono';
import { type Assertion, assertionHeader, requestHash, verifyAssertion } from '../assertion.ts';
import type { Clock } from '../clock.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Principal, Sessions } from '../sessions.ts';
import type { ApiEnvironment } from './app.ts';
import type { Authenticate } from './mount.ts';

/**
 * Two ways in: a session token, or an assertion of the gateway. Whatever else a request says about its caller is
 * not looked at.
 */
export function createAuthenticate(deps: {
  sessions: Sessions;
  clock: Clock;
  gatewaySecret: string;
  /** True the first time a nonce is seen, false ever after. */
  claimNonce(nonce: string): Promise<boolean>;
  memberOfAssertion(assertion: Assertion): Promise<Principal>;
}): Authenticate {
  return async (c) => {
    const assertion = c.req.header(assertionHeader);
    if (assertion !== undefined) return viaGateway(c, assertion);
    const bearer = /^Bearer ([\w.-]+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    if (bearer) return deps.sessions.verify(bearer);
    return ok(null);
  };

  async function viaGateway(c: Context<ApiEnvironment>, token: string): Promise<Result<Principal>> {
    const url = new URL(c.req.url);
    const hash = requestHash({
      method: c.req.method,
      pathAndQuery: url.pathname + url.search,
      idempotencyKey: c.req.header('idempotency-key') ?? '',
      body: await c.req.text(),
    });
    const verified = await verifyAssertion(deps.gatewaySecret, token, hash, deps.clock.nowMs());
    if (!verified.ok) return verified;
    if (!(await deps.claimNonce(verified.value.nonce))) return fail('assertion_replayed');
    return ok(await deps.memberOfAssertion(verified.value));
  }
}
