import { demoCategories, demoProducts } from '../../../local/demo/catalog/index.ts';
import { createNetwork } from '../../../places/network/service.ts';
import type { NetworkInput } from '../../../places/network/snapshot.ts';
import { createDueItems } from '../../../platform/due-items.ts';
import { createIdempotency } from '../../../platform/idempotency.ts';
import { createIds } from '../../../platform/ids.ts';
import { createOutbox } from '../../../platform/outbox.ts';
import { fixedSettings } from '../../../platform/policy-document/settings.ts';
import { createSnapshotStore, liveSnapshot } from '../../../platform/snapshot-store.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { openTable } from '../../../platform/testing/table.ts';
import { decodeCatalog, encodeCatalog } from '../../catalog/catalog.ts';
import { createInventory } from '../service.ts';

/** What of the stock itself a test may choose. */
export type StockOptions = Partial<
  Pick<Parameters<typeof createInventory>[0], 'tracking' | 'onReservationLost' | 'random'>
>;

/** What modules that move or count stock stand on: an empty table, a network, the demo's goods, and the stock itself. */
export async function startGoodsFixture(
  tableName: string,
  input: NetworkInput,
  stock: (opened: { table: JindianTable }) => StockOptions = () => ({}),
) {
  const opened = await openTable(tableName);
  const { table, clock } = opened;
  const ids = createIds(clock);
  const idempotency = createIdempotency({ table, clock });
  const outbox = createOutbox({ table, clock, ids });
  const snapshots = createSnapshotStore({ table });
  const network = createNetwork({ table, clock, outbox, snapshots, nameOf: async (memberId) => memberId });
  const catalog = liveSnapshot({ store: snapshots, clock, name: 'catalog', decode: decodeCatalog });
  const dueItems = createDueItems({ table });
  const inventory = createInventory({
    settings: fixedSettings('goods'),
    table,
    clock,
    ids,
    idempotency,
    snapshots,
    dueItems,
    async tracking() {
      const { tracking } = await catalog.current();
      return (skuId) => tracking(skuId, 2);
    },
    ...stock(opened),
  });
  await network.load(input);
  await snapshots.publish(
    'catalog',
    encodeCatalog({ products: demoProducts, categories: demoCategories }),
    clock.nowMs(),
  );
  return { ...opened, ids, idempotency, outbox, snapshots, network, catalog, inventory };
}
