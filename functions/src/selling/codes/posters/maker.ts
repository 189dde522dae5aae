import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { PosterFormat, PosterSize, PosterTemplate } from '@jindian/shared/contract/selling/posters';
import type sharp from 'sharp';
import { fontFolderBeside, fontPackage } from '../../../platform/deployed-names.ts';
import { pdfOf } from './draw-pdf.ts';
import { dpi, pixelSvgOf, svgOf } from './drawing.ts';
import { type Picture, type PosterAbout, posterOf, textsOf } from './layout.ts';
import { createTypeSetter } from './type-setter.ts';

export type PosterOrder = {
  template: PosterTemplate;
  about: Omit<PosterAbout, 'logo' | 'picture' | 'miniProgramCode'> & {
    logo: Uint8Array | null;
    picture: Uint8Array | null;
    /** As WeChat makes it. */
    miniProgramCode: Uint8Array | null;
  };
  size: PosterSize;
  format: PosterFormat;
  atMs: number;
};
export type MakePoster = (order: PosterOrder) => Promise<Uint8Array>;

/** Beside a bundle that was made for a function, else where npm put it. */
function fontFolder(): string {
  const beside = path.join(import.meta.dirname, fontFolderBeside);
  if (existsSync(beside)) return beside;
  return path.dirname(createRequire(import.meta.url).resolve(`${fontPackage}/package.json`));
}

/** Loaded where posters are made, and nowhere else: a native package, and a font of ten thousand characters. */
export async function createPosterMaker(): Promise<MakePoster> {
  const [{ default: load }, setter] = await Promise.all([import('sharp'), createTypeSetter(fontFolder())]);

  async function measured(jpeg: Uint8Array | null): Promise<Picture | null> {
    if (!jpeg) return null;
    const { width, height, format } = await load(jpeg).metadata();
    return format === 'jpeg' ? { jpeg, width, height } : null;
  }

  /** On white, and as JPEG, which every kind of file takes. */
  async function onWhite(image: Uint8Array | null): Promise<Picture | null> {
    if (!image) return null;
    const { data, info } = await load(image)
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
      .toBuffer({ resolveWithObject: true });
    return { jpeg: data, width: info.width, height: info.height };
  }

  return async ({ template, about, size, format, atMs }) => {
    const whole: PosterAbout = {
      ...about,
      logo: template.withLogo ? await measured(about.logo) : null,
      picture: template.withPicture ? await measured(about.picture) : null,
      miniProgramCode: await onWhite(about.miniProgramCode),
    };
    await setter.prepare(textsOf(template, whole));
    const drawing = posterOf(template, whole, size, setter);
    if (format === 'pdf') return pdfOf(drawing, atMs);
    if (format === 'svg') return Buffer.from(svgOf(drawing));
    return pngOf(load, pixelSvgOf(drawing));
  };
}

function pngOf(load: typeof sharp, svg: string): Promise<Buffer> {
  // Its size is in pixels already.
  return load(Buffer.from(svg), { density: 72 })
    .png({ compressionLevel: 9, palette: false })
    .withMetadata({ density: dpi })
    .toBuffer();
}
