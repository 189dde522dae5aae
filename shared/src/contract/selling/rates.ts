/**
 * What is paid for what is sold: an ordered list of rules, of which the first that fits a line decides. HQ edits it as a
 * draft, tries it on past orders and publishes it; an order keeps what it was placed under.
 */
import { words } from '../../text.ts';
import { z } from '../../zod.ts';
import {
  amountFenSchema,
  categoryIdSchema,
  epochMsSchema,
  locationIdSchema,
  productIdSchema,
} from '../common.ts';
import { ownershipSchema } from '../places/network.ts';
import { orderChannelSchema } from '../serving/sourcing-policy.ts';
import { sellerKindSchema } from './seller-kinds.ts';

export const maxCommissionRules = 60;
const maxNamed = 200;
const basisPointsSchema = z.int().min(0).max(10_000);
const fenSchema = z.int().min(0).max(100_000_000);

/** Of one line: a share of its net price, or so much for each piece; never less than a floor, never more than a cap. */
const bounds = { floorFen: fenSchema.nullable(), capFen: fenSchema.nullable() };
const paySchema = z
  .discriminatedUnion('by', [
    z.strictObject({ by: z.literal('percent'), basisPoints: basisPointsSchema, ...bounds }),
    z.strictObject({ by: z.literal('piece'), pieceFen: fenSchema, ...bounds }),
  ])
  .refine(({ floorFen, capFen }) => floorFen === null || capFen === null || floorFen <= capFen, {
    message: 'floor_above_cap',
    path: ['floorFen'],
  });
export type CommissionPay = z.infer<typeof paySchema>;

const idsOf = <Id extends z.ZodType>(id: Id) => z.array(id).min(1).max(maxNamed).nullable();
const areaSchema = z.strictObject({
  province: z.string().min(2).max(40),
  /** null: all of the province. */
  city: z.string().min(2).max(40).nullable(),
});

export type CommissionArea = z.infer<typeof areaSchema>;

/** All that is not null has to fit. An empty list is refused: it would fit nothing, and one left out fits everything. */
const conditionsSchema = z.strictObject({
  /** Of these, or of one below them. */
  categoryIds: idsOf(categoryIdSchema),
  productIds: idsOf(productIdSchema),
  /** By their Chinese names, as goods have them. */
  brandLines: idsOf(z.string().min(1).max(60)),
  sellerKinds: idsOf(sellerKindSchema),
  sellerIds: idsOf(z.string().min(1).max(64)),
  /** The branch at which the seller sells. */
  branchIds: idsOf(locationIdSchema),
  branchOwnership: idsOf(ownershipSchema),
  /** Where the shop is in which it is bought. */
  areas: idsOf(areaSchema),
  /** Of the code that was scanned last before it was bought. */
  sceneIds: idsOf(z.string().min(1).max(64)),
  channels: idsOf(orderChannelSchema),
  /** Placed from then on, and before then. */
  fromMs: epochMsSchema.nullable(),
  beforeMs: epochMsSchema.nullable(),
  /** The goods of the whole order, net, are at least so much: a step has no upper end, the one above it stands before it. */
  orderFromFen: amountFenSchema.nullable(),
  /** Their first order, or not. */
  buyers: z.enum(['new', 'returning']).nullable(),
});
export type CommissionConditions = z.infer<typeof conditionsSchema>;

export const commissionRuleSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  /** What people read as the reason of a figure. */
  name: z.object({ zh: words().min(1).max(60), en: words().min(1).max(60) }),
  enabled: z.boolean(),
  when: conditionsSchema,
  /** null: it pays them nothing. */
  pays: z.strictObject({
    seller: paySchema.nullable(),
    branch: paySchema.nullable(),
    second_level: paySchema.nullable(),
    grid_branch: paySchema.nullable(),
  }),
});
export type CommissionRule = z.infer<typeof commissionRuleSchema>;

export const noConditions: CommissionConditions = {
  categoryIds: null,
  productIds: null,
  brandLines: null,
  sellerKinds: null,
  sellerIds: null,
  branchIds: null,
  branchOwnership: null,
  areas: null,
  sceneIds: null,
  channels: null,
  fromMs: null,
  beforeMs: null,
  orderFromFen: null,
  buyers: null,
};

/** It fits whatever is sold: what stands behind it is never asked. */
export function isCatchAll({ when }: Pick<CommissionRule, 'when'>): boolean {
  return Object.values(when).every((condition) => condition === null);
}

export const commissionRatesSchema = z
  .strictObject({
    format: z.literal(2),
    rules: z.array(commissionRuleSchema).max(maxCommissionRules),
    caps: z.strictObject({
      /** All that one order pays, to whomever. */
      orderFen: fenSchema.nullable(),
      /** All that one seller gets for their own sales of a day, and of a month; absent from before there were such. */
      sellerDayFen: fenSchema.nullable().default(null),
      sellerMonthFen: fenSchema.nullable().default(null),
    }),
  })
  .superRefine(({ rules, caps }, context) => {
    const refuse = (message: string, ...path: (string | number)[]) =>
      context.addIssue({ code: 'custom', message, path });
    const { sellerDayFen, sellerMonthFen } = caps;
    if (sellerDayFen !== null && sellerMonthFen !== null && sellerDayFen > sellerMonthFen)
      refuse('day_above_month', 'caps', 'sellerDayFen');
    if (new Set(rules.map(({ id }) => id)).size < rules.length) refuse('rule_id_twice', 'rules');
    rules.forEach(({ pays, when }, index) => {
      const shares = Object.values(pays).reduce(
        (sum, pay) => sum + (pay?.by === 'percent' ? pay.basisPoints : 0),
        0,
      );
      if (shares > 10_000) refuse('more_than_the_price', 'rules', index, 'pays');
      if (when.fromMs !== null && when.beforeMs !== null && when.fromMs >= when.beforeMs)
        refuse('ends_before_it_begins', 'rules', index, 'when', 'beforeMs');
    });
    const catchAll = rules.findIndex((rule) => rule.enabled && isCatchAll(rule));
    const behind = rules.findIndex(({ enabled }, index) => enabled && catchAll >= 0 && index > catchAll);
    if (behind >= 0) refuse('never_reached', 'rules', behind);
  });
export type CommissionRates = z.infer<typeof commissionRatesSchema>;

export const noCaps: CommissionRates['caps'] = { orderFen: null, sellerDayFen: null, sellerMonthFen: null };

/** A share of the net price, without floor or cap. */
export const percentPay = (basisPoints: number): CommissionPay => ({
  by: 'percent',
  basisPoints,
  floorFen: null,
  capFen: null,
});

/** A rule that pays who sold it and nobody else. */
export function sellersRule(
  rule: Pick<CommissionRule, 'id' | 'name'> & { categoryIds?: string[]; basisPoints: number },
): CommissionRule {
  const { id, name, categoryIds, basisPoints } = rule;
  return {
    id,
    name,
    enabled: true,
    when: { ...noConditions, categoryIds: categoryIds ?? null },
    pays: { seller: percentPay(basisPoints), branch: null, second_level: null, grid_branch: null },
  };
}
