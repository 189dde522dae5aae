import type { OrderRequest, PlacedOrder, Quote } from '@jindian/shared/contract/serving/order';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { levelLabel } from '../../goods/inventory/store.ts';
import type { OfferedSlot } from '../../places/slots/service.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { failureOf, maxTransactionWrites, transact, type Write, write } from '../../platform/transact.ts';
import { freezeAttribution } from '../../selling/commission/rules.ts';
import { loadLabel } from '../sourcing/load.ts';
import type { SourcedPart } from '../sourcing/service.ts';
import { createBooking, slotOf } from './booking.ts';
import type { Collecting } from './collecting.ts';
import type { OrderContext } from './context.ts';
import { draftOrder } from './draft.ts';
import { createLoad } from './load.ts';
import { type PricedOrder, priceOrder } from './pricing.ts';
import type { OrderRecord } from './store.ts';
import { dueKinds, timingOf } from './timing.ts';
import { createUnpaidHold, unpaidLabel, unpaidLimit } from './unpaid-hold.ts';
import type { OrderViews } from './views.ts';

/** Places whose stock went away between looking and reserving, before an order is given up. */
const maxPlacesTried = 5;

export function createPlacement(
  context: OrderContext,
  views: OrderViews,
  { collect, askPayment }: Collecting,
) {
  const { table, clock, ids, store, catalog, prices, rates, sourcing, network } = context;
  const { inventory, payments, shoppers, settings } = context;
  const booking = createBooking(context.slots);
  const load = createLoad(context);
  const unpaidHold = createUnpaidHold(context);

  /** Price and place, as of now. */
  async function prepare(request: OrderRequest, triedIds: ReadonlySet<string>, onlyWhole = false) {
    const storefront = await network.location(request.locationId);
    if (storefront?.kind !== 'branch') return fail('not_found');
    if (storefront.status === 'suspended') return fail('branch_unavailable');
    const priced = priceOrder(await catalog.current(), request, {
      prices: await prices.current(),
      storefront,
      fees: await settings.serving.current(),
      nowMs: clock.nowMs(),
    });
    if (!priced.ok) return priced;
    const sourced = await sourcing.choose({
      method: request.method,
      storefrontId: request.locationId,
      point: request.method === 'delivery' ? (request.address ?? null) : null,
      lines: request.lines,
      triedIds,
      onlyWhole,
      slot: slotOf(request.slotId),
      ...(request.channel ? { channel: request.channel } : {}),
    });
    if (!sourced.ok) return sourced;
    const booked = await booking.offered(request, sourced.value.parts, clock.nowMs());
    return booked.ok ? ok({ priced: priced.value, sourced: sourced.value, booked: booked.value }) : booked;
  }

  async function quote(request: OrderRequest): Promise<Result<Quote>> {
    const prepared = await prepare(request, new Set());
    if (!prepared.ok) return prepared;
    const { priced, sourced } = prepared.value;
    const [first] = sourced.parts as [SourcedPart];
    return ok({
      goodsFen: priced.goodsFen,
      deliveryFeeFen: priced.deliveryFeeFen,
      totalFen: priced.totalFen,
      serving: { locationId: first.place.id, name: first.place.name, distanceMeters: first.distanceMeters },
      parts: sourced.parts.length,
    });
  }

  /**
   * Places an order: order, reservation of every part, its money, hold timer and idempotency record are one transaction,
   * so that no payment is ever asked for goods that are not held. Then the payment is asked for; should that fail, the
   * order stands and payment can be asked for again.
   */
  async function place(
    memberId: string,
    request: OrderRequest,
    command: CommandClaim,
  ): Promise<Result<PlacedOrder>> {
    const triedIds = new Set<string>();
    let onlyWhole = false;
    const [payer, binding] = await Promise.all([shoppers.payer(memberId), shoppers.binding(memberId)]);
    for (let attempt = 1; ; attempt += 1) {
      const prepared = await prepare(request, triedIds, onlyWhole);
      if (!prepared.ok) {
        // A repeat of a placed order is answered even when the stock or the slot it took was the last.
        return (await answerRepeat(command)) ?? prepared;
      }
      const { priced, sourced, booked } = prepared.value;
      const nowMs = clock.nowMs();
      const [serving, { returnWindowDays }] = await Promise.all([
        settings.serving.current(),
        settings.selling.current(),
      ]);
      const attribution = freezeAttribution({
        returnWindowDays,
        binding,
        lines: priced.lines.map(({ categoryId, netFen }) => ({ categoryId, amountFen: netFen })),
        rates: await rates.current(),
        nowMs,
      });
      const { nickname } = payer;
      const transferPricesFen = await transferPrices(sourced.parts);
      const record = draftOrder(ids, {
        transferPricesFen,
        memberId,
        request,
        priced,
        sourced,
        nowMs,
        nickname,
        attribution,
        merchant: payments.ownMerchantId,
        returnWindowDays,
        payWithinMs: timingOf(serving).payWithinMs,
      });
      const writes = await placementWrites(record, booked, command);
      if (writes.length > maxTransactionWrites) {
        if (onlyWhole || sourced.parts.length === 1)
          return fail('invalid_request', { detail: 'lines: too many different goods for one order' });
        onlyWhole = true;
        continue;
      }
      const outcome = await transact(table, writes);
      if (outcome.kind === 'done')
        return ok({ order: await views.order(record), payment: await collect(record, payer.openid) });
      const hot = sourced.parts.some(({ allocations }) => allocations.some(({ bucket }) => bucket));
      if (outcome.kind === 'busy') {
        // Of a level in buckets another one is tried by lot, where there is less of a crowd.
        if (hot && attempt < maxPlacesTried) continue;
        return fail('busy');
      }
      const repeat = await answerRepeat(command);
      if (repeat) return repeat;
      if (failureOf(outcome, unpaidLabel))
        return fail('too_much_unpaid', {
          orders: serving.unpaidOrderCount,
          pieces: serving.unpaidPieceCount,
        });
      if (failureOf(outcome, 'slot')) return fail('slot_full');
      const full = sourced.parts.find(({ place }) => failureOf(outcome, loadLabel(place.id)));
      if (full) {
        if (attempt >= maxPlacesTried) return fail('no_serving_location');
        triedIds.add(full.place.id);
        continue;
      }
      const short = sourced.parts
        .flatMap(({ place, allocations }) =>
          allocations.map((allocation) => ({ ...allocation, placeId: place.id })),
        )
        .find(({ placeId, skuId }) => failureOf(outcome, levelLabel(placeId, skuId)));
      if (!short)
        throw new Error(`placing was refused by ${outcome.failed.map(({ label }) => label).join(', ')}`);
      if (attempt >= maxPlacesTried) return outOfStock(priced, short.skuId);
      // Another bucket may have the piece; at the branch of a pickup another owner may, too.
      if (request.method === 'delivery' && !short.bucket) triedIds.add(short.placeId);
    }
  }

  /** What a piece of a dealer's is worth to its owner, where one of the order's is: agreed now, as prices are. */
  async function transferPrices(parts: readonly SourcedPart[]): Promise<ReadonlyMap<string, number>> {
    const skuIds = parts.flatMap(({ allocations }) =>
      allocations.filter(({ ownerId }) => ownerId !== 'hq').map(({ skuId }) => skuId),
    );
    const found = await Promise.all(
      [...new Set(skuIds)].map(async (skuId) => [skuId, await context.transferPriceFen(skuId)] as const),
    );
    return new Map(found);
  }

  function outOfStock(priced: PricedOrder, skuId: string) {
    const line = priced.lines.find((candidate) => candidate.skuId === skuId);
    return fail('out_of_stock', { sku: line?.title.zh ?? skuId, skuId });
  }

  /** A command that was done before: the same answer again, or a clear error when it asks for something else. */
  async function answerRepeat(command: CommandClaim): Promise<Result<PlacedOrder> | null> {
    const before = await context.idempotency.find(command);
    if (!before) return null;
    if (before.kind === 'other_input') return fail('idempotency_key_reused');
    const record = await store.read(String(before.result.orderId));
    if (!record) throw new Error(`the order of command ${command.key} is gone`);
    const payment = record.head.state === 'awaiting_payment' ? await askPayment(record) : null;
    return ok({ order: await views.order(record), payment });
  }

  async function placementWrites(
    record: OrderRecord,
    booked: readonly OfferedSlot[],
    command: CommandClaim,
  ): Promise<Write[]> {
    const { head, detail, fulfilments, money } = record;
    const loads = await Promise.all(fulfilments.map((part) => load.given(part)));
    return [
      write(
        'order',
        store.heads
          .build(PutTransaction)
          .item({ ...head, ...store.headKeys(head) })
          .options({ condition: { attr: 'orderId', exists: false } }),
      ),
      write('detail', store.details.build(PutTransaction).item({ orderId: head.orderId, detail })),
      store.payments.putMoney(money),
      ...fulfilments.flatMap((fulfilment, part) => [
        store.fulfilments.put(fulfilment),
        ...inventory.orderWrites('reserve', fulfilment.locationId, head.orderId, fulfilment.allocations),
        ...booking.bookWrites(booked[part], fulfilment.fulfilmentId),
        ...(loads[part] ?? []),
      ]),
      context.dueItems.plan(dueKinds.unpaid, head.orderId, head.payByMs),
      unpaidHold.takeWrite(record, unpaidLimit(await settings.serving.current())),
      context.idempotency.claim(command, { orderId: head.orderId }),
    ];
  }

  return { quote, place };
}
