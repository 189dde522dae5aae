import type { GrabPoolItem } from '@jindian/shared/contract/serving/branch-work';

/** What is new since the last look. */
export type Fresh = { offered: number; toPack: number };

/** What turned up since the last look. An accepted offer only changes queues, so it is no news. */
export function freshOf(
  before: ReadonlySet<string>,
  now: { offered: readonly string[]; toPack: readonly string[] },
  own: ReadonlySet<string>,
): Fresh {
  const isNew = (id: string) => !before.has(id) && !own.has(id);
  return { offered: now.offered.filter(isNew).length, toPack: now.toPack.filter(isNew).length };
}

/** What was in the grab pool and is not any more, although its time was not up. */
export function takenSince(
  before: readonly GrabPoolItem[],
  now: readonly GrabPoolItem[],
  nowMs: number,
): GrabPoolItem[] {
  const there = new Set(now.map(({ fulfilmentId }) => fulfilmentId));
  return before.filter((item) => !there.has(item.fulfilmentId) && item.offerUntilMs > nowMs);
}
