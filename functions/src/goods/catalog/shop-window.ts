import { imagePathOf, isOfferedIn, type Product, visibleTo } from '@jindian/shared/contract/goods/catalog';
import {
  emptyWindow,
  type ShopWindow,
  shopWindowSchema,
  windowAt,
  windowOrder,
  windowShown,
} from '@jindian/shared/contract/goods/shop-window';
import type { Availability, ProductCard, StorefrontHome } from '@jindian/shared/contract/goods/storefront';
import type { PolicyProblem } from '@jindian/shared/contract/policies';
import { pictureIdOf } from '@jindian/shared/picture-address';
import type { PolicyDocument, PolicyDocuments } from '../../platform/policy-document/documents.ts';
import type { LiveSnapshot } from '../../platform/snapshot-store.ts';
import type { Catalog } from './catalog.ts';
import type { PriceLists } from './prices.ts';
import { cardOf } from './storefront-card.ts';

export type ShopWindowDocument = PolicyDocument<ShopWindow, ShopWindow>;
/** A product of a list, and how much there is of it. */
export type Listed = { product: Product; availability: Availability };
type Goods = Pick<Catalog, 'categories' | 'categoryPath' | 'product'>;

const sectionLength = 6;

/** What headquarters put first in the app, by region and time: one document, whose parts come and end by themselves. */
export function createShopWindow(deps: {
  policies: PolicyDocuments;
  catalog: Pick<LiveSnapshot<Catalog>, 'current'>;
  prices: Pick<LiveSnapshot<PriceLists>, 'current'>;
  /** Those of these pictures that are not there; what is there stays from now on. */
  claimPictures(imagePaths: readonly string[]): Promise<string[]>;
}) {
  const { catalog, prices } = deps;
  const document: ShopWindowDocument = deps.policies.document({
    name: 'shop-window',
    schema: shopWindowSchema,
    permissions: { see: 'window.read', seenFrom: 'anywhere', edit: 'window.edit', publish: 'window.publish' },
    standard: emptyWindow,
    compile: (content) => content,
    async validate(content) {
      const missing = await deps.claimPictures(windowPictures(content));
      return windowProblems(content, await catalog.current(), new Set(missing));
    },
  });

  /** Every picture that it shows, showed, is to show or is being edited to show. */
  const pictures = async () => (await document.contents()).flatMap(windowPictures);

  /** The home of the app as it would be somewhere at a moment: with all that is offered there, in stock or not. */
  async function preview(content: ShopWindow, province: string, atMs: number) {
    const [goods, priceLists] = await Promise.all([catalog.current(), prices.current()]);
    const priceFen = priceLists.pricesIn({ province, city: '' });
    const listed = goods.products
      .filter((product) => isOfferedIn(product, province) && visibleTo(product, atMs) === 'everyone')
      .map((product): Listed => ({ product, availability: 'in_stock' }));
    const shownAs = ({ product, availability }: Listed) =>
      cardOf(product, Math.min(...product.skus.map((sku) => priceFen(product, sku))), availability);
    const shown = windowAt(content, province, atMs);
    const carried = new Set(listed.flatMap(({ product }) => goods.categoryPath(product.categoryId)));
    const known = goods.categories.filter(({ id }) => carried.has(id));
    return { home: homeOf(shown, listed, shownAs, goods), categories: windowOrder(known, shown.categories) };
  }

  return { ...document, pictures, preview };
}
export type ShopWindowService = ReturnType<typeof createShopWindow>;

function windowPictures({ banners }: ShopWindow): string[] {
  return banners.flatMap(({ imagePath }) => imagePath ?? []);
}

/** What it names and the brand does not have. */
function windowProblems(content: ShopWindow, goods: Goods, missing: ReadonlySet<string>): PolicyProblem[] {
  const categories = new Set<string>(goods.categories.map(({ id }) => id));
  const unknown = (path: string, id: string, isKnown: boolean): PolicyProblem[] =>
    isKnown ? [] : [{ path, code: 'window_unknown', params: { id } }];
  return [
    ...content.banners.flatMap(({ target, imagePath }, at) => [
      ...unknown(`banners.${at}`, target, categories.has(target) || goods.product(target) !== null),
      ...(imagePath !== null && missing.has(pictureIdOf(imagePath) ?? imagePath)
        ? [{ path: `banners.${at}`, code: 'picture_gone' }]
        : []),
    ]),
    ...content.sections.flatMap(({ categoryId, productIds }, at) => [
      ...unknown(`sections.${at}`, categoryId, categories.has(categoryId)),
      ...productIds.flatMap((id) => unknown(`sections.${at}`, id, goods.product(id) !== null)),
    ]),
    ...content.categories.flatMap(({ categoryId }, at) =>
      unknown(`categories.${at}`, categoryId, categories.has(categoryId)),
    ),
  ];
}

/** What of a window somebody sees to whom these goods are shown. Of what stands in it twice the first counts. */
export function homeOf(
  shown: ShopWindow,
  listed: readonly Listed[],
  shownAs: (one: Listed) => ProductCard,
  { categories, categoryPath }: Pick<Goods, 'categories' | 'categoryPath'>,
): StorefrontHome {
  const known = new Map(categories.map((category) => [category.id as string, category]));
  const byId = new Map(listed.map((one) => [one.product.id as string, one]));
  const isIn =
    (id: string) =>
    ({ product }: Listed) =>
      categoryPath(product.categoryId).includes(id);
  const banners = firstOf(shown.banners, ({ target }) => target).flatMap(
    ({ target, imagePath, title }): StorefrontHome['banners'] => {
      const one = byId.get(target);
      if (one)
        return [
          {
            kind: 'product',
            card: { ...shownAs(one), ...(title ? { title } : {}), ...(imagePath ? { imagePath } : {}) },
          },
        ];
      const category = known.get(target);
      const first = category && listed.find(isIn(target));
      return category && first
        ? [
            {
              kind: 'category',
              category: title ? { ...category, name: title } : category,
              imagePath: imagePath ?? imagePathOf(first.product),
            },
          ]
        : [];
    },
  );
  const sections = firstOf(shown.sections, ({ categoryId }) => categoryId).flatMap(
    ({ categoryId, title, productIds }) => {
      const category = known.get(categoryId);
      if (!category) return [];
      const named = productIds.flatMap((id) => byId.get(id) ?? []);
      const items = [...new Set([...named, ...listed.filter(isIn(categoryId))])]
        .filter(({ availability }) => availability !== 'none')
        .slice(0, sectionLength)
        .map(shownAs);
      return items.length > 0 ? [{ category: title ? { ...category, name: title } : category, items }] : [];
    },
  );
  return {
    banners: banners.slice(0, windowShown.banners),
    sections: sections.slice(0, windowShown.sections),
    hotWords: [...new Set(shown.hotWords.map(({ text }) => text))].slice(0, windowShown.hotWords),
  };
}

function firstOf<T>(all: readonly T[], keyOf: (one: T) => string): T[] {
  const seen = new Set<string>();
  return all.filter((one) => !seen.has(keyOf(one)) && seen.add(keyOf(one)));
}
