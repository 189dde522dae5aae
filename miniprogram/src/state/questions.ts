import { createStore } from '../lib/store.ts';

/** A choice that is open: whichever page is on screen shows it. */
export type Choice = { title: string; words: readonly string[]; answer: (index: number | null) => void };

export const choiceStore = createStore<Choice | null>(null);

/** One of several, by its number; null: the list was closed. */
export function choose(words: readonly string[], title: string): Promise<number | null> {
  choiceStore.get()?.answer(null);
  return new Promise((resolve) => {
    choiceStore.set({
      title,
      words,
      answer(index) {
        choiceStore.set(null);
        resolve(index);
      },
    });
  });
}

/** What was done, or why not: it stays until it was there to be read, whatever page one goes on to. */
export type Notice = { text: string; count: number };

export const noticeStore = createStore<Notice | null>(null);

const shownMs = 4_000;
let timer: ReturnType<typeof setTimeout> | undefined;

export function notice(text: string): void {
  clearTimeout(timer);
  noticeStore.set((before) => ({ text, count: (before?.count ?? 0) + 1 }));
  timer = setTimeout(() => noticeStore.set(null), shownMs);
}
