import type { StockItem } from '@jindian/shared/contract/goods/inventory';
import { stockMoveSchema } from '@jindian/shared/contract/goods/inventory';
import { describe, expect, test } from 'vitest';
import { isScanned, lotFromText } from '../src/lib/lot-text.ts';
import {
  changeLine,
  maxReceivedPieces,
  type ReceivedLine,
  receiptOf,
  receive,
  receiveApart,
} from '../src/packages/goods/stock/lib/receive-draft.ts';

const text = (words: string) => ({ zh: words, en: words });
const item = (skuId: string, tracking: StockItem['tracking'] = 'none'): StockItem => ({
  skuId,
  productId: 'P001',
  title: text(skuId),
  skuName: text(''),
  imagePath: '',
  barcode: '6900000000000',
  buckets: 0,
  tracking,
  levels: [],
});

describe('receiving by hand', () => {
  test('each scan is one piece more; pieces are never fewer than one, nor more than a hand can count', () => {
    let lines = receive([], item('P001-01'), 1);
    lines = receive(lines, item('P002-01'), 2);
    lines = receive(lines, item('P001-01'), 3);
    expect(lines.map(({ skuId, quantity }) => [skuId, quantity])).toEqual([
      ['P001-01', 2],
      ['P002-01', 1],
    ]);
    const first = lines[0] as ReceivedLine;
    expect(changeLine(lines, first.id, { quantity: 0 })[0]?.quantity).toBe(1);
    expect(changeLine(lines, first.id, { quantity: 1e6 })[0]?.quantity).toBe(maxReceivedPieces);
  });

  test('what is tracked is sent once its lot is typed, the rest as it is; two lines of the same are one', () => {
    let lines = receive([], item('P050-01', 'lot_and_expiry'), 1);
    const [first] = lines as [ReceivedLine];
    expect(receiptOf(lines, '到货')).toBeNull();
    lines = changeLine(lines, first.id, { lot: { code: 'A1', expiresOn: null } });
    expect(receiptOf(lines, '到货')).toBeNull();
    lines = changeLine(lines, first.id, { lot: { code: 'A1', expiresOn: '2026-12-31' }, quantity: 4 });
    lines = receiveApart(lines, first.id, 2);
    const second = lines[1] as ReceivedLine;
    expect([second.quantity, second.lot]).toEqual([1, { code: '', expiresOn: null }]);
    lines = changeLine(lines, second.id, { lot: { code: 'A1', expiresOn: '2026-12-31' } });
    lines = receive(lines, item('P001-01'), 3);
    lines = changeLine(lines, lines[0]?.id ?? '', { condition: 'quarantine' });
    const receipt = receiptOf(lines, '到货');
    expect(receipt?.lines).toEqual([
      { skuId: 'P001-01', condition: 'quarantine', delta: 1 },
      { skuId: 'P050-01', lot: { code: 'A1', expiresOn: '2026-12-31' }, delta: 5 },
    ]);
    expect(stockMoveSchema.safeParse(receipt).success).toBe(true);
    expect(receiptOf([], '到货')).toBeNull();
  });
});

describe('a lot on a box', () => {
  test.each([
    ['(01)06912345678901(17)261205(10)B-12', { code: 'B-12', expiresOn: '2026-12-05' }],
    [']C1010691234567890117261205' + '10B12', { code: 'B12', expiresOn: '2026-12-05' }],
    ['10B12\u001d17270200', { code: 'B12', expiresOn: '2027-02-28' }],
    ['0106912345678901' + '10B12\u001d21SERIAL', { code: 'B12', expiresOn: null }],
    ['LOT-7', { code: 'LOT-7', expiresOn: null }],
    ['(17)269999(10)B1', { code: 'B1', expiresOn: null }],
    ['', null],
    ['https://example.com/q/abc', null],
    ['(01)06912345678901', null],
  ])('%j', (scanned, expected) => expect(lotFromText(scanned)).toEqual(expected));

  test('is the one of the books where the code is, and the day where it is told', () => {
    const lot = { code: 'B12', expiresOn: '2026-12-05' };
    expect(isScanned(lot, { code: 'B12', expiresOn: null })).toBe(true);
    expect(isScanned(lot, { code: 'B12', expiresOn: '2026-12-06' })).toBe(false);
    expect(isScanned(lot, { code: 'B13', expiresOn: null })).toBe(false);
  });
});
