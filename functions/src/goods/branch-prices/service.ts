import {
  type BranchPrice,
  type BranchPriceChange,
  type BranchPrices,
  bandAround,
  maxBranchPrices,
  type PriceBand,
} from '@jindian/shared/contract/goods/branch-prices';
import { isOfferedAt, type Product, type Sku, skuImagePath } from '@jindian/shared/contract/goods/catalog';
import type { Location } from '@jindian/shared/contract/places/network';
import { formatYuan } from '@jindian/shared/money';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { PutItemCommand } from 'dynamodb-toolbox/entity/actions/put';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { auditDetails } from '../../platform/audit-context.ts';
import { readBatch } from '../../platform/batch-read.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import { Entity } from '../../platform/entity.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import { write } from '../../platform/transact.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { PriceLists } from '../catalog/prices.ts';
import type { Contracts } from '../contracts/rules.ts';
import { askedFen, noOwnPrices, type OwnPrices, stateOf } from './rules.ts';

type Place = Pick<Location, 'id' | 'kind' | 'ownerId' | 'province' | 'city' | 'ownership'>;
export type PriceHere = (product: Product, sku: Sku) => number;

/** A page may show the price of some seconds ago: an order is placed by the one in force, and says where they differ. */
const keptMs = 3_000;
const maxKept = 2_000;

/** What a SKU costs at a branch: the price of its area, or its own within the band of its owner's contract. */
export function createBranchPrices(deps: {
  table: JindianTable;
  clock: Clock;
  catalog: Pick<LiveSnapshot<Catalog>, 'current'>;
  prices: Pick<LiveSnapshot<PriceLists>, 'current'>;
  contracts: { current(): Promise<Contracts> };
  location(locationId: string): Promise<Location | null>;
}) {
  const { table, clock } = deps;
  const entity = new Entity({
    name: 'BranchPrices',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      prices: any().castAs<OwnPrices>(),
      revision: number(),
      changedAtMs: number(),
    }),
    computeKey: ({ locationId }: { locationId: string }) => ({
      pk: `PLACE_PRICES#${locationId}`,
      sk: 'PRICES',
    }),
  });
  const kept = new Map<string, { untilMs: number; prices: OwnPrices }>();

  const bandOf = async ({ kind, ownerId }: Place): Promise<PriceBand | null> =>
    kind === 'branch' ? ((await deps.contracts.current()).of(ownerId).priceBand ?? null) : null;

  async function read(locationId: string) {
    const { Item } = await entity
      .build(GetItemCommand)
      .key({ locationId })
      .options({ consistent: true })
      .send();
    return { prices: Item?.prices ?? noOwnPrices, revision: Item?.revision ?? 0 };
  }

  /** Of several branches together; nothing is read of those whose contract allows none. */
  async function ownOf(locationIds: readonly string[]): Promise<(locationId: string) => OwnPrices> {
    const nowMs = clock.nowMs();
    const unknown = locationIds.filter((id) => !((kept.get(id)?.untilMs ?? 0) > nowMs));
    const found = await readBatch(
      table,
      unknown.map((locationId) => entity.build(BatchGetRequest).key({ locationId })),
    );
    for (const [index, id] of unknown.entries()) {
      kept.delete(id);
      kept.set(id, { untilMs: nowMs + keptMs, prices: found[index]?.prices ?? noOwnPrices });
      const [oldest] = kept.keys();
      if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
    }
    return (id) => kept.get(id)?.prices ?? noOwnPrices;
  }

  /** Prices at each of these places, as pages show them. */
  async function at(places: readonly Place[]): Promise<(place: Place) => PriceHere> {
    const lists = await deps.prices.current();
    const bands = new Map(await Promise.all(places.map(async (one) => [one.id, await bandOf(one)] as const)));
    const own = await ownOf(places.filter(({ id }) => bands.get(id) !== null).map(({ id }) => id));
    return (place) => priceHere(lists, place, bands.get(place.id) ?? null, own(place.id));
  }

  /** As an order is placed by: nothing that was read before. */
  async function inForce(place: Place): Promise<PriceHere> {
    const [lists, band] = await Promise.all([deps.prices.current(), bandOf(place)]);
    return priceHere(lists, place, band, band === null ? noOwnPrices : (await read(place.id)).prices);
  }

  /** As they are kept, of those that have any: what goes along with a brand. */
  async function everyOwn(places: readonly Place[]): Promise<{ locationId: string; prices: OwnPrices }[]> {
    const found = await readBatch(
      table,
      places
        .filter(({ kind, ownership }) => kind === 'branch' && ownership === 'dealer')
        .map(({ id: locationId }) => entity.build(BatchGetRequest).key({ locationId })),
    );
    return found.flatMap((one) =>
      one && Object.keys(one.prices).length > 0 ? [{ locationId: one.locationId, prices: one.prices }] : [],
    );
  }

  /** Branches with own prices that are asked of nobody, since contract or policy forbid them, and of how many SKUs. */
  async function notAsked(places: readonly Location[]): Promise<{ place: Location; count: number }[]> {
    const [goods, lists, own] = await Promise.all([
      deps.catalog.current(),
      deps.prices.current(),
      everyOwn(places),
    ]);
    const pricesOf = new Map(own.map(({ locationId, prices }) => [locationId, prices]));
    const found = await Promise.all(
      places.map(async (place) => {
        const prices = pricesOf.get(place.id);
        if (!prices) return { place, count: 0 };
        const band = await bandOf(place);
        const idle = Object.entries(prices).filter(([skuId, ownFen]) => {
          const known = goods.sku(skuId);
          if (!known) return false;
          const areaFen = lists.priceAt(known.product, known.sku, place);
          return stateOf(ownFen, areaFen, lists.policyOf(known.product), band) !== 'applies';
        });
        return { place, count: idle.length };
      }),
    );
    return found.filter(({ count }) => count > 0);
  }

  /** In place of what is there; what the contract does not allow is kept, and not asked. */
  async function adopt(locationId: string, prices: OwnPrices): Promise<void> {
    const { revision } = await read(locationId);
    await entity
      .build(PutItemCommand)
      .item({ locationId, prices, revision: revision + 1, changedAtMs: clock.nowMs() })
      .send();
    kept.delete(locationId);
  }

  async function list(
    locationId: string,
    query: { text?: string | undefined; limit: number; cursor?: string | undefined },
  ): Promise<Result<BranchPrices>> {
    const place = await deps.location(locationId);
    if (place?.kind !== 'branch') return fail('not_found');
    const [goods, lists, band, { prices: own }] = await Promise.all([
      deps.catalog.current(),
      deps.prices.current(),
      bandOf(place),
      read(locationId),
    ]);
    const mayHave = (product: Product) =>
      lists.policyOf(product) !== 'national' && isOfferedAt(product, place);
    const wanted = query.text?.trim();
    const skuIds = wanted
      ? (await goods.search.products(wanted, { accept: mayHave, enough: 100 })).items.flatMap(({ skus }) =>
          skus.map(({ id }) => id),
        )
      : Object.keys(own).sort();
    const start = query.cursor === undefined ? 0 : Number(query.cursor);
    if (!Number.isSafeInteger(start) || start < 0) return fail('invalid_request', { detail: 'cursor' });
    const areaFen = lists.pricesIn(place);
    const known = skuIds.flatMap((skuId) => {
      const found = goods.sku(skuId);
      return found ? [found] : [];
    });
    const end = start + query.limit;
    return ok({
      band,
      count: Object.keys(own).length,
      items: known.slice(start, end).map(({ product, sku }): BranchPrice => {
        const fen = areaFen(product, sku);
        const ownFen = own[sku.id] ?? null;
        const allowed = band ?? { belowBasisPoints: 0, aboveBasisPoints: 0 };
        return {
          skuId: sku.id,
          productId: product.id,
          title: product.title,
          skuName: sku.name,
          imagePath: skuImagePath(product, sku),
          areaFen: fen,
          ...bandAround(fen, allowed),
          ownFen,
          state: stateOf(ownFen ?? fen, fen, lists.policyOf(product), band),
        };
      }),
      nextCursor: end < known.length ? String(end) : null,
    });
  }

  type Refused =
    | 'not_found'
    | 'no_price_band'
    | 'price_outside_band'
    | 'price_is_national'
    | 'product_not_offered'
    | 'branch_prices_full';

  async function set(
    locationId: string,
    change: BranchPriceChange,
  ): Promise<Result<{ count: number }, Refused | 'busy'>> {
    const done = await runCommand<{ count: number }, Refused>(deps, {
      command: null,
      async attempt() {
        const place = await deps.location(locationId);
        if (place?.kind !== 'branch') return fail('not_found');
        const [goods, lists, band, before] = await Promise.all([
          deps.catalog.current(),
          deps.prices.current(),
          bandOf(place),
          read(locationId),
        ]);
        // What is not allowed any more can still be taken back.
        if (change.set.length > 0 && band === null) return fail('no_price_band');
        const after: Record<string, number> = { ...before.prices };
        for (const skuId of change.remove) delete after[skuId];
        for (const { skuId, priceFen } of change.set) {
          const found = goods.sku(skuId);
          if (!found || !isOfferedAt(found.product, place)) return fail('product_not_offered');
          if (lists.policyOf(found.product) === 'national') return fail('price_is_national', { sku: skuId });
          const { lowFen, highFen } = bandAround(
            lists.priceAt(found.product, found.sku, place),
            band as PriceBand,
          );
          if (priceFen < lowFen || priceFen > highFen)
            return fail('price_outside_band', {
              sku: skuId,
              low: formatYuan(lowFen),
              high: formatYuan(highFen),
            });
          after[skuId] = priceFen;
        }
        const count = Object.keys(after).length;
        if (count > maxBranchPrices) return fail('branch_prices_full', { max: maxBranchPrices });
        const touched = [...change.remove, ...change.set.map(({ skuId }) => skuId)];
        auditDetails({
          targets: [{ kind: 'location', id: locationId }],
          before: touched.flatMap((skuId) => {
            const priceFen = before.prices[skuId];
            return priceFen === undefined ? [] : [{ skuId, priceFen }];
          }),
        });
        return {
          writes: [
            write(
              'prices',
              entity
                .build(PutTransaction)
                .item({
                  locationId,
                  prices: after,
                  revision: before.revision + 1,
                  changedAtMs: clock.nowMs(),
                })
                .options({
                  condition:
                    before.revision === 0
                      ? { attr: 'locationId', exists: false }
                      : { attr: 'revision', eq: before.revision },
                }),
            ),
          ],
          value: { count },
          refused: { prices: 'again' },
        };
      },
    });
    if (done.ok) kept.delete(locationId);
    return done;
  }

  return { at, inForce, everyOwn, notAsked, adopt, list, set };
}
export type BranchPricing = ReturnType<typeof createBranchPrices>;

function priceHere(lists: PriceLists, place: Place, band: PriceBand | null, own: OwnPrices): PriceHere {
  const areaFen = lists.pricesIn(place);
  if (band === null || own === noOwnPrices) return areaFen;
  return (product, sku) => askedFen(areaFen(product, sku), own[sku.id], () => lists.policyOf(product), band);
}
