import { pieceKey, type StockAllocation } from '../../goods/inventory/rules.ts';
import type { LoseHook } from '../../goods/inventory/till-sales.ts';
import { type DomainEvent, type EventHandler, hears } from '../../platform/outbox.ts';
import { stopped } from '../../platform/outgoing.ts';
import type { Write } from '../../platform/transact.ts';
import type { OrderContext } from './context.ts';
import { type FulfilmentRecord, hasLeft } from './fulfilment-items.ts';
import { partEvent } from './history.ts';
import type { Leaving } from './leaving.ts';
import type { Offers } from './offers.ts';
import type { PaymentCommands } from './payment.ts';
import type { Reassignment } from './reassignment.ts';
import { missingOf } from './stock-moves.ts';
import type { OrderRecord } from './store.ts';

/** Orders that are read at once to see who loses a piece. */
const readAtOnce = 20;
/** Each is two writes of the sale's transaction. */
const maxLosersAtOnce = 20;
/** As often as a fulfilment can change while it is being sent elsewhere. */
const maxRounds = 5;

/** Its goods are at the place; another part of the same order may hold some there where this one does not. */
const holdsGoods = (part: FulfilmentRecord): boolean => !hasLeft(part) && part.state !== 'cancelled';

/** Who loses first: what nobody has paid for, then what is not packed, then what stands ready. The later order before the earlier. */
function rankOf({ state }: FulfilmentRecord): number {
  return state === 'held' ? 0 : state === 'ready' ? 2 : 1;
}

/** Pieces that orders held and that were sold at a till: who loses them, and what becomes of the order. */
export function createLostGoods(
  context: OrderContext,
  deps: { reassignment: Reassignment; payment: PaymentCommands; offers: Pick<Offers, 'askShopper'> },
) {
  const { clock, store, outbox } = context;
  const { reassignment, payment, offers } = deps;

  /**
   * In the transaction of the sale: a fulfilment gives the pieces up, so that what orders hold is always there. The
   * event that goes with it cannot be lost; it has the order sourced again.
   */
  const onReservationLost: LoseHook = async (place, lost, orderIds) => {
    const records: (OrderRecord | null)[] = [];
    for (let start = 0; start < orderIds.length; start += readAtOnce)
      records.push(
        ...(await Promise.all(
          orderIds.slice(start, start + readAtOnce).map((orderId) => store.read(orderId)),
        )),
      );
    const holders = records
      .flatMap((record) => record?.fulfilments ?? [])
      .filter((part) => part.locationId === place.id && holdsGoods(part))
      .sort((a, b) => rankOf(a) - rankOf(b) || (a.fulfilmentId < b.fulfilmentId ? 1 : -1));
    const open = new Map(lost.map((piece) => [pieceKey(piece), piece.quantity]));
    const losers: { orderId: string; allocation: StockAllocation }[] = [];
    const writes: Write[] = [];
    const events: DomainEvent[] = [];
    let more = false;
    for (const fulfilment of holders) {
      const { orderId } = fulfilment;
      const given: StockAllocation[] = [];
      const kept = fulfilment.allocations.flatMap((allocation) => {
        const wanted = open.get(pieceKey(allocation)) ?? 0;
        const quantity = Math.min(wanted, allocation.quantity);
        if (quantity === 0) return [allocation];
        open.set(pieceKey(allocation), wanted - quantity);
        given.push({ ...allocation, quantity });
        return quantity === allocation.quantity
          ? []
          : [{ ...allocation, quantity: allocation.quantity - quantity }];
      });
      if (given.length === 0) continue;
      more = events.length === maxLosersAtOnce;
      if (more) break;
      losers.push(...given.map((allocation) => ({ orderId, allocation })));
      writes.push(reassignment.changes.holding(fulfilment, kept));
      const about = partEvent(fulfilment, { atMs: clock.nowMs() });
      events.push({ type: 'stock.reservation_lost', data: { ...about, locationId: place.id } });
    }
    if (events.length > 0) writes.push(outbox.announce(...events));
    return { losers, writes, more };
  };

  /**
   * What lacks pieces goes to whoever has them: a delivery to the next place by the policy, a pickup to its shopper's
   * decision, never anywhere by itself. What nobody has paid for is called off; paid at that very moment, it goes on.
   */
  async function sourceAgain(orderId: string, fulfilmentId: string): Promise<void> {
    for (let round = 1; round <= maxRounds; round += 1) {
      const record = await store.read(orderId);
      const fulfilment = record?.fulfilments.find((candidate) => candidate.fulfilmentId === fulfilmentId);
      if (!record || !fulfilment || missingOf(fulfilment.lines, fulfilment.allocations).length === 0) return;
      const { state, method } = fulfilment;
      const found = { record, fulfilment };
      const leaving: Leaving = { reason: 'sold_at_till', cause: { atMs: clock.nowMs(), by: 'system' } };
      if (state === 'held') {
        const done = await payment.callOffUnpaid(record, 'system');
        if (!done.ok) throw stopped(`${orderId} lost its goods and was not called off`, done.code);
        continue;
      }
      if (!['offered', 'in_grab_pool', 'to_pack', 'ready'].includes(state)) return;
      const done =
        method === 'pickup' && (state === 'to_pack' || state === 'ready')
          ? await offers.askShopper(found, leaving)
          : await reassignment.lost(found, leaving);
      if (done.ok) return;
      // `offer_gone`: it was answered, grabbed or called off meanwhile.
      if (done.code !== 'offer_gone') break;
    }
    throw new Error(`${fulfilmentId} lost its goods and is not sourced again yet`);
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'an order that lost its goods',
      queue: 'orders',
      types: ['stock.reservation_lost'],
      handle: ({ data }) => sourceAgain(data.orderId, data.fulfilmentId),
    }),
  ];

  return { onReservationLost, sourceAgain, eventHandlers };
}
export type LostGoods = ReturnType<typeof createLostGoods>;
