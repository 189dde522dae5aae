import fc from 'fast-check';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { assertionLifeS, requestHash, signAssertion, verifyAssertion } from './assertion.ts';
import { createNonces } from './nonces.ts';
import { openTable, startMs } from './testing/table.ts';

const secret = 'gateway-secret-of-the-test';
const caller = { openid: 'openid-1', unionid: 'unionid-1', nonce: 'nonce-1' };
const request = {
  method: 'POST',
  pathAndQuery: '/v1/orders?x=1',
  idempotencyKey: 'key-of-test',
  body: '{"a":1}',
};
const hash = requestHash(request);

describe('an assertion', () => {
  test('says who is calling, for the one request it was made for', async () => {
    const token = await signAssertion(secret, caller, hash, startMs);
    expect(await verifyAssertion(secret, token, hash, startMs)).toEqual({ ok: true, value: caller });
  });

  test('lives a minute, and half a minute more for clocks that differ', async () => {
    const token = await signAssertion(secret, caller, hash, startMs);
    const after = (seconds: number) => verifyAssertion(secret, token, hash, startMs + seconds * 1_000);
    expect((await after(assertionLifeS + 29)).ok).toBe(true);
    expect((await after(assertionLifeS + 31)).ok).toBe(false);
    expect((await after(-29)).ok).toBe(true);
  });

  test.each([
    ['method', { method: 'PUT' }],
    ['path', { pathAndQuery: '/v1/orders?x=2' }],
    ['idempotency key', { idempotencyKey: 'key-of-tesT' }],
    ['body', { body: '{"a":2}' }],
  ])('for another %s is none', async (_, change) => {
    const token = await signAssertion(secret, caller, hash, startMs);
    const other = requestHash({ ...request, ...change });
    expect(await verifyAssertion(secret, token, other, startMs)).toEqual({
      ok: false,
      code: 'assertion_invalid',
    });
  });

  test('without one of its parts, of another maker or under another secret is none', async () => {
    const make = (change: {
      issuer?: string;
      audience?: string;
      secret?: string;
      jti?: string;
      req?: string;
    }) => {
      const token = new SignJWT(change.req === '' ? {} : { req: hash })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject('openid-1')
        .setIssuer(change.issuer ?? 'jindian-gateway')
        .setAudience(change.audience ?? 'jindian-api')
        .setExpirationTime(startMs / 1000 + 60);
      if (change.jti !== '') token.setJti('nonce-1');
      return token.sign(new TextEncoder().encode(change.secret ?? secret));
    };
    const read = async (change: Parameters<typeof make>[0]) =>
      (await verifyAssertion(secret, await make(change), hash, startMs)).ok;
    expect(await read({})).toBe(true);
    for (const change of [
      { issuer: 'somebody' },
      { audience: 'jindian' },
      { secret: 'another-secret-of-16-bytes' },
      { jti: '' },
      { req: '' },
    ]) {
      expect([change, await read(change)]).toEqual([change, false]);
    }
  });
});

test('two requests have the same hash only when they are the same, wherever their parts begin and end', () => {
  const part = fc.string({ maxLength: 12 });
  const any = fc.record({ method: part, pathAndQuery: part, idempotencyKey: part, body: part });
  fc.assert(
    fc.property(any, any, (a, b) => {
      const same =
        JSON.stringify({ ...a, method: a.method.toUpperCase() }) ===
        JSON.stringify({ ...b, method: b.method.toUpperCase() });
      expect(requestHash(a) === requestHash(b)).toBe(same);
    }),
  );
  const moved = { ...request, idempotencyKey: 'key-of-tes', body: `t${request.body}` };
  expect(requestHash(moved)).not.toBe(hash);
});

test('a nonce is new once, however many ask at once', async () => {
  const bench = await openTable();
  const nonces = createNonces({ table: bench.table, clock: bench.clock });
  const answers = await Promise.all(Array.from({ length: 20 }, () => nonces.claim('nonce-1')));
  expect(answers.filter(Boolean)).toHaveLength(1);
  expect(await nonces.claim('nonce-1')).toBe(false);
  expect(await nonces.claim('nonce-2')).toBe(true);
  await bench.close();
});
