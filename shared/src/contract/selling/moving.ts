import { signedKinds } from '../../import-table.ts';
import { z } from '../../zod.ts';
import { amountFenSchema, epochMsSchema, locationIdSchema, ulidSchema } from '../common.ts';
import { signedTotalsSchema } from '../goods/imports.ts';

/** A member of the system before, as the file has it. */
export type MovedMemberRow = {
  row: number;
  memberNumber: string;
  cardNumber?: string | undefined;
  memberName?: string | undefined;
  phone?: string | undefined;
  joinedOn?: string | undefined;
  points?: number | undefined;
  /** They sell at this place. */
  sellerAt?: string | undefined;
  /** The old number of the seller whose customer they are. */
  boundTo?: string | undefined;
};
export const lotKinds = ['paid', 'granted'] as const;
export type LotKind = (typeof lotKinds)[number];
export type MovedLotRow = {
  row: number;
  memberNumber: string;
  lotId: string;
  lotKind: LotKind;
  amountFen: number;
  lotOn: string;
  expiresOn?: string | undefined;
};
export type MovedDealerRow = { row: number; ownerId: string; owedFen: number; owesFen: number };
export type OldCodeRow = {
  row: number;
  oldCode: string;
  memberNumber?: string | undefined;
  locationId?: string | undefined;
  productId?: string | undefined;
};

export const moveStates = ['proposed', 'booking', 'done', 'refused'] as const;
export type MoveState = (typeof moveStates)[number];
/** A file that moves in: its sums, who stated and who signed them, and how far it is booked. */
export const moveSchema = z.object({
  importId: ulidSchema,
  kind: z.enum([...signedKinds, 'old_codes']),
  state: z.enum(moveStates),
  totals: signedTotalsSchema,
  rows: z.int(),
  booked: z.int(),
  /** Rows that another file had moved in otherwise when it was their turn: they were left as they are. */
  conflicts: z.int(),
  by: z.string(),
  byName: z.string(),
  atMs: epochMsSchema,
  signedBy: z.string().nullable(),
  signedByName: z.string().nullable(),
  signedAtMs: epochMsSchema.nullable(),
  reason: z.string().nullable(),
});
export type Move = z.infer<typeof moveSchema>;
export const movesSchema = z.object({ items: z.array(moveSchema), nextCursor: z.string().nullable() });

/** Names a member who moves in without saying the number that an old card has. */
export const claimIdSchema = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{16}$/);
/** What waits under the caller's number: enough to know oneself by. */
export const offeredClaimSchema = z.object({
  claimId: claimIdSchema,
  nameMasked: z.string().nullable(),
  numberTail: z.string(),
  joinedOn: z.string().nullable(),
  points: z.int(),
  paidFen: amountFenSchema,
  grantedFen: amountFenSchema,
});
export const storedLotSchema = z.object({
  id: z.string(),
  kind: z.enum(lotKinds),
  leftFen: amountFenSchema,
  on: z.string(),
  expiresOn: z.string().nullable(),
});
export const memberCardSchema = z.object({
  points: z.int(),
  paidFen: z.int(),
  grantedFen: z.int(),
  lots: z.array(storedLotSchema),
  /** Numbers of the system before that are this member's now. */
  cards: z.array(
    z.object({ memberNumber: z.string(), cardNumber: z.string().nullable(), claimedAtMs: epochMsSchema }),
  ),
  claims: z.array(offeredClaimSchema),
});
export type MemberCard = z.infer<typeof memberCardSchema>;

export const movedStates = ['waiting', 'refused', 'claimed'] as const;
/** A member of the system before, as somebody at a desk sees them. */
export const movedMemberSchema = z.object({
  memberNumber: z.string(),
  cardNumber: z.string().nullable(),
  nameMasked: z.string().nullable(),
  phoneMasked: z.string().nullable(),
  joinedOn: z.string().nullable(),
  state: z.enum(movedStates),
  /** Whose it is now; who was forgotten is nobody. */
  memberId: ulidSchema.nullable(),
  points: z.int(),
  paidFen: z.int(),
  grantedFen: z.int(),
  sellsAt: locationIdSchema.nullable(),
});
export type MovedMember = z.infer<typeof movedMemberSchema>;
