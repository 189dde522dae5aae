import type { BranchQueue } from '@jindian/shared/contract/serving/branch-work';
import type { Shift, ShiftAct } from '@jindian/shared/contract/serving/shift';
import { brandDay } from '@jindian/shared/time';
import type { OrderContext } from './context.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import { isPractice } from './practice.ts';

/** Where what was done today may lie now; what is done lies newest first. */
const looked = ['to_pack', 'ready', 'dispatched', 'delivery_failed', 'done'] as const satisfies BranchQueue[];
/** Of each queue: more than the busiest counter has in a day. */
const mostLookedAt = 500;
const mostShown = 50;

type Acts = Partial<Record<ShiftAct, number>>;

/** What a step into this state was, of a pickup or a delivery. */
function actOf({ method }: Pick<FulfilmentRecord, 'method'>, state: string): ShiftAct | null {
  if (state === 'ready') return 'packed';
  if (state === 'dispatched') return 'dispatched';
  if (state === 'delivery_failed') return 'failed';
  if (state !== 'fulfilled') return null;
  return method === 'pickup' ? 'handedOver' : 'delivered';
}

export type Doing = { memberId: string; act: ShiftAct; atMs: number };

/** Who did what with it on that day, as far as its steps say who. */
export function doingsOf(fulfilment: Pick<FulfilmentRecord, 'method' | 'history'>, day: string): Doing[] {
  return fulfilment.history.flatMap(({ state, atMs, memberId }) => {
    const act = actOf(fulfilment, state);
    return act && memberId !== undefined && brandDay(atMs) === day ? [{ memberId, act, atMs }] : [];
  });
}

/** By person, who did something last first. */
export function countDoings(doings: readonly Doing[]): { memberId: string; acts: Acts; lastAtMs: number }[] {
  const people = new Map<string, { memberId: string; acts: Acts; lastAtMs: number }>();
  for (const { memberId, act, atMs } of doings) {
    const known = people.get(memberId) ?? { memberId, acts: {}, lastAtMs: 0 };
    people.set(memberId, {
      memberId,
      acts: { ...known.acts, [act]: (known.acts[act] ?? 0) + 1 },
      lastAtMs: Math.max(known.lastAtMs, atMs),
    });
  }
  return [...people.values()].sort((a, b) => b.lastAtMs - a.lastAtMs || (a.memberId < b.memberId ? -1 : 1));
}

export function createShift(
  context: Pick<OrderContext, 'store' | 'clock' | 'inventory' | 'catalog'>,
  namesOf: (memberIds: readonly string[]) => Promise<ReadonlyMap<string, { displayName: string }>>,
) {
  const { store, clock, inventory, catalog } = context;

  async function partsOf(locationId: string, queue: BranchQueue) {
    const keys = await store.fulfilments.idsOfQueue(locationId, queue, mostLookedAt, undefined);
    const orders = await store.readMany(keys);
    const parts = await store.fulfilments.readMany(keys, orders);
    const numbers = new Map(orders.map(({ head }) => [head.orderId, head.number]));
    // The index is a moment behind: what has gone elsewhere meanwhile was another place's doing.
    const theirs = parts.filter((part) => part.locationId === locationId && !isPractice(part.orderId));
    return { theirs, numbers, full: keys.length === mostLookedAt };
  }

  async function toCount(locationId: string): Promise<Shift['toCount']> {
    const [open, goods] = await Promise.all([
      inventory.differences.list('open', { locationId, limit: mostShown }),
      catalog.current(),
    ]);
    return open.map(({ skuId, quantity, atMs }) => {
      const sku = goods.sku(skuId);
      const unknown = { zh: skuId, en: skuId };
      return {
        skuId,
        title: sku?.product.title ?? unknown,
        skuName: sku?.sku.name ?? unknown,
        pieces: quantity,
        atMs,
      };
    });
  }

  /** Of today. A day that was busier than what is looked through says so. */
  async function shift(locationId: string): Promise<Shift> {
    const day = brandDay(clock.nowMs());
    const [offered, stock, ...read] = await Promise.all([
      partsOf(locationId, 'offered'),
      toCount(locationId),
      ...looked.map((queue) => partsOf(locationId, queue)),
    ]);
    const people = countDoings(read.flatMap(({ theirs }) => theirs.flatMap((part) => doingsOf(part, day))));
    const names = await namesOf(people.map(({ memberId }) => memberId));
    const offers = offered.theirs.flatMap(({ orderId, offerUntilMs }) => {
      const orderNumber = offered.numbers.get(orderId);
      return offerUntilMs === undefined || orderNumber === undefined
        ? []
        : [{ orderNumber, untilMs: offerUntilMs }];
    });
    const done = read.at(-1);
    const oldest = done?.theirs.at(-1)?.history.at(-1);
    return {
      day,
      people: people.map((person) => ({
        ...person,
        acts: { packed: 0, handedOver: 0, dispatched: 0, delivered: 0, failed: 0, ...person.acts },
        name: names.get(person.memberId)?.displayName ?? '',
      })),
      offers: offers.sort((a, b) => a.untilMs - b.untilMs).slice(0, mostShown),
      toCount: stock,
      more:
        read.slice(0, -1).some(({ full }) => full) ||
        (done?.full === true && oldest !== undefined && brandDay(oldest.atMs) === day),
    };
  }

  return { shift };
}
