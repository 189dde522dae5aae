import { isObject, readStored, writeStored } from '../../../../lib/storage.ts';
import { createStore } from '../../../../lib/store.ts';
import type { DraftLine } from './count-draft.ts';

/** A count that was begun is there again after the phone was put away. */
type Drafts = Record<string, DraftLine[]>;

/** The number goes up when a line has another form: a draft of the old one is not read. */
const storageKey = 'stock.count.2';
const isDrafts = (value: unknown): value is Drafts =>
  isObject(value) && Object.values(value).every(Array.isArray);

const store = createStore<Drafts | null>(null);
const none: DraftLine[] = [];

function all(): Drafts {
  const known = store.get() ?? readStored(storageKey, isDrafts) ?? {};
  if (store.get() === null) store.set(known);
  return known;
}

export function draftOf(locationId: string): DraftLine[] {
  return all()[locationId] ?? none;
}

export function changeDraft(locationId: string, change: (lines: DraftLine[]) => DraftLine[]): void {
  const next = { ...all(), [locationId]: change(draftOf(locationId)) };
  if (next[locationId]?.length === 0) delete next[locationId];
  store.set(next);
  writeStored(storageKey, next);
}

export function useDraft(locationId: string): DraftLine[] {
  const known = store.use();
  return known ? (known[locationId] ?? none) : draftOf(locationId);
}
