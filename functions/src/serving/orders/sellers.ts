/** An order whose lines have several sellers becomes one order for each of them. Pure. */

import type { Deal } from '../../goods/contracts/rules.ts';
import type { StockAllocation } from '../../goods/inventory/rules.ts';
import { hqOwner } from '../../goods/ownership/rules.ts';
import { apportion } from '../../money/payments/shares.ts';
import type { Sourced, SourcedPart } from '../sourcing/service.ts';
import type { PricedLine, PricedOrder } from './pricing.ts';
import { promotionsOf } from './promoting.ts';
import type { LineDeal } from './store.ts';

/** What one seller sells of what was asked for, and which of the places serve it. */
export type SellerShare = {
  sellerId: string;
  priced: PricedOrder;
  parts: SourcedPart[];
  /** Of each of `parts`, which one of the whole it is of. */
  partIndexes: number[];
};

type Units = { goodsOwnerId: string; quantity: number };

/** Whose pieces each line gets: the places one after the other, and at each its owners in the order of the allocations. */
function unitsOfLines(
  lines: readonly PricedLine[],
  parts: readonly Pick<SourcedPart, 'allocations'>[],
): Units[][] {
  const left = new Map<string, Units[]>();
  for (const { allocations } of parts)
    for (const { skuId, ownerId, quantity } of allocations) {
      const pool = left.get(skuId) ?? [];
      pool.push({ goodsOwnerId: ownerId, quantity });
      left.set(skuId, pool);
    }
  return lines.map(({ skuId, quantity }) => {
    const pool = left.get(skuId) ?? [];
    const taken = new Map<string, number>();
    let wanted = quantity;
    while (wanted > 0) {
      const [next] = pool;
      if (!next) throw new RangeError(`${wanted} pieces of ${skuId} are allocated nowhere`);
      const some = Math.min(wanted, next.quantity);
      taken.set(next.goodsOwnerId, (taken.get(next.goodsOwnerId) ?? 0) + some);
      next.quantity -= some;
      wanted -= some;
      if (next.quantity === 0) pool.shift();
    }
    return [...taken].map(([goodsOwnerId, units]) => ({ goodsOwnerId, quantity: units }));
  });
}

/** What was agreed on the pieces, where it is anything else than HQ's price list. */
function dealsOn(units: readonly Units[], dealOf: (goodsOwnerId: string) => Deal): LineDeal[] {
  return units.flatMap(({ goodsOwnerId, quantity }) => {
    const { sellerId, under } = dealOf(goodsOwnerId);
    return under && (sellerId !== hqOwner || under.ownerBasisPoints !== null)
      ? [{ goodsOwnerId, quantity, ...under }]
      : [];
  });
}

/** A line's amounts over parts of its units: whole fen, none lost. */
function divideLine(line: PricedLine, quantities: readonly number[]): PricedLine[] {
  const over = (amountFen: number) =>
    apportion(Math.abs(amountFen), quantities).map((part) => Math.sign(amountFen) * part);
  const adjustments = line.adjustments.map((adjustment) => ({
    adjustment,
    amounts: over(adjustment.amountFen),
  }));
  return quantities.map((quantity, index) => {
    const own = adjustments.map(({ adjustment, amounts }) => ({
      ...adjustment,
      amountFen: amounts[index] as number,
    }));
    const amountFen = line.unitPriceFen * quantity;
    return {
      ...line,
      quantity,
      amountFen,
      adjustments: own,
      netFen: own.reduce((sum, adjustment) => sum + adjustment.amountFen, amountFen),
    };
  });
}

const bySeller = (a: string, b: string) =>
  a === hqOwner ? -1 : b === hqOwner ? 1 : a < b ? -1 : a > b ? 1 : 0;

/**
 * One share for each seller, HQ's first and dealers' by their id. The delivery fee is on the first share: it is asked
 * for once, and whoever sells there keeps it. With one seller nothing is divided, and lines keep their ids.
 */
export function divideBySeller(
  priced: PricedOrder,
  { parts }: Pick<Sourced, 'parts'>,
  dealOf: (goodsOwnerId: string) => Deal,
): [SellerShare, ...SellerShare[]] {
  const units = unitsOfLines(priced.lines, parts);
  const sellerIds = [...new Set(units.flat().map(({ goodsOwnerId }) => dealOf(goodsOwnerId).sellerId))].sort(
    bySeller,
  );
  const [only] = sellerIds;
  if (only === undefined) throw new RangeError('an order without lines');
  const agreed = (line: PricedLine, own: readonly Units[]): PricedLine => {
    const deals = dealsOn(own, dealOf);
    return deals.length > 0 ? { ...line, deals } : line;
  };
  if (sellerIds.length === 1) {
    const lines = priced.lines.map((line, index) => agreed(line, units[index] as Units[]));
    return [
      { sellerId: only, priced: { ...priced, lines }, parts, partIndexes: parts.map((_, index) => index) },
    ];
  }

  const divided = priced.lines.map((line, index) => {
    const own = sellerIds.map((sellerId) =>
      (units[index] as Units[]).filter(({ goodsOwnerId }) => dealOf(goodsOwnerId).sellerId === sellerId),
    );
    const lines = divideLine(
      line,
      own.map((some) => some.reduce((sum, { quantity }) => sum + quantity, 0)),
    );
    return lines.map((part, seller) => agreed(part, own[seller] as Units[]));
  });
  const feeTaken = new Set<number>();
  return sellerIds.map((sellerId, seller): SellerShare => {
    const lines = divided
      .map((line) => line[seller] as PricedLine)
      .filter(({ quantity }) => quantity > 0)
      .map((line, index) => ({ ...line, id: String(index + 1) }));
    const goodsFen = lines.reduce((sum, { netFen }) => sum + netFen, 0);
    const deliveryFeeFen = seller === 0 ? priced.deliveryFeeFen : 0;
    const sold = ({ ownerId }: StockAllocation) => dealOf(ownerId).sellerId === sellerId;
    const own = parts.flatMap((part, index) => {
      const allocations = part.allocations.filter(sold);
      return allocations.length > 0
        ? [{ index, part: { ...part, allocations, lines: sumOf(allocations) } }]
        : [];
    });
    return {
      sellerId,
      priced: {
        ...{ lines, goodsFen, deliveryFeeFen, totalFen: goodsFen + deliveryFeeFen },
        ...promotionsOf(priced, lines, seller === 0),
      },
      parts: own.map(({ index, part }) => {
        // A place comes once, whoever sells what it packs.
        const serviceFeeFen = feeTaken.has(index) ? 0 : part.serviceFeeFen;
        feeTaken.add(index);
        return { ...part, serviceFeeFen };
      }),
      partIndexes: own.map(({ index }) => index),
    };
  }) as [SellerShare, ...SellerShare[]];
}

function sumOf(allocations: readonly StockAllocation[]): SourcedPart['lines'] {
  const sums = new Map<string, number>();
  for (const { skuId, quantity } of allocations) sums.set(skuId, (sums.get(skuId) ?? 0) + quantity);
  return [...sums].map(([skuId, quantity]) => ({ skuId, quantity }));
}
