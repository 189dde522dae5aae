import { brandNameOf } from '@jindian/shared/contract/settings/brand';
import { createGridReplays } from '../places/grids/replays.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config, Secrets } from '../platform/config.ts';
import type { Logger } from '../platform/logger.ts';
import { ok } from '../platform/result.ts';
import type { JindianTable } from '../platform/table.ts';
import { createGoodsToSell } from '../selling/commission/goods-to-sell.ts';
import { createSellerDesk } from '../selling/commission/seller-desk.ts';
import { createRatesTrials } from '../selling/commission/trial/service.ts';
import { sellsAs } from '../selling/sellers/rules.ts';
import { createOrders } from '../serving/orders/service.ts';
import { createOrderStore } from '../serving/orders/store.ts';
import { createRatings } from '../serving/ratings/service.ts';
import { createReturnsPolicy, exemptionWords } from '../serving/returns/policy.ts';
import { createReturns } from '../serving/returns/service.ts';
import { createSourcingPolicies } from '../serving/sourcing/policies.ts';
import { createSourcing } from '../serving/sourcing/service.ts';
import { createSimulations } from '../serving/sourcing/simulations.ts';
import { createWays } from '../serving/sourcing/ways.ts';
import type { WechatMiniProgram } from '../wechat/index.ts';
import { boughtIn } from './bought-in.ts';
import { colleaguesOf } from './colleagues.ts';
import { createCouriering } from './couriering.ts';
import { createDeliveryJobs } from './delivery-jobs.ts';
import type { Foundation } from './foundation.ts';
import type { Goods } from './goods.ts';
import type { Money } from './money.ts';
import { pastOrdersOf } from './past-orders.ts';
import { pastSalesOf } from './past-sales.ts';
import type { People } from './people.ts';
import type { Places } from './places.ts';
import type { Selling } from './selling.ts';

/** Orders, who serves them, who carries them; and what is told of past ones to those who decide. */
export function createServing(
  deps: Foundation & {
    config: Config;
    secrets: Secrets;
    table: JindianTable;
    clock: Clock;
    logger: Logger;
    wechat: WechatMiniProgram;
    nameOf(memberId: string): Promise<string>;
    places: Places;
    people: People;
    money: Money;
    goods: Goods;
    selling: Selling;
  },
) {
  const { config, secrets, table, clock, logger, nameOf, places, people, money, goods, selling } = deps;
  const { ids, outbox, dueItems, idempotency, nonces, limits, policies, settings } = deps;
  const { network, slots } = places;
  const { catalog, inventory, ownership } = goods;
  const { ledger, payments } = money;
  const { members, staff } = people;
  const { attribution, sellers } = selling;

  const sourcingPolicies = createSourcingPolicies(policies);
  const sourcing = createSourcing({
    policies: sourcingPolicies,
    table,
    network,
    catalog,
    inventory,
    clock,
    pictures: {
      roomInSlot: (candidates, slotId) => slots.roomAt(candidates, 'delivery', slotId, clock.nowMs()),
      sharing: ownership.sharing,
    },
  });
  const ways = createWays({
    ...goods,
    sourcing,
    network,
    clock,
    settings: settings.places,
    delivers: async () => !(await settings.off()).includes('deliveries'),
  });

  const returnsPolicy = createReturnsPolicy(policies, async (categoryId) =>
    (await catalog.current()).categories.some(({ id }) => id === categoryId),
  );

  const orders = createOrders(
    {
      table,
      clock,
      ids,
      logger,
      store: createOrderStore(table, dueItems),
      outbox,
      dueItems,
      idempotency,
      nonces,
      limits,
      slots,
      transfers: goods.transfers,
      catalog,
      branchPrices: goods.branchPrices,
      transferPriceFen: ownership.priceFenOf,
      rates: selling.rates,
      sellerCaps: selling.sellerCaps,
      membership: selling.membership,
      promotions: selling.promotions,
      fraud: selling.fraud,
      channels: { soldWrites: selling.codes.soldWrites, campaignOf: selling.codes.scenes.campaignOf },
      settings,
      stops: deps.stops,
      keptByCategory: async () => {
        const { termsOf } = await returnsPolicy.current();
        return (path) => {
          const { exemption } = termsOf(path);
          return exemption === 'none' ? null : exemptionWords[exemption];
        };
      },
      contracts: goods.contracts,
      hqLegalName: async () => {
        const brand = await settings.brand.current();
        return brand.companyName || brandNameOf(brand).zh;
      },
      ledger,
      network,
      inventory,
      sourcing,
      payments,
      pickupSecret: () => secrets.pickupSecret,
      shoppers: {
        payer: members.payerOf,
        openid: members.openidOf,
        joined: members.joinedOf,
        isNow: members.isNow,
        name: async (memberId) => (await members.read(memberId))?.profile.displayName ?? memberId,
        phones: members.phonesOf,
        isStaff: attribution.isStaff,
        creditable: sellers.creditable,
        binding: (memberId) => attribution.standingOf(memberId, clock.nowMs()),
        recentTouches: (memberId) => attribution.recentOf(memberId, clock.nowMs()),
      },
    },
    {
      postingsOfOrder: ledger.postingsOfOrder,
      namesOf: members.profilesOf,
      outgoing: {
        wechat: deps.wechat,
        templates: config.messageTemplates,
        state: config.messageState,
        takeSubscription: members.takeSubscription,
        giveSubscriptionBack: members.giveSubscriptionBack,
        readersAt: (locationId) => staff.readersAt(locationId, 'fulfilments.work', 'work_arrived'),
        marks: nonces,
      },
    },
  );

  const returns = createReturns({
    table,
    clock,
    ids,
    outbox,
    dueItems,
    idempotency,
    policy: returnsPolicy,
    orders,
    inventory,
    catalog,
    network,
    pictures: goods.pictures,
    priceHere: goods.branchPrices.inForce,
    transferPriceFen: ownership.priceFenOf,
    isNow: members.isNow,
  });

  const sellerDesk = createSellerDesk({
    clock,
    commission: selling.commission,
    ...boughtIn(orders.store, clock),
    namesOf: members.profilesOf,
    touchesOf: attribution.touchesOfSeller,
    sellerNow: async (memberId) => (await attribution.standingOf(memberId, clock.nowMs()))?.sellerId ?? null,
    colleaguesOf: colleaguesOf(members, settings.selling),
    idSecret: () => secrets.codeSecret,
  });
  const goodsToSell = createGoodsToSell({
    clock,
    rates: selling.rates,
    location: network.location,
    sellsAs,
    async inStockAt(locationId, text) {
      const shown = await goods.storefront.storefront(locationId, {
        ...{ text, inStock: true, limit: Number.MAX_SAFE_INTEGER },
      });
      return shown.ok ? ok(shown.value.items) : shown;
    },
    async factsOf(cards) {
      const { categoryPath, product } = await catalog.current();
      return cards.map(({ productId, categoryId }) => ({
        productId,
        categoryPath: categoryPath(categoryId),
        brandLine: product(productId)?.brandLine?.zh ?? null,
      }));
    },
  });
  const deliveryJobs = createDeliveryJobs(orders, clock);
  const { couriers, courierEarnings } = createCouriering({
    table,
    clock,
    outbox,
    dueItems,
    limits,
    idempotency,
    settings,
    orders: deliveryJobs,
    ensurePayee: selling.settlement.ensureCourier,
    location: network.location,
    nameOf,
    codeSecret: () => secrets.pickupSecret,
    ledger,
  });

  const ratings = createRatings({
    table,
    clock,
    idempotency,
    wechat: deps.wechat,
    ownOrder: orders.queries.ownOrder,
    order: orders.store.read,
    openidOf: members.openidOf,
    pictures: goods.pictures,
    publicBaseUrl: config.publicBaseUrl,
    places: orders.views.places,
    ratingDays: async () => (await settings.serving.current()).ratingDays,
  });

  const gridReplays = createGridReplays({
    table,
    clock,
    outbox,
    network,
    document: places.grids.document,
    past: pastOrdersOf(orders.store),
  });
  const simulations = createSimulations({
    table,
    clock,
    ids,
    outbox,
    network,
    catalog,
    inventory,
    policies: sourcingPolicies,
    pastOrders: pastOrdersOf(orders.store),
    sharing: ownership.sharing,
    nameOf,
  });
  const ratesTrials = createRatesTrials({
    table,
    clock,
    outbox,
    rates: selling.rates,
    pastSales: pastSalesOf({ store: orders.store, network, catalog }),
    nameOf,
    async namesOf(payeeIds) {
      const [people, snapshot] = await Promise.all([members.profilesOf(payeeIds), network.current()]);
      return new Map(
        payeeIds.flatMap((id) => {
          const name = people.get(id)?.displayName ?? snapshot.location(id)?.name.zh;
          return name === undefined ? [] : [[id, name]];
        }),
      );
    },
  });

  return {
    sourcingPolicies,
    ways,
    orders,
    returns,
    returnsPolicy,
    sellerDesk,
    goodsToSell,
    deliveryJobs,
    couriers,
    courierEarnings,
    ratings,
    gridReplays,
    simulations,
    ratesTrials,
  };
}
export type Serving = ReturnType<typeof createServing>;
