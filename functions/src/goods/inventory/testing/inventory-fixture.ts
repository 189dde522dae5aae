import { createDueItems } from '../../../platform/due-items.ts';
import { commandClaim, createIdempotency } from '../../../platform/idempotency.ts';
import { createIds } from '../../../platform/ids.ts';
import { fixedSettings, type SettingsReader } from '../../../platform/policy-document/settings.ts';
import { createSnapshotStore } from '../../../platform/snapshot-store.ts';
import { openTable } from '../../../platform/testing/table.ts';
import { transact } from '../../../platform/transact.ts';
import type { Level, OrderMovementKind, StockAllocation } from '../rules.ts';
import { createInventory, type Inventory, type StockPlace } from '../service.ts';

/** A dealer's shop: HQ may have goods of its own lying there. */
export const shop: StockPlace = { id: 'B001', ownerId: 'dealer-1' };
export const warehouse: StockPlace = { id: 'W001', ownerId: 'hq' };

/** The stock module alone, on an empty table. */
export async function startInventoryFixture(
  options: Pick<Parameters<typeof createInventory>[0], 'tracking' | 'onReservationLost'> & {
    settings?: SettingsReader<'goods'>;
  } = {},
) {
  const opened = await openTable('jindian-stock');
  const { table, clock } = opened;
  const ids = createIds(clock);
  const idempotency = createIdempotency({ table, clock });
  const dueItems = createDueItems({ table });
  const snapshots = createSnapshotStore({ table });
  const build = () =>
    createInventory({
      table,
      clock,
      ids,
      idempotency,
      dueItems,
      snapshots,
      settings: fixedSettings('goods'),
      ...options,
    });
  let inventory: Inventory = build();
  let keys = 0;
  const newKey = () => {
    keys += 1;
    return `stock-key-${keys}`;
  };

  /** What an order writes of stock, and nothing else. */
  function order(
    kind: OrderMovementKind,
    place: StockPlace,
    orderId: string,
    allocations: readonly StockAllocation[],
  ) {
    return transact(table, inventory.orderWrites(kind, place.id, orderId, allocations));
  }

  return {
    ...opened,
    ids,
    idempotency,
    get inventory() {
      return inventory;
    },
    newKey,
    claim: (input: unknown = null, key = newKey()) => commandClaim('M1', 'test', key, input),
    /** Goods that are there from the beginning, with their movement. */
    async put(place: StockPlace, skuId: string, ownerId: string, quantity: number): Promise<void> {
      const lines = [{ skuId, ownerId, onHandDelta: quantity, reservedDelta: 0 }];
      const cause = { type: 'seed' as const, id: 'opening' };
      const writes = inventory.combinedWrites(place.id, [{ kind: 'receive', cause, lines }]);
      const outcome = await transact(table, writes);
      if (outcome.kind !== 'done') throw new Error(`putting goods: ${outcome.kind}`);
    },
    order,
    /** Reserves as an order does: looks, allocations, tries, and looks again. */
    async buy(place: StockPlace, skuId: string, quantity: number, orderId: string) {
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        const stock = await inventory.picture([place], [skuId]);
        const allocations = stock.allocations(place.id, [{ skuId, quantity }]);
        if (!allocations) return null;
        const outcome = await order('reserve', place, orderId, allocations);
        if (outcome.kind === 'done') return allocations;
      }
      return null;
    },
    async level(place: StockPlace, skuId: string, ownerId: string): Promise<Level | null> {
      const levels = await inventory.levelsAt(place.id);
      return levels.find((level) => level.skuId === skuId && level.ownerId === ownerId) ?? null;
    },
    /** Another process on the same table. */
    process: build,
    /** A new process instead of the old one. */
    restart(): void {
      inventory = build();
    },
  };
}
export type InventoryFixture = Awaited<ReturnType<typeof startInventoryFixture>>;
