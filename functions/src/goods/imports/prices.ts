import type { LocalizedText } from '@jindian/shared/contract/common';
import { isOfferedIn } from '@jindian/shared/contract/goods/catalog';
import type {
  BadRow,
  FinishedImport,
  ImportedPortion,
  ImportRow,
} from '@jindian/shared/contract/goods/imports';
import type { PriceEntry } from '@jindian/shared/contract/goods/prices';
import { dayMs } from '@jindian/shared/time';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { Entity } from '../../platform/entity.ts';
import { commandClaim, type Idempotency } from '../../platform/idempotency.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import type { Catalog, CatalogContent } from '../catalog/catalog.ts';
import { withEdits } from '../catalog/editing.ts';
import type { PriceListsService } from '../catalog/price-lists.ts';
import { policyFrom, priceKey } from '../catalog/prices.ts';
import { badRow, type PriceRow, readPriceRow } from './rows.ts';

/** As long as the records that make a repeat harmless. */
const keptMs = 3 * dayMs;

export type PriceImportDeps = {
  table: JindianTable;
  clock: Clock;
  idempotency: Idempotency;
  catalog: { current(): Promise<Catalog>; refresh(): Promise<Catalog> };
  /** The catalog with a change, as a write of a transaction; `sweep` comes after it. */
  prepareCatalog(
    change: (inForce: CatalogContent) => CatalogContent,
  ): Promise<{ publication: Write; sweep(): Promise<void> }>;
  prices: Pick<PriceListsService, 'inForce' | 'lay' | 'refresh'>;
  settings: SettingsReader<'goods'>;
  /** Provinces, and cities in them, in the short form in which prices name them. */
  regions(): Promise<{
    province(name: string): string | null;
    city(province: string, name: string): string | null;
  }>;
};

/** As often as others can publish under an import before it is given back. */
const maxRounds = 8;

/** `seenFen`: the price when its row was judged. Whoever changes it before the import is finished is not overruled. */
type National = { skuId: string; priceFen: number; seenFen: number; row: number };
type Regional = PriceEntry & { seenFen: number | null; row: number };

/**
 * Prices from a table. They are kept with their portions, apart from the draft of the price list that people edit.
 * Nothing of them is in force before the import is finished: then the list and the catalog are published together.
 */
export function createPriceImport(deps: PriceImportDeps) {
  const { table, clock, catalog, prices } = deps;
  const portions = new Entity({
    name: 'ImportPortion',
    table,
    timestamps: false,
    schema: item({
      importId: string().key(),
      portion: number().key(),
      national: list(map({ skuId: string(), priceFen: number(), seenFen: number(), row: number() })),
      regional: list(
        map({
          skuId: string(),
          province: string(),
          city: string().optional(),
          priceFen: number(),
          seenFen: number().optional(),
          row: number(),
        }),
      ),
      expiresAtS: number(),
    }),
    computeKey: ({ importId, portion }: { importId: string; portion: number }) => ({
      pk: `IMPORT#${importId}`,
      sk: `PORTION#${String(portion).padStart(4, '0')}`,
    }),
  });

  async function judge(rows: readonly ImportRow[], overChanged: boolean) {
    const [goods, { content }, regions, { oddPriceTimes }] = await Promise.all([
      catalog.current(),
      prices.inForce(),
      deps.regions(),
      deps.settings.current(),
    ]);
    const policyOf = policyFrom(content.policies);
    const bad: BadRow[] = [];
    const notes: BadRow[] = [];
    const inForce = new Map(content.entries.map((entry) => [priceKey(entry), entry.priceFen]));
    const national: National[] = [];
    const regional: Regional[] = [];
    const seen = new Map<string, number>();
    const refusalOf = (row: PriceRow): BadRow | null => {
      const found = goods.sku(row.skuId);
      if (!found) return badRow(row.row, 'unknown_sku', { value: row.skuId });
      const now = found.sku.priceFen;
      if (row.priceFen > now * oddPriceTimes || row.priceFen * oddPriceTimes < now)
        return badRow(row.row, 'odd_price', { now: (now / 100).toFixed(2) });
      /** A price that is as the row wants it already was changed by its like. */
      const changedSince = (nowFen: number | null): BadRow | null =>
        row.oldFen === undefined || overChanged || nowFen === row.oldFen || nowFen === row.priceFen
          ? null
          : badRow(row.row, 'changed_since', {
              old: (row.oldFen / 100).toFixed(2),
              now: nowFen === null ? '—' : (nowFen / 100).toFixed(2),
            });
      let key = row.skuId;
      if (row.region !== null) {
        const province = regions.province(row.region);
        const city = province && row.city !== null ? regions.city(province, row.city) : null;
        if (!province) return badRow(row.row, 'unknown_region', { value: row.region });
        if (row.city !== null && !city) return badRow(row.row, 'unknown_region', { value: row.city });
        if (!isOfferedIn(found.product, province))
          return badRow(row.row, 'unknown_region', { value: row.region });
        if (policyOf(found.product) === 'national') return badRow(row.row, 'price_is_national');
        const entry = { skuId: row.skuId, province, city, priceFen: row.priceFen };
        key = priceKey(entry);
        const since = changedSince(inForce.get(key) ?? null);
        if (since) return since;
        if (!seen.has(key)) regional.push({ ...entry, seenFen: inForce.get(key) ?? null, row: row.row });
      } else {
        const since = changedSince(now);
        if (since) return since;
        if (!seen.has(key))
          national.push({ skuId: row.skuId, priceFen: row.priceFen, seenFen: now, row: row.row });
      }
      const before = seen.get(key);
      if (before !== undefined) return badRow(row.row, 'said_twice', { row: before });
      seen.set(key, row.row);
      const { title } = found.product;
      if (row.productName !== undefined && !isCalled(row.productName, title))
        notes.push(badRow(row.row, 'name_differs', { now: title.zh, value: row.productName.slice(0, 40) }));
      return null;
    };
    for (const given of rows) {
      const found = readPriceRow(given);
      const fault = 'bad' in found ? found.bad : refusalOf(found.value);
      if (fault) bad.push(fault);
    }
    return { bad, notes, national, regional };
  }

  async function importPortion(portion: {
    importId: string;
    portion: number;
    overChanged?: boolean | undefined;
    rows: readonly ImportRow[];
  }): Promise<Result<ImportedPortion>> {
    const { bad, notes, national, regional } = await judge(portion.rows, portion.overChanged ?? false);
    await portions
      .build(PutItemCommand)
      .item({
        importId: portion.importId,
        portion: portion.portion,
        national,
        regional: regional.map(({ city, seenFen, ...row }) => ({
          ...row,
          ...(city === null ? {} : { city }),
          ...(seenFen === null ? {} : { seenFen }),
        })),
        expiresAtS: Math.ceil((clock.nowMs() + keptMs) / 1000),
      })
      .send();
    const all = [...national, ...regional];
    const unchanged = all.filter(({ seenFen, priceFen }) => seenFen === priceFen).length;
    return ok({
      rows: portion.rows.length,
      changed: all.length - unchanged,
      unchanged,
      bad: bad.sort((a, b) => a.row - b.row),
      ...(notes.length > 0 ? { notes } : {}),
    });
  }

  /** By the page: a thousand portions, one after the other, would take longer than a request may. */
  async function portionsOf(importId: string) {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `IMPORT#${importId}` })
      .entities(portions)
      .options({ consistent: true, ...everyPage })
      .send();
    return Items ?? [];
  }

  /** What all portions want. A portion does not see the others: what two of them say differently is no price at all. */
  async function wantedBy(importId: string, count: number) {
    const national = new Map<string, National>();
    const regional = new Map<string, Regional>();
    const kept = new Map((await portionsOf(importId)).map((item) => [item.portion, item]));
    for (let portion = 0; portion < count; portion += 1) {
      const item = kept.get(portion);
      if (!item) return fail('invalid_request', { detail: `portion ${portion} is missing` });
      for (const row of item.national) {
        const before = national.get(row.skuId);
        if (before && before.priceFen !== row.priceFen) return saidTwice(row.skuId, before, row);
        national.set(row.skuId, row);
      }
      for (const { city = null, seenFen = null, ...stored } of item.regional) {
        const row: Regional = { ...stored, city, seenFen };
        const key = priceKey(row);
        const before = regional.get(key);
        if (before && before.priceFen !== row.priceFen)
          return saidTwice(`${row.skuId} ${row.city ?? row.province}`, before, row);
        regional.set(key, row);
      }
    }
    return ok({ national, regional: [...regional.values()] });
  }

  /**
   * Everything of the import at once: the catalog, the price list and the record of it are one transaction, so that it
   * is done once or not at all. Repeated after it was done, it does nothing: prices may have moved on since.
   */
  async function finish(importId: string, count: number, by: string): Promise<Result<FinishedImport>> {
    const command = commandClaim(`import#${importId}`, 'hqFinishImport', 'finish', { count });
    let sweep: (() => Promise<void>) | null = null;
    const done = await runCommand<FinishedImport>(deps, {
      command,
      lookFirst: true,
      maxTries: maxRounds,
      async attempt() {
        const wanted = await wantedBy(importId, count);
        if (!wanted.ok) return wanted;
        const { regional } = wanted.value;
        const national = await repriced(wanted.value.national, by);
        if (!national.ok) return national;
        sweep = national.value.sweep;
        const list = await listed(regional, importId, by);
        if (list && !('writes' in list)) return list;
        const value: FinishedImport = { national: national.value.changed, regional: regional.length };
        return {
          writes: [...national.value.writes, ...(list?.writes ?? [])],
          kept: value,
          value,
          refused: { ...list?.refused, 'snapshot pointer': 'again' },
        };
      },
      replay: (kept) => ok(kept as FinishedImport),
    });
    if (done.ok)
      await Promise.all([catalog.refresh(), prices.refresh(), (sweep as null | (() => Promise<void>))?.()]);
    return done;
  }

  /** The publication of the price list; null where nothing of it is another. */
  async function listed(regional: readonly Regional[], importId: string, by: string) {
    if (regional.length === 0) return null;
    const now = new Map(
      (await prices.inForce()).content.entries.map((entry) => [priceKey(entry), entry.priceFen]),
    );
    if (regional.every((row) => now.get(priceKey(row)) === row.priceFen)) return null;
    return prices.lay(regional, { by, note: `import ${importId.slice(-6)}` });
  }

  /** A new version of the catalog with these prices, and how many differ; refused where one moved on meanwhile. */
  async function repriced(
    wanted: ReadonlyMap<string, National>,
    by: string,
  ): Promise<Result<{ writes: Write[]; changed: number; sweep: null | (() => Promise<void>) }>> {
    if (wanted.size === 0) return ok({ writes: [], changed: 0, sweep: null });
    let changed = 0;
    let moved: string | null = null;
    const { publication, sweep } = await deps.prepareCatalog((content) => {
      const touched = new Set<string>();
      const products = content.products.map((product) => ({
        ...product,
        skus: product.skus.map((sku) => {
          const row = wanted.get(sku.id);
          if (!row || row.priceFen === sku.priceFen) return sku;
          if (row.seenFen !== sku.priceFen) moved = sku.id;
          changed += 1;
          touched.add(product.id);
          return { ...sku, priceFen: row.priceFen };
        }),
      }));
      // Whoever has one of them open is told, instead of putting the old prices back.
      return withEdits({ ...content, products }, 'products', [...touched], { by, atMs: clock.nowMs() });
    });
    if (moved !== null) return fail('prices_moved_on', { sku: moved });
    return ok({ writes: changed > 0 ? [publication] : [], changed, sweep });
  }

  return { importPortion, finish };
}

/** In either language, however it is spaced. */
function isCalled(name: string, { zh, en }: LocalizedText): boolean {
  const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
  return [zh, en].some((one) => plain(one) === plain(name));
}

/** Both rows by their numbers in the file. */
const saidTwice = (sku: string, before: { row: number }, { row }: { row: number }) =>
  fail('price_said_twice', { sku, before: before.row, row });

export type PriceImport = ReturnType<typeof createPriceImport>;
