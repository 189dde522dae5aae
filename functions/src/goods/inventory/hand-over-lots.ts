import { brandDay } from '@jindian/shared/time';
import { fail, ok, type Result } from '../../platform/result.ts';
import { isExpired, type Lot, lotKeyOf } from './lots.ts';
import {
  groupBy,
  type LevelDelta,
  type MovementCause,
  type MovementKind,
  orderDeltas,
  type StockAllocation,
} from './rules.ts';
import { piecesOf } from './settle.ts';
import type { InventoryStore } from './store.ts';

/** What somebody has in hand: so many pieces of that lot. */
export type LotPieces = { skuId: string; lot: Lot; quantity: number };
type Movements = { kind: MovementKind; cause: MovementCause; lines: LevelDelta[] }[];

/**
 * What is given out, where it may be of other lots than were held for the order. The order then holds the lots that
 * are in hand, by two movements in the same transaction; as many pieces of a SKU as before. Refused: a lot that has too
 * little (`lot_not_there`), and one that has expired, said or held.
 */
export async function handOverLots(
  store: Pick<InventoryStore, 'readParts'>,
  held: { locationId: string; orderId: string; allocations: readonly StockAllocation[] },
  said: readonly LotPieces[],
  nowMs: number,
): Promise<Result<{ allocations: StockAllocation[]; movements: Movements }>> {
  const { locationId, orderId } = held;
  const today = brandDay(nowMs);
  const wanted = groupBy(said, ({ skuId }) => skuId);
  const allocations: StockAllocation[] = [];
  const given: StockAllocation[] = [];
  const taken: StockAllocation[] = [];
  for (const skuId of wanted.keys()) {
    const inHand = (wanted.get(skuId) ?? []).reduce((sum, { quantity }) => sum + quantity, 0);
    const reserved = held.allocations
      .filter((allocation) => allocation.skuId === skuId && allocation.lot !== undefined)
      .reduce((sum, { quantity }) => sum + quantity, 0);
    if (inHand !== reserved)
      return fail('invalid_request', { detail: `lots: ${reserved} of ${skuId} are held` });
  }
  const parts = await store.readParts(
    held.allocations
      .filter(({ skuId }) => wanted.has(skuId))
      .map(({ skuId, ownerId }) => ({ locationId, skuId, ownerId })),
    { consistent: true },
  );
  for (const [skuId, ofSku] of groupBy(held.allocations, (allocation) => allocation.skuId)) {
    const open = new Map<string, number>();
    for (const { lot, quantity } of wanted.get(skuId) ?? []) {
      open.set(lotKeyOf(lot), (open.get(lotKeyOf(lot)) ?? 0) + quantity);
    }
    const exchanged: StockAllocation[] = [];
    for (const allocation of ofSku) {
      // Nobody said anything of it: it is what is held.
      const same =
        wanted.has(skuId) && allocation.lot !== undefined
          ? (open.get(allocation.lot) ?? 0)
          : allocation.quantity;
      const quantity = Math.min(same, allocation.quantity);
      if (allocation.lot !== undefined) open.set(allocation.lot, Math.max(0, same - quantity));
      if (quantity > 0) allocations.push({ ...allocation, quantity });
      if (quantity < allocation.quantity)
        exchanged.push({ ...allocation, quantity: allocation.quantity - quantity });
    }
    for (const old of exchanged) {
      let left = old.quantity;
      for (const [lot, quantity] of open) {
        const level = parts.filter((part) => part.skuId === skuId && part.ownerId === old.ownerId);
        for (const piece of piecesOf(level, lot)) {
          const used = taken
            .filter(
              (one) =>
                one.skuId === skuId &&
                one.ownerId === old.ownerId &&
                one.lot === lot &&
                (one.bucket ?? 0) === piece.bucket,
            )
            .reduce((sum, one) => sum + one.quantity, 0);
          const some = Math.min(left, open.get(lot) ?? quantity, piece.available - used);
          if (some <= 0) continue;
          const { ownerId } = old;
          taken.push({
            skuId,
            ownerId,
            lot,
            quantity: some,
            ...(piece.bucket === 0 ? {} : { bucket: piece.bucket }),
          });
          open.set(lot, (open.get(lot) ?? 0) - some);
          left -= some;
        }
      }
      if (left > 0) return fail('lot_not_there', { sku: skuId });
      given.push(old);
    }
  }
  const all = [...allocations, ...taken];
  if (all.some(({ lot }) => lot !== undefined && isExpired(lot, today))) return fail('lot_expired');
  const cause: MovementCause = { type: 'order', id: orderId, reason: 'another lot' };
  return ok({
    allocations: all,
    movements: [
      { kind: 'release', cause, lines: orderDeltas('release', given) },
      { kind: 'reserve', cause, lines: orderDeltas('reserve', taken) },
    ],
  });
}
