import { atPlace, may, wholeBrand } from '@jindian/shared/access';
import {
  isOfferedAt,
  type Product,
  type Sku,
  seenFromMs,
  visibleTo,
} from '@jindian/shared/contract/goods/catalog';
import { type ShopWindow, windowAt, windowOrder } from '@jindian/shared/contract/goods/shop-window';
import type {
  Availability,
  BranchView,
  ProductAtBranch,
  ProductCard,
  ProductSort,
  Storefront,
  Suggestion,
} from '@jindian/shared/contract/goods/storefront';
import { isInService, type Location } from '@jindian/shared/contract/places/network';
import type { Network } from '../../places/network/service.ts';
import type { Clock } from '../../platform/clock.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { Principal } from '../../platform/sessions.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { Shelves } from '../availability/shelves.ts';
import type { BranchPricing } from '../branch-prices/service.ts';
import { availabilityOf } from '../inventory/rules.ts';
import type { Inventory } from '../inventory/service.ts';
import type { Catalog } from './catalog.ts';
import { attributesInWords, facetsOf, hasWanted, wantedIn } from './facets.ts';
import { bestOf } from './goods-search.ts';
import type { ProductPreviews } from './product-previews.ts';
import { homeOf, type Listed } from './shop-window.ts';
import { cardOf } from './storefront-card.ts';

export type StorefrontQuery = {
  categoryId?: string | undefined;
  text?: string | undefined;
  sort?: ProductSort | undefined;
  fromFen?: number | undefined;
  toFen?: number | undefined;
  inStock?: boolean | undefined;
  values?: string | undefined;
  limit: number;
  cursor?: string | undefined;
};

/** Warehouses that are asked for what is online only: those an order would be sent to. */
const warehousesAsked = 4;
const maxSuggestions = 8;

export function createStorefront(deps: {
  network: Network;
  inventory: Pick<Inventory, 'picture'>;
  /** What the lists are made of. */
  shelves: Pick<Shelves, 'of'>;
  catalog: LiveSnapshot<Catalog>;
  branchPrices: Pick<BranchPricing, 'at'>;
  clock: Clock;
  previews: Pick<ProductPreviews, 'read'>;
  /** What the home page begins with. */
  shopWindow: { current(): Promise<ShopWindow> };
}) {
  const { network, inventory, shelves, catalog, branchPrices, clock, previews, shopWindow } = deps;

  type Here = {
    location: Location;
    branch: BranchView;
    /** The lowest price of a product here. */
    fromPriceFen(product: Product): number;
    priceFen(product: Product, sku: Sku): number;
    nowMs: number;
    /** Works at this branch, and the branch is a dealer's; or is HQ: may see what is to come. */
    seesPreviews: boolean;
  };

  async function at(locationId: string, viewer: Principal | null): Promise<Here | null> {
    const location = await network.location(locationId);
    if (location?.kind !== 'branch') return null;
    const [pricesAt, viewOf] = await Promise.all([branchPrices.at([location]), network.viewer()]);
    const priceFen = pricesAt(location);
    return {
      location,
      branch: viewOf(location, null),
      priceFen,
      fromPriceFen: (product) => Math.min(...product.skus.map((sku) => priceFen(product, sku))),
      nowMs: clock.nowMs(),
      seesPreviews: viewer !== null && seesPreviewsAt(location, viewer),
    };
  }

  const skuIdsOf = (products: readonly Product[]) =>
    products.flatMap((product) => product.skus.map(({ id }) => id));

  /**
   * Pieces that can be had here of each SKU of a few products, as they are at this moment: at the branch, or, of what no
   * branch carries, the most that one of the warehouses around could send.
   */
  async function piecesOf(here: Here, products: readonly Product[]): Promise<(skuId: string) => number> {
    const online = skuIdsOf(products.filter(({ onlineOnly }) => onlineOnly));
    const around = online.length === 0 ? [] : await warehousesAround(here.location);
    const [stock, sent] = await Promise.all([
      inventory.picture([here.location], skuIdsOf(products.filter(({ onlineOnly }) => !onlineOnly))),
      inventory.picture(around, online),
    ]);
    return (skuId) =>
      Math.max(
        stock.availableAt(here.location.id, skuId),
        ...around.map(({ id }) => sent.availableAt(id, skuId)),
      );
  }

  async function warehousesAround(location: Location): Promise<Location[]> {
    return (await network.current())
      .nearest(location, {
        kinds: ['branch_warehouse', 'central_warehouse'],
        limit: warehousesAsked,
        accept: isInService,
      })
      .map((near) => near.location);
  }

  /**
   * How much there is of each product of a list, a moment ago; undefined: the branch does not carry it. What no branch
   * carries is on nobody's shelf to be sold out: it is shown while a warehouse has it.
   */
  async function standingsAt(
    { location }: Here,
    { products }: Catalog,
  ): Promise<(product: Product) => Availability | undefined> {
    const around = products.some(({ onlineOnly }) => onlineOnly) ? await warehousesAround(location) : [];
    const [mine, ...others] = await shelves.of([location, ...around]);
    return ({ id, onlineOnly }) => {
      if (!onlineOnly) return mine?.get(id);
      const standings = others.map((shelf) => shelf.get(id));
      return (['in_stock', 'few'] as const).find((one) => standings.includes(one));
    };
  }

  function seesPreviewsAt(location: Location, viewer: Principal): boolean {
    if (may(viewer, 'catalog.previews.read', wholeBrand)) return true;
    return location.ownership === 'dealer' && may(viewer, 'catalog.previews.read', atPlace(location));
  }

  /** Whether this viewer may see it here: offered in the province, and shown to people like them by now. */
  function isShown(product: Product, here: Pick<Here, 'location' | 'nowMs' | 'seesPreviews'>): boolean {
    if (!isOfferedAt(product, here.location)) return false;
    const visibility = visibleTo(product, here.nowMs);
    return visibility === 'everyone' || (visibility === 'dealers' && here.seesPreviews);
  }

  function previewOf(product: Product, nowMs: number): { previewUntilMs?: number } {
    const fromMs = seenFromMs(product);
    return visibleTo(product, nowMs) === 'everyone' || fromMs === undefined ? {} : { previewUntilMs: fromMs };
  }

  const card = (product: Product, availability: Availability, here: Here): ProductCard => ({
    ...cardOf(product, here.fromPriceFen(product), availability),
    ...previewOf(product, here.nowMs),
  });

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
    const standingOf = await standingsAt(here, goods);
    const standings = new Map<Product, Availability>();
    for (const product of products) {
      const standing = standingOf(product);
      if (standing !== undefined && isShown(product, here)) standings.set(product, standing);
    }
    const found = query.text
      ? await search.products(query.text, { accept: (product) => standings.has(product) })
      : { items: [...standings.keys()], near: false, meant: null };
    const { fromFen = 0, toFen = Number.POSITIVE_INFINITY } = query;
    const anyPrice = fromFen === 0 && !Number.isFinite(toFen);
    const inCategory = found.items.filter(
      ({ categoryId }) => !query.categoryId || categoryPath(categoryId).includes(query.categoryId),
    );
    const wanted = wantedIn(query.values);
    const shown = sorted(
      inCategory
        .filter((product) => hasWanted(product, wanted))
        .map((product): Listed => ({ product, availability: standings.get(product) ?? 'none' }))
        .filter(({ availability }) => !query.inStock || availability !== 'none')
        .filter(({ product }) => anyPrice || isBetween(here.fromPriceFen(product), fromFen, toFen)),
      query.sort ?? 'relevance',
      here.fromPriceFen,
    );
    const shownAs = ({ product, availability }: Listed) => card(product, availability, here);
    const window = windowAt(await shopWindow.current(), here.location.province, here.nowMs);
    const start = query.cursor === undefined ? 0 : Number(query.cursor);
    if (!Number.isSafeInteger(start) || start < 0) return fail('invalid_request', { detail: 'cursor' });
    const end = start + query.limit;
    const carriedCategories = new Set(
      [...standings.keys()].flatMap(({ categoryId }) => categoryPath(categoryId)),
    );
    const isFirst =
      start === 0 && !query.text && !query.categoryId && !query.inStock && anyPrice && wanted.size === 0;
    return ok({
      ...(isFirst ? { home: homeOf(window, shown, shownAs, goods) } : {}),
      branch: here.branch,
      categories: windowOrder(
        categories.filter(({ id }) => carriedCategories.has(id)),
        window.categories,
      ),
      ...(start === 0 ? { facets: facetsOf(inCategory, goods) } : {}),
      items: shown.slice(start, end).map(shownAs),
      nextCursor: end < shown.length ? String(end) : null,
      near: found.near,
      meant: found.meant,
    });
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
    previewToken?: string,
  ): Promise<Result<ProductAtBranch>> {
    const goods = await catalog.current();
    const draft = previewToken === undefined ? null : await previews.read(previewToken, productId);
    if (previewToken !== undefined && !draft) return fail('not_found');
    const product = draft?.product ?? goods.product(productId);
    const here = await at(locationId, viewer);
    if (!here || !product) return fail('not_found');
    if (!draft && !isShown(product, here)) return fail('product_not_offered');
    const pieces = await piecesOf(here, [product]);
    const preview: ReturnType<typeof previewOf> = draft ? {} : previewOf(product, here.nowMs);
    return ok({
      product,
      branch: here.branch,
      attributes: attributesInWords(product, goods),
      ...(draft ? { draftUntilMs: draft.expiresAtMs } : {}),
      ...preview,
      skus: product.skus.map((sku) => {
        const available = pieces(sku.id);
        return {
          skuId: sku.id,
          priceFen: here.priceFen(product, sku),
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
    const here = await at(locationId, viewer);
    if (!here) return fail('not_found');
    const products = productIds.flatMap((id) => goods.product(id) ?? []).filter((one) => isShown(one, here));
    const pieces = await piecesOf(here, products);
    return ok(
      products.map((product) => {
        const best = Math.max(...product.skus.map(({ id }) => pieces(id)));
        return card(product, availabilityOf(best), here);
      }),
    );
  }

  /** May this product hang on a shelf of this branch? */
  async function offers(locationId: string, productId: string): Promise<boolean> {
    const location = await network.location(locationId);
    const product = (await catalog.current()).product(productId);
    return (
      location?.kind === 'branch' &&
      product !== null &&
      isOfferedAt(product, location) &&
      visibleTo(product, clock.nowMs()) === 'everyone'
    );
  }

  return { storefront, suggest, productAtBranch, cards, offers };
}
export type StorefrontService = ReturnType<typeof createStorefront>;

const isBetween = (value: number, from: number, to: number) => value >= from && value <= to;

/** As found, what is in stock first; or by price; or what came on sale last first. */
function sorted(
  shown: readonly Listed[],
  sort: ProductSort,
  fromPriceFen: (product: Product) => number,
): Listed[] {
  const soldOut = ({ availability }: Listed) => Number(availability === 'none');
  const since = ({ product }: Listed) => product.visibleFromMs ?? 0;
  if (sort === 'relevance') return [...shown].sort((a, b) => soldOut(a) - soldOut(b));
  if (sort === 'newest')
    return [...shown].sort((a, b) => since(b) - since(a) || (a.product.id < b.product.id ? 1 : -1));
  const up = sort === 'price_up' ? 1 : -1;
  return shown
    .map((one) => ({ one, priceFen: fromPriceFen(one.product) }))
    .sort((a, b) => up * (a.priceFen - b.priceFen))
    .map(({ one }) => one);
}
