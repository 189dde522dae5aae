import type { DetailLine } from './store.ts';

/** Letters and digits only, in one form: people leave out the dash, and phones write full width. */
const plain = (text: string) =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/**
 * Whether a text means this order. Four digits are the end of a phone number, or stand in the part of the number that is
 * its own: the part before it is the day, which all orders of the day have.
 */
export function namesWork(text: string, number: string, phone: string | undefined): boolean {
  const sought = plain(text);
  if (sought.length < 2) return false;
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
