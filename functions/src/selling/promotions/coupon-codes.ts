/**
 * Codes of coupons that are good once each: which promotion, which of its codes, and a keyed hash of both. A million of them
 * need no million items; only the ones that were used are written down.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Promotion } from '@jindian/shared/contract/selling/promotions';

/** Nothing that is taken for something else: no I, L, O and U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const batchLength = 4;
const nthLength = 4;
const macLength = 8;
export const singleCodeLength = batchLength + nthLength + macLength;

function spelled(bytes: Uint8Array, length: number): string {
  return Array.from(bytes.subarray(0, length), (byte) => alphabet[byte & 31]).join('');
}

const keyed = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest();
const batchOf = (secret: string, promotionId: string) =>
  spelled(keyed(secret, `coupon batch ${promotionId}`), batchLength);

function nthText(nth: number): string {
  let left = nth;
  let text = '';
  for (let digit = 0; digit < nthLength; digit += 1) {
    text = (alphabet[left & 31] as string) + text;
    left >>= 5;
  }
  return text;
}

export function singleCode(secret: string, promotionId: string, nth: number): string {
  const mac = spelled(keyed(secret, `coupon ${promotionId} ${nth}`), macLength);
  return batchOf(secret, promotionId) + nthText(nth) + mac;
}

/** As people type them: small letters, spaces and dashes between, and letters for the digits that they look like. */
export function typedCode(text: string): string {
  return text.toUpperCase().replace(/[\s\-–—·]/g, '');
}

/** Which promotion it is of; null: no code of any. */
export function promotionOfCode(
  secret: string,
  code: string,
  promotions: readonly Promotion[],
): { promotion: Promotion; isSingle: boolean } | null {
  const shared = promotions.find(({ coupon }) => coupon?.code === code);
  if (shared) return { promotion: shared, isSingle: false };
  if (code.length !== singleCodeLength) return null;
  const nth = [...code.slice(batchLength, batchLength + nthLength)].reduce(
    (sum, letter) => (sum < 0 || !alphabet.includes(letter) ? -1 : sum * 32 + alphabet.indexOf(letter)),
    0,
  );
  for (const promotion of promotions) {
    if (nth < 0 || nth >= (promotion.coupon?.singleCodes ?? 0)) continue;
    const [own, given] = [Buffer.from(singleCode(secret, promotion.id, nth)), Buffer.from(code)];
    if (own.length === given.length && timingSafeEqual(own, given)) return { promotion, isSingle: true };
  }
  return null;
}
