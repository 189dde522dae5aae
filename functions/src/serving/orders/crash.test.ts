import { dayMs, minuteMs } from '@jindian/shared/time';
import { afterEach, beforeEach } from 'vitest';
import { createCrashFixture, type Scenario, surviveCrashes } from './testing/crash-fixture.ts';
import { type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';
import { standardTiming } from './timing.ts';

let fixture: OrdersFixture;

beforeEach(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 500, 'P013-01': 500 } });
  // Goods that are held for somebody else: a second release would be at their expense.
  await fixture.paid(await fixture.enrol(), 'pickup', [
    ['P004-01', 3],
    ['P013-01', 3],
  ]);
});
afterEach(() => fixture.close());

const crashFixture = createCrashFixture(() => fixture);
const { place, pay, hear, work, wait, tap, handOver, cancel, refund, payLate } = crashFixture;

const pickup = [place('pickup'), pay, hear, work, tap('packFulfilment'), handOver, work];
const completedPostings = ['commission', 'order.captured', 'order.completed', 'order.completed'];

const scenarios: Record<string, Scenario> = {
  'a pickup': { steps: pickup, end: 'completed', money: 'captured', postings: completedPostings },
  'the settlement of its commission': {
    before: [...pickup, wait(8 * dayMs)],
    steps: [work],
    end: 'completed',
    money: 'captured',
    postings: completedPostings,
  },
  'a delivery': {
    steps: [
      place('delivery'),
      pay,
      hear,
      work,
      tap('packFulfilment'),
      tap('dispatchFulfilment'),
      work,
      tap('deliverFulfilment'),
      work,
    ],
    end: 'completed',
    money: 'captured',
    postings: completedPostings,
  },
  'an order that is never paid': {
    steps: [place('pickup'), wait(standardTiming.payWithinMs), work, wait(11 * minuteMs), work],
    end: 'cancelled',
    money: 'closed',
    postings: [],
  },
  'a paid order that is called off': {
    steps: [place('pickup'), pay, hear, work, cancel, work, hear, work],
    end: 'refunded',
    money: 'refunded',
    postings: ['commission', 'order.captured', 'order.refunded'],
  },
  'a part refund of a completed order': {
    before: pickup,
    steps: [refund([{ lineId: '2', quantity: 1, extraFen: 5 }]), work, hear, work],
    end: 'completed',
    money: 'refunded',
    postings: [
      'commission',
      'commission.reduced',
      'fund-pool.funding-reversed',
      'order.captured',
      'order.completed',
      'order.completed',
      'order.refunded',
    ],
  },
  'an order that is paid after it was called off': {
    steps: [place('pickup'), cancel, payLate, hear, work, hear, work],
    end: 'cancelled',
    money: 'refunded',
    postings: ['payment.late', 'payment.late-refunded'],
  },
};

surviveCrashes(() => fixture, crashFixture, scenarios);
