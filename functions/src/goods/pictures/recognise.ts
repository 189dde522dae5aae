/** What a file says of itself, before anything decodes it: which kind of picture, whether it is whole, and whether it is nothing else. */
import type { PictureRefusal } from '@jindian/shared/contract/goods/pictures';

export type PictureKind = 'jpeg' | 'png' | 'webp';
export type Recognised = { kind: PictureKind } | { refusal: PictureRefusal };

const refused = (refusal: PictureRefusal): Recognised => ({ refusal });

/** Beginnings of other pictures, whose sender meant no harm. */
const otherKinds = ['GIF8', 'BM', 'II*\0', 'MM\0*', '\0\0\x01\0', '8BPS', '%!PS'];
const hasText = (bytes: Buffer, text: string, at = 0) =>
  bytes.subarray(at, at + text.length).equals(Buffer.from(text, 'latin1'));

export function recognise(given: Uint8Array): Recognised {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return ofJpeg(bytes);
  if (hasText(bytes, '\x89PNG\r\n\x1a\n')) return ofPng(bytes);
  if (hasText(bytes, 'RIFF') && hasText(bytes, 'WEBP', 8)) return ofWebp(bytes);
  // HEIC and AVIF are files of this family; so are films.
  const isFamily = hasText(bytes, 'ftyp', 4) && /^(heic|heix|hevc|mif1|msf1|avif|avis)/.test(text(bytes, 8));
  const isSvg = /<svg[\s>]/i.test(bytes.subarray(0, 4_096).toString('latin1'));
  return refused(
    isFamily || isSvg || otherKinds.some((start) => hasText(bytes, start)) ? 'picture_kind' : 'picture_none',
  );
}

const text = (bytes: Buffer, at: number) => bytes.subarray(at, at + 4).toString('latin1');

/** What makes a file something that a program runs, unpacks or shows, wherever it stands. */
const active = ['<script', '<?php', '<html', '<svg', '<!doctype', '%pdf-', 'javascript:'];

function isMore(part: Buffer): boolean {
  const lower = part.toString('latin1').toLowerCase();
  if (active.some((start) => lower.includes(start))) return true;
  // A packed file: both its first entry and its list.
  return part.includes('PK\x03\x04') && part.includes('PK\x05\x06');
}

/** Phones put a second picture, a short film or notes of their own behind the first. */
function isFromCamera(rest: Buffer): boolean {
  return (
    rest.every((byte) => byte === 0) ||
    (rest[0] === 0xff && rest[1] === 0xd8) ||
    hasText(rest, 'ftyp', 4) ||
    rest.subarray(-4).equals(Buffer.from('SEFT'))
  );
}

function ofJpeg(bytes: Buffer): Recognised {
  let at = 2;
  let scanned = false;
  while (at < bytes.length) {
    // Any number of fillers may stand before a marker.
    if (bytes[at] !== 0xff) return refused(scanned ? 'picture_truncated' : 'picture_none');
    while (bytes[at] === 0xff) at += 1;
    const marker = bytes[at];
    at += 1;
    if (marker === undefined) return refused('picture_truncated');
    if (marker === 0xd9) {
      if (!scanned) return refused('picture_none');
      const rest = bytes.subarray(at);
      if (rest.length > 0 && (isMore(rest) || !isFromCamera(rest))) return refused('picture_more_inside');
      return { kind: 'jpeg' };
    }
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) continue;
    if (at + 2 > bytes.length) return refused('picture_truncated');
    const length = bytes.readUInt16BE(at);
    if (length < 2) return refused('picture_none');
    if (at + length > bytes.length) return refused('picture_truncated');
    const isNotes = marker === 0xfe || (marker >= 0xe0 && marker <= 0xef);
    if (isNotes && isMore(bytes.subarray(at + 2, at + length))) return refused('picture_more_inside');
    at += length;
    if (marker !== 0xda) continue;
    scanned = true;
    // The scan goes on up to the next marker: 0xff that is followed by neither zero nor a restart.
    for (;;) {
      at = bytes.indexOf(0xff, at);
      if (at < 0 || at + 1 >= bytes.length) return refused('picture_truncated');
      const next = bytes[at + 1] as number;
      if (next === 0xff) at += 1;
      else if (next === 0 || (next >= 0xd0 && next <= 0xd7)) at += 2;
      else break;
    }
  }
  return refused('picture_truncated');
}

/** Pictures say their lengths with 31 bits; nothing of a chunk is looked for beyond the file. */
function ofPng(bytes: Buffer): Recognised {
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) return refused('picture_truncated');
    const length = bytes.readUInt32BE(at);
    const name = text(bytes, at + 4);
    const end = at + 12 + length;
    if (at === 8 && (name !== 'IHDR' || length !== 13)) return refused('picture_none');
    if (end > bytes.length) return refused('picture_truncated');
    if (name === 'acTL') return refused('picture_animated');
    if (name !== 'IDAT' && isMore(bytes.subarray(at + 8, end - 4))) return refused('picture_more_inside');
    at = end;
    if (name !== 'IEND') continue;
    return at === bytes.length ? { kind: 'png' } : refused('picture_more_inside');
  }
}

function ofWebp(bytes: Buffer): Recognised {
  const whole = 8 + bytes.readUInt32LE(4);
  if (whole > bytes.length) return refused('picture_truncated');
  // A file of an odd length may be padded to an even one.
  if (bytes.subarray(whole).some((byte) => byte !== 0) || bytes.length > whole + 1)
    return refused('picture_more_inside');
  let isThere = false;
  for (let at = 12; at + 8 <= whole; ) {
    const name = text(bytes, at);
    const length = bytes.readUInt32LE(at + 4);
    const end = at + 8 + length;
    if (end > whole) return refused('picture_truncated');
    if (name === 'ANIM' || name === 'ANMF') return refused('picture_animated');
    const isPixels = name === 'VP8 ' || name === 'VP8L' || name === 'ALPH';
    isThere ||= name === 'VP8 ' || name === 'VP8L';
    if (!isPixels && isMore(bytes.subarray(at + 8, end))) return refused('picture_more_inside');
    at = end + (length % 2);
  }
  return isThere ? { kind: 'webp' } : refused('picture_none');
}
