import { z } from '../../../zod.ts';
import { cursorSchema, pageLimitSchema, pageOf, ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { hqOrderSchema } from '../../hq.ts';
import {
  failedRefundSchema,
  lineAccountSchema,
  refundPreviewSchema,
  refundReasonSchema,
  refundRequestSchema,
  refundResolutionSchema,
  refundWantedSchema,
} from '../../money/payments.ts';

const orderParams = z.object({ orderId: ulidSchema });

export const refundEndpoints = {
  hqPreviewRefund: endpoint({
    id: 'hqPreviewRefund',
    method: 'post',
    path: '/v1/hq/orders/{orderId}/refund-previews',
    tag: 'hq',
    summary: 'What a refund would give back, and to which tender; nothing is written',
    access: needs('orders.refund', 'places'),
    params: orderParams,
    body: refundWantedSchema,
    response: refundPreviewSchema,
    problems: ['refund_exceeds', 'not_returnable', 'transition_refused'],
  }),
  hqRefundOrder: endpoint({
    id: 'hqRefundOrder',
    method: 'post',
    path: '/v1/hq/orders/{orderId}/refunds',
    tag: 'hq',
    summary:
      'Give money back for lines, quantities, the delivery fee or an amount within a line, in any paid state; the goods stay where they are',
    access: needs('orders.refund', 'places'),
    audited: 'order.refund',
    idempotent: true,
    params: orderParams,
    body: refundRequestSchema,
    response: hqOrderSchema,
    problems: ['refund_exceeds', 'refund_limit', 'not_returnable', 'transition_refused', 'busy'],
  }),
  hqCancelFulfilment: endpoint({
    id: 'hqCancelFulfilment',
    method: 'post',
    path: '/v1/hq/orders/{orderId}/fulfilments/{fulfilmentId}/cancellation',
    tag: 'hq',
    summary:
      'Give up a part that nobody serves: its goods are released and refunded, the rest of the order goes on',
    access: needs('orders.refund', 'places'),
    audited: 'fulfilment.cancel',
    idempotent: true,
    params: orderParams.extend({ fulfilmentId: ulidSchema }),
    body: z.object({ reason: refundReasonSchema }),
    response: hqOrderSchema,
    problems: ['transition_refused', 'refund_exceeds', 'refund_limit', 'busy'],
  }),
  hqResolveRefund: endpoint({
    id: 'hqResolveRefund',
    method: 'post',
    path: '/v1/hq/orders/{orderId}/refunds/{refundId}/resolution',
    tag: 'hq',
    summary:
      'A refund that failed: ask the gateway again, say how it was paid by other means, or give it up so that it can be refunded otherwise',
    access: needs('orders.refund', 'places'),
    audited: 'refund.resolve',
    idempotent: true,
    params: orderParams.extend({ refundId: ulidSchema }),
    body: refundResolutionSchema,
    response: hqOrderSchema,
    problems: ['transition_refused', 'busy'],
  }),
  hqListFailedRefunds: endpoint({
    id: 'hqListFailedRefunds',
    method: 'get',
    path: '/v1/hq/failed-refunds',
    tag: 'hq',
    summary: 'Refunds that a gateway refused, oldest first: they wait for a person',
    access: needs('orders.refund', 'places'),
    query: z.object({ limit: pageLimitSchema.default(20), cursor: cursorSchema.optional() }),
    response: pageOf(failedRefundSchema),
  }),
  hqGetLineAccounts: endpoint({
    id: 'hqGetLineAccounts',
    method: 'get',
    path: '/v1/hq/orders/{orderId}/line-accounts',
    tag: 'hq',
    summary: 'What the goods of each line cost, and how they are taxed, as frozen when the order was placed',
    access: needs('orders.cost.read', 'places'),
    params: orderParams,
    response: z.object({ items: z.array(lineAccountSchema) }),
  }),
};
