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

/** As soon as it is drawn. False: it takes longer than anybody waits. */
async function saveOnceDrawn(
  name: string,
  ask: () => Promise<{ id: string }>,
  look: (posterJobId: string) => Promise<{ state: string; pngBase64: string | null }>,
): Promise<boolean> {
  try {
    const { id } = await ask();
    for (let asked = 0; asked < maxAsked; asked += 1) {
      await new Promise((resolve) => setTimeout(resolve, askEveryMs));
      const { state, pngBase64 } = await look(id);
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

/** The poster of one's own code. */
export const saveOwnPoster = (name: string): Promise<boolean> =>
  saveOnceDrawn(
    name,
    () => call(endpoints.makeSellerPoster, { body: { language: languageStore.get() } }),
    (posterJobId) => call(endpoints.getSellerPoster, { params: { posterJobId } }),
  );

/** The poster of a share, with its code and its note. */
export const saveSharePoster = (shareId: string): Promise<boolean> =>
  saveOnceDrawn(
    `share-${shareId.slice(-6)}`,
    () => call(endpoints.makeSharePoster, { params: { shareId }, body: { language: languageStore.get() } }),
    (posterJobId) => call(endpoints.getSharePoster, { params: { posterJobId } }),
  );
