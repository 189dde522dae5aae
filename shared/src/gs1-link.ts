import { isGtin } from './gtin.ts';

/**
 * What a GS1 Digital Link says of the goods: `https://<anywhere>/01/<gtin>`, with what it may say besides (lot,
 * serial number, expiry) in its path or behind it. The number counts, wherever the link leads.
 */
const linkPattern = /(?:^|\/)01\/(\d{8}|\d{12,14})(?=[/?#\s]|$)/;

/** The GTIN as one of 14 digits; null: not such a link, or its check digit is wrong. */
export function gtinOfLink(text: string): string | null {
  const digits = linkPattern.exec(text)?.[1];
  return digits && isGtin(digits) ? digits.padStart(14, '0') : null;
}

/** As it stands where a code of ours would. */
export const gtinCode = (gtin14: string) => `01-${gtin14}`;

/** Of what `gtinCode` made, of a link that came through whole, or of the digits under the bars themselves. */
export function gtinOfCode(code: string): string | null {
  const digits = /^(?:01-)?(\d{8}|\d{12,14})(?:-|$)/.exec(code)?.[1];
  return digits && isGtin(digits) ? digits.padStart(14, '0') : null;
}
