import type { AvailabilityCheck, RegionStock } from '@jindian/shared/contract/goods/availability';
import type { Location } from '@jindian/shared/contract/places/network';
import type { Inventory } from '../inventory/service.ts';
import { eachOf } from './follow.ts';
import {
  asPart,
  cityPath,
  countyPath,
  levelPartId,
  nameOf,
  nation,
  noStamp,
  type Part,
  parentOf,
  provincePath,
  type RegionFigure,
} from './rules.ts';
import type { AvailabilityStore, CheckedRegion } from './store.ts';

const maxSamples = 20;

type Wanted = Map<string, Map<string, RegionStock>>;

export function emptyCheck(province: string, nowMs: number): AvailabilityCheck {
  return {
    province,
    checkedAtMs: nowMs,
    levels: 0,
    regions: 0,
    differences: 0,
    mended: 0,
    samples: [],
  };
}

/**
 * Compares the figures of one province with its levels, county by county and then upward, and mends what differs; what
 * it finds is added to `check`. May run while orders come in. The order of looking makes that safe: a part is read
 * before the level it copies, so what is written is at least as new as what was there, and only where its stamp is still
 * the one that was seen; whatever the stream still brings is newer and replaces it. A change that is just on its way
 * shows up as a difference and is brought forward. A region may be compared again: it finds what is so then.
 */
export function createProvinceCheck(
  deps: { store: AvailabilityStore; inventory: Pick<Inventory, 'store'>; skuIds: readonly string[] },
  places: readonly Location[],
  check: AvailabilityCheck,
) {
  const { store, inventory } = deps;

  /** Every region that figures speak of, by SKU: also one that no place lies in any more. */
  async function known(regions: readonly string[], skuIds: readonly string[]): Promise<RegionFigure[]> {
    return store.readMany(
      regions.flatMap((region) => skuIds.map((skuId) => ({ skuId, region }))),
      true,
    );
  }

  function differs(found: Part | undefined, expected: RegionStock): boolean {
    return found === undefined
      ? expected.available !== 0 || expected.places !== 0
      : found.available !== expected.available || found.places !== expected.places;
  }

  async function settle(
    skuId: string,
    region: string,
    partId: string,
    expectedNow: () => Promise<RegionStock & { stamp?: string }>,
  ): Promise<void> {
    const found = (await store.read(skuId, region))?.parts[partId];
    const { stamp, ...expected } = await expectedNow();
    if (!differs(found, expected)) return;
    check.differences += 1;
    if (check.samples.length < maxSamples) {
      const words = { skuId, region, part: partId };
      check.samples.push({ ...words, found: found?.available ?? 0, expected: expected.available });
    }
    const part = { ...expected, stamp: stamp ?? found?.stamp ?? noStamp };
    if (await store.mend(skuId, region, partId, part, found?.stamp ?? null)) check.mended += 1;
  }

  async function levelNow(locationId: string, skuId: string, partId: string): Promise<RegionStock> {
    const [, ownerId = '', bucket = '0'] = partId.split('#');
    const parts = await inventory.store.readParts([{ locationId, skuId, ownerId }], { consistent: true });
    const level = parts.find((part) => part.bucket === Number(bucket));
    const available = level?.available ?? 0;
    return { available, places: available > 0 ? 1 : 0 };
  }

  async function checkCounty(county: string, here: readonly Location[]): Promise<void> {
    const wanted: Wanted = new Map();
    await eachOf(here, async ({ id }) => {
      for (const part of await inventory.store.partsAt(id, true)) {
        check.levels += 1;
        if (part.condition) continue;
        const bySku = wanted.get(part.skuId) ?? new Map<string, RegionStock>();
        bySku.set(levelPartId(part), { available: part.available, places: part.available > 0 ? 1 : 0 });
        wanted.set(part.skuId, bySku);
      }
    });
    const figures = await known([county], deps.skuIds);
    check.regions += figures.length;
    const placeIds = new Set(here.map(({ id }) => id));
    const doubtful = new Map<string, { skuId: string; partId: string }>();
    const doubt = (skuId: string, partId: string) => doubtful.set(`${skuId} ${partId}`, { skuId, partId });
    for (const figure of figures) {
      const levels = wanted.get(figure.skuId);
      for (const [partId, part] of Object.entries(figure.parts)) {
        if (differs(part, levels?.get(partId) ?? { available: 0, places: 0 })) doubt(figure.skuId, partId);
      }
    }
    const bySku = new Map(figures.map((figure) => [figure.skuId, figure]));
    for (const [skuId, levels] of wanted) {
      for (const [partId, level] of levels) {
        if (differs(bySku.get(skuId)?.parts[partId], level)) doubt(skuId, partId);
      }
    }
    for (const { skuId, partId } of doubtful.values()) {
      const locationId = partId.slice(0, partId.indexOf('#'));
      await settle(skuId, county, partId, async () =>
        // A place that lies elsewhere now has nothing here.
        placeIds.has(locationId) ? levelNow(locationId, skuId, partId) : { available: 0, places: 0 },
      );
    }
  }

  /** A region whose parts are regions: each part must be what that region says. */
  async function checkAbove(region: string, partRegions: readonly string[]): Promise<void> {
    const figures = new Map((await known([region], deps.skuIds)).map((figure) => [figure.skuId, figure]));
    if (region !== nation) check.regions += figures.size;
    for (const partRegion of partRegions) {
      const parts = new Map((await known([partRegion], deps.skuIds)).map((figure) => [figure.skuId, figure]));
      for (const skuId of new Set([...figures.keys(), ...parts.keys()])) {
        const figure = parts.get(skuId);
        const expected = figure ? asPart(figure) : { available: 0, places: 0 };
        if (!differs(figures.get(skuId)?.parts[nameOf(partRegion)], expected)) continue;
        await settle(skuId, region, nameOf(partRegion), async () => {
          const now = await store.read(skuId, partRegion);
          return now ? asPart(now) : { available: 0, places: 0 };
        });
      }
    }
  }

  /** The regions of one kind that the places lie in, and those that figures above still name. */
  async function regionsBelow(region: string, ofPlaces: ReadonlySet<string>): Promise<string[]> {
    const named = (await known([region], deps.skuIds)).flatMap(({ parts }) =>
      Object.keys(parts).map((name) => `${region}/${name}`),
    );
    return [...new Set([...ofPlaces, ...named])].sort();
  }

  /** All regions of the province, each behind those that it is made of. */
  async function plan(): Promise<CheckedRegion[]> {
    const top = provincePath(check.province);
    const all: CheckedRegion[] = [];
    const cities = await regionsBelow(top, new Set(places.map(cityPath)));
    for (const city of cities) {
      const inCity = places.filter((place) => cityPath(place) === city);
      const counties = await regionsBelow(city, new Set(inCity.map(countyPath)));
      all.push(...counties.map((county) => ({ region: county, parts: null })), {
        region: city,
        parts: counties,
      });
    }
    return [...all, { region: top, parts: cities }, { region: parentOf(top) ?? nation, parts: [top] }];
  }

  async function compare({ region, parts }: CheckedRegion): Promise<void> {
    if (parts) await checkAbove(region, parts);
    else
      await checkCounty(
        region,
        places.filter((place) => countyPath(place) === region),
      );
  }

  return { plan, compare };
}
