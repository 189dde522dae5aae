/** The pure rules behind offers, refusals, the grab pool and a refused pickup. */

import type { GrabPoolItem } from '@jindian/shared/contract/serving/branch-work';
import { pickupAnswerSchema, refusalSchema } from '@jindian/shared/contract/serving/branch-work';
import type { OrderLine } from '@jindian/shared/contract/serving/order';
import { refusalReasons } from '@jindian/shared/contract/serving/order';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerOf } from '../src/lib/refused-pickup.ts';
import { slotText } from '../src/lib/slot-words.ts';
import { freshOf, takenSince } from '../src/packages/serving/clerk/lib/news.ts';
import {
  newForm,
  type RefusalForm,
  readPriceFen,
  readRefusal,
  wantedOf,
} from '../src/packages/serving/clerk/lib/refusal-form.ts';

const line = (skuId: string, quantity: number): OrderLine => ({
  skuId,
  productId: 'P001',
  title: { zh: '冰箱', en: 'Fridge' },
  skuName: { zh: '白', en: 'White' },
  imagePath: '/assets/products/P001.svg',
  quantity,
  unitPriceFen: 320_000,
  amountFen: 320_000 * quantity,
});

describe('a refusal', () => {
  const wanted = wantedOf([line('P001-01', 1), line('P002-01', 2), line('P001-01', 2)]);
  const form = (part: Partial<RefusalForm>) => readRefusal({ ...newForm(wanted), ...part }, wanted);

  test('counts what is on the shelf once for a SKU, whatever lines want it', () => {
    expect(wanted.map(({ skuId, quantity }) => [skuId, quantity])).toEqual([
      ['P001-01', 3],
      ['P002-01', 2],
    ]);
  });

  test('of one SKU it is that one that is missing; of several the clerk says which', () => {
    expect(newForm(wantedOf([line('P001-01', 2)])).counts).toEqual({ 'P001-01': 0 });
    expect(form({ reason: 'no_stock' })).toEqual({ fault: 'notShort' });
    expect(form({ reason: 'no_stock', counts: { 'P001-01': 3, 'P002-01': 1 } })).toEqual({
      refusal: { reason: 'no_stock', counted: [{ skuId: 'P002-01', onHand: 1 }], localPrices: [] },
    });
  });

  test('for the price tells the prices here, in fen, and what is none is not guessed', () => {
    expect(form({ reason: 'price', prices: { 'P001-01': '4,000.5', 'P002-01': ' ' } })).toEqual({
      refusal: { reason: 'price', counted: [], localPrices: [{ skuId: 'P001-01', priceFen: 400_050 }] },
    });
    expect(form({ reason: 'price', prices: { 'P001-01': '4000 yuan' } })).toEqual({ fault: 'badPrice' });
    expect(['0', '-1', '1.234', '', '１'].map(readPriceFen)).toEqual([null, null, null, null, null]);
  });

  test('for another reason says which', () => {
    expect(form({ reason: null })).toEqual({ fault: 'chooseReason' });
    expect(form({ reason: 'other', note: '  ' })).toEqual({ fault: 'noteNeeded' });
    expect(form({ reason: 'other', note: ' 在盘点 ' })).toMatchObject({ refusal: { note: '在盘点' } });
  });

  test('whatever is typed, what is sent is a refusal of the contract', () => {
    const forms = fc.record({
      reason: fc.constantFrom(...refusalReasons),
      counts: fc.dictionary(fc.constantFrom('P001-01', 'P002-01'), fc.nat(10)),
      prices: fc.dictionary(fc.constantFrom('P001-01', 'P002-01'), fc.string({ maxLength: 8 })),
      note: fc.string({ maxLength: 300 }),
    });
    fc.assert(
      fc.property(forms, (one) => {
        const read = readRefusal(one, wanted);
        if ('refusal' in read) expect(refusalSchema.safeParse(read.refusal).success).toBe(true);
      }),
    );
  });
});

describe('what calls for attention', () => {
  test('is what came, not what was accepted or grabbed by this very phone', () => {
    const before = new Set(['a', 'b']);
    expect(freshOf(before, { offered: ['b', 'c'], toPack: ['a'] }, new Set())).toEqual({
      offered: 1,
      toPack: 0,
    });
    expect(freshOf(before, { offered: [], toPack: ['a', 'b', 'g'] }, new Set(['g']))).toEqual({
      offered: 0,
      toPack: 0,
    });
  });

  test('in the grab pool: gone before its time is taken, gone after it is not', () => {
    const item = (fulfilmentId: string, offerUntilMs: number) =>
      ({ fulfilmentId, offerUntilMs }) as GrabPoolItem;
    const before = [item('stays', 100), item('taken', 100), item('over', 50)];
    expect(takenSince(before, [item('stays', 100)], 60).map((one) => one.fulfilmentId)).toEqual(['taken']);
  });
});

describe('the answer to a refused pickup', () => {
  const address = {
    id: '01JD3V8Q9XKZ4M7T2N5R6W8Y1C',
    recipientName: '林小姐',
    phone: '13800010001',
    province: '上海市',
    city: '上海市',
    county: '黄浦区',
    detail: '南京东路 100 号',
    latGcj02: 31.23,
    lngGcj02: 121.47,
    revision: 1,
    isDefault: false,
  };

  test('is whole or none', () => {
    const nothing = { locationId: null, address: null };
    expect(answerOf(null, { locationId: 'B00001', address })).toBeNull();
    expect(answerOf('another_branch', { ...nothing, address })).toBeNull();
    expect(answerOf('delivery', { ...nothing, locationId: 'B00001' })).toBeNull();
    const answers = [
      answerOf('refund', nothing),
      answerOf('another_branch', { ...nothing, locationId: 'B00001' }),
      answerOf('delivery', { ...nothing, address }),
    ];
    for (const answer of answers) expect(pickupAnswerSchema.parse(answer)).toEqual(answer);
    expect(JSON.stringify(answers)).not.toContain(address.id);
  });
});

test('a slot is told by the day as people say it', () => {
  const nowMs = Date.UTC(2026, 10, 20, 17);
  expect(slotText('20261121T1000-1200', nowMs, 'zh')).toBe('今天 10:00–12:00');
  expect(slotText('20261122T1830-2400', nowMs, 'en')).toBe('Tomorrow 18:30–24:00');
  expect(slotText('20261123T0900-1000', nowMs, 'zh')).toBe('11月23日 周一 09:00–10:00');
  expect(slotText('20261123T0900-1000', nowMs, 'en')).toBe('Mon 23 Nov 09:00–10:00');
  expect(slotText('soon', nowMs, 'en')).toBe('soon');
});
