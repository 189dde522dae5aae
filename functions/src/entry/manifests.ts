import { deskLink } from '@jindian/shared/qr-text';
import { availabilityModule } from '../goods/availability/module.ts';
import { branchPricesModule } from '../goods/branch-prices/module.ts';
import { catalogModule } from '../goods/catalog/module.ts';
import { favouritesModule } from '../goods/favourites/module.ts';
import { importsModule } from '../goods/imports/module.ts';
import { inventoryModule } from '../goods/inventory/module.ts';
import { ownershipModule } from '../goods/ownership/module.ts';
import { picturesModule } from '../goods/pictures/module.ts';
import { transfersModule } from '../goods/transfers/module.ts';
import { ledgerModule } from '../money/ledger/module.ts';
import { paymentsModule } from '../money/payments/module.ts';
import { reconciliationModule } from '../money/reconciliation/module.ts';
import type { Reconciliation } from '../money/reconciliation/reconcile.ts';
import { auditModule } from '../people/audit/module.ts';
import { invitationsModule } from '../people/invitations/module.ts';
import { membersModule } from '../people/members/module.ts';
import { rightsModule } from '../people/rights/module.ts';
import type { Rights } from '../people/rights/service.ts';
import { savedViewsModule } from '../people/saved-views/module.ts';
import { addressesModule } from '../places/addresses/module.ts';
import { gridsModule } from '../places/grids/module.ts';
import { networkModule } from '../places/network/module.ts';
import { rolloutModule } from '../places/rollout/module.ts';
import { slotsModule } from '../places/slots/module.ts';
import { bulkModule } from '../platform/bulk/module.ts';
import type { BulkEdits } from '../platform/bulk/service.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config, Secrets } from '../platform/config.ts';
import type { Module } from '../platform/module.ts';
import { policyModule } from '../platform/policy-document/module.ts';
import type { DeadLetters } from '../platform/queues/dead-letters.ts';
import { queuesModule } from '../platform/queues/module.ts';
import { siteFilesModule } from '../platform/site-files/module.ts';
import type { SiteFiles } from '../platform/site-files/service.ts';
import { stopsModule } from '../platform/stops/module.ts';
import { attributionModule } from '../selling/attribution/module.ts';
import { codesModule } from '../selling/codes/module.ts';
import { commissionModule } from '../selling/commission/module.ts';
import { holdsModule } from '../selling/holds/module.ts';
import { membershipModule } from '../selling/membership/module.ts';
import { movingModule } from '../selling/moving/module.ts';
import { poolModule } from '../selling/pool/module.ts';
import { promotionsModule } from '../selling/promotions/module.ts';
import { segmentsModule } from '../selling/segments/module.ts';
import { sellersModule } from '../selling/sellers/module.ts';
import { settlementModule } from '../selling/settlement/module.ts';
import { sharesModule } from '../selling/shares/module.ts';
import { contactsModule } from '../selling/wecom/module.ts';
import { couriersModule } from '../serving/couriers/module.ts';
import { settlementOf } from '../serving/orders/completion.ts';
import { ordersModule } from '../serving/orders/module.ts';
import { ratingsModule } from '../serving/ratings/module.ts';
import { returnsModule } from '../serving/returns/module.ts';
import { sourcingModule } from '../serving/sourcing/module.ts';
import { createWeComCallbacks, createWechatPushes, type WechatMiniProgram } from '../wechat/index.ts';
import type { Foundation } from './foundation.ts';
import type { Goods } from './goods.ts';
import type { Money } from './money.ts';
import type { People } from './people.ts';
import type { Places } from './places.ts';
import type { Selling } from './selling.ts';
import type { Serving } from './serving.ts';

/** What every module of the product is to the rest, of the services that it is made of. */
export function manifestsOf(made: {
  config: Config;
  secrets: Secrets;
  clock: Clock;
  wechat: WechatMiniProgram;
  foundation: Foundation;
  places: Places;
  people: People;
  money: Money;
  goods: Goods;
  selling: Selling;
  serving: Serving;
  reconciliation: Reconciliation;
  rights: Rights;
  bulk: BulkEdits;
  siteFiles: SiteFiles;
  deadLetters: DeadLetters;
}): Module[] {
  const { config, secrets, clock, foundation, places, people, money, goods, selling, serving } = made;
  const { throttle, policies, settings } = foundation;
  const { network } = places;
  const { members } = people;
  const { ledger, differences } = money;
  const { attribution } = selling;
  const { orders } = serving;
  const settledWith = async (orderId: string) => {
    const record = await orders.store.read(orderId);
    return record && settlementOf(record);
  };
  return [
    networkModule(network, selling.moving),
    gridsModule(places.grids, serving.gridReplays),
    rolloutModule(places.rollout, network),
    addressesModule(places.addressSearch),
    slotsModule(places.slots, places.branchHours, clock),
    auditModule(people.auditView),
    membersModule({
      ...people,
      wechat: made.wechat,
      bindingOf: (memberId) => attribution.bindingOf(memberId, clock.nowMs()),
      placing: places.addressSearch.placing,
    }),
    invitationsModule(people.invitations),
    rightsModule(made.rights),
    savedViewsModule(people.savedViews),
    ledgerModule(money.fundPool, money.ledgerAccounts),
    paymentsModule,
    reconciliationModule(differences, made.reconciliation),
    catalogModule({ ...goods, editing: goods.goodsEditing }),
    picturesModule(goods.pictures),
    favouritesModule(goods.favourites),
    branchPricesModule(goods.branchPrices),
    inventoryModule(goods.inventory, {
      clock,
      location: network.location,
      catalog: goods.catalog,
      memberName: async (memberId) => (await members.read(memberId))?.profile.displayName ?? null,
    }),
    policyModule(policies, settings, foundation.legal, deskLink(config.publicBaseUrl)),
    siteFilesModule(made.siteFiles, throttle),
    stopsModule(foundation.stops, network.hasArea),
    bulkModule(made.bulk),
    availabilityModule(goods.availability),
    ownershipModule(goods.ownership, ledger),
    transfersModule(goods.transfers),
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
    segmentsModule(selling.segments),
    promotionsModule(selling.promotions, async (orderId) => {
      const order = await orders.store.read(orderId);
      const couponIds = order?.detail.couponIds;
      return order && couponIds ? { memberId: order.head.memberId, couponIds } : null;
    }),
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
    ordersModule(
      orders,
      () =>
        secrets.wechatMessages
          ? createWechatPushes({ appid: config.wechatAppId, ...secrets.wechatMessages })
          : null,
      serving.ratings.pictureLooked,
    ),
    returnsModule(serving.returns, orders),
    ratingsModule(serving.ratings),
    couriersModule({
      couriers: serving.couriers,
      earnings: serving.courierEarnings,
      shopperOf: serving.deliveryJobs.shopperOf,
    }),
    queuesModule(made.deadLetters),
  ];
}
