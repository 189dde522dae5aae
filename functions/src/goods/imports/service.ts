import { type Reach, wholeReach } from '@jindian/shared/access';
import { shortProvinceName } from '@jindian/shared/contract/goods/catalog';
import type {
  BadRow,
  FinishedImport,
  ImportedPortion,
  ImportKind,
  ImportRow,
  SignedTotals,
} from '@jindian/shared/contract/goods/imports';
import { shortCityName } from '@jindian/shared/contract/goods/prices';
import { type Datum, isMovingKind, type MovingKind } from '@jindian/shared/import-table';
import { brandDay } from '@jindian/shared/time';
import type { Network } from '../../places/network/service.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { Inventory } from '../inventory/service.ts';
import { createGoodsImport, type GoodsImportDeps } from './goods-import.ts';
import { createLevelImport } from './levels.ts';
import { type MovingRow, readMovingRows } from './moving-rows.ts';
import { createPlaceImport, type PlaceImportDeps } from './places.ts';
import { categoryTable, goodsTable, priceTable } from './present.ts';
import { createPriceImport, type PriceImportDeps } from './prices.ts';
import { createImportRecords } from './records.ts';

/** What moves in from another system: it is signed by two people, and booked behind the requests. */
export type MovingImport = {
  keep(portion: {
    importId: string;
    portion: number;
    kind: MovingKind;
    count: number;
    rows: readonly MovingRow[];
    bad: readonly BadRow[];
  }): Promise<Result<ImportedPortion>>;
  propose(
    wanted: { importId: string; kind: MovingKind; portions: number; totals?: SignedTotals | undefined },
    by: string,
  ): Promise<Result<FinishedImport>>;
};

/** Tables that HQ brings in, a portion at a time. */
export function createImports(
  deps: Omit<PriceImportDeps, 'regions'> &
    PlaceImportDeps &
    Pick<GoodsImportDeps, 'claimPictures'> & { inventory: Inventory; network: Network; moving: MovingImport },
) {
  const { network, catalog } = deps;
  const levels = createLevelImport({
    table: deps.table,
    clock: deps.clock,
    idempotency: deps.idempotency,
    inventory: deps.inventory,
    location: network.location,
    async skusNow() {
      const content = await catalog.current();
      return (skuId) => content.sku(skuId) !== null;
    },
  });
  const prices = createPriceImport({ ...deps, regions });
  const places = createPlaceImport(deps);
  const goods = createGoodsImport(deps);
  const records = createImportRecords(deps);

  /** Where the brand is: a price for anywhere else is a slip. */
  async function regions() {
    const { locations } = await network.current();
    const cities = new Map<string, Set<string>>();
    for (const { province, city } of locations) {
      const known = cities.get(shortProvinceName(province)) ?? new Set();
      known.add(shortCityName(city));
      cities.set(shortProvinceName(province), known);
    }
    return {
      province(name: string) {
        const short = shortProvinceName(name);
        return cities.has(short) ? short : null;
      },
      city(province: string, name: string) {
        const short = shortCityName(name);
        return cities.get(province)?.has(short) ? short : null;
      },
    };
  }

  return {
    /** One portion of one import. Repeatable: the same portion again has no further effect. */
    async importPortion(
      portion: {
        importId: string;
        portion: number;
        kind: ImportKind;
        asOfMs?: number | undefined;
        datum?: Datum | undefined;
        overChanged?: boolean | undefined;
        rows: readonly ImportRow[];
      },
      by: string,
      reach: Reach = wholeReach,
    ): Promise<Result<ImportedPortion>> {
      const { kind } = portion;
      if (kind === 'levels') return levels.importPortion(portion, by, reach);
      const taken = await records.takes(portion.importId, kind, by);
      if (!taken.ok) return taken;
      if (kind === 'places') return places.importPortion(portion);
      if (isMovingKind(kind)) {
        const { rows, bad } = readMovingRows(kind, portion.rows, brandDay(deps.clock.nowMs()));
        return deps.moving.keep({ ...portion, kind, count: portion.rows.length, rows, bad });
      }
      return kind === 'prices' ? prices.importPortion(portion) : goods.importPortion({ ...portion, kind });
    },
    /** Levels are in force already; everything else is put in force now. */
    async finish(
      wanted: { importId: string; kind: ImportKind; portions: number; totals?: SignedTotals | undefined },
      by: string,
    ): Promise<Result<FinishedImport>> {
      const { importId, kind, portions } = wanted;
      if (kind === 'levels') return ok({ national: 0, regional: 0 });
      return records.sealed(importId, kind, by, () => {
        if (kind === 'places') return places.finish(importId, portions, by);
        if (isMovingKind(kind)) return deps.moving.propose({ ...wanted, kind }, by);
        return kind === 'prices'
          ? prices.finish(importId, portions, by)
          : goods.finish(kind, importId, portions, by);
      });
    },
    /** All goods or categories as they are, the same way. */
    presentGoods: async (kind: 'goods' | 'categories') => {
      const content = await catalog.current();
      return kind === 'goods' ? goodsTable(content) : categoryTable(content);
    },
    eventHandlers: places.eventHandlers,
    /** All prices as they are, to be changed and brought in again. */
    presentPrices: async () => priceTable(await catalog.current(), (await deps.prices.inForce()).content),
  };
}
export type Imports = ReturnType<typeof createImports>;
