import { expect, test } from 'vitest';
import { orderNumberOf } from './order-number.ts';

test('an order is called by its day in China and the end of its id', () => {
  const id = (ms: number) => {
    let text = '';
    for (let left = ms, nth = 0; nth < 10; nth += 1, left = Math.floor(left / 32))
      text = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[left % 32] + text;
    return `${text}ABCDEFGHJKM14GTN`;
  };
  expect(orderNumberOf(id(Date.UTC(2026, 10, 30, 16, 30)))).toBe('1201-14GTN');
  expect(orderNumberOf(id(Date.UTC(2026, 10, 30, 15, 59)))).toBe('1130-14GTN');
});
