import { z } from '../../zod.ts';
import {
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
  productIdSchema,
  skuIdSchema,
} from '../common.ts';

/** 'hq', or the dealer's id: whose goods they are. */
export const ownerIdSchema = z.string().min(1).max(32);

/** Pieces of one level; what nobody can count in one go is a slip of the finger. */
export const piecesSchema = z.int().min(0).max(1_000_000);

export const stockLevelSchema = z.object({
  ownerId: ownerIdSchema,
  onHand: z.int(),
  /** Held for orders. */
  reserved: z.int(),
  /** On hand less reserved. */
  available: z.int(),
  /** Stay for the place's own customers: deliveries for elsewhere leave them alone. */
  safety: z.int(),
});
export type StockLevel = z.infer<typeof stockLevelSchema>;

/** A SKU at a place, with the levels of all who have goods there. */
export const stockItemSchema = z.object({
  skuId: skuIdSchema,
  productId: productIdSchema,
  title: localizedTextSchema,
  skuName: localizedTextSchema,
  imagePath: z.string(),
  barcode: z.string(),
  /** Split into so many buckets for a flash sale; 0: not. */
  buckets: z.int(),
  levels: z.array(stockLevelSchema).min(1),
});
export type StockItem = z.infer<typeof stockItemSchema>;

export const stockMovementSchema = z.object({
  id: z.string(),
  atMs: epochMsSchema,
  /** `receive`, `adjust`, `sale`… */
  kind: z.string(),
  /** What it was for: `order`, `staff`, `transfer`, `import`, `seed`, `system`. */
  causeType: z.string(),
  /** The order's number, for what an order did. */
  orderNumber: z.string().nullable(),
  /** Who did it, where a person did. */
  byName: z.string().nullable(),
  /** As it was given; `stocktake` for a count. */
  reason: z.string().nullable(),
  lines: z.array(
    z.object({
      skuId: skuIdSchema,
      title: localizedTextSchema,
      skuName: localizedTextSchema,
      ownerId: ownerIdSchema,
      onHandDelta: z.int(),
      reservedDelta: z.int(),
      safetyDelta: z.int(),
    }),
  ),
});
export type StockMovement = z.infer<typeof stockMovementSchema>;

export const countOutcomes = ['set', 'unchanged', 'changed_meanwhile', 'below_reserved'] as const;

export const countLineSchema = z.object({
  skuId: skuIdSchema,
  ownerId: ownerIdSchema,
  /** Pieces on the shelf and in the back, those that orders hold included. */
  counted: piecesSchema,
  /** What was on hand on the screen of whoever counts. */
  seenOnHand: piecesSchema,
});
export type CountLine = z.infer<typeof countLineSchema>;

export const countedLineSchema = z.object({
  skuId: skuIdSchema,
  ownerId: ownerIdSchema,
  outcome: z.enum(countOutcomes),
  /** On hand now. */
  onHand: z.int(),
  reserved: z.int(),
  /** Counted less what the books said. */
  difference: z.int(),
});
export type CountedLine = z.infer<typeof countedLineSchema>;

export const safetyLineSchema = z.object({
  skuId: skuIdSchema,
  ownerId: ownerIdSchema,
  safety: z.int().min(0).max(10_000),
});

export const hotStates = ['hot', 'draining'] as const;

/** A SKU of a flash sale at a place, its level split into buckets. */
export const hotSkuSchema = z.object({
  locationId: locationIdSchema,
  skuId: skuIdSchema,
  buckets: z.int(),
  /** `draining`: one level again as soon as orders no longer hold pieces of its buckets. */
  state: z.enum(hotStates),
  atMs: epochMsSchema,
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
});
export type HotSkuView = z.infer<typeof hotSkuSchema>;

export const bucketsSchema = z.int().min(2).max(64);
