/** What an order earns in points, as it is frozen when it is placed, and what of it stays: pure. */
import type { PointsPolicy } from '@jindian/shared/contract/selling/points';
import { z } from '@jindian/shared/zod';
import { keptOf } from '../../commission/kept.ts';

const pointsSchema = z.int().min(0);

/** Part of the order: a later change of the policy or of the member's tier does not touch it. */
export const frozenPointsSchema = z.object({
  /** Of HQ's policy; 0: what the product comes with. */
  policyVersion: pointsSchema,
  /** By the member's tier: 10,000 is once. */
  factorBasisPoints: z.int().min(1).max(1_000_000),
  tierId: z.string().optional(),
  expiresAfterMonths: z.int().min(1).nullable(),
  points: pointsSchema,
  byLine: z.array(z.object({ lineId: z.string(), baseFen: pointsSchema, points: pointsSchema })),
});
export type FrozenPoints = z.infer<typeof frozenPointsSchema>;

export type CompiledPointsPolicy = PointsPolicy & {
  version: number;
  /** The rate of a category, by the nearest of its path that has one. */
  perPointFenOf(categoryPath: readonly string[]): number | null;
};

export function compilePointsPolicy(policy: PointsPolicy, version: number): CompiledPointsPolicy {
  const rates = new Map(policy.categories.map(({ categoryId, perPointFen }) => [categoryId, perPointFen]));
  return {
    ...policy,
    version,
    perPointFenOf(path) {
      const nearest = path.findLast((categoryId) => rates.has(categoryId));
      return nearest === undefined ? policy.perPointFen : (rates.get(nearest) ?? null);
    },
  };
}

const whole = 10_000;

/**
 * What lines earn: the order's points are those of all its lines together, rounded down once, and divided over the lines so
 * that those with the largest remainders get what rounding left. Exact in fractions of a point with the rate's own
 * denominator, so that no order of lines earns otherwise.
 */
export function freezePoints(
  policy: CompiledPointsPolicy,
  tier: { id?: string; factorBasisPoints: number },
  lines: readonly { id: string; categoryPath: readonly string[]; netFen: number }[],
): FrozenPoints | null {
  const rates = lines.map(({ categoryPath }) => policy.perPointFenOf(categoryPath));
  // One denominator for all lines: rates are few, and a point is worth at most 10,000 yuan.
  const denominator = [...new Set(rates.filter((rate) => rate !== null))].reduce(
    (product, rate) => product * BigInt(rate),
    BigInt(whole),
  );
  const exact = lines.map(({ netFen }, at) => {
    const rate = rates[at];
    if (!rate) return 0n;
    return (BigInt(netFen) * BigInt(tier.factorBasisPoints) * denominator) / (BigInt(rate) * BigInt(whole));
  });
  const points = exact.reduce((sum, one) => sum + one, 0n) / denominator;
  if (points === 0n) return null;
  const floors = exact.map((one) => one / denominator);
  let open = Number(points - floors.reduce((sum, one) => sum + one, 0n));
  const largestFirst = exact
    .map((one, at) => ({ at, rest: one % denominator }))
    .sort((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1));
  const byLine = lines.map(({ id, netFen }, at) => ({
    lineId: id,
    baseFen: netFen,
    points: Number(floors[at] ?? 0n),
  }));
  for (const { at } of largestFirst) {
    if (open === 0) break;
    (byLine[at] as { points: number }).points += 1;
    open -= 1;
  }
  return {
    policyVersion: policy.version,
    factorBasisPoints: tier.factorBasisPoints,
    ...(tier.id === undefined ? {} : { tierId: tier.id }),
    expiresAfterMonths: policy.expiresAfterMonths,
    points: Number(points),
    byLine: byLine.filter((row) => row.points > 0),
  };
}

/** What is left of it after refunds, as of the commission: all refunds together take back what was earned. */
export function keptPoints({ byLine }: FrozenPoints, refundedFen: ReadonlyMap<string, number>): number {
  return byLine.reduce(
    (sum, { lineId, baseFen, points }) => sum + keptOf(points, baseFen, refundedFen.get(lineId) ?? 0).amount,
    0,
  );
}
