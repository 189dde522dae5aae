import {
  amountFenSchema,
  epochMsSchema,
  locationIdSchema,
  ownerIdSchema,
  ulidSchema,
} from '../contract/common.ts';
import { z } from '../zod.ts';
import { defineEvent } from './define.ts';
import { owedPiecesSchema, sequenceSchema } from './parts.ts';

const about = { aggregate: 'return', id: 'returnId', sequence: 'sequence', version: 1 } as const;
const ofReturn = {
  orderId: ulidSchema,
  returnId: ulidSchema,
  sequence: sequenceSchema,
  atMs: epochMsSchema,
  /** What goes back for it. */
  amountFen: amountFenSchema,
};

const cameBack = {
  locationId: locationIdSchema,
  /** Who sold: `hq`, or a dealer. */
  sellerId: ownerIdSchema,
  /** Pieces of which their owner is not owed the price between owners any more. */
  allocations: z.array(owedPiecesSchema),
  /** Pieces that became somebody else's, since they lie where their owner has nothing. */
  moved: z.array(owedPiecesSchema.extend({ toOwnerId: ownerIdSchema })),
};

/** Goods that shoppers bring back. */
export const returnEvents = {
  'return.asked': defineEvent({ ...about, data: z.object(ofReturn) }),
  /** `atOnce`: by the rules, or with the goods on the counter. */
  'return.approved': defineEvent({ ...about, data: z.object({ ...ofReturn, atOnce: z.boolean() }) }),
  'return.declined': defineEvent({ ...about, data: z.object(ofReturn) }),
  'return.received': defineEvent({
    ...about,
    data: z.object({
      ...ofReturn,
      ...cameBack,
    }),
  }),
  /** `given`: pieces that went out for them. */
  'exchange.done': defineEvent({
    aggregate: 'exchange',
    id: 'exchangeId',
    sequence: 'sequence',
    version: 1,
    data: z.object({
      orderId: ulidSchema,
      exchangeId: ulidSchema,
      sequence: sequenceSchema,
      atMs: epochMsSchema,
      ...cameBack,
      given: z.array(owedPiecesSchema),
    }),
  }),
};
