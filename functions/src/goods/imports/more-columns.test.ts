import type { Product } from '@jindian/shared/contract/goods/catalog';
import { expect, test } from 'vitest';
import { moreCells, withMore } from './more-columns.ts';

const visibleFrom = (text: string) => {
  const read = withMore({ id: 'P1' } as Product, { visibleFrom: text });
  return 'bad' in read ? read.bad : read.product.visibleFromMs;
};

test.each([
  ['2026-05-20 10:00', Date.UTC(2026, 4, 20, 2)],
  ['2026-05-20T10:00:30', Date.UTC(2026, 4, 20, 2, 0, 30)],
  ['2026-05-20', Date.UTC(2026, 4, 19, 16)],
  ['1779242400000', 1_779_242_400_000],
])('%s in a cell is a time by the clock of the brand', (text, atMs) => {
  expect(visibleFrom(text)).toBe(atMs);
});

test.each(['5', 'May 5', '2026-02-30 10:00', '2026-05-20 10:00Z', '12:00', '20260520'])(
  '%s in a cell is no time, and no other is made of it',
  (text) => expect(visibleFrom(text)).toBe('visibleFrom'),
);

test.each(['新品', '"q"', '[1]', '{"zh":"a"}', '-', 'a; b', 'a | b', '"'])(
  'what is called %s is so still after it was written into a cell and read',
  (said) => {
    const tags = [{ zh: said, en: said }];
    const own = { id: 'P1', tags, brandLine: tags[0] } as Product;
    const { tags: cell, brandLine } = moreCells(own);
    expect(withMore({ id: 'P1' } as Product, { tags: cell, brandLine })).toMatchObject({ product: own });
  },
);
