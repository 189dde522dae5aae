import type { Page } from '@jindian/shared/contract/common';
import type { HqOrder, HqOrderSummary, PostingView } from '@jindian/shared/contract/hq';
import type { BranchQueue, OrderSummary, WorkItem } from '@jindian/shared/contract/order';
import { brandDay } from '@jindian/shared/time';
import { fail, ok, type Result } from '../platform/result.ts';
import type { OrderContext } from './context.ts';
import type { OrderRecord } from './store.ts';
import { orderSummary, orderView, workItem } from './views.ts';

/** Lists give one page and the id to go on from; ids are ULIDs, so they are in order of time. */
function pageOf<T>(items: T[], ids: readonly string[], limit: number): Page<T> {
  return { items, nextCursor: ids.length === limit ? (ids.at(-1) ?? null) : null };
}

export function createOrderQueries(
  context: OrderContext,
  deps: { postingsOfOrder(orderId: string): Promise<PostingView[]> },
) {
  const { store, network, clock } = context;

  /** An order of this member; anybody else's does not exist for them. */
  async function ownOrder(memberId: string, orderId: string): Promise<Result<OrderRecord>> {
    const record = await store.read(orderId);
    return record?.head.memberId === memberId ? ok(record) : fail('not_found');
  }

  /** Heads and details of a page with the state of each fulfilment, in the order of the ids. */
  async function summaries(ids: readonly string[]) {
    const orders = await store.readMany(ids.map((orderId) => ({ orderId })));
    const fulfilments = await store.readFulfilments(orders.map(({ head }) => head));
    const states = new Map(fulfilments.map(({ orderId, state }) => [orderId, state]));
    return orders.map(({ head, detail }) => ({
      head,
      detail,
      summary: orderSummary(head, detail, states.get(head.orderId) ?? 'held'),
    }));
  }

  async function memberOrders(
    memberId: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<Page<OrderSummary>> {
    const ids = await store.idsOfMember(memberId, limit, cursor);
    return pageOf(
      (await summaries(ids)).map(({ summary }) => summary),
      ids,
      limit,
    );
  }

  async function work(
    locationId: string,
    queue: BranchQueue,
    limit: number,
    cursor: string | undefined,
  ): Promise<Page<WorkItem>> {
    const keys = await store.idsOfQueue(locationId, queue, limit, cursor);
    const [orders, fulfilments] = await Promise.all([store.readMany(keys), store.readFulfilments(keys)]);
    const byOrder = new Map(orders.map((order) => [order.head.orderId, order]));
    const items = keys.flatMap(({ fulfilmentId }) => {
      const fulfilment = fulfilments.find((candidate) => candidate.fulfilmentId === fulfilmentId);
      const order = fulfilment && byOrder.get(fulfilment.orderId);
      return fulfilment && order ? [workItem(order, fulfilment)] : [];
    });
    return pageOf(
      items,
      keys.map(({ orderId }) => orderId),
      limit,
    );
  }

  async function dayOrders(
    day: string | undefined,
    limit: number,
    cursor: string | undefined,
  ): Promise<Page<HqOrderSummary>> {
    const ids = await store.idsOfDay(day ?? brandDay(clock.nowMs()), limit, cursor);
    const items = (await summaries(ids)).map(({ summary, detail }) => ({
      ...summary,
      servingLocationId: detail.place.locationId,
      servingName: detail.place.name,
      latGcj02: detail.address?.latGcj02 ?? detail.place.latGcj02,
      lngGcj02: detail.address?.lngGcj02 ?? detail.place.lngGcj02,
      sellerName: detail.attribution?.sellerName ?? null,
    }));
    return pageOf(items, ids, limit);
  }

  /** An order with why it is served where it is, who is credited, and every posting. */
  async function hqOrder(orderId: string): Promise<Result<HqOrder>> {
    const [record, postings, snapshot] = await Promise.all([
      store.read(orderId),
      deps.postingsOfOrder(orderId),
      network.current(),
    ]);
    if (!record) return fail('not_found');
    const { attribution, gridId, trail } = record.detail;
    return ok({
      order: orderView(record),
      gridId,
      trail: trail.map((step) => ({
        ...step,
        name: snapshot.location(step.locationId)?.name ?? { zh: step.locationId, en: step.locationId },
      })),
      attribution: attribution && {
        sellerId: attribution.sellerId,
        sellerName: attribution.sellerName,
        locationId: attribution.locationId,
        boundAtMs: attribution.boundAtMs,
        rule: attribution.rule,
      },
      postings,
    });
  }

  return { ownOrder, memberOrders, work, dayOrders, hqOrder };
}
export type OrderQueries = ReturnType<typeof createOrderQueries>;
