import { type At, atPlace, type Reach, wholeReach } from '@jindian/shared/access';
import type {
  AvailabilityCheck,
  BranchesWithStock,
  ProductAvailability,
  Region,
  RegionPicture,
  RegionStock,
  SkuRegionStock,
  StockSource,
} from '@jindian/shared/contract/goods/availability';
import { regionScopes } from '@jindian/shared/contract/goods/availability';
import { isOfferedIn } from '@jindian/shared/contract/goods/catalog';
import type { Location, LocationKind } from '@jindian/shared/contract/places/network';
import type { PointGcj02 } from '@jindian/shared/geo';
import { hourMs } from '@jindian/shared/time';
import type { Network } from '../../places/network/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import { type EventHandler, hears, type Outbox } from '../../platform/outbox.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { availabilityOf } from '../inventory/rules.ts';
import type { Inventory } from '../inventory/service.ts';
import { createProvinceCheck, emptyCheck } from './check.ts';
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
import { type CheckRun, createAvailabilityStore } from './store.ts';

/** Branches asked for a SKU that is sold out here: enough to find five, in one batch read. */
const branchesLookedAt = 40;
const skusLookedFor = 6;
const maxDistanceMeters = 100_000;
const sourcesLookedAt = 60;
/** A comparison that did not end by then lies with HQ, and another may begin. */
const givenUpAfterMs = 6 * hourMs;
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

/** A grant for the province holds there; one for a city of it, or for some branches, does not. */
const wholeProvince = (province: string): At => ({ kind: 'place', locationId: '', province });

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
}) {
  const { table, clock, ids, outbox, network, inventory, catalog, regionsAtOnce = 25 } = deps;
  const store = createAvailabilityStore(table);

  /** Handles the levels among stream records; throws where it could not, and may then be given the same again. */
  async function handleStream(records: readonly LevelRecord[]): Promise<void> {
    await follow(store, network.current, records);
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
    const product = (await catalog.current()).product(productId);
    if (!product) return fail('not_found');
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
        place.status === 'open' &&
        place.id !== query.locationId &&
        place.trades.includes(product.trade) &&
        isOfferedIn(product, place.province),
    });
    const stock = await inventory.picture(
      near.map(({ location }) => location),
      wanted,
    );
    const items = near.flatMap(({ location }) => {
      const best = Math.max(...wanted.map((skuId) => stock.availableAt(location.id, skuId)));
      return best > 0 ? [{ branch: network.viewOf(location, here), availability: availabilityOf(best) }] : [];
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
      accept: ({ id, status }) => id !== locationId && status !== 'suspended',
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

  async function checkOf(check: AvailabilityCheck) {
    const [snapshot, goods] = await Promise.all([network.current(), catalog.current()]);
    return createProvinceCheck(
      { store, inventory, skuIds: goods.products.flatMap(({ skus }) => skus.map(({ id }) => id)) },
      snapshot.locations.filter((place) => place.province === check.province),
      check,
    );
  }

  /** All places of a province, compared and mended at once. */
  async function check(province: string): Promise<AvailabilityCheck> {
    const found = emptyCheck(province, clock.nowMs());
    const regions = await checkOf(found);
    for (const region of await regions.plan()) await regions.compare(region);
    await store.saveCheck(found);
    return found;
  }

  /** Provinces with places, within reach as a whole: what is compared there concerns all of it. */
  async function provinces(reach: Reach = wholeReach): Promise<string[]> {
    const all = new Set((await network.current()).locations.map(({ province }) => province));
    return [...all].filter((province) => reach.whole || reach.at(wholeProvince(province))).sort();
  }

  /** What the last comparisons found, of the provinces within reach. */
  async function checks(reach: Reach = wholeReach): Promise<AvailabilityCheck[]> {
    const found = await store.readChecks();
    return found.filter(({ province }) => reach.whole || reach.at(wholeProvince(province)));
  }

  const nextStep = ({ checkId, province, step }: CheckRun) =>
    outbox.announce({ type: 'availability.check_wanted', data: { checkId, province, step } });

  /** The writes that begin a comparison; none while one is under way, so that impatience makes no second. */
  async function beginWrites(province: string): Promise<Write[]> {
    const before = await store.readRun(province);
    const nowMs = clock.nowMs();
    if (before?.state === 'running' && nowMs - before.startedAtMs < givenUpAfterMs) return [];
    const run: CheckRun = {
      checkId: ids.next(),
      province,
      state: 'running',
      step: 0,
      startedAtMs: nowMs,
      plan: null,
      compared: 0,
      check: emptyCheck(province, nowMs),
    };
    return [store.saveRun(run, before), nextStep(run)];
  }

  /**
   * Asks for one province, or all, to be compared; each is done for itself, behind the request. Whoever asks while it is
   * under way gets that one.
   */
  async function askForCheck(
    province: string | undefined,
    command: CommandClaim,
    reach: Reach = wholeReach,
  ): Promise<Result<{ provinces: number }>> {
    return runCommand<{ provinces: number }>(deps, {
      command,
      async attempt() {
        const all = await provinces(reach);
        const wanted = province === undefined ? all : all.filter((name) => name === province);
        if (wanted.length === 0) return fail('not_found');
        const value = { provinces: wanted.length };
        const writes = await Promise.all(wanted.map(beginWrites));
        return { writes: writes.flat(), kept: value, value, refused: { run: 'again' } };
      },
      replay: (kept) => ok(kept as { provinces: number }),
    });
  }

  /** Compares some regions more and says that there is more to do; a step that was done already is left alone. */
  async function doStep(province: string, checkId: string, step: number): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await store.readRun(province);
        if (before?.checkId !== checkId || before.step !== step || before.state !== 'running')
          return ok(null);
        const found = structuredClone(before.check);
        const regions = await checkOf(found);
        const plan = before.plan ?? (await regions.plan());
        const compared = Math.min(plan.length, before.compared + regionsAtOnce);
        for (const region of plan.slice(before.compared, compared)) await regions.compare(region);
        const state = compared === plan.length ? ('done' as const) : ('running' as const);
        if (state === 'done') await store.saveCheck(found);
        const next: CheckRun = { ...before, state, step: step + 1, plan, compared, check: found };
        return {
          writes: [store.saveRun(next, before), ...(state === 'running' ? [nextStep(next)] : [])],
          value: null,
          refused: { run: 'again' },
        };
      },
    });
    if (!done.ok) throw new Error(`the comparison of ${province} did not go on: ${done.code}`);
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'availability: compare a province',
      queue: 'heavy',
      types: ['availability.check_wanted'],
      handle: ({ data: { province, checkId, step } }) => doStep(province, checkId, step),
    }),
  ];

  return {
    handleStream,
    of,
    ofProduct,
    branchesWith,
    sourcesFor,
    aroundPlace,
    picture,
    check,
    askForCheck,
    checks,
    provinces,
    eventHandlers,
    /** The figures of levels that were loaded in bulk, as items in wire form. */
    openingItems: (levels: readonly OpeningLevel[]) => store.wireItemsOf(figuresOf(levels)),
  };
}
export type Availability = ReturnType<typeof createAvailability>;
