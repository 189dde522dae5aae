/** How goods can be had that a branch may not have: what a quote would say, for many SKUs at once. */

import { isOfferedAt, isOfferedIn, type Product, visibleTo } from '@jindian/shared/contract/goods/catalog';
import type { Location } from '@jindian/shared/contract/places/network';
import { isInService } from '@jindian/shared/contract/places/network';
import type { SkuWays, Ways } from '@jindian/shared/contract/serving/ways';
import type { Settings } from '@jindian/shared/contract/settings/index';
import type { PointGcj02 } from '@jindian/shared/geo';
import { brandDay } from '@jindian/shared/time';
import type { BranchPricing } from '../../goods/branch-prices/service.ts';
import type { Catalog } from '../../goods/catalog/catalog.ts';
import type { Inventory } from '../../goods/inventory/service.ts';
import type { Network } from '../../places/network/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import { earliestMs } from './arrival.ts';
import type { OrderChannel } from './policy.ts';
import type { Sourcing } from './service.ts';

/** Where a shopper may collect instead; most of them are asked for deliveries anyway. */
const branchesLookedAt = 12;
const maxPickupMeters = 50_000;
/** Whoever orders is quoted anew. */
const keptMs = 10_000;
const maxKept = 5_000;
/** Neighbours share an answer: about a hundred meters. */
const pointDecimals = 3;
/** Levels are read for each SKU at each place around; one product is answered whatever it has. */
const maxSkusAsked = 64;

export type WaysQuery = {
  productIds: readonly string[];
  point: PointGcj02 | null;
  channel?: OrderChannel | undefined;
};
type ProductWays = Ways['items'][number];

export function createWays(deps: {
  sourcing: Pick<Sourcing, 'chooseTogether'>;
  network: Pick<Network, 'current' | 'viewer'>;
  inventory: Pick<Inventory, 'picture'>;
  catalog: Pick<LiveSnapshot<Catalog>, 'current'>;
  branchPrices: Pick<BranchPricing, 'at'>;
  settings: { current(): Promise<Settings<'places'>> };
  /** Whether anything is brought to anybody. */
  delivers(): Promise<boolean>;
  clock: Clock;
}) {
  const { sourcing, network, inventory, catalog, branchPrices, settings, clock } = deps;
  const kept = new Map<string, { untilMs: number; ways: ProductWays }>();

  async function of(locationId: string, query: WaysQuery): Promise<Result<Ways>> {
    const [snapshot, goods] = await Promise.all([network.current(), catalog.current()]);
    const storefront = snapshot.location(locationId);
    if (storefront?.kind !== 'branch') return fail('not_found');
    const nowMs = clock.nowMs();
    const point = query.point && rounded(query.point);
    const at = point ? `${point.latGcj02},${point.lngGcj02}` : '';
    const keyOf = ({ id }: Product) => `${locationId} ${at} ${query.channel ?? ''} ${id}`;
    const known = new Map<string, ProductWays>();
    const unknown: Product[] = [];
    let skus = 0;
    for (const id of new Set(query.productIds)) {
      const product = goods.product(id);
      if (!product) continue;
      const found = kept.get(keyOf(product));
      if (found && found.untilMs > nowMs) {
        known.set(id, found.ways);
        continue;
      }
      skus += product.skus.length;
      if (unknown.length === 0 || skus <= maxSkusAsked) unknown.push(product);
    }
    const asked = unknown.length === 0 ? [] : await ask(storefront, unknown, { ...query, point }, nowMs);
    for (const [index, product] of unknown.entries()) {
      const ways = asked[index] as ProductWays;
      known.set(product.id, ways);
      keep(keyOf(product), { untilMs: nowMs + keptMs, ways });
    }
    const items = [...new Set(query.productIds)].flatMap((id) => known.get(id) ?? []);
    return ok({ today: brandDay(nowMs), items });
  }

  /** The oldest makes room: all have the same time to live. */
  function keep(key: string, answer: { untilMs: number; ways: ProductWays }): void {
    kept.delete(key);
    kept.set(key, answer);
    const [oldest] = kept.keys();
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
  }

  async function ask(
    storefront: Location,
    products: readonly Product[],
    { point, channel }: WaysQuery,
    nowMs: number,
  ): Promise<ProductWays[]> {
    const [snapshot, leads, delivers, viewOf] = await Promise.all([
      network.current(),
      settings.current(),
      deps.delivers(),
      network.viewer(),
    ]);
    const to = point ?? storefront;
    const province = snapshot.countyAt(to)?.province ?? storefront.province;
    const sold = products
      .filter((product) => isInService(storefront) && visibleTo(product, nowMs) === 'everyone')
      .flatMap((product) => product.skus.map((sku) => ({ product, sku })));
    const own = await inventory.picture(
      [storefront],
      sold.map(({ sku }) => sku.id),
    );
    const isHere = ({ product, sku }: (typeof sold)[number]) =>
      canBeCollected(product, storefront) && own.availableAt(storefront.id, sku.id) > 0;
    const lacking = sold.filter((one) => !isHere(one));
    const collected = lacking.filter(({ product }) => product.pickupable);
    const near = snapshot.nearest(to, {
      kinds: ['branch'],
      limit: branchesLookedAt,
      maxDistanceMeters: maxPickupMeters,
      accept: (place) =>
        isInService(place) &&
        place.id !== storefront.id &&
        collected.some(({ product }) => canBeCollected(product, place)),
    });
    const pricesAt = await branchPrices.at(near.map(({ location }) => location));
    const delivered =
      delivers && snapshot.isOnMap(to)
        ? lacking.filter(({ product }) => product.deliverable && isOfferedIn(product, province))
        : [];
    const { sourced, stock } = await sourcing.chooseTogether(
      delivered.map(({ sku }) => ({
        method: 'delivery',
        storefrontId: storefront.id,
        point: to,
        lines: [{ skuId: sku.id, quantity: 1 }],
        triedIds: new Set<string>(),
        ...(channel ? { channel } : {}),
      })),
      to,
      { places: near.map(({ location }) => location), skuIds: collected.map(({ sku }) => sku.id) },
    );
    const deliveryOf = new Map(
      delivered.map(({ sku }, index) => {
        const served = sourced[index];
        return [sku.id, served && 'parts' in served ? served.parts[0] : undefined];
      }),
    );
    const here = new Set(sold.filter(isHere).map(({ sku }) => sku.id));

    function waysOf(product: Product, sku: Product['skus'][number]): SkuWays {
      if (here.has(sku.id)) return { skuId: sku.id, here: true, delivery: null, pickup: null };
      const part = deliveryOf.get(sku.id);
      const branch = collected.some((one) => one.sku === sku)
        ? near.find(
            ({ location }) => canBeCollected(product, location) && stock.availableAt(location.id, sku.id) > 0,
          )?.location
        : undefined;
      return {
        skuId: sku.id,
        here: false,
        delivery: part
          ? {
              locationId: part.place.id,
              name: part.place.name,
              kind: part.place.kind,
              distanceMeters: part.distanceMeters ?? 0,
              earliestDay: brandDay(earliestMs(part.place, leads, nowMs)),
            }
          : null,
        pickup: branch ? { branch: viewOf(branch, to), priceFen: pricesAt(branch)(product, sku) } : null,
      };
    }
    return products.map((product) => ({
      productId: product.id,
      skus: product.skus.map((sku) => waysOf(product, sku)),
    }));
  }

  return { of };
}
export type WaysService = ReturnType<typeof createWays>;

function rounded({ latGcj02, lngGcj02 }: PointGcj02): PointGcj02 {
  return {
    latGcj02: Number(latGcj02.toFixed(pointDecimals)),
    lngGcj02: Number(lngGcj02.toFixed(pointDecimals)),
  };
}

function canBeCollected(product: Product, place: Location): boolean {
  return product.pickupable && isOfferedAt(product, place);
}
