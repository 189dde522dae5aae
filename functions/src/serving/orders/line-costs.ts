import type { CostKey, StockCost } from '../../goods/inventory/costs.ts';
import type { SourcedPart } from '../sourcing/service.ts';
import type { PricedLine } from './pricing.ts';

export type CostedLine = PricedLine & { costFen: number };
type Allocated = { place: { id: string }; allocations: SourcedPart['allocations'] };

/** Whose pieces, and where from: what an average cost is asked by. */
export function costKeysOf(parts: readonly Allocated[]): CostKey[] {
  const keys = parts.flatMap(({ place, allocations }) =>
    allocations.map(({ skuId, ownerId }) => ({ locationId: place.id, skuId, ownerId })),
  );
  return [...new Map(keys.map((key) => [nameOf(key), key])).values()];
}

/**
 * The lines with what their goods cost, as of now: each piece by the average of its owner at its place, which is frozen
 * with the order whatever is received or serves it later. What nobody has said costs nothing. Rounded once for a line.
 */
export function withCosts(
  lines: readonly PricedLine[],
  parts: readonly Allocated[],
  costs: readonly StockCost[],
): CostedLine[] {
  const milliFen = new Map(costs.map((cost) => [nameOf(cost), cost.averageMilliFen]));
  const pools = new Map<string, { averageMilliFen: number; quantity: number }[]>();
  for (const { place, allocations } of parts)
    for (const { skuId, ownerId, quantity } of allocations) {
      const pool = pools.get(skuId) ?? [];
      const averageMilliFen = milliFen.get(nameOf({ locationId: place.id, skuId, ownerId })) ?? 0;
      pool.push({ averageMilliFen, quantity });
      pools.set(skuId, pool);
    }
  return lines.map((line) => {
    const pool = pools.get(line.skuId) ?? [];
    let left = line.quantity;
    let sum = 0n;
    while (left > 0 && pool[0]) {
      const some = Math.min(left, pool[0].quantity);
      sum += BigInt(some) * BigInt(pool[0].averageMilliFen);
      pool[0].quantity -= some;
      left -= some;
      if (pool[0].quantity === 0) pool.shift();
    }
    return { ...line, costFen: Number((sum + 500n) / 1_000n) };
  });
}

function nameOf({ locationId, skuId, ownerId }: CostKey): string {
  return `${locationId} ${skuId} ${ownerId}`;
}
