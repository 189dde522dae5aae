import { together as allOf } from '@jindian/shared/arrival';
import type { SellerView } from '@jindian/shared/contract/goods/contracts';
import { isInService, type Location } from '@jindian/shared/contract/places/network';
import type {
  OrderRequest,
  OrderView,
  PlacedOrder,
  Quote,
  WechatPayment,
} from '@jindian/shared/contract/serving/order';
import { brandTax } from '../../goods/catalog/catalog.ts';
import { levelLabel } from '../../goods/inventory/store.ts';
import { hqOwner } from '../../goods/ownership/rules.ts';
import type { OfferedSlot } from '../../places/slots/service.ts';
import { type Attempt, type Meaning, type Meanings, runCommand } from '../../platform/command.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import { maxTransactionWrites, type Write } from '../../platform/transact.ts';
import { latestSceneOf } from '../../selling/commission/freeze.ts';
import { loadLabel } from '../sourcing/load.ts';
import type { Sourced, SourcedPart } from '../sourcing/service.ts';
import { practicePayment } from './apart-from-practice.ts';
import { createArrivals } from './arrivals.ts';
import { createBooking, slotOf } from './booking.ts';
import { type Collecting, payerBy } from './collecting.ts';
import type { CreditedBinding, OrderContext } from './context.ts';
import { createCrediting } from './crediting.ts';
import { draftOrder } from './draft.ts';
import { type FulfilmentRecord, isFirst } from './fulfilment-items.ts';
import { costKeysOf, withCosts } from './line-costs.ts';
import { createLoad } from './load.ts';
import { createEarningPoints } from './members-share.ts';
import type { Paying } from './paying.ts';
import { practiceShopper } from './practice.ts';
import { type PricedAt, type PricedOrder, priceOrder } from './pricing.ts';
import { createPromoting, hasGifts, type PromotedOrder, quotedPromotions } from './promoting.ts';
import { createRecentOrders, unpaidLimit } from './recent-orders.ts';
import { createSaleDeals } from './sale-deals.ts';
import { divideBySeller, type SellerShare } from './sellers.ts';
import type { OrderRecord } from './store.ts';
import { timingOf } from './timing.ts';
import { checkoutIdOf, createTogether } from './together.ts';
import type { OrderViews } from './views.ts';

/** Places whose stock went away between looking and reserving, before an order is given up. */
const maxPlacesTried = 5;

/** The orders of one command; `before`: it had been done already. */
type Placed = { records: readonly [OrderRecord, ...OrderRecord[]]; before: boolean };

/** An order that could be placed as things stand: its prices, who serves it, and what becomes of it by seller. */
type Prepared = {
  storefront: Location;
  priced: PromotedOrder;
  sourced: Sourced;
  booked: OfferedSlot[];
  shares: (SellerShare & { merchant: string; soldBy: SellerView })[];
};

/** What turned out not to do while this order was being placed. */
type Tried = {
  memberId: string;
  placeIds: Set<string>;
  spent: Set<string>;
  onlyWhole: boolean;
  isQuote: boolean;
};
const nothingTried = (memberId: string, isQuote = false): Tried => ({
  ...{ memberId, placeIds: new Set(), spent: new Set(), onlyWhole: false, isQuote },
});

export function createPlacement(
  context: OrderContext,
  views: OrderViews,
  { collectAll, askPayment, recordPaid }: Collecting & Pick<Paying, 'recordPaid'>,
) {
  const { clock, ids, store, catalog, branchPrices, sourcing, network } = context;
  const { inventory, payments, shoppers, settings } = context;
  const booking = createBooking(context.slots);
  const arrivals = createArrivals(context);
  const load = createLoad(context);
  const recentOrders = createRecentOrders(context);
  const together = createTogether(context);
  const dealsOf = createSaleDeals(context);
  const creditedFor = createCrediting(context);
  const earnedBy = createEarningPoints(context);
  const { promoted, takenWrites, spentIn } = createPromoting(context);

  /** Price, place and sellers, as of now. */
  async function prepare(
    request: OrderRequest,
    bindingOf: Promise<CreditedBinding | null>,
    tried: Tried,
    noGifts = false,
  ): Promise<Result<Prepared>> {
    // Whoever is refused before it is needed does not wait for it.
    bindingOf.catch(() => {});
    const storefront = await network.location(request.locationId);
    if (storefront?.kind !== 'branch') return fail('not_found');
    const { practice = false } = request;
    if (practice && (request.method !== 'pickup' || request.slotId)) return fail('practice_pickup_only');
    if (!practice && !isInService(storefront)) return fail('branch_unavailable');
    // A delivery by where it goes; an address that is not said yet, by where it is bought.
    const { province, city } = (request.method === 'delivery' && request.address) || storefront;
    const channel = request.channel ?? 'api';
    // Whoever practises takes no order from anybody.
    const held = practice ? ok(null) : await context.stops.mayOrder({ province, city, channel });
    if (!held.ok) return held;
    const at: PricedAt = {
      priceHere: await branchPrices.inForce(storefront),
      storefront,
      fees: await settings.serving.current(),
      tax: brandTax(await settings.goods.current()),
      keptByCategory: await context.keptByCategory(),
      nowMs: clock.nowMs(),
    };
    const goods = await catalog.current();
    const listed = priceOrder(goods, request, at);
    if (!listed.ok) return listed;
    const { memberId, spent: without, isQuote } = tried;
    const about = { memberId, request, storefront, at, without, noGifts, isQuote };
    const priced = await promoted(goods, listed.value, about);
    if (!priced.ok) return priced;
    const sourced = await sourcing.choose({
      method: request.method,
      storefrontId: request.locationId,
      point: request.method === 'delivery' ? (request.address ?? null) : null,
      lines: priced.value.lines,
      triedIds: tried.placeIds,
      onlyWhole: tried.onlyWhole,
      slot: slotOf(request.slotId),
      practice,
      ...(request.channel ? { channel: request.channel } : {}),
    });
    const withoutGifts = () => prepare(request, bindingOf, tried, true);
    const mayLeaveGifts = hasGifts(priced.value) && !noGifts;
    // A gift that is nowhere is no reason not to sell what it is given with.
    if (!sourced.ok && mayLeaveGifts) return withoutGifts();
    if (!sourced.ok) return sourced;
    const booked = await booking.offered(request, sourced.value.parts, clock.nowMs());
    if (!booked.ok) return booked;
    const dealOf = await dealsOf(storefront.ownerId, await bindingOf, practice);
    const shares = divideBySeller(priced.value, sourced.value, dealOf.deal);
    // Nobody is paid nothing: a gift that only another seller has is left out.
    if (mayLeaveGifts && shares.some(({ priced: { totalFen } }) => totalFen === 0)) return withoutGifts();
    const merchants = shares.map(({ sellerId }) => dealOf.merchant(sellerId));
    if (shares.length > 1 && !payments.canPayTogether(merchants)) return fail('sellers_apart');
    return ok({
      storefront,
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

  async function quote(memberId: string, request: OrderRequest): Promise<Result<Quote>> {
    const prepared = await prepare(request, shoppers.binding(memberId), nothingTried(memberId, true));
    if (!prepared.ok) return prepared;
    const { priced, sourced, shares } = prepared.value;
    const [first] = sourced.parts as [SourcedPart];
    const [earned, ...expected] = await Promise.all([
      earnedBy(memberId, request.practice === true),
      ...sourced.parts.map((part) => arrivals.of(request, part, clock.nowMs())),
    ]);
    const points = shares.reduce((sum, share) => sum + (earned(share.priced.lines)?.points ?? 0), 0);
    return ok({
      goodsFen: priced.goodsFen,
      deliveryFeeFen: priced.deliveryFeeFen,
      totalFen: priced.totalFen,
      serving: {
        locationId: first.place.id,
        name: first.place.name,
        distanceMeters: first.distanceMeters,
        expected: allOf(expected),
      },
      parts: sourced.parts.length,
      ...(points > 0 ? { points } : {}),
      ...quotedPromotions(priced),
      notReturnable: priced.lines.flatMap(({ title, notReturnable: why }) => (why ? [{ title, why }] : [])),
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
   * Places an order: order, reservation of every part, its money, hold timer and its command's record are one transaction,
   * so that no payment is ever asked for goods that are not held. Then the payment is asked for; should that fail, the
   * order stands and payment can be asked for again. Goods of several sellers are as many orders, placed and paid at
   * once.
   */
  async function place(
    memberId: string,
    { payBy = 'jsapi', ...request }: OrderRequest,
    command: CommandClaim,
    address: string | null = null,
  ): Promise<Result<PlacedOrder>> {
    const tried = nothingTried(memberId);
    // Asked for with the levels that sourcing asks for, in one call.
    const about = Promise.all([shoppers.payer(memberId), shoppers.binding(memberId)]);
    const bindingOf = about.then(([, binding]) => binding);
    const recent = recentOrders.of(memberId);
    const done = await runCommand<Placed>(
      { table: context.table, idempotency: recent },
      {
        command,
        maxTries: maxPlacesTried,
        replay: ({ orderId }) => placedBefore(String(orderId)),
        async attempt(tries): Promise<Attempt<Placed>> {
          const prepared = await prepare(request, bindingOf, tried);
          if (!prepared.ok) return prepared;
          const [payer, binding] = await about;
          const paysInWechat = payBy === 'jsapi' && !request.practice;
          if (!payer || (paysInWechat && payer.openid === null)) return fail('wechat_needed');
          const { nickname, phoneTail } = request.practice ? practiceShopper : payer;
          const records = await draftOrders(
            { memberId, nickname, phoneTail, request, binding: request.practice ? null : binding },
            prepared.value,
          );
          const serving = await settings.serving.current();
          const taken = await recent.take(records, unpaidLimit(serving));
          if (taken === 'rate_limited') return fail('rate_limited');
          if (taken === 'too_much_unpaid') {
            const { unpaidOrderCount, unpaidPieceCount } = serving;
            return fail('too_much_unpaid', { orders: unpaidOrderCount, pieces: unpaidPieceCount });
          }
          const writes = await placementWrites(records, prepared.value);
          if (writes.length > maxTransactionWrites - 1) {
            if (tried.onlyWhole || prepared.value.sourced.parts.length === 1)
              return fail('invalid_request', { detail: 'lines: too many different goods for one order' });
            tried.onlyWhole = true;
            return this.attempt(tries);
          }
          return {
            writes,
            value: { records, before: false },
            refused: notPlaced(prepared.value, request, tried, tries === maxPlacesTried),
          };
        },
      },
    );
    if (!done.ok) return done;
    const { records, before } = done.value;
    if (request.practice) return practised(records);
    // The order stands; where nobody can be asked to pay now, payment is asked for again.
    const [known] = await about;
    const payer = payerBy({ by: payBy, address }, known?.openid ?? null);
    if (!payer.ok) return ok(await placedView(records, null));
    if (!before) return ok(await placedView(records, await collectAll(records, payer.value)));
    const unpaid = records[0].head.state === 'awaiting_payment';
    return ok(await placedView(records, unpaid ? await askPayment(records[0], payer.value) : null));
  }

  /** Paid at once, by nothing. Where that was cut short, a repeat or `startPayment` goes on with it. */
  async function practised(records: readonly OrderRecord[]): Promise<Result<PlacedOrder>> {
    for (const record of records) {
      const payment = practicePayment(record, clock.nowMs());
      const paid = payment ? await recordPaid(payment) : ok(null);
      if (!paid.ok) return paid;
    }
    const now = (await together.reread(records)) as [OrderRecord, ...OrderRecord[]];
    return ok(await placedView(now, null));
  }

  /** What ran short or is full by now: another place is tried, as long as there are tries and places. */
  function notPlaced(
    { priced, sourced }: Prepared,
    request: OrderRequest,
    { placeIds, spent }: Tried,
    isLast: boolean,
  ): Meanings<Placed> {
    const full = sourced.parts.map(({ place }): [string, () => Meaning<Placed>] => [
      loadLabel(place.id),
      () => {
        if (isLast) return fail('no_serving_location');
        placeIds.add(place.id);
        return 'again';
      },
    ]);
    const short = sourced.parts.flatMap(({ place, allocations }) =>
      allocations.map(({ skuId, bucket }): [string, () => Meaning<Placed>] => [
        levelLabel(place.id, skuId),
        () => {
          if (isLast) return outOfStock(priced, skuId);
          // Another bucket may have the piece; at the branch of a pickup another owner may, too.
          if (request.method === 'delivery' && !bucket) placeIds.add(place.id);
          return 'again';
        },
      ]),
    );
    return {
      slot: fail('slot_full'),
      ...Object.fromEntries([...full, ...short, ...spentIn(priced, spent)]),
    };
  }

  /** One order for each seller; those that are paid at once know of each other. */
  async function draftOrders(
    shopper: {
      memberId: string;
      nickname: string;
      phoneTail: string | null;
      request: OrderRequest;
      binding: CreditedBinding | null;
    },
    { storefront, sourced, shares }: Prepared,
  ): Promise<[OrderRecord, ...OrderRecord[]]> {
    const { binding, ...about } = shopper;
    const nowMs = clock.nowMs();
    const [serving, { returnWindowDays }, pool] = await Promise.all([
      settings.serving.current(),
      settings.selling.current(),
      settings.money.current(),
    ]);
    const { gridId } = sourced;
    const isPractice = about.request.practice === true;
    const [credited, earned, recent] = await Promise.all([
      creditedFor({ ...about, binding, storefront, gridId, nowMs }),
      earnedBy(about.memberId, isPractice),
      isPractice ? [] : (binding?.recent ?? shoppers.recentTouches(about.memberId)),
    ]);
    const sceneId = latestSceneOf(recent);
    const transferPricesFen = await transferPrices(shares.flatMap(({ priced }) => priced.lines));
    const costs = await inventory.costs.of(costKeysOf(sourced.parts));
    const expected = await Promise.all(sourced.parts.map((part) => arrivals.of(about.request, part, nowMs)));
    const records = shares.map(({ partIndexes, priced: agreed, parts, merchant, soldBy }) => {
      const priced = { ...agreed, lines: withCosts(agreed.lines, parts, costs) };
      return draftOrder(ids, {
        ...about,
        transferPricesFen,
        priced,
        storefront,
        sourced: { ...sourced, parts },
        expected: partIndexes.map((index) => expected[index]),
        nowMs,
        attribution: credited(priced.lines),
        sceneId,
        points: earned(priced.lines),
        pool,
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
    payment: WechatPayment | null,
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
    return fail('out_of_stock', { sku: line?.title ?? skuId, skuId });
  }

  /** What the command made the first time, as it is now. */
  async function placedBefore(orderId: string): Promise<Result<Placed>> {
    const record = await store.read(orderId);
    if (!record) throw new Error(`order ${orderId}, which was placed, is gone`);
    const records = (await together.siblings(record)) as [OrderRecord, ...OrderRecord[]];
    return ok({ records, before: true });
  }

  async function placementWrites(
    records: readonly [OrderRecord, ...OrderRecord[]],
    { priced, sourced, booked, shares }: Prepared,
  ): Promise<Write[]> {
    // What was counted stands on the order that is written.
    const uses = takenWrites(priced, records);
    const writes = [...records.flatMap(orderWrites), ...uses];
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
    return writes;
  }

  function orderWrites(record: OrderRecord): Write[] {
    const { head, detail, fulfilments } = record;
    return [
      store.putOrder(record),
      store.putDetail(head, detail),
      ...fulfilments.flatMap((fulfilment) => [
        ...(isFirst(fulfilment) ? [] : [store.fulfilments.put(fulfilment)]),
        ...inventory.orderWrites('reserve', fulfilment.locationId, head.orderId, fulfilment.allocations),
      ]),
    ];
  }

  return { quote, place };
}
