import { isOfferedIn, type Product } from '@jindian/shared/contract/goods/catalog';
import type {
  BadRow,
  FinishedImport,
  ImportedPortion,
  ImportRow,
} from '@jindian/shared/contract/goods/imports';
import type { PriceEntry } from '@jindian/shared/contract/goods/prices';
import { dayMs } from '@jindian/shared/time';
import { Entity } from 'dynamodb-toolbox/entity';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { item } from 'dynamodb-toolbox/schema/item';
import { list } from 'dynamodb-toolbox/schema/list';
import { map } from 'dynamodb-toolbox/schema/map';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { commandClaim, type Idempotency } from '../../platform/idempotency.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { everyPage } from '../../platform/whole.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { PriceListsService } from '../catalog/price-lists.ts';
import { policyFrom } from '../catalog/prices.ts';
import { badRow, type PriceRow, readPriceRow } from './rows.ts';

/** As long as the records that make a repeat harmless. */
const keptMs = 3 * dayMs;

export type PriceImportDeps = {
  table: JindianTable;
  clock: Clock;
  idempotency: Idempotency;
  catalog: { current(): Promise<Catalog>; refresh(): Promise<Catalog> };
  publishCatalog(content: { products: readonly Product[]; categories: Catalog['categories'] }): Promise<void>;
  prices: Pick<PriceListsService, 'draft' | 'change' | 'publish' | 'view'>;
  settings: SettingsReader<'goods'>;
  /** Provinces, and cities in them, in the short form in which prices name them. */
  regions(): Promise<{
    province(name: string): string | null;
    city(province: string, name: string): string | null;
  }>;
};

/**
 * Prices from a table. Regional ones go into HQ's draft of the price list, national ones are kept apart; nothing of it
 * is in force before the import is finished: then the list is published, and the catalog as one new version.
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
      national: list(map({ skuId: string(), priceFen: number() })),
      regional: number(),
      expiresAtS: number(),
    }),
    computeKey: ({ importId, portion }: { importId: string; portion: number }) => ({
      pk: `IMPORT#${importId}`,
      sk: `PORTION#${String(portion).padStart(4, '0')}`,
    }),
  });

  async function judge(rows: readonly ImportRow[]) {
    const [goods, draft, regions, { oddPriceTimes }] = await Promise.all([
      catalog.current(),
      prices.draft(),
      deps.regions(),
      deps.settings.current(),
    ]);
    const policyOf = policyFrom(draft.policies);
    const bad: BadRow[] = [];
    const national: (PriceRow & { now: number })[] = [];
    const regional: (PriceEntry & { row: number })[] = [];
    const seen = new Map<string, number>();
    const refusalOf = (row: PriceRow): BadRow | null => {
      const found = goods.sku(row.skuId);
      if (!found) return badRow(row.row, 'unknown_sku', { value: row.skuId });
      const now = found.sku.priceFen;
      if (row.priceFen > now * oddPriceTimes || row.priceFen * oddPriceTimes < now)
        return badRow(row.row, 'odd_price', { now: (now / 100).toFixed(2) });
      let key = row.skuId;
      if (row.region !== null) {
        const province = regions.province(row.region);
        const city = province && row.city !== null ? regions.city(province, row.city) : null;
        if (!province) return badRow(row.row, 'unknown_region', { value: row.region });
        if (row.city !== null && !city) return badRow(row.row, 'unknown_region', { value: row.city });
        if (!isOfferedIn(found.product, province))
          return badRow(row.row, 'unknown_region', { value: row.region });
        if (policyOf(found.product) === 'national') return badRow(row.row, 'price_is_national');
        key = `${row.skuId} ${province} ${city ?? ''}`;
        if (!seen.has(key))
          regional.push({ row: row.row, skuId: row.skuId, province, city, priceFen: row.priceFen });
      } else if (!seen.has(key)) national.push({ ...row, now });
      const before = seen.get(key);
      if (before !== undefined) return badRow(row.row, 'said_twice', { row: before });
      seen.set(key, row.row);
      return null;
    };
    for (const given of rows) {
      const found = readPriceRow(given);
      const fault = 'bad' in found ? found.bad : refusalOf(found.value);
      if (fault) bad.push(fault);
    }
    const inDraft = new Map(
      draft.entries.map(({ skuId, province, city, priceFen }) => [
        `${skuId} ${province} ${city ?? ''}`,
        priceFen,
      ]),
    );
    const changedRegional = regional.filter(
      ({ skuId, province, city, priceFen }) => inDraft.get(`${skuId} ${province} ${city ?? ''}`) !== priceFen,
    );
    return { bad, national, regional, changedRegional };
  }

  async function importPortion(
    portion: { importId: string; portion: number; rows: readonly ImportRow[] },
    by: string,
  ): Promise<Result<ImportedPortion>> {
    const { bad, national, regional, changedRegional } = await judge(portion.rows);
    if (changedRegional.length > 0) {
      const set = changedRegional.map(({ row: _row, ...entry }) => entry);
      // What a repeat finds in the draft already is not set again: it needs no key.
      const done = await prices.change({ set, remove: [], policies: [] }, by, null, null);
      if (!done.ok) return done;
    }
    await portions
      .build(PutItemCommand)
      .item({
        importId: portion.importId,
        portion: portion.portion,
        national: national.map(({ skuId, priceFen }) => ({ skuId, priceFen })),
        regional: regional.length,
        expiresAtS: Math.ceil((clock.nowMs() + keptMs) / 1000),
      })
      .send();
    const unchanged =
      national.filter(({ now, priceFen }) => now === priceFen).length +
      regional.length -
      changedRegional.length;
    const changed = national.length + regional.length - unchanged;
    return ok({ rows: portion.rows.length, changed, unchanged, bad: bad.sort((a, b) => a.row - b.row) });
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

  /** Everything of the import at once. Repeated after it was done, it does nothing: prices may have moved on since. */
  async function finish(importId: string, count: number, by: string): Promise<Result<FinishedImport>> {
    const command = commandClaim(`import#${importId}`, 'hqFinishImport', 'finish', { count });
    return runCommand<FinishedImport>(deps, {
      command,
      lookFirst: true,
      async attempt() {
        const wanted = new Map<string, number>();
        let regional = 0;
        const kept = new Map((await portionsOf(importId)).map((item) => [item.portion, item]));
        for (let portion = 0; portion < count; portion += 1) {
          const item = kept.get(portion);
          if (!item) return fail('invalid_request', { detail: `portion ${portion} is missing` });
          for (const { skuId, priceFen } of item.national) {
            // A portion does not see the others: what two of them say differently is no price at all.
            if ((wanted.get(skuId) ?? priceFen) !== priceFen)
              return fail('invalid_request', { detail: `${skuId} has two prices` });
            wanted.set(skuId, priceFen);
          }
          regional += item.regional;
        }
        const national = await publishNational(wanted);
        if (regional > 0) {
          const publication = commandClaim(`import#${importId}`, 'hqPublishPrices', 'publish', { importId });
          const { revision, draft } = await prices.view();
          // Without a draft it was published before, or nothing of it was new.
          if (draft) {
            const note = `import ${importId.slice(-6)}`;
            const done = await prices.publish({ revision, by, note, command: publication });
            // Somebody edits at this moment: what they did is published with it, so it has to be seen first.
            if (!done.ok) return done.code === 'stale_revision' ? 'again' : done;
          }
        }
        const value: FinishedImport = { national, regional };
        return { writes: [], kept: value, value };
      },
      replay: (kept) => ok(kept as FinishedImport),
    });
  }

  /** A new version of the catalog with these prices; gives how many differ. */
  async function publishNational(wanted: ReadonlyMap<string, number>): Promise<number> {
    if (wanted.size === 0) return 0;
    const { products, categories } = await catalog.refresh();
    let changed = 0;
    const repriced = products.map((product) => ({
      ...product,
      skus: product.skus.map((sku) => {
        const priceFen = wanted.get(sku.id) ?? sku.priceFen;
        if (priceFen !== sku.priceFen) changed += 1;
        return { ...sku, priceFen };
      }),
    }));
    if (changed > 0) await deps.publishCatalog({ products: repriced, categories });
    return changed;
  }

  return { importPortion, finish };
}
export type PriceImport = ReturnType<typeof createPriceImport>;
