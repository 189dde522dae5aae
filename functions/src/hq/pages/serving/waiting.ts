import { hqQueues } from '@jindian/shared/contract/hq';
import { isRoleOff } from '@jindian/shared/contract/modules/off';
import { minuteMs } from '@jindian/shared/time';
import { isUnwell } from '../../../platform/part-health.ts';
import type { HqDeps } from '../../deps.ts';
import { type HqContext, mayAct, mayOpen, partsOn, reachOn, signedIn } from '../../visit.ts';
import { type Count, maxCounted } from './queue-counts.ts';

/** Lists on the page itself: HQ's own queues, what lies unpacked for long, offers that lapse within minutes, slots with more in them than fits. */
export const queueTabs = [...hqQueues, 'unpacked', 'offers', 'slots'] as const;
export type QueueTab = (typeof queueTabs)[number];

/** What needs a person: those, and what else stands still until somebody at headquarters decides. */
export type WaitingKind =
  | QueueTab
  | 'refunds'
  | 'returns'
  | 'work'
  | 'parts'
  | 'differences'
  | 'stock'
  | 'holds'
  | 'ratings'
  | 'pool'
  | 'settlement'
  | 'stations'
  | 'promoters';
/** `mine`: whoever looks may mend it. */
export type Waiting = Count & { kind: WaitingKind; href: string; mine: boolean };

const hrefs: Record<Exclude<WaitingKind, QueueTab>, string> = {
  refunds: '/hq/refunds',
  returns: '/hq/returns',
  work: '/hq/work',
  parts: '/hq/work',
  differences: '/hq/differences',
  stock: '/hq/stock-differences',
  holds: '/hq/commission-holds',
  ratings: '/hq/ratings',
  pool: '/hq/fund-pool',
  settlement: '/hq/settlement',
  stations: '/hq/sellers?kind=station&standing=applied',
  promoters: '/hq/sellers?kind=promoter&standing=applied',
};
const freshMs = 10_000;
/** The navigation would rather say what was so a while ago than wait. */
const usableMs = 5 * minuteMs;
const maxHeld = 64;
/** Who looks after some places is told "so many+" where a list of the brand is longer than this. */
const maxLookedAt = 300;

export const tabHref = (tab: QueueTab) => `/hq/queue?queue=${tab}`;

const atMost = ({ length }: readonly unknown[]): Count => ({
  count: Math.min(length, maxCounted),
  more: length > maxCounted,
});

/**
 * How much there is of each, for whoever looks. Held for some seconds for each session, since every page says it;
 * `atHand` gives what is held, and has it read anew in the background.
 */
export function createWaiting(
  deps: Pick<
    HqDeps,
    | 'orders'
    | 'slots'
    | 'deadLetters'
    | 'differences'
    | 'stockViews'
    | 'holds'
    | 'ratings'
    | 'returns'
    | 'pool'
    | 'settlement'
    | 'sellers'
    | 'clock'
    | 'health'
  >,
) {
  const { orders, slots, deadLetters, differences, stockViews, clock } = deps;
  type Held = { atMs: number; waiting: Promise<Waiting[]>; before: Waiting[] | null };
  const held = new Map<string, Held>();

  const counted = (items: readonly unknown[], nextCursor: string | null) => ({
    count: Math.min(items.length, maxCounted),
    more: nextCursor !== null,
  });

  /** Who asked to sell, and waits to be approved. */
  async function applicants(c: HqContext, kind: 'station' | 'promoter'): Promise<Count | null> {
    if (isRoleOff(c.get('off'), kind) || !mayAct(c, '/hq/sellers/x')) return null;
    const found = await deps.sellers.list({ kind, standing: 'applied', limit: maxCounted });
    return counted(found.items, found.nextCursor);
  }

  async function read(c: HqContext): Promise<Waiting[]> {
    const ofQueues = async (): Promise<Waiting[]> => {
      if (!mayOpen(c, '/hq/queue')) return [];
      const mine = mayAct(c, '/hq/orders/x/serving/x');
      const reach = reachOn(c, mine ? 'orders.assign' : 'orders.read');
      const countOf = async (tab: QueueTab): Promise<Count> => {
        if (tab === 'offers') return atMost(await orders.hq.lapsing(maxCounted + 1, reach));
        if (tab === 'slots') return atMost(await slots.overbookedNow(reachOn(c, 'slots.read')));
        const { items, nextCursor } =
          tab === 'unpacked'
            ? await orders.hq.unpacked(maxCounted, undefined, reach, maxLookedAt)
            : await orders.hq.queue(tab, maxCounted, undefined, reach, maxLookedAt);
        return counted(items, nextCursor);
      };
      return Promise.all(
        partsOn(c, 'stage', queueTabs).map(async (kind) => ({
          kind,
          href: tabHref(kind),
          mine,
          ...(await countOf(kind)),
        })),
      );
    };
    const others: Record<keyof typeof hrefs, () => Promise<Count | null>> = {
      async refunds() {
        if (!mayOpen(c, hrefs.refunds)) return null;
        const found = await orders.hqRefunds.failed(maxCounted, undefined, reachOn(c, 'orders.refund'));
        return counted(found.items, found.nextCursor);
      },
      async returns() {
        if (!mayAct(c, hrefs.returns)) return null;
        const reach = reachOn(c, 'returns.decide');
        const powersOf = await deps.returns.powersIn(signedIn(c).principal);
        const lists = await Promise.all(
          (['to_decide', 'late'] as const).map((state) =>
            deps.returns.finding.inState({ state, limit: maxCounted }, (made) => powersOf(made, reach)),
          ),
        );
        const items = lists.flatMap((list) => list.items);
        const more = lists.some(({ nextCursor }) => nextCursor !== null) || items.length > maxCounted;
        return { count: Math.min(items.length, maxCounted), more };
      },
      async work() {
        if (!mayAct(c, '/hq/work/x')) return null;
        const found = await deadLetters.page(maxCounted);
        return counted(found.items, found.nextCursor);
      },
      async parts() {
        if (!deps.health || !mayAct(c, '/hq/work/x')) return null;
        return atMost(deps.health().filter(isUnwell));
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
      async holds() {
        if (!mayAct(c, hrefs.holds)) return null;
        const found = await deps.holds.page('waiting', { limit: maxCounted });
        return counted(found.items, found.nextCursor);
      },
      async ratings() {
        if (!mayAct(c, '/hq/ratings/reply')) return null;
        const found = await deps.ratings.list(
          { list: 'open', locationId: null, limit: maxCounted, maxLookedAt },
          reachOn(c, 'ratings.answer'),
        );
        return found.ok ? counted(found.value.items, found.value.nextCursor) : null;
      },
      async pool() {
        if (!mayAct(c, hrefs.pool)) return null;
        return { count: (await deps.pool.toldAtMs()) === null ? 0 : 1, more: false };
      },
      async settlement() {
        if (!mayAct(c, '/hq/settlement/runs/x/approve')) return null;
        const open = await deps.settlement.runs.openRun();
        const run = open === null ? null : await deps.settlement.runs.view(open);
        return { count: run?.ok && run.value.state === 'tried' ? 1 : 0, more: false };
      },
      stations: () => applicants(c, 'station'),
      promoters: () => applicants(c, 'promoter'),
    };
    const kinds = Object.keys(hrefs) as (keyof typeof hrefs)[];
    const [queues, ...rest] = await Promise.all([ofQueues(), ...kinds.map((kind) => others[kind]())]);
    return [
      ...queues,
      ...kinds.flatMap((kind, index): Waiting[] => {
        const found = rest[index];
        return found ? [{ kind, href: hrefs[kind], mine: true, ...found }] : [];
      }),
    ];
  }

  /** What is switched off has nothing that waits, from then on. */
  const heldFor = (c: HqContext) => [signedIn(c).sessionId, ...c.get('off')].join(' ');

  function now(c: HqContext): Promise<Waiting[]> {
    const key = heldFor(c);
    const nowMs = clock.nowMs();
    const there = held.get(key);
    if (there && nowMs - there.atMs < freshMs && nowMs >= there.atMs) return there.waiting;
    const known = there && nowMs - there.atMs < usableMs && nowMs >= there.atMs ? there.before : null;
    const entry: Held = { atMs: nowMs, waiting: read(c), before: known };
    held.delete(key);
    held.set(key, entry);
    entry.waiting.then(
      (waiting) => {
        entry.before = waiting;
      },
      () => held.delete(key),
    );
    if (held.size > maxHeld) {
      const oldest = held.keys().next();
      if (!oldest.done) held.delete(oldest.value);
    }
    return entry.waiting;
  }

  async function atHand(c: HqContext): Promise<Waiting[]> {
    const waiting = now(c);
    const before = held.get(heldFor(c))?.before;
    if (!before) return waiting;
    // Whoever needs it is told that it failed; here nobody waits for it.
    waiting.catch(() => {});
    return before;
  }

  return { now, atHand };
}
export type WaitingFor = ReturnType<typeof createWaiting>;

/** All together, for the navigation. */
export function allWaiting(waiting: readonly Waiting[]): Count {
  const mine = waiting.filter((one) => one.mine);
  return {
    count: mine.reduce((sum, { count }) => sum + count, 0),
    more: mine.some(({ more }) => more),
  };
}
