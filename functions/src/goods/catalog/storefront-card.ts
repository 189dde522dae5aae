import { imagePathOf, type Product } from '@jindian/shared/contract/goods/catalog';
import type { Availability, ProductCard } from '@jindian/shared/contract/goods/storefront';

/** A product as a list shows it somewhere. */
export function cardOf(product: Product, fromPriceFen: number, availability: Availability): ProductCard {
  return {
    productId: product.id,
    categoryId: product.categoryId,
    title: product.title,
    subtitle: product.subtitle,
    imagePath: imagePathOf(product),
    fromPriceFen,
    availability,
    ...(product.onlineOnly ? { onlineOnly: true } : {}),
  };
}
