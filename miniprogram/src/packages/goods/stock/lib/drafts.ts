import { isObject, readStored, writeStored } from '../../../../lib/storage.ts';
import { createStore } from '../../../../lib/store.ts';

/**
 * Lists of lines by place that are there again after the phone was put away. The number in the key goes up when a line
 * has another form: a draft of the old one is not read.
 */
export function createDrafts<Line>(storageKey: string) {
  type Drafts = Record<string, Line[]>;
  const isDrafts = (value: unknown): value is Drafts =>
    isObject(value) && Object.values(value).every(Array.isArray);
  const store = createStore<Drafts | null>(null);
  const none: Line[] = [];

  function all(): Drafts {
    const known = store.get() ?? readStored(storageKey, isDrafts) ?? {};
    if (store.get() === null) store.set(known);
    return known;
  }
  function draftOf(locationId: string): Line[] {
    return all()[locationId] ?? none;
  }
  function changeDraft(locationId: string, change: (lines: Line[]) => Line[]): void {
    const next = { ...all(), [locationId]: change(draftOf(locationId)) };
    if (next[locationId]?.length === 0) delete next[locationId];
    store.set(next);
    writeStored(storageKey, next);
  }
  function useDraft(locationId: string): Line[] {
    const known = store.use();
    return known ? (known[locationId] ?? none) : draftOf(locationId);
  }
  return { draftOf, changeDraft, useDraft };
}
