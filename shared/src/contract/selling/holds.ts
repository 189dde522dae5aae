import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import { epochMsSchema, pageOf, ulidSchema } from '../common.ts';

/**
 * Why the commission of an order is not paid until somebody has looked: who buys for themselves, or works for the brand; the
 * same account stands behind buyer and payee; a channel that is banned; too many bound in an hour; too many buyers at
 * one address.
 */
export const holdReasons = [
  'self',
  'staff',
  'same_account',
  'banned_source',
  'burst_of_binds',
  'one_address',
] as const;
export const holdReasonSchema = z.enum(holdReasons);
export type HoldReason = (typeof holdReasons)[number];

/** The figures that went over a limit, as they were found. */
export const holdEvidenceSchema = z.object({
  bindsInHour: z.int().optional(),
  membersAtAddress: z.int().optional(),
});
export type HoldEvidence = z.infer<typeof holdEvidenceSchema>;

export const holdStates = ['waiting', 'released', 'refused'] as const;
export type HoldState = (typeof holdStates)[number];

/** The commission of one order, held from the end of its return window on. */
export const commissionHoldSchema = z.object({
  orderId: ulidSchema,
  orderNumber: z.string(),
  sellerId: z.string(),
  sellerName: z.string(),
  /** As it was promised; what refunds took back until it is decided is taken off then. */
  amountFen: z.int(),
  reasons: z.array(holdReasonSchema),
  evidence: holdEvidenceSchema,
  state: z.enum(holdStates),
  sinceMs: epochMsSchema,
  decidedBy: z.string().nullable(),
  decidedByName: z.string().nullable(),
  decidedAtMs: epochMsSchema.nullable(),
  reason: z.string().nullable(),
});
export type CommissionHold = z.infer<typeof commissionHoldSchema>;
export const commissionHoldsSchema = pageOf(commissionHoldSchema);
/** Of one branch's people, for whoever leads it. */
export const branchHoldsSchema = pageOf(
  commissionHoldSchema
    .pick({
      orderId: true,
      orderNumber: true,
      sellerName: true,
      amountFen: true,
      reasons: true,
      evidence: true,
      sinceMs: true,
    })
    .extend({
      /** The manager may: else it is headquarters' to decide. */
      mayRelease: z.boolean(),
    }),
);
export type BranchHolds = z.infer<typeof branchHoldsSchema>;
/** Headquarters alone decide about these: whoever leads a branch may have a part in them. */
export const holdReasonsOfHq: readonly HoldReason[] = ['banned_source', 'same_account'];
export const holdReleaseSchema = z.object({ reason: words().min(2).max(120) });

export const holdDecisionSchema = z.object({
  release: z.boolean(),
  reason: words().min(2).max(120),
});
