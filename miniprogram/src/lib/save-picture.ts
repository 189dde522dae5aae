import { call, endpoints } from '../api/client.ts';
import { platform } from '../platform/index';
import { languageStore } from '../state/language.ts';
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

const askEveryMs = 1_200;
const maxAsked = 40;

/** The poster of one's own code, as soon as it is drawn. False: it takes longer than anybody waits. */
export async function saveOwnPoster(name: string): Promise<boolean> {
  try {
    const { id } = await call(endpoints.makeSellerPoster, { body: { language: languageStore.get() } });
    for (let asked = 0; asked < maxAsked; asked += 1) {
      await new Promise((resolve) => setTimeout(resolve, askEveryMs));
      const { state, pngBase64 } = await call(endpoints.getSellerPoster, { params: { posterJobId: id } });
      if (pngBase64) {
        await platform.savePicture({ pngBase64, name });
        return true;
      }
      if (state !== 'working') return false;
    }
    return false;
  } catch (error) {
    noticeProblem(error);
    return true;
  }
}
