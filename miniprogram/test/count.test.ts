import type { CountedLine, StockItem } from '@jindian/shared/contract/goods/inventory';
import { describe, expect, test } from 'vitest';
import { stockEn } from '../src/i18n/goods/stock.en.ts';
import { stockZh } from '../src/i18n/goods/stock.zh.ts';
import {
  addToDraft,
  type DraftLine,
  linesToSubmit,
  setCounted,
  setLot,
  settleDraft,
} from '../src/packages/goods/stock/lib/count-draft.ts';
import { type Piece, piecesOf } from '../src/packages/goods/stock/lib/piece.ts';
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
  tracking: 'none',
  levels: [
    {
      ownerId: 'hq',
      condition: 'sellable',
      lots: [],
      onHand,
      reserved,
      available: onHand - reserved,
      safety: 0,
    },
  ],
});
const piece = (of: StockItem, index = 0) => piecesOf(of)[index] as Piece;
const add = (lines: DraftLine[], of: StockItem, pieces: number, nowMs = 1) =>
  addToDraft(lines, of, piece(of), pieces, nowMs);
const tracked = (): StockItem => ({
  ...item('P050-01', 9),
  tracking: 'lot_and_expiry',
  levels: [
    {
      ownerId: 'hq',
      condition: 'sellable',
      lots: [{ code: 'A1', expiresOn: '2026-12-05', onHand: 4, reserved: 1, available: 3, blocked: false }],
      onHand: 9,
      reserved: 1,
      available: 8,
      safety: 0,
    },
  ],
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
    let lines = add([], item('P001-01', 5), 1);
    lines = add(lines, item('P002-01', 3), 0);
    lines = add(lines, item('P001-01', 4), 1);
    expect(lines.map(({ skuId, counted, seenOnHand }) => [skuId, counted, seenOnHand])).toEqual([
      ['P001-01', 2, 5],
      ['P002-01', null, 3],
    ]);
  });

  test('only what was counted is sent, none of a thing included, with the time of the count', () => {
    let lines = add([], item('P001-01', 5), 0);
    lines = add(lines, item('P002-01', 3), 1);
    lines = setCounted(lines, lines[0]!.id, 0, 77);
    expect(linesToSubmit(lines).lines).toEqual([{ skuId: 'P002-01', ownerId: 'hq', counted: 0, asOfMs: 77 }]);
  });

  test('of a tracked product each lot is counted by itself, and a new one is sent once it is typed', () => {
    const of = tracked();
    expect(piecesOf(of).map(({ lot, onHand }) => [lot, onHand])).toEqual([
      [{ code: 'A1', expiresOn: '2026-12-05' }, 4],
      [null, 5],
      ['new', 0],
    ]);
    let lines = addToDraft([], of, piece(of, 2), 3, 1);
    lines = addToDraft(lines, of, piece(of, 0), 4, 2);
    expect(linesToSubmit(lines).lines).toMatchObject([{ lot: { code: 'A1' }, counted: 4 }]);
    lines = setLot(lines, lines[1]!.id, { code: 'B2', expiresOn: null });
    expect(linesToSubmit(lines).lines).toHaveLength(1);
    lines = setLot(lines, lines[1]!.id, { code: 'B2', expiresOn: '2026-12-31' });
    expect(linesToSubmit(lines).lines).toMatchObject([
      { lot: { code: 'A1' } },
      { lot: { code: 'B2', expiresOn: '2026-12-31' }, counted: 3 },
    ]);
  });

  test('what was taken goes; what came too late is counted again against the books as they are', () => {
    let lines = ['P001-01', 'P002-01', 'P003-01', 'P004-01'].reduce(
      (draft, skuId) => add(draft, item(skuId, 9), 3),
      [] as DraftLine[],
    );
    lines = setCounted(lines, lines[0]!.id, null, 1);
    const { ids } = linesToSubmit(lines);
    const { left, done, again } = settleDraft(lines, ids, [
      answer('P003-01', 'below_reserved', 9),
      answer('P002-01', 'stale', 7),
      answer('P001-01', 'set', 3),
    ]);
    expect([done, again]).toEqual([1, 2]);
    expect(
      left.map(({ skuId, counted, seenOnHand, again: why }) => [skuId, counted, seenOnHand, why]),
    ).toEqual([
      ['P004-01', null, 9, null],
      ['P003-01', 3, 9, 'below_reserved'],
      ['P002-01', null, 7, 'stale'],
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
