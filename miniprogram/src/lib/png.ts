import { base64OfAscii } from './base64.ts';
import { qrModules } from './qr.ts';

/**
 * A QR code as a PNG file, for saving and printing: WeChat's album takes no SVG, and a canvas would be drawn anew on
 * every phone. One bit a pixel, stored uncompressed: some 20 kB.
 */
const quietModules = 4;
const pixelsPerModule = 12;
/** The most that one stored block of a deflate stream holds. */
const maxBlockBytes = 65_535;

const crcTable = Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

function crc32(bytes: readonly number[]): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function adler32(bytes: readonly number[]): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return ((high << 16) | low) >>> 0;
}

const uint32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const ascii = (text: string) => [...text].map((char) => char.charCodeAt(0));

function chunk(name: string, data: readonly number[]): number[] {
  const body = [...ascii(name), ...data];
  return [...uint32(data.length), ...body, ...uint32(crc32(body))];
}

function stored(bytes: readonly number[]): number[] {
  const out = [0x78, 0x01];
  for (let from = 0; from < bytes.length; from += maxBlockBytes) {
    const block = bytes.slice(from, from + maxBlockBytes);
    const isLast = from + maxBlockBytes >= bytes.length ? 1 : 0;
    const length = block.length;
    out.push(isLast, length & 255, length >>> 8, ~length & 255, (~length >>> 8) & 255);
    for (const byte of block) out.push(byte);
  }
  return [...out, ...uint32(adler32(bytes))];
}

/** The code of `text` as a PNG in base64, without a data URI in front. */
export function qrPngBase64(text: string): string {
  const { size, isDark } = qrModules(text);
  const sidePixels = (size + 2 * quietModules) * pixelsPerModule;
  const rowBytes = Math.ceil(sidePixels / 8);
  const raw: number[] = [];
  for (let row = -quietModules; row < size + quietModules; row += 1) {
    const line = new Array<number>(rowBytes).fill(0xff);
    for (let column = 0; column < size; column += 1) {
      if (row < 0 || row >= size || !isDark(row, column)) continue;
      const from = (column + quietModules) * pixelsPerModule;
      for (let x = from; x < from + pixelsPerModule; x += 1) {
        line[x >>> 3] = (line[x >>> 3] as number) & ~(0x80 >>> (x & 7));
      }
    }
    for (let copy = 0; copy < pixelsPerModule; copy += 1) raw.push(0, ...line);
  }
  const header = [...uint32(sidePixels), ...uint32(sidePixels), 1, 0, 0, 0, 0];
  const file = [
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk('IHDR', header),
    ...chunk('IDAT', stored(raw)),
    ...chunk('IEND', []),
  ];
  let binary = '';
  for (const byte of file) binary += String.fromCharCode(byte);
  return base64OfAscii(binary);
}
