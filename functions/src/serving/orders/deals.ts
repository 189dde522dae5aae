import type { StockAllocation } from '../../goods/inventory/rules.ts';
import { hqOwner, type SplitShare } from '../../goods/ownership/rules.ts';
import type { DealtPieces, FulfilmentRecord } from './fulfilment-items.ts';
import type { LineDeal, OrderDetail } from './store.ts';

type Order = {
  detail: Pick<OrderDetail, 'lines' | 'soldBy'>;
  fulfilments: readonly Pick<FulfilmentRecord, 'fulfilmentId' | 'state' | 'lines' | 'dealt'>[];
};

const divides = (deal: LineDeal): deal is LineDeal & { ownerBasisPoints: number } =>
  deal.ownerBasisPoints !== null;

/**
 * Which pieces of a part that leaves now are under such terms, as frozen when the order was placed, and which are owed
 * for at the price between owners: those that came from somebody else in the end.
 */
export function dealtPieces(
  { detail, fulfilments }: Order,
  part: Pick<FulfilmentRecord, 'fulfilmentId' | 'allocations'>,
): { dealt: DealtPieces[]; atPrice: StockAllocation[] } {
  const before = fulfilments
    .filter(({ fulfilmentId }) => fulfilmentId !== part.fulfilmentId)
    .flatMap((other) => other.dealt ?? []);
  const open = detail.lines.flatMap(({ id, skuId, deals = [] }) =>
    deals.filter(divides).map(({ goodsOwnerId, quantity }) => ({
      lineId: id,
      skuId,
      goodsOwnerId,
      left:
        quantity -
        before
          .filter((one) => one.lineId === id && one.goodsOwnerId === goodsOwnerId)
          .reduce((sum, one) => sum + one.quantity, 0),
    })),
  );
  const dealt = new Map<string, DealtPieces>();
  const atPrice: StockAllocation[] = [];
  for (const allocation of part.allocations) {
    let { quantity } = allocation;
    for (const terms of open) {
      if (terms.skuId !== allocation.skuId || terms.goodsOwnerId !== allocation.ownerId) continue;
      const some = Math.max(0, Math.min(quantity, terms.left));
      if (some === 0) continue;
      const { lineId, goodsOwnerId } = terms;
      const key = `${lineId} ${goodsOwnerId}`;
      dealt.set(key, { lineId, goodsOwnerId, quantity: (dealt.get(key)?.quantity ?? 0) + some });
      terms.left -= some;
      quantity -= some;
    }
    if (quantity > 0) atPrice.push({ ...allocation, quantity });
  }
  return { dealt: [...dealt.values()], atPrice };
}

/** Which pieces of a part that left are owed for at the price between owners, as it was when they left. */
export function leftAtPrice(
  { detail }: { detail: Pick<OrderDetail, 'lines'> },
  { allocations, dealt = [] }: Pick<FulfilmentRecord, 'allocations' | 'dealt'>,
): StockAllocation[] {
  const keyOf = (skuId: string | undefined, ownerId: string) => `${skuId} ${ownerId}`;
  const divided = new Map<string, number>();
  for (const { lineId, goodsOwnerId, quantity } of dealt) {
    const key = keyOf(detail.lines.find(({ id }) => id === lineId)?.skuId, goodsOwnerId);
    divided.set(key, (divided.get(key) ?? 0) + quantity);
  }
  return allocations.flatMap((allocation) => {
    const key = keyOf(allocation.skuId, allocation.ownerId);
    const some = Math.min(allocation.quantity, divided.get(key) ?? 0);
    divided.set(key, (divided.get(key) ?? 0) - some);
    return some < allocation.quantity ? [{ ...allocation, quantity: allocation.quantity - some }] : [];
  });
}

/** Of a line's units, those that are not given up: what is paid for it is paid for them. */
function unitsKept({ detail, fulfilments }: Order): Map<string, number> {
  const givenUp = new Map<string, number>();
  for (const { state, lines } of fulfilments)
    if (state === 'cancelled')
      for (const { skuId, quantity } of lines) givenUp.set(skuId, (givenUp.get(skuId) ?? 0) + quantity);
  return new Map(
    detail.lines.map(({ id, skuId, quantity }) => {
      const gone = Math.min(quantity, givenUp.get(skuId) ?? 0);
      givenUp.set(skuId, (givenUp.get(skuId) ?? 0) - gone);
      return [id, quantity - gone];
    }),
  );
}

/**
 * What is owed by the terms of contracts of what is still paid, by dealer: his share where HQ sells, HQ's share where
 * he does. Rounded down for the dealer; the fen that is left is HQ's.
 */
export function splitShares(record: Order, refundedFen: ReadonlyMap<string, number>): SplitShare[] {
  const { detail, fulfilments } = record;
  const sellerId = detail.soldBy?.ownerId ?? hqOwner;
  const units = unitsKept(record);
  const pieces = fulfilments.flatMap(({ state, dealt = [] }) => (state === 'cancelled' ? [] : dealt));
  const shares = new Map<string, SplitShare>();
  for (const line of detail.lines) {
    const paidFen = Math.max(0, line.netFen - (refundedFen.get(line.id) ?? 0));
    const whole = units.get(line.id) ?? 0;
    for (const deal of (line.deals ?? []).filter(divides)) {
      const { goodsOwnerId, ownerId, ownerBasisPoints } = deal;
      const served = pieces
        .filter((one) => one.lineId === line.id && one.goodsOwnerId === goodsOwnerId)
        .reduce((sum, { quantity }) => sum + quantity, 0);
      if (served === 0 || whole === 0) continue;
      const baseFen = Math.floor((paidFen * Math.min(served, whole)) / whole);
      const ownerFen = Number((BigInt(baseFen) * BigInt(ownerBasisPoints)) / 10_000n);
      const amountFen = sellerId === hqOwner ? ownerFen : baseFen - ownerFen;
      const key = `${ownerId} ${goodsOwnerId}`;
      const share = shares.get(key) ?? { sellerId, ownerId, goodsOwnerId, amountFen: 0 };
      shares.set(key, { ...share, amountFen: share.amountFen + amountFen });
    }
  }
  return [...shares.values()].filter(({ amountFen }) => amountFen > 0);
}

/** What a refund takes back of it: the difference, so that all refunds together take back exactly what was posted. */
export function splitBack(
  record: Order,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): SplitShare[] {
  const now = splitShares(record, after);
  return splitShares(record, before).flatMap((was) => {
    const is = now.find(
      ({ ownerId, goodsOwnerId }) => ownerId === was.ownerId && goodsOwnerId === was.goodsOwnerId,
    );
    const amountFen = was.amountFen - (is?.amountFen ?? 0);
    return amountFen > 0 ? [{ ...was, amountFen }] : [];
  });
}
