import { epochMsSchema, ulidSchema } from '../contract/common.ts';
import { z } from '../zod.ts';
import { defineEvent } from './define.ts';

const portion = z.object({ runId: ulidSchema, step: z.int().min(0) });

/** What people earned, on its way to them. */
export const settlementEvents = {
  'settlement.step': defineEvent({
    aggregate: 'settlement_run',
    id: 'runId',
    sequence: 'step',
    version: 1,
    data: portion,
  }),
  'settlement.book': defineEvent({
    aggregate: 'settlement_run',
    id: 'runId',
    sequence: 'step',
    version: 1,
    data: portion,
  }),
  'payout.issued': defineEvent({
    aggregate: 'payout',
    id: 'payoutId',
    sequence: null,
    version: 1,
    data: z.object({
      payoutId: ulidSchema,
      payeeId: z.string(),
      runId: ulidSchema,
      atMs: epochMsSchema,
    }),
  }),
};
