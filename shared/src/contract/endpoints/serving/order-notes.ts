import { z } from '../../../zod.ts';
import { ulidSchema } from '../../common.ts';
import { endpoint, needs } from '../../endpoint.ts';
import { newOrderNoteSchema, orderNotesSchema } from '../../serving/order-notes.ts';

const orderParams = z.object({ orderId: ulidSchema });

export const orderNoteEndpoints = {
  hqListOrderNotes: endpoint({
    id: 'hqListOrderNotes',
    method: 'get',
    path: '/v1/hq/orders/{orderId}/notes',
    tag: 'hq',
    summary: 'Notes and tags that colleagues left on an order, oldest first; its shopper never sees them',
    access: needs('orders.read', 'places'),
    params: orderParams,
    response: orderNotesSchema,
  }),
  hqAddOrderNote: endpoint({
    id: 'hqAddOrderNote',
    method: 'post',
    path: '/v1/hq/orders/{orderId}/notes',
    tag: 'hq',
    summary:
      'Leave a note or a tag on an order, for colleagues at HQ and at its branch; a tag that is there stays once',
    access: needs('orders.assign', 'places'),
    audited: 'order.note',
    idempotent: true,
    params: orderParams,
    body: newOrderNoteSchema,
    response: orderNotesSchema,
    problems: ['too_many_notes', 'busy'],
  }),
  addWorkNote: endpoint({
    id: 'addWorkNote',
    method: 'post',
    path: '/v1/orders/{orderId}/fulfilments/{fulfilmentId}/notes',
    tag: 'branch',
    summary:
      'Whoever works on a part leaves a note or a tag on its order, for colleagues; its shopper never sees them',
    access: needs('fulfilments.work', 'service'),
    idempotent: true,
    params: orderParams.extend({ fulfilmentId: ulidSchema }),
    body: newOrderNoteSchema,
    response: orderNotesSchema,
    problems: ['too_many_notes', 'offer_gone', 'busy'],
  }),
  hqRemoveOrderNote: endpoint({
    id: 'hqRemoveOrderNote',
    method: 'delete',
    path: '/v1/hq/orders/{orderId}/notes/{noteId}',
    tag: 'hq',
    summary: 'Take a note or a tag off an order; the audit log keeps what it said',
    access: needs('orders.assign', 'places'),
    audited: 'order.note_remove',
    params: orderParams.extend({ noteId: ulidSchema }),
    response: orderNotesSchema,
    problems: ['busy'],
  }),
};
