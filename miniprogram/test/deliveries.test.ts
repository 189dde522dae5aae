/** What is said of deliveries that did not go straight: to the shopper, and at the desk. */
import { courierTaskStates } from '@jindian/shared/contract/serving/couriers';
import {
  deliveryFailures,
  type FulfilmentState,
  fulfilmentStates,
  orderStates,
} from '@jindian/shared/contract/serving/order';
import { describe, expect, test } from 'vitest';
import { en } from '../src/i18n/en.ts';
import { courierCallZh } from '../src/i18n/serving/courier-call.zh.ts';
import { zh } from '../src/i18n/zh.ts';
import { timelineOf } from '../src/lib/timeline.ts';
import { cameBack } from '../src/packages/serving/clerk/lib/came-back.ts';
import { courierStatus } from '../src/packages/serving/clerk/lib/courier-status.ts';

const lived = (states: readonly string[], fromMs = 10) =>
  states.map((state, index) => ({ atMs: fromMs + index, state, by: 'staff' }));

const orderOf = (states: readonly string[], parts: readonly (readonly FulfilmentState[])[]) =>
  ({
    history: lived(states, 0),
    fulfilments: parts.map((part) => ({ method: 'delivery', history: lived(part) })),
  }) as unknown as Parameters<typeof timelineOf>[0];
const wordsOf = (...part: FulfilmentState[]) =>
  timelineOf(orderOf(['paid'], [part])).map(({ word }) => zh[word]);

describe('the timeline of an order', () => {
  test('tells every state that an order or a part of it comes into, in both languages', () => {
    const tops = [
      ...orderStates.map((state) => timelineOf(orderOf([state], []))[0]),
      // Unpaid, a part says what its order says.
      ...fulfilmentStates
        .filter((state) => state !== 'held')
        .map((state) => timelineOf(orderOf(['paid'], [[state]]))[0]),
    ];
    const later = tops.slice(orderStates.length);
    expect(later.map((top) => top?.atMs)).toEqual(later.map(() => 10));
    for (const top of tops) {
      expect(top && zh[top.word]).toBeTruthy();
      expect(top && en[top.word]).toBeTruthy();
    }
  });

  test('says that a delivery failed, and what came of it', () => {
    expect(wordsOf('dispatched', 'delivery_failed', 'to_pack', 'ready', 'dispatched')).toEqual([
      '已发出',
      '备货完成',
      '商品已退回，重新备货',
      '没有送到',
      '已发出',
      '付款成功',
    ]);
    expect(wordsOf('dispatched', 'delivery_failed', 'dispatched')[0]).toBe('再次发出');
    expect(wordsOf('dispatched', 'delivery_failed', 'with_hq')[0]).toBe('商品没能送到，正在重新安排');
    expect(wordsOf('dispatched', 'disputed')[0]).toBe('您说没有收到，正在核实');
  });

  test('says that a place could not, and who prepares it now: the first times without a name', () => {
    const name = { zh: '近店·虹口店', en: 'Hongkou' };
    const part = (state: FulfilmentState) => ({
      method: 'delivery',
      state,
      place: { name },
      history: lived(['offered', 'offered', 'to_pack']),
      passedOn: [
        { atMs: 11, from: 'branch' },
        { atMs: 12, from: 'warehouse' },
      ],
    });
    const told = (state: FulfilmentState) =>
      timelineOf({ history: [], fulfilments: [part(state)] } as unknown as Parameters<typeof timelineOf>[0]);
    expect(told('to_pack')).toEqual([
      { atMs: 12, word: 'event_passed_on_warehouse', place: name },
      { atMs: 11, word: 'event_passed_on' },
      { atMs: 10, word: 'event_offered' },
    ]);
    // Nobody has it: no name is named.
    expect(told('with_hq')[0]).toEqual({ atMs: 12, word: 'event_passed_on_warehouse' });
  });

  test('says of a part alone that it is cancelled, of a whole order once', () => {
    expect(wordsOf('to_pack', 'cancelled')[0]).toBe('部分商品已取消');
    const whole = {
      history: [{ atMs: 11, state: 'refunding', by: 'hq' }],
      fulfilments: [{ method: 'delivery', history: lived(['to_pack', 'cancelled']) }],
    } as unknown as Parameters<typeof timelineOf>[0];
    expect(timelineOf(whole).map(({ word }) => word)).toEqual(['event_refunding', 'event_to_pack']);
  });
});

describe('at the desk', () => {
  const t = ((key: keyof typeof courierCallZh, params: Record<string, string> = {}) =>
    courierCallZh[key].replace('{name}', params.name ?? '')) as Parameters<typeof courierStatus>[1];

  test('each state of a courier’s task that is listed is told by a word of its own', () => {
    const listed = courierTaskStates.filter((state) => state !== 'delivered' && state !== 'cancelled');
    const words = listed.map((state) =>
      courierStatus({ state, courierName: '马师傅', feeFen: 500, codeAttemptsLeft: 5 }, t),
    );
    expect(new Set(words).size).toBe(listed.length);
    expect(words.every((word) => word !== '')).toBe(true);
    const returning = { state: 'returning', courierName: '马师傅', feeFen: 500 } as const;
    for (const codeAttemptsLeft of [0, 5])
      expect(courierStatus({ ...returning, codeAttemptsLeft }, t)).toBe('马师傅 没送到，货还没收回');
  });

  test('a parcel that was out from here and came back is no new order; one that came from elsewhere is', () => {
    for (const reason of deliveryFailures) {
      const failure = { reason, atMs: 12 };
      const item = (...states: FulfilmentState[]) =>
        ({ state: states.at(-1), failure, history: lived(states) }) as Parameters<typeof cameBack>[0];
      expect(cameBack(item('dispatched', 'delivery_failed', 'to_pack'))).toBe(true);
      expect(cameBack(item('dispatched', 'delivery_failed', 'to_pack', 'ready'))).toBe(true);
      expect(cameBack(item('dispatched', 'delivery_failed', 'to_pack', 'offered', 'to_pack'))).toBe(false);
      expect(cameBack(item('dispatched', 'delivery_failed', 'with_hq', 'to_pack'))).toBe(false);
      expect(cameBack(item('dispatched', 'delivery_failed', 'to_pack', 'dispatched'))).toBe(false);
      expect(cameBack({ ...item('to_pack'), failure: null })).toBe(false);
    }
  });
});
