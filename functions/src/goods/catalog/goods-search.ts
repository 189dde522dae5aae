/** Finding goods by what a person types: the product for shoppers, the SKU for those who count and price them. */
import type { Category, Product, Sku } from '@jindian/shared/contract/goods/catalog';
import type { SearchDocument } from '../../platform/search/records.ts';
import { chineseScript } from '../../platform/search/script.ts';
import { buildSearchIndex, type Found, type SearchOptions } from '../../platform/search/search-index.ts';

type Goods = { products: readonly Product[]; categories: readonly Category[] };
export type GoodsFound<T> = { items: T[] } & Pick<Found, 'near' | 'meant'>;
export type GoodsSearchOptions<T> = { accept?: (item: T) => boolean } & Pick<
  SearchOptions,
  'enough' | 'literal'
>;

/** Each built when first wanted, for as long as the catalog is in force. */
export type GoodsSearch = {
  products(text: string, options?: GoodsSearchOptions<Product>): Promise<GoodsFound<Product>>;
  skus(
    text: string,
    options?: GoodsSearchOptions<{ product: Product; sku: Sku }>,
  ): Promise<GoodsFound<{ product: Product; sku: Sku }>>;
  categories(text: string, options?: GoodsSearchOptions<Category>): Promise<GoodsFound<Category>>;
};

export function goodsSearch(goods: Goods): GoodsSearch {
  const skus = goods.products.flatMap((product) => product.skus.map((sku) => ({ product, sku })));
  const products = searchOf(goods.products, () => goodsDocuments(goods).products);
  const categories = searchOf(goods.categories, () =>
    goods.categories.map(({ id, name }) => ({
      codes: [id],
      fields: [{ names: [name.zh], latin: [name.en] }],
    })),
  );
  return { products, skus: searchOf(skus, () => goodsDocuments(goods).skus), categories };
}

/** Of what was looked for among several kinds, only what is as typed, or else what comes nearest. */
export function bestOf<T>(...found: readonly GoodsFound<T>[]): GoodsFound<T> {
  const exact = found.filter(({ items, near }) => items.length > 0 && !near);
  if (exact.length > 0) return { items: exact.flatMap(({ items }) => items), near: false, meant: null };
  return {
    items: found.flatMap(({ items }) => items),
    near: found.some(({ near }) => near),
    meant: found.find(({ meant }) => meant !== null)?.meant ?? null,
  };
}

/** What is searched of them, in the order of the products and of their SKUs. */
export function goodsDocuments({ products, categories }: Goods): {
  products: SearchDocument[];
  skus: SearchDocument[];
} {
  const categoryOf = new Map(categories.map((category) => [category.id, category.name]));
  const fieldsOf = ({ title, subtitle, categoryId, options }: Product) => {
    const category = categoryOf.get(categoryId);
    const values = options.flatMap((option) => option.values.map(({ name }) => name));
    return [
      { names: [title.zh], latin: [title.en] },
      category ? { names: [category.zh], latin: [category.en] } : { names: [] },
      { names: values.map(({ zh }) => zh), latin: values.map(({ en }) => en) },
      { names: [subtitle.zh], latin: [subtitle.en] },
    ];
  };
  return {
    products: products.map((product) => ({
      codes: [product.id, ...product.skus.flatMap(({ id, barcodes }) => [id, ...barcodes])],
      fields: fieldsOf(product),
    })),
    skus: products.flatMap((product) => {
      const [title, category] = fieldsOf(product);
      return product.skus.map(({ id, barcodes, name }) => ({
        codes: [id, ...barcodes, product.id],
        fields: [title, category, { names: name.zh.split('/'), latin: name.en.split('/') }].filter(
          (field) => field !== undefined,
        ),
      }));
    }),
  };
}

function searchOf<T>(items: readonly T[], documents: () => readonly SearchDocument[]) {
  let index: Promise<ReturnType<typeof buildSearchIndex>> | undefined;
  return async (text: string, { accept, ...how }: GoodsSearchOptions<T> = {}): Promise<GoodsFound<T>> => {
    index ??= chineseScript().then((script) => buildSearchIndex(documents(), script));
    const options: SearchOptions = {
      ...(accept ? { accept: (position) => accept(items[position] as T) } : {}),
      ...how,
    };
    const { hits, near, meant } = (await index).search(text, options);
    return { items: hits.map(({ position }) => items[position] as T), near, meant };
  };
}
