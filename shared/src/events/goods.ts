import {
  amountFenSchema,
  epochMsSchema,
  locationIdSchema,
  ownerIdSchema,
  skuIdSchema,
  ulidSchema,
} from '../contract/common.ts';
import { z } from '../zod.ts';
import { defineEvent } from './define.ts';
import { sequenceSchema } from './parts.ts';

const about = { aggregate: 'transfer', id: 'transferId', sequence: 'sequence', version: 1 } as const;
const ofTransfer = {
  transferId: ulidSchema,
  sequence: sequenceSchema,
  atMs: epochMsSchema,
  fromLocationId: locationIdSchema,
  toLocationId: locationIdSchema,
  fromOwnerId: ownerIdSchema,
  toOwnerId: ownerIdSchema,
  /** The order that called the goods; null: a place asked for them. */
  forOrder: z.object({ orderId: ulidSchema, fulfilmentId: ulidSchema }).nullable(),
};
const step = defineEvent({ ...about, data: z.object(ofTransfer) });

/** Goods between places, and the figures of what lies where. */
export const goodsEvents = {
  'transfer.requested': step,
  'transfer.approved': step,
  'transfer.rejected': step,
  'transfer.shipped': step,
  'transfer.cancelled': step,
  'transfer.received': defineEvent({
    ...about,
    data: z.object({
      ...ofTransfer,
      lines: z.array(z.object({ skuId: skuIdSchema, receivedQuantity: z.int().min(0).nullable() })),
      /** What became whose with it, and for how much. */
      titleMoves: z.array(
        z.object({ fromOwnerId: ownerIdSchema, toOwnerId: ownerIdSchema, amountFen: amountFenSchema }),
      ),
      incentiveFen: amountFenSchema.nullable(),
    }),
  }),
  'availability.check_wanted': defineEvent({
    aggregate: 'stock_check',
    id: 'checkId',
    sequence: 'step',
    version: 1,
    data: z.object({ checkId: ulidSchema, province: z.string(), step: z.int().min(0) }),
  }),
  'picture.given': defineEvent({
    aggregate: 'picture_job',
    id: 'jobId',
    sequence: 'step',
    version: 1,
    data: z.object({ jobId: ulidSchema, step: z.int().min(0) }),
  }),
};
