import { type HqQueue, hqQueues } from '@jindian/shared/contract/hq';
import type { HqDeps } from '../../deps.ts';
import { type HqContext, mayAct, mayOpen, reachOn, signedIn } from '../../visit.ts';
import { maxCounted, queueCounts } from './queue-counts.ts';

/** What needs a person: HQ's own queues, and what else stands still until somebody at headquarters decides. */
export const waitingKinds = [...hqQueues, 'refunds', 'work', 'differences', 'stock'] as const;
export type WaitingKind = (typeof waitingKinds)[number];
export type Waiting = { kind: WaitingKind; href: string; count: number; more: boolean };

const hrefs: Record<Exclude<WaitingKind, HqQueue>, string> = {
  refunds: '/hq/refunds',
  work: '/hq/work',
  differences: '/hq/differences',
  stock: '/hq/stock-differences',
};
const freshMs = 10_000;
const maxHeld = 64;
const maxLookedAt = 300;

/**
 * How much there is of each, for whoever looks: only what they may mend, where it is mended. Held for some seconds for
 * each session, since every page says it.
 */
export function createWaiting(
  deps: Pick<HqDeps, 'orders' | 'deadLetters' | 'differences' | 'stockViews' | 'clock'>,
) {
  const { orders, deadLetters, differences, stockViews, clock } = deps;
  const held = new Map<string, { atMs: number; waiting: Promise<Waiting[]> }>();

  /** One more than is counted is read, so that "50+" is not said of 50. */
  const counted = (items: readonly unknown[], nextCursor: string | null) => ({
    count: Math.min(items.length, maxCounted),
    more: nextCursor !== null,
  });

  async function read(c: HqContext): Promise<Waiting[]> {
    const ofQueues = async (): Promise<Waiting[]> => {
      if (!mayAct(c, '/hq/orders/x/serving/x')) return [];
      const counts = await queueCounts(orders, reachOn(c, 'orders.assign'));
      return hqQueues.map((kind) => ({ kind, href: `/hq/queue?queue=${kind}`, ...counts[kind] }));
    };
    const others: Record<keyof typeof hrefs, () => Promise<{ count: number; more: boolean } | null>> = {
      async refunds() {
        if (!mayOpen(c, hrefs.refunds)) return null;
        const found = await orders.hqRefunds.failed(maxCounted, undefined, reachOn(c, 'orders.refund'));
        return counted(found.items, found.nextCursor);
      },
      async work() {
        if (!mayAct(c, '/hq/work/x')) return null;
        const found = await deadLetters.page(maxCounted);
        return counted(found.items, found.nextCursor);
      },
      async differences() {
        if (!mayAct(c, '/hq/differences/x/note')) return null;
        const found = await differences.list({ state: 'open', limit: maxCounted });
        return found.ok ? counted(found.value.items, found.value.nextCursor) : null;
      },
      async stock() {
        if (!mayAct(c, '/hq/stock-differences/settle')) return null;
        const found = await stockViews.differences(
          { state: 'open', limit: maxCounted, maxLookedAt },
          reachOn(c, 'stock.adjust'),
        );
        return counted(found.items, found.nextCursor);
      },
    };
    const kinds = Object.keys(hrefs) as (keyof typeof hrefs)[];
    const [queues, ...rest] = await Promise.all([ofQueues(), ...kinds.map((kind) => others[kind]())]);
    return [
      ...queues,
      ...kinds.flatMap((kind, index): Waiting[] => {
        const found = rest[index];
        return found ? [{ kind, href: hrefs[kind], ...found }] : [];
      }),
    ];
  }

  return function waitingFor(c: HqContext): Promise<Waiting[]> {
    const { sessionId } = signedIn(c);
    const nowMs = clock.nowMs();
    const there = held.get(sessionId);
    if (there && nowMs - there.atMs < freshMs && nowMs >= there.atMs) return there.waiting;
    const waiting = read(c);
    held.delete(sessionId);
    held.set(sessionId, { atMs: nowMs, waiting });
    waiting.catch(() => held.delete(sessionId));
    if (held.size > maxHeld) {
      const oldest = held.keys().next();
      if (!oldest.done) held.delete(oldest.value);
    }
    return waiting;
  };
}
export type WaitingFor = ReturnType<typeof createWaiting>;

/** All together, for the navigation. */
export function allWaiting(waiting: readonly Waiting[]): { count: number; more: boolean } {
  return {
    count: waiting.reduce((sum, { count }) => sum + count, 0),
    more: waiting.some(({ more }) => more),
  };
}
