import { withLatest } from './latest.ts';
import { readStored, writeStored } from './storage.ts';

const key = 'searches';
const kept = 8;
const isHistory = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** What was searched for on this phone, the latest first; it never leaves it. */
export function searchHistory(): string[] {
  return (readStored(key, isHistory) ?? []).slice(0, kept);
}

export function rememberSearch(text: string): void {
  if (text !== '') writeStored(key, withLatest(searchHistory(), text, kept));
}

export function forgetSearches(): void {
  writeStored(key, null);
}
