/**
 * Commission by line, frozen on the order when it is placed: who is credited, by which rule, at which rates. A
 * later change of rates or binding does not touch it (invariant 6).
 */
import { epochMsSchema, locationIdSchema } from '@jindian/shared/contract/common';
import type { BindingView } from '@jindian/shared/contract/people/member';
import type { CommissionRateList } from '@jindian/shared/contract/selling/rates';
import type { Credit } from '@jindian/shared/events/parts';
import { shareFen } from '@jindian/shared/money';
import { z } from '@jindian/shared/zod';

/**
 * The law and WeChat's rules allow pay for at most two levels of referral, the recruiter included. The bound is in
 * the type of a chain, so that no configuration can go beyond it. Today an order credits one seller.
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

const basisPointsSchema = z.int().min(0).max(10_000);

const fenSchema = z.int().min(0);

/** Who is credited for an order and how much: part of the order, told by every event about its money. */
export const frozenAttributionSchema = z
  .object({
    sellerId: z.string().min(1).max(64),
    sellerName: z.string(),
    locationId: locationIdSchema.nullable(),
    boundAtMs: epochMsSchema,
    rule: z.string(),
    ratesVersion: z.string(),
    /** The goods' price, without delivery. */
    baseFen: fenSchema,
    commissionFen: fenSchema,
    /** How long goods can be brought back after completion; commission stays pending until then. */
    returnWindowDays: z.int().min(1).max(365),
    byLine: z
      .array(
        z.object({
          lineId: z.string(),
          categoryId: z.string(),
          baseFen: fenSchema,
          basisPoints: basisPointsSchema,
          amountFen: fenSchema,
        }),
      )
      .max(50),
  })
  .refine((frozen) => sum(frozen.byLine.map(({ amountFen }) => amountFen)) === frozen.commissionFen, {
    message: 'commission is not the sum of its lines',
  })
  .refine((frozen) => sum(frozen.byLine.map(({ baseFen }) => baseFen)) === frozen.baseFen, {
    message: 'base is not the sum of its lines',
  });
export type FrozenAttribution = z.infer<typeof frozenAttributionSchema>;

/** What the books need of it, and others may be told: who and how much, without names. */
export function creditOf(frozen: FrozenAttribution): Credit {
  const { sellerId, locationId, baseFen, commissionFen, returnWindowDays, byLine } = frozen;
  return { sellerId, locationId, baseFen, commissionFen, returnWindowDays, byLine };
}
export type LineCommission = FrozenAttribution['byLine'][number];

/** What people read: lines of one category at one rate are one figure. */
export function byCategory(lines: readonly LineCommission[]): Omit<LineCommission, 'lineId'>[] {
  const sums = new Map<string, Omit<LineCommission, 'lineId'>>();
  for (const { categoryId, basisPoints, baseFen, amountFen } of lines) {
    const key = `${categoryId} ${basisPoints}`;
    const before = sums.get(key) ?? { categoryId, baseFen: 0, basisPoints, amountFen: 0 };
    sums.set(key, {
      ...before,
      baseFen: before.baseFen + baseFen,
      amountFen: before.amountFen + amountFen,
    });
  }
  return [...sums.values()].sort((a, b) => (a.categoryId < b.categoryId ? -1 : 1));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/**
 * What an order's goods earn, at the moment of placement. `null`: the shopper is bound to nobody (any more).
 * Each line's share is rounded down, so that a refund of a line takes back just what that line earned.
 */
export function freezeAttribution(order: {
  binding: BindingView | null;
  lines: readonly { id: string; categoryId: string; amountFen: number }[];
  /** A category and all above it, nearest first: the nearest that has a rate decides. */
  categoryPath(categoryId: string): readonly string[];
  rates: CommissionRateList;
  returnWindowDays: number;
  nowMs: number;
}): FrozenAttribution | null {
  const { binding, lines, rates, nowMs } = order;
  if (!binding || binding.expiresAtMs <= nowMs) return null;
  const [seller] = referralChain([binding]);
  const byLine = lines.map(({ id, categoryId, amountFen: baseFen }): LineCommission => {
    const rated = order
      .categoryPath(categoryId)
      .find((one) => Object.hasOwn(rates.basisPointsByCategory, one));
    const basisPoints =
      rated === undefined ? rates.defaultBasisPoints : (rates.basisPointsByCategory[rated] as number);
    return { lineId: id, categoryId, baseFen, basisPoints, amountFen: shareFen(baseFen, basisPoints) };
  });
  return {
    sellerId: seller.sellerId,
    sellerName: seller.sellerName,
    locationId: seller.locationId,
    boundAtMs: seller.boundAtMs,
    rule: rates.ruleName,
    ratesVersion: rates.version,
    returnWindowDays: order.returnWindowDays,
    baseFen: sum(byLine.map(({ baseFen }) => baseFen)),
    commissionFen: sum(byLine.map(({ amountFen }) => amountFen)),
    byLine,
  };
}
