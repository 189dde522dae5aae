/**
 * Commission as it is frozen on an order when it is placed: who is credited, by which rule, at which rate, a row for each
 * line and payee. A later change of rules or binding does not touch it (invariant 6).
 */
import { epochMsSchema, localizedTextSchema, locationIdSchema } from '@jindian/shared/contract/common';
import {
  type CommissionWhy,
  commissionParts,
  rowLimits,
} from '@jindian/shared/contract/selling/commission-parts';
import { holdReasonSchema } from '@jindian/shared/contract/selling/holds';
import { sellerKindSchema } from '@jindian/shared/contract/selling/seller-kinds';
import { baseOf, type Credit, creditedLineSchema, maxCreditedLines } from '@jindian/shared/events/parts';
import { z } from '@jindian/shared/zod';

/**
 * The law and WeChat's rules allow pay for at most two levels of referral, the recruiter included. The bound is in
 * the type of a chain, so that no configuration can go beyond it.
 */
export const maxReferralDepth = 2;
export type ReferralChain<T> = readonly [T] | readonly [T, T];

/** The chain as given, or a thrown error when it is deeper than two. */
export function referralChain<T>(levels: readonly T[]): ReferralChain<T> {
  const [first, second] = levels;
  if (first === undefined || levels.length > maxReferralDepth) {
    throw new RangeError(`a referral chain of ${levels.length} levels`);
  }
  return second === undefined ? [first] : [first, second];
}

const fenSchema = z.int().min(0);

const frozenRowSchema = creditedLineSchema.extend({
  ruleId: z.string().optional(),
  /** Pieces, and what each pays, where it pays by the piece. */
  quantity: z.int().min(1).optional(),
  pieceFen: fenSchema.optional(),
  limitedBy: z.enum(rowLimits).optional(),
});
export type FrozenRow = z.infer<typeof frozenRowSchema>;

/** Who is credited for an order and how much: part of the order, told by every event about its money. */
export const frozenAttributionSchema = z
  .object({
    sellerId: z.string().min(1).max(64),
    sellerName: z.string(),
    /** Absent on orders from before there were others: a guide. */
    sellerKind: sellerKindSchema.optional(),
    locationId: locationIdSchema.nullable(),
    boundAtMs: epochMsSchema,
    /** What people read as the reason, in Chinese; `rules` says it of each row. */
    rule: z.string(),
    rules: z.array(z.object({ id: z.string(), name: localizedTextSchema })).optional(),
    ratesVersion: z.string(),
    /** Of HQ's settings by which it was decided whose customer the shopper is; 0: what the product comes with. */
    policyVersion: z.int().optional(),
    /** The latest that they had met by then, newest first; what came of each is kept with it. */
    touchIds: z.array(z.string()).optional(),
    /** The channel by which they came last. */
    sceneId: z.string().optional(),
    /** What that was part of, where a rule asked. */
    campaignId: z.string().optional(),
    /** Why nothing of it is paid until somebody has looked. */
    holds: z.array(holdReasonSchema).optional(),
    /** Absent: no rule asked. */
    isFirstOrder: z.boolean().optional(),
    /** What its seller gets at most for all of a day and a month; it is counted, and cut, when the order is paid. */
    sellerCaps: z.object({ dayFen: fenSchema.optional(), monthFen: fenSchema.optional() }).optional(),
    /** The goods' price, without delivery. */
    baseFen: fenSchema,
    commissionFen: fenSchema,
    /** How long goods can be brought back after completion; commission stays pending until then. */
    returnWindowDays: z.int().min(1).max(365),
    byLine: z.array(frozenRowSchema).max(maxCreditedLines),
  })
  .refine((frozen) => sum(frozen.byLine.map(({ amountFen }) => amountFen)) === frozen.commissionFen, {
    message: 'commission is not the sum of its lines',
  })
  .refine((frozen) => baseOf(frozen.byLine) === frozen.baseFen, {
    message: 'base is not the sum of its lines',
  })
  .refine(
    ({ byLine }) => new Set(byLine.map((row) => `${row.lineId} ${partOf(row)}`)).size === byLine.length,
    {
      message: 'a line pays one part twice',
    },
  );
export type FrozenAttribution = z.infer<typeof frozenAttributionSchema>;

export const partOf = ({ part }: Pick<FrozenRow, 'part'>) => part ?? 'seller';

/** The rules that decided, as people call them: one of them, or several on one order. */
export function rulesInWords({ rule, rules }: FrozenAttribution, language: 'zh' | 'en'): string {
  const names = (rules ?? []).map(({ name }) => name[language]);
  return names.length === 0 ? rule : names.join(language === 'zh' ? '、' : ', ');
}

/** Why this payee is paid what they are paid, line by line; `names`: what the lines are called. */
export function whyOf(
  frozen: Pick<FrozenAttribution, 'sellerId' | 'rule' | 'rules' | 'byLine'>,
  payeeId: string,
  names: ReadonlyMap<string, CommissionWhy['productName']>,
): CommissionWhy[] {
  return frozen.byLine
    .filter((row) => (row.payeeId ?? frozen.sellerId) === payeeId)
    .map((row) => {
      const { lineId, baseFen, basisPoints, quantity, pieceFen, limitedBy, amountFen } = row;
      return {
        productName: names.get(lineId) ?? { zh: '', en: '' },
        ruleName: ruleNameOf(frozen, row),
        part: partOf(row),
        baseFen,
        basisPoints,
        ...(quantity === undefined ? {} : { quantity }),
        ...(pieceFen === undefined ? {} : { pieceFen }),
        ...(limitedBy === undefined ? {} : { limitedBy }),
        amountFen,
      };
    });
}

/** An order from before there were rules has one name for all its lines. */
export function ruleNameOf(
  { rule, rules }: Pick<FrozenAttribution, 'rule' | 'rules'>,
  { ruleId }: Pick<FrozenRow, 'ruleId'>,
): CommissionWhy['ruleName'] {
  if (!rules) return { zh: rule, en: rule };
  return rules.find(({ id }) => id === ruleId)?.name ?? null;
}

/** What the books need of it, and others may be told: who and how much, without names. */
export function creditOf(frozen: FrozenAttribution): Credit {
  const { sellerId, locationId, baseFen, commissionFen, returnWindowDays, byLine, holds } = frozen;
  return {
    sellerId,
    locationId,
    baseFen,
    commissionFen,
    returnWindowDays,
    ...(holds ? { holds } : {}),
    byLine: byLine.map(({ lineId, categoryId, part, payeeId, baseFen, basisPoints, amountFen }) => ({
      lineId,
      categoryId,
      ...(part === undefined ? {} : { part }),
      ...(payeeId === undefined ? {} : { payeeId }),
      baseFen,
      basisPoints,
      amountFen,
    })),
  };
}

type Paid = { payeeId?: string | undefined; baseFen: number; amountFen: number; lineId: string };

/** Rows by whom they pay, the seller first and the others by their id. */
export function byPayee<Row extends Paid>(sellerId: string, rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>([[sellerId, []]]);
  const others = [...new Set(rows.map(({ payeeId }) => payeeId ?? sellerId))].filter((id) => id !== sellerId);
  for (const id of others.sort()) found.set(id, []);
  for (const row of rows) found.get(row.payeeId ?? sellerId)?.push(row);
  return found;
}

type Rate = Pick<FrozenRow, 'categoryId' | 'part' | 'baseFen' | 'basisPoints' | 'amountFen'>;

/** What people read: rows of one category and part at one rate are one figure. */
export function byCategory(rows: readonly Rate[]): Rate[] {
  const sums = new Map<string, Rate>();
  for (const { categoryId, part, basisPoints, baseFen, amountFen } of rows) {
    const key = `${categoryId} ${basisPoints} ${partOf({ part })}`;
    const before = sums.get(key) ?? { categoryId, part, baseFen: 0, basisPoints, amountFen: 0 };
    sums.set(key, {
      ...before,
      baseFen: before.baseFen + baseFen,
      amountFen: before.amountFen + amountFen,
    });
  }
  const nth = (row: Rate) => commissionParts.indexOf(partOf(row));
  return [...sums.values()]
    .map(({ part, ...row }) => (part === undefined ? row : { ...row, part }))
    .sort((a, b) => (a.categoryId === b.categoryId ? nth(a) - nth(b) : a.categoryId < b.categoryId ? -1 : 1));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
