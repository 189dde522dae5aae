import { z } from '../../zod.ts';
import { epochMsSchema } from '../common.ts';
import { sellerKindSchema } from './seller-kinds.ts';

/** Why somebody is, or is not, the customer of whose code or share they met. */
export const bindingReasons = [
  // They are from then on:
  'first',
  'after_the_last_ended',
  'renewed',
  'last_touch',
  'comes_first',
  'inherited',
  // They are nobody's from then on:
  'set_free',
  // It stays as it was:
  'no_seller',
  'own_code',
  'staff',
  'theirs_already',
  'protected',
  'comes_later',
  'first_stays',
] as const;
export const bindingReasonSchema = z.enum(bindingReasons);
export type BindingReason = z.infer<typeof bindingReasonSchema>;

/** How it was met. */
export const touchWays = ['scan', 'share', 'contact', 'handover'] as const;
export const touchWaySchema = z.enum(touchWays);
export type TouchWay = z.infer<typeof touchWaySchema>;

/** One touch, with what came of it. */
export const touchViewSchema = z.object({
  touchId: z.string(),
  atMs: epochMsSchema,
  way: touchWaySchema,
  /** Whose code or share it was; null: nobody's. */
  sellerId: z.string().nullable(),
  sellerName: z.string().nullable(),
  sellerKind: sellerKindSchema.nullable(),
  /** null: from before reasons were kept. */
  reason: bindingReasonSchema.nullable(),
  /** Whose customer they were until then; null: nobody's. */
  beforeId: z.string().nullable(),
  beforeName: z.string().nullable(),
  /** And from then on. */
  afterId: z.string().nullable(),
  afterName: z.string().nullable(),
  /** The version of HQ's settings by which it was decided; 0: what the product comes with. */
  policyVersion: z.int().nullable(),
});
export type TouchView = z.infer<typeof touchViewSchema>;
export const touchesSchema = z.object({ items: z.array(touchViewSchema), nextCursor: z.string().nullable() });

/** One touch of a seller's code or share, as that seller reads it. */
export const sellerTouchSchema = z.object({
  /** Tells one touch from another. */
  touchId: z.string(),
  /** The customer, as in the seller's list of customers; it says nothing else. */
  id: z.string(),
  /** The beginning of their name; null: they did not agree that their guide reads it. */
  name: z.string().nullable(),
  atMs: epochMsSchema,
  way: touchWaySchema,
  reason: bindingReasonSchema.nullable(),
  /** They were the seller's customer from then on. */
  isMine: z.boolean(),
});
export type SellerTouch = z.infer<typeof sellerTouchSchema>;
export const sellerTouchesSchema = z.object({
  items: z.array(sellerTouchSchema),
  nextCursor: z.string().nullable(),
});
