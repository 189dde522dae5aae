/** Whom a shopper can call about an order, when, and until when it waits. */
import type { FulfilmentState, FulfilmentView } from '@jindian/shared/contract/serving/order';
import { dayMs } from '@jindian/shared/time';
import { expect, test } from 'vitest';
import { unusualDaysText } from '../src/lib/branch-words.ts';
import { hoursOf, pickUpByMs, placesToCall } from '../src/lib/help.ts';

const part = (state: FulfilmentState, locationId: string, phone: string | null) =>
  ({ state, place: { locationId, phone } }) as unknown as FulfilmentView;

test('only places that have the goods are called, each once, and only where they have a phone', () => {
  const order = {
    fulfilments: [
      part('offered', 'B1', '0535-1111111'),
      part('with_hq', 'B2', '0535-2222222'),
      part('to_pack', 'B3', '0535-3333333'),
      part('dispatched', 'B3', '0535-3333333'),
      part('fulfilled', 'B4', null),
    ],
  };
  expect(placesToCall(order)).toEqual([{ locationId: 'B3', phone: '0535-3333333' }]);
});

test('hours are said as they stand on a door, overnight and round the clock too', () => {
  expect(hoursOf({ opensAtMinute: 540, closesAtMinute: 1_275 })).toBe('09:00–21:15');
  expect(hoursOf({ opensAtMinute: 1_080, closesAtMinute: 120 })).toBe('18:00–02:00');
  expect(hoursOf({ opensAtMinute: 600, closesAtMinute: 1_440 })).toBe('10:00–00:00');
  expect(hoursOf({ opensAtMinute: 0, closesAtMinute: 1_440 })).toBe('00:00–24:00');
  expect(hoursOf({})).toBeNull();
});

test('a packed pickup waits from the last time that it was packed; nothing else does', () => {
  const history = [
    { atMs: 1_000, state: 'ready', by: 'x' },
    { atMs: 5_000, state: 'to_pack', by: 'x' },
    { atMs: 9_000, state: 'ready', by: 'x' },
  ];
  expect(pickUpByMs({ state: 'ready', method: 'pickup', history }, 7)).toBe(9_000 + 7 * dayMs);
  expect(pickUpByMs({ state: 'ready', method: 'delivery', history }, 7)).toBeNull();
  expect(pickUpByMs({ state: 'to_pack', method: 'pickup', history }, 7)).toBeNull();
});

test('days that differ are said from today on, those in a row together', () => {
  const nowMs = Date.parse('2026-09-30T12:00:00+08:00');
  const closed = (day: string) => ({ day, hours: null });
  const days = [
    closed('2026-09-29'),
    ...['2026-09-30', '2026-10-01', '2026-10-02'].map(closed),
    { day: '2026-10-04', hours: { opensAtMinute: 600, closesAtMinute: 960 } },
  ];
  expect(unusualDaysText(days, 'zh', nowMs)).toBe('9月30日至10月2日休息，10月4日 10:00–16:00');
  expect(unusualDaysText(days, 'en', nowMs)).toBe('closed 30 Sep–2 Oct, 4 Oct 10:00–16:00');
  expect(unusualDaysText([closed('2026-10-01')], 'zh', nowMs)).toBe('10月1日休息');
  expect(unusualDaysText(undefined, 'zh', nowMs)).toBe('');
});
