import {
  amountFenSchema,
  epochMsSchema,
  ownerIdSchema,
  skuIdSchema,
  ulidSchema,
} from '@jindian/shared/contract/common';
import { z } from '@jindian/shared/zod';
import type { TransferInput } from '../../money/ledger/rules.ts';
import type { Ledger } from '../../money/ledger/service.ts';
import type { EventHandler } from '../../platform/outbox.ts';
import {
  dividedBackPostings,
  dividedPostings,
  incentivePosting,
  titleMovedPosting,
  titlePostings,
  titleReturnedPostings,
} from './rules.ts';

const soldSchema = z.object({
  orderId: ulidSchema,
  /** Who sold: `hq`, or a dealer. */
  sellerId: ownerIdSchema.default('hq'),
  fulfilmentId: ulidSchema,
  atMs: epochMsSchema,
  allocations: z.array(
    z.object({
      skuId: skuIdSchema,
      ownerId: ownerIdSchema,
      quantity: z.int().min(1),
      transferPriceFen: amountFenSchema,
    }),
  ),
});
const returnedSchema = soldSchema.extend({
  /** Where parts of a fulfilment come back one after the other. */
  returnId: z
    .string()
    .regex(/^[0-9A-Za-z_-]{1,64}$/)
    .optional(),
});
const receivedSchema = z.object({
  transferId: ulidSchema,
  atMs: epochMsSchema,
  fromOwnerId: ownerIdSchema,
  titleMoves: z.array(
    z.object({ fromOwnerId: ownerIdSchema, toOwnerId: ownerIdSchema, amountFen: amountFenSchema }),
  ),
  incentiveFen: amountFenSchema.nullable(),
});

const dividedSchema = z.object({
  orderId: ulidSchema,
  atMs: epochMsSchema,
  split: z
    .array(
      z.object({
        sellerId: ownerIdSchema,
        ownerId: ownerIdSchema,
        goodsOwnerId: ownerIdSchema,
        amountFen: amountFenSchema.min(1),
      }),
    )
    .default([]),
});
const dividedBackSchema = dividedSchema.extend({ refundId: ulidSchema });

/** Title follows goods. Each posting has the id of its cause, so that an event told twice posts once. */
export function ownershipEventHandlers(ledger: Ledger): EventHandler[] {
  async function post(transfer: TransferInput | null): Promise<void> {
    if (transfer && (await ledger.post(transfer)) === 'busy') throw new Error(`${transfer.id}: busy`);
  }
  return [
    {
      name: 'ownership: goods sold',
      queue: 'books',
      types: ['fulfilment.sold'],
      handle: ({ data }) => post(titlePostings(soldSchema.parse(data))),
    },
    {
      name: 'ownership: goods returned',
      queue: 'books',
      types: ['fulfilment.returned'],
      handle: ({ data }) => {
        const { returnId, ...returned } = returnedSchema.parse(data);
        return post(titleReturnedPostings({ ...returned, returnId: returnId ?? null }));
      },
    },
    {
      name: 'ownership: what contracts divide',
      queue: 'books',
      types: ['order.completed'],
      async handle({ data }) {
        for (const posting of dividedPostings(dividedSchema.parse(data))) await post(posting);
      },
    },
    {
      name: 'ownership: what contracts divide went back',
      queue: 'books',
      types: ['refund.succeeded'],
      async handle({ data }) {
        for (const posting of dividedBackPostings(dividedBackSchema.parse(data))) await post(posting);
      },
    },
    {
      name: 'ownership: transfer received',
      queue: 'books',
      types: ['transfer.received'],
      async handle({ data }) {
        const arrived = receivedSchema.parse(data);
        await post(titleMovedPosting(arrived));
        await post(incentivePosting(arrived));
      },
    },
  ];
}
