import { expect, test } from 'vitest';
import { attributeSchema, partIdSchema, skuSchema } from './catalog.ts';
import { productBulkChangeSchema } from './product-bulk.ts';

test('no part of a product is called as what every record has anyway', () => {
  for (const id of ['size', 'a.1', 'value']) expect(partIdSchema.safeParse(id).success).toBe(true);
  const name = { zh: '颜色', en: 'Colour' };
  for (const id of Object.getOwnPropertyNames(Object.prototype)) {
    expect(partIdSchema.safeParse(id).success, id).toBe(false);
    expect(attributeSchema.safeParse({ id, name, values: [{ id: 'a', name }] }).success, id).toBe(false);
  }
  expect(productBulkChangeSchema.safeParse({ attributes: { constructor: ['a'] } }).success).toBe(false);
  expect(skuSchema.shape.optionValueIds.safeParse({ constructor: 'a' }).success).toBe(false);
});
