import type { Product } from '@jindian/shared/contract/goods/catalog';
import { expect, test } from 'vitest';
import { body, both } from '../catalog/testing/goods-samples.ts';
import { showsPicture } from './named.ts';

test('a picture is shown by a product that names it anywhere: in lists, below the description, or beside a value', () => {
  const id = 'd'.repeat(32);
  const path = `/pictures/${id}`;
  const plain: Product = { id: 'P1', ...body() };
  const colour = { id: 'colour', name: both('颜色') };
  const white = { id: 'white', name: both('白') };
  expect(showsPicture({ products: [plain] }, id)).toBe(false);
  for (const shown of [
    { imagePaths: [path] },
    { detailPaths: [path] },
    { options: [{ ...colour, values: [{ ...white, imagePath: path }] }] },
  ])
    expect([shown, showsPicture({ products: [{ ...plain, ...shown }] }, id)]).toEqual([shown, true]);
});
