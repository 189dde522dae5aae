import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OPENID, type PayBench, START_MS, startBench } from './testing.ts';

/** Profit sharing: frozen money, shares, what comes back, and the end. */

const DEALER = '1900000201';
let bench: PayBench;
let transactionId: string;
beforeEach(async () => {
  bench = await startBench({ merchants: [{ mchid: DEALER }] });
  transactionId = await paidWith('PS0000000001', true);
});
afterEach(() => bench.close());

async function paidWith(outTradeNo: string, profitSharing: boolean): Promise<string> {
  const made = await bench.pay.createJsapiOrder({
    outTradeNo,
    description: '近店',
    amountFen: 10_000,
    payerOpenid: OPENID,
    notifyUrl: bench.notifyUrl,
    expiresAtMs: START_MS + 900_000,
    profitSharing,
  });
  await bench.wallet('pay', { prepayId: made.ok && made.value.prepayId, payerOpenid: OPENID });
  return bench.simulator.control.order(outTradeNo)?.transactionId ?? '';
}

const addDealer = () =>
  bench.pay.profitSharing.addReceiver({
    type: 'MERCHANT_ID',
    account: DEALER,
    relation: 'STORE_OWNER',
    name: '近店经销商有限公司',
  });
const share = (outOrderNo: string, amountFen: number, finish = false) =>
  bench.pay.profitSharing.share({
    transactionId,
    outOrderNo,
    receivers: [{ type: 'MERCHANT_ID', account: DEALER, amountFen, description: '货款' }],
    finish,
  });
const refundOf = (outTradeNo: string, refundFen: number, outRefundNo = 'RPS1') =>
  bench.pay.refund({
    outTradeNo,
    outRefundNo,
    refundFen,
    totalFen: 10_000,
    reason: '',
    notifyUrl: bench.notifyUrl,
  });
const left = async () => {
  const found = await bench.pay.profitSharing.unsharedFen(transactionId);
  return found.ok ? found.value : found.failure.code;
};

describe('a payment that may be shared', () => {
  it('is shared with a receiver that was added, once, however often it is asked', async () => {
    expect((await share('SH1', 2_000)).ok).toBe(false);
    expect(await addDealer()).toEqual({ ok: true, value: 'added' });
    expect(await share('SH1', 2_000)).toMatchObject({
      value: { state: 'PROCESSING', receivers: [{ account: DEALER, amountFen: 2_000, result: 'PENDING' }] },
    });
    expect((await share('SH1', 2_000)).ok).toBe(true);
    expect(await share('SH1', 2_001)).toMatchObject({ failure: { code: 'invalid_request' } });
    await bench.simulator.control.tick();
    expect(await bench.pay.profitSharing.query({ outOrderNo: 'SH1', transactionId })).toMatchObject({
      value: { state: 'FINISHED', receivers: [{ result: 'SUCCESS' }] },
    });
    expect(await left()).toBe(8_000);
    expect(await bench.pay.profitSharing.query({ outOrderNo: 'SH9', transactionId })).toEqual({
      ok: true,
      value: { state: 'not_found' },
    });
  });

  it('is not shared beyond the agreed part, nor after it was finished', async () => {
    await addDealer();
    expect(await share('SH1', 3_001)).toMatchObject({ failure: { code: 'rate_limited' } });
    expect((await share('SH1', 1_000)).ok).toBe(true);
    expect(
      await bench.pay.profitSharing.finish({ transactionId, outOrderNo: 'SH2', description: '完结' }),
    ).toMatchObject({ ok: true });
    await bench.simulator.control.tick();
    expect(await left()).toBe(0);
    expect(await share('SH3', 1)).toMatchObject({ failure: { code: 'invalid_request' } });
  });

  it('closes the share of a receiver that was deleted meanwhile', async () => {
    await addDealer();
    await share('SH1', 2_000);
    expect(await bench.pay.profitSharing.deleteReceiver({ type: 'MERCHANT_ID', account: DEALER })).toEqual({
      ok: true,
      value: 'deleted',
    });
    await bench.simulator.control.tick();
    expect(await bench.pay.profitSharing.query({ outOrderNo: 'SH1', transactionId })).toMatchObject({
      value: { receivers: [{ result: 'CLOSED', failReason: 'NO_RELATION' }] },
    });
    expect(await left()).toBe(10_000);
  });

  it('is refunded from what is not shared; what was shared comes back first', async () => {
    await addDealer();
    await share('SH1', 2_000);
    await bench.simulator.control.tick();
    expect(await refundOf('PS0000000001', 10_000)).toMatchObject({
      failure: { code: 'merchant_balance_short' },
    });
    const back = (outReturnNo: string, amountFen: number) =>
      bench.pay.profitSharing.returnShare({
        outOrderNo: 'SH1',
        outReturnNo,
        returnMchid: DEALER,
        amountFen,
        description: '退货',
      });
    expect((await back('RT1', 1_500)).ok).toBe(true);
    expect(await back('RT2', 501)).toMatchObject({ failure: { code: 'merchant_balance_short' } });
    expect((await back('RT2', 500)).ok).toBe(true);
    await bench.simulator.control.tick();
    expect(
      await bench.pay.profitSharing.queryReturn({ outOrderNo: 'SH1', outReturnNo: 'RT1' }),
    ).toMatchObject({ value: { state: 'SUCCESS', amountFen: 1_500 } });
    expect(await left()).toBe(10_000);
    expect((await refundOf('PS0000000001', 10_000)).ok).toBe(true);
    expect(await left()).toBe(0);
  });

  it('only when it was made so', async () => {
    transactionId = await paidWith('PS0000000002', false);
    await addDealer();
    expect(await share('SH1', 100)).toMatchObject({ failure: { code: 'invalid_request' } });
    expect(await left()).toBe(0);
  });

  it('survives lost requests and lost answers', async () => {
    await addDealer();
    for (const fault of ['disconnect_after', '500_after', 'disconnect'] as const) {
      bench.simulator.control.failNext('share', fault);
      expect((await share('SH1', 2_000)).ok).toBe(true);
    }
    expect(await left()).toBe(8_000);
  });
});
