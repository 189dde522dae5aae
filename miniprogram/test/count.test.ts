import type { CountedLine, StockItem } from '@jindian/shared/contract/goods/inventory';
import { describe, expect, test } from 'vitest';
import { stockEn } from '../src/i18n/goods/stock.en.ts';
import { stockZh } from '../src/i18n/goods/stock.zh.ts';
import {
  addToDraft,
  linesToSubmit,
  setCounted,
  settleDraft,
} from '../src/packages/goods/stock/lib/count-draft.ts';
import { kindWord, ownerWord, signed } from '../src/packages/goods/stock/lib/words.ts';

const text = (words: string) => ({ zh: words, en: words });
const item = (skuId: string, onHand: number, reserved = 0): StockItem => ({
  skuId,
  productId: 'P001',
  title: text(skuId),
  skuName: text(''),
  imagePath: '',
  barcode: '6900000000000',
  buckets: 0,
  levels: [{ ownerId: 'hq', onHand, reserved, available: onHand - reserved, safety: 0 }],
});
const answer = (skuId: string, outcome: CountedLine['outcome'], onHand: number): CountedLine => ({
  skuId,
  ownerId: 'hq',
  outcome,
  onHand,
  reserved: 1,
  difference: 0,
});

describe('a count on the phone', () => {
  test('scanning a piece again adds one, and keeps what was seen first', () => {
    let lines = addToDraft([], item('P001-01', 5), 'hq', 1);
    lines = addToDraft(lines, item('P002-01', 3), 'hq', 0);
    lines = addToDraft(lines, item('P001-01', 4), 'hq', 1);
    expect(lines.map(({ skuId, counted, seenOnHand }) => [skuId, counted, seenOnHand])).toEqual([
      ['P001-01', 2, 5],
      ['P002-01', null, 3],
    ]);
  });

  test('only what was counted is sent, none of a thing included', () => {
    let lines = addToDraft([], item('P001-01', 5), 'hq', 0);
    lines = addToDraft(lines, item('P002-01', 3), 'hq', 1);
    lines = setCounted(lines, { skuId: 'P002-01', ownerId: 'hq' }, 0);
    expect(linesToSubmit(lines)).toEqual([{ skuId: 'P002-01', ownerId: 'hq', counted: 0, seenOnHand: 3 }]);
  });

  test('what was taken goes; what changed meanwhile is counted again against the books as they are', () => {
    let lines = ['P001-01', 'P002-01', 'P003-01', 'P004-01'].reduce(
      (draft, skuId) => addToDraft(draft, item(skuId, 9), 'hq', 3),
      [] as ReturnType<typeof addToDraft>,
    );
    lines = setCounted(lines, { skuId: 'P004-01', ownerId: 'hq' }, null);
    const { left, done, again } = settleDraft(lines, [
      answer('P001-01', 'set', 3),
      answer('P002-01', 'changed_meanwhile', 7),
      answer('P003-01', 'below_reserved', 9),
    ]);
    expect([done, again]).toEqual([1, 2]);
    expect(
      left.map(({ skuId, counted, seenOnHand, again: why }) => [skuId, counted, seenOnHand, why]),
    ).toEqual([
      ['P004-01', null, 9, null],
      ['P003-01', 3, 9, 'below_reserved'],
      ['P002-01', null, 7, 'changed_meanwhile'],
    ]);
  });
});

describe('what is read about stock', () => {
  const t = ((key: keyof typeof stockZh) => stockZh[key]) as never;

  test('a count, an import and an adjustment are told apart; what is not known still reads as a change', () => {
    const word = (kind: string, causeType: string, reason: string | null) =>
      kindWord({ kind, causeType, reason }, t);
    expect(word('adjust', 'staff', 'stocktake')).toBe('盘点');
    expect(word('adjust', 'staff', '破损')).toBe('调整');
    expect(word('adjust', 'import', null)).toBe('批量导入');
    expect(word('conjured', 'staff', null)).toBe('变动');
  });

  test('owners are named only where there are two', () => {
    expect([ownerWord('hq', 1, t), ownerWord('hq', 2, t), ownerWord('D7', 2, t)]).toEqual([
      null,
      '总部',
      '本店',
    ]);
    expect([signed(3), signed(-2)]).toEqual(['+3', '−2']);
  });

  test('both languages take the same parameters', () => {
    const params = (words: string) => [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    for (const [key, zh] of Object.entries(stockZh)) {
      expect(params(stockEn[key as keyof typeof stockZh]), key).toEqual(params(zh));
      expect(zh, key).not.toMatch(/[\u4e00-\u9fff][,;:?!]/);
    }
  });
});
