import type { AttributeMap } from '@jindian/embedded-dynamodb';
import type { HqOrder } from '@jindian/shared/contract/hq';
import type { FailedRefund, RefundAct, RefundPreview } from '@jindian/shared/contract/money/payments';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { dayMs, minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seal, signedHeaders } from '../../simulators/wechat/pay/sealing.ts';
import { faultsNow } from './testing/invariants.ts';
import {
  type Answer,
  type OrdersFixture,
  type Person,
  paymentNumber,
  type ShopSku,
  startOrdersFixture,
} from './testing/orders-fixture.ts';

let fixture: OrdersFixture;
let shopper: Person;
const shoes: ShopSku = 'P004-01';
const sandals: ShopSku = 'P013-01';

beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { [shoes]: 200, [sandals]: 200 } });
  shopper = await fixture.enrol();
  const { code } = (await fixture.invoke<{ code: string }>(fixture.staff.guide, 'getSellerCode')).body;
  await fixture.invoke(shopper, 'recordTouch', { body: { code } });
});
afterAll(() => fixture.close());

type Wanted = { lineId: string; quantity?: number; extraFen?: number };
function refund(order: OrderView, lines: Wanted[], key = fixture.newKey()): Promise<Answer<HqOrder>> {
  const params = { orderId: order.id };
  return fixture.invoke<HqOrder>(
    fixture.staff.hq,
    'hqRefundOrder',
    { params, body: { lines, reason: '破损' } },
    key,
  );
}

/** The gateway works, tells, and everything behind it follows. */
async function arrive(): Promise<void> {
  await fixture.settle();
  fixture.clock.advance(minuteMs);
  await fixture.pay.control.tick();
  await fixture.settle();
}

async function completed(lines: readonly (readonly [ShopSku, number])[]): Promise<OrderView> {
  const order = await fixture.paid(shopper, 'delivery', lines);
  for (const id of ['packFulfilment', 'dispatchFulfilment', 'deliverFulfilment'] as const) {
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
    expect((await fixture.invoke(fixture.staff.hq, id, { params })).status).toBe(200);
  }
  await fixture.settle();
  return fixture.look(shopper, order.id);
}

function refundsAtGateway(order: OrderView) {
  return fixture.pay.control.refunds().filter(({ outTradeNo }) => outTradeNo === paymentNumber(order));
}

test('a refund is looked at by one chain of timers, however often one of them is delivered', async () => {
  const order = await fixture.paid(shopper, 'pickup', [[shoes, 1]]);
  await fixture.invoke(fixture.staff.hq, 'hqCancelOrder', { params: { orderId: order.id } });
  await fixture.settle();
  const { store } = fixture.system.orders;
  const refundOf = async () => (await store.read(order.id))!.refunds[0]!;
  const handler = fixture.system.orders.dueHandlers.find(({ kind }) => kind === 'order.refund_check')!;
  const planned = async (): Promise<number> => {
    const { refundId } = await refundOf();
    const scan = { TableName: fixture.tableName };
    const { Items } = (await fixture.engine.call('Scan', scan)) as { Items: AttributeMap[] };
    return Items.filter(({ kind, ref }) => kind?.S === 'order.refund_check' && ref?.S === refundId).length;
  };
  const first = await refundOf();
  const due = {
    kind: 'order.refund_check',
    ref: first.refundId,
    dueAtMs: first.lookAtMs,
    nth: 0,
    data: { orderId: order.id },
  };
  expect(await planned()).toBe(1);
  // The timers take it off when it is safe with the queue; it is still in the table here.
  for (const afterMs of [0, 1, minuteMs, 0]) {
    fixture.clock.advance(afterMs);
    await handler.handle(due);
  }
  await Promise.all([handler.handle(due), handler.handle(due)]);
  expect((await refundOf()).lookAtMs).toBeGreaterThan(first.lookAtMs);
  // The next look has taken the place of the first.
  expect(await planned()).toBe(1);
  await arrive();
  expect((await fixture.look(shopper, order.id)).state).toBe('refunded');
});

describe('a refund by HQ', () => {
  test('says before what goes back to which tender, and gives back just that', async () => {
    const order = await completed([
      [shoes, 2],
      [sandals, 1],
    ]);
    const lines = [
      { lineId: '1', quantity: 1 },
      { lineId: '2', quantity: 0, extraFen: 7 },
    ];
    const params = { orderId: order.id };
    const shown = await fixture.invoke<RefundPreview>(fixture.staff.hq, 'hqPreviewRefund', {
      params,
      body: { lines },
    });
    const amountFen = fixture.priceFen(shoes) + 7;
    expect(shown.body).toEqual({
      amountFen,
      lines: [
        { lineId: '1', quantity: 1, amountFen: amountFen - 7 },
        { lineId: '2', quantity: 0, amountFen: 7 },
      ],
      backs: [{ tenderId: '1', kind: 'wechat_pay', amountFen }],
    });
    expect((await refund(order, lines)).status).toBe(200);
    expect((await fixture.look(shopper, order.id)).refunds[0]).toMatchObject({
      state: 'requested',
      amountFen,
    });
    await arrive();
    const now = await fixture.look(shopper, order.id);
    expect([now.state, now.refundedFen, now.tenders[0]?.refundedFen]).toEqual([
      'completed',
      amountFen,
      amountFen,
    ]);
    expect(now.lines.map((line) => [line.refundedQuantity, line.refundedFen])).toEqual([
      [1, amountFen - 7],
      [0, 7],
    ]);
    expect(now.refunds[0]).toMatchObject({ state: 'succeeded', cause: 'by_hq' });
    expect(await faultsNow(fixture)).toEqual([]);
  });

  test('is one refund when its form is sent twice, and none for other people or other states', async () => {
    const order = await fixture.paid(shopper, 'pickup', [[shoes, 2]]);
    const key = fixture.newKey();
    const answers = await Promise.all(
      [1, 2, 3].map(() => refund(order, [{ lineId: '1', quantity: 1 }], key)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await fixture.look(shopper, order.id)).refunds).toHaveLength(1);
    const body = { lines: [{ lineId: '1', quantity: 1 }], reason: '破损' };
    const params = { orderId: order.id };
    for (const person of [shopper, fixture.staff.manager])
      expect((await fixture.invoke(person, 'hqRefundOrder', { params, body })).status).toBe(403);
    const unpaid = await fixture.placed(shopper, 'pickup', [[shoes, 1]]);
    expect((await refund(unpaid, [{ lineId: '1', quantity: 1 }])).code).toBe('transition_refused');
    expect((await refund(order, [{ lineId: '1', quantity: 0 }])).code).toBe('invalid_request');
    expect((await refund(order, [{ lineId: '7', quantity: 1 }])).code).toBe('refund_exceeds');
    await arrive();
  });

  test('never gives back more than was paid, however many are asked for at once', async () => {
    const order = await completed([[shoes, 3]]);
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, n) =>
        refund(order, [n % 2 === 0 ? { lineId: '1', quantity: 1 } : { lineId: '1', quantity: 2 }]),
      ),
    );
    for (const { status, code } of answers)
      expect(status === 200 || code === 'refund_exceeds' || code === 'busy').toBe(true);
    await arrive();
    for (let minute = 0; minute < 4; minute += 1) await arrive();
    const now = await fixture.look(shopper, order.id);
    expect(now.lines[0]?.refundedQuantity).toBeLessThanOrEqual(3);
    expect(now.refundedFen).toBe(now.lines[0]?.refundedFen);
    expect(answers.filter(({ status }) => status === 200).length).toBe(now.refunds.length);
    expect(now.refunds.length).toBeGreaterThan(0);
    expect(await faultsNow(fixture)).toEqual([]);
  });

  test('waits a minute after another of the same payment, and is asked for by itself then', async () => {
    const order = await completed([[shoes, 3]]);
    for (const _ of [1, 2, 3]) expect((await refund(order, [{ lineId: '1', quantity: 1 }])).status).toBe(200);
    await fixture.settle();
    expect(refundsAtGateway(order)).toHaveLength(1);
    for (let minute = 0; minute < 3; minute += 1) {
      fixture.clock.advance(minuteMs + 1_000);
      await fixture.settle();
      await fixture.pay.control.tick();
    }
    await arrive();
    expect((await fixture.look(shopper, order.id)).refundedFen).toBe(order.lines[0]?.netFen);
    expect(refundsAtGateway(order)).toHaveLength(3);
    expect(await faultsNow(fixture)).toEqual([]);
  });
});

describe('a refund that fails', () => {
  async function failedOnes(): Promise<FailedRefund[]> {
    const answer = await fixture.invoke<{ items: FailedRefund[] }>(fixture.staff.hq, 'hqListFailedRefunds');
    return answer.body.items;
  }
  function resolve(order: OrderView, refundId: string, act: RefundAct, note = '') {
    const params = { orderId: order.id, refundId };
    return fixture.invoke<HqOrder>(fixture.staff.hq, 'hqResolveRefund', { params, body: { act, note } });
  }
  /** A refund as WeChat Pay tells that it arrived. */
  async function tellRefund(order: OrderView, refundNo: string, refundFen: number): Promise<number> {
    const { keys } = fixture.pay.control;
    const told = {
      mchid: keys.mchid,
      out_trade_no: paymentNumber(order),
      transaction_id: fixture.pay.control.order(paymentNumber(order))?.transactionId,
      out_refund_no: refundNo,
      refund_id: `50${refundNo}`.slice(0, 32),
      refund_status: 'SUCCESS',
      success_time: '2026-05-20T10:00:00+08:00',
      user_received_account: '支付用户零钱',
      amount: {
        total: order.totalFen,
        refund: refundFen,
        payer_total: order.totalFen,
        payer_refund: refundFen,
      },
    };
    const body = JSON.stringify({
      id: `EV-${fixture.newKey()}`,
      create_time: '2026-05-20T10:00:00+08:00',
      resource_type: 'encrypt-resource',
      event_type: 'REFUND.SUCCESS',
      summary: '退款成功',
      resource: { original_type: 'refund', ...seal(keys.apiV3Key, 'refund', JSON.stringify(told)) },
    });
    const response = await fixture.api.request('/v1/wechat-pay/notifications', {
      method: 'POST',
      headers: signedHeaders(keys, 'public_key', fixture.clock.nowMs(), body),
      body,
    });
    return response.status;
  }

  test('lies with HQ, undoes nothing, and arrives when it is asked for again under a new number', async () => {
    const order = await completed([[shoes, 2]]);
    expect((await refund(order, [{ lineId: '1', quantity: 1 }])).status).toBe(200);
    await arrive();
    fixture.pay.control.nextRefundsEnd('CLOSED');
    expect((await refund(order, [{ lineId: '1', quantity: 1 }])).status).toBe(200);
    fixture.clock.advance(minuteMs + 1_000);
    await arrive();
    const [failed] = await failedOnes();
    expect(failed).toMatchObject({
      orderId: order.id,
      state: 'failed',
      acts: ['ask_again', 'settle', 'drop'],
    });
    // Who looks after the region has it on the desk, too; elsewhere nobody hears of it.
    for (const [province, seen] of [
      ['某省', [order.id]],
      ['邻省', []],
    ] as const) {
      const scope = { kind: 'region', province, city: null } as const;
      const support = await fixture.enrol([{ role: 'support', scope }]);
      const list = await fixture.invoke<{ items: FailedRefund[] }>(support, 'hqListFailedRefunds');
      expect([list.status, list.body.items.map(({ orderId }) => orderId)]).toEqual([200, seen]);
    }
    const half = await fixture.look(shopper, order.id);
    expect(half.refunds.map(({ state }) => state)).toEqual(['succeeded', 'failed']);
    expect(half.refundedFen).toBe(fixture.priceFen(shoes));
    fixture.clock.advance(minuteMs + 1_000);
    expect((await resolve(order, failed!.id, 'ask_again')).status).toBe(200);
    await arrive();
    const now = await fixture.look(shopper, order.id);
    expect(now.refundedFen).toBe(2 * fixture.priceFen(shoes));
    expect(new Set(refundsAtGateway(order).map(({ outRefundNo }) => outRefundNo)).size).toBe(3);
    expect(await failedOnes()).toEqual([]);
    expect((await resolve(order, failed!.id, 'drop')).code).toBe('transition_refused');
    expect(await faultsNow(fixture)).toEqual([]);
  });

  test('that arrives under a number which another has replaced lies at HQ, once', async () => {
    const order = await completed([[shoes, 2]]);
    fixture.pay.control.nextRefundsEnd('CLOSED');
    await refund(order, [{ lineId: '1', quantity: 1 }]);
    await arrive();
    const failed = (await failedOnes()).find(({ orderId }) => orderId === order.id)!;
    fixture.clock.advance(minuteMs + 1_000);
    expect((await resolve(order, failed.id, 'ask_again')).status).toBe(200);
    await arrive();
    expect((await fixture.look(shopper, order.id)).refundedFen).toBe(failed.amountFen);
    const { number: refundNo } = failed.numbers[0]!;
    for (let told = 0; told < 2; told += 1)
      expect(await tellRefund(order, refundNo, failed.amountFen)).toBe(204);
    const open = await fixture.system.differences.list({ state: 'open', limit: 50 });
    const there = open.ok ? open.value.items.filter((one) => one.outRefundNo === refundNo) : [];
    expect(there.map(({ kind, theirAmount }) => [kind, theirAmount])).toEqual([
      ['unrecorded_refund', failed.amountFen],
    ]);
    expect((await fixture.look(shopper, order.id)).refundedFen).toBe(failed.amountFen);
    expect(await faultsNow(fixture)).toEqual([]);
  });

  test('can be given up, and what it held is refunded otherwise', async () => {
    const order = await completed([[shoes, 1]]);
    fixture.pay.control.nextRefundsEnd('ABNORMAL');
    await refund(order, [{ lineId: '1', quantity: 1 }]);
    await arrive();
    const [failed] = await failedOnes();
    expect((await refund(order, [{ lineId: '1', quantity: 1 }])).code).toBe('refund_exceeds');
    expect((await resolve(order, failed!.id, 'drop')).status).toBe(200);
    const now = (
      await fixture.invoke<HqOrder>(fixture.staff.hq, 'hqGetOrder', { params: { orderId: order.id } })
    ).body;
    expect(now.refundable).toContainEqual({ lineId: '1', quantity: 1, amountFen: fixture.priceFen(shoes) });
    expect(await faultsNow(fixture)).toEqual([]);
  });

  test.each([
    ['of an order that was called off', true],
    ['of one that goes on', false],
  ])(
    '%s is settled by other means: order, commission and books end, and WeChat Pay keeps its money',
    async (_, off) => {
      const order = off ? await fixture.paid(shopper, 'pickup', [[shoes, 2]]) : await completed([[shoes, 2]]);
      fixture.pay.control.nextRefundsEnd('ABNORMAL');
      const params = { orderId: order.id };
      if (off) await fixture.invoke(fixture.staff.hq, 'hqCancelOrder', { params });
      else await refund(order, [{ lineId: '1', quantity: 1 }]);
      await arrive();
      const failed = (await failedOnes()).find(({ orderId }) => orderId === order.id)!;
      expect(failed.acts).toContain('settle');
      if (off) {
        // Calling it off once more does not bring the money: whoever tries is told where to decide.
        const again = await fixture.invoke(fixture.staff.hq, 'hqCancelOrder', { params });
        expect([again.status, again.code]).toEqual([409, 'refund_needs_decision']);
      }
      expect((await resolve(order, failed.id, 'settle', '')).code).toBe('invalid_request');
      expect((await resolve(order, failed.id, 'settle', '银行转账 8812')).status).toBe(200);
      await fixture.settle();
      const now = await fixture.look(shopper, order.id);
      expect([now.state, now.refundedFen]).toEqual([off ? 'refunded' : 'completed', failed.amountFen]);
      expect(now.refunds[0]?.state).toBe('settled');
      expect((await failedOnes()).map(({ orderId }) => orderId)).not.toContain(order.id);
      const { body } = await fixture.invoke<HqOrder>(fixture.staff.hq, 'hqGetOrder', { params });
      expect(body.refunds[0]).toMatchObject({
        byHand: {
          note: '银行转账 8812',
          byMemberId: fixture.staff.hq.memberId,
          byName: 'person 5',
          atMs: fixture.clock.ms,
        },
        acts: [],
      });
      expect(await faultsNow(fixture, true)).toEqual([]);
    },
  );

  test.each(['drop', 'settle'] as const)(
    'that arrives after its %s is recorded and lies at HQ, once',
    async (act) => {
      const order = await completed([[shoes, 2]]);
      fixture.pay.control.nextRefundsEnd('ABNORMAL');
      await refund(order, [{ lineId: '1', quantity: 1 }]);
      await arrive();
      const failed = (await failedOnes()).find(({ orderId }) => orderId === order.id)!;
      expect((await resolve(order, failed.id, act, '现金')).status).toBe(200);
      await fixture.settle();
      const { number: refundNo } = failed.numbers[0]!;
      for (let told = 0; told < 2; told += 1) {
        expect(await tellRefund(order, refundNo, failed.amountFen)).toBe(204);
      }
      const open = await fixture.system.differences.list({ state: 'open', limit: 50 });
      const there = open.ok ? open.value.items.filter((one) => one.outRefundNo === refundNo) : [];
      expect(there.map(({ kind, theirAmount }) => [kind, theirAmount])).toEqual([
        ['unrecorded_refund', failed.amountFen],
      ]);
      expect((await fixture.look(shopper, order.id)).refundedFen).toBe(
        act === 'settle' ? failed.amountFen : 0,
      );
    },
  );

  test('and is given up while its order is called off: the money goes back all the same', async () => {
    for (let round = 0; round < 2; round += 1) {
      const order = await fixture.paid(shopper, 'pickup', [[shoes, 1]]);
      fixture.pay.control.nextRefundsEnd('CLOSED');
      await refund(order, [{ lineId: '1', quantity: 1 }]);
      await arrive();
      const failed = (await failedOnes()).find(({ orderId }) => orderId === order.id)!;
      const params = { orderId: order.id };
      await Promise.all([
        fixture.invoke(fixture.staff.hq, 'hqCancelOrder', { params }),
        resolve(order, failed.id, 'drop'),
      ]);
      // Either may have been first, and whoever was not may be asked again.
      await fixture.invoke(fixture.staff.hq, 'hqCancelOrder', { params });
      fixture.clock.advance(2 * minuteMs);
      await arrive();
      const now = await fixture.look(shopper, order.id);
      const waits = (await failedOnes()).some(({ orderId }) => orderId === order.id);
      expect([round, now.state === 'refunded' || (now.state === 'refunding' && waits)]).toEqual([
        round,
        true,
      ]);
      expect(await faultsNow(fixture)).toEqual([]);
      if (!waits) continue;
      await resolve(order, failed.id, 'ask_again');
      await arrive();
      expect((await fixture.look(shopper, order.id)).state).toBe('refunded');
    }
  });
});

describe('commission and books', () => {
  test('follow every refund of a completed order in proportion, before and after settlement, to nothing', async () => {
    const order = await completed([
      [shoes, 3],
      [sandals, 2],
    ]);
    const earned = async () =>
      (await fixture.invoke<{ pendingFen: number; availableFen: number }>(fixture.staff.guide, 'getEarnings'))
        .body;
    const before = await earned();
    await refund(order, [{ lineId: '1', quantity: 1 }]);
    await arrive();
    expect((await earned()).pendingFen).toBeLessThan(before.pendingFen);
    fixture.clock.advance(8 * dayMs);
    await fixture.settle();
    const settled = await earned();
    expect(await faultsNow(fixture, true)).toEqual([]);
    await refund(order, [
      { lineId: '1', quantity: 2 },
      { lineId: '2', quantity: 1, extraFen: 13 },
    ]);
    await arrive();
    expect((await earned()).availableFen).toBeLessThan(settled.availableFen);
    expect(await faultsNow(fixture, true)).toEqual([]);
    fixture.clock.advance(2 * minuteMs);
    const rest = await fixture.look(shopper, order.id);
    await refund(order, [
      { lineId: '2', quantity: 1 },
      ...(rest.deliveryFeeFen > 0 ? [{ lineId: 'delivery', quantity: 1 }] : []),
    ]);
    await arrive();
    const now = await fixture.look(shopper, order.id);
    expect(now.refundedFen).toBe(order.totalFen);
    expect(await faultsNow(fixture, true)).toEqual([]);
    const lines = (await fixture.system.ledger.postingsOfOrder(order.id)).filter(({ kind }) =>
      kind.startsWith('commission'),
    );
    const sign = (debit: string) => (debit === 'fund-pool' ? 1 : -1);
    expect(lines.reduce((sum, line) => sum + sign(line.debitAccount) * line.amountFen, 0)).toBe(0);
    expect(lines.every(({ state }) => state === 'posted')).toBe(true);
  });
});
