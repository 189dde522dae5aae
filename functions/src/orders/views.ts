import type { FulfilmentView, OrderSummary, OrderView, WorkItem } from '@jindian/shared/contract/order';
import type { FulfilmentRecord, OrderDetail, OrderHead, OrderRecord } from './store.ts';

function publicLines(detail: OrderDetail) {
  return detail.lines.map(({ categoryId: _categoryId, ...line }) => line);
}

function fulfilmentView(
  record: Pick<OrderRecord, 'head' | 'detail'>,
  fulfilment: FulfilmentRecord,
): FulfilmentView {
  const { ownerId: _ownerId, ...place } = record.detail.place;
  return {
    id: fulfilment.fulfilmentId,
    orderId: record.head.orderId,
    orderNumber: record.head.number,
    method: record.head.method,
    state: fulfilment.state,
    place,
    lines: publicLines(record.detail),
    history: fulfilment.history,
  };
}

/** An order as its shopper sees it. */
export function orderView(record: OrderRecord): OrderView {
  const { head, detail } = record;
  return {
    id: head.orderId,
    number: head.number,
    state: head.state,
    method: head.method,
    createdAtMs: head.createdAtMs,
    payByMs: head.payByMs,
    lines: publicLines(detail),
    goodsFen: detail.goodsFen,
    deliveryFeeFen: detail.deliveryFeeFen,
    totalFen: head.totalFen,
    storefront: { locationId: head.storefrontId, name: detail.storefrontName ?? detail.place.name },
    address: detail.address,
    note: detail.note,
    fulfilments: record.fulfilments.map((fulfilment) => fulfilmentView(record, fulfilment)),
    tenders: record.tenders.map(({ tenderId, state, amountFen }) => ({
      id: tenderId,
      kind: 'wechat_pay',
      state,
      amountFen,
    })),
    history: head.history,
  };
}

export function orderSummary(
  head: OrderHead,
  detail: OrderDetail,
  fulfilmentState: OrderSummary['fulfilmentState'],
): OrderSummary {
  const first = detail.lines[0] as OrderDetail['lines'][number];
  return {
    id: head.orderId,
    number: head.number,
    state: head.state,
    method: head.method,
    createdAtMs: head.createdAtMs,
    payByMs: head.payByMs,
    totalFen: head.totalFen,
    storefront: { locationId: head.storefrontId, name: detail.storefrontName ?? detail.place.name },
    firstLine: {
      title: first.title,
      skuName: first.skuName,
      imagePath: first.imagePath,
      quantity: first.quantity,
    },
    itemCount: detail.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    fulfilmentState,
  };
}

/** What a clerk works from. Where to deliver is shown only while there is something to deliver. */
export function workItem(
  record: Pick<OrderRecord, 'head' | 'detail'>,
  fulfilment: FulfilmentRecord,
): WorkItem {
  const { head, detail } = record;
  const stillToDeliver = fulfilment.state !== 'fulfilled' && fulfilment.state !== 'cancelled';
  return {
    ...fulfilmentView(record, fulfilment),
    createdAtMs: head.createdAtMs,
    note: detail.note,
    address: stillToDeliver ? detail.address : null,
    shopperName: detail.shopperName,
  };
}
