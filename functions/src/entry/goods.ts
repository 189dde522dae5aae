import { createAvailability } from '../goods/availability/service.ts';
import { type CatalogContent, decodeCatalog, encodeCatalog } from '../goods/catalog/catalog.ts';
import { createPriceLists } from '../goods/catalog/price-lists.ts';
import { createStorefront } from '../goods/catalog/storefront.ts';
import { createFavourites } from '../goods/favourites/service.ts';
import { createImports } from '../goods/imports/service.ts';
import { createInventory } from '../goods/inventory/service.ts';
import { createOwnership } from '../goods/ownership/service.ts';
import { createTransfers } from '../goods/transfers/service.ts';
import type { createLedger } from '../money/ledger/service.ts';
import type { createNetwork } from '../places/network/service.ts';
import type { Clock } from '../platform/clock.ts';
import { liveSnapshot } from '../platform/snapshot-store.ts';
import type { JindianTable } from '../platform/table.ts';
import type { createFoundation } from './foundation.ts';

/** The modules of goods. What they tell of what orders hold and called is passed in: orders stand above them. */
export function createGoods(
  deps: ReturnType<typeof createFoundation> &
    Required<Pick<Parameters<typeof createInventory>[0], 'onReservationLost'>> &
    Required<Pick<Parameters<typeof createTransfers>[0], 'onReceive'>> & {
      table: JindianTable;
      clock: Clock;
      network: ReturnType<typeof createNetwork>;
      ledger: ReturnType<typeof createLedger>;
    },
) {
  const { table, clock, ids, outbox, dueItems, idempotency, snapshots, policies, settings, network, ledger } =
    deps;
  const catalog = liveSnapshot({ store: snapshots, clock, name: 'catalog', decode: decodeCatalog });
  const inventory = createInventory({
    table,
    clock,
    ids,
    idempotency,
    snapshots,
    dueItems,
    settings: settings.goods,
    async tracking() {
      const [goods, { expiryBlockDays }] = await Promise.all([catalog.current(), settings.goods.current()]);
      return (skuId) => goods.tracking(skuId, expiryBlockDays);
    },
    onReservationLost: deps.onReservationLost,
  });
  const prices = createPriceLists({ policies, catalog, settings: settings.goods });
  const storefront = createStorefront({ network, inventory, catalog, prices, clock, brand: settings.brand });
  const favourites = createFavourites({ table, clock, catalog, storefront });
  const ownership = createOwnership({ policies, ledger, network, catalog });
  const availability = createAvailability({
    table,
    clock,
    ids,
    outbox,
    idempotency,
    network,
    inventory,
    catalog,
  });
  const transfers = createTransfers({
    table,
    clock,
    ids,
    outbox,
    idempotency,
    inventory,
    network,
    catalog,
    transferPriceFen: ownership.priceFenOf,
    onReceive: deps.onReceive,
  });

  const imports = createImports({
    table,
    clock,
    idempotency,
    inventory,
    network,
    catalog,
    settings: settings.goods,
    prepareCatalog,
    prices,
  });

  /** Makes these goods the brand's catalog; running functions follow within seconds. */
  async function publishCatalog(content: CatalogContent): Promise<void> {
    await snapshots.publish('catalog', encodeCatalog(content), clock.nowMs());
    await catalog.refresh();
  }

  /**
   * A change of the catalog as one write of its caller's transaction. It is made of the catalog that the write replaces:
   * what others publish meanwhile refuses the write, and is never lost.
   */
  function prepareCatalog(change: (inForce: CatalogContent) => CatalogContent) {
    const content = async (inForce: () => Promise<Uint8Array | null>) => {
      const bytes = await inForce();
      if (!bytes) throw new Error('there is no catalog yet to be changed');
      return encodeCatalog(change(decodeCatalog(bytes)));
    };
    return snapshots.prepare('catalog', content, clock.nowMs());
  }

  return {
    catalog,
    inventory,
    prices,
    storefront,
    favourites,
    ownership,
    availability,
    transfers,
    imports,
    publishCatalog,
    prepareCatalog,
  };
}
