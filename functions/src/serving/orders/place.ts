import type { SellerView } from '@jindian/shared/contract/goods/contracts';
import type { BindingView } from '@jindian/shared/contract/people/member';
import type {
  OrderRequest,
  OrderView,
  PlacedOrder,
  Quote,
  WechatPayParams,
} from '@jindian/shared/contract/serving/order';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { sellerOf } from '../../goods/contracts/rules.ts';
import { levelLabel } from '../../goods/inventory/store.ts';
import { hqOwner } from '../../goods/ownership/rules.ts';
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
import type { FulfilmentRecord } from './fulfilment-items.ts';
import { costKeysOf, withCosts } from './line-costs.ts';
import { createLoad } from './load.ts';
import { type PricedOrder, priceOrder } from './pricing.ts';
import { divideBySeller } from './sellers.ts';
import type { OrderRecord } from './store.ts';
import { dueKinds, timingOf } from './timing.ts';
import { checkoutIdOf, createTogether } from './together.ts';
import { createUnpaidHold, unpaidLabel, unpaidLimit } from './unpaid-hold.ts';
import type { OrderViews } from './views.ts';

/** Places whose stock went away between looking and reserving, before an order is given up. */
const maxPlacesTried = 5;

export function createPlacement(
  context: OrderContext,
  views: OrderViews,
  { collectAll, askPayment }: Collecting,
) {
  const { table, clock, ids, store, catalog, prices, rates, sourcing, network } = context;
  const { inventory, payments, shoppers, settings } = context;
  const booking = createBooking(context.slots);
  const load = createLoad(context);
  const unpaidHold = createUnpaidHold(context);
  const together = createTogether(context);

  /** Price, place and sellers, as of now. */
  async function prepare(
    request: OrderRequest,
    binding: BindingView | null,
    triedIds: ReadonlySet<string>,
    onlyWhole = false,
  ) {
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
    if (!booked.ok) return booked;
    const dealOf = await dealsOf(storefront.ownerId, binding);
    const shares = divideBySeller(priced.value, sourced.value, dealOf.deal);
    const merchants = shares.map(({ sellerId }) => dealOf.merchant(sellerId));
    if (shares.length > 1 && !payments.canPayTogether(merchants)) return fail('sellers_apart');
    return ok({
      priced: priced.value,
      sourced: sourced.value,
      booked: booked.value,
      shares: shares.map((share, index) => ({
        ...share,
        merchant: merchants[index] as string,
        soldBy: dealOf.seller(share.sellerId),
      })),
    });
  }
  type Prepared = Extract<Awaited<ReturnType<typeof prepare>>, { ok: true }>['value'];

  /** Who sells goods of each owner to this shopper in this shop, by the contracts in force. */
  async function dealsOf(storefrontOwnerId: string, binding: BindingView | null) {
    const contracts = await context.contracts.current();
    const bringer =
      binding?.locationId && binding.expiresAtMs > clock.nowMs()
        ? await network.location(binding.locationId)
        : null;
    const facts = { storefrontOwnerId, broughtByOwnerId: bringer?.ownerId ?? null };
    return {
      deal: (goodsOwnerId: string) => sellerOf(goodsOwnerId, facts, contracts),
      merchant: (sellerId: string) =>
        (sellerId === hqOwner ? null : contracts.of(sellerId).merchant) ?? payments.ownMerchantId,
      seller: (sellerId: string): SellerView => ({
        ownerId: sellerId,
        legalName: sellerId === hqOwner ? context.hqLegalName : contracts.of(sellerId).legalName,
      }),
    };
  }

  async function quote(memberId: string, request: OrderRequest): Promise<Result<Quote>> {
    const prepared = await prepare(request, await shoppers.binding(memberId), new Set());
    if (!prepared.ok) return prepared;
    const { priced, sourced, shares } = prepared.value;
    const [first] = sourced.parts as [SourcedPart];
    return ok({
      goodsFen: priced.goodsFen,
      deliveryFeeFen: priced.deliveryFeeFen,
      totalFen: priced.totalFen,
      serving: { locationId: first.place.id, name: first.place.name, distanceMeters: first.distanceMeters },
      parts: sourced.parts.length,
      sellers: shares.map(({ soldBy, priced: { lines, goodsFen, deliveryFeeFen, totalFen } }) => ({
        soldBy,
        lines: lines.map(({ skuId, quantity }) => ({ skuId, quantity })),
        goodsFen,
        deliveryFeeFen,
        totalFen,
      })),
    });
  }

  /**
   * Places an order: order, reservation of every part, its money, hold timer and idempotency record are one transaction,
   * so that no payment is ever asked for goods that are not held. Then the payment is asked for; should that fail, the
   * order stands and payment can be asked for again. Goods of several sellers are as many orders, placed and paid at
   * once.
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
      const prepared = await prepare(request, binding, triedIds, onlyWhole);
      if (!prepared.ok) {
        // A repeat of a placed order is answered even when the stock or the slot it took was the last.
        return (await answerRepeat(command)) ?? prepared;
      }
      const { priced, sourced } = prepared.value;
      const { nickname, openid } = payer;
      const records = await draftOrders({ memberId, nickname, request, binding }, prepared.value);
      const writes = await placementWrites(records, prepared.value, command);
      if (writes.length > maxTransactionWrites) {
        if (onlyWhole || sourced.parts.length === 1)
          return fail('invalid_request', { detail: 'lines: too many different goods for one order' });
        onlyWhole = true;
        continue;
      }
      const outcome = await transact(table, writes);
      if (outcome.kind === 'done') return ok(await placedView(records, await collectAll(records, openid)));
      const hot = sourced.parts.some(({ allocations }) => allocations.some(({ bucket }) => bucket));
      if (outcome.kind === 'busy') {
        // Of a level in buckets another one is tried by lot, where there is less of a crowd.
        if (hot && attempt < maxPlacesTried) continue;
        return fail('busy');
      }
      const repeat = await answerRepeat(command);
      if (repeat) return repeat;
      if (failureOf(outcome, unpaidLabel)) {
        const { unpaidOrderCount, unpaidPieceCount } = await settings.serving.current();
        return fail('too_much_unpaid', { orders: unpaidOrderCount, pieces: unpaidPieceCount });
      }
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

  /** One order for each seller; those that are paid at once know of each other. */
  async function draftOrders(
    shopper: { memberId: string; nickname: string; request: OrderRequest; binding: BindingView | null },
    { sourced, shares }: Prepared,
  ): Promise<[OrderRecord, ...OrderRecord[]]> {
    const { binding, ...about } = shopper;
    const nowMs = clock.nowMs();
    const [currentRates, serving, { returnWindowDays }] = await Promise.all([
      rates.current(),
      settings.serving.current(),
      settings.selling.current(),
    ]);
    const transferPricesFen = await transferPrices(shares.flatMap(({ priced }) => priced.lines));
    const costs = await inventory.costs.of(costKeysOf(sourced.parts));
    const records = shares.map(({ priced: agreed, parts, merchant, soldBy }) => {
      const priced = { ...agreed, lines: withCosts(agreed.lines, parts, costs) };
      return draftOrder(ids, {
        ...about,
        transferPricesFen,
        priced,
        sourced: { ...sourced, parts },
        nowMs,
        attribution: freezeAttribution({
          returnWindowDays,
          binding,
          lines: priced.lines.map(({ id, categoryId, netFen }) => ({ id, categoryId, amountFen: netFen })),
          rates: currentRates,
          nowMs,
        }),
        merchant,
        returnWindowDays,
        payWithinMs: timingOf(serving).payWithinMs,
        soldBy: soldBy.ownerId === hqOwner ? null : soldBy,
      });
    });
    if (records.length > 1) {
      const checkout = records.map(({ head: { orderId, number, totalFen } }, index) => ({
        orderId,
        number,
        totalFen,
        soldBy: (shares[index] as Prepared['shares'][number]).soldBy,
      }));
      for (const { detail } of records) detail.checkout = checkout;
    }
    return records as [OrderRecord, ...OrderRecord[]];
  }

  async function placedView(
    records: readonly [OrderRecord, ...OrderRecord[]],
    payment: WechatPayParams | null,
  ): Promise<PlacedOrder> {
    const orders = await Promise.all(records.map((record) => views.order(record)));
    const checkoutId = checkoutIdOf(records[0].detail);
    return {
      order: orders[0] as OrderView,
      payment,
      checkout:
        checkoutId === null
          ? null
          : {
              id: checkoutId,
              totalFen: orders.reduce((sum, { totalFen }) => sum + totalFen, 0),
              orders,
            },
    };
  }

  /** What a piece is worth to its owner if it is not the seller's own: agreed now, as prices are. */
  async function transferPrices(lines: readonly { skuId: string }[]): Promise<ReadonlyMap<string, number>> {
    const skuIds = lines.map(({ skuId }) => skuId);
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
    return ok(
      await placedView((await together.siblings(record)) as [OrderRecord, ...OrderRecord[]], payment),
    );
  }

  async function placementWrites(
    records: readonly [OrderRecord, ...OrderRecord[]],
    { sourced, booked, shares }: Prepared,
    command: CommandClaim,
  ): Promise<Write[]> {
    const [{ head: first }] = records;
    const writes = records.flatMap(orderWrites);
    // What several orders take of one place is one write: nothing may be written twice in a transaction.
    for (const [index] of sourced.parts.entries()) {
      const here = records.flatMap(({ fulfilments }, share) => {
        const at = (shares[share] as Prepared['shares'][number]).partIndexes.indexOf(index);
        return at === -1 ? [] : [fulfilments[at] as FulfilmentRecord];
      });
      const [one] = here;
      if (!one) continue;
      const ids = here.map(({ fulfilmentId }) => fulfilmentId);
      writes.push(...booking.bookWrites(booked[index], ...ids));
      writes.push(...(await load.given(one, 'limited', here.length)));
    }
    return [
      ...writes,
      context.dueItems.plan(dueKinds.unpaid, first.orderId, first.payByMs),
      unpaidHold.takeWrite(records, unpaidLimit(await settings.serving.current())),
      context.idempotency.claim(command, { orderId: first.orderId }),
    ];
  }

  function orderWrites({ head, detail, fulfilments, money }: OrderRecord): Write[] {
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
      ...fulfilments.flatMap((fulfilment) => [
        store.fulfilments.put(fulfilment),
        ...inventory.orderWrites('reserve', fulfilment.locationId, head.orderId, fulfilment.allocations),
      ]),
    ];
  }

  return { quote, place };
}
