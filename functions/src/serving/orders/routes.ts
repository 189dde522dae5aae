import { type Reach, reachOf } from '@jindian/shared/access';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { HqOrder } from '@jindian/shared/contract/hq';
import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import type { DeliveryOutcome, OrderRequest } from '@jindian/shared/contract/serving/order';
import { notifyPath } from '../../money/payments/service.ts';
import type { ApiApp } from '../../platform/http/app.ts';
import type { Mount } from '../../platform/http/mount.ts';
import { problemResponse } from '../../platform/http/problem.ts';
import type { CommandClaim } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { MediaPush, WechatPushes } from '../../wechat/index.ts';
import type { Found, FulfilmentStep } from './fulfil.ts';
import { maskedWork } from './personal-data.ts';
import type { Orders } from './service.ts';

export function mountOrderRoutes(mount: Mount, orders: Orders): void {
  const { placement, payment, fulfilment, pickupShares, queries, views, notes, deliveries } = orders;

  /** Only who works at a place practises there; a shopper never makes a practice order, whatever their app says. */
  const mayPractise = async (
    principal: Principal | null,
    { practice, locationId }: OrderRequest,
  ): Promise<Result<null>> =>
    !practice || (principal && (await fulfilment.mayWork(principal, locationId)))
      ? ok(null)
      : fail('forbidden');
  mount(endpoints.quoteOrder, async ({ memberId, principal, body }) => {
    const allowed = await mayPractise(principal, body);
    return allowed.ok ? placement.quote(memberId, body) : allowed;
  });
  mount(endpoints.placeOrder, async ({ memberId, principal, body, command, origin }) => {
    const allowed = await mayPractise(principal, body);
    return allowed.ok ? placement.place(memberId, body, command as CommandClaim, origin.address) : allowed;
  });
  mount(endpoints.listPracticeOrders, async ({ params, memberId }) =>
    ok({ items: await queries.practiceOrders(params.locationId, memberId) }),
  );
  mount(endpoints.listOrders, async ({ memberId, query }) =>
    ok(await queries.memberOrders(memberId, query.limit, query.cursor, query)),
  );
  mount(endpoints.countOrders, async ({ memberId }) => ok(await queries.memberCounts(memberId)));
  mount(endpoints.getOrder, async ({ memberId, params }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    return found.ok ? ok(await views.order(found.value)) : found;
  });
  mount(endpoints.startPayment, async ({ memberId, params, query, origin }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    const from = { memberId, by: query.payBy, address: origin.address };
    return found.ok ? payment.startPayment(found.value, from) : found;
  });
  mount(endpoints.syncPayment, async ({ memberId, params }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    return found.ok ? payment.sync(found.value) : found;
  });
  mount(endpoints.cancelOrder, async ({ memberId, params }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    return found.ok ? payment.cancel(found.value, 'shopper') : found;
  });
  mount(endpoints.getPickupCode, async ({ memberId, params }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    return found.ok ? fulfilment.pickupCode(found.value) : found;
  });

  mount(endpoints.getPickupShare, async ({ memberId, params }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    return found.ok ? ok(await pickupShares.shareOf(found.value)) : found;
  });
  mount(endpoints.sharePickup, async ({ memberId, params, command }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    return found.ok ? pickupShares.share(found.value, command as CommandClaim) : found;
  });
  mount(endpoints.revokePickupShare, async ({ memberId, params }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    return found.ok ? ok(await pickupShares.revoke(found.value)) : found;
  });
  mount(endpoints.openPickupShare, ({ body }) => pickupShares.open(body.token));

  /** Who only looks on, and brings nothing to anybody, is not told to whom. */
  const shownTo = async (principal: Principal | null, locationId: string, item: WorkItem) =>
    (await fulfilment.mayWork(principal as Principal, locationId)) ? item : maskedWork(item);

  mount(endpoints.listWork, async ({ params, query, principal }) => {
    const { locationId } = params;
    const found = await queries.work(locationId, query.queue, query.limit, query.cursor);
    const items = await Promise.all(found.items.map((item) => shownTo(principal, locationId, item)));
    return ok({ ...found, items: await notes.beside(items) });
  });
  mount(endpoints.countWork, async ({ params }) => ok(await queries.workCounts(params.locationId)));
  mount(endpoints.findWork, async ({ params, body, principal }) => {
    const { locationId } = params;
    const mayWork = await fulfilment.mayWork(principal as Principal, locationId);
    const found = await queries.foundWork(locationId, body.text, mayWork);
    if (!found.ok) return found;
    const { items, more } = found.value;
    return ok({ items: await notes.beside(mayWork ? items : items.map(maskedWork)), more });
  });
  mount(endpoints.getWorkItem, async ({ params, principal }) => {
    const { orderId, fulfilmentId } = params;
    const found = await fulfilment.find(orderId, fulfilmentId, principal as Principal, 'fulfilments.read');
    if (!found.ok) return found;
    const { record, fulfilment: part } = found.value;
    const item = await shownTo(principal, part.locationId, await views.workItem(record, part));
    const [shown = item] = await notes.beside([item]);
    return ok(shown);
  });
  mount(endpoints.getShift, async ({ params }) => ok(await orders.shift(params.locationId)));
  const steps = [
    [endpoints.packFulfilment, 'pack'],
    [endpoints.dispatchFulfilment, 'dispatch'],
    [endpoints.deliverFulfilment, 'deliver'],
  ] as const satisfies readonly (readonly [unknown, FulfilmentStep])[];
  for (const [row, event] of steps) {
    mount(row, async ({ params, principal, command }) => {
      const found = await fulfilment.find(params.orderId, params.fulfilmentId, principal as Principal);
      return found.ok
        ? fulfilment.tap(found.value, event, command, (principal as Principal).memberId)
        : found;
    });
  }
  mount(endpoints.settleDelivery, async ({ params, body, principal, command }) => {
    const who = principal as Principal;
    const found = await fulfilment.find(params.orderId, params.fulfilmentId, who);
    if (!found.ok) return found;
    if (!(await maySettle(fulfilment, who, found.value, body))) return fail('forbidden');
    const { memberId } = who;
    const by = { by: 'staff', memberId, command: command as CommandClaim } as const;
    const done = await deliveries.settle(found.value, body, by);
    return done.ok ? ok(await views.workItem(done.value.record, done.value.fulfilment)) : done;
  });
  mount(endpoints.confirmReceipt, async ({ memberId, params, body, command }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    if (!found.ok) return found;
    const done = await deliveries.hearShopper(found.value, params.fulfilmentId, body.received, {
      by: 'shopper',
      memberId,
      command: command as CommandClaim,
    });
    return done.ok ? ok(await views.order(done.value.record)) : done;
  });
  mount(endpoints.takeLots, async ({ params, body, principal, command }) => {
    const found = await fulfilment.find(params.orderId, params.fulfilmentId, principal as Principal);
    return found.ok ? orders.lotsInHand(found.value, body.lots, command as CommandClaim) : found;
  });
  mount(endpoints.takeSerials, async ({ params, body, principal, command }) => {
    const found = await fulfilment.find(params.orderId, params.fulfilmentId, principal as Principal);
    return found.ok ? orders.serialsInHand.take(found.value, body.serials, command as CommandClaim) : found;
  });
  mount(endpoints.previewHandOver, ({ params, body }) =>
    fulfilment.previewHandOver(params.locationId, body.code),
  );
  mount(endpoints.confirmHandOver, ({ params, body, command }) =>
    fulfilment.confirmHandOver(params.locationId, body.code, command as CommandClaim),
  );

  mount(endpoints.hqListOrders, async ({ query, reach }) =>
    ok(await queries.dayOrders(query.day, query.limit, query.cursor, reach)),
  );
  mount(endpoints.hqFindOrders, ({ body, reach, principal }) =>
    orders.finding.find(body.text, reach, principal as Principal),
  );
  mount(endpoints.hqReadPersonalData, async ({ params, reach }) => {
    const seen = await orders.reach.sees(reach, params.orderId);
    return seen.ok ? orders.personalData(params.orderId) : seen;
  });
  mount(endpoints.hqGetOrder, ({ params, reach, principal }) =>
    queries.hqOrder(params.orderId, reach, reachOf(principal as Principal, 'orders.personal_data.read')),
  );
}

/** Goods leave for good by whoever may put a level right at their place, at the branch as at HQ. */
async function maySettle(
  { mayWork }: Orders['fulfilment'],
  who: Principal,
  { fulfilment }: Found,
  { act, condition }: DeliveryOutcome,
): Promise<boolean> {
  if (act !== 'back' || condition !== 'written_off') return true;
  return mayWork(who, fulfilment.locationId, 'stock.adjust');
}

/** Who serves is asked: offers, the grab pool, refused pickups, HQ's desk. */
export function mountOfferRoutes(mount: Mount, orders: Orders): void {
  const { fulfilment, offers, grabPool, queries, refusedPickup, hq, refusals, deliveries } = orders;

  mount(endpoints.acceptOffer, async ({ params, principal }) => {
    const found = await fulfilment.find(params.orderId, params.fulfilmentId, principal as Principal);
    return found.ok ? offers.accept(found.value) : found;
  });
  mount(endpoints.refuseFulfilment, async ({ params, body, principal }) => {
    const found = await fulfilment.find(params.orderId, params.fulfilmentId, principal as Principal);
    return found.ok ? offers.refuse(found.value, body) : found;
  });
  mount(endpoints.listGrabPool, ({ params }) => grabPool.list(params.locationId));
  mount(endpoints.grabFulfilment, ({ params }) =>
    grabPool.grab(params.locationId, params.orderId, params.fulfilmentId),
  );
  mount(endpoints.listPickupAlternatives, async ({ memberId, params }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    return found.ok ? refusedPickup.alternatives(found.value) : found;
  });
  mount(endpoints.answerRefusedPickup, async ({ memberId, params, body }) => {
    const found = await queries.ownOrder(memberId, params.orderId);
    return found.ok ? refusedPickup.answer(found.value, body) : found;
  });

  mount(endpoints.hqListQueue, async ({ query, reach }) =>
    ok(await hq.queue(query.queue, query.limit, query.cursor, reach)),
  );
  mount(endpoints.hqListCandidates, async ({ params, reach }) => {
    const may = await orders.reach.acts(reach, params.orderId);
    return may.ok ? hq.candidates(params.orderId, params.fulfilmentId, reach) : may;
  });
  mount(endpoints.hqAssignFulfilment, ({ params, body, memberId, reach }) =>
    actWithin(orders, { reach, ...params, alsoAt: [body.locationId] }, () =>
      hq.assign(params.orderId, params.fulfilmentId, body, memberId),
    ),
  );
  mount(endpoints.hqSettleDelivery, ({ params, body, memberId, principal, command, reach }) =>
    actWithin(orders, { reach, ...params }, async () => {
      const found = await hq.find(params.orderId, params.fulfilmentId);
      if (!found.ok) return found;
      if (!(await maySettle(fulfilment, principal as Principal, found.value, body))) return fail('forbidden');
      const by = { by: 'hq', memberId, command: command as CommandClaim } as const;
      const done = await deliveries.settle(found.value, body, by);
      return hq.shown(done, found.value);
    }),
  );
  mount(endpoints.hqAskAgain, ({ params, memberId, reach }) =>
    actWithin(orders, { reach, ...params }, () => hq.askAgain(params.orderId, params.fulfilmentId, memberId)),
  );
  mount(endpoints.hqCallGoods, ({ params, body, memberId, command, reach }) =>
    actWithin(orders, { reach, ...params, alsoAt: [body.fromLocationId, body.toLocationId] }, () =>
      hq.callGoods(params.orderId, params.fulfilmentId, body, memberId, command as CommandClaim),
    ),
  );
  mount(endpoints.hqCancelOrder, ({ params, memberId, reach }) =>
    actWithin(orders, { reach, ...params }, () => hq.cancel(params.orderId, memberId)),
  );
  mount(endpoints.hqRefusalReport, ({ query, reach }) => refusals.report(query.month, reach));
}

/** An act on an order by who may act on it, answered with as much of it as they see. */
async function actWithin(
  { reach: checks, queries }: Orders,
  asked: { reach: Reach; orderId: string; alsoAt?: readonly (string | undefined)[] },
  act: () => Promise<Result<HqOrder>>,
): Promise<Result<HqOrder>> {
  const { reach, orderId, alsoAt } = asked;
  const may = await checks.acts(reach, orderId, alsoAt);
  if (!may.ok) return may;
  const done = await act();
  return done.ok && !reach.whole ? queries.hqOrder(orderId, reach) : done;
}

export function mountRefundRoutes(mount: Mount, orders: Orders): void {
  const { hqRefunds } = orders;
  mount(endpoints.hqPreviewRefund, async ({ params, body, reach }) => {
    const may = await orders.reach.acts(reach, params.orderId);
    return may.ok ? hqRefunds.preview(params.orderId, body) : may;
  });
  mount(endpoints.hqRefundOrder, ({ params, body, memberId, command, reach }) =>
    actWithin(orders, { reach, ...params }, () =>
      hqRefunds.refund(params.orderId, body, memberId, command as CommandClaim),
    ),
  );
  mount(endpoints.hqCancelFulfilment, ({ params, body, memberId, command, reach }) =>
    actWithin(orders, { reach, ...params }, () =>
      hqRefunds.cancelPart(
        params.orderId,
        params.fulfilmentId,
        body.reason,
        memberId,
        command as CommandClaim,
      ),
    ),
  );
  mount(endpoints.hqResolveRefund, ({ params, body, memberId, command, reach }) =>
    actWithin(orders, { reach, ...params }, () =>
      hqRefunds.resolve(params.orderId, params.refundId, body, memberId, command as CommandClaim),
    ),
  );
  mount(endpoints.hqListFailedRefunds, async ({ query, reach }) =>
    ok(await hqRefunds.failed(query.limit, query.cursor, reach)),
  );
  // What goods of another branch cost is not theirs to know: only of what is served nowhere else.
  mount(endpoints.hqGetLineAccounts, async ({ params, reach }) => {
    const may = await orders.reach.acts(reach, params.orderId);
    return may.ok ? hqRefunds.lineAccounts(params.orderId) : may;
  });
}

/**
 * Where WeChat Pay tells us. The caller is known by its signature over the raw bytes; 204 says the effect is
 * recorded, anything else makes WeChat Pay repeat.
 */
export function mountPaymentNotifications(app: ApiApp, orders: Orders): void {
  app.post(notifyPath, async (c) => {
    const handled = await orders.payment.handleNotification({
      headers: c.req.raw.headers,
      rawBody: await c.req.text(),
    });
    return handled.ok ? c.body(null, 204) : problemResponse(c, handled.code, handled.params);
  });
}

/**
 * Where WeChat's servers post messages of the mini-program. `success` says that the effect is recorded, anything else makes
 * WeChat post it again, three times at most: what is never heard here is asked for before the order counts as received.
 */
export function mountWechatMessages(
  app: ApiApp,
  orders: Orders,
  pushes: WechatPushes,
  onMedia: (push: MediaPush) => Promise<Result<null>>,
): void {
  const path = '/v1/wechat/messages';
  app.get(path, (c) => {
    const echo = pushes.echo(c.req.query());
    return echo === null ? problemResponse(c, 'not_found') : c.text(echo);
  });
  app.post(path, async (c) => {
    const push = pushes.read(c.req.query(), await c.req.text());
    if (!push) return problemResponse(c, 'notification_invalid');
    const handled =
      push.kind === 'shipping'
        ? await orders.deliveries.receivedInWechat(push)
        : push.kind === 'media'
          ? await onMedia(push)
          : ok(null);
    return handled.ok ? c.text('success') : problemResponse(c, handled.code, handled.params);
  });
}
