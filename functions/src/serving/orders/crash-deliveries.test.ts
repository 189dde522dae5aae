import type { FailedRefund, RefundAct } from '@jindian/shared/contract/money/payments';
import { afterEach, beforeEach } from 'vitest';
import type { SaidOutcome } from './testing/asking.ts';
import { createCrashFixture, type Scenario, type Step, surviveCrashes } from './testing/crash-fixture.ts';
import { type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

/** The same deaths while deliveries fail, come back and are complained of, and while refunds fail. */
let fixture: OrdersFixture;

beforeEach(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 500, 'P013-01': 500 } });
  await fixture.paid(await fixture.enrol(), 'delivery', [
    ['P004-01', 3],
    ['P013-01', 3],
  ]);
});
afterEach(() => fixture.close());

const crashFixture = createCrashFixture(() => fixture);
const { answered, place, pay, hear, work, tap } = crashFixture;

let nth = 0;
/** What is repeated is that very command: the states go in circles, and a second time would be another one. */
function outcome(body: SaidOutcome): Step {
  nth += 1;
  const said = nth;
  return async ({ order }) => {
    const params = { orderId: order!.id, fulfilmentId: order!.fulfilments[0]!.id };
    const key = `outcome-${said}-${order!.id}`;
    answered(await fixture.invoke(fixture.staff.hq, 'hqSettleDelivery', { params, body }, key), 200);
  };
}
const say =
  (received: boolean): Step =>
  async ({ order, shopper }) => {
    const params = { orderId: order!.id, fulfilmentId: order!.fulfilments[0]!.id };
    const key = `receipt-${received}-${order!.id}`;
    answered(await fixture.invoke(shopper, 'confirmReceipt', { params, body: { received } }, key), 200);
  };
const refundAll: Step = async ({ order }) => {
  const params = { orderId: order!.id };
  const lines = order!.lines.map(({ quantity }, index) => ({ lineId: String(index + 1), quantity }));
  const body = { lines, reason: '不要了' };
  answered(
    await fixture.invoke(fixture.staff.hq, 'hqRefundOrder', { params, body }, `all-${order!.id}`),
    200,
  );
};
const refundCloses: Step = async () => fixture.pay.control.nextRefundsEnd('CLOSED');
const resolve =
  (act: RefundAct): Step =>
  async ({ order }) => {
    const listed = await fixture.invoke<{ items: FailedRefund[] }>(fixture.staff.hq, 'hqListFailedRefunds');
    const failed = answered(listed, 200).items.find(({ orderId }) => orderId === order!.id);
    // Decided before the process died.
    if (!failed) return;
    const params = { orderId: order!.id, refundId: failed.id };
    const body = { act, note: '银行转账' };
    const key = `${act}-${order!.id}`;
    answered(await fixture.invoke(fixture.staff.hq, 'hqResolveRefund', { params, body }, key), 200);
  };

const left = [place('delivery'), pay, hear, work, tap('packFulfilment'), tap('dispatchFulfilment'), work];
const failed = outcome({ act: 'failed', reason: 'nobody_there' });
const completed = ['commission', 'order.captured', 'order.completed', 'order.completed'];
const refunded = ['commission', 'order.captured', 'order.refunded'];

const scenarios: Record<string, Scenario> = {
  'a delivery that fails, leaves again, comes back and leaves anew': {
    before: left,
    steps: [
      failed,
      outcome({ act: 'again' }),
      work,
      outcome({ act: 'failed', reason: 'refused' }),
      outcome({ act: 'back', condition: 'sellable' }),
      work,
      tap('dispatchFulfilment'),
      work,
      say(true),
      work,
    ],
    end: 'completed',
    money: 'captured',
    postings: completed,
  },
  'a delivery that its shopper complains of, whose goods are put aside, and that is refunded': {
    before: left,
    steps: [
      say(false),
      work,
      failed,
      outcome({ act: 'back', condition: 'quarantine' }),
      refundAll,
      work,
      hear,
      work,
    ],
    end: 'refunded',
    money: 'refunded',
    postings: refunded,
  },
  'a delivery that is refunded on its way, and is written off; WeChat Pay closes the refund': {
    before: left,
    steps: [
      refundCloses,
      refundAll,
      work,
      hear,
      failed,
      outcome({ act: 'back', condition: 'written_off' }),
      work,
      resolve('ask_again'),
      work,
      hear,
      work,
    ],
    end: 'refunded',
    money: 'refunded',
    postings: refunded,
  },
};

surviveCrashes(() => fixture, crashFixture, scenarios);
