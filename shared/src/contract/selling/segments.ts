import { words } from '../../text.ts';
import { dayMs } from '../../time.ts';
import { z } from '../../zod.ts';
import {
  amountFenSchema,
  categoryIdSchema,
  epochMsSchema,
  locationIdSchema,
  revisionSchema,
  ulidSchema,
} from '../common.ts';
import { tierIdSchema } from './tiers.ts';

/** The eleven groups that RFM sorts members into: how lately and how often they bought, and for how much. */
export const rfmGroups = [
  'champions',
  'loyal',
  'active',
  'new',
  'promising',
  'needs_attention',
  'at_risk',
  'almost_lost',
  'previously_loyal',
  'dormant',
  'prospects',
] as const;
export type RfmGroup = (typeof rfmGroups)[number];

/** Whoever bought within so many days has five, four, three, two; later than all: one. */
export const recencyDays = [30, 60, 120, 240] as const;
/** So many orders are five, four, three, two; fewer: one. */
export const frequencyOrders = [8, 5, 3, 2] as const;
export type Score = 1 | 2 | 3 | 4 | 5;

const scoreAt = (at: number) => (at < 0 ? 1 : 5 - at) as Score;
export const recencyScore = (lastBoughtAtMs: number, nowMs: number): Score =>
  scoreAt(recencyDays.findIndex((days) => nowMs - lastBoughtAtMs < days * dayMs));
export const frequencyScore = (orders: number): Score =>
  scoreAt(frequencyOrders.findIndex((least) => orders >= least));

/**
 * The group of each pair of scores, the latest buyers above and the most frequent ones on the right. Champions are also
 * among the two fifths who spend most; others up there are loyal.
 */
export const rfmGrid = {
  5: ['new', 'promising', 'active', 'champions', 'champions'],
  4: ['promising', 'active', 'active', 'loyal', 'champions'],
  3: ['needs_attention', 'needs_attention', 'needs_attention', 'loyal', 'loyal'],
  2: ['almost_lost', 'almost_lost', 'at_risk', 'at_risk', 'at_risk'],
  1: ['dormant', 'dormant', 'dormant', 'previously_loyal', 'previously_loyal'],
} as const satisfies Record<Score, readonly RfmGroup[]>;
/** Of the five equal parts of all who bought, by what they spent: from this one on somebody is a champion. */
export const championsSpend: Score = 4;

export function rfmGroupOf(
  of: { orders: number; lastBoughtAtMs: number | null; spendScore: number | null },
  nowMs: number,
): RfmGroup {
  if (of.lastBoughtAtMs === null) return 'prospects';
  const group = rfmGrid[recencyScore(of.lastBoughtAtMs, nowMs)][frequencyScore(of.orders) - 1] as RfmGroup;
  return group === 'champions' && (of.spendScore ?? 1) < championsSpend ? 'loyal' : group;
}

const mostNamed = 40;
const daysSchema = z.int().min(1).max(3_650);
const countSchema = z.int().min(0).max(100_000);
/** Of those named: any of them, or none of them. */
const isOrNot = z.enum(['any', 'none']);
/** A word that people of the brand put on members. */
export const tagSchema = words()
  .min(1)
  .max(24)
  .regex(/^[^|,;，；、"\t]+$/);
export const maxTagsOfMember = 30;

/** Both may be left open, and not both at once. */
const range = <T extends z.ZodType<number>>(schema: T) => ({
  from: schema.nullable(),
  to: schema.nullable(),
});
const isRange = ({ from, to }: { from: number | null; to: number | null }) =>
  (from !== null || to !== null) && (from === null || to === null || from <= to);

export const segmentConditionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rfm'), groups: z.array(z.enum(rfmGroups)).min(1).max(rfmGroups.length) }),
  /** `not_within`: they bought before, and not in these days. */
  z.object({ kind: z.literal('last_bought'), is: z.enum(['within', 'not_within']), days: daysSchema }),
  z.object({ kind: z.literal('never_bought') }),
  z.object({ kind: z.literal('joined'), is: z.enum(['within', 'not_within']), days: daysSchema }),
  z
    .object({ kind: z.literal('orders'), ...range(countSchema), days: daysSchema.nullable() })
    .refine(isRange, { path: ['from'] }),
  z
    .object({ kind: z.literal('spent'), ...range(amountFenSchema), days: daysSchema.nullable() })
    .refine(isRange, { path: ['from'] }),
  /** Goods of these categories or of what is below them. */
  z.object({
    kind: z.literal('bought'),
    is: isOrNot,
    categoryIds: z.array(categoryIdSchema).min(1).max(mostNamed),
    days: daysSchema.nullable(),
  }),
  z.object({
    kind: z.literal('bought_at'),
    is: isOrNot,
    locationIds: z.array(locationIdSchema).min(1).max(mostNamed),
    days: daysSchema.nullable(),
  }),
  /** Without ids: of whoever has a tier. */
  z.object({ kind: z.literal('tier'), is: isOrNot, tierIds: z.array(tierIdSchema).max(mostNamed) }),
  /** Without ids: customers of whoever. */
  z.object({ kind: z.literal('guide'), is: isOrNot, sellerIds: z.array(ulidSchema).max(mostNamed) }),
  z.object({
    kind: z.literal('tags'),
    is: z.enum(['any', 'all', 'none']),
    tags: z.array(tagSchema).min(1).max(mostNamed),
  }),
]);
export type SegmentCondition = z.infer<typeof segmentConditionSchema>;
export const conditionKinds = segmentConditionSchema.options.map(
  ({ shape }) => shape.kind.value,
) as SegmentCondition['kind'][];

/** All of them hold; without any it is all members. */
export const segmentConditionsSchema = z.array(segmentConditionSchema).max(12);
export type SegmentConditions = z.infer<typeof segmentConditionsSchema>;

const named = { name: z.object({ zh: words().min(1).max(40), en: words().min(1).max(60) }) };
export const segmentInputSchema = z.object({
  ...named,
  conditions: segmentConditionsSchema.min(1),
  revision: revisionSchema,
});
export type SegmentInput = z.infer<typeof segmentInputSchema>;
export const segmentSchema = z.object({
  id: ulidSchema,
  ...named,
  conditions: segmentConditionsSchema,
  revision: revisionSchema,
  savedAtMs: epochMsSchema,
});
export type Segment = z.infer<typeof segmentSchema>;
export const maxSegments = 200;

/** How old what is counted is; null: it is being gathered for the first time in a day. */
const factsAge = { factsAtMs: epochMsSchema.nullable() };
export const countedSegmentSchema = z.object({
  ...factsAge,
  members: z.int().min(0),
  /** All members that are known. */
  of: z.int().min(0),
});
export type CountedSegment = z.infer<typeof countedSegmentSchema>;

export const rfmFiguresSchema = z.object({
  ...factsAge,
  of: z.int().min(0),
  groups: z.array(
    z.object({
      group: z.enum(rfmGroups),
      members: z.int().min(0),
      orders: z.int().min(0),
      spentFen: z.int(),
    }),
  ),
  /** By both scores: how many of those who bought. */
  cells: z.array(
    z.object({ recency: z.int().min(1).max(5), frequency: z.int().min(1).max(5), members: z.int().min(0) }),
  ),
});
export type RfmFigures = z.infer<typeof rfmFiguresSchema>;

export const segmentMemberSchema = z.object({
  memberId: ulidSchema,
  displayName: z.string(),
  orders: z.int().min(0),
  spentFen: z.int(),
  lastBoughtAtMs: epochMsSchema.nullable(),
  tags: z.array(z.string()),
});
export type SegmentMember = z.infer<typeof segmentMemberSchema>;
export const segmentMembersSchema = z.object({
  ...factsAge,
  items: z.array(segmentMemberSchema),
  nextCursor: z.string().nullable(),
});
export type SegmentMembers = z.infer<typeof segmentMembersSchema>;

export const memberTagsSchema = z.object({
  tags: z.array(tagSchema).max(maxTagsOfMember),
  revision: revisionSchema,
});
export type MemberTags = z.infer<typeof memberTagsSchema>;
