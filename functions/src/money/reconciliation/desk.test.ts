import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type OrdersFixture,
  type Person,
  startOrdersFixture,
} from '../../serving/orders/testing/orders-fixture.ts';
import { seal, signedHeaders } from '../../simulators/wechat/pay/sealing.ts';

/** Genuine money that is not what an order asked for: never marks it paid, and lies at HQ. */

let fixture: OrdersFixture;
let shopper: Person;
beforeAll(async () => {
  fixture = await startOrdersFixture();
  shopper = await fixture.enrol();
});
afterAll(() => fixture.close());

/** A payment as WeChat Pay tells it, signed and sealed, with some of it another. */
async function tell(outTradeNo: string, amountFen: number, change: (payment: Payment) => void = () => {}) {
  const { keys } = fixture.pay.control;
  const payment: Payment = {
    appid: keys.appid,
    mchid: keys.mchid,
    out_trade_no: outTradeNo,
    trade_state: 'SUCCESS',
    transaction_id: `4200${outTradeNo}`.slice(0, 32),
    success_time: '2026-05-20T10:00:00+08:00',
    payer: { openid: shopper.openid },
    amount: { total: amountFen, payer_total: amountFen, currency: 'CNY', payer_currency: 'CNY' },
  };
  change(payment);
  const body = JSON.stringify({
    id: `EV-${randomBytes(8).toString('hex')}`,
    create_time: '2026-05-20T10:00:00+08:00',
    resource_type: 'encrypt-resource',
    event_type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    resource: {
      original_type: 'transaction',
      ...seal(keys.apiV3Key, 'transaction', JSON.stringify(payment)),
    },
  });
  const response = await fixture.api.request('/v1/wechat-pay/notifications', {
    method: 'POST',
    headers: signedHeaders(keys, 'public_key', fixture.clock.nowMs(), body),
    body,
  });
  return response.status;
}
type Payment = {
  appid: string;
  mchid: string;
  amount: { total: number; payer_total: number; currency: string; payer_currency: string };
  [field: string]: unknown;
};

const open = async () => {
  const found = await fixture.system.differences.list({ state: 'open', limit: 50 });
  return found.ok ? found.value.items : [];
};
const of = async (outTradeNo: string) => (await open()).filter((one) => one.outTradeNo === outTradeNo);
const unallocatedFen = async () => (await fixture.system.ledger.balanceOf('unallocated-receipts')).postedFen;

describe('a genuine notification of an order that waits for its money', () => {
  test.each<[string, string, (payment: Payment) => void, (owedFen: number) => number]>([
    ['in another currency', 'foreign_money', (payment) => (payment.amount.currency = 'USD'), () => 0],
    ['of another merchant', 'foreign_money', (payment) => (payment.mchid = '1900000109'), () => 0],
    ['of another app', 'foreign_money', (payment) => (payment.appid = 'wxd678efh567hg6787'), () => 0],
    ['of less money', 'payment_amount', ({ amount }) => (amount.total -= 1), (owedFen) => owedFen - 1],
    ['of more money', 'payment_amount', ({ amount }) => (amount.total += 1), (owedFen) => owedFen + 1],
  ])('%s does not mark it paid, and lies at HQ once', async (_, kind, change, heldFen) => {
    const order = await fixture.placed(shopper, 'pickup', [['P004-01', 1]]);
    const number = `${order.id}P1`;
    const before = await unallocatedFen();
    expect(await tell(number, order.totalFen, change)).toBe(204);
    expect(await tell(number, order.totalFen, change)).toBe(204);
    expect((await fixture.look(shopper, order.id)).state).toBe('awaiting_payment');
    const found = await of(number);
    expect(found.map((one) => [one.kind, one.heldFen])).toEqual([[kind, heldFen(order.totalFen)]]);
    expect((await unallocatedFen()) - before).toBe(heldFen(order.totalFen));
    // The real money marks it paid all the same.
    expect(await tell(number, order.totalFen)).toBe(204);
    expect((await fixture.look(shopper, order.id)).state).toBe('paid');
  });
});

describe('money for an order that nobody knows', () => {
  test('is recorded once, however often and at once it is told, and is in the books', async () => {
    const before = await unallocatedFen();
    const statuses = await Promise.all(Array.from({ length: 8 }, () => tell('NOBODYSORDER1', 1_234)));
    // Told too much at once, it is told again.
    expect(statuses.every((status) => status === 204 || status >= 500)).toBe(true);
    expect(await tell('NOBODYSORDER1', 1_234)).toBe(204);
    const [found, ...more] = await of('NOBODYSORDER1');
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      kind: 'unknown_payment',
      heldFen: 1_234,
      state: 'open',
      canSendBack: true,
    });
    expect((await unallocatedFen()) - before).toBe(1_234);
    expect(await fixture.system.ledger.verifyLedger()).toMatchObject({ faults: [], imbalanceFen: 0 });
  });
});
