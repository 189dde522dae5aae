import { productTarget } from '../goods/bulk/target.ts';
import { createOwnersCalled } from '../goods/ownership/called.ts';
import { noPictureParts, type PictureParts } from '../goods/pictures/service.ts';
import { createKeepUp } from '../money/ledger/keep-up.ts';
import { createReconciliation } from '../money/reconciliation/reconcile.ts';
import { placeTarget } from '../places/bulk/target.ts';
import { type Analysis, noAnalysis } from '../platform/analysis/tables.ts';
import { createBulkEdits } from '../platform/bulk/service.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config, Secrets } from '../platform/config.ts';
import { type FileStore, noFiles } from '../platform/files/store.ts';
import type { Logger } from '../platform/logger.ts';
import { joinModules } from '../platform/module.ts';
import { createDeadLetters } from '../platform/queues/dead-letters.ts';
import { addressedAnew, handlersByName, type Queues } from '../platform/queues/messages.ts';
import { createSiteFiles } from '../platform/site-files/service.ts';
import type { JindianTable } from '../platform/table.ts';
import type { MakePoster } from '../selling/codes/posters/maker.ts';
import { createBeside } from '../selling/sellers/beside.ts';
import { boughtOf, memberFactsOf } from '../serving/orders/members-share.ts';
import type { TencentLocation, TencentSms } from '../tencent/index.ts';
import type { WeCom, WechatMiniProgram, WechatPay } from '../wechat/index.ts';
import { createBackground } from './background.ts';
import { createFoundation } from './foundation.ts';
import { createGoods } from './goods.ts';
import { createKnownMoney } from './known-money.ts';
import { locateWith } from './locate.ts';
import { manifestsOf } from './manifests.ts';
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
  /** What counts figures; absent where nobody does. */
  analysis?: Analysis;
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
  const { dueItems, audit, checkpoints, throttle, settings } = foundation;

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
    analysis: deps.analysis ?? noAnalysis,
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
      boughtOf: async (orderId) => {
        const record = await orders.store.read(orderId);
        return record && boughtOf(record, (await catalog.current()).categoryPath);
      },
      numbersOf: async (orderIds) =>
        new Map((await orders.store.headsOf(orderIds)).map(({ orderId, number }) => [orderId, number])),
    },
    wechatPay: deps.wechatPay,
    notifyBaseUrl: deps.notifyBaseUrl ?? config.publicBaseUrl,
  });
  const { attribution } = selling;
  const serving = createServing({ ...below, selling, wechat: deps.wechat });
  const { orders, couriers, sourcingPolicies } = serving;

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

  const modules = manifestsOf({
    config,
    secrets,
    clock,
    wechat: deps.wechat,
    foundation,
    places,
    people,
    money,
    goods,
    selling,
    serving,
    reconciliation,
    rights,
    bulk,
    siteFiles,
    deadLetters,
  });
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
    follows: joined.follows,
    fanOut: config.stage !== 'local',
    followLevels: availability.handleStream,
    async keepUp() {
      await keepBooks();
      await selling.pool.keepLooking();
      await reconciliation.planDays();
      await selling.settlement.planCycle();
      await selling.segments.gathering.planNight();
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
