import { randomBytes } from 'node:crypto';
import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import type { DifferenceView, ReconciliationView } from '@jindian/shared/contract/money/differences';
import { brandDay, hourMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hiddenField, openHq } from '../../hq/testing/visitors.ts';
import {
  branchId,
  type OrdersFixture,
  type Person,
  startOrdersFixture,
} from '../../serving/orders/testing/orders-fixture.ts';
import { seal, signedHeaders } from '../../simulators/wechat/pay/sealing.ts';

/** Genuine money that is not what an order asked for: never marks it paid, and lies at HQ. */

let fixture: OrdersFixture;
let shopper: Person;
beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 50 } });
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

const availableShoes = async () =>
  (await fixture.system.inventory.levelsAt(branchId)).find(({ skuId }) => skuId === 'P004-01')?.available ??
  0;

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

test('an order that was paid with another amount is called off in its time, and its goods are free', async () => {
  fixture.pay.control.failNext('createOrder', 'disconnect', 3);
  const order = await fixture.placed(shopper, 'pickup', [['P004-01', 3]]);
  fixture.pay.control.clearFaults();
  const number = `${order.id}P1`;
  const asked = await fixture.system.payments.collect({
    number,
    amountFen: 1,
    payer: { by: 'jsapi', openid: shopper.openid },
    description: '少付',
    expiresAtMs: fixture.clock.nowMs() + 900_000,
  });
  expect(asked.ok && (await fixture.payInWallet(number))).toBe(true);
  await fixture.pay.control.tick();
  fixture.clock.advance(16 * 60_000);
  await fixture.settle();
  expect((await fixture.look(shopper, order.id)).state).toBe('cancelled');
  expect((await of(number)).map(({ kind, heldFen }) => [kind, heldFen])).toEqual([['payment_amount', 1]]);
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

describe('HQ', () => {
  let numbers = 0;
  /** Really paid at WeChat Pay, with a number that no order has. */
  async function unknownMoney(amountFen: number): Promise<DifferenceView> {
    numbers += 1;
    const number = `UNKNOWNPAY${String(numbers).padStart(4, '0')}`;
    const { payments } = fixture.system;
    const asked = await payments.collect({
      number,
      amountFen,
      payer: { by: 'jsapi', openid: shopper.openid },
      description: '不明',
      expiresAtMs: fixture.clock.nowMs() + 900_000,
    });
    expect(asked.ok && (await fixture.payInWallet(number))).toBe(true);
    await fixture.pay.control.tick();
    const [found] = await of(number);
    return found as DifferenceView;
  }
  const act = (id: EndpointId, difference: DifferenceView, body: object) =>
    fixture.invoke<DifferenceView>(fixture.staff.hq, id, {
      params: { differenceId: difference.id },
      body: { revision: difference.revision, ...body },
    });
  const refundsOf = (number: string) =>
    fixture.pay.control.refunds().filter(({ outTradeNo }) => outTradeNo === number);
  /** Refunds take their time. */
  async function refundsEnd(): Promise<void> {
    fixture.clock.advance(60_000);
    await fixture.pay.control.tick();
  }
  const stateOf = async ({ id }: DifferenceView) => (await fixture.system.differences.read(id))?.state;
  const otherFen = async () => (await fixture.system.ledger.balanceOf('other-income')).postedFen;

  test('sends unknown money back once, however many decide it at once, and the books follow', async () => {
    const before = await unallocatedFen();
    const difference = await unknownMoney(4_200);
    expect((await unallocatedFen()) - before).toBe(4_200);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => act('hqSendMoneyBack', difference, { why: '顾客说付错了' })),
    );
    // The same of the same person is a repeat; of what was seen before, another decision is none.
    expect(answers.every(({ status, code }) => status === 200 || code === 'busy')).toBe(true);
    expect((await act('hqSendMoneyBack', difference, { why: '另一个理由' })).code).toBe('draft_changed');
    await refundsEnd();
    await fixture.settle();
    expect(refundsOf(difference.outTradeNo).map(({ refundFen, status }) => [refundFen, status])).toEqual([
      [4_200, 'SUCCESS'],
    ]);
    expect(await stateOf(difference)).toBe('settled');
    expect(await unallocatedFen()).toBe(before);
    const settled = await fixture.system.differences.read(difference.id);
    expect(settled?.history.map(({ act: what, byMemberId }) => [what, byMemberId])).toEqual([
      ['found', undefined],
      ['send_back', fixture.staff.hq.memberId],
      ['refunded', undefined],
    ]);
    // The shopper's order was never one of ours, and its refund is not on the desk either.
    expect(await of(difference.outTradeNo)).toEqual([]);
  });

  test('sends it back although WeChat Pay is away at first and its notification is lost', async () => {
    const before = await unallocatedFen();
    const difference = await unknownMoney(77);
    fixture.pay.control.failNext('refund', '500', 3);
    const decided = await act('hqSendMoneyBack', difference, { why: '测试' });
    expect(decided.body).toMatchObject({ state: 'sending_back', heldFen: 77 });
    fixture.pay.control.notifications({ mode: 'drop' });
    for (let look = 0; look < 3; look += 1) {
      fixture.clock.advance(11 * 60_000);
      await fixture.settle();
      await fixture.pay.control.tick();
    }
    fixture.pay.control.notifications({ mode: 'normal' });
    expect(refundsOf(difference.outTradeNo)).toHaveLength(1);
    expect(await stateOf(difference)).toBe('settled');
    expect(await unallocatedFen()).toBe(before);
  });

  test('decides anew, with another number, when the money cannot go back', async () => {
    const difference = await unknownMoney(55);
    fixture.pay.control.nextRefundsEnd('CLOSED');
    const first = await act('hqSendMoneyBack', difference, { why: '测试' });
    await refundsEnd();
    expect(await stateOf(difference)).toBe('open');
    const now = { ...difference, revision: first.body.revision + 1 };
    expect((await act('hqSendMoneyBack', now, { why: '再试' })).status).toBe(200);
    await refundsEnd();
    expect(await stateOf(difference)).toBe('settled');
    expect(refundsOf(difference.outTradeNo).map(({ status }) => status)).toEqual(['CLOSED', 'SUCCESS']);
  });

  /** Its refund ended ABNORMAL: WeChat Pay keeps the money for that number. */
  async function stuckMoney(amountFen: number) {
    const difference = await unknownMoney(amountFen);
    fixture.pay.control.nextRefundsEnd('ABNORMAL');
    await act('hqSendMoneyBack', difference, { why: '测试' });
    await refundsEnd();
    const [stuck] = await of(difference.outTradeNo);
    expect(stuck).toMatchObject({ state: 'stuck', heldFen: amountFen, canSendBack: true });
    return stuck as DifferenceView;
  }
  const handFen = async () => (await fixture.system.ledger.balanceOf('paid-by-hand')).postedFen;

  test.each<[string, (stuck: DifferenceView) => Promise<unknown>]>([
    ['is told when somebody completes it in the console', async () => {}],
    [
      'is asked for again under its own number',
      async (stuck) => {
        fixture.pay.control.notifications({ mode: 'drop' });
        await fixture.pay.control.completeRefund(stuck.refundNo ?? '');
        fixture.pay.control.notifications({ mode: 'normal' });
        expect((await act('hqSendMoneyBack', stuck, { why: '再试' })).body.state).toBe('settled');
      },
    ],
    [
      'is asked for again while it is still stuck',
      async (stuck) => {
        expect((await act('hqSendMoneyBack', stuck, { why: '再试' })).body).toMatchObject({
          state: 'stuck',
          refundNo: stuck.refundNo,
        });
      },
    ],
  ])('has one refund for money whose refund is stuck: it %s', async (_, meanwhile) => {
    const before = await unallocatedFen();
    const stuck = await stuckMoney(61);
    expect(await unallocatedFen()).toBe(before + 61);
    await meanwhile(stuck);
    if ((await stateOf(stuck)) !== 'settled') await fixture.pay.control.completeRefund(stuck.refundNo ?? '');
    await fixture.settle();
    expect(await stateOf(stuck)).toBe('settled');
    expect(await unallocatedFen()).toBe(before);
    expect(refundsOf(stuck.outTradeNo).map(({ status }) => status)).toEqual(['SUCCESS']);
    expect(await of(stuck.outTradeNo)).toEqual([]);
  });

  test('pays by hand what is stuck, says who, when and how, and hears if it arrives all the same', async () => {
    const [held, byHand] = [await unallocatedFen(), await handFen()];
    const stuck = await stuckMoney(62);
    for (const settlement of ['kept', 'explained'])
      expect((await act('hqSettleMoneyDifference', stuck, { settlement, why: 'x' })).code).toBe(
        'transition_refused',
      );
    const how = { settlement: 'returned_elsewhere', why: '银行转账 8812' };
    const paid = await act('hqSettleMoneyDifference', stuck, how);
    expect(paid.body.history.at(-1)).toEqual({
      act: 'returned_elsewhere',
      atMs: fixture.clock.ms,
      byMemberId: fixture.staff.hq.memberId,
      note: '银行转账 8812',
    });
    expect([await unallocatedFen(), await handFen()]).toEqual([held, byHand + 62]);
    await fixture.pay.control.completeRefund(stuck.refundNo ?? '');
    await fixture.pay.control.resend(stuck.outTradeNo);
    const twice = (await of(stuck.outTradeNo)).map((one) => [one.kind, one.outRefundNo, one.theirAmount]);
    expect(twice).toEqual([['unrecorded_refund', stuck.refundNo, 62]]);
  });

  test('takes the first of its refund numbers that arrives, whichever it is, and hears of every other', async () => {
    const { differences } = fixture.system;
    for (const [arrives, other] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const before = await unallocatedFen();
      const difference = await unknownMoney(63);
      fixture.pay.control.nextRefundsEnd('CLOSED');
      await act('hqSendMoneyBack', difference, { why: '测试' });
      await refundsEnd();
      const [closed] = await of(difference.outTradeNo);
      await act('hqSendMoneyBack', closed as DifferenceView, { why: '再试' });
      const numberOf = (nth: number) => `UM${difference.id}R${nth}`;
      // What failed under the old number says nothing of the new one.
      expect(await differences.refunded(difference.id, numberOf(1), 'ABNORMAL', 'notification')).toBe(true);
      expect(await stateOf(difference)).toBe('sending_back');
      expect(await differences.refunded(difference.id, numberOf(arrives), 'SUCCESS', 'bill')).toBe(true);
      expect([await stateOf(difference), await unallocatedFen()]).toEqual(['settled', before]);
      await refundsEnd();
      for (const number of [numberOf(arrives), numberOf(other), numberOf(other)])
        expect(await differences.refunded(difference.id, number, 'SUCCESS', 'bill')).toBe(true);
      const found = (await of(difference.outTradeNo)).map((one) => [one.kind, one.outRefundNo]);
      expect(found).toEqual([['unrecorded_refund', numberOf(other)]]);
      expect(await differences.refunded(difference.id, numberOf(3), 'SUCCESS', 'bill')).toBe(false);
    }
  });

  test('notes, keeps, and is not taken by what was changed meanwhile', async () => {
    const [held, other] = [await unallocatedFen(), await otherFen()];
    const difference = await unknownMoney(88);
    const noted = await act('hqNoteMoneyDifference', difference, { note: '问过门店', assignee: '小林' });
    expect(noted.body).toMatchObject({ assignee: '小林', state: 'open', revision: 2 });
    expect((await act('hqSettleMoneyDifference', difference, { settlement: 'kept', why: 'x' })).code).toBe(
      'draft_changed',
    );
    // Held money went somewhere: that it is explained does not say where.
    const explain = { settlement: 'explained', why: 'x' };
    expect((await act('hqSettleMoneyDifference', noted.body, explain)).code).toBe('transition_refused');
    const keep = { settlement: 'kept', why: '无人认领' };
    const kept = await act('hqSettleMoneyDifference', noted.body, keep);
    expect(kept.body).toMatchObject({ state: 'settled', heldFen: 0 });
    // An answer that was lost: asked once more, it is told again, and done once.
    expect(await act('hqSettleMoneyDifference', noted.body, keep)).toEqual(kept);
    const again = { note: '问过门店', assignee: '小林' };
    expect((await act('hqNoteMoneyDifference', difference, again)).body).toEqual(kept.body);
    expect((await act('hqNoteMoneyDifference', difference, { note: '别的' })).code).toBe('draft_changed');
    expect((await act('hqSendMoneyBack', kept.body, { why: 'x' })).code).toBe('transition_refused');
    expect([await unallocatedFen(), await otherFen()]).toEqual([held, other + 88]);
  });

  test('sees all of it in the web view, in both languages, and writes there', async () => {
    const stuck = await stuckMoney(98);
    const difference = await unknownMoney(99);
    const { token } = await fixture.system.sessions.open(fixture.staff.hq.memberId, 'hq');
    const hq = openHq(fixture.system, { clock: fixture.clock, hqToken: token });
    const guest = hq.visitor(token);
    const page = await guest.get('/hq/differences');
    expect(page.text).toContain('收到无对应订单的款项');
    expect(page.text).toContain(difference.outTradeNo);
    expect(page.text).toContain(`款项仍留在退款单 ${stuck.refundNo} 中`);
    const csrf = hiddenField(page.text, 'csrf');
    const fields = { csrf, revision: '1', why: '看过账单' };
    const noted = await guest.post(`/hq/differences/${difference.id}/note`, fields);
    expect([noted.status, noted.location]).toEqual([303, '/hq/differences?done=act']);
    const again = { ...fields, why: '另外看到' };
    expect((await guest.post(`/hq/differences/${difference.id}/note`, again)).status).toBe(409);
    for (const [path, bad] of [
      [`/hq/differences/${difference.id}/refund`, { csrf, revision: 'x', why: 'x' }],
      [
        `/hq/differences/${difference.id}/settlement`,
        { csrf, revision: '2', why: 'x', settlement: 'constructor' },
      ],
      ['/hq/differences/reconcile', { csrf, billDate: '2026-02-31' }],
    ] as const)
      expect((await guest.post(path, bad)).status).toBe(400);
    expect((await guest.post(`/hq/differences/${difference.id}/__proto__`, fields)).status).toBe(404);
    await guest.get('/hq/language?to=en&back=/hq');
    expect((await guest.get('/hq/differences')).text).toContain('Money for no order');
    expect((await guest.get('/hq/differences?state=settled')).status).toBe(200);
  });

  test('is told by the bill of that day what else differs, and nothing twice', async () => {
    const order = await fixture.paid(shopper);
    expect(order.state).toBe('paid');
    const before = (await open()).map(({ id }) => id);
    const today = brandDay(fixture.clock.nowMs());
    fixture.clock.advance(Date.parse(`${today}T00:00:00Z`) + 26 * hourMs + 1 - fixture.clock.nowMs());
    for (let look = 0; look < 6; look += 1) {
      await fixture.settle();
      fixture.clock.advance(1_000);
    }
    const runs = await fixture.invoke<{ items: ReconciliationView[] }>(
      fixture.staff.hq,
      'hqListReconciliations',
    );
    const run = runs.body.items.find(({ billDate }) => billDate === today);
    // The notifications of the five orders were genuine, and WeChat Pay has no payment behind them.
    expect(run).toMatchObject({ state: 'done', differences: 5, recovered: 0 });
    expect(run?.lines).toBeGreaterThan(4);
    const found = (await open()).filter(({ id }) => !before.includes(id));
    expect(found.map(({ kind }) => kind)).toEqual(Array.from({ length: 5 }, () => 'missing_payment'));
    expect(found.some(({ outTradeNo }) => outTradeNo.startsWith(order.id))).toBe(false);
    expect(await fixture.system.ledger.verifyLedger()).toMatchObject({ faults: [] });
  });
});

// Last: in the simulator's bill these payments are as they were owed.
describe('a payment that only a query finds, of other money than was owed', () => {
  test.each<[string, object]>([
    ['currency', { amount: { total: 1_990, currency: 'USD' } }],
    ['merchant', { mchid: '1900000109' }],
    ['app', { appid: 'wxd678efh567hg6787' }],
  ])('(another %s) lies at HQ; the order is called off and its goods are free', async (field, change) => {
    const order = await fixture.placed(shopper, 'pickup', [['P004-01', 1]]);
    const number = `${order.id}P1`;
    const free = await availableShoes();
    fixture.pay.control.notifications({ mode: 'drop' });
    expect(await fixture.payInWallet(number)).toBe(true);
    const { appid, mchid } = fixture.pay.control.keys;
    const answer = {
      appid,
      mchid,
      out_trade_no: number,
      trade_state: 'SUCCESS',
      transaction_id: fixture.pay.control.order(number)?.transactionId,
      success_time: '2026-05-20T10:00:00+08:00',
      payer: { openid: shopper.openid },
      amount: { total: order.totalFen, currency: 'CNY' },
      ...change,
    };
    fixture.pay.control.failNext('queryOrder', { answer }, 20);
    expect((await fixture.invoke(shopper, 'syncPayment', { params: { orderId: order.id } })).status).toBe(
      200,
    );
    fixture.clock.advance(16 * 60_000);
    await fixture.settle();
    fixture.clock.advance(3_600_000);
    await fixture.settle();
    fixture.pay.control.clearFaults();
    fixture.pay.control.notifications({ mode: 'normal' });
    expect((await fixture.look(shopper, order.id)).state).toBe('cancelled');
    expect(await availableShoes()).toBe(free + 1);
    const history = (await of(number)).map((one) => [one.kind, one.source, one.history[0]?.note]);
    expect(history).toEqual([['foreign_money', 'query', field]]);
  });
});
