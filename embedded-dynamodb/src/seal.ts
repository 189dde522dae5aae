/** A checksum with each stored value, over its key too: a value that turns up under another key is damage as well. */
import { crc32 } from 'node:zlib';

const DIGITS = 8;

function checksum(key: string, value: string): string {
  return crc32(value, crc32(key)).toString(16).padStart(DIGITS, '0');
}

export function seal(key: string, value: string): string {
  return checksum(key, value) + value;
}

/** The value, or undefined when it is not what was stored under this key. */
export function unseal(key: string, sealed: string): string | undefined {
  const value = sealed.slice(DIGITS);
  return sealed.length >= DIGITS && checksum(key, value) === sealed.slice(0, DIGITS) ? value : undefined;
}
