import { deskLink } from '@jindian/shared/qr-text';
import { availabilityModule } from '../goods/availability/module.ts';
import { branchPricesModule } from '../goods/branch-prices/module.ts';
import { productTarget } from '../goods/bulk/target.ts';
import { catalogModule } from '../goods/catalog/module.ts';
import { favouritesModule } from '../goods/favourites/module.ts';
import { importsModule } from '../goods/imports/module.ts';
import { inventoryModule } from '../goods/inventory/module.ts';
import { createOwnersCalled } from '../goods/ownership/called.ts';
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
import { savedViewsModule } from '../people/saved-views/module.ts';
import { addressesModule } from '../places/addresses/module.ts';
import { placeTarget } from '../places/bulk/target.ts';
import { gridsModule } from '../places/grids/module.ts';
import { networkModule } from '../places/network/module.ts';
import { rolloutModule } from '../places/rollout/module.ts';
import { slotsModule } from '../places/slots/module.ts';
import { bulkModule } from '../platform/bulk/module.ts';
import { createBulkEdits } from '../platform/bulk/service.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config, Secrets } from '../platform/config.ts';
import { type FileStore, noFiles } from '../platform/files/store.ts';
import type { Logger } from '../platform/logger.ts';
import { joinModules, type Module } from '../platform/module.ts';
import { policyModule } from '../platform/policy-document/module.ts';
import { createDeadLetters } from '../platform/queues/dead-letters.ts';
import { addressedAnew, handlersByName, type Queues } from '../platform/queues/messages.ts';
import { queuesModule } from '../platform/queues/module.ts';
import { siteFilesModule } from '../platform/site-files/module.ts';
import { createSiteFiles } from '../platform/site-files/service.ts';
import { stopsModule } from '../platform/stops/module.ts';
import type { JindianTable } from '../platform/table.ts';
import { attributionModule } from '../selling/attribution/module.ts';
import { codesModule } from '../selling/codes/module.ts';
import type { MakePoster } from '../selling/codes/posters/maker.ts';
import { commissionModule } from '../selling/commission/module.ts';
import { holdsModule } from '../selling/holds/module.ts';
import { membershipModule } from '../selling/membership/module.ts';
import { movingModule } from '../selling/moving/module.ts';
import { poolModule } from '../selling/pool/module.ts';
import { createBeside } from '../selling/sellers/beside.ts';
import { sellersModule } from '../selling/sellers/module.ts';
import { settlementModule } from '../selling/settlement/module.ts';
import { sharesModule } from '../selling/shares/module.ts';
import { contactsModule } from '../selling/wecom/module.ts';
import { couriersModule } from '../serving/couriers/module.ts';
import { settlementOf } from '../serving/orders/completion.ts';
import { memberFactsOf } from '../serving/orders/members-share.ts';
import { ordersModule } from '../serving/orders/module.ts';
import { sourcingModule } from '../serving/sourcing/module.ts';
import type { TencentLocation, TencentSms } from '../tencent/index.ts';
import {
  createWeComCallbacks,
  createWechatPushes,
  type WeCom,
  type WechatMiniProgram,
  type WechatPay,
} from '../wechat/index.ts';
import { createBackground } from './background.ts';
import { createFoundation } from './foundation.ts';
import { createGoods } from './goods.ts';
import { createKnownMoney } from './known-money.ts';
import { locateWith } from './locate.ts';
import { createMembersRights } from './members-rights.ts';
import { createMoney } from './money.ts';
import { createOpenWork } from './open-work.ts';
import { recentPointsOf } from './past-orders.ts';
import { holdingPayouts } from './payouts.ts';
import { createPeople } from './people.ts';
import { createPlaces } from './places.ts';
import { createSelling } from './selling.ts';
import { createServing } from './serving.ts';
import { shoppingOf } from './shopping-of.ts';
import { createStillThere } from './still-there.ts';

export type SystemDeps = {
  config: Config;
  /** Read when one is used: a deployed function has those that it is given, and the others throw. */
  secrets: Secrets;
  table: JindianTable;
  clock: Clock;
  logger: Logger;
  wechatPay: WechatPay;
  wechat: WechatMiniProgram;
  /** Absent or null: the brand is not on WeCom. */
  wecom?: WeCom | null;
  /** Absent or null: the brand has no key, and addresses are found on the map and in lists of regions. */
  location?: TencentLocation | null;
  /** Absent or null: nobody signs in by SMS. */
  sms?: TencentSms | null;
  queues: Queues;
  /** Where pictures of goods lie and who makes them ready; absent where nobody asks for any. */
  pictures?: PictureParts;
  /** Where files lie that people download; absent where nobody does. */
  files?: FileStore;
  /** Who draws posters; absent where nobody does. */
  drawPoster?: MakePoster;
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
  const { dueItems, audit, checkpoints, throttle, policies, settings } = foundation;

  const places = createPlaces({
    ...foundation,
    table,
    clock,
    nameOf,
    location: deps.location ?? null,
    recentPoints: () => recentPointsOf(orders.store, clock.nowMs()),
    mayPublishGrids: (revision) => serving.gridReplays.mayPublish(revision),
    async factsOf({ id, kind }) {
      const [staff, stock, practice] = await Promise.all([
        people.staff.isStaffed(id, 'fulfilments.work'),
        inventory.store.hasAnything(id),
        kind === 'branch' ? orders.hasPractised(id) : true,
      ]);
      return { staff, stock, practice };
    },
    stillThere: (place) => stillThere(place),
    claimPictures: (imagePaths) => goods.pictures.claim(imagePaths),
  });
  const { network } = places;
  const people = createPeople({
    ...foundation,
    table,
    clock,
    secrets,
    network,
    sms: deps.sms ?? null,
    config,
    isOwner: async (ownerId) => (await goods.ownership.owners.read(ownerId)) !== null,
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
    met: (memberId, unionid) => selling.contacts.met(memberId, unionid),
    beside: createBeside({ table, clock, outbox: foundation.outbox }),
    joinWrites: async (fromId, toId) => {
      const writes = await Promise.all([
        attribution.joinWrites(fromId, toId),
        selling.moving.joinWrites(fromId, toId),
        selling.membership.joinWrites(fromId, toId),
        goods.favourites.joinWrites(fromId, toId),
      ]);
      return writes.flat();
    },
  });
  const { members } = people;
  const money = createMoney({
    ...foundation,
    table,
    clock,
    logger,
    wechatPay: deps.wechatPay,
    notifyBaseUrl: deps.notifyBaseUrl ?? config.publicBaseUrl,
  });
  const { ledger, payments, differences } = money;
  const goods = createGoods({
    ...foundation,
    table,
    clock,
    nameOf,
    network,
    ledger,
    payments,
    pictureParts: deps.pictures ?? noPictureParts,
    locate: locateWith(
      deps.location ?? null,
      async () => (await throttle.attempt('map_questions_brand', 'all')).ok,
    ),
    // A till may sell what orders hold, and what they called arrives: orders are wired below, since they need the goods.
    onReservationLost: (place, lost, orderIds) => orders.onReservationLost(place, lost, orderIds),
    onReceive: (transfer, arrived) => orders.onCalledGoods(transfer, arrived),
    moving: {
      keep: (portion) => selling.moving.keep(portion),
      propose: (wanted, by) => selling.moving.propose(wanted, by),
    },
  });
  const { catalog, inventory, availability, transfers } = goods;

  const below = {
    ...foundation,
    config,
    secrets,
    table,
    clock,
    logger,
    nameOf,
    places,
    people,
    money,
    goods,
  };
  const files = deps.files ?? noFiles;
  const selling = createSelling({
    ...below,
    files,
    drawPoster: deps.drawPoster,
    wechat: deps.wechat,
    wecom: deps.wecom ?? null,
    creditedOrder: async (orderId) => {
      const order = await orders.store.read(orderId);
      const credited = order?.detail.attribution;
      return order && credited
        ? { memberId: order.head.memberId, sellerId: credited.sellerId, touchIds: credited.touchIds ?? [] }
        : null;
    },
    pastOrders: {
      orderOf: async (orderId) => {
        const record = await orders.store.read(orderId);
        return record && memberFactsOf(record, clock.nowMs());
      },
      shoppingOf: shoppingOf({ orders: () => orders, favourites: goods.favourites, catalog, members }),
      numbersOf: async (orderIds) =>
        new Map((await orders.store.headsOf(orderIds)).map(({ orderId, number }) => [orderId, number])),
    },
    wechatPay: deps.wechatPay,
    notifyBaseUrl: deps.notifyBaseUrl ?? config.publicBaseUrl,
  });
  const { attribution } = selling;
  const serving = createServing({ ...below, selling, wechat: deps.wechat });
  const { orders, couriers, deliveryJobs, sourcingPolicies } = serving;

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

  const rights = createMembersRights({ ...foundation, table, clock, people, selling, serving });

  const deadLetters = createDeadLetters({
    table,
    clock,
    queues: deps.queues,
    addressed: (message) => addressedAnew(handlers, knows, message, clock.nowMs()),
  });

  const siteFiles = createSiteFiles({ table, clock });
  const openWork = createOpenWork({
    network,
    transfers,
    book: async () => (await sourcingPolicies.inForce()).content,
    openDeliveries: orders.openDeliveries,
  });

  const stillThere = createStillThere({
    network,
    orders,
    couriers,
    slots: places.slots,
    inventory,
    transfers,
    members,
    ledger,
  });

  const ownersCalled = createOwnersCalled({ contracts: goods.contracts, ownership: goods.ownership });
  const bulk = createBulkEdits({
    ...foundation,
    table,
    clock,
    nameOf,
    targets: {
      places: placeTarget({
        network,
        rollout: places.rollout,
        clock,
        ownerNames: ownersCalled,
      }),
      products: productTarget({ ...goods, clock, editing: goods.goodsEditing }),
    },
  });

  const settledWith = async (orderId: string) => {
    const record = await orders.store.read(orderId);
    return record && settlementOf(record);
  };
  const modules: Module[] = [
    networkModule(network, selling.moving),
    gridsModule(places.grids, serving.gridReplays),
    rolloutModule(places.rollout, network),
    addressesModule(places.addressSearch),
    slotsModule(places.slots, places.branchHours, clock),
    auditModule(people.auditView),
    membersModule({
      ...people,
      wechat: deps.wechat,
      bindingOf: (memberId) => attribution.bindingOf(memberId, clock.nowMs()),
      placing: places.addressSearch.placing,
    }),
    invitationsModule(people.invitations),
    rightsModule(rights),
    savedViewsModule(people.savedViews),
    ledgerModule(money.fundPool, money.ledgerAccounts),
    paymentsModule,
    reconciliationModule(differences, reconciliation),
    catalogModule({ ...goods, editing: goods.goodsEditing }),
    picturesModule(goods.pictures),
    favouritesModule(goods.favourites),
    branchPricesModule(goods.branchPrices),
    inventoryModule(inventory, {
      clock,
      location: network.location,
      catalog,
      memberName: async (memberId) => (await members.read(memberId))?.profile.displayName ?? null,
    }),
    policyModule(policies, settings, foundation.legal, deskLink(config.publicBaseUrl)),
    siteFilesModule(siteFiles, throttle),
    stopsModule(foundation.stops, network.hasArea),
    bulkModule(bulk),
    availabilityModule(availability),
    ownershipModule(goods.ownership, ledger),
    transfersModule(transfers),
    importsModule(goods.imports),
    codesModule(selling.codes, selling.posters, selling.moving.countMiss),
    attributionModule(
      attribution,
      async (orderId) => (await orders.store.read(orderId))?.head.memberId ?? null,
    ),
    sharesModule(selling.shares, selling.posters),
    sellersModule(selling.sellers),
    contactsModule(selling.contacts, () =>
      secrets.wecom ? createWeComCallbacks(secrets.wecom, { now: clock.nowMs }) : null,
    ),
    movingModule(selling.moving),
    membershipModule(selling.membership),
    commissionModule(
      selling.commission,
      serving.sellerDesk,
      serving.goodsToSell,
      settledWith,
      serving.ratesTrials,
    ),
    holdsModule(selling.holds, async (orderId) => {
      const settlement = await settledWith(orderId);
      if (settlement) await selling.commission.settle(orderId, settlement);
    }),
    poolModule(selling.pool, selling.poolCharges),
    settlementModule(selling.settlement),
    sourcingModule(serving.simulations, serving.ways),
    // Asked for where addresses are answered: a function behind a queue is not given the secret.
    ordersModule(orders, () =>
      secrets.wechatMessages
        ? createWechatPushes({ appid: config.wechatAppId, ...secrets.wechatMessages })
        : null,
    ),
    couriersModule({ couriers, earnings: serving.courierEarnings, shopperOf: deliveryJobs.shopperOf }),
    queuesModule(deadLetters),
  ];
  const joined = joinModules(modules);
  const paying = holdingPayouts(foundation.stops, joined.eventHandlers, joined.dueHandlers);
  const handlers = handlersByName(paying.eventHandlers, paying.dueHandlers);
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
      await selling.pool.keepLooking();
      await reconciliation.planDays();
      await selling.settlement.planCycle();
    },
  });

  return {
    config,
    secrets,
    table,
    clock,
    logger,
    ...foundation,
    ...places,
    ...people,
    ...money,
    ...goods,
    ...selling,
    ...serving,
    reconciliation,
    rights,
    bulk,
    ownersCalled,
    siteFiles,
    files,
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
