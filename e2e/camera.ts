import { writeFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';

const width = 640;
const height = 480;

/** Chromium plays this file again and again to pages that may use the camera. */
export const cameraFlags = (file: string) => [
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-video-capture=${file}`,
];

/** A film of one picture in the simplest format there is: raw brightness, colours left grey. */
function film(brightness: Uint8Array): Buffer {
  const colour = Buffer.alloc((width * height) / 2, 128);
  const header = `YUV4MPEG2 W${width} H${height} F5:1 Ip A1:1 C420jpeg\nFRAME\n`;
  return Buffer.concat([Buffer.from(header), brightness, colour]);
}

/** Before anything is held in front of the camera, it sees the dark. */
export function filmDarkness(file: string): void {
  writeFileSync(file, film(new Uint8Array(width * height).fill(24)));
}

/** Films a picture (PNG) as a hand-held phone sees it: not straight, not filling the view, on a grey shelf. */
export async function filmPicture(browser: Browser, file: string, picture: Buffer): Promise<void> {
  const page = await browser.newPage();
  const encoded = await page.evaluate(
    async ({ png, width, height }) => {
      const image = new Image();
      image.src = `data:image/png;base64,${png}`;
      await image.decode();
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      context.fillStyle = '#8a8a8a';
      context.fillRect(0, 0, width, height);
      context.translate(width / 2, height / 2);
      context.rotate(0.12);
      const scale = Math.min((width * 0.85) / image.width, (height * 0.85) / image.height);
      context.scale(scale, scale);
      context.drawImage(image, -image.width / 2, -image.height / 2);
      const { data } = context.getImageData(0, 0, width, height);
      let text = '';
      for (let at = 0; at < data.length; at += 4) {
        const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
        text += String.fromCharCode(Math.round(0.299 * red + 0.587 * green + 0.114 * blue));
      }
      return btoa(text);
    },
    { png: picture.toString('base64'), width, height },
  );
  await page.close();
  writeFileSync(file, film(Buffer.from(encoded, 'base64')));
}
