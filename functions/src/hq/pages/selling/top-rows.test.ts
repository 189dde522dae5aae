import { expect, test } from 'vitest';
import { topLists } from './top-rows.ts';

type Order = Parameters<typeof topLists>[0][number];

function sold(seller: string | null, branch: string, totalFen: number, more: Partial<Order> = {}): Order {
  return {
    state: 'paid',
    totalFen,
    refundedFen: 0,
    sellerId: seller,
    sellerName: seller && `name of ${seller}`,
    commissionFen: seller ? totalFen / 10 : 0,
    storefront: { locationId: branch, name: { zh: branch, en: branch } },
    ...more,
  };
}
const regionOf = (id: string) => ({ B1: '山东', B2: '山东', B3: '上海' })[id];

test('the most sold stands first, less what went back, and without what came to nothing', () => {
  const lists = topLists(
    [
      sold('LI', 'B1', 10_000),
      sold('HAN', 'B3', 12_000, { state: 'completed', refundedFen: 3_000 }),
      sold('LI', 'B2', 500),
      sold(null, 'B2', 700),
      sold('LI', 'B1', 99_000, { state: 'cancelled' }),
      sold('LI', 'B1', 99_000, { state: 'refunded', refundedFen: 99_000 }),
      sold('LI', 'B1', 99_000, { practice: true }),
    ],
    regionOf,
    20,
  );
  expect(lists.sellers).toEqual([
    { id: 'LI', name: 'name of LI', orders: 2, salesFen: 10_500, commissionFen: 1_050 },
    { id: 'HAN', name: 'name of HAN', orders: 1, salesFen: 9_000, commissionFen: 1_200 },
  ]);
  expect(lists.branches.map(({ id, orders, salesFen }) => [id, orders, salesFen])).toEqual([
    ['B1', 1, 10_000],
    ['B3', 1, 9_000],
    ['B2', 2, 1_200],
  ]);
  expect(lists.regions.map(({ id, salesFen }) => [id, salesFen])).toEqual([
    ['山东', 11_200],
    ['上海', 9_000],
  ]);
});

test('no more than are asked for, the same at every look', () => {
  const orders = ['S3', 'S1', 'S2'].map((seller) => sold(seller, 'B1', 100));
  expect(topLists(orders, regionOf, 2).sellers.map(({ id }) => id)).toEqual(['S1', 'S2']);
});
