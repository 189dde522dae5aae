import { createHash } from 'node:crypto';
import {
  maxPictureBytes,
  maxPictureMegapixels,
  type PictureRefusal,
} from '@jindian/shared/contract/goods/pictures';
import { pictureWidths } from '@jindian/shared/picture-address';
import type sharp from 'sharp';
import { recognise } from './recognise.ts';

export type PictureFile = { name: string; type: 'image/jpeg' | 'image/webp'; bytes: Uint8Array };
export type MadePicture = {
  /** Of what was given: the same file is the same picture, whoever gives it. */
  id: string;
  width: number;
  height: number;
  files: PictureFile[];
};
export type MakePicture = (bytes: Uint8Array) => Promise<MadePicture | { refusal: PictureRefusal }>;

/** Raised when the same file shall become another picture: what is served under an address never changes. */
const recipe = 'jindian-picture-1';
const quality = { webp: 80, jpeg: 82 };
const maxPixels = maxPictureMegapixels * 1_000_000;
/** What has no WebP gets one JPEG, large enough for a phone. */
const jpegWidth = 800;
/** A strip of pictures below each other is tall, and WebP ends at 16,383 pixels. */
const tallest = 8;
const within = (width: number) =>
  ({ width, height: width * tallest, fit: 'inside', withoutEnlargement: true }) as const;
const loaders = ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'];

/** Loaded where pictures are made, and nowhere else: it is a native package. */
export async function createPictureMaker(): Promise<MakePicture> {
  const { default: load } = await import('sharp');
  // One picture at a time is enough, and nothing is read again.
  load.cache(false);
  load.concurrency(1);
  // Whatever a file says that it is: no other decoder ever sees it.
  load.block({ operation: ['VipsForeignLoad'] });
  load.unblock({ operation: loaders });
  return (bytes) => made(load, bytes);
}

async function made(
  load: typeof sharp,
  bytes: Uint8Array,
): Promise<MadePicture | { refusal: PictureRefusal }> {
  if (bytes.length === 0) return { refusal: 'picture_missing' };
  if (bytes.length > maxPictureBytes) return { refusal: 'picture_too_large' };
  const known = recognise(bytes);
  if ('refusal' in known) return known;
  const options = { failOn: 'error', limitInputPixels: maxPixels, sequentialRead: true } as const;
  // The head alone: a picture that unpacks to gigabytes is refused before its first pixel.
  const head = await load(bytes, { ...options, limitInputPixels: false })
    .metadata()
    .catch(() => null);
  if (!head || head.format !== known.kind) return { refusal: 'picture_none' };
  if (head.width * head.height > maxPixels) return { refusal: 'picture_too_many_pixels' };
  if ((head.pages ?? 1) > 1) return { refusal: 'picture_animated' };
  const id = createHash('sha256').update(recipe).update(bytes).digest('hex').slice(0, 32);
  try {
    // Decoded once, at the largest width that is wanted; the smaller ones are made of that.
    const { data, info } = await load(bytes, options)
      .autoOrient()
      .resize(within(Math.max(...pictureWidths)))
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const upright = () => load(data, { raw: { width, height, channels } });
    const files: PictureFile[] = [
      {
        name: id,
        type: 'image/jpeg',
        bytes: await upright()
          .resize(within(jpegWidth))
          .flatten({ background: '#ffffff' })
          .jpeg({ quality: quality.jpeg, progressive: true })
          .toBuffer(),
      },
    ];
    for (const wide of pictureWidths)
      files.push({
        name: `${id}-${wide}.webp`,
        type: 'image/webp',
        bytes: await upright().resize(within(wide)).webp({ quality: quality.webp }).toBuffer(),
      });
    return { id, width, height, files };
  } catch (error) {
    return { refusal: refusalOf(error as Error) };
  }
}

/** What the decoder says of bytes that only looked like a picture. */
function refusalOf({ message }: Error): PictureRefusal {
  if (/pixel limit/i.test(message)) return 'picture_too_many_pixels';
  return /truncated|premature|end of (file|stream)|not enough data|too few/i.test(message)
    ? 'picture_truncated'
    : 'picture_none';
}
