import { createHash } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { fail, ok, type Result } from './result.ts';

/**
 * What the gateway vouches for, once, for seconds: who is calling (as the cloud told the gateway, never as the
 * caller said) and exactly which request they made. Signed with a secret that gateway and API share.
 */
export type Assertion = { openid: string; unionid?: string; nonce: string };

export const assertionHeader = 'x-jindian-assertion';
const audience = 'jindian-api';
const issuer = 'jindian-gateway';
export const assertionLifeS = 60;

/** Binds an assertion to one request: method, path with query, idempotency key and body, byte for byte. */
export function requestHash(request: {
  method: string;
  pathAndQuery: string;
  idempotencyKey: string;
  body: string;
}): string {
  const hash = createHash('sha256');
  for (const part of [
    request.method.toUpperCase(),
    request.pathAndQuery,
    request.idempotencyKey,
    request.body,
  ]) {
    hash.update(`${Buffer.byteLength(part)}:`).update(part);
  }
  return hash.digest('base64url');
}

export async function signAssertion(
  secret: string,
  assertion: Assertion,
  hash: string,
  nowMs: number,
): Promise<string> {
  const nowS = Math.floor(nowMs / 1000);
  return new SignJWT({ req: hash, ...(assertion.unionid ? { uid: assertion.unionid } : {}) })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(assertion.openid)
    .setJti(assertion.nonce)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(nowS)
    .setExpirationTime(nowS + assertionLifeS)
    .sign(new TextEncoder().encode(secret));
}

/** Checks signature, life and the request's hash. Whether the nonce is new, the caller checks against the table. */
export async function verifyAssertion(
  secret: string,
  token: string,
  hash: string,
  nowMs: number,
): Promise<Result<Assertion, 'assertion_invalid'>> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      issuer,
      audience,
      algorithms: ['HS256'],
      currentDate: new Date(nowMs),
      clockTolerance: 30,
      requiredClaims: ['sub', 'jti', 'exp', 'req'],
    });
    if (payload.req !== hash || !payload.sub || !payload.jti) return fail('assertion_invalid');
    const unionid = typeof payload.uid === 'string' ? payload.uid : undefined;
    return ok({ openid: payload.sub, nonce: payload.jti, ...(unionid ? { unionid } : {}) });
  } catch {
    return fail('assertion_invalid');
  }
}
