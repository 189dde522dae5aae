import { z } from '../../zod.ts';
import { amountFenSchema, epochMsSchema, localizedTextSchema } from '../common.ts';

/** What counts towards a tier: of orders whose goods can no longer be brought back. */
export const tierMeasures = ['spendFen', 'orders', 'points'] as const;
export type TierMeasure = (typeof tierMeasures)[number];

const figuresSchema = z.object({ spendFen: z.int().min(0), orders: z.int().min(0), points: z.int().min(0) });
export type TierFigures = z.infer<typeof figuresSchema>;

export const tierIdSchema = z.string().regex(/^[a-z][a-z0-9_]{0,30}$/);
const tierSchema = z.object({
  id: tierIdSchema,
  name: localizedTextSchema,
  /** Any of these within the period is enough; null: it does not count for this tier. */
  from: z
    .object({
      spendFen: amountFenSchema.min(1).nullable(),
      orders: z.int().min(1).max(10_000).nullable(),
      points: z.int().min(1).max(100_000_000).nullable(),
    })
    .refine((from) => tierMeasures.some((measure) => from[measure] !== null), 'nothing_counts'),
  /** Of the points that an order earns: 150 is half as many again. */
  pointsPercent: z.int().min(100).max(1_000),
});
export type Tier = z.infer<typeof tierSchema>;

/** The tiers of a brand, as HQ edits and publishes them: the lowest first. Who has reached none is a member all the same. */
export const tiersPolicySchema = z.object({
  periodMonths: z.int().min(1).max(36),
  tiers: z
    .array(tierSchema)
    .max(8)
    .refine((tiers) => new Set(tiers.map(({ id }) => id)).size === tiers.length, 'two tiers of one id')
    .refine(
      (tiers) =>
        tiers.every((tier, at) =>
          tierMeasures.every((measure) => {
            const [below, own] = [tiers[at - 1]?.from[measure] ?? null, tier.from[measure]];
            return below === null || own === null || own > below;
          }),
        ),
      'tiers ascend',
    ),
});
export type TiersPolicy = z.infer<typeof tiersPolicySchema>;

/** Why a tier became another. */
export const tierReasons = ['reached', 'period_over', 'set', 'joined'] as const;
export const tierChangeSchema = z.object({
  atMs: epochMsSchema,
  from: localizedTextSchema.nullable(),
  to: localizedTextSchema.nullable(),
  reason: z.enum(tierReasons),
  /** What counted at that time. */
  figures: figuresSchema,
  note: z.string().nullable(),
});
export type TierChange = z.infer<typeof tierChangeSchema>;

export const memberTierSchema = z.object({
  tier: z.object({ id: z.string(), name: localizedTextSchema, pointsPercent: z.int() }).nullable(),
  sinceMs: epochMsSchema.nullable(),
  /** Kept until then, whatever comes; then by what counts at that time. */
  untilMs: epochMsSchema.nullable(),
  periodMonths: z.int(),
  figures: figuresSchema,
  /** Any one of these is enough for the next one. Null: there is none above. */
  next: z
    .object({
      name: localizedTextSchema,
      pointsPercent: z.int(),
      lacks: z.array(z.object({ measure: z.enum(tierMeasures), amount: z.int().min(1) })),
    })
    .nullable(),
  /** The latest first. */
  changes: z.array(tierChangeSchema),
});
export type MemberTier = z.infer<typeof memberTierSchema>;
