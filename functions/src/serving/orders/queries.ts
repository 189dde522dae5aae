import type { Reach } from '@jindian/shared/access';
import type { Page } from '@jindian/shared/contract/common';
import type { HqOrder, HqOrderSummary, PostingView } from '@jindian/shared/contract/hq';
import { type BranchQueue, branchQueues, type WorkItem } from '@jindian/shared/contract/serving/branch-work';
import type { OrderSummary } from '@jindian/shared/contract/serving/order';
import {
  type OrderCounts,
  type OrderTab,
  orderTabOf,
  type WorkCounts,
} from '@jindian/shared/contract/serving/order-lists';
import type { PointGcj02 } from '@jindian/shared/geo';
import { maskName, maskPhone, roughPoint } from '@jindian/shared/mask';
import { brandDay } from '@jindian/shared/time';
import type { StockAllocation } from '../../goods/inventory/rules.ts';
import { auditDetails } from '../../platform/audit-context.ts';
import { recordReading } from '../../platform/command.ts';
import { filledPage } from '../../platform/filled-page.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { TrailStep } from '../sourcing/service.ts';
import type { OrderContext } from './context.ts';
import { shardsWithin } from './day-lists.ts';
import { namesOrder, namesWork, phoneSaid } from './finding.ts';
import { branchQueueOf, type FulfilmentKey } from './fulfilment-items.ts';
import { hqMoneyView } from './money-views.ts';
import { maskedOrder, roughly } from './personal-data.ts';
import { isPractice, latestPractice } from './practice.ts';
import { lookingFor, placedOf, seesOrder, seesSummary, withinReach } from './reach.ts';
import type { OrderRecord } from './store.ts';
import { failedDeliveryView, nameOf, type OrderViews } from './views.ts';

/** More than that nobody counts on a phone. */
const mostCounted = 100;
/** Of each queue as many are looked through, and so many shown. */
const mostSearched = 200;
const mostFound = 30;

type OrderRead = Pick<OrderRecord, 'head' | 'detail'>;
/** Those of some orders, as they were read, that are meant. */
export type Among = <T extends OrderRead>(orders: readonly T[]) => readonly T[] | Promise<readonly T[]>;

const nowhere: Reach = { whole: false, at: () => false };

const pointOf = (place: PointGcj02 | undefined) => ({
  latGcj02: place?.latGcj02 ?? 0,
  lngGcj02: place?.lngGcj02 ?? 0,
});

/** Lists give one page and the id to go on from; ids are ULIDs, so they are in order of time. */
function pageOf<T>(items: T[], ids: readonly string[], limit: number): Page<T> {
  return { items, nextCursor: ids.length === limit ? (ids.at(-1) ?? null) : null };
}

export function createOrderQueries(
  context: OrderContext,
  deps: { postingsOfOrder(orderId: string): Promise<PostingView[]>; views: OrderViews },
) {
  const { store, clock, network } = context;
  const { views } = deps;

  /** An order of this member; anybody else's does not exist for them. */
  async function ownOrder(memberId: string, orderId: string): Promise<Result<OrderRecord>> {
    const record = await store.read(orderId);
    if (!record) return fail('not_found');
    const whose = record.head.memberId;
    const isOwn = whose === memberId || (await context.shoppers.joined(memberId)).includes(whose);
    return isOwn ? ok(record) : fail('not_found');
  }

  /** Of a member and of all whom they were found to be; ids tell the time, so newest first over all of them. */
  async function ownIds(members: readonly string[], limit: number, after?: string): Promise<string[]> {
    const lists = await Promise.all(members.map((member) => store.idsOfMember(member, limit, after)));
    return lists
      .flat()
      .sort((a, b) => (a < b ? 1 : -1))
      .slice(0, limit);
  }

  const everyNameOf = async (memberId: string) => [memberId, ...(await context.shoppers.joined(memberId))];

  /** Heads and details of a page with the states of their fulfilments, in the order of the ids. */
  async function summaries(ids: readonly string[], among: Among = (all) => all) {
    const orders = await among(await store.readMany(ids.map((orderId) => ({ orderId }))));
    const fulfilments = await store.fulfilments.readMany(
      orders.flatMap(({ head }) =>
        head.fulfilmentIds.map((fulfilmentId) => ({ orderId: head.orderId, fulfilmentId })),
      ),
      orders,
    );
    const withParts = orders.map((order) => {
      const parts = fulfilments.filter(({ orderId }) => orderId === order.head.orderId);
      return { ...order, parts };
    });
    const shown = await views.summaries(withParts);
    return withParts.map((order, index) => ({
      ...order,
      summary: shown[index] as OrderSummary,
    }));
  }

  async function memberOrders(
    memberId: string,
    limit: number,
    cursor: string | undefined,
    { tab, text }: { tab?: OrderTab | undefined; text?: string | undefined } = {},
  ): Promise<Page<OrderSummary>> {
    const members = await everyNameOf(memberId);
    return filledPage<string, OrderSummary>({
      limit,
      cursor,
      ...(tab || text ? { atOnce: 50, maxLookedAt: 300 } : {}),
      read: (count, after) => ownIds(members, count, after),
      cursorOf: (orderId) => orderId,
      async look(ids) {
        const found = new Map((await summaries(ids)).map((one) => [one.head.orderId, one]));
        return ids.map((id) => {
          const one = found.get(id);
          if (!one || (tab && orderTabOf(one.summary) !== tab)) return null;
          return text === undefined || namesOrder(text, one.summary.number, one.detail.lines)
            ? one.summary
            : null;
        });
      },
    });
  }

  async function memberCounts(memberId: string): Promise<OrderCounts> {
    const counts = { to_pay: 0, to_pick_up: 0, on_the_way: 0 };
    for (const { summary } of await summaries(await ownIds(await everyNameOf(memberId), mostCounted))) {
      const tab = orderTabOf(summary);
      if (tab !== 'done') counts[tab] += 1;
    }
    return counts;
  }

  /** The latest practice of a branch; `mine`: placed by who asks, who may go on with it. */
  async function practiceOrders(
    locationId: string,
    memberId: string,
  ): Promise<(OrderSummary & { mine: boolean })[]> {
    const ids = await store.idsOfPractice(locationId, latestPractice);
    const [found, names] = await Promise.all([summaries(ids), everyNameOf(memberId)]);
    return found.map(({ summary, head }) => ({ ...summary, mine: names.includes(head.memberId) }));
  }

  async function work(
    locationId: string,
    queue: BranchQueue,
    limit: number,
    cursor: string | undefined,
  ): Promise<Page<WorkItem>> {
    const keys = await store.fulfilments.idsOfQueue(locationId, queue, limit, cursor);
    return pageOf(
      await workItems(locationId, queue, keys),
      keys.map(({ fulfilmentId }) => fulfilmentId),
      limit,
    );
  }

  /** Of one queue those that are meant, in the order of its keys. */
  async function workItems(
    locationId: string,
    queue: BranchQueue,
    keys: readonly FulfilmentKey[],
    among: Among = (all) => all,
  ): Promise<WorkItem[]> {
    const orders = await among(await store.readMany(keys));
    const byOrder = new Map(orders.map((order) => [order.head.orderId, order]));
    const meant = keys.filter(({ orderId }) => byOrder.has(orderId));
    const fulfilments = await store.fulfilments.readMany(meant, orders);
    const byId = new Map(fulfilments.map((fulfilment) => [fulfilment.fulfilmentId, fulfilment]));
    return Promise.all(
      meant.flatMap(({ orderId, fulfilmentId }) => {
        const fulfilment = byId.get(fulfilmentId);
        const order = byOrder.get(orderId);
        // The index is a moment behind: what has gone elsewhere meanwhile is not theirs to see any more.
        const theirs = fulfilment?.locationId === locationId && branchQueueOf(fulfilment.state) === queue;
        return fulfilment && order && theirs ? [views.workItem(order, fulfilment)] : [];
      }),
    );
  }

  async function workCounts(locationId: string): Promise<WorkCounts> {
    const open = branchQueues.filter((queue) => queue !== 'done');
    const queues = await Promise.all(
      open.map(async (queue) => {
        const keys = await store.fulfilments.idsOfQueue(locationId, queue, mostCounted, undefined);
        return { queue, count: keys.length, more: keys.length === mostCounted };
      }),
    );
    return { queues };
  }

  /** Parts about which somebody there still has to do something, as far as they are counted; practice is nobody's order. */
  async function openPartsAt(locationId: string): Promise<number> {
    const open = branchQueues.filter((queue) => queue !== 'done');
    const found = await Promise.all(
      open.map((queue) => store.fulfilments.idsOfQueue(locationId, queue, mostCounted, undefined)),
    );
    return found.flat().filter(({ fulfilmentId }) => !isPractice(fulfilmentId)).length;
  }

  /**
   * The orders that are meant. A delivery has its recipient's number; a pickup's is its shopper's own, which no order
   * holds.
   */
  function meaning(text: string, byPhone: boolean): Among {
    return async (orders) => {
      const pickups = byPhone ? orders.filter(({ detail }) => detail.address === null) : [];
      const own = await context.shoppers.phones(pickups.map(({ head }) => head.memberId));
      const phoneOf = ({ head, detail }: OrderRead) => detail.address?.phone ?? own.get(head.memberId);
      return orders.filter((order) =>
        namesWork(text, order.head.number, byPhone ? phoneOf(order) : undefined),
      );
    };
  }

  /**
   * Everything open of the branch, and what was done lately, is looked through, up to a bound: a desk is no archive.
   * `more` says that there is more than is shown or was looked at. Of what is over no address is told any more, and its
   * last digits could be tried out: it is found by whole numbers only. Who looked for which number is on record.
   */
  async function foundWork(
    locationId: string,
    text: string,
    mayWork: boolean,
  ): Promise<Result<{ items: WorkItem[]; more: boolean }, 'busy'>> {
    const said = mayWork ? phoneSaid(text) : null;
    const found = await Promise.all(
      branchQueues.map(async (queue) => {
        const keys = await store.fulfilments.idsOfQueue(locationId, queue, mostSearched, undefined);
        const byPhone = said !== null && queue !== 'offered' && (queue !== 'done' || said.phone !== null);
        const items = await workItems(locationId, queue, keys, meaning(text, byPhone));
        return { items, cut: keys.length === mostSearched };
      }),
    );
    const all = found.flatMap(({ items }) => items);
    const items = all.slice(0, mostFound);
    const more = all.length > mostFound || found.some(({ cut }) => cut);
    if (said === null) return ok({ items, more });
    auditDetails({
      targets: items.map(({ orderId }) => ({ kind: 'order', id: orderId })),
      after: { text: said.phone === null ? said.tail : maskPhone(said.phone) },
    });
    const recorded = await recordReading(context);
    return recorded.ok ? ok({ items, more }) : recorded;
  }

  /** A day's orders, newest first. Within some places only what is listed for their provinces is read. */
  async function dayOrders(
    day: string | undefined,
    limit: number,
    cursor: string | undefined,
    reach: Reach,
  ): Promise<Page<HqOrderSummary>> {
    const of = day ?? brandDay(clock.nowMs());
    const [placeOf, shards] = await Promise.all([views.places(), shardsOf(reach)]);
    return filledPage<string, HqOrderSummary>({
      limit,
      cursor,
      ...lookingFor(reach),
      read: (count, after) => store.idsOfDay(of, count, after, shards),
      cursorOf: (orderId) => orderId,
      async look(ids) {
        const shown = new Map((await hqSummaries(ids)).map((order) => [order.id, order]));
        return ids.map((id) => {
          const order = shown.get(id);
          return order && seesSummary(reach, placeOf, order) ? order : null;
        });
      },
    });
  }

  /** Of a day's lists those that hold what lies within reach; absent: all. */
  async function shardsOf(reach: Reach): Promise<number[] | undefined> {
    return reach.whole ? undefined : shardsWithin(reach, (await network.current()).locations);
  }

  /** Orders of the day, or of some of its lists, whoever may see them. */
  async function daySlice(
    day: string,
    limit: number,
    cursor: string | undefined,
    shards?: readonly number[],
  ): Promise<Page<HqOrderSummary>> {
    const ids = await store.idsOfDay(day, limit, cursor, shards);
    return pageOf(await hqSummaries(ids), ids, limit);
  }

  async function hqSummaries(ids: readonly string[], among?: Among): Promise<HqOrderSummary[]> {
    const placeOf = await views.places();
    return (await summaries(ids, among)).map(({ summary, head, detail, parts }) => {
      const servingLocationId = parts[0]?.locationId ?? head.storefrontId;
      const place = placeOf(servingLocationId);
      return {
        ...summary,
        servingLocationId,
        servingName: nameOf(servingLocationId, placeOf),
        servingLocationIds: [...new Set(parts.map(({ locationId }) => locationId))],
        ...(detail.address ? roughPoint(detail.address) : pointOf(place)),
        sellerName: detail.attribution?.sellerName ?? null,
        sellerId: detail.attribution?.sellerId ?? null,
        commissionFen: detail.attribution?.commissionFen ?? 0,
        customerMasked: maskName(detail.address?.recipientName ?? detail.shopperName),
        refundedFen: head.refundedFen,
        lines: detail.lines.map(({ skuId, title, skuName, quantity }) => ({
          skuId,
          title,
          skuName,
          quantity,
        })),
      };
    });
  }

  /**
   * An order with why it is served where it is, who is credited, and every posting. From exact distances to several
   * places anybody works out where its shopper lives: they are for those who may read the address (`inFull`).
   */
  async function hqOrder(orderId: string, reach: Reach, inFull: Reach = nowhere): Promise<Result<HqOrder>> {
    const [record, postings, placeOf] = await Promise.all([
      store.read(orderId),
      deps.postingsOfOrder(orderId),
      views.places(),
    ]);
    if (!record) return fail('not_found');
    const where = placedOf(record);
    if (!seesOrder(reach, placeOf, where)) return fail('not_found');
    const { address } = record.detail;
    const distanceOf = ({ locationId, distanceMeters }: TrailStep) =>
      address && !seesOrder(inFull, placeOf, where) ? roughly(address, placeOf(locationId)) : distanceMeters;
    const { attribution, gridId, policyVersion, trail } = record.detail;
    const placed = (locationId: string) => ({ locationId, name: nameOf(locationId, placeOf) });
    const trailView = (steps: readonly TrailStep[]) =>
      steps.map((step) => ({
        ...step,
        distanceMeters: distanceOf(step),
        name: nameOf(step.locationId, placeOf),
      }));
    const whole: HqOrder = {
      order: maskedOrder(await views.order(record)),
      gridId,
      policyVersion,
      trail: trailView(trail),
      serving: record.fulfilments.map((part) => ({
        fulfilmentId: part.fulfilmentId,
        acceptance: part.acceptance.mode,
        offerUntilMs: part.offerUntilMs ?? null,
        serviceFeeFen: part.serviceFeeFen,
        held: sumHeld(part.allocations),
        failure: failedDeliveryView(part, placeOf),
      })),
      attempts: record.attempts
        .map((attempt) => ({
          fulfilmentId: attempt.fulfilmentId,
          atMs: attempt.atMs,
          from: placed(attempt.fromLocationId),
          reason: attempt.reason,
          priceGapFen: attempt.priceGapFen ?? null,
          note: attempt.note ?? null,
          to: attempt.toLocationId === null ? null : placed(attempt.toLocationId),
          trail: trailView(attempt.trail),
        }))
        .sort((a, b) => a.atMs - b.atMs),
      attribution: attribution && {
        sellerId: attribution.sellerId,
        sellerName: attribution.sellerName,
        locationId: attribution.locationId,
        boundAtMs: attribution.boundAtMs,
        rule: attribution.rule,
      },
      ...hqMoneyView(record),
      postings,
    };
    return ok(withinReach(reach, placeOf, whole));
  }

  return {
    ownOrder,
    memberOrders,
    memberCounts,
    work,
    workCounts,
    practiceOrders,
    openPartsAt,
    foundWork,
    dayOrders,
    daySlice,
    shardsOf,
    hqOrder,
    hqSummaries,
  };
}
/** Of each owner's pieces of a SKU the sum, whichever bucket they are in. */
function sumHeld(allocations: readonly StockAllocation[]) {
  const held = new Map<string, { skuId: string; ownerId: string; quantity: number }>();
  for (const { skuId, ownerId, quantity } of allocations) {
    const key = `${skuId} ${ownerId}`;
    held.set(key, { skuId, ownerId, quantity: quantity + (held.get(key)?.quantity ?? 0) });
  }
  return [...held.values()];
}

export type OrderQueries = ReturnType<typeof createOrderQueries>;
