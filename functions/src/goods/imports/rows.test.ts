import { describe, expect, test } from 'vitest';
import { readLevelRow, readPriceRow } from './rows.ts';

describe('a row, as people write it', () => {
  const level = (values: Record<string, string | number>) => readLevelRow({ row: 7, values });
  const price = (values: Record<string, string | number>) => readPriceRow({ row: 7, values });

  test('is read with spaces, thousands and empty cells', () => {
    expect(
      level({ locationId: ' B00001 ', skuId: 'P001-01', onHand: ' 1,200 ', safety: '', ownerId: ' ' }),
    ).toEqual({
      value: { row: 7, locationId: 'B00001', skuId: 'P001-01', onHand: 1200 },
    });
    expect(price({ skuId: 'P001-01', priceYuan: '¥1,299.5', region: '全国' })).toEqual({
      value: { row: 7, skuId: 'P001-01', region: null, city: null, priceFen: 129_950 },
    });
    expect(price({ skuId: 'P001-01', priceFen: 5, region: '上海市', city: '上海市' })).toMatchObject({
      value: { region: '上海市', priceFen: 5 },
    });
  });

  test.each([
    [{ locationId: 'B00001', skuId: 'P001-01' }, 'missing', 'onHand'],
    [{ locationId: 'x', skuId: 'P001-01', onHand: '1' }, 'unreadable', 'locationId'],
    [{ locationId: 'B00001', skuId: 'P001-01', onHand: '-1' }, 'unreadable', 'onHand'],
    [{ locationId: 'B00001', skuId: 'P001-01', onHand: '1.5' }, 'unreadable', 'onHand'],
    [{ locationId: 'B00001', skuId: 'P001-01', onHand: '1e3' }, 'digits_lost', 'onHand'],
    [{ locationId: 'B00001', skuId: 'P001-01', onHand: '12,34' }, 'ambiguous', 'onHand'],
    [{ locationId: 'B00001', skuId: '6.92E+12', onHand: '1' }, 'digits_lost', 'skuId'],
    [{ locationId: 'B00001', skuId: 'P001-01', onHand: '0x10' }, 'unreadable', 'onHand'],
    [{ locationId: 'B00001', skuId: 'P001-01', onHand: '1', safety: 'two' }, 'unreadable', 'safety'],
  ])('that is wrong is told with its column: %j', (values, code, column) => {
    expect(level(values as Record<string, string>)).toMatchObject({
      bad: { row: 7, code, params: { column } },
    });
  });

  test.each([
    [{ skuId: 'P001-01' }, 'missing'],
    [{ skuId: 'P001-01', priceYuan: '12.345' }, 'ambiguous'],
    [{ skuId: 'P001-01', priceYuan: '12', priceFen: '1300' }, 'ambiguous'],
    [{ skuId: 'P001-01', priceYuan: '0' }, 'unreadable'],
    [{ skuId: 'P001-01', priceFen: '1.5' }, 'unreadable'],
    [{ skuId: 'P001-01', priceYuan: '12', city: '上海市' }, 'missing'],
  ])('of prices that is wrong is told: %j', (values, code) => {
    expect(price(values as Record<string, string>)).toMatchObject({ bad: { code } });
  });
});
