import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Codes that somebody shows on a phone: bound to a subject, new at every step of the clock, worthless two steps later, so
 * that a screenshot is of no use. A keyed hash for QRs, and digits for who reads them aloud or for a barcode; keyed apart,
 * so that whoever sees the one knows nothing of the other.
 */
const macLength = 16;

export function rotatingMac(secret: string, subject: string, step: number): string {
  return createHmac('sha256', secret).update(`${subject}.${step}`).digest('base64url').slice(0, macLength);
}

export function isRotatingMac(secret: string, subject: string, step: number, given: string): boolean {
  const [own, other] = [Buffer.from(rotatingMac(secret, subject, step)), Buffer.from(given)];
  return own.length === other.length && timingSafeEqual(own, other);
}

export function rotatingDigits(secret: string, subject: string, step: number, count = 8): string {
  const hash = createHmac('sha256', secret).update(`digits.${subject}.${step}`).digest();
  return String(hash.readUInt32BE() % 10 ** count).padStart(count, '0');
}

/** The step of this moment, until when its codes are taken, and when there are new ones. */
export function rotationAt(nowMs: number, stepMs: number) {
  const step = Math.floor(nowMs / stepMs);
  return {
    step,
    expiresAtMs: (step + 2) * stepMs,
    refreshAfterMs: (step + 1) * stepMs - nowMs,
  };
}

/** Of this step or the one before, for the moment between showing and scanning. */
export function freshnessOf(step: number, nowMs: number, stepMs: number): 'fresh' | 'old' | 'early' {
  const age = Math.floor(nowMs / stepMs) - step;
  return age < 0 ? 'early' : age <= 1 ? 'fresh' : 'old';
}
