import type { SharingTerms, TransferPrices } from '@jindian/shared/contract/goods/ownership';
import { type FenLeg, maxLegs, ownerAccount, type TransferInput, turned } from '../../money/ledger/rules.ts';

export const hqOwner = 'hq';

/** Two thirds of the retail price, until HQ says otherwise. */
export const defaultPrices: TransferPrices = {
  defaultBasisPoints: 6_600,
  basisPointsByCategory: {},
  priceFenBySku: {},
};

/** What one piece is worth between owners, in whole fen; what is less than a fen is left off. */
export function transferPriceFen(
  list: TransferPrices,
  /** `categoryPath`: nearest first; the nearest that has a share of its own decides. */
  goods: { skuId: string; categoryPath: readonly string[]; retailFen: number },
): number {
  const fixed = list.priceFenBySku[goods.skuId];
  if (fixed !== undefined) return fixed;
  const own = goods.categoryPath.find((id) => Object.hasOwn(list.basisPointsByCategory, id));
  const basisPoints = list.basisPointsByCategory[own ?? ''] ?? list.defaultBasisPoints;
  return Math.floor((goods.retailFen * basisPoints) / 10_000);
}

export function sharesUnder(terms: SharingTerms, skuId: string): boolean {
  switch (terms.mode) {
    case 'all':
      return true;
    case 'none':
      return false;
    case 'except':
      return !terms.skuIds.includes(skuId);
    case 'only':
      return terms.skuIds.includes(skuId);
  }
}

/** Pieces of an order with whose they were and what one of them was worth between owners when it was placed. */
export type OwnedAllocation = { skuId: string; ownerId: string; quantity: number; transferPriceFen: number };

export type SoldTitle = {
  orderId: string;
  /** Who sold, and owes the owners: `hq`, or a dealer. */
  sellerId: string;
  fulfilmentId: string;
  /** Where they were sold before, and came back. */
  saleId?: string | undefined;
  atMs: number;
  allocations: readonly OwnedAllocation[];
};
export type ReturnedTitle = SoldTitle & { returnId: string | null };

function owedToOwners({ sellerId, allocations }: SoldTitle): FenLeg[] {
  const debit = sellerId === hqOwner ? 'sales' : ownerAccount(sellerId);
  const owed = new Map<string, number>();
  for (const { ownerId, quantity, transferPriceFen: unitFen } of allocations) {
    if (ownerId === sellerId) continue;
    owed.set(ownerId, (owed.get(ownerId) ?? 0) + quantity * unitFen);
  }
  const legs = [...owed]
    .filter(([, amountFen]) => amountFen > 0)
    .map(([ownerId, amountFen]): FenLeg => ({ debit, credit: sideOf(ownerId), amountFen }));
  if (legs.length > maxLegs) throw new RangeError(`goods of ${legs.length} owners in one fulfilment`);
  return legs;
}

/**
 * Somebody sold goods of others, and owes them their price between owners: one posting for each fulfilment, with a leg
 * for each owner. Null where all of it was the seller's own.
 */
export function titlePostings(sold: SoldTitle): TransferInput<FenLeg> | null {
  const legs = owedToOwners(sold);
  if (legs.length === 0) return null;
  return {
    id: `title.sold:${sold.orderId}:${sold.saleId ?? sold.fulfilmentId}`,
    kind: 'title.sold',
    orderId: sold.orderId,
    reason: null,
    atMs: sold.atMs,
    legs,
  };
}

/** The goods came back to their owner's shelf: he owes what he was owed. A return of a part has an id of its own. */
export function titleReturnedPostings(returned: ReturnedTitle): TransferInput<FenLeg> | null {
  const legs = owedToOwners(returned);
  if (legs.length === 0) return null;
  return {
    id: `title.returned:${returned.orderId}:${returned.returnId ?? returned.fulfilmentId}`,
    kind: 'title.returned',
    orderId: returned.orderId,
    reason: 'goods came back',
    atMs: returned.atMs,
    legs: legs.map((leg) => turned(leg)),
  };
}

/** Goods that shoppers brought back: of some their owner is owed no price any more, some are somebody else's where they lie. */
export type BroughtBack = {
  orderId: string;
  returnId: string;
  sellerId: string;
  atMs: number;
  allocations: readonly OwnedAllocation[];
  moved: readonly (OwnedAllocation & { toOwnerId: string })[];
};

/** As many postings as their legs need. */
export function broughtBackPostings(back: BroughtBack): TransferInput<FenLeg>[] {
  const { orderId, returnId, sellerId, atMs, allocations, moved } = back;
  const owed = owedToOwners({ orderId, sellerId, fulfilmentId: returnId, atMs, allocations }).map((leg) =>
    turned(leg),
  );
  const sums = new Map<string, FenLeg>();
  for (const { ownerId, toOwnerId, quantity, transferPriceFen: unitFen } of moved) {
    const key = `${ownerId} ${toOwnerId}`;
    const amountFen = (sums.get(key)?.amountFen ?? 0) + quantity * unitFen;
    if (amountFen > 0) sums.set(key, { debit: sideOf(toOwnerId), credit: sideOf(ownerId), amountFen });
  }
  return [
    ...splitPostings('title.returned', returnId, { orderId, atMs, split: [] }, owed),
    ...splitPostings('title.moved', returnId, { orderId, atMs, split: [] }, [...sums.values()]),
  ];
}

/** What is owed by the terms of a contract that divide what is paid: his share where HQ sells, HQ's where he does. */
export type SplitShare = { sellerId: string; ownerId: string; goodsOwnerId: string; amountFen: number };
export type DividedSale = { orderId: string; atMs: number; split: readonly SplitShare[] };

function splitLegs(split: readonly SplitShare[]): FenLeg[] {
  return split.map(({ sellerId, ownerId, goodsOwnerId, amountFen }) =>
    sellerId === hqOwner
      ? { debit: 'sales', credit: ownerAccount(ownerId), amountFen }
      : {
          debit: ownerAccount(ownerId),
          credit: goodsOwnerId === hqOwner ? 'hq-stock' : 'sales',
          amountFen,
        },
  );
}

/** As many postings as their legs need. */
function splitPostings(
  kind: string,
  cause: string,
  of: DividedSale,
  legs: FenLeg[],
): TransferInput<FenLeg>[] {
  const postings: TransferInput<FenLeg>[] = [];
  for (let start = 0; start < legs.length; start += maxLegs)
    postings.push({
      id: `${kind}:${of.orderId}:${cause}-${start / maxLegs}`,
      kind,
      orderId: of.orderId,
      reason: null,
      atMs: of.atMs,
      legs: legs.slice(start, start + maxLegs),
    });
  return postings;
}

/** An order is completed: what its contracts divide is owed. */
export function dividedPostings(sale: DividedSale): TransferInput<FenLeg>[] {
  return splitPostings('sale.divided', 'completed', sale, splitLegs(sale.split));
}

/** Money of a completed order went back: so does what was owed of it. */
export function dividedBackPostings(refund: DividedSale & { refundId: string }): TransferInput<FenLeg>[] {
  const legs = splitLegs(refund.split).map((leg) => turned(leg));
  return splitPostings('sale.divided-back', refund.refundId, refund, legs);
}

/** HQ's side of a title movement is its stock, a dealer's is what he is owed. */
function sideOf(ownerId: string) {
  return ownerId === hqOwner ? ('hq-stock' as const) : ownerAccount(ownerId);
}

export type ArrivedTransfer = {
  transferId: string;
  atMs: number;
  fromOwnerId: string;
  titleMoves: readonly { fromOwnerId: string; toOwnerId: string; amountFen: number }[];
  incentiveFen: number | null;
};

/** Goods of one owner became another's by a stock transfer: the second owes the first. */
export function titleMovedPosting(arrived: ArrivedTransfer): TransferInput<FenLeg> | null {
  const moves = arrived.titleMoves.filter(
    (move) => move.fromOwnerId !== move.toOwnerId && move.amountFen > 0,
  );
  if (moves.length === 0) return null;
  return {
    id: `title.moved:${arrived.transferId}`,
    kind: 'title.moved',
    orderId: null,
    reason: null,
    atMs: arrived.atMs,
    legs: moves.map(({ fromOwnerId, toOwnerId, amountFen }) => ({
      debit: sideOf(toOwnerId),
      credit: sideOf(fromOwnerId),
      amountFen,
    })),
  };
}

/** What the fund pool pays a dealer for having given; a branch of HQ gives for nothing. */
export function incentivePosting(arrived: ArrivedTransfer): TransferInput<FenLeg> | null {
  if (!arrived.incentiveFen || arrived.fromOwnerId === hqOwner) return null;
  return {
    id: `transfer.incentive:${arrived.transferId}`,
    kind: 'transfer.incentive',
    orderId: null,
    reason: null,
    atMs: arrived.atMs,
    legs: [
      {
        debit: 'fund-pool',
        credit: ownerAccount(arrived.fromOwnerId),
        amountFen: arrived.incentiveFen,
      },
    ],
  };
}
