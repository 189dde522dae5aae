import { brandNameOf } from '@jindian/shared/contract/settings/brand';
import { deskLink } from '@jindian/shared/qr-text';
import { availabilityModule } from '../goods/availability/module.ts';
import { catalogModule } from '../goods/catalog/module.ts';
import { createContracts } from '../goods/contracts/contracts.ts';
import { favouritesModule } from '../goods/favourites/module.ts';
import { importsModule } from '../goods/imports/module.ts';
import { inventoryModule } from '../goods/inventory/module.ts';
import { ownershipModule } from '../goods/ownership/module.ts';
import { picturesModule } from '../goods/pictures/module.ts';
import { noPictureParts, type PictureParts } from '../goods/pictures/service.ts';
import { transfersModule } from '../goods/transfers/module.ts';
import { createKeepUp } from '../money/ledger/keep-up.ts';
import { ledgerModule } from '../money/ledger/module.ts';
import { paymentsModule } from '../money/payments/module.ts';
import { reconciliationModule } from '../money/reconciliation/module.ts';
import { createReconciliation } from '../money/reconciliation/reconcile.ts';
import { auditModule } from '../people/audit/module.ts';
import { invitationsModule } from '../people/invitations/module.ts';
import { membersModule } from '../people/members/module.ts';
import { rightsModule } from '../people/rights/module.ts';
import { createRights } from '../people/rights/service.ts';
import { savedViewsModule } from '../people/saved-views/module.ts';
import { addressesModule } from '../places/addresses/module.ts';
import { createAddressSearch } from '../places/addresses/service.ts';
import { countiesAlone } from '../places/counties/counties.ts';
import { gridsModule } from '../places/grids/module.ts';
import { createGridReplays } from '../places/grids/replays.ts';
import { createGrids } from '../places/grids/service.ts';
import { networkModule } from '../places/network/module.ts';
import { createNetwork } from '../places/network/service.ts';
import { slotsModule } from '../places/slots/module.ts';
import { createSlots } from '../places/slots/service.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config, Secrets } from '../platform/config.ts';
import type { Logger } from '../platform/logger.ts';
import { joinModules, type Module } from '../platform/module.ts';
import { policyModule } from '../platform/policy-document/module.ts';
import { createDeadLetters } from '../platform/queues/dead-letters.ts';
import { addressedAnew, handlersByName, type Queues } from '../platform/queues/messages.ts';
import { queuesModule } from '../platform/queues/module.ts';
import { siteFilesModule } from '../platform/site-files/module.ts';
import { createSiteFiles } from '../platform/site-files/service.ts';
import type { JindianTable } from '../platform/table.ts';
import { attributionModule } from '../selling/attribution/module.ts';
import { createAttribution } from '../selling/attribution/service.ts';
import { commissionModule } from '../selling/commission/module.ts';
import { createCommissionRates } from '../selling/commission/rates.ts';
import { createSellerDesk } from '../selling/commission/seller-desk.ts';
import { createCommission } from '../selling/commission/service.ts';
import { couriersModule } from '../serving/couriers/module.ts';
import { settlementOf } from '../serving/orders/completion.ts';
import { ordersModule } from '../serving/orders/module.ts';
import { createOrders } from '../serving/orders/service.ts';
import { createOrderStore } from '../serving/orders/store.ts';
import { sourcingModule } from '../serving/sourcing/module.ts';
import { createSourcingPolicies } from '../serving/sourcing/policies.ts';
import { createSourcing } from '../serving/sourcing/service.ts';
import { createSimulations } from '../serving/sourcing/simulations.ts';
import { createWays } from '../serving/sourcing/ways.ts';
import type { TencentLocation, TencentSms } from '../tencent/index.ts';
import type { WechatMiniProgram, WechatPay } from '../wechat/index.ts';
import { createBackground } from './background.ts';
import { boughtIn } from './bought-in.ts';
import { createCouriering } from './couriering.ts';
import { createDeliveryJobs } from './delivery-jobs.ts';
import { createFoundation } from './foundation.ts';
import { createGoods } from './goods.ts';
import { createKnownMoney } from './known-money.ts';
import { locateWith } from './locate.ts';
import { createMoney } from './money.ts';
import { createOpenWork } from './open-work.ts';
import { pastOrdersOf, recentPointsOf } from './past-orders.ts';
import { createPeople } from './people.ts';

export type SystemDeps = {
  config: Config;
  /** Read when one is used: a deployed function has those that it is given, and the others throw. */
  secrets: Secrets;
  table: JindianTable;
  clock: Clock;
  logger: Logger;
  wechatPay: WechatPay;
  wechat: WechatMiniProgram;
  /** Absent or null: the brand has no key, and addresses are found on the map and in lists of regions. */
  location?: TencentLocation | null;
  /** Absent or null: nobody signs in by SMS. */
  sms?: TencentSms | null;
  queues: Queues;
  /** Where pictures of goods lie and who makes them ready; absent where nobody asks for any. */
  pictures?: PictureParts;
  /** Where WeChat Pay posts its notifications; by default the public address. */
  notifyBaseUrl?: string;
};

/** The whole product without its entry points (api, events, levels, timers): every module, wired once. */
export function createSystem(deps: SystemDeps) {
  const { config, secrets, table, clock, logger } = deps;
  const nameOf = async (memberId: string) => (await members.read(memberId))?.profile.displayName ?? memberId;
  const foundation = createFoundation({
    config,
    secrets,
    table,
    clock,
    logger,
    nameOf,
    openWork: (module) => openWork(module),
    assertAnnounced: (type) => joined.assertAnnounced(type),
    assertPlanned: (kind) => joined.assertPlanned(kind),
  });
  const { ids, outbox, dueItems, idempotency, audit, limits, nonces } = foundation;
  const { checkpoints, snapshots, throttle, policies, settings } = foundation;

  const network = createNetwork({ table, clock, outbox, snapshots, nameOf, absent: countiesAlone });
  const grids = createGrids({
    policies,
    network,
    clock,
    recentPoints: () => recentPointsOf(orders.store, clock.nowMs()),
  });
  const addressSearch = createAddressSearch({
    network: network.current,
    location: deps.location ?? null,
    mayAsk: async (memberId) =>
      (await throttle.attempt('map_questions', memberId)).ok &&
      (await throttle.attempt('map_questions_brand', 'all')).ok,
    clock,
  });
  const slots = createSlots({
    table,
    clock,
    idempotency,
    location: network.location,
    settings: settings.places,
    nameOf,
  });
  const people = createPeople({
    ...foundation,
    table,
    clock,
    secrets,
    network,
    sms: deps.sms ?? null,
    config,
    // Couriers are wired below, since they need the orders.
    async openWork(memberId, locationId) {
      const [tasks, customers] = await Promise.all([
        couriers.inHandAt(memberId, locationId),
        attribution.customersOf(memberId),
      ]);
      return {
        customers,
        courierTasks: tasks.map(({ orderNumber, state }) => ({
          orderNumber,
          state,
          becomes: state === 'grabbed' ? ('back_to_pool' as const) : ('to_finish' as const),
        })),
      };
    },
    handOn: (memberId, locationId) => couriers.handOn(memberId, locationId),
    joinWrites: async (fromId, toId) => {
      const writes = await Promise.all([
        attribution.joinWrites(fromId, toId),
        goods.favourites.joinWrites(fromId, toId),
      ]);
      return writes.flat();
    },
  });
  const { members, bootstrap, phoneCodes, sessions, staff, auditView, savedViews } = people;
  const money = createMoney({
    ...foundation,
    table,
    clock,
    logger,
    wechatPay: deps.wechatPay,
    notifyBaseUrl: deps.notifyBaseUrl ?? config.publicBaseUrl,
  });
  const { ledger, fundPool, ledgerAccounts, payments, differences } = money;
  const goods = createGoods({
    ...foundation,
    table,
    clock,
    nameOf,
    network,
    ledger,
    pictureParts: deps.pictures ?? noPictureParts,
    locate: locateWith(
      deps.location ?? null,
      async () => (await throttle.attempt('map_questions_brand', 'all')).ok,
    ),
    // A till may sell what orders hold, and what they called arrives: orders are wired below, since they need the goods.
    onReservationLost: (place, lost, orderIds) => orders.onReservationLost(place, lost, orderIds),
    onReceive: (transfer, arrived) => orders.onCalledGoods(transfer, arrived),
  });
  const { catalog, inventory, prices, storefront, ownership, availability, transfers } = goods;

  const attribution = createAttribution({
    table,
    clock,
    ids,
    idempotency,
    codeSecret: () => secrets.codeSecret,
    settings: settings.selling,
    publicBaseUrl: config.publicBaseUrl,
    async memberProfile(memberId) {
      const known = await members.read(memberId);
      return known && { nickname: known.profile.displayName, roles: known.roles };
    },
    locationName: async (locationId) => (await network.location(locationId))?.name ?? null,
    offers: storefront.offers,
  });
  const commission = createCommission({ table, clock, ledger, customersOf: attribution.customersOf });
  const rates = createCommissionRates(policies);
  const sourcingPolicies = createSourcingPolicies(policies);
  const sourcing = createSourcing({
    policies: sourcingPolicies,
    table,
    network,
    catalog,
    inventory,
    clock,
    pictures: {
      roomInSlot: (places, slotId) => slots.roomAt(places, 'delivery', slotId, clock.nowMs()),
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
  const contracts = createContracts({
    policies,
    isDealer: ownership.isDealer,
    payable: (merchantId) => merchantId !== payments.ownMerchantId && payments.knowsMerchant(merchantId),
  });

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
      transfers,
      catalog,
      prices,
      transferPriceFen: ownership.priceFenOf,
      rates,
      settings,
      contracts,
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
        binding: (memberId) => attribution.bindingOf(memberId, clock.nowMs()),
      },
    },
    {
      postingsOfOrder: ledger.postingsOfOrder,
      namesOf: members.profilesOf,
      outgoing: {
        wechat: deps.wechat,
        templates: config.messageTemplates,
        takeSubscription: members.takeSubscription,
        giveSubscriptionBack: members.giveSubscriptionBack,
        readersAt: (locationId) => staff.readersAt(locationId, 'fulfilments.work', 'work_arrived'),
        marks: nonces,
      },
    },
  );

  const sellerDesk = createSellerDesk({
    clock,
    commission,
    ordersOf: boughtIn(orders.store),
    namesOf: members.profilesOf,
    idSecret: () => secrets.codeSecret,
  });
  const deliveryJobs = createDeliveryJobs(orders, clock);
  const { couriers, courierEarnings } = createCouriering({
    ...foundation,
    table,
    clock,
    orders: deliveryJobs,
    location: network.location,
    nameOf,
    codeSecret: () => secrets.pickupSecret,
    ledger,
  });

  const gridReplays = createGridReplays({
    table,
    clock,
    outbox,
    network,
    document: grids.document,
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

  const reconciliation = createReconciliation({
    table,
    clock,
    logger,
    dueItems,
    checkpoints,
    wechatPay: deps.wechatPay,
    appid: config.wechatAppId,
    differences,
    settings: settings.money,
    known: createKnownMoney({ orders, payments, ledger }),
  });

  const rights = createRights({
    table,
    clock,
    dueItems,
    settings: settings.people,
    members,
    async orders(memberId, cursor) {
      const page = await orders.queries.memberOrders(memberId, 20, cursor);
      const found = await Promise.all(page.items.map(({ id }) => orders.queries.ownOrder(memberId, id)));
      const views = await Promise.all(
        found.flatMap((one) => (one.ok ? [orders.views.order(one.value)] : [])),
      );
      return { orders: views, nextCursor: page.nextCursor };
    },
    async openOrders(memberId) {
      const tabs = ['to_pay', 'to_pick_up', 'on_the_way'] as const;
      const pages = await Promise.all(
        tabs.map((tab) => orders.queries.memberOrders(memberId, 20, undefined, { tab })),
      );
      return pages.flatMap(({ items }) => items.map(({ number }) => number));
    },
    async forgetOrders(memberId) {
      let cursor: string | undefined;
      do {
        const page = await orders.queries.memberOrders(memberId, 50, cursor);
        for (const { id } of page.items) await orders.forgetShopper(id);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
    },
    async commissionFen(memberId) {
      const { pendingFen, availableFen } = await commission.balanceOf(memberId);
      return pendingFen + availableFen;
    },
    unbind: attribution.unbind,
  });

  const deadLetters = createDeadLetters({
    table,
    clock,
    queues: deps.queues,
    addressed: (message) => addressedAnew(handlers, knows, message, clock.nowMs()),
  });

  const siteFiles = createSiteFiles({ table, clock });
  const openWork = createOpenWork({
    clock,
    network,
    transfers,
    book: async () => (await sourcingPolicies.inForce()).content,
    daySlice: (day, limit) => orders.queries.daySlice(day, limit, undefined),
  });

  const modules: Module[] = [
    networkModule(network),
    gridsModule(grids, gridReplays),
    addressesModule(addressSearch),
    slotsModule(slots, clock),
    auditModule(auditView),
    membersModule({
      staff,
      branchStaff: people.branchStaff,
      members,
      sessions,
      wechat: deps.wechat,
      phoneCodes,
      deskTickets: people.deskTickets,
      bindingOf: (memberId) => attribution.bindingOf(memberId, clock.nowMs()),
      placing: addressSearch.placing,
    }),
    invitationsModule(people.invitations),
    rightsModule(rights),
    savedViewsModule(savedViews),
    ledgerModule(fundPool, ledgerAccounts),
    paymentsModule,
    reconciliationModule(differences, reconciliation),
    catalogModule({ storefront, prices, editing: goods.editing }),
    picturesModule(goods.pictures),
    favouritesModule(goods.favourites),
    inventoryModule(inventory, {
      clock,
      location: network.location,
      catalog,
      memberName: async (memberId) => (await members.read(memberId))?.profile.displayName ?? null,
    }),
    policyModule(policies, settings, foundation.legal, deskLink(config.publicBaseUrl)),
    siteFilesModule(siteFiles, throttle),
    availabilityModule(availability),
    ownershipModule(ownership, ledger),
    transfersModule(transfers),
    importsModule(goods.imports),
    attributionModule(attribution),
    commissionModule(commission, sellerDesk, async (orderId) => {
      const record = await orders.store.read(orderId);
      return record && settlementOf(record);
    }),
    sourcingModule(simulations, ways),
    ordersModule(orders),
    couriersModule({ couriers, earnings: courierEarnings, shopperOf: deliveryJobs.shopperOf }),
    queuesModule(deadLetters),
  ];
  const joined = joinModules(modules);
  const handlers = handlersByName(joined.eventHandlers, joined.dueHandlers);
  const { knows } = joined;
  const keepBooks = createKeepUp({
    clock,
    logger,
    ledger,
    audit,
    isAlone: config.stage === 'local',
  });
  const { consumer, work } = createBackground({
    handlers,
    knows,
    dueItems,
    queues: deps.queues,
    deadLetters,
    clock,
    logger,
    fanOut: config.stage !== 'local',
    followLevels: availability.handleStream,
    async keepUp() {
      await keepBooks();
      await reconciliation.planDays();
    },
  });

  return {
    config,
    secrets,
    table,
    clock,
    logger,
    ids,
    outbox,
    idempotency,
    audit,
    auditView,
    staff,
    nonces,
    snapshots,
    sessions,
    bootstrap,
    invitations: people.invitations,
    directory: people.directory,
    rights,
    phoneCodes,
    policies,
    settings,
    legal: foundation.legal,
    siteFiles,
    throttle,
    network,
    grids,
    gridReplays,
    inventory,
    imports: goods.imports,
    slots,
    savedViews,
    catalog,
    prices,
    couriers,
    courierEarnings,
    deliveryJobs,
    publishCatalog: goods.publishCatalog,
    prepareCatalog: goods.prepareCatalog,
    goodsEditing: goods.editing,
    pictures: goods.pictures,
    storefront,
    members,
    ...money,
    reconciliation,
    ownership,
    contracts,
    sourcingPolicies,
    simulations,
    availability,
    transfers,
    attribution,
    commission,
    rates,
    orders,
    wechat: deps.wechat,
    consumer,
    deadLetters,
    work,
    modules,
    events: joined.events,
    due: joined.due,
  };
}
export type System = ReturnType<typeof createSystem>;
