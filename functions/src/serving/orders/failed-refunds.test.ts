import type { HqOrder } from '@jindian/shared/contract/hq';
import type { FailedRefund, RefundAct } from '@jindian/shared/contract/money/payments';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsNow } from './testing/invariants.ts';
import { dealerMchid, type RefundsFixture, shoes, startRefundsFixture } from './testing/refunds-fixture.ts';

let play: RefundsFixture;
let fixture: RefundsFixture['fixture'];
let shopper: RefundsFixture['shopper'];
const refund: RefundsFixture['refund'] = (...asked) => play.refund(...asked);
const arrive = () => play.arrive();
const completed: RefundsFixture['completed'] = (lines) => play.completed(lines);
const refundsAtGateway: RefundsFixture['refundsAtGateway'] = (order) => play.refundsAtGateway(order);

beforeAll(async () => {
  play = await startRefundsFixture();
  ({ fixture, shopper } = play);
});
afterAll(() => fixture.close());

describe('a refund that fails', () => {
  async function failedOnes(): Promise<FailedRefund[]> {
    const answer = await fixture.invoke<{ items: FailedRefund[] }>(fixture.staff.hq, 'hqListFailedRefunds');
    return answer.body.items;
  }
  function resolve(order: OrderView, refundId: string, act: RefundAct, note = '') {
    const params = { orderId: order.id, refundId };
    return fixture.invoke<HqOrder>(fixture.staff.hq, 'hqResolveRefund', { params, body: { act, note } });
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
      expect(await play.tellRefund(order, { number: refundNo, amountFen: failed.amountFen })).toBe(204);
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
        expect(await play.tellRefund(order, { number: refundNo, amountFen: failed.amountFen })).toBe(204);
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
      const order = await fixture.paid(shopper, 'pickup', [[shoes, 2]]);
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

describe('a refund that is told of by a number of ours', () => {
  test.each([
    ['another merchant', { mchid: dealerMchid, paymentNumber: 'DEALERS-OWN-1' }],
    ['another payment', { paymentNumber: 'SOME-OTHER-ORDER-1' }],
    ['another amount', { amountFen: 1 }],
  ])('as of %s ends nothing: it lies at HQ', async (_what, unlike) => {
    for (const status of ['SUCCESS', 'CLOSED']) {
      const order = await completed([[shoes, 1]]);
      await refund(order, [{ lineId: '1', quantity: 1 }]);
      await fixture.settle();
      const record = await fixture.system.orders.store.read(order.id);
      const { number, amountFen } = record!.refunds[0]!.backs[0]!;
      expect(await play.tellRefund(order, { number, amountFen, status, ...unlike })).toBeLessThan(300);
      const told = await fixture.look(shopper, order.id);
      expect([told.refunds[0]?.state, told.refundedFen]).toEqual(['asked', 0]);
      const open = await fixture.system.differences.list({ state: 'open', limit: 50 });
      expect(open.ok && open.value.items.map(({ kind, outRefundNo }) => [kind, outRefundNo])).toContainEqual([
        'foreign_money',
        number,
      ]);
      await arrive();
      const now = await fixture.look(shopper, order.id);
      expect([now.refunds[0]?.state, now.refundedFen]).toEqual(['succeeded', amountFen]);
      expect(refundsAtGateway(order)).toHaveLength(1);
      expect(await faultsNow(fixture)).toEqual([]);
    }
  });
});
