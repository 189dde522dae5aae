/** The parts of a zip archive, by its directory: bounded in size whatever the archive claims, and checked by their sums. */
import { Inflate } from 'fflate';
import { unreadable } from './sheet.ts';

/** All parts that are read; two hundred thousand rows are thirty to seventy megabytes. */
export const maxPartMegabytes = 100;
const maxPartBytes = maxPartMegabytes * 1_000_000;
const maxParts = 5_000;

export type Zip = {
  names: readonly string[];
  /** Null: the archive has no such part. */
  part(name: string): Uint8Array | null;
};
type Entry = { method: number; flags: number; crc: number; packed: number; size: number; at: number };

export function openZip(bytes: Uint8Array): Zip {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = directoryOf(view, bytes);
  let left = maxPartBytes;
  return {
    names: [...entries.keys()],
    part(name) {
      const entry = entries.get(name);
      if (!entry) return null;
      if (entry.size > left) throw unreadable('tooBig', { megabytes: maxPartMegabytes });
      left -= entry.size;
      return partOf(view, bytes, entry);
    },
  };
}

function directoryOf(view: DataView, bytes: Uint8Array): Map<string, Entry> {
  let end = bytes.length - 22;
  const lowest = Math.max(0, end - 65_535);
  while (end >= lowest && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < lowest) throw unreadable('unreadable');
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > maxParts) throw unreadable('unreadable');
  const entries = new Map<string, Entry>();
  for (let n = 0; n < count; n += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) throw unreadable('unreadable');
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [
      number,
      number,
      number,
    ];
    const name = new TextDecoder()
      .decode(bytes.subarray(at + 46, at + 46 + nameLength))
      .replaceAll('\\', '/');
    // Two parts of one name: which of them a program shows is its own affair.
    if (entries.has(name)) throw unreadable('unreadable');
    entries.set(name, {
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + extra + comment;
  }
  return entries;
}

function partOf(view: DataView, bytes: Uint8Array, entry: Entry): Uint8Array {
  const { at, packed, size, method, flags } = entry;
  const isEncrypted = (flags & 1) === 1;
  if (isEncrypted) throw unreadable('oldExcel');
  if (at + 30 > bytes.length || view.getUint32(at, true) !== 0x04034b50) throw unreadable('unreadable');
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const data = bytes.subarray(start, start + packed);
  if (data.length !== packed || (method !== 0 && method !== 8)) throw unreadable('unreadable');
  const content = method === 0 ? data : inflated(data, size);
  if (content.length !== size || crcOf(content) !== entry.crc) throw unreadable('unreadable');
  return content;
}

/** Piece by piece, so that an archive which says less than it holds is left as soon as it does. */
function inflated(data: Uint8Array, size: number): Uint8Array {
  const content = new Uint8Array(size);
  let filled = 0;
  const inflate = new Inflate((piece) => {
    if (filled + piece.length > size) throw unreadable('unreadable');
    content.set(piece, filled);
    filled += piece.length;
  });
  try {
    for (let from = 0; from < data.length; from += 65_536)
      inflate.push(data.subarray(from, from + 65_536), from + 65_536 >= data.length);
  } catch {
    throw unreadable('unreadable');
  }
  if (filled !== size) throw unreadable('unreadable');
  return content;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let at = 0; at < bytes.length; at += 1)
    crc = (crcTable[(crc ^ (bytes[at] as number)) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
