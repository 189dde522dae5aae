import type { OrderState, OrderView, PlacedOrder } from '@jindian/shared/contract/serving/order';
import { minuteMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { crashPoints } from '../../platform/testing/depth.ts';
import { type CheckoutFixture, startCheckoutFixture } from './testing/checkout-fixture.ts';
import { createCrashFixture, type Run, type Step } from './testing/crash-fixture.ts';
import { faultsNow } from './testing/invariants.ts';
import { moneyState, paymentNumber } from './testing/orders-fixture.ts';
import { standardTiming } from './timing.ts';

const { payWithinMs } = standardTiming;

/** Two orders and one payment: the process dies at any of their writes, and both come to the same end. */
let checkouts: CheckoutFixture;
beforeEach(async () => {
  checkouts = await startCheckoutFixture(500);
});
afterEach(() => checkouts.fixture.close());

const crashFixture = createCrashFixture(() => checkouts.fixture);
const { hear, work, wait, answered, cancel, payLate, live } = crashFixture;

const placed = new WeakMap<Run, PlacedOrder>();

const place: Step = async (run) => {
  const answer = await checkouts.placeAt(
    run.shopper,
    [
      ['P004-01', 1],
      ['P036-01', 2],
    ],
    { key: `place-${run.shopper.memberId}` },
  );
  const body = answered(answer, 201);
  placed.set(run, body);
  run.order = body.order;
};

const pay: Step = async (run) => {
  const second = placed.get(run)?.checkout?.orders[1] as OrderView;
  const params = { orderId: second.id };
  const asked = answered(
    await checkouts.fixture.invoke<Parameters<typeof checkouts.fixture.confirmInWallet>[0]>(
      run.shopper,
      'startPayment',
      { params },
    ),
    200,
  );
  await checkouts.fixture.confirmInWallet(asked, run.shopper.openid);
  expect(checkouts.fixture.pay.control.order(paymentNumber(second))?.state).toBe('SUCCESS');
};

const scenarios: Record<string, { steps: Step[]; end: OrderState; money: ReturnType<typeof moneyState> }> = {
  'a checkout that is paid': { steps: [place, pay, hear, work], end: 'paid', money: 'captured' },
  'a checkout that is never paid': {
    steps: [place, wait(payWithinMs), work, wait(11 * minuteMs), work],
    end: 'cancelled',
    money: 'closed',
  },
  'a checkout that is paid after it was called off': {
    steps: [place, cancel, payLate, hear, work, hear, work],
    end: 'cancelled',
    money: 'refunded',
  },
};

describe.each(Object.entries(scenarios))('%s', (name, { steps, end, money }) => {
  test.each([
    ['lost-before', 0],
    ['lost-after', 3],
  ] as const)('survives a crash at any write (%s)', async (when, turn) => {
    const points = crashPoints(Object.keys(scenarios).indexOf(name) + turn);
    const scenario = { steps, end, money, postings: [] };
    for (let nth = points.first; ; nth += points.step) {
      const { run, happened } = await live(scenario, nth, when);
      const orders = await checkouts.look(run.shopper, placed.get(run) as PlacedOrder);
      expect([nth, ...orders.map((order) => [order.state, moneyState(order)])]).toEqual([
        nth,
        [end, money],
        [end, money],
      ]);
      if (!happened) break;
    }
    expect(await faultsNow(checkouts.fixture, true)).toEqual([]);
  });
});
