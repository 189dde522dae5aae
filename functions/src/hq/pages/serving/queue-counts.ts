import type { Reach } from '@jindian/shared/access';
import { type HqQueue, hqQueues } from '@jindian/shared/contract/hq';
import type { HqDeps } from '../../deps.ts';
import type { Visit } from '../../visit.ts';

/** Counts say "50+" beyond. */
export const maxCounted = 50;
/** Who looks after some places is told "so many+" where the queue of the brand is longer than this. */
const maxLookedAt = 300;

export type QueueCounts = Record<HqQueue, { count: number; more: boolean }>;

/** How much there is to do for HQ; bounded, since it is asked at every look at the day. */
export async function queueCounts(orders: HqDeps['orders'], reach: Reach): Promise<QueueCounts> {
  const counted = await Promise.all(
    hqQueues.map(async (queue) => {
      const { items, nextCursor } = await orders.hq.queue(queue, maxCounted, undefined, reach, maxLookedAt);
      return [queue, { count: items.length, more: nextCursor !== null }] as const;
    }),
  );
  return Object.fromEntries(counted) as QueueCounts;
}

export function countText(visit: Visit, { count, more }: { count: number; more: boolean }): string {
  return more ? visit.t('queueMore', { count }) : String(count);
}
