/** Which pieces of an order come back, and whose they are from then on: pure. */
import type { Disposition } from '@jindian/shared/contract/serving/returns';
import { ownersAt, type StockAllocation } from '../../goods/inventory/rules.ts';
import { hqOwner } from '../../goods/ownership/rules.ts';
import { leftAtPrice } from '../orders/deals.ts';
import type { OrderDetail, OrderRecord } from '../orders/store.ts';

/** Pieces that shoppers have, by the part that brought them. */
export type OutPiece = {
  fulfilmentId: string;
  skuId: string;
  ownerId: string;
  lot?: StockAllocation['lot'];
  quantity: number;
  /** Their owner is owed the price between owners for them, and not a share of what was paid. */
  atPrice: boolean;
  /** Given in an exchange for pieces of that line, at that price between owners. */
  lineId?: string;
  priceFen?: number;
};

/** Pieces that came back. `toOwnerId`: whose they are where they lie; null: they are gone, and whoever sold them bears it. */
export type OwnedPiece = OutPiece & { toOwnerId: string | null };

type Parts = {
  detail: Pick<OrderDetail, 'lines'>;
  fulfilments: readonly Pick<
    OrderRecord['fulfilments'][number],
    'fulfilmentId' | 'state' | 'allocations' | 'dealt' | 'serials'
  >[];
};

const isSame = (a: Omit<OutPiece, 'quantity'>, b: Omit<OutPiece, 'quantity'>) =>
  a.fulfilmentId === b.fulfilmentId &&
  a.skuId === b.skuId &&
  a.ownerId === b.ownerId &&
  a.lot === b.lot &&
  a.atPrice === b.atPrice;

/** What shoppers have of the parts that reached them, without what came back before. */
export function piecesOut(
  record: Parts,
  before: readonly OutPiece[],
  exchanged: readonly OutPiece[] = [],
): OutPiece[] {
  const brought = record.fulfilments
    .filter(({ state }) => state === 'fulfilled')
    .flatMap((part) => {
      const priced = leftAtPrice(record, part);
      const key = ({ skuId, ownerId, lot, bucket }: StockAllocation) =>
        [skuId, ownerId, lot ?? '', bucket ?? 0].join(' ');
      const atPriceOf = new Map<string, number>();
      for (const piece of priced)
        atPriceOf.set(key(piece), (atPriceOf.get(key(piece)) ?? 0) + piece.quantity);
      return part.allocations.flatMap((allocation) => {
        const { skuId, ownerId, quantity, lot } = allocation;
        const atPrice = Math.min(quantity, atPriceOf.get(key(allocation)) ?? 0);
        atPriceOf.set(key(allocation), (atPriceOf.get(key(allocation)) ?? 0) - atPrice);
        const about = {
          fulfilmentId: part.fulfilmentId,
          skuId,
          ownerId,
          ...(lot === undefined ? {} : { lot }),
        };
        return [
          { ...about, quantity: atPrice, atPrice: true },
          { ...about, quantity: quantity - atPrice, atPrice: false },
        ];
      });
    })
    .filter(({ quantity }) => quantity > 0);
  // Very hot goods come out of several buckets of one level: they are one heap of pieces.
  const heaps: OutPiece[] = [];
  for (const piece of [...brought, ...exchanged]) {
    const heap = heaps.find((one) => isSame(one, piece));
    if (heap) heap.quantity += piece.quantity;
    else heaps.push({ ...piece });
  }
  return withoutTaken(heaps, before);
}

/** So many pieces of a line, of one part first where a number says which; null: there are too few. */
export function takeOut(
  out: readonly OutPiece[],
  { id, skuId }: { id: string; skuId: string },
  wanted: number,
  firstOf: string | null = null,
): OutPiece[] | null {
  let left = wanted;
  const sorted = [...out].sort(
    (a, b) => Number(b.fulfilmentId === firstOf) - Number(a.fulfilmentId === firstOf),
  );
  const taken = sorted.flatMap((piece) => {
    const isOfLine = piece.lineId === undefined ? piece.skuId === skuId : piece.lineId === id;
    const quantity = isOfLine ? Math.min(left, piece.quantity) : 0;
    left -= quantity;
    return quantity > 0 ? [{ ...piece, quantity }] : [];
  });
  return left > 0 ? null : taken;
}

/** The same without what was taken. */
export function withoutTaken(out: readonly OutPiece[], taken: readonly OutPiece[]): OutPiece[] {
  return out
    .map((piece) => ({
      ...piece,
      quantity: taken.reduce(
        (rest, one) => (isSame(one, piece) ? rest - one.quantity : rest),
        piece.quantity,
      ),
    }))
    .filter(({ quantity }) => quantity > 0);
}

/**
 * A place has goods of its owner and of HQ, and counts no others. Pieces of somebody else that can be sold become the
 * place's owner's; what cannot is nobody's to buy there: HQ takes it. What is thrown away is nobody's any more.
 */
export function ownerHere(
  ownerId: string,
  placeOwnerId: string,
  disposition: Exclude<Disposition, 'other_goods'>,
): string | null {
  if (disposition === 'scrap') return null;
  if (ownersAt(placeOwnerId).includes(ownerId)) return ownerId;
  return disposition === 'sellable' ? placeOwnerId : hqOwner;
}
