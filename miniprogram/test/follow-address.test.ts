import { expect, test, vi } from 'vitest';

vi.mock('@tarojs/taro', () => ({ default: {} }));
const { createFollower } = await import('../src/platform/h5/follow-address.ts');

const product = (id: string) => `/pages/goods/product/index?productId=${id}`;

test('a page that is brought back for another address is opened again', () => {
  const isAnother = createFollower();
  expect(isAnother({ page: 'product-a', address: product('P053') })).toBe(false);
  expect(isAnother({ page: 'checkout-b', address: '/pages/serving/checkout/index' })).toBe(false);
  // A link in the same tab: Taro shows the old product for it.
  expect(isAnother({ page: 'product-a', address: product('P003') })).toBe(true);
  expect(isAnother({ page: 'product-c', address: product('P003') })).toBe(false);
});

test('going back to a page as it was opened leaves it alone', () => {
  const isAnother = createFollower();
  for (const page of ['a', 'b', 'a', 'b', 'a'])
    expect(isAnother({ page, address: product(page) })).toBe(false);
});
