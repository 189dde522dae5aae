/**
 * The text of a code of ours: ten characters that say nothing, and one that checks them. The alphabet has no I, L, O
 * and U (Crockford's base 32), so that none is taken for a digit.
 *
 * The check is a sum over the field of 32 elements, each character weighed by another power of its generator: one
 * character that is another, and any two that changed places, always make another sum. Sums modulo 32 do not: half
 * of their weights have no inverse.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const bodyLength = 10;
export const codeBodyPattern = /^[0-9A-HJKMNP-TV-Z]{10}$/;

/** Times the generator x, modulo x^5 + x^2 + 1. */
const timesGenerator = (value: number) => ((value << 1) ^ (value & 16 ? 0b100101 : 0)) & 31;

function checkCharacter(body: string): string {
  let sum = 0;
  // By Horner's rule: the last character is weighed once, the first ten times.
  for (const character of body) sum = timesGenerator(sum ^ alphabet.indexOf(character));
  return alphabet[sum] as string;
}

/** As it is printed. */
export function printedCode(body: string): string {
  if (!codeBodyPattern.test(body)) throw new RangeError('no body of a code');
  return body + checkCharacter(body);
}

/** As it was meant by who typed it: any case and width, in groups, with the letters that look like digits. */
export function plainCode(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}

/**
 * The body under which a code is kept; null: nothing that we print, or mistyped. Codes of version 0.1 have the body
 * alone.
 */
export function codeBodyOf(text: string): string | null {
  const plain = plainCode(text);
  const body = plain.slice(0, bodyLength);
  if (!codeBodyPattern.test(body)) return null;
  return plain === body || plain === printedCode(body) ? body : null;
}
