import { privacyVersion } from '../config.ts';
import { readStored, writeStored } from '../lib/storage.ts';
import { createStore } from '../lib/store.ts';

const isText = (value: unknown): value is string => typeof value === 'string';

type Question = { answer: (agreed: boolean) => void };

/** The question on screen now, if any; drawn by the page that is shown. */
export const privacyQuestion = createStore<Question | null>(null);

export const hasAgreed = (): boolean => readStored('privacy', isText) === privacyVersion;

let asking: Promise<boolean> | null = null;

/** Asks once for the present version of the text; a refusal is not kept, so that the next need asks again. */
export function ensurePrivacy(): Promise<boolean> {
  if (hasAgreed()) return Promise.resolve(true);
  return askForPrivacy();
}

/** Asks even when this device agreed before: WeChat keeps its own record and may have lost it. */
export function askForPrivacy(): Promise<boolean> {
  asking ??= new Promise<boolean>((resolve) => {
    privacyQuestion.set({
      answer: (agreed) => {
        if (agreed) writeStored('privacy', privacyVersion);
        privacyQuestion.set(null);
        asking = null;
        resolve(agreed);
      },
    });
  });
  return asking;
}
