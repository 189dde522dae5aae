import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const require = createRequire(import.meta.url);
const wasmFile = path.join(
  path.dirname(require.resolve('zxing-wasm/reader')),
  '../../reader/zxing_reader.wasm',
);
let prepared = false;

type Picture = { data: Uint8ClampedArray<ArrayBuffer>; width: number; height: number };

/** Draws the SVG of one of our QR codes: a white ground, and a path of black rectangles `M x y h w v1 h-w z`. */
function drawn(svg: string): Picture {
  const side = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
  const scale = 6;
  const width = side * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  const paths = [...svg.matchAll(/d="([^"]+)"/g)].map(([, d]) => d ?? '');
  for (const [, x, y, run] of (paths.at(-1) ?? '').matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
      for (let column = Number(x) * scale; column < (Number(x) + Number(run)) * scale; column += 1) {
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
  }
  return { data, width, height: width };
}

async function read(picture: Picture | Blob): Promise<string | null> {
  if (!prepared) {
    const bytes = readFileSync(wasmFile);
    const wasmBinary = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    prepareZXingModule({ overrides: { wasmBinary: wasmBinary as ArrayBuffer } });
    prepared = true;
  }
  const found = await readBarcodes(picture as ImageData | Blob, { formats: ['QRCode'], tryHarder: true });
  return found[0]?.text ?? null;
}

/** What a phone's camera reads off a QR code that the app shows as a picture (a data URI of an SVG). */
export function readQrPicture(src: unknown): Promise<string | null> {
  const base64 = /^data:image\/svg\+xml;base64,(.+)$/.exec(String(src))?.[1];
  if (!base64) throw new Error(`not a picture of ours: ${String(src).slice(0, 60)}`);
  return read(drawn(Buffer.from(base64, 'base64').toString('latin1')));
}

/** The same for a code drawn in a page of the web view. */
export function readQrSvg(svg: string): Promise<string | null> {
  return read(drawn(svg));
}

/** The same for a PNG file. */
export function readQrPng(base64: string): Promise<string | null> {
  return read(new Blob([new Uint8Array(Buffer.from(base64, 'base64'))], { type: 'image/png' }));
}
