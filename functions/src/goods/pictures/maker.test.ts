import { deflateSync } from 'node:zlib';
import { maxPictureBytes } from '@jindian/shared/contract/goods/pictures';
import { pictureWidths } from '@jindian/shared/picture-address';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { createPictureMaker, type MadePicture, type MakePicture } from './maker.ts';

let make: MakePicture;
let jpeg: Buffer;
let png: Buffer;
let webp: Buffer;

/** Red on the left, blue on the right, so that one sees how it stands. */
function halves(width: number, height: number) {
  const half = { width: width / 2, height, channels: 3 as const };
  return sharp({ create: { width, height, channels: 3, background: '#ff0000' } }).composite([
    { input: { create: { ...half, background: '#0000ff' } }, left: width / 2, top: 0 },
  ]);
}

beforeAll(async () => {
  jpeg = await halves(1600, 1000).jpeg().toBuffer();
  png = await halves(300, 200).png().toBuffer();
  webp = await halves(300, 200).webp().toBuffer();
  // Last: what makes pictures here takes other decoders away from the whole process.
  make = await createPictureMaker();
});

async function made(bytes: Uint8Array): Promise<MadePicture> {
  const picture = await make(bytes);
  if ('refusal' in picture) throw new Error(picture.refusal);
  return picture;
}
const refusal = async (bytes: Uint8Array) => {
  const picture = await make(bytes);
  return 'refusal' in picture ? picture.refusal : 'taken';
};

function chunk(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length);
  head.write(name, 4, 'latin1');
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc(Buffer.concat([head.subarray(4), data])));
  return Buffer.concat([head, data, sum]);
}
function crc(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
function pngOf(width: number, height: number, extra: Buffer[] = [], rows?: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([1, 0, 0, 0, 0], 8);
  const pixels = rows ?? Buffer.alloc(Math.ceil(width / 8 + 1) * Math.min(height, 1_000));
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    ...extra,
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
/** A note in a JPEG, behind its first marker. */
function withNote(note: string): Buffer {
  const head = Buffer.from([0xff, 0xfe, 0, 0]);
  head.writeUInt16BE(note.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, Buffer.from(note, 'latin1'), jpeg.subarray(2)]);
}
const zip = Buffer.from('PK\x03\x04 a file PK\x05\x06 its list', 'latin1');

describe('a picture is made ready', () => {
  test('in every width and as a JPEG, never larger than it was, and always as the same files', async () => {
    const [one, again] = [await made(jpeg), await made(jpeg)];
    expect(one).toEqual(again);
    expect(one).toMatchObject({ width: 1200, height: 750 });
    expect(one.files.map(({ name, type }) => [name, type])).toEqual([
      [one.id, 'image/jpeg'],
      ...pictureWidths.map((width) => [`${one.id}-${width}.webp`, 'image/webp']),
    ]);
    const widths = await Promise.all(
      one.files.map(async ({ bytes }) => (await sharp(bytes).metadata()).width),
    );
    expect(widths).toEqual([800, ...pictureWidths]);
    const small = await made(png);
    expect(
      await Promise.all(small.files.map(async ({ bytes }) => (await sharp(bytes).metadata()).width)),
    ).toEqual([300, 200, 300, 300, 300]);
    expect(small.id).not.toBe(one.id);
  });

  test('turned upright, and with nothing of where and by whom it was taken', async () => {
    // As a phone writes it that was held upright: on its side, with the turn in a note.
    const onItsSide = await halves(300, 200)
      .jpeg()
      .withExif({
        IFD0: { Artist: 'a secret name', Orientation: '6' },
        IFD3: { GPSLatitude: '31/1 14/1 7/1', GPSLatitudeRef: 'N' },
      })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect(onItsSide.includes('a secret name')).toBe(true);
    const picture = await made(onItsSide);
    expect([picture.width, picture.height]).toEqual([200, 300]);
    for (const { bytes } of picture.files) {
      const { exif, xmp, iptc, icc, orientation } = await sharp(bytes).metadata();
      expect([exif, xmp, iptc, icc, orientation]).toEqual(Array(5).fill(undefined));
      expect(Buffer.from(bytes).includes('secret')).toBe(false);
      // What was on the left is above.
      const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      const at = (y: number) => [...data.subarray(y * info.width * 3, y * info.width * 3 + 3)];
      const [top, bottom] = [at(2), at(info.height - 3)];
      expect([top[0] ?? 0, bottom[2] ?? 0].every((one) => one > 200)).toBe(true);
    }
  });

  test('with white behind what shows through where there is no WebP, whatever it is made of', async () => {
    const clear = await sharp({
      create: { width: 64, height: 64, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const { files } = await made(clear);
    const { data } = await sharp(files[0]?.bytes).raw().toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).toEqual([255, 255, 255]);
    expect((await sharp(files[1]?.bytes).metadata()).hasAlpha).toBe(true);
    const inks = await halves(64, 64).toColourspace('cmyk').jpeg().toBuffer();
    const printed = await made(inks);
    expect((await sharp(printed.files[1]?.bytes).metadata()).space).toBe('srgb');
    const tall = await made(pngOf(8, 20_000, [], Buffer.alloc(2 * 20_000)));
    expect(tall.height).toBeLessThan(16_384);
  });

  test('whatever a camera put behind it', async () => {
    const film = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42', 'latin1'), Buffer.alloc(500, 7)]);
    for (const rest of [Buffer.alloc(16), jpeg, film])
      expect(await refusal(Buffer.concat([jpeg, rest]))).toBe('taken');
    expect(await refusal(webp)).toBe('taken');
  });
});

describe('what is refused', () => {
  test('no picture, another kind, or a file that only begins like one', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    const gif = Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1');
    const cases: [Buffer, string][] = [
      [Buffer.alloc(0), 'picture_missing'],
      [Buffer.from('hello'), 'picture_none'],
      [Buffer.from('%PDF-1.7'), 'picture_none'],
      [Buffer.from(svg), 'picture_kind'],
      [Buffer.from(`<?xml version="1.0"?>\n<!-- x -->${svg}`), 'picture_kind'],
      [gif, 'picture_kind'],
      [Buffer.from('\0\0\0\x18ftypheic', 'latin1'), 'picture_kind'],
      [Buffer.from([0xff, 0xd8, 0xff, 0xd9]), 'picture_none'],
      [Buffer.concat([signature, Buffer.alloc(40)]), 'picture_none'],
      [pngOf(16, 16, [], Buffer.from('no rows')), 'picture_none'],
    ];
    for (const [bytes, expected] of cases)
      expect([expected, await refusal(bytes)]).toEqual([expected, expected]);
  });

  test('what would be gigabytes once it is unpacked, before a pixel of it is', async () => {
    const bomb = pngOf(50_000, 50_000);
    expect(bomb.length).toBeLessThan(20_000);
    const before = process.memoryUsage.rss();
    const startedAt = performance.now();
    expect(await refusal(bomb)).toBe('picture_too_many_pixels');
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
    expect(await refusal(Buffer.concat([jpeg, Buffer.alloc(maxPictureBytes)]))).toBe('picture_too_large');
  });

  test('what moves', async () => {
    const frames = chunk('acTL', Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]));
    expect(await refusal(pngOf(16, 16, [frames]))).toBe('picture_animated');
    const moving = Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBPANIM\x06\0\0\0', 'latin1'), Buffer.alloc(6)]);
    moving.writeUInt32LE(moving.length - 8, 4);
    expect(await refusal(moving)).toBe('picture_animated');
  });

  test('what is something else as well, wherever that stands', async () => {
    const script = Buffer.from('<script>alert(1)</script>');
    const cases = [
      Buffer.concat([jpeg, zip]),
      Buffer.concat([jpeg, script]),
      Buffer.concat([jpeg, Buffer.alloc(8), script]),
      Buffer.concat([jpeg, Buffer.from('anything else')]),
      withNote('<?php system($_GET[0]); ?>'),
      withNote('%PDF-1.4 1 0 obj'),
      Buffer.concat([png, zip]),
      Buffer.concat([png, Buffer.from([1])]),
      pngOf(16, 16, [chunk('tEXt', Buffer.from('x\0<SCRIPT src=//x>'))]),
      Buffer.concat([webp, zip]),
    ];
    for (const [at, bytes] of cases.entries())
      expect([at, await refusal(bytes)]).toEqual([at, 'picture_more_inside']);
  });

  test('any picture that was cut off, wherever', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(jpeg, png, webp),
        fc.double({ min: 0.01, max: 0.999, noNaN: true }),
        async (whole, part) => {
          const cut = whole.subarray(0, Math.max(4, Math.floor(whole.length * part)));
          expect(['picture_truncated', 'picture_none']).toContain(await refusal(cut));
        },
      ),
      { numRuns: 60 },
    );
    expect(await refusal(jpeg.subarray(0, jpeg.length - 2))).toBe('picture_truncated');
    expect(await refusal(png.subarray(0, png.length - 12))).toBe('picture_truncated');
  });

  test('nothing, whatever is sent, with anything but a reason', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(jpeg, png, webp),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 12 }),
        async (whole, changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          const picture = await make(bytes);
          if ('refusal' in picture) expect(picture.refusal).toMatch(/^picture_/);
          else expect(picture.files).toHaveLength(5);
        },
      ),
      { numRuns: 60 },
    );
  });
});
