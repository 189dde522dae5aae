import { appVersion } from '../config.ts';
import { createStore } from '../lib/store.ts';
import { type UpdateAct, type UpdateFacts, updateAct, worksUntil } from '../lib/update-rules.ts';
import { platform } from '../platform/index';

let facts: UpdateFacts = {
  asked: '',
  refused: false,
  ready: false,
  held: 0,
  later: false,
  oldest: '',
  until: '',
};

/** What a person is told of a newer version of this app. */
export const updateStore = createStore<UpdateAct>('none');

function learn(news: Partial<UpdateFacts>): void {
  facts = { ...facts, ...news };
  const act = updateAct(facts, appVersion);
  updateStore.set(act);
  if (act !== 'apply') return;
  // Once: where it brings the same version again, nothing but a person starts it another time.
  facts.ready = false;
  platform.applyUpdate();
}

export const watchForUpdates = () => platform.watchUpdate(appVersion, () => learn({ ready: true }));
export const heedVersions = (asked: string, oldest = '', until = '') => learn({ asked, oldest, until });
export const worksUntilNow = () => worksUntil(facts, appVersion);
export const updateWasNeeded = () => learn({ refused: true, later: false });
export const updateLater = () => learn({ later: true });

/** On a person's own tap. */
export const updateNow = () => platform.applyUpdate();

/** While it is under way the app is not restarted. */
export async function heldFromUpdates<T>(work: () => Promise<T>): Promise<T> {
  learn({ held: facts.held + 1 });
  try {
    return await work();
  } finally {
    learn({ held: facts.held - 1 });
  }
}
