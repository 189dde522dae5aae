import { z } from '../../zod.ts';
import { epochMsSchema, ulidSchema } from '../common.ts';

/** How many fen of what was paid earn one point; null: none. */
const fenPerPointSchema = z.int().min(1).max(1_000_000).nullable();

/** How points are earned and how long they are good, as HQ edits and publishes it. */
export const pointsPolicySchema = z.object({
  perPointFen: fenPerPointSchema,
  /** Categories that earn otherwise, with all below them; of several the nearest one decides. */
  categories: z
    .array(z.object({ categoryId: z.string().min(1).max(64), perPointFen: fenPerPointSchema }))
    .max(50)
    .refine(
      (rows) => new Set(rows.map(({ categoryId }) => categoryId)).size === rows.length,
      'a category has one rate',
    ),
  /** Whole months after they became usable, to the end of that month; null: they stay good. */
  expiresAfterMonths: z.int().min(1).max(120).nullable(),
  /** The member is told so many days before. */
  noticeDays: z.int().min(1).max(90),
  /** What the brand counts 100 points as, where it reports what it owes. */
  hundredPointsFen: z.int().min(0).max(1_000_000),
});
export type PointsPolicy = z.infer<typeof pointsPolicySchema>;

/** What moved points, as people read it. */
export const pointsLineKinds = [
  'points.promised',
  'points.reduced',
  'points.earned',
  'points.taken-back',
  'points.expired',
  'points.given',
  'points.taken',
  'points.joined',
  'opening.points',
  'moved.claimed',
  'moved.joined',
] as const;
export const pointsLineSchema = z.object({
  id: z.string(),
  kind: z.enum(pointsLineKinds),
  /** Signed: what it changed of the points that may be used. */
  points: z.int(),
  atMs: epochMsSchema,
  orderId: ulidSchema.nullable(),
  orderNumber: z.string().nullable(),
  /** What HQ wrote beside it. */
  reason: z.string().nullable(),
});
export type PointsLine = z.infer<typeof pointsLineSchema>;

export const memberPointsSchema = z.object({
  /** May be used. */
  available: z.int().min(0),
  /** Of orders whose goods may still be brought back. */
  promised: z.int().min(0),
  /** Spent before the goods that earned them were brought back: the next points earned make up for them. */
  owed: z.int().min(0),
  /** What may be used, by when it expires: the first to go comes first. */
  lots: z.array(z.object({ points: z.int().min(1), expiresAtMs: epochMsSchema.nullable() })),
  lines: z.array(pointsLineSchema),
  nextCursor: z.string().nullable(),
});
export type MemberPoints = z.infer<typeof memberPointsSchema>;
