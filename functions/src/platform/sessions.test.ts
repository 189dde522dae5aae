import { createHmac } from 'node:crypto';
import { hourMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { createSessionTokens, type SessionClaims } from './sessions.ts';

const startMs = Date.UTC(2026, 4, 20, 2);
const clock = { ms: startMs, nowMs: () => clock.ms };
const secret = 'session-secret-of-the-test';
const tokens = createSessionTokens({ secret: () => secret, clock });
const claims: SessionClaims = { memberId: 'M1', sessionId: 'S1', staff: true };
const endMs = startMs + 2 * hourMs;

function at(ms: number): void {
  clock.ms = ms;
}

const keyOf = (audience: string) =>
  createHmac('sha256', secret).update(`jindian session ${audience}`).digest();

/** A token that is right in everything but what the test changes. */
function forged(change: {
  audience?: string;
  key?: Uint8Array;
  alg?: string;
  session?: unknown;
  subject?: string;
  endless?: boolean;
}) {
  const token = new SignJWT({
    ...('session' in change ? { sid: change.session } : { sid: 'S1' }),
    staff: true,
  })
    .setProtectedHeader({ alg: change.alg ?? 'HS256' })
    .setAudience(change.audience ?? 'jindian-api')
    .setIssuedAt(startMs / 1000);
  if (!change.endless) token.setExpirationTime(startMs / 1000 + 3600);
  if (change.subject !== '') token.setSubject(change.subject ?? 'M1');
  return token.sign(change.key ?? keyOf('api'));
}

describe('the token of a session', () => {
  test('names member and session, until it expires', async () => {
    at(startMs);
    const token = await tokens.sign('api', claims, endMs);
    expect(await tokens.verify('api', token)).toEqual({ ok: true, value: claims });
    at(endMs - 1_000);
    expect((await tokens.verify('api', token)).ok).toBe(true);
    at(endMs);
    expect(await tokens.verify('api', token)).toEqual({ ok: false, code: 'session_expired' });
  });

  test('holds nothing personal, and no role that might be taken away', async () => {
    at(startMs);
    const token = await tokens.sign('api', claims, endMs);
    const payload = JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString());
    expect(Object.keys(payload).sort()).toEqual(['aud', 'exp', 'iat', 'sid', 'staff', 'sub']);
  });

  test('of the API opens no page of HQ, and the other way round', async () => {
    at(startMs);
    for (const [of, other] of [
      ['api', 'hq'],
      ['hq', 'api'],
    ] as const) {
      const token = await tokens.sign(of, claims, endMs);
      expect(await tokens.verify(other, token)).toEqual({ ok: false, code: 'unauthenticated' });
    }
    // Not for want of the audience alone: the keys differ.
    const renamed = await forged({ audience: 'jindian-hq' });
    expect((await tokens.verify('hq', renamed)).ok).toBe(false);
  });

  test('right in everything is taken: the forgeries below fail for what they change alone', async () => {
    at(startMs);
    expect(await tokens.verify('api', await forged({}))).toEqual({ ok: true, value: claims });
  });

  test.each([
    ['for another audience', { audience: 'jindian' }],
    ['signed with another secret', { key: new TextEncoder().encode('another-secret-of-16-bytes') }],
    ['signed with the bare secret', { key: new TextEncoder().encode(secret) }],
    ['signed by another method', { alg: 'HS512' }],
    ['of nobody', { subject: '' }],
    ['of no session', { session: undefined }],
    ['of a session that is no text', { session: 7 }],
    ['that never ends', { endless: true }],
  ])('%s is none', async (_, change) => {
    at(startMs);
    expect(await tokens.verify('api', await forged(change))).toEqual({ ok: false, code: 'unauthenticated' });
  });

  test('unsigned is none', async () => {
    at(startMs);
    const token = new UnsecuredJWT({ sid: 'S1', staff: true })
      .setSubject('M1')
      .setAudience('jindian-api')
      .setExpirationTime(startMs / 1000 + 3600)
      .encode();
    expect(await tokens.verify('api', token)).toEqual({ ok: false, code: 'unauthenticated' });
    // A signature that the header says is not there to be checked.
    const [, payload] = token.split('.');
    const signature = (await forged({})).split('.')[2];
    const header = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    expect((await tokens.verify('api', `${header}.${payload}.${signature}`)).ok).toBe(false);
  });

  test('altered in any place is none', async () => {
    at(startMs);
    const token = await tokens.sign('api', claims, endMs);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 2), fc.constantFrom(...alphabet), async (place, character) => {
        // The last character of each part carries bits that mean nothing.
        fc.pre(token[place] !== character && token[place + 1] !== '.');
        const altered = token.slice(0, place) + character + token.slice(place + 1);
        expect((await tokens.verify('api', altered)).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('is not made of any other text', async () => {
    for (const text of ['', '.', '..', 'a.b.c', 'null', '中文']) {
      expect(await tokens.verify('api', text)).toEqual({ ok: false, code: 'unauthenticated' });
    }
  });
});
