import { readScannedText } from '@jindian/shared/qr-text';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  claimsOfDigits,
  pickupCodeAt as codeAt,
  type PickupClaim,
  readPickupCode as readCode,
  typedDigits,
} from './pickup-code.ts';
import { standardTiming } from './timing.ts';

const { pickupStepMs } = standardTiming;
const pickupCodeAt = (secret: string, claim: PickupClaim, nowMs: number) =>
  codeAt(secret, claim, nowMs, pickupStepMs);
const readPickupCode = (secret: string, text: string, nowMs: number) =>
  readCode(secret, text, nowMs, pickupStepMs);

const secret = 'pickup-secret-of-the-test';
const ulid = fc.stringMatching(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
const claimOf: fc.Arbitrary<PickupClaim> = fc.record({ orderId: ulid, fulfilmentId: ulid });
/** Any time of this century. */
const time = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2099, 11, 31) });

describe('a pickup code', () => {
  test('is read while it is shown and through the step after, and never again', () => {
    fc.assert(
      fc.property(claimOf, time, fc.integer({ min: 0, max: 5 * pickupStepMs }), (claim, shownMs, laterMs) => {
        const { code, expiresAtMs, refreshAfterMs } = pickupCodeAt(secret, claim, shownMs);
        expect(refreshAfterMs).toBeGreaterThan(0);
        expect(refreshAfterMs).toBeLessThanOrEqual(pickupStepMs);
        // Who sees the code in the last moment before it changes has a whole step to scan it.
        expect(expiresAtMs - (shownMs + refreshAfterMs)).toBe(pickupStepMs);
        const reading = readPickupCode(secret, code, shownMs + laterMs);
        expect(reading).toEqual({ kind: shownMs + laterMs < expiresAtMs ? 'valid' : 'expired', claim });
      }),
    );
  });

  test('in digits means the one order that shows them, as long as the QR beside them, and no other', () => {
    const several = fc.uniqueArray(claimOf, {
      minLength: 1,
      maxLength: 5,
      selector: ({ orderId }) => orderId,
    });
    fc.assert(
      fc.property(several, time, fc.nat({ max: 4 * pickupStepMs }), (claims, shownMs, laterMs) => {
        const claim = claims[0] as PickupClaim;
        const { digits, expiresAtMs } = pickupCodeAt(secret, claim, shownMs);
        expect(digits).toMatch(/^\d{8}$/);
        const meant = claimsOfDigits(secret, digits, claims, shownMs + laterMs, pickupStepMs);
        // What was shown a while ago is told from what never was.
        expect(meant).toEqual({ claims: [claim], expired: shownMs + laterMs >= expiresAtMs });
        const { claims: strange } = claimsOfDigits('another secret', digits, claims, shownMs, pickupStepMs);
        expect(strange).toEqual([]);
      }),
    );
    expect(typedDigits(' １２３４ 5678 ')).toBe('12345678');
    expect([typedDigits('1234567'), typedDigits('JDP1.12345678')]).toEqual([null, null]);
  });

  test('of a time to come is worth nothing', () => {
    fc.assert(
      fc.property(claimOf, time, fc.integer({ min: 1, max: 1_000 }), (claim, nowMs, steps) => {
        const { code } = pickupCodeAt(secret, claim, nowMs + steps * pickupStepMs);
        expect(readPickupCode(secret, code, nowMs)).toEqual({ kind: 'invalid' });
      }),
    );
  });

  test('altered in any place is not one', () => {
    const characters = fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZabcxyz._- 码\n');
    fc.assert(
      fc.property(claimOf, time, fc.nat(), fc.nat(2), characters, (claim, nowMs, place, how, character) => {
        const { code } = pickupCodeAt(secret, claim, nowMs);
        const at = place % code.length;
        const altered =
          code.slice(0, at) + (how === 0 ? '' : character) + code.slice(how === 1 ? at : at + 1);
        fc.pre(altered.trim() !== code);
        expect(readPickupCode(secret, altered, nowMs)).toEqual({ kind: 'invalid' });
      }),
      { numRuns: 500 },
    );
  });

  test("of one order is not another's, and one signed with another secret is nobody's", () => {
    fc.assert(
      fc.property(claimOf, claimOf, time, (claim, other, nowMs) => {
        fc.pre(claim.orderId !== other.orderId || claim.fulfilmentId !== other.fulfilmentId);
        const mine = pickupCodeAt(secret, claim, nowMs).code.split('.');
        const theirs = pickupCodeAt(secret, other, nowMs).code.split('.');
        const mixed = [...theirs.slice(0, -1), mine.at(-1)].join('.');
        expect(readPickupCode(secret, mixed, nowMs)).toEqual({ kind: 'invalid' });
        expect(readPickupCode('another-secret-of-16', mine.join('.'), nowMs)).toEqual({ kind: 'invalid' });
      }),
    );
  });

  test('cannot be made to last by writing a newer step on it', () => {
    fc.assert(
      fc.property(claimOf, time, fc.integer({ min: 2, max: 100 }), (claim, shownMs, steps) => {
        const nowMs = shownMs + steps * pickupStepMs;
        const [prefix, orderId, fulfilmentId, , mac] = pickupCodeAt(secret, claim, shownMs).code.split('.');
        const step = pickupCodeAt(secret, claim, nowMs).code.split('.')[3];
        const renewed = [prefix, orderId, fulfilmentId, step, mac].join('.');
        expect(readPickupCode(secret, renewed, nowMs)).toEqual({ kind: 'invalid' });
      }),
    );
  });

  test('is read from any text without harm', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(readPickupCode(secret, text, Date.UTC(2026, 4, 20))).toEqual({ kind: 'invalid' });
        expect(readPickupCode(secret, `JDP1.${text}`, Date.UTC(2026, 4, 20))).toEqual({ kind: 'invalid' });
      }),
    );
  });

  test('is known as one by every scanner of ours, and fits the contract', () => {
    fc.assert(
      fc.property(claimOf, time, (claim, nowMs) => {
        const { code } = pickupCodeAt(secret, claim, nowMs);
        expect(readScannedText(` ${code}\n`)).toEqual({ kind: 'pickup', text: code });
        expect(code.length).toBeLessThanOrEqual(120);
      }),
    );
  });
});
