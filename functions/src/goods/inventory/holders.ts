import { type PieceKey, pieceKey } from './rules.ts';
import type { InventoryStore } from './store.ts';

const movementsPerLook = 100;
/** As many movements are looked through for who holds pieces; the latest orders are the first that are met. */
const maxLookedThrough = 2_000;

/**
 * Orders that hold some of these pieces of a place, the latest first: their movements say so. Looks back until all
 * that is reserved is accounted for.
 */
export async function ordersHolding(
  store: Pick<InventoryStore, 'latestMovements'>,
  locationId: string,
  pieces: readonly PieceKey[],
  reserved: number,
): Promise<string[]> {
  const wanted = new Set(pieces.map(pieceKey));
  const held = new Map<string, number>();
  let before: string | undefined;
  for (let looked = 0; looked < maxLookedThrough; ) {
    const page = await store.latestMovements(locationId, { before, limit: movementsPerLook });
    for (const { cause, lines } of page) {
      if (cause.type !== 'order') continue;
      for (const line of lines) {
        if (line.reservedDelta === 0 || !wanted.has(pieceKey(line))) continue;
        held.set(cause.id, (held.get(cause.id) ?? 0) + line.reservedDelta);
      }
    }
    const known = [...held.values()].reduce((sum, pieces) => sum + Math.max(0, pieces), 0);
    looked += page.length;
    before = page.at(-1)?.id;
    if (page.length < movementsPerLook || known >= reserved) break;
  }
  return [...held].filter(([, pieces]) => pieces > 0).map(([orderId]) => orderId);
}
