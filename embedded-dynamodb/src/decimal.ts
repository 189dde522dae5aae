/**
 * Numbers as DynamoDB has them: up to 38 significant digits and exponents far beyond a double's. Kept as text in plain
 * decimal form.
 */

const WRITTEN = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** Integers in the very form in which they are stored: nothing to normalise, no limit to check. */
const PLAIN_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;

const MAX_DIGITS = 38;
const MAX_EXPONENT = 125;
const MIN_EXPONENT = -130;
const MAX_WRITTEN_EXPONENT = 2n ** 63n;

const OVERFLOW = 'Number overflow. Attempting to store a number with magnitude larger than supported range';
const UNDERFLOW =
  'Number underflow. Attempting to store a number with magnitude smaller than supported range';
const TOO_LONG = 'Attempting to store more than 38 significant digits in a Number';

/** `negative ? -1 : 1` times d.ddd times ten to the `exponent`; no digits mean zero. */
interface Decimal {
  negative: boolean;
  digits: string;
  exponent: number;
}

export function isPlainInteger(text: string): boolean {
  return PLAIN_INTEGER.test(text);
}

/** Reads a number, or says in the service's words what is wrong with it. */
function read(text: string): Decimal | string {
  const parts = WRITTEN.exec(text);
  if (!parts || (!parts[2] && !parts[3])) return 'not a number';
  const [, sign, whole = '', fraction = '', written = '0'] = parts;
  let exponent = Number(written);
  if (!Number.isSafeInteger(exponent)) {
    const exact = BigInt(written);
    if (exact >= MAX_WRITTEN_EXPONENT || exact < -MAX_WRITTEN_EXPONENT) return 'not a number';
    exponent = exact > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
  }
  const all = whole + fraction;
  let first = 0;
  while (first < all.length && all[first] === '0') first += 1;
  const isZero = first === all.length;
  let end = all.length;
  while (end > first && all[end - 1] === '0') end -= 1;
  // Zero is held to the range by the exponent that it is written with.
  const magnitude = isZero ? exponent : whole.length + exponent - 1 - first;
  if (magnitude > MAX_EXPONENT) return OVERFLOW;
  if (magnitude < MIN_EXPONENT) return UNDERFLOW;
  if (end - first > MAX_DIGITS) return TOO_LONG;
  if (isZero) return { negative: false, digits: '', exponent: 0 };
  return { negative: sign === '-', digits: all.slice(first, end), exponent: magnitude };
}

function write({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return sign + digits + '0'.repeat(exponent + 1 - digits.length);
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

export type Normalised = { text: string } | { problem: string; isNumber: boolean };

/** The form in which a number is stored, or what is wrong with it; `isNumber` is false when it is none at all. */
export function normalise(text: string): Normalised {
  if (PLAIN_INTEGER.test(text)) return { text };
  const number = read(text);
  if (typeof number !== 'string') return { text: write(number) };
  return { problem: number, isNumber: number !== 'not a number' };
}

function known(text: string): Decimal {
  const number = read(text);
  if (typeof number === 'string') throw new TypeError(`Not a stored number: ${text}`);
  return number;
}

/**
 * A text that sorts as the number does: sign, exponent, digits. Of negative numbers exponent and digits are turned round.
 */
export function sortableNumber(text: string): string {
  const { negative, digits, exponent } = known(text);
  if (digits === '') return '1000';
  const shifted = negative ? MAX_EXPONENT - exponent : exponent - MIN_EXPONENT;
  const turned = negative
    ? (10n ** BigInt(digits.length) - BigInt(digits)).toString().padStart(digits.length, '0')
    : digits;
  return `${negative ? '0' : '1'}${shifted.toString(16).padStart(2, '0')}${turned}`;
}

/** Negative, zero or positive as `a` is less than, equal to or more than `b`. */
export function compareNumbers(a: string, b: string): number {
  const quickA = Number(a);
  const quickB = Number(b);
  // Rounding keeps order, so only numbers that round to the same need a closer look.
  if (quickA !== quickB) return quickA - quickB;
  if (a === b) return 0;
  const exactA = sortableNumber(a);
  const exactB = sortableNumber(b);
  return exactA < exactB ? -1 : exactA > exactB ? 1 : 0;
}

/** All digits as one integer and the place of the last one. */
function unscaled({ negative, digits, exponent }: Decimal): { integer: bigint; scale: number } {
  const integer = BigInt(digits || '0');
  return { integer: negative ? -integer : integer, scale: exponent - Math.max(0, digits.length - 1) };
}

/** The sum or difference in stored form, or the service's words for why it cannot be stored. */
export function calculate(operation: 'plus' | 'minus', left: string, right: string): Normalised {
  const a = Number(left);
  const b = Number(right);
  // Most numbers are small integers, for which plain arithmetic is exact and far quicker.
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const quick = operation === 'plus' ? a + b : a - b;
    if (Number.isSafeInteger(quick)) return { text: String(quick === 0 ? 0 : quick) };
  }
  const first = unscaled(known(left));
  const second = unscaled(known(right));
  const scale = Math.min(first.scale, second.scale);
  const x = first.integer * 10n ** BigInt(first.scale - scale);
  const y = second.integer * 10n ** BigInt(second.scale - scale);
  const result = normalise(`${operation === 'plus' ? x + y : x - y}e${scale}`);
  // A zero has no scale worth checking: what cancels out is zero.
  if (x + (operation === 'plus' ? y : -y) === 0n) return { text: '0' };
  return result;
}
