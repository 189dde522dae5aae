import { expect, test } from 'vitest';
import { demoCategories, demoProducts } from '../../local/demo/catalog/index.ts';
import { decodeCatalog, encodeCatalog } from './catalog.ts';

test('a catalog survives its encoding; one that breaks the contract is never published', () => {
  const catalog = decodeCatalog(encodeCatalog({ products: demoProducts, categories: demoCategories }));
  expect(catalog.products).toEqual(demoProducts);
  expect(catalog.sku('P004-01')?.product.id).toBe('P004');
  expect(catalog.sku('P999-99')).toBeNull();
  const broken = { ...demoProducts[0]!, skus: [{ ...demoProducts[0]!.skus[0]!, priceFen: -1 }] };
  expect(() => encodeCatalog({ products: [broken], categories: demoCategories })).toThrow();
});
