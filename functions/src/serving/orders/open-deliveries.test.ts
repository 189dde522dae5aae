import { brandDay, dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIds } from '../../platform/ids.ts';
import { createOutbox } from '../../platform/outbox.ts';
import { eventsOf } from '../../platform/testing/deliver.ts';
import { openTable, type TestTable } from '../../platform/testing/table.ts';
import { createOpenDeliveries } from './open-deliveries.ts';

type Ordered = { method: 'pickup' | 'delivery'; state: 'paid' | 'completed'; createdAtMs: number };

let opened: TestTable;
/** Newest first. */
let orders: Ordered[];
let pagesRead: number;

beforeEach(async () => {
  opened = await openTable();
  orders = [];
  pagesRead = 0;
});
afterEach(() => opened.close());

const nowMs = () => opened.clock.nowMs();
const ordered = (agoMs: number, more: Partial<Ordered> = {}): Ordered => ({
  method: 'delivery',
  state: 'completed',
  createdAtMs: nowMs() - agoMs,
  ...more,
});
/** Thirty days of them, so many a day. */
const amonth = (perDay: number) =>
  Array.from({ length: 30 * perDay }, (_, n) => ordered(minuteMs + (n * dayMs) / perDay));

function start() {
  const { table, clock } = opened;
  const ids = createIds(clock);
  const search = createOpenDeliveries({
    ...{ table, clock, ids, outbox: createOutbox({ table, clock, ids }) },
    async daySlice(day, limit, cursor) {
      pagesRead += 1;
      const from = Number(cursor ?? 0);
      const ofDay = orders.filter(({ createdAtMs }) => brandDay(createdAtMs) === day);
      const items = ofDay.slice(from, from + limit);
      return { items, nextCursor: from + limit < ofDay.length ? String(from + limit) : null };
    },
    pages: { atOnce: 2, inStep: 3 },
  });
  const deliver = eventsOf(opened, search.eventHandlers);
  /** Every step of the search; each told twice, since events are. */
  const steps = async (eachMs = 0) => {
    for (let step = 0; (await deliver(2)).length > 0; step += 1) {
      if (step > 40) throw new Error('no end');
      opened.clock.advance(eachMs);
    }
  };
  return { problem: search.problem, steps };
}

test('few orders are looked through at once', async () => {
  const { problem, steps } = start();
  expect(await problem()).toBeNull();
  orders = [ordered(hourMs), ordered(2 * hourMs, { method: 'pickup', state: 'paid' })];
  expect(await problem()).toBeNull();
  orders.push(ordered(3 * hourMs, { state: 'paid' }));
  expect(await problem()).toBe('open_deliveries');
  await steps();
  expect(await problem()).toBe('open_deliveries');
});

test('of many the newest are looked at while somebody waits, the rest behind the request', async () => {
  const { problem, steps } = start();
  orders = amonth(700);
  expect(await problem()).toBe('checking_deliveries');
  expect(pagesRead).toBeLessThanOrEqual(2);
  // Whoever is impatient begins no second one.
  expect(await problem()).toBe('checking_deliveries');
  await steps();
  pagesRead = 0;
  expect(await problem()).toBeNull();
  expect(pagesRead).toBeLessThanOrEqual(2);
});

test('one of weeks ago is found, and once it is over that is seen, too', async () => {
  const { problem, steps } = start();
  orders = amonth(700);
  const old = orders[25 * 700]!;
  old.state = 'paid';
  expect(await problem()).toBe('checking_deliveries');
  await steps();
  expect(await problem()).toBe('open_deliveries');
  old.state = 'completed';
  await steps();
  expect(await problem()).toBeNull();
});

test('what was found holds for some minutes, with what was ordered since', async () => {
  const { problem, steps } = start();
  orders = amonth(700);
  await problem();
  await steps();
  expect(await problem()).toBeNull();
  orders.unshift(ordered(0, { state: 'paid' }));
  expect(await problem()).toBe('open_deliveries');
  // More was ordered since than is looked at at once: the open one is not among it.
  opened.clock.advance(5 * minuteMs);
  orders.unshift(...Array.from({ length: 1_100 }, () => ordered(minuteMs)));
  expect(await problem()).toBe('checking_deliveries');
  await steps();
  expect(await problem()).toBe('open_deliveries');
  orders.find(({ state }) => state === 'paid')!.state = 'completed';
  opened.clock.advance(11 * minuteMs);
  expect(await problem()).toBe('checking_deliveries');
});

test('a search that takes longer than its answer holds is not begun for ever', async () => {
  const { problem, steps } = start();
  orders = amonth(700);
  expect(await problem()).toBe('checking_deliveries');
  await steps(minuteMs);
  expect(await problem()).toBeNull();
});

test('of a brand that sells more meanwhile than is looked at at once the rest is looked through, and nothing twice', async () => {
  const { problem, steps } = start();
  orders = amonth(700);
  await problem();
  await steps(minuteMs);
  orders.unshift(...Array.from({ length: 1_100 }, (_, n) => ordered(n * 100)));
  expect(await problem()).toBe('checking_deliveries');
  pagesRead = 0;
  await steps();
  expect(pagesRead).toBeLessThanOrEqual(4);
  expect(await problem()).toBeNull();
});
