import { isOfferedIn, type Product } from '@jindian/shared/contract/catalog';
import type { Location } from '@jindian/shared/contract/network';
import type {
  BranchView,
  ProductAtBranch,
  ProductCard,
  Storefront,
} from '@jindian/shared/contract/storefront';
import { availabilityOf, type Level } from '../inventory/rules.ts';
import type { Inventory } from '../inventory/service.ts';
import type { Network } from '../network/service.ts';
import { fail, ok, type Result } from '../platform/result.ts';
import type { LiveSnapshot } from '../platform/snapshot-store.ts';
import type { Catalog } from './catalog.ts';

export type StorefrontQuery = {
  categoryId?: string | undefined;
  text?: string | undefined;
  limit: number;
  cursor?: string | undefined;
};

function availableBySku(levels: readonly Level[]): Map<string, number> {
  const available = new Map<string, number>();
  for (const level of levels) available.set(level.skuId, (available.get(level.skuId) ?? 0) + level.available);
  return available;
}

function matches(product: Product, text: string): boolean {
  const wanted = text.toLowerCase();
  return [product.title.zh, product.title.en, product.subtitle.zh, product.subtitle.en, product.id].some(
    (field) => field.toLowerCase().includes(wanted),
  );
}

export function createStorefront(deps: {
  network: Network;
  inventory: Inventory;
  catalog: LiveSnapshot<Catalog>;
}) {
  const { network, inventory, catalog } = deps;

  async function at(
    locationId: string,
  ): Promise<{ location: Location; branch: BranchView; available: Map<string, number> } | null> {
    const location = await network.location(locationId);
    if (location?.kind !== 'branch') return null;
    const levels = await inventory.levelsAt(locationId);
    return { location, branch: network.viewOf(location, null), available: availableBySku(levels) };
  }

  function card(product: Product, available: Map<string, number>): ProductCard {
    const best = Math.max(...product.skus.map(({ id }) => available.get(id) ?? 0));
    return {
      productId: product.id,
      categoryId: product.categoryId,
      title: product.title,
      subtitle: product.subtitle,
      imagePath: product.imagePaths[0] as string,
      fromPriceFen: Math.min(...product.skus.map(({ priceFen }) => priceFen)),
      availability: availabilityOf(best),
    };
  }

  /** The products that this branch carries, those in stock first; the cursor is the place in that list. */
  async function storefront(locationId: string, query: StorefrontQuery): Promise<Result<Storefront>> {
    const here = await at(locationId);
    if (!here) return fail('not_found');
    const { products, categories } = await catalog.current();
    const carried = products.filter(
      (product) =>
        isOfferedIn(product, here.location.province) && product.skus.some(({ id }) => here.available.has(id)),
    );
    const shown = carried
      .filter((product) => !query.categoryId || product.categoryId === query.categoryId)
      .filter((product) => !query.text || matches(product, query.text))
      .map((product) => card(product, here.available))
      .sort((a, b) => Number(a.availability === 'none') - Number(b.availability === 'none'));
    const start = query.cursor === undefined ? 0 : Number(query.cursor);
    if (!Number.isSafeInteger(start) || start < 0) return fail('invalid_request', { detail: 'cursor' });
    const end = start + query.limit;
    const carriedCategories = new Set(carried.map(({ categoryId }) => categoryId));
    return ok({
      branch: here.branch,
      categories: categories.filter(({ id }) => carriedCategories.has(id)),
      items: shown.slice(start, end),
      nextCursor: end < shown.length ? String(end) : null,
    });
  }

  async function productAtBranch(locationId: string, productId: string): Promise<Result<ProductAtBranch>> {
    const here = await at(locationId);
    if (!here) return fail('not_found');
    const product = (await catalog.current()).product(productId);
    if (!product) return fail('not_found');
    if (!isOfferedIn(product, here.location.province)) return fail('product_not_offered');
    return ok({
      product,
      branch: here.branch,
      skus: product.skus.map(({ id, priceFen }) => {
        const available = here.available.get(id) ?? 0;
        return {
          skuId: id,
          priceFen,
          availability: availabilityOf(available),
          sellable: Math.min(99, available),
        };
      }),
    });
  }

  /** May this product hang on a shelf of this branch? */
  async function offers(locationId: string, productId: string): Promise<boolean> {
    const location = await network.location(locationId);
    const product = (await catalog.current()).product(productId);
    return location?.kind === 'branch' && product !== null && isOfferedIn(product, location.province);
  }

  return { storefront, productAtBranch, offers };
}
export type StorefrontService = ReturnType<typeof createStorefront>;
