import { readStored, writeStored } from '../lib/storage.ts';
import { createStore } from '../lib/store.ts';
import { brandStore } from './brand.ts';

const isText = (value: unknown): value is string => typeof value === 'string';

type Question = { answer: (agreed: boolean) => void };

/** The question on screen now, if any; drawn by the page that is shown. */
export const privacyQuestion = createStore<Question | null>(null);

/** Both texts in force, as what was agreed to on this device is kept. */
function versionsNow(): string {
  const { privacy, terms } = brandStore.get().versions;
  return privacy && `${privacy}+${terms}`;
}

/** Whoever agreed before, while nobody can say whether the texts are still the same, has agreed. */
export function hasAgreed(): boolean {
  const agreed = readStored('privacy', isText);
  return agreed !== null && (versionsNow() === '' || agreed === versionsNow());
}

/** Told when somebody agreed here. */
const heard = new Set<() => void>();
export const onAgreed = (listener: () => void) => heard.add(listener);

/** Asks once for the present version of the texts; a refusal is not kept, so that the next need asks again. */
export function ensurePrivacy(): Promise<boolean> {
  if (hasAgreed()) return Promise.resolve(true);
  return askForPrivacy();
}

/** Agreed to before anybody could say which texts are in force: it is those that are said first while the app is open. */
let agreedUnsaid = false;
brandStore.subscribe(() => {
  if (!agreedUnsaid || versionsNow() === '') return;
  agreedUnsaid = false;
  keepAgreement();
});

function keepAgreement(): void {
  writeStored('privacy', versionsNow() || 'unknown');
  for (const listener of heard) listener();
}

let asking: Promise<boolean> | null = null;

/** Asks even when this device agreed before: WeChat keeps its own record and may have lost it. */
export function askForPrivacy(): Promise<boolean> {
  asking ??= new Promise<boolean>((resolve) => {
    privacyQuestion.set({
      answer: (agreed) => {
        if (agreed) {
          agreedUnsaid = versionsNow() === '';
          keepAgreement();
        }
        privacyQuestion.set(null);
        asking = null;
        resolve(agreed);
      },
    });
  });
  return asking;
}
