import { atPlace, may, wholeBrand } from '@jindian/shared/access';
import { imagePathOf, isOfferedIn, type Product, visibleTo } from '@jindian/shared/contract/goods/catalog';
import type {
  BranchView,
  ProductAtBranch,
  ProductCard,
  ProductSort,
  Storefront,
  StorefrontHome,
  Suggestion,
} from '@jindian/shared/contract/goods/storefront';
import type { Location } from '@jindian/shared/contract/places/network';
import { wordsOf } from '@jindian/shared/contract/settings/fields';
import type { Settings } from '@jindian/shared/contract/settings/index';
import type { Network } from '../../places/network/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import { availabilityOf } from '../inventory/rules.ts';
import type { Inventory } from '../inventory/service.ts';
import type { Catalog } from './catalog.ts';
import { bestOf } from './goods-search.ts';
import type { PriceLists } from './prices.ts';

export type StorefrontQuery = {
  categoryId?: string | undefined;
  text?: string | undefined;
  sort?: ProductSort | undefined;
  fromFen?: number | undefined;
  toFen?: number | undefined;
  inStock?: boolean | undefined;
  limit: number;
  cursor?: string | undefined;
};

/** Warehouses that are asked for what is online only: those an order would be sent to. */
const warehousesAsked = 4;
const maxSuggestions = 8;
const sectionLength = 6;

export function createStorefront(deps: {
  network: Network;
  inventory: Pick<Inventory, 'offeredAt' | 'picture'>;
  catalog: LiveSnapshot<Catalog>;
  prices: Pick<LiveSnapshot<PriceLists>, 'current'>;
  clock: Clock;
  /** What the home page begins with. */
  brand: { current(): Promise<Pick<Settings<'brand'>, 'homeBanners' | 'homeSections'>> };
}) {
  const { network, inventory, catalog, prices, clock, brand } = deps;

  type Here = {
    location: Location;
    branch: BranchView;
    available: Map<string, number>;
    priceLists: PriceLists;
    nowMs: number;
    /** Works at this branch, and the branch is a dealer's; or is HQ: may see what is to come. */
    seesPreviews: boolean;
  };

  /** With what the branch has of some products; without them, of all that it carries. */
  async function at(
    locationId: string,
    viewer: Principal | null,
    products?: readonly Product[],
  ): Promise<Here | null> {
    const location = await network.location(locationId);
    if (location?.kind !== 'branch') return null;
    const [available, priceLists] = await Promise.all([
      products ? availableOf(location, products) : inventory.offeredAt(locationId),
      prices.current(),
    ]);
    return {
      location,
      branch: network.viewOf(location, null),
      available,
      priceLists,
      nowMs: clock.nowMs(),
      seesPreviews: viewer !== null && seesPreviewsAt(location, viewer),
    };
  }

  async function availableOf(location: Location, products: readonly Product[]): Promise<Map<string, number>> {
    const skuIds = products.flatMap((product) => product.skus.map(({ id }) => id));
    const stock = await inventory.picture([location], skuIds);
    return new Map(skuIds.map((id) => [id, stock.availableAt(location.id, id)]));
  }

  function seesPreviewsAt(location: Location, viewer: Principal): boolean {
    if (may(viewer, 'catalog.previews.read', wholeBrand)) return true;
    return location.ownership === 'dealer' && may(viewer, 'catalog.previews.read', atPlace(location));
  }

  /** Whether this viewer may see it here: offered in the province, and shown to people like them by now. */
  function isShown(product: Product, here: Pick<Here, 'location' | 'nowMs' | 'seesPreviews'>): boolean {
    if (!isOfferedIn(product, here.location.province)) return false;
    const visibility = visibleTo(product, here.nowMs);
    return visibility === 'everyone' || (visibility === 'dealers' && here.seesPreviews);
  }

  function previewOf(product: Product, nowMs: number): { previewUntilMs?: number } {
    return visibleTo(product, nowMs) === 'everyone' || product.visibleFromMs === undefined
      ? {}
      : { previewUntilMs: product.visibleFromMs };
  }

  /** Adds what the warehouses around have of the products that no branch carries: the most that one of them could send. */
  async function addOnlineOnly(here: Here, products: readonly Product[]): Promise<void> {
    const skuIds = products
      .filter((product) => product.onlineOnly && isShown(product, here))
      .flatMap((product) => product.skus.map(({ id }) => id));
    if (skuIds.length === 0) return;
    const warehouses = (await network.current())
      .nearest(here.location, {
        kinds: ['branch_warehouse', 'central_warehouse'],
        limit: warehousesAsked,
        accept: ({ status }) => status === 'open',
      })
      .map(({ location }) => location);
    const stock = await inventory.picture(warehouses, skuIds);
    for (const skuId of skuIds) {
      const most = Math.max(0, ...warehouses.map(({ id }) => stock.availableAt(id, skuId)));
      // What no branch carries is on nobody's shelf to be sold out: it is shown while it can be had.
      if (most > 0) here.available.set(skuId, most);
      else here.available.delete(skuId);
    }
  }

  function card(product: Product, here: Here): ProductCard {
    const best = Math.max(...product.skus.map(({ id }) => here.available.get(id) ?? 0));
    return {
      productId: product.id,
      categoryId: product.categoryId,
      title: product.title,
      subtitle: product.subtitle,
      imagePath: imagePathOf(product),
      fromPriceFen: Math.min(
        ...product.skus.map((sku) => here.priceLists.priceAt(product, sku, here.location)),
      ),
      availability: availabilityOf(best),
      ...(product.onlineOnly ? { onlineOnly: true } : {}),
      ...previewOf(product, here.nowMs),
    };
  }

  /** The products that this branch carries or that are online only, those in stock first; the cursor is the place in that list. */
  async function storefront(
    locationId: string,
    query: StorefrontQuery,
    viewer: Principal | null = null,
  ): Promise<Result<Storefront>> {
    const here = await at(locationId, viewer);
    if (!here) return fail('not_found');
    const goods = await catalog.current();
    const { products, categories, categoryPath, search } = goods;
    await addOnlineOnly(here, products);
    const carried = products.filter(
      (product) => isShown(product, here) && product.skus.some(({ id }) => here.available.has(id)),
    );
    const carriedIds = new Set(carried);
    const found = query.text
      ? await search.products(query.text, { accept: (product) => carriedIds.has(product) })
      : { items: carried, near: false, meant: null };
    const { fromFen = 0, toFen = Number.POSITIVE_INFINITY } = query;
    const shown = sorted(
      found.items
        .filter(({ categoryId }) => !query.categoryId || categoryPath(categoryId).includes(query.categoryId))
        .map((product) => ({ product, card: card(product, here) }))
        .filter(({ card: { fromPriceFen } }) => fromPriceFen >= fromFen && fromPriceFen <= toFen)
        .filter((one) => !query.inStock || one.card.availability !== 'none'),
      query.sort ?? 'relevance',
    );
    const start = query.cursor === undefined ? 0 : Number(query.cursor);
    if (!Number.isSafeInteger(start) || start < 0) return fail('invalid_request', { detail: 'cursor' });
    const end = start + query.limit;
    const carriedCategories = new Set(carried.flatMap(({ categoryId }) => categoryPath(categoryId)));
    const isFirst =
      start === 0 &&
      !query.text &&
      !query.categoryId &&
      !query.inStock &&
      fromFen === 0 &&
      !Number.isFinite(toFen);
    return ok({
      ...(isFirst ? { home: await home(shown, goods) } : {}),
      branch: here.branch,
      categories: categories.filter(({ id }) => carriedCategories.has(id)),
      items: shown.slice(start, end),
      nextCursor: end < shown.length ? String(end) : null,
      near: found.near,
      meant: found.meant,
    });
  }

  async function home(
    shown: readonly ProductCard[],
    { categories, categoryPath }: Pick<Catalog, 'categories' | 'categoryPath'>,
  ): Promise<StorefrontHome> {
    const { homeBanners, homeSections } = await brand.current();
    const cardOf = new Map(shown.map((one) => [one.productId as string, one]));
    const known = new Map(categories.map((category) => [category.id as string, category]));
    const inCategory = (id: string) =>
      shown.filter(({ categoryId }) => categoryPath(categoryId).includes(id));
    return {
      banners: wordsOf(homeBanners).flatMap((id): StorefrontHome['banners'] => {
        const one = cardOf.get(id);
        if (one) return [{ kind: 'product', card: one }];
        const category = known.get(id);
        const [first] = inCategory(id);
        return category && first ? [{ kind: 'category', category, imagePath: first.imagePath }] : [];
      }),
      sections: wordsOf(homeSections).flatMap((id) => {
        const category = known.get(id);
        const items = inCategory(id).filter(({ availability }) => availability !== 'none');
        return category && items.length > 0 ? [{ category, items: items.slice(0, sectionLength) }] : [];
      }),
    };
  }

  /** Reads no stock: it is asked with every letter. */
  async function suggest(
    locationId: string,
    text: string,
    viewer: Principal | null = null,
  ): Promise<Result<{ items: Suggestion[] }>> {
    const location = await network.location(locationId);
    if (location?.kind !== 'branch') return fail('not_found');
    const { products, search } = await catalog.current();
    const seen = {
      location,
      nowMs: clock.nowMs(),
      seesPreviews: viewer !== null && seesPreviewsAt(location, viewer),
    };
    const offered = new Set(
      products.filter((product) => isShown(product, seen)).map(({ categoryId }) => categoryId),
    );
    const [named, titled] = await Promise.all([
      search.categories(text, { accept: ({ id }) => offered.has(id), enough: maxSuggestions }),
      search.products(text, { accept: (product) => isShown(product, seen), enough: maxSuggestions }),
    ]);
    const { items } = bestOf<Suggestion>(
      { ...named, items: named.items.map(({ id, name }) => ({ kind: 'category', id, name })) },
      { ...titled, items: titled.items.map(({ id, title }) => ({ kind: 'product', id, name: title })) },
    );
    return ok({ items: items.slice(0, maxSuggestions) });
  }

  async function productAtBranch(
    locationId: string,
    productId: string,
    viewer: Principal | null = null,
  ): Promise<Result<ProductAtBranch>> {
    const product = (await catalog.current()).product(productId);
    const here = await at(locationId, viewer, product ? [product] : []);
    if (!here || !product) return fail('not_found');
    if (!isShown(product, here)) return fail('product_not_offered');
    if (product.onlineOnly) await addOnlineOnly(here, [product]);
    const preview = previewOf(product, here.nowMs);
    return ok({
      product,
      branch: here.branch,
      ...preview,
      skus: product.skus.map((sku) => {
        const available = here.available.get(sku.id) ?? 0;
        return {
          skuId: sku.id,
          priceFen: here.priceLists.priceAt(product, sku, here.location),
          availability: availabilityOf(available),
          sellable: preview.previewUntilMs === undefined ? Math.min(99, available) : 0,
        };
      }),
    });
  }

  /** Some products as this branch shows them, carried or not; those that are not offered there are left out. */
  async function cards(
    locationId: string,
    productIds: readonly string[],
    viewer: Principal | null = null,
  ): Promise<Result<ProductCard[]>> {
    const goods = await catalog.current();
    const known = productIds.flatMap((id) => goods.product(id) ?? []);
    const here = await at(locationId, viewer, known);
    if (!here) return fail('not_found');
    const products = known.filter((one) => isShown(one, here));
    await addOnlineOnly(here, products);
    return ok(products.map((product) => card(product, here)));
  }

  /** May this product hang on a shelf of this branch? */
  async function offers(locationId: string, productId: string): Promise<boolean> {
    const location = await network.location(locationId);
    const product = (await catalog.current()).product(productId);
    return (
      location?.kind === 'branch' &&
      product !== null &&
      isOfferedIn(product, location.province) &&
      visibleTo(product, clock.nowMs()) === 'everyone'
    );
  }

  return { storefront, suggest, productAtBranch, cards, offers };
}
export type StorefrontService = ReturnType<typeof createStorefront>;

type Shown = { product: Product; card: ProductCard };

/** As found, what is in stock first; or by price; or what came on sale last first. */
function sorted(shown: readonly Shown[], sort: ProductSort): ProductCard[] {
  const soldOut = ({ card }: Shown) => Number(card.availability === 'none');
  const since = ({ product }: Shown) => product.visibleFromMs ?? 0;
  const orders: Record<ProductSort, (a: Shown, b: Shown) => number> = {
    relevance: (a, b) => soldOut(a) - soldOut(b),
    price_up: (a, b) => a.card.fromPriceFen - b.card.fromPriceFen,
    price_down: (a, b) => b.card.fromPriceFen - a.card.fromPriceFen,
    newest: (a, b) => since(b) - since(a) || (a.product.id < b.product.id ? 1 : -1),
  };
  return [...shown].sort(orders[sort]).map(({ card }) => card);
}
