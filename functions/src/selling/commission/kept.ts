import type { FrozenAttribution } from './rules.ts';

type Kept = { amountFen: number; byCategory: FrozenAttribution['byCategory'] };

/**
 * What is left of a commission after refunds, in proportion and rounded down by category: nothing when everything was
 * refunded, all of it when nothing was. What a refund takes back is the difference before and after it, so that all
 * refunds together take back exactly what was earned, however they are divided.
 */
export function keptCommission(
  { byCategory }: Pick<FrozenAttribution, 'byCategory'>,
  refundedFen: ReadonlyMap<string, number>,
): Kept {
  const rows = byCategory.map(({ categoryId, baseFen, basisPoints, amountFen }) => {
    const left = Math.max(0, baseFen - (refundedFen.get(categoryId) ?? 0));
    const kept = baseFen === 0 ? 0 : Number((BigInt(amountFen) * BigInt(left)) / BigInt(baseFen));
    return { categoryId, baseFen: left, basisPoints, amountFen: kept };
  });
  return { amountFen: rows.reduce((sum, { amountFen }) => sum + amountFen, 0), byCategory: rows };
}

/** What a refund takes back: the categories that it touches, with their base. */
export function commissionBack(
  attribution: Pick<FrozenAttribution, 'byCategory'>,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Kept {
  const was = keptCommission(attribution, before);
  const is = keptCommission(attribution, after);
  const byCategory = was.byCategory.flatMap((row, index) => {
    const now = is.byCategory[index] as (typeof is.byCategory)[number];
    const baseFen = row.baseFen - now.baseFen;
    return baseFen > 0 ? [{ ...row, baseFen, amountFen: row.amountFen - now.amountFen }] : [];
  });
  return { amountFen: was.amountFen - is.amountFen, byCategory };
}
