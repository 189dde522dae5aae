import { type PieceKey, pieceKey } from './rules.ts';
import type { InventoryStore } from './store.ts';

const movementsPerLook = 500;

/**
 * Orders that hold some of these pieces of a place, the latest first: their movements say so. Looks back until all
 * that is `reserved` of these articles is accounted for, by orders and by whatever else reserves, however long ago that was. An earlier
 * movement never takes from what later ones show: so far, everybody has reserved at least as much as he gave up.
 */
export async function ordersHolding(
  store: Pick<InventoryStore, 'latestMovements'>,
  locationId: string,
  pieces: readonly PieceKey[],
  reserved: number,
): Promise<string[]> {
  const wanted = new Set(pieces.map(pieceKey));
  const skuIds = new Set(pieces.map(({ skuId }) => skuId));
  /** By whom: of the articles, which `reserved` counts, and of just these pieces. */
  const holders = new Map<string, { orderId: string | null; ofSkus: number; ofPieces: number }>();
  let before: string | undefined;
  for (;;) {
    const page = await store.latestMovements(locationId, { before, limit: movementsPerLook });
    for (const { cause, lines } of page) {
      const name = `${cause.type} ${cause.id}`;
      for (const line of lines) {
        if (line.reservedDelta === 0 || line.condition || !skuIds.has(line.skuId)) continue;
        const orderId = cause.type === 'order' ? cause.id : null;
        const holder = holders.get(name) ?? { orderId, ofSkus: 0, ofPieces: 0 };
        holder.ofSkus += line.reservedDelta;
        if (wanted.has(pieceKey(line))) holder.ofPieces += line.reservedDelta;
        holders.set(name, holder);
      }
    }
    const known = [...holders.values()].reduce((sum, { ofSkus }) => sum + Math.max(0, ofSkus), 0);
    before = page.at(-1)?.id;
    if (page.length < movementsPerLook || known >= reserved) break;
  }
  return [...holders.values()].flatMap(({ orderId, ofPieces }) =>
    orderId !== null && ofPieces > 0 ? [orderId] : [],
  );
}
