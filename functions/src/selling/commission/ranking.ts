import type { Earning, SellerRanking } from '@jindian/shared/contract/selling/seller';

type Ranked = NonNullable<SellerRanking['ranked']>;
export type Colleague = { memberId: string; name: string };

/**
 * What a seller sold: goods that customers kept, as rows of the seller's own say. Rows that pay for somebody else's sale
 * (a second level's, a branch's) are of goods that were counted already.
 */
export function soldBy(earnings: readonly Earning[]): { orders: number; salesFen: number } {
  const salesOf = new Map<string, number>();
  for (const { orderId, state, rules } of earnings) {
    if (state === 'voided') continue;
    const own = rules.filter(({ part }) => part === undefined);
    if (own.length === 0) continue;
    salesOf.set(orderId, (salesOf.get(orderId) ?? 0) + own.reduce((sum, { baseFen }) => sum + baseFen, 0));
  }
  const kept = [...salesOf.values()].filter((fen) => fen > 0);
  return { orders: kept.length, salesFen: kept.reduce((sum, fen) => sum + fen, 0) };
}

/** By what was sold; who sold as much has the same place, and the next one that of how many are before. */
export function rankedBy(
  sold: readonly (Colleague & { orders: number; salesFen: number })[],
  memberId: string,
  idOf: (memberId: string) => string,
): Ranked {
  const sorted = [...sold].sort(
    (a, b) => b.salesFen - a.salesFen || b.orders - a.orders || (a.memberId < b.memberId ? -1 : 1),
  );
  return sorted.map(({ memberId: id, name, orders, salesFen }) => ({
    place: 1 + sorted.findIndex((other) => other.salesFen === salesFen && other.orders === orders),
    id: idOf(id),
    name,
    orders,
    salesFen,
    isMe: id === memberId,
  }));
}
