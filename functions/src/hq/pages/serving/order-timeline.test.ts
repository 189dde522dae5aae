import type { HqOrder } from '@jindian/shared/contract/hq';
import { describe, expect, test } from 'vitest';
import { say, sayCode } from '../../words/say.ts';
import { momentsOf } from './order-timeline.tsx';

const visit = {
  language: 'zh',
  t: (word: Parameters<typeof say>[1], params?: Parameters<typeof say>[2]) => say('zh', word, params),
  code: (group: string, code: string) => sayCode('zh', group, code),
} as const;
const place = (locationId: string) => ({ locationId, name: { zh: `近店·${locationId}`, en: locationId } });

/** B1 is asked, leaves it for a reason, and the warehouse W1 packs. */
const told = (reason: string, by: string, from = 'B1', refunds: object[] = []) =>
  momentsOf(
    visit,
    {
      order: {
        history: [],
        fulfilments: [
          {
            id: 'F',
            place: place('W1'),
            history: [
              { atMs: 1, state: 'offered', by: 'wechat_pay' },
              { atMs: 2, state: 'to_pack', by },
              { atMs: 3, state: 'ready', by: 'staff' },
            ],
          },
        ],
      },
      attempts: [{ fulfilmentId: 'F', atMs: 2, from: place(from), reason, to: place('W1') }],
      refunds,
    } as unknown as Pick<HqOrder, 'order' | 'attempts' | 'refunds'>,
    (id) => id.startsWith('W'),
  ).map(({ what, by }) => `${what} · ${by}`);

describe('the story of an order', () => {
  test('says who refused and why, and that the system asks the next', () => {
    expect(told('price', 'staff')).toEqual([
      '请门店接单（近店·B1） · system',
      '近店·B1 拒单，原因：价格 · staff',
      '已通知仓库备货（近店·W1） · system',
      '备货完成 · warehouse',
    ]);
  });

  test.each([
    ['timeout', 'system', 'B1', '近店·B1 超时未接 · system'],
    ['sold_at_till', 'system', 'B1', '近店·B1 不再履约：货品已在收银台售出 · system'],
    ['assigned', 'hq', 'B1', '近店·B1 不再履约：总部指派 · hq'],
    ['no_stock', 'staff', 'W2', '近店·W2 拒单，原因：无货 · warehouse'],
  ])('that it was left for %s by %s', (reason, by, from, said) => {
    expect(told(reason, by, from)[1]).toBe(said);
    expect(told(reason, by, from)[2]).toMatch(by === 'hq' ? /hq$/ : /system$/);
  });

  test('says what was given back, why, and when it arrived', () => {
    const refund = { cause: 'by_hq', amountFen: 3_280 };
    const lines = told('price', 'staff', 'B1', [
      { ...refund, atMs: 4, state: 'succeeded', finishedAtMs: 6 },
      { ...refund, atMs: 5, state: 'asked', finishedAtMs: null },
    ]);
    expect(lines.slice(-3)).toEqual([
      '退款 ¥32.80：总部退款 · hq',
      '退款 ¥32.80：总部退款 · hq',
      '¥32.80 已退回 · wechat_pay',
    ]);
  });
});
