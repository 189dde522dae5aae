import {
  amountFenSchema,
  epochMsSchema,
  locationIdSchema,
  ownerIdSchema,
  ulidSchema,
} from '../contract/common.ts';
import { broughtBackConditions, deliveryFailureSchema, leavingReasons } from '../contract/serving/order.ts';
import { z } from '../zod.ts';
import { defineEvent } from './define.ts';
import { ofFulfilment, owedPiecesSchema } from './parts.ts';

const about = { aggregate: 'fulfilment', id: 'fulfilmentId', sequence: 'sequence', version: 1 } as const;
const attempt = z.int().min(0);
const locationIds = z.array(locationIdSchema);
const sold = {
  ...ofFulfilment,
  /** Which time its goods left, where they had come back before. */
  saleId: z
    .string()
    .regex(/^[0-9A-Za-z_-]{1,64}$/)
    .optional(),
  /** Who sold: `hq`, or a dealer. */
  sellerId: ownerIdSchema,
  allocations: z.array(owedPiecesSchema),
};

/** The parts of orders, from being offered to a place to reaching the shopper. */
export const fulfilmentEvents = {
  'fulfilment.asked': defineEvent({
    ...about,
    data: z.object({
      ...ofFulfilment,
      attempt,
      mode: z.enum(['offer', 'grab']),
      locationIds,
      offerUntilMs: epochMsSchema,
    }),
  }),
  'fulfilment.given': defineEvent({
    ...about,
    data: z.object({ ...ofFulfilment, locationId: locationIdSchema }),
  }),
  'fulfilment.accepted': defineEvent({
    ...about,
    data: z.object({
      ...ofFulfilment,
      attempt,
      locationId: locationIdSchema,
      mode: z.enum(['offer', 'grab']),
    }),
  }),
  'fulfilment.refused': defineEvent({
    ...about,
    data: z.object({
      ...ofFulfilment,
      attempt,
      locationIds,
      /** One of the reasons that a place may give, or why it went without being refused. */
      reason: z.enum(leavingReasons),
      /** It was theirs already: accepted, or served without being asked. */
      wasTaken: z.boolean(),
      goodsFen: amountFenSchema,
      priceGapFen: z.int(),
    }),
  }),
  'fulfilment.with_hq': defineEvent({ ...about, data: z.object(ofFulfilment) }),
  'fulfilment.ready': defineEvent({ ...about, data: z.object(ofFulfilment) }),
  'fulfilment.dispatched': defineEvent({ ...about, data: z.object(ofFulfilment) }),
  'fulfilment.unconfirmed': defineEvent({ ...about, data: z.object(ofFulfilment) }),
  'fulfilment.disputed': defineEvent({ ...about, data: z.object(ofFulfilment) }),
  'fulfilment.received': defineEvent({ ...about, data: z.object(ofFulfilment) }),
  'fulfilment.delivery_failed': defineEvent({
    ...about,
    data: z.object({ ...ofFulfilment, reason: deliveryFailureSchema }),
  }),
  'fulfilment.goods_back': defineEvent({
    ...about,
    data: z.object({ ...ofFulfilment, condition: z.enum(broughtBackConditions) }),
  }),
  'fulfilment.served': defineEvent({
    ...about,
    data: z.object({
      ...ofFulfilment,
      locationId: locationIdSchema,
      serviceFeeFen: amountFenSchema.min(1),
    }),
  }),
  'fulfilment.sold': defineEvent({ ...about, data: z.object(sold) }),
  'fulfilment.returned': defineEvent({
    ...about,
    data: z.object({
      ...sold,
      /** Where parts of a fulfilment come back one after the other. */
      returnId: z
        .string()
        .regex(/^[0-9A-Za-z_-]{1,64}$/)
        .optional(),
    }),
  }),
  'fulfilment.cancelled': defineEvent({ ...about, data: z.object(ofFulfilment) }),
  'fulfilment.goods_not_needed': defineEvent({
    ...about,
    data: z.object({ ...ofFulfilment, transferId: ulidSchema }),
  }),
  'stock.reservation_lost': defineEvent({
    ...about,
    data: z.object({ ...ofFulfilment, locationId: locationIdSchema }),
  }),
  'pickup.refused': defineEvent({ ...about, data: z.object(ofFulfilment) }),
  'grab_pool.closed': defineEvent({ ...about, data: z.object({ ...ofFulfilment, locationIds }) }),
  'courier.delivered': defineEvent({
    aggregate: 'delivery_job',
    id: 'fulfilmentId',
    sequence: null,
    version: 1,
    data: z.object({
      orderId: ulidSchema,
      fulfilmentId: ulidSchema,
      courierId: z.string(),
      locationId: locationIdSchema,
      feeFen: amountFenSchema.min(1),
      atMs: epochMsSchema,
    }),
  }),
};
