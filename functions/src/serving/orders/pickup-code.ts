import { pickupPrefix } from '@jindian/shared/qr-text';
import {
  freshnessOf,
  isRotatingMac,
  rotatingDigits,
  rotatingMac,
  rotationAt,
} from '../../platform/rotating-code.ts';

export type PickupClaim = { orderId: string; fulfilmentId: string };
export type PickupReading =
  | { kind: 'valid'; claim: PickupClaim }
  | { kind: 'expired'; claim: PickupClaim }
  | { kind: 'invalid' };

const subjectOf = ({ orderId, fulfilmentId }: PickupClaim) => `${orderId}.${fulfilmentId}`;

/**
 * The text of the QR that a shopper shows at the counter: ids, the time step and a keyed hash over them. It is
 * bound to the order, says nothing about the person, and a screenshot is worthless two minutes later. That it
 * works only once is the state machine's doing, not the code's. There is a new code every step; the one before is still
 * taken, for the moment between showing and scanning.
 */
export function pickupCodeAt(secret: string, claim: PickupClaim, nowMs: number, pickupStepMs: number) {
  const { step, expiresAtMs, refreshAfterMs } = rotationAt(nowMs, pickupStepMs);
  const subject = subjectOf(claim);
  return {
    digits: rotatingDigits(secret, subject, step),
    code: `${pickupPrefix}${subject}.${step.toString(36)}.${rotatingMac(secret, subject, step)}`,
    expiresAtMs,
    refreshAfterMs,
  };
}

/** What was typed as digits, in groups or not; null: it is something else. */
export function typedDigits(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s-]/g, '');
  return /^\d{8}$/.test(digits) ? digits : null;
}

/** Digits that were shown so many steps ago are told from those that nobody was ever shown. */
const rememberedSteps = 5;

/**
 * Which of the orders at a counter would show these digits, now or in the step before; else which did a while ago. Digits name no order by
 * themselves, and two may show the same once in a long while.
 */
export function claimsOfDigits(
  secret: string,
  digits: string,
  waiting: readonly PickupClaim[],
  nowMs: number,
  pickupStepMs: number,
): { claims: PickupClaim[]; expired: boolean } {
  const step = Math.floor(nowMs / pickupStepMs);
  const shownAt = (steps: readonly number[]) =>
    waiting.filter((claim) => steps.some((one) => rotatingDigits(secret, subjectOf(claim), one) === digits));
  const claims = shownAt([step, step - 1]);
  if (claims.length > 0) return { claims, expired: false };
  return { claims: shownAt(Array.from({ length: rememberedSteps }, (_, n) => step - 2 - n)), expired: true };
}

/** One text for one code: a step with zeros before it would be another text of the same meaning. */
const form = /^JDP1\.([0-9A-Z]{26})\.([0-9A-Z]{26})\.([1-9a-z][0-9a-z]{3,9})\.([\w-]{16})$/;

export function readPickupCode(
  secret: string,
  text: string,
  nowMs: number,
  pickupStepMs: number,
): PickupReading {
  const parts = form.exec(text.trim());
  if (!parts) return { kind: 'invalid' };
  const [, orderId, fulfilmentId, stepText, given] = parts as unknown as [
    string,
    string,
    string,
    string,
    string,
  ];
  const step = Number.parseInt(stepText, 36);
  const claim = { orderId, fulfilmentId };
  const freshness = freshnessOf(step, nowMs, pickupStepMs);
  if (!isRotatingMac(secret, subjectOf(claim), step, given) || freshness === 'early')
    return { kind: 'invalid' };
  return { kind: freshness === 'fresh' ? 'valid' : 'expired', claim };
}
