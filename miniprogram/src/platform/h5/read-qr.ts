/**
 * Reads the first QR code, or the barcode on a product, of a photo or a camera picture; null when there is none.
 * Loaded when first needed: 1 MB.
 */
export async function readQr(picture: Blob | ImageData): Promise<string | null> {
  const { prepareZXingModule, readBarcodes } = await import('zxing-wasm/reader');
  prepareZXingModule({
    overrides: { locateFile: () => new URL('static/zxing_reader.wasm', document.baseURI).href },
  });
  const found = await readBarcodes(picture, {
    formats: ['QRCode', 'EAN-13'],
    tryHarder: true,
    maxNumberOfSymbols: 1,
  });
  return found.find((one) => one.isValid && one.text)?.text ?? null;
}
