import { createAvailability } from '../goods/availability/service.ts';
import { createShelves } from '../goods/availability/shelves.ts';
import { createBranchPrices } from '../goods/branch-prices/service.ts';
import { createCatalogEditing } from '../goods/catalog/editing-service.ts';
import { createPriceLists } from '../goods/catalog/price-lists.ts';
import { createProductPreviews } from '../goods/catalog/product-previews.ts';
import { createCatalogPublication } from '../goods/catalog/publication.ts';
import { createShopWindow } from '../goods/catalog/shop-window.ts';
import { createStorefront } from '../goods/catalog/storefront.ts';
import { createContracts } from '../goods/contracts/contracts.ts';
import { createFavourites } from '../goods/favourites/service.ts';
import type { PlaceImportDeps } from '../goods/imports/places.ts';
import { createImports, type MovingImport } from '../goods/imports/service.ts';
import { createInventory } from '../goods/inventory/service.ts';
import { createOwners } from '../goods/ownership/owners.ts';
import { createOwnership } from '../goods/ownership/service.ts';
import { createPictures, type PictureParts } from '../goods/pictures/service.ts';
import { createTransfers } from '../goods/transfers/service.ts';
import type { createLedger } from '../money/ledger/service.ts';
import type { Payments } from '../money/payments/service.ts';
import type { createNetwork } from '../places/network/service.ts';
import type { Clock } from '../platform/clock.ts';
import type { JindianTable } from '../platform/table.ts';
import type { createFoundation } from './foundation.ts';

/** The modules of goods. What they tell of what orders hold and called is passed in: orders stand above them. */
export function createGoods(
  deps: ReturnType<typeof createFoundation> &
    Required<Pick<Parameters<typeof createInventory>[0], 'onReservationLost'>> &
    Required<Pick<Parameters<typeof createTransfers>[0], 'onReceive'>> & {
      table: JindianTable;
      clock: Clock;
      nameOf(memberId: string): Promise<string | null>;
      network: ReturnType<typeof createNetwork>;
      ledger: ReturnType<typeof createLedger>;
      payments: Pick<Payments, 'ownMerchantId' | 'knowsMerchant'>;
      pictureParts: PictureParts;
      locate: NonNullable<PlaceImportDeps['locate']> | null;
      /** What moves in is of members and of the books, above or beside the goods. */
      moving: MovingImport;
    },
) {
  const { table, clock, ids, outbox, dueItems, idempotency, snapshots, policies, settings, network, ledger } =
    deps;
  const { catalog, publishCatalog, prepareCatalog } = createCatalogPublication({ snapshots, clock });
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
  const shopWindow = createShopWindow({
    policies,
    catalog,
    prices,
    claimPictures: (imagePaths) => pictures.claim(imagePaths),
  });
  const shelves = createShelves({ table, clock, inventory, catalog });
  const previews = createProductPreviews({ table, clock });
  const owners = createOwners({ table, clock, nameOf: deps.nameOf });
  const ownership = createOwnership({ policies, ledger, network, catalog, owners });
  const contracts = createContracts({
    policies,
    clock,
    isDealer: ownership.isDealer,
    payable: (merchantId) =>
      merchantId !== deps.payments.ownMerchantId && deps.payments.knowsMerchant(merchantId),
  });
  const branchPrices = createBranchPrices({
    table,
    clock,
    catalog,
    prices,
    contracts,
    location: async (locationId) => (await network.location(locationId)) ?? null,
  });
  const storefront = createStorefront({
    previews,
    network,
    inventory,
    shelves,
    catalog,
    branchPrices,
    clock,
    shopWindow,
  });
  const favourites = createFavourites({ table, clock, catalog, storefront });
  const availability = createAvailability({
    table,
    clock,
    ids,
    outbox,
    idempotency,
    network,
    inventory,
    catalog,
    shelves,
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

  const pictures = createPictures({
    ...deps.pictureParts,
    table,
    clock,
    ids,
    outbox,
    dueItems,
    catalog,
    alsoShown: async () => [
      ...(await settings.brand.contents()).flatMap(({ logo }) => logo ?? []),
      ...(await shopWindow.pictures()),
      ...(await network.written()).locations.flatMap(({ imagePath }) => imagePath ?? []),
    ],
  });
  const imports = createImports({
    claimPictures: pictures.claim,
    table,
    clock,
    idempotency,
    inventory,
    network,
    catalog,
    settings: settings.goods,
    prepareCatalog,
    prices,
    outbox,
    ownerNames: async () => (await owners.all()).map(({ ownerId, name }) => ({ ownerId, names: [name] })),
    locate: deps.locate,
    moving: deps.moving,
  });

  const editing = createCatalogEditing({
    table,
    clock,
    dueItems,
    previews,
    settings: settings.goods,
    catalog,
    prepareCatalog,
    nameOf: deps.nameOf,
    claimPictures: pictures.claim,
  });

  return {
    branchPrices,
    contracts,
    catalog,
    goodsEditing: editing,
    pictures,
    inventory,
    prices,
    shopWindow,
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
export type Goods = ReturnType<typeof createGoods>;
