/** What a member's card shows: a QR, and the same as digits for a barcode. Pure. */
import { cardBarcodePattern, memberCardPrefix } from '@jindian/shared/qr-text';
import {
  freshnessOf,
  isRotatingMac,
  rotatingDigits,
  rotatingMac,
  rotationAt,
} from '../../../platform/rotating-code.ts';

export const cardNumberPattern = /^\d{12}$/;
const subjectOf = (number: string) => `member.${number}`;

export function cardCodeAt(secret: string, number: string, nowMs: number, stepMs: number) {
  const { step, expiresAtMs, refreshAfterMs } = rotationAt(nowMs, stepMs);
  const subject = subjectOf(number);
  return {
    number,
    code: `${memberCardPrefix}${number}.${step.toString(36)}.${rotatingMac(secret, subject, step)}`,
    barcode: `${number}${rotatingDigits(secret, subject, step)}`,
    expiresAtMs,
    refreshAfterMs,
  };
}

const form = /^JDM1\.(\d{12})\.([1-9a-z][0-9a-z]{3,9})\.([\w-]{16})$/;
export type CardReading = { kind: 'valid' | 'expired'; number: string } | { kind: 'invalid' };

export function readCardCode(secret: string, text: string, nowMs: number, stepMs: number): CardReading {
  const trimmed = text.trim();
  if (cardBarcodePattern.test(trimmed)) {
    const [number, digits] = [trimmed.slice(0, 12), trimmed.slice(12)];
    const { step } = rotationAt(nowMs, stepMs);
    const shownAt = (age: number) => rotatingDigits(secret, subjectOf(number), step - age) === digits;
    // Digits that were shown a while ago are as good as any others: whoever tries some learns nothing of them.
    return shownAt(0) || shownAt(1) ? { kind: 'valid', number } : { kind: 'invalid' };
  }
  const parts = form.exec(trimmed);
  if (!parts) return { kind: 'invalid' };
  const [, number, stepText, given] = parts as unknown as [string, string, string, string];
  const step = Number.parseInt(stepText, 36);
  const freshness = freshnessOf(step, nowMs, stepMs);
  if (!isRotatingMac(secret, subjectOf(number), step, given) || freshness === 'early')
    return { kind: 'invalid' };
  return { kind: freshness === 'fresh' ? 'valid' : 'expired', number };
}
