import type { HqOrderSummary } from '@jindian/shared/contract/hq';
import { describe, expect, test } from 'vitest';
import { csvMore } from '../../csv-download.ts';
import { asksNothing, readList, saidInAddress } from '../../ui/list.ts';
import { type Filling, say, sayCode, type Word } from '../../words/say.ts';
import { periodOf } from './order-days.ts';
import { csvHead, csvRow, fitsFilter, orderFields, orderSorts, sortedOrders } from './order-filter.ts';
import { figuresOf } from './stages.ts';

const visit = {
  language: 'zh',
  path: '/hq',
  t: <W extends Word>(word: W, ...filling: Filling<W>) => say('zh', word, ...filling),
  code: (group: string, code: string) => sayCode('zh', group, code),
} as const;
const order = (id: string, changes: object = {}) =>
  ({
    id,
    number: `1129-${id}`,
    createdAtMs: 0,
    state: 'paid',
    fulfilmentState: 'to_pack',
    method: 'delivery',
    storefront: { locationId: 'B00001', name: { zh: '店', en: 'Branch' } },
    servingLocationIds: ['B00002'],
    servingName: { zh: '=1+1', en: 'x' },
    itemCount: 3,
    lines: [
      { skuId: 'P001-01', title: { zh: '鞋', en: 'Shoe' }, skuName: { zh: '42', en: '42' }, quantity: 1 },
      { skuId: 'P002-02', title: { zh: '梨', en: 'Pear' }, skuName: { zh: '', en: '' }, quantity: 2 },
    ],
    totalFen: 100,
    refundedFen: 0,
    sellerName: '李雷',
    ...changes,
  }) as unknown as HqOrderSummary;
const filterOf = (query: Record<string, string>) =>
  readList((name) => query[name], orderFields(visit, ['上海市', '浙江省']), orderSorts);
const shown = (query: Record<string, string>, orders: HqOrderSummary[]) =>
  orders
    .filter(fitsFilter(filterOf(query), (id) => (id === 'B00001' ? '上海市' : '浙江省')))
    .map(({ id }) => id as string);

describe('what of a day is shown', () => {
  const all = [
    order('1'),
    order('2', { method: 'pickup', sellerName: null, servingLocationIds: ['B00001'] }),
    order('3', { state: 'refunded', totalFen: 900 }),
  ];
  test.each([
    [{}, ['1', '2', '3']],
    [{ state: 'to_pack' }, ['1', '2']],
    [{ state: 'nonsense' }, ['1', '2', '3']],
    [{ method: 'pickup' }, ['2']],
    [{ at: '乙店 · B00002' }, ['1', '3']],
    [{ province: '浙江省' }, ['1', '3']],
    [{ guide: '李' }, ['1', '3']],
    [{ guide: '李', state: 'refunded' }, ['3']],
  ])('%j', (query, ids) => {
    expect(shown(query as Record<string, string>, all)).toEqual(ids);
  });

  test('is said by its address, and only what is not so anyway', () => {
    const filter = filterOf({ state: 'to_pack', sort: 'amount', size: '100', guide: '' });
    expect(saidInAddress(filter, 'newest')).toEqual({ state: 'to_pack', sort: 'amount', size: '100' });
    expect(filterOf(saidInAddress(filter, 'newest'))).toEqual(filter);
    expect([asksNothing(filter, 'newest'), asksNothing(filterOf({ size: '100' }), 'newest')]).toEqual([
      false,
      true,
    ]);
  });

  test.each([
    [{}, null, ['2026-11-29'], false],
    [{}, '2026-11-03', ['2026-11-03'], false],
    [{ from: '2026-11-27' }, null, ['2026-11-29', '2026-11-28', '2026-11-27'], false],
    [{ to: '2026-11-03' }, '2026-11-09', ['2026-11-03'], false],
    [{ from: '2026-11-03', to: '2026-11-02' }, null, ['2026-11-03', '2026-11-02'], false],
    [{ from: '2026-11-28', to: '2099-01-01' }, null, ['2026-11-29', '2026-11-28'], false],
    [{ from: '2027-01-01', to: '2027-01-02' }, null, ['2026-11-29'], false],
  ])('is of these days: %j %j', (said, day, days, isCut) => {
    expect(periodOf({ from: '', to: '', ...said }, day, '2026-11-29')).toEqual({ days, isCut });
  });

  test('is of a month at most', () => {
    const { days, isCut } = periodOf({ from: '2020-01-01', to: '2026-11-10' }, null, '2026-11-29');
    expect([days.length, days[0], days.at(-1), isCut]).toEqual([31, '2026-11-10', '2026-10-11', true]);
  });

  test('is sorted by time and amount', () => {
    expect(sortedOrders(all, 'newest').map(({ id }) => id)).toEqual(['3', '2', '1']);
    expect(sortedOrders(all, 'oldest').map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(sortedOrders(all, 'amount').map(({ id }) => id)).toEqual(['3', '2', '1']);
  });

  test('is what the figures count', () => {
    const some = [
      'awaiting_payment',
      'closing',
      'paid',
      'completed',
      'cancelled',
      'refunding',
      'refunded',
    ].flatMap((state) =>
      (['pickup', 'delivery'] as const).flatMap((method) =>
        ['ready', 'dispatched', 'with_hq'].map((fulfilmentState) => ({
          ...order('1', { state, method, fulfilmentState, refundedFen: state === 'completed' ? 10 : 0 }),
        })),
      ),
    );
    const count = (query: Record<string, string>) => shown(query, some).length;
    expect(figuresOf(some)).toMatchObject({
      orders: count({}),
      unpaid: count({ state: 'any_unpaid' }),
      paidOrders: count({ state: 'any_paid' }),
      awaitingPickup: count({ state: 'any_waiting', method: 'pickup' }),
      readyForPickup: count({ state: 'ready', method: 'pickup' }),
      toDeliver: count({ state: 'any_waiting', method: 'delivery' }),
      onTheWay: count({ state: 'dispatched', method: 'delivery' }),
      refunds: count({ state: 'any_refund' }),
    });
  });

  test('as a CSV has one mark at its beginning and no formulas', () => {
    const csv = csvHead(visit) + csvMore(all.slice(0, 1).map((one) => csvRow(visit, one))) + csvMore([]);
    expect(csv.lastIndexOf('\uFEFF')).toBe(0);
    expect(csv.split('\r\n')[1]).toContain("店,'=1+1,");
    expect(csv.split('\r\n')).toHaveLength(3);
  });

  test('as a CSV says its products, and of what is called off the place that had it', () => {
    const [head, row] = (
      csvHead(visit) +
      csvMore([
        csvRow(
          visit,
          order('1', {
            state: 'cancelled',
            fulfilmentState: 'cancelled',
            servingName: { zh: '甲店', en: 'A' },
          }),
        ),
      ])
    )
      .replace('\uFEFF', '')
      .split('\r\n')
      .map((line) => line.split(','));
    const said = Object.fromEntries((head ?? []).map((name, index) => [name, row?.[index]]));
    expect(said).toMatchObject({
      [say('zh', 'servedBy')]: '甲店',
      履约状态: '已取消',
      商品: '鞋 42 × 1；梨 × 2',
      SKU: 'P001-01 × 1；P002-02 × 2',
      件数: '3',
      状态: '已取消',
    });
  });
});
