import { z } from '../../zod.ts';
import { epochMsSchema, pageOf, ulidSchema } from '../common.ts';

/** What is kept of a member, as it is kept: kind by kind, without what only the table needs. */
export const myDataSchema = z.object({
  kept: z.array(z.object({ kind: z.string(), values: z.record(z.string(), z.unknown()) })),
  orders: z.array(z.unknown()),
  nextCursor: z.string().nullable(),
});
export type MyData = z.infer<typeof myDataSchema>;

export const consents = ['privacy', 'messages', 'guide'] as const;
export type Consent = (typeof consents)[number];

/** What has to be brought to an end before somebody can be forgotten. */
export const toSettleSchema = z.object({
  openOrders: z.array(z.string()),
  roles: z.int(),
  /** Commission that is owed, or was paid too much. */
  commissionFen: z.int(),
  /** Stored value that is left: forgotten, it would be nobody's. */
  storedFen: z.int(),
});
export type ToSettle = z.infer<typeof toSettleSchema>;

export const deletionStates = ['waiting', 'cancelled', 'deleting', 'done'] as const;
export const deletionSchema = z.object({
  state: z.enum(deletionStates).nullable(),
  askedAtMs: epochMsSchema.nullable(),
  dueAtMs: epochMsSchema.nullable(),
  /** How long it can be taken back, when it is asked for now. */
  waitingDays: z.int(),
  toSettle: toSettleSchema,
});
export type Deletion = z.infer<typeof deletionSchema>;

export const deletionRequestSchema = z.object({
  memberId: ulidSchema,
  state: z.enum(deletionStates),
  askedAtMs: epochMsSchema,
  dueAtMs: epochMsSchema,
  endedAtMs: epochMsSchema.nullable(),
  /** Put off, since something was open when it was due. */
  putOff: z.int(),
});
export type DeletionRequest = z.infer<typeof deletionRequestSchema>;
export const deletionRequestPageSchema = pageOf(deletionRequestSchema);
