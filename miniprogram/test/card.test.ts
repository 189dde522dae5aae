/** What a member's card draws, and what is typed about oneself. */
import { expect, test } from 'vitest';
import { barsOf } from '../src/packages/people/card/lib/barcode.ts';
import {
  appliancesFrom,
  appliancesText,
  sizesFrom,
  sizesText,
} from '../src/packages/people/card/lib/said.ts';

test('twenty digits are a Code 128 C: start, ten pairs, check and stop', () => {
  const { width, bars } = barsOf('00000000000000000000');
  // Eleven modules a symbol, thirteen for the stop.
  expect(width).toBe(12 * 11 + 13);
  const modules = Array.from({ length: width }, () => '0');
  for (const { from, width: wide } of bars) modules.fill('1', from, from + wide);
  const text = modules.join('');
  expect(text.slice(0, 11)).toBe('11010011100');
  expect(text.slice(11, 22)).toBe('11011001100');
  expect(text.slice(-13)).toBe('1100011101011');
  // 105 for the start and nothing else: 105 mod 103 is 2.
  expect(text.slice(11 * 11, 12 * 11)).toBe('11001100110');
});

test('sizes and appliances are read as they are typed, and written back the same', () => {
  const sizes = sizesFrom('鞋 38， 上衣  M;帽子');
  expect(sizes).toEqual([
    { what: '鞋', size: '38' },
    { what: '上衣', size: 'M' },
  ]);
  expect(sizesFrom(sizesText(sizes))).toEqual(sizes);
  const appliances = appliancesFrom('滚筒 洗衣机 2025-01-02 2028-01-01、电饭煲');
  expect(appliances).toEqual([
    { name: '滚筒 洗衣机', boughtOn: '2025-01-02', warrantyUntil: '2028-01-01' },
    { name: '电饭煲', boughtOn: null, warrantyUntil: null },
  ]);
  expect(appliancesFrom(appliancesText(appliances))).toEqual(appliances);
});
