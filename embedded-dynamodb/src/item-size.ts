/**
 * Sizes and capacity units by the rules of the DynamoDB developer guide ("Item sizes and formats", "Capacity unit
 * consumption"): UTF-8 bytes for names and text, 3 bytes plus 1 an element for lists and maps.
 */
import type { AttributeMap, AttributeValue } from './model.ts';

export const MAX_ITEM_BYTES = 400 * 1024;
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;
export const MAX_PAGE_BYTES = 1024 * 1024;

const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;

const ZERO = '0'.charCodeAt(0);

const base64Bytes = (text: string): number => {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
};

/**
 * What a number costs: one byte, one for every two significant digits before the point and one for every two behind it,
 * and one for a sign. (The developer guide counts all digits together; the service does not.) `text` is in stored form.
 */
function numberBytes(text: string): number {
  const isNegative = text.startsWith('-');
  const start = isNegative ? 1 : 0;
  let point = text.indexOf('.');
  const hasFraction = point >= 0;
  if (!hasFraction) point = text.length;
  if (!hasFraction && text.length - start === 1) return text === '0' ? 1 : start + 2;
  let whole = text.charCodeAt(start) === ZERO ? 0 : point - start;
  if (!hasFraction) while (whole > 0 && text.charCodeAt(start + whole - 1) === ZERO) whole -= 1;
  let fraction = hasFraction ? text.length - point - 1 : 0;
  if (whole === 0) while (fraction > 0 && text.charCodeAt(text.length - fraction) === ZERO) fraction -= 1;
  return 1 + Math.ceil(whole / 2) + Math.ceil(fraction / 2) + start;
}

export function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return base64Bytes(value.B);
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.SS !== undefined) return value.SS.reduce((sum, member) => sum + Buffer.byteLength(member), 0);
  if (value.NS !== undefined) return value.NS.reduce((sum, member) => sum + numberBytes(member), 0);
  if (value.BS !== undefined) return value.BS.reduce((sum, member) => sum + base64Bytes(member), 0);
  if (value.L !== undefined) return value.L.reduce((sum, member) => sum + 1 + valueBytes(member), 3);
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  return 0;
}

export function itemBytes(item: AttributeMap): number {
  let sum = 0;
  for (const name of Object.keys(item)) sum += Buffer.byteLength(name) + valueBytes(item[name]!);
  return sum;
}

/** One unit for each started KB; a write of nothing still costs one. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
}

/** One unit for each started 4 KB, half of it when the read may be eventually consistent. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (consistent ? 1 : 0.5);
}
