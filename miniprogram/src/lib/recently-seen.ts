import type { LocalizedText } from '@jindian/shared/contract/common';
import { withLatest } from './latest.ts';
import { isObject, readStored, writeStored } from './storage.ts';

export type Seen = { productId: string; title: LocalizedText; imagePath: string };

const key = 'seen';
const kept = 12;
const isSeen = (value: unknown): value is Seen[] =>
  Array.isArray(value) &&
  value.every(
    (one) =>
      isObject(one) &&
      typeof one.productId === 'string' &&
      isObject(one.title) &&
      typeof one.imagePath === 'string',
  );

/** What was looked at on this phone, the latest first; it never leaves it. */
export function recentlySeen(): Seen[] {
  return readStored(key, isSeen) ?? [];
}

export function rememberSeen(one: Seen): void {
  writeStored(
    key,
    withLatest(recentlySeen(), one, kept, (a, b) => a.productId === b.productId),
  );
}

export function forgetSeen(): void {
  writeStored(key, null);
}
