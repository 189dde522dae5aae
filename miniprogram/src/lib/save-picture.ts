import { platform } from '../platform/index';
import { qrPngBase64 } from './png.ts';
import { noticeProblem } from './scan.ts';

/** Hands a QR code over as a picture to keep, print or send. */
export async function saveQrPicture(text: string, name: string): Promise<void> {
  try {
    await platform.savePicture({ pngBase64: qrPngBase64(text), name });
  } catch (error) {
    noticeProblem(error);
  }
}
