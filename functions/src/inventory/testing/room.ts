import { commandClaim, createIdempotency } from '../../platform/idempotency.ts';
import { createIds } from '../../platform/ids.ts';
import { openTable } from '../../platform/testing/table.ts';
import { transact } from '../../platform/transact.ts';
import type { StockPick } from '../rules.ts';
import { createInventory, type StockPlace } from '../service.ts';

/** A dealer's shop: HQ may have goods of its own lying there. */
export const shop: StockPlace = { id: 'B001', ownerId: 'dealer-1' };
export const warehouse: StockPlace = { id: 'W001', ownerId: 'hq' };

/** The stock room alone, on an empty table. */
export async function openStockRoom() {
  const opened = await openTable('jindian-stock');
  const { table, clock, engine } = opened;
  const ids = createIds(clock);
  const idempotency = createIdempotency({ table, clock });
  const build = () => createInventory({ table, clock, ids, idempotency });
  let keys = 0;
  const room = {
    ...opened,
    ids,
    idempotency,
    inventory: build(),
    newKey: () => {
      keys += 1;
      return `stock-key-${keys}`;
    },
    claim: (input: unknown = null, key = room.newKey()) => commandClaim('M1', 'test', key, input),
    /** Goods that are there from the beginning, with their movement. */
    async put(place: StockPlace, skuId: string, ownerId: string, quantity: number): Promise<void> {
      const { combinedWrites } = room.inventory;
      const lines = [{ skuId, ownerId, onHandDelta: quantity, reservedDelta: 0 }];
      const cause = { type: 'seed' as const, id: 'opening' };
      const outcome = await transact(table, combinedWrites(place.id, [{ kind: 'receive', cause, lines }]));
      if (outcome.kind !== 'done') throw new Error(`putting goods: ${outcome.kind}`);
    },
    /** What an order writes of stock, and nothing else. */
    order: (
      kind: 'reserve' | 'release' | 'sale' | 'return',
      place: StockPlace,
      orderId: string,
      picks: StockPick[],
    ) => transact(table, room.inventory.orderWrites(kind, place.id, orderId, picks)),
    /** Reserves as an order does: looks, picks, tries, and looks again. */
    async buy(place: StockPlace, skuId: string, quantity: number, orderId: string) {
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        const stock = await room.inventory.picture([place], [skuId]);
        const picks = stock.picks(place.id, [{ skuId, quantity }]);
        if (!picks) return null;
        const outcome = await room.order('reserve', place, orderId, picks);
        if (outcome.kind === 'done') return picks;
      }
      return null;
    },
    async level(place: StockPlace, skuId: string, ownerId: string) {
      const levels = await room.inventory.levelsAt(place.id);
      return levels.find((level) => level.skuId === skuId && level.ownerId === ownerId) ?? null;
    },
    /** A new process on the same table. */
    restart() {
      room.inventory = build();
    },
    engine,
  };
  return room;
}
export type StockRoom = Awaited<ReturnType<typeof openStockRoom>>;
