import { isOfferedAt, type Product, type Sku, visibleTo } from '@jindian/shared/contract/goods/catalog';
import type { Clock } from '../platform/clock.ts';
import type { TiersPolicyDocument } from '../selling/membership/tiers/policy.ts';
import type { KnownToPromotions } from '../selling/promotions/policy.ts';
import type { OfferedPiece, PromotionsDeps } from '../selling/promotions/service.ts';
import type { Goods } from './goods.ts';
import type { Places } from './places.ts';

type Deps = {
  clock: Clock;
  places: Pick<Places, 'network'>;
  goods: Pick<Goods, 'catalog' | 'branchPrices'>;
};

/** What a branch asks for its goods, as promotions are laid on it. */
export function promotedShelf({ clock, places, goods }: Deps): PromotionsDeps['shelf'] {
  return async (locationId) => {
    const place = await places.network.location(locationId);
    if (place?.kind !== 'branch') return null;
    const [catalog, priceHere] = await Promise.all([
      goods.catalog.current(),
      goods.branchPrices.inForce(place),
    ]);
    const nowMs = clock.nowMs();
    const isOffered = (product: Product) =>
      visibleTo(product, nowMs) === 'everyone' && isOfferedAt(product, place);
    const piece = (product: Product, sku: Sku): OfferedPiece => ({
      skuId: sku.id,
      productId: product.id,
      categoryPath: catalog.categoryPath(product.categoryId),
      tags: product.tags?.map(({ zh }) => zh) ?? [],
      unitPriceFen: priceHere(product, sku),
      title: product.title,
    });
    return {
      province: place.province,
      piece(skuId) {
        const found = catalog.sku(skuId);
        return found && isOffered(found.product) ? piece(found.product, found.sku) : null;
      },
      piecesOf(productId) {
        const product = catalog.product(productId);
        return product && isOffered(product) ? product.skus.map((sku) => piece(product, sku)) : [];
      },
    };
  };
}

/** What a promotion may name. */
export async function knownToPromotions(
  { places, goods }: Omit<Deps, 'clock'>,
  tiersPolicy: Pick<TiersPolicyDocument, 'current'>,
): Promise<KnownToPromotions> {
  const [catalog, network, tiers] = await Promise.all([
    goods.catalog.current(),
    places.network.current(),
    tiersPolicy.current(),
  ]);
  return {
    hasSku: (skuId) => catalog.sku(skuId) !== null,
    hasProduct: (productId) => catalog.product(productId) !== null,
    hasCategory: (categoryId) => catalog.categoryPath(categoryId).length > 0,
    hasPlace: (locationId) => network.location(locationId) !== undefined,
    hasTier: (tierId) => tiers.tiers.some(({ id }) => id === tierId),
  };
}
