import type { Product } from '@jindian/shared/contract/goods/catalog';

/** Every path of a picture that a product names. */
export function picturesOf({
  imagePaths,
  detailPaths = [],
  options,
}: Pick<Product, 'imagePaths' | 'detailPaths' | 'options'>): string[] {
  return [
    ...imagePaths,
    ...detailPaths,
    ...options.flatMap(({ values }) => values.flatMap(({ imagePath }) => imagePath ?? [])),
  ];
}

export function showsPicture({ products }: { products: readonly Product[] }, id: string): boolean {
  const path = `/pictures/${id}`;
  return products.some((product) => picturesOf(product).includes(path));
}
