import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

let prepared = false;

function prepare(): void {
  if (prepared) return;
  prepared = true;
  const wasmFile = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const wasmBinary = new Uint8Array(readFileSync(wasmFile)).buffer;
  prepareZXingModule({ overrides: { wasmBinary } });
}

/** What a phone would read off this picture (PNG). The picture is all it gets: nothing is taken from the page. */
export async function readQr(picture: Uint8Array): Promise<string> {
  prepare();
  const found = await readBarcodes(picture, { formats: ['QRCode'], tryHarder: true, maxNumberOfSymbols: 1 });
  const text = found.find((one) => one.isValid)?.text;
  if (!text) throw new Error('no QR code can be read in this picture');
  return text;
}
