import type { HqOrder } from '@jindian/shared/contract/hq';
import type { Location } from '@jindian/shared/contract/places/network';
import { distanceMeters } from '@jindian/shared/geo';
import type { SkuQuantity, StockAllocation } from '../../goods/inventory/rules.ts';
import type { ReceiveHook } from '../../goods/transfers/types.ts';
import { type Attempt, runCommand, unlessBusy } from '../../platform/command.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Write } from '../../platform/transact.ts';
import { createArrivals } from './arrivals.ts';
import { createBooking } from './booking.ts';
import type { Cause, FulfilmentPatch } from './changes.ts';
import type { OrderContext } from './context.ts';
import { servedAt } from './day-lists.ts';
import type { Found } from './fulfil.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import { partEvent } from './history.ts';
import type { HqDesk } from './hq-desk.ts';
import { attemptWrite, sumAllocations } from './leaving.ts';
import { createLoad } from './load.ts';
import { isRefunded } from './pieces.ts';
import { isPractice } from './practice.ts';
import type { Reassignment } from './reassignment.ts';
import { missingOf, moveHeldWrites } from './stock-moves.ts';

export type CallGoods = {
  fromLocationId: string;
  toLocationId?: string | undefined;
  lines?: readonly SkuQuantity[] | undefined;
  incentiveFen: number;
};

const callable = ['with_hq', 'to_pack'];

/** Goods that HQ calls from one place so that another can serve: a transfer, and a fulfilment that waits for it. */
export function createCalledGoods(context: OrderContext, deps: { reassignment: Reassignment; desk: HqDesk }) {
  const { table, clock, store, outbox, network, inventory, sourcing, transfers, idempotency } = context;
  const { reassignment, desk } = deps;
  const { changes } = reassignment;
  const arrivals = createArrivals(context);
  const booking = createBooking(context.slots);
  const load = createLoad(context);

  /** What of the missing pieces is at the place that will serve, from whose levels. */
  async function thereAlready(place: Location, missing: readonly SkuQuantity[]): Promise<StockAllocation[]> {
    const stock = await inventory.picture(
      [place],
      missing.map(({ skuId }) => skuId),
    );
    const some = missing.flatMap(({ skuId, quantity }) => {
      const there = Math.min(quantity, stock.availableAt(place.id, skuId));
      return there > 0 ? [{ skuId, quantity: there }] : [];
    });
    return stock.allocations(place.id, some) ?? [];
  }

  /**
   * One transaction: what the serving place has is held there, what it lacks is held at the giver by an approved
   * transfer, and the fulfilment waits for it.
   */
  async function call(
    orderId: string,
    fulfilmentId: string,
    asked: CallGoods,
    byMemberId: string,
    command: CommandClaim,
  ): Promise<Result<HqOrder>> {
    const first = await desk.find(orderId, fulfilmentId);
    if (!first.ok) return first;
    const done = await runCommand<null>(
      { table, idempotency },
      {
        command,
        lookFirst: true,
        replay: () => ok(null),
        // What the desk found is read once: what became of it since refuses the writes.
        attempt: () => callWrites(first.value, asked, byMemberId),
      },
    );
    return done.ok ? desk.shown(done, first.value) : done;
  }

  async function callWrites(found: Found, asked: CallGoods, byMemberId: string): Promise<Attempt<null>> {
    const { record, fulfilment } = found;
    const { orderId, fulfilmentId } = fulfilment;
    const { state, method } = fulfilment;
    if (!callable.includes(state)) return fail('transition_refused', { state });
    if (isPractice(orderId)) return fail('practice_stays');
    if (isRefunded(record, fulfilment)) return fail('part_refunded');
    const toLocationId = asked.toLocationId ?? fulfilment.locationId;
    const moves = toLocationId !== fulfilment.locationId;
    if (method === 'pickup' && moves) return fail('transition_refused', { state });
    const [from, to] = await Promise.all([
      network.location(asked.fromLocationId),
      network.location(toLocationId),
    ]);
    if (!from || !to) return fail('not_found');
    if (from.id === to.id || (moves && from.id === fulfilment.locationId)) {
      return fail('invalid_request', { detail: 'fromLocationId: its goods are held for this order already' });
    }
    const kept = moves ? [] : fulfilment.allocations;
    const held = sumAllocations([...kept, ...(await thereAlready(to, missingOf(fulfilment.lines, kept)))]);
    const missing = missingOf(fulfilment.lines, held);
    const called = asked.lines ? within(asked.lines, missing) : missing;
    if (!called || called.length === 0) {
      return fail('invalid_request', { detail: 'lines: no more than is missing can be called' });
    }
    const giver = await inventory.picture(
      [from],
      called.map(({ skuId }) => skuId),
    );
    const approvedAllocations = giver.allocations(from.id, called);
    if (!approvedAllocations) return outOfStock(found, called);
    const made = await transfers.requestWrites({
      fromLocationId: from.id,
      toLocationId: to.id,
      lines: called,
      forOrder: { orderId, fulfilmentId },
      incentiveFen: asked.incentiveFen || undefined,
      by: { side: 'hq', memberId: byMemberId },
      approvedAllocations,
    });
    if (!made.ok) return made;
    const leaving = desk.leavingBy('goods_called', byMemberId, `${from.id} → ${to.id}`);
    const { address } = record.detail;
    const givenAtMs = moves ? leaving.cause.atMs : fulfilment.givenAtMs;
    const writes = [
      ...moveHeldWrites(
        inventory,
        orderId,
        { locationId: fulfilment.locationId, allocations: fulfilment.allocations },
        { locationId: to.id, allocations: held },
      ),
      ...made.value.writes,
      attemptWrite(store, fulfilment, leaving, to.id, []),
      ...booking.moveWrites(fulfilment, to.id),
      ...(await load.moved(fulfilment, { ...fulfilment, locationId: to.id, givenAtMs })),
      changes.fulfilment(fulfilment, 'call_goods', leaving.cause, {
        ...servedAt(to, record.head),
        allocations: held,
        acceptance: { mode: 'auto' },
        givenAtMs,
        transferId: made.value.transfer.id,
        ...(moves && address
          ? {
              distanceMeters: Math.round(distanceMeters(address, to)),
              serviceFeeFen: await sourcing.serviceFee(to, address, fulfilment.asked.length),
            }
          : {}),
      }),
    ];
    return {
      writes,
      value: null,
      kept: { orderId, fulfilmentId },
      refused: { fulfilment: fail('transition_refused', { state }), '*': outOfStock(found, called) },
    };
  }

  function outOfStock({ record }: Found, wanted: readonly SkuQuantity[]) {
    const line = record.detail.lines.find(({ skuId }) => skuId === wanted[0]?.skuId);
    return fail('out_of_stock', { sku: line?.title ?? '', skuId: line?.skuId ?? '' });
  }

  async function waiting(orderId: string, fulfilmentId: string): Promise<FulfilmentRecord | null> {
    const record = await store.read(orderId);
    const fulfilment = record?.fulfilments.find((candidate) => candidate.fulfilmentId === fulfilmentId);
    return fulfilment?.state === 'awaiting_goods' ? fulfilment : null;
  }

  /** What was called for does not come, or not all of it. */
  function toHq(fulfilment: FulfilmentRecord, cause: Cause, patch: FulfilmentPatch = {}): Write[] {
    return [
      changes.fulfilment(fulfilment, 'hand_to_hq', cause, patch),
      outbox.announce({ type: 'fulfilment.with_hq', data: partEvent(fulfilment, cause) }),
    ];
  }

  /** The called goods are there: held for the order at once. Called off meanwhile: they are simply in stock. */
  const onReceive: ReceiveHook = async ({ forOrder, toLocationId }, arrived) => {
    const fulfilment = forOrder && (await waiting(forOrder.orderId, forOrder.fulfilmentId));
    if (!fulfilment || fulfilment.locationId !== toLocationId) return { reserve: [], writes: [] };
    const reserve = upTo(arrived, missingOf(fulfilment.lines, fulfilment.allocations));
    const allocations = sumAllocations([...fulfilment.allocations, ...reserve]);
    const complete = missingOf(fulfilment.lines, allocations).length === 0;
    const cause = { atMs: clock.nowMs(), by: 'staff' as const };
    const { expected } = await arrivals.anew(fulfilment, cause.atMs);
    const writes = complete
      ? [changes.fulfilment(fulfilment, 'goods_arrived', cause, { allocations, expected })]
      : toHq(fulfilment, cause, { allocations });
    return { reserve, writes };
  };

  /** The giver would not, or could not, give: HQ has to think of something else. */
  async function goBackToHq(orderId: string, fulfilmentId: string, transferId: string): Promise<void> {
    const fulfilment = await waiting(orderId, fulfilmentId);
    // It may wait for other goods by now.
    if (!fulfilment || fulfilment.transferId !== transferId) return;
    const cause = { atMs: clock.nowMs(), by: 'system' as const };
    const done = await runCommand(
      { table },
      {
        command: null,
        attempt: () => ({
          writes: toHq(fulfilment, cause),
          value: null,
          // Somebody decided about it a moment before.
          refused: { fulfilment: ok(null) },
        }),
      },
    );
    unlessBusy(done, `${fulfilmentId} goes back to HQ`);
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'called goods that will not come',
      queue: 'orders',
      types: ['transfer.rejected', 'transfer.cancelled'],
      async handle({ data }) {
        const { forOrder, transferId } = data;
        if (forOrder) await goBackToHq(forOrder.orderId, forOrder.fulfilmentId, transferId);
      },
    }),
    hears({
      name: 'called goods that are no longer needed',
      queue: 'orders',
      types: ['fulfilment.goods_not_needed'],
      async handle({ data }) {
        const done = await transfers.actBySystem(data.transferId, { action: 'cancel' });
        // `transition_refused`: shipped a moment before, or over. What is on the road is put in where it arrives.
        if (!done.ok && done.code === 'busy')
          throw new Error(`transfer ${data.transferId} could not be called off`);
      },
    }),
  ];

  return { call, onReceive, eventHandlers };
}
export type CalledGoods = ReturnType<typeof createCalledGoods>;

/** The lines, if each is no more than is missing; null otherwise. */
function within(lines: readonly SkuQuantity[], missing: readonly SkuQuantity[]): SkuQuantity[] | null {
  const left = new Map(missing.map(({ skuId, quantity }) => [skuId, quantity]));
  for (const { skuId, quantity } of lines) {
    const more = (left.get(skuId) ?? 0) - quantity;
    if (more < 0) return null;
    left.set(skuId, more);
  }
  return [...lines];
}

/** Of what arrived as much as is missing. */
function upTo(arrived: readonly StockAllocation[], missing: readonly SkuQuantity[]): StockAllocation[] {
  const left = new Map(missing.map(({ skuId, quantity }) => [skuId, quantity]));
  return arrived.flatMap((allocation) => {
    const quantity = Math.min(allocation.quantity, left.get(allocation.skuId) ?? 0);
    left.set(allocation.skuId, (left.get(allocation.skuId) ?? 0) - quantity);
    return quantity > 0 ? [{ ...allocation, quantity }] : [];
  });
}
