import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import {
  epochMsSchema,
  localizedTextSchema,
  locationIdSchema,
  productIdSchema,
  skuIdSchema,
  ulidSchema,
} from '../common.ts';

/** 'hq', or the dealer's id: whose goods they are. */
export const ownerIdSchema = words().min(1).max(32);

/** Pieces of one level; what nobody can count in one go is a slip of the finger. */
export const piecesSchema = z.int().min(0).max(1_000_000);

/** Only sellable goods are offered. Display: shown to customers in the shop. Quarantine: nobody knows yet. */
export const stockConditions = ['sellable', 'display', 'quarantine'] as const;
export const stockConditionSchema = z.enum(stockConditions);
export type StockCondition = z.infer<typeof stockConditionSchema>;

/** A maker's code of a lot, as GS1 allows it in a bar code, without what would make a file name or a path of it. */
export const lotCodeSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$/, 'code of a lot');
/** A day of the calendar, `2026-12-05`. */
export const expiryDaySchema = z
  .string()
  .regex(/^20\d{2}-\d{2}-\d{2}$/, 'a day')
  .refine((day) => {
    const ms = Date.parse(`${day}T00:00:00Z`);
    return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
  }, 'a day of the calendar');
export const lotSchema = z.object({
  code: lotCodeSchema,
  /** Null: these goods do not expire. */
  expiresOn: expiryDaySchema.nullable(),
});
export type LotView = z.infer<typeof lotSchema>;

/** How many pieces of which lot are meant. */
export const lotPiecesSchema = z.object({
  skuId: skuIdSchema,
  lot: lotSchema,
  quantity: z.int().min(1).max(9_999),
});
export type LotPieces = z.infer<typeof lotPiecesSchema>;

export const stockLotSchema = lotSchema.extend({
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
  /** So near to its expiry, or past it, that it is not offered any more. */
  blocked: z.boolean(),
});
export type StockLot = z.infer<typeof stockLotSchema>;

export const stockLevelSchema = z.object({
  ownerId: ownerIdSchema,
  condition: stockConditionSchema,
  /** What of it lies in which lot, first to expire first; empty where nothing is tracked. */
  lots: z.array(stockLotSchema),
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
  /** Null where goods are sold without. */
  barcode: z.string().nullable(),
  /** Split into so many buckets for a flash sale; 0: not. */
  buckets: z.int(),
  tracking: z.enum(['none', 'lot', 'lot_and_expiry']),
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
      condition: stockConditionSchema,
      lot: lotSchema.nullable(),
      onHandDelta: z.int(),
      reservedDelta: z.int(),
      safetyDelta: z.int(),
    }),
  ),
});
export type StockMovement = z.infer<typeof stockMovementSchema>;

export const countOutcomes = [
  'set',
  'unchanged',
  'below_reserved',
  'stale',
  'too_old',
  'future',
  'lot_required',
] as const;

export const countLineSchema = z.object({
  skuId: skuIdSchema,
  ownerId: ownerIdSchema,
  /** Pieces on the shelf and in the back, those that orders hold included. */
  counted: piecesSchema,
  condition: stockConditionSchema.optional(),
  lot: lotSchema.optional(),
  /** When it was counted: what came and went later is applied again on top. */
  asOfMs: epochMsSchema,
});
export type CountLine = z.infer<typeof countLineSchema>;

export const countedLineSchema = z.object({
  skuId: skuIdSchema,
  ownerId: ownerIdSchema,
  condition: stockConditionSchema.optional(),
  lot: lotSchema.optional(),
  outcome: z.enum(countOutcomes),
  /** On hand now. */
  onHand: z.int(),
  reserved: z.int(),
  /** What was there less what the books said. */
  difference: z.int(),
});
export type CountedLine = z.infer<typeof countedLineSchema>;

export const safetyLineSchema = z.object({
  skuId: skuIdSchema,
  ownerId: ownerIdSchema,
  safety: z.int().min(0).max(10_000),
});
/** With what it was when it was changed: of two who change it, the later one is told. */
export const safetyChangeSchema = safetyLineSchema.extend({ seenSafety: z.int().min(0) });

const reasonSchema = words().min(1).max(120);
const movedPieces = {
  skuId: skuIdSchema,
  condition: stockConditionSchema.optional(),
  lot: lotSchema.optional(),
};

/** Goods received come in; a level put right goes either way. */
export const stockMoveSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('receive'),
    reason: reasonSchema,
    lines: z
      .array(
        z.object({
          ...movedPieces,
          delta: z.int().min(1).max(100_000),
          /** What one piece cost; by permission only. */
          unitCostFen: z.int().min(0).max(100_000_000).optional(),
        }),
      )
      .min(1)
      .max(30),
  }),
  z.object({
    kind: z.literal('adjust'),
    reason: reasonSchema,
    lines: z
      .array(
        z.object({
          ...movedPieces,
          delta: z
            .int()
            .min(-100_000)
            .max(100_000)
            .refine((n) => n !== 0),
        }),
      )
      .min(1)
      .max(30),
  }),
]);
export type StockMove = z.infer<typeof stockMoveSchema>;

export const conditionTargets = [...stockConditions, 'scrap', 'supplier'] as const;
export const conditionChangeSchema = z.object({
  reason: reasonSchema,
  lines: z
    .array(
      z.object({
        skuId: skuIdSchema,
        ownerId: ownerIdSchema,
        lot: lotSchema.optional(),
        quantity: z.int().min(1).max(100_000),
        from: stockConditionSchema,
        /** `scrap` and `supplier`: it leaves for good. */
        to: z.enum(conditionTargets),
      }),
    )
    .min(1)
    .max(30),
});

/** A sale that has happened at a till: the goods have left, whatever the books say. */
export const tillSaleSchema = z.object({
  /** The till's own name of the sale: store, workstation, business day and number, say. Told again, it is the same sale. */
  reference: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$/, 'reference of a sale'),
  occurredAtMs: epochMsSchema,
  lines: z
    .array(
      z.object({
        skuId: skuIdSchema,
        quantity: z.int().min(1).max(9_999),
        lot: lotSchema.optional(),
      }),
    )
    .min(1)
    .max(50),
});
export const tillSaleAnswerSchema = z.object({
  lines: z.array(
    z.object({
      skuId: skuIdSchema,
      quantity: z.int(),
      /** Sold, and not in the books: a difference to settle. */
      short: z.int(),
      /** Taken from under online orders, which are sourced again. */
      lost: z.int(),
    }),
  ),
});

export const differenceStates = ['open', 'settled'] as const;
/** Pieces that a till sold and that were not in the books; `count`: that orders hold and that were not there when counted. */
export const stockDifferenceSchema = z.object({
  id: ulidSchema,
  kind: z.enum(['till', 'count']),
  state: z.enum(differenceStates),
  place: z.object({ id: locationIdSchema, name: localizedTextSchema }),
  skuId: skuIdSchema,
  title: localizedTextSchema,
  skuName: localizedTextSchema,
  ownerId: ownerIdSchema,
  lot: lotSchema.nullable(),
  quantity: z.int(),
  reference: z.string(),
  occurredAtMs: epochMsSchema,
  atMs: epochMsSchema,
  settledBy: z.string().nullable(),
  settledAtMs: epochMsSchema.nullable(),
  note: z.string().nullable(),
});
export type StockDifferenceView = z.infer<typeof stockDifferenceSchema>;
export const settleNoteSchema = words().min(1).max(200);

export const stockCostSchema = z.object({
  skuId: skuIdSchema,
  ownerId: ownerIdSchema,
  /** From when on. */
  atMs: epochMsSchema,
  /** What one piece cost on average, in thousandths of a fen. */
  averageMilliFen: z.int(),
  /** What was received then, and what one piece of it cost. */
  quantity: z.int(),
  unitCostFen: z.int(),
  onHandBefore: z.int(),
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

/** With more, spreading a level would not fit into one transaction. */
export const maxBuckets = 64;
export const bucketsSchema = z.int().min(2).max(maxBuckets);
