import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CombinedParts, Merchant } from '../../../wechat/index.ts';
import { OPENID, type PayBench, START_MS, startBench } from './testing.ts';

/** Several merchants: direct ones and sub-merchants, alone and in one payment. */

const DEALER = '1900000201';
const OTHER_DEALER = '1900000202';
const PROVIDER = '1900000300';
const SUBS = ['1900000301', '1900000302'] as const;

let bench: PayBench;
let count = 0;
let no = '';
beforeAll(async () => {
  bench = await startBench({
    merchants: [{ mchid: DEALER }, { mchid: OTHER_DEALER }, { mchid: PROVIDER, subMchids: SUBS }],
  });
});
afterAll(() => bench.close());
beforeEach(() => {
  count += 1;
  no = `CB${String(count).padStart(8, '0')}`;
  bench.received.length = 0;
  bench.simulator.control.clearFaults();
});

const direct: readonly Merchant[] = [{ mchid: '' }, { mchid: DEALER }, { mchid: OTHER_DEALER }];
const subs: readonly Merchant[] = SUBS.map((subMchid) => ({ mchid: PROVIDER, subMchid }));
const merchantsOf = (kind: 'direct' | 'subs'): readonly Merchant[] =>
  kind === 'subs' ? subs : direct.map(({ mchid }) => ({ mchid: mchid || bench.simulator.merchant.mchid }));

const partsOf = (merchants: readonly Merchant[]) =>
  merchants.map((merchant, index) => ({
    outTradeNo: `${no}P${index}`,
    description: `近店 第${index + 1}家`,
    amountFen: 1_000 + index,
    merchant,
  }));
const orderOf = (merchants: readonly Merchant[]) => ({
  combineOutTradeNo: no,
  parts: partsOf(merchants),
  payerOpenid: OPENID,
  notifyUrl: bench.notifyUrl,
  expiresAtMs: START_MS + 900_000,
});

/** Made and paid, with the merchant's signature checked by the wallet. */
async function paid(merchants: readonly Merchant[]): Promise<CombinedParts> {
  const order = orderOf(merchants);
  const made = await bench.pay.createCombinedOrder(order);
  if (!made.ok) throw new Error(made.failure.message);
  const payParams = bench.pay.signCombinedPayParams(made.value.prepayId, order.parts);
  expect((await bench.wallet('pay', { payParams, payerOpenid: OPENID })).status).toBe(200);
  await bench.simulator.control.tick();
  return order.parts;
}

describe.each(['direct', 'subs'] as const)('a combined order of merchants (%s)', (kind) => {
  it('is paid at once, told in one notification, and each part is refunded by its own merchant', async () => {
    const merchants = merchantsOf(kind);
    const parts = await paid(merchants);
    expect(bench.received).toHaveLength(1);
    const told = await bench.pay.parseNotification(bench.received[0]!);
    expect(told).toMatchObject({
      ok: true,
      value: {
        kind: 'combined_payment',
        combineOutTradeNo: no,
        foreign: [],
        payments: parts.map(({ outTradeNo, merchant }, index) => ({
          outTradeNo,
          merchant,
          amountFen: 1_000 + index,
        })),
      },
    });
    const found = await bench.pay.queryCombinedOrder(no, parts);
    expect(found.ok && found.value.map(({ state }) => state)).toEqual(merchants.map(() => 'SUCCESS'));

    const last = merchants.length - 1;
    const refund = {
      outTradeNo: `${no}P${last}`,
      outRefundNo: `${no}R`,
      refundFen: 400,
      totalFen: 1_000 + last,
      reason: '缺货',
      notifyUrl: bench.notifyUrl,
    };
    expect((await bench.pay.refund({ ...refund, merchant: merchants[0]! })).ok).toBe(false);
    expect(await bench.pay.refund({ ...refund, merchant: merchants[last]! })).toMatchObject({ ok: true });
    await bench.simulator.control.tick();
    expect(await bench.pay.queryRefund(`${no}R`, merchants[last])).toMatchObject({
      value: { status: 'SUCCESS', refundFen: 400 },
    });
    expect(await bench.pay.parseNotification(bench.received[1]!)).toMatchObject({
      value: { kind: 'refund', merchant: merchants[last], refundFen: 400 },
    });
    const after = await bench.pay.queryCombinedOrder(no, parts);
    expect(after.ok && after.value.map(({ state }) => state)).toEqual(
      merchants.map((_, index) => (index === last ? 'REFUND' : 'SUCCESS')),
    );
  });

  it('is repeated with the same prepay id, refused with other amounts, and closed as a whole', async () => {
    const order = orderOf(merchantsOf(kind));
    const first = await bench.pay.createCombinedOrder(order);
    expect(await bench.pay.createCombinedOrder(order)).toEqual(first);
    const [part, ...rest] = order.parts;
    expect(
      await bench.pay.createCombinedOrder({ ...order, parts: [{ ...part!, amountFen: 7 }, ...rest] }),
    ).toMatchObject({ failure: { code: 'duplicate_order' } });
    // Some of the parts are not the order.
    expect((await bench.pay.closeCombinedOrder(no, order.parts.slice(1))).ok).toBe(false);
    expect(await bench.pay.closeCombinedOrder(no, order.parts)).toEqual({ ok: true, value: 'closed' });
    expect(await bench.pay.closeCombinedOrder(no, order.parts)).toEqual({ ok: true, value: 'closed' });
    const prepayId = first.ok ? first.value.prepayId : '';
    expect((await bench.wallet('pay', { prepayId, payerOpenid: OPENID })).status).toBe(409);
  });

  it('that is paid is not closed, by whatever answer that is lost', async () => {
    const parts = await paid(merchantsOf(kind));
    expect(await bench.pay.closeCombinedOrder(no, parts)).toEqual({ ok: true, value: 'already_paid' });
    bench.simulator.control.failNext('closeCombinedOrder', {
      status: 400,
      code: 'INVALID_REQUEST',
      message: '',
    });
    expect(await bench.pay.closeCombinedOrder(no, parts)).toEqual({ ok: true, value: 'already_paid' });
  });

  it('survives lost requests and lost answers', async () => {
    const order = orderOf(merchantsOf(kind));
    for (const fault of ['disconnect', 'disconnect_after', '500', '500_after'] as const) {
      bench.simulator.control.failNext('createCombinedOrder', fault);
      expect((await bench.pay.createCombinedOrder(order)).ok).toBe(true);
      bench.simulator.control.failNext('queryCombinedOrder', fault);
      expect((await bench.pay.queryCombinedOrder(no, order.parts)).ok).toBe(true);
    }
  });
});

describe('what has no form at WeChat Pay', () => {
  it.each([
    ['one part only', () => merchantsOf('direct').slice(0, 1)],
    ['too many parts', () => Array.from({ length: 51 }, () => merchantsOf('direct')[0]!)],
    ['direct merchants beside sub-merchants', () => [...merchantsOf('direct'), ...subs]],
    ['a merchant that we have no keys for', () => [merchantsOf('direct')[0]!, { mchid: '1900000999' }]],
    ['a sub-merchant of nobody', () => [subs[0]!, { mchid: PROVIDER, subMchid: '1900000399' }]],
  ])('%s is refused before it is sent', async (_, merchants) => {
    bench.calls.length = 0;
    expect((await bench.pay.createCombinedOrder(orderOf(merchants()))).ok).toBe(false);
    expect(bench.calls).toEqual([]);
  });
});

describe('a sub-merchant', () => {
  it('is paid, asked for, closed and refunded with the keys of its service provider', async () => {
    const merchant = subs[0]!;
    const order = {
      outTradeNo: no,
      description: '近店',
      amountFen: 500,
      payerOpenid: OPENID,
      notifyUrl: bench.notifyUrl,
      expiresAtMs: START_MS + 900_000,
      merchant,
    };
    const made = await bench.pay.createJsapiOrder(order);
    const prepayId = made.ok ? made.value.prepayId : '';
    const payParams = bench.pay.signPayParams(prepayId, merchant);
    // Signed by the wrong merchant, the wallet does not open.
    expect(
      (await bench.wallet('pay', { payParams: bench.pay.signPayParams(prepayId), payerOpenid: OPENID }))
        .status,
    ).toBe(400);
    expect(await bench.pay.queryOrder(no, merchant)).toMatchObject({ value: { state: 'NOTPAY' } });
    expect((await bench.wallet('pay', { payParams, payerOpenid: OPENID })).status).toBe(200);
    await bench.simulator.control.tick();
    expect(await bench.pay.parseNotification(bench.received[0]!)).toMatchObject({
      value: { kind: 'payment', merchant, amountFen: 500 },
    });
    expect(await bench.pay.queryOrder(no, merchant)).toMatchObject({ value: { state: 'SUCCESS' } });
    expect(await bench.pay.queryOrder(no)).toMatchObject({ value: { state: 'not_found' } });
    expect(await bench.pay.queryOrder(no, subs[1])).toMatchObject({ value: { state: 'not_found' } });
    expect(await bench.pay.closeOrder(no, merchant)).toEqual({ ok: true, value: 'already_paid' });
  });

  it('may use a number that another merchant uses too', async () => {
    for (const merchant of [subs[0]!, subs[1]!, { mchid: DEALER }]) {
      const order = { ...orderOf([]), outTradeNo: no, description: '近店', amountFen: 500, merchant };
      expect((await bench.pay.createJsapiOrder(order)).ok).toBe(true);
    }
  });
});

describe('an answer about other money than was asked for', () => {
  it.each([
    ['currency', { amount: { total: 1_990, currency: 'USD' } }],
    ['merchant', { mchid: DEALER }],
    ['app', { appid: 'wxd678efh567hg6787' }],
  ])('is never taken for a payment: %s', async (field, change) => {
    await bench.paid(no);
    const { order } = bench.simulator.control;
    const told = {
      appid: bench.simulator.merchant.appid,
      mchid: bench.simulator.merchant.mchid,
      out_trade_no: no,
      trade_state: 'SUCCESS',
      transaction_id: order(no)?.transactionId,
      success_time: '2026-05-20T10:00:00+08:00',
      payer: { openid: OPENID },
      amount: { total: 1_990, currency: 'CNY' },
      ...change,
    };
    bench.simulator.control.failNext('queryOrder', { answer: told });
    expect(await bench.pay.queryOrder(no)).toMatchObject({
      value: { state: 'foreign', field, tradeState: 'SUCCESS', amount: 1_990 },
    });
  });
});
