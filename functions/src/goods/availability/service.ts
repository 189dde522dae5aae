import { atPlace, type Reach, wholeReach } from '@jindian/shared/access';
import type {
  BranchesWithStock,
  ProductAvailability,
  Region,
  RegionPicture,
  RegionStock,
  SkuRegionStock,
  StockSource,
} from '@jindian/shared/contract/goods/availability';
import { regionScopes } from '@jindian/shared/contract/goods/availability';
import { isOfferedAt } from '@jindian/shared/contract/goods/catalog';
import type { Location, LocationKind } from '@jindian/shared/contract/places/network';
import { isInService } from '@jindian/shared/contract/places/network';
import type { PointGcj02 } from '@jindian/shared/geo';
import type { Network } from '../../places/network/service.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import type { Outbox } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { availabilityOf } from '../inventory/rules.ts';
import type { Inventory } from '../inventory/service.ts';
import { createComparisons } from './comparisons.ts';
import { follow } from './follow.ts';
import {
  cityPath,
  countyPath,
  figuresOf,
  type LevelRecord,
  nameOf,
  nation,
  type OpeningLevel,
  provincePath,
  sumOf,
} from './rules.ts';
import type { Shelves } from './shelves.ts';
import { createAvailabilityStore } from './store.ts';

/** Branches asked for a SKU that is sold out here: enough to find five, in one batch read. */
const branchesLookedAt = 40;
const skusLookedFor = 6;
const maxDistanceMeters = 100_000;
const sourcesLookedAt = 60;
const allKinds: LocationKind[] = ['branch', 'branch_warehouse', 'central_warehouse'];

export type Around = {
  latGcj02?: number | undefined;
  lngGcj02?: number | undefined;
  locationId?: string | undefined;
};

function together(some: readonly RegionStock[]): RegionStock {
  return some.reduce(
    (sum, { available, places }) => ({ available: sum.available + available, places: sum.places + places }),
    { available: 0, places: 0 },
  );
}

type Named = { province?: string | undefined; city?: string | undefined; county?: string | undefined };

/** The parts of a region that hold a place within reach. */
function partsWithin(locations: readonly Location[], named: Named, reach: Reach): ReadonlySet<string> {
  const within = locations.filter(
    (place) =>
      (named.province === undefined || place.province === named.province) &&
      (named.city === undefined || place.city === named.city) &&
      (named.county === undefined || place.county === named.county) &&
      reach.at(atPlace(place)),
  );
  return new Set(
    within.map((place) => {
      if (named.province === undefined) return place.province;
      if (named.city === undefined) return place.city;
      return named.county === undefined ? place.county : place.id;
    }),
  );
}

/** How much of each SKU there is in every county, city and province and nationwide; kept up by the stream. */
export function createAvailability(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  outbox: Outbox;
  /** Compared in one step of a comparison. */
  regionsAtOnce?: number;
  idempotency: Idempotency;
  network: Network;
  inventory: Inventory;
  catalog: LiveSnapshot<Catalog>;
  shelves: Pick<Shelves, 'follow'>;
}) {
  const { table, network, inventory, catalog, shelves } = deps;
  const store = createAvailabilityStore(table);

  /** Handles the levels among stream records; throws where it could not, and may then be given the same again. */
  async function handleStream(records: readonly LevelRecord[]): Promise<void> {
    await Promise.all([follow(store, network, records), shelves.follow(records)]);
  }

  /** Pieces and places of some SKUs in the regions around; a region that never had one has none. */
  async function of(
    skuIds: readonly string[],
    region: Region,
  ): Promise<Map<string, Record<(typeof regionScopes)[number], RegionStock>>> {
    const paths = {
      county: countyPath(region),
      city: cityPath(region),
      province: provincePath(region.province),
      nation,
    };
    const figures = await store.readMany(
      skuIds.flatMap((skuId) => regionScopes.map((scope) => ({ skuId, region: paths[scope] }))),
    );
    const found = new Map(
      figures.map((figure) => [`${figure.skuId} ${figure.region}`, sumOf(figure.region, figure.parts)]),
    );
    const none = { available: 0, places: 0 };
    return new Map(
      skuIds.map((skuId) => {
        const stock = (scope: (typeof regionScopes)[number]) => found.get(`${skuId} ${paths[scope]}`) ?? none;
        return [
          skuId,
          {
            county: stock('county'),
            city: stock('city'),
            province: stock('province'),
            nation: stock('nation'),
          },
        ];
      }),
    );
  }

  /** The point somebody stands at and the region around it, from the point itself or from a branch. */
  async function whereabouts(around: Around): Promise<(PointGcj02 & { region: Region }) | null> {
    const snapshot = await network.current();
    const place = around.locationId ? snapshot.location(around.locationId) : undefined;
    const { latGcj02 = place?.latGcj02, lngGcj02 = place?.lngGcj02 } = around;
    if (latGcj02 === undefined || lngGcj02 === undefined) return null;
    const point = { latGcj02, lngGcj02 };
    const isAtPlace = place?.latGcj02 === latGcj02 && place.lngGcj02 === lngGcj02;
    const region = isAtPlace
      ? place
      : (snapshot.countyAt(point) ??
        place ??
        snapshot.nearest(point, { kinds: ['branch'], limit: 1 })[0]?.location);
    if (!region) return null;
    const { province, city, county } = region;
    return { ...point, region: { province, city, county } };
  }

  async function ofProduct(productId: string, around: Around): Promise<Result<ProductAvailability>> {
    const product = (await catalog.current()).product(productId);
    if (!product) return fail('not_found');
    const here = await whereabouts(around);
    if (!here) return fail('invalid_request', { detail: 'latGcj02, lngGcj02 or locationId' });
    const skuIds = product.skus.map(({ id }) => id);
    const stock = await of(skuIds, here.region);
    return ok({
      region: here.region,
      items: skuIds.map((skuId) => {
        const at = stock.get(skuId);
        const word = (scope: (typeof regionScopes)[number]) => availabilityOf(at?.[scope].available ?? 0);
        return {
          skuId,
          county: word('county'),
          city: word('city'),
          province: word('province'),
          nation: word('nation'),
        };
      }),
    });
  }

  /** Where else a product can be picked up. */
  async function branchesWith(
    productId: string,
    query: Around & { skuId?: string | undefined; limit: number },
  ): Promise<Result<BranchesWithStock>> {
    const goods = await catalog.current();
    const product = goods.product(productId);
    if (!product) return fail('not_found');
    const root = goods.categoryPath(product.categoryId).at(-1) ?? '';
    const wanted = product.skus
      .map(({ id }) => id)
      .filter((id) => !query.skuId || id === query.skuId)
      .slice(0, skusLookedFor);
    if (wanted.length === 0) return fail('not_found');
    const here = await whereabouts(query);
    if (!here) return fail('invalid_request', { detail: 'latGcj02, lngGcj02 or locationId' });
    const near = (await network.current()).nearest(here, {
      kinds: ['branch'],
      limit: branchesLookedAt,
      maxDistanceMeters,
      accept: (place) =>
        isInService(place) &&
        place.id !== query.locationId &&
        place.trades.includes(root) &&
        isOfferedAt(product, place),
    });
    const stock = await inventory.picture(
      near.map(({ location }) => location),
      wanted,
    );
    const viewOf = await network.viewer();
    const items = near.flatMap(({ location }) => {
      const best = Math.max(...wanted.map((skuId) => stock.availableAt(location.id, skuId)));
      return best > 0 ? [{ branch: viewOf(location, here), availability: availabilityOf(best) }] : [];
    });
    return ok({ items: items.slice(0, query.limit) });
  }

  /** Who could give pieces of a SKU to this place, nearest first. */
  async function sourcesFor(
    locationId: string,
    skuId: string,
    limit: number,
  ): Promise<Result<StockSource[]>> {
    const snapshot = await network.current();
    const here = snapshot.location(locationId);
    if (!here) return fail('not_found');
    const near = snapshot.nearest(here, {
      kinds: allKinds,
      limit: sourcesLookedAt,
      accept: (place) => place.id !== locationId && isInService(place),
    });
    const stock = await inventory.picture(
      near.map(({ location }) => location),
      [skuId],
    );
    const items = near.flatMap(({ location: { id, name, kind }, distanceMeters }) => {
      const available = stock.availableAt(id, skuId);
      return available > 0
        ? [{ location: { id, name, kind }, distanceMeters: Math.round(distanceMeters), available }]
        : [];
    });
    return ok(items.slice(0, limit));
  }

  async function aroundPlace(locationId: string, productId: string): Promise<Result<SkuRegionStock[]>> {
    const [here, goods] = await Promise.all([network.location(locationId), catalog.current()]);
    const product = goods.product(productId);
    if (!here || !product) return fail('not_found');
    const stock = await of(
      product.skus.map(({ id }) => id),
      here,
    );
    return ok(
      product.skus.map(({ id, name }) => ({
        skuId: id,
        title: product.title,
        skuName: name,
        ...(stock.get(id) as Record<(typeof regionScopes)[number], RegionStock>),
      })),
    );
  }

  /**
   * One region of a SKU with its parts; the parts of a county are its places. Of a region that is not wholly within
   * reach the parts that are, or that hold something that is, and their sum.
   */
  async function picture(
    skuId: string,
    named: Named,
    reach: Reach = wholeReach,
  ): Promise<Result<RegionPicture>> {
    const [goods, snapshot] = await Promise.all([catalog.current(), network.current()]);
    const known = goods.sku(skuId);
    if (!known) return fail('product_not_offered');
    const names = [named.province, named.city, named.county];
    const depth = names.indexOf(undefined);
    const path = names.slice(0, depth === -1 ? 3 : depth).join('/');
    const figure = await store.read(skuId, path);
    const shownParts = reach.whole ? null : partsWithin(snapshot.locations, named, reach);
    const parts = new Map<string, RegionStock>();
    for (const [id, { available, places }] of Object.entries(figure?.parts ?? {})) {
      // Levels of one place are one part to people, whoever owns them.
      const shown = named.county === undefined ? id : id.slice(0, id.indexOf('#'));
      if (shownParts && !shownParts.has(shown)) continue;
      const sum = parts.get(shown) ?? { available: 0, places: 0 };
      const both = together([sum, { available, places }]);
      parts.set(shown, named.county === undefined ? both : { ...both, places: Math.min(1, both.places) });
    }
    return ok({
      skuId,
      title: known.product.title,
      skuName: known.sku.name,
      stock: figure && !shownParts ? sumOf(path, figure.parts) : together([...parts.values()]),
      parts: [...parts]
        .map(([id, stock]) => ({
          id,
          name: snapshot.location(id)?.name ?? { zh: nameOf(id), en: nameOf(id) },
          ...stock,
        }))
        .sort((a, b) => b.available - a.available || (a.id < b.id ? -1 : 1)),
    });
  }

  return {
    handleStream,
    of,
    ofProduct,
    branchesWith,
    sourcesFor,
    aroundPlace,
    picture,
    ...createComparisons({ ...deps, store }),
    /** The figures of levels that were loaded in bulk, as items in wire form. */
    openingItems: (levels: readonly OpeningLevel[]) => store.wireItemsOf(figuresOf(levels)),
  };
}
export type Availability = ReturnType<typeof createAvailability>;
