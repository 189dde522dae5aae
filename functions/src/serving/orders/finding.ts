import { normalPhone, phonePattern } from '@jindian/shared/phone';
import type { DetailLine } from './store.ts';

/** Letters and digits only, in one form: people leave out the dash, and phones write full width. */
const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** A phone number as it is said: all of it, or its last four digits alone. */
export function phoneSaid(text: string): { tail: string; phone: string | null } | null {
  const short = text.normalize('NFKC').trim();
  if (/^\d{4}$/.test(short)) return { tail: short, phone: null };
  const phone = normalPhone(text);
  return phonePattern.test(phone) ? { tail: phone.slice(-4), phone } : null;
}

/**
 * Whether a text means this order. A whole phone number is the phone's. Four digits are the end of one, or stand in the
 * part of the order's number that is its own: the part before it is the day, which all orders of the day have.
 */
export function namesWork(text: string, number: string, phone: string | undefined): boolean {
  const sought = plain(text);
  if (sought.length < 2) return false;
  const whole = phoneSaid(text)?.phone;
  if (whole) return phone === whole;
  if (!/^\d{4}$/.test(sought)) return plain(number).includes(sought);
  return phone?.replace(/\D/g, '').endsWith(sought) || plain(number.split('-')[1] ?? number).includes(sought);
}

/** Whether a shopper's text means an order: by its number, or by any product in it, in either language. */
export function namesOrder(
  text: string,
  number: string,
  lines: readonly Pick<DetailLine, 'title' | 'skuName'>[],
): boolean {
  const sought = plain(text);
  if (sought.length === 0) return false;
  if (sought.length > 1 && plain(number).includes(sought)) return true;
  return lines.some(({ title, skuName }) =>
    [title.zh, title.en, skuName.zh, skuName.en].some((word) => plain(word).includes(sought)),
  );
}
