import { branchGrant, brandGrant } from '@jindian/shared/access';
import { hourMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { createSessions, type Principal, sessionLifeMs } from './sessions.ts';

const startMs = Date.UTC(2026, 4, 20, 2);
const clock = { ms: startMs, nowMs: () => clock.ms };
const secret = 'session-secret-of-the-test';
const sessions = createSessions({ secret, clock });
const clerk: Principal = { kind: 'member', memberId: 'M1', roles: [branchGrant('clerk', 'B001')] };

function at(ms: number): void {
  clock.ms = ms;
}

/** A token that is right in everything but what the test changes. */
function forged(change: {
  audience?: string;
  secret?: string;
  alg?: string;
  roles?: unknown;
  subject?: string;
}) {
  const token = new SignJWT({ roles: change.roles ?? clerk.roles })
    .setProtectedHeader({ alg: change.alg ?? 'HS256' })
    .setAudience(change.audience ?? 'jindian')
    .setIssuedAt(startMs / 1000)
    .setExpirationTime(startMs / 1000 + 3600);
  if (change.subject !== '') token.setSubject(change.subject ?? 'M1');
  return token.sign(new TextEncoder().encode(change.secret ?? secret));
}

describe('a session', () => {
  test('is who signed in, until it expires', async () => {
    at(startMs);
    const { token, expiresAtMs } = await sessions.issue(clerk);
    expect(expiresAtMs).toBe(startMs + sessionLifeMs);
    expect(sessionLifeMs).toBe(2 * hourMs);
    expect(await sessions.verify(token)).toEqual({ ok: true, value: clerk });
    at(expiresAtMs - 1_000);
    expect((await sessions.verify(token)).ok).toBe(true);
    at(expiresAtMs);
    expect(await sessions.verify(token)).toEqual({ ok: false, code: 'session_expired' });
  });

  test('holds nothing personal', async () => {
    at(startMs);
    const { token } = await sessions.issue(clerk);
    const payload = JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString());
    expect(Object.keys(payload).sort()).toEqual(['aud', 'exp', 'iat', 'roles', 'sub']);
  });

  test('right in everything is taken: the forgeries below fail for what they change alone', async () => {
    at(startMs);
    expect(await sessions.verify(await forged({}))).toEqual({ ok: true, value: clerk });
  });

  test.each([
    ['for another audience', { audience: 'jindian-api' }],
    ['signed with another secret', { secret: 'another-secret-of-16-bytes' }],
    ['signed by another method', { alg: 'HS512' }],
    ['of nobody', { subject: '' }],
    ['without a list of roles', { roles: 'hq' }],
  ])('%s is none', async (_, change) => {
    at(startMs);
    expect(await sessions.verify(await forged(change))).toEqual({ ok: false, code: 'unauthenticated' });
  });

  test('unsigned is none', async () => {
    at(startMs);
    const token = new UnsecuredJWT({ roles: [brandGrant('administrator')] })
      .setSubject('M1')
      .setAudience('jindian')
      .setExpirationTime(startMs / 1000 + 3600)
      .encode();
    expect(await sessions.verify(token)).toEqual({ ok: false, code: 'unauthenticated' });
    // A signature that the header says is not there to be checked.
    const [, payload] = token.split('.');
    const signature = (await forged({})).split('.')[2];
    const header = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    expect((await sessions.verify(`${header}.${payload}.${signature}`)).ok).toBe(false);
  });

  test('altered in any place is none', async () => {
    at(startMs);
    const { token } = await sessions.issue(clerk);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 2), fc.constantFrom(...alphabet), async (place, character) => {
        // The last character of each part carries bits that mean nothing.
        fc.pre(token[place] !== character && token[place + 1] !== '.');
        const altered = token.slice(0, place) + character + token.slice(place + 1);
        expect((await sessions.verify(altered)).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test('is not made of any other text', async () => {
    for (const text of ['', '.', '..', 'a.b.c', 'null', '中文']) {
      expect(await sessions.verify(text)).toEqual({ ok: false, code: 'unauthenticated' });
    }
  });
});
