import { createPublicKey } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWechatPay, type WechatPay } from '../../../wechat/index.ts';
import type { PayOperation } from './faults.ts';
import { configOf, OPENID, type PayBench, START_MS, startBench } from './testing.ts';

/** What goes wrong between merchant and platform: lost answers, forged answers, limits, wrong keys. */

let bench: PayBench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(async () => {
  await bench.close();
});

const order = (outTradeNo = 'FT0000000001') => ({
  outTradeNo,
  description: '近店 咖啡豆',
  amountFen: 1_990,
  payerOpenid: OPENID,
  notifyUrl: bench.notifyUrl,
  expiresAtMs: START_MS + 900_000,
});
const refund = (outRefundNo = 'RFT1') => ({
  outTradeNo: 'FT0000000001',
  outRefundNo,
  refundFen: 100,
  totalFen: 1_990,
  reason: '缺货',
  notifyUrl: bench.notifyUrl,
});

/** Each call of the client, ready to be made once on a paid or an unpaid order. */
const CALLS: readonly [PayOperation, boolean, (pay: WechatPay) => Promise<{ ok: boolean }>][] = [
  ['createOrder', false, (pay) => pay.createJsapiOrder(order('FT0000000002'))],
  ['queryOrder', false, (pay) => pay.queryOrder('FT0000000001')],
  ['closeOrder', false, (pay) => pay.closeOrder('FT0000000001')],
  ['refund', true, (pay) => pay.refund(refund())],
  ['queryRefund', true, (pay) => pay.queryRefund('RFT1')],
];

describe.each(CALLS)('%s', (operation, needsPaid, call) => {
  beforeEach(async () => {
    if (needsPaid) await bench.paid('FT0000000001');
    else await bench.order('FT0000000001');
    bench.calls.length = 0;
  });

  it('succeeds in a later attempt after lost requests, lost answers and 500s', async () => {
    for (const fault of ['disconnect', 'disconnect_after', '500', '500_after'] as const) {
      bench.calls.length = 0;
      bench.simulator.control.failNext(operation, fault);
      expect((await call(bench.pay)).ok).toBe(true);
      expect(bench.calls.map(({ attempt }) => attempt)).toEqual([1, 2]);
    }
    expect(bench.simulator.control.refunds().length).toBe(operation === 'refund' ? 1 : 0);
  });

  it('is unavailable, effect unknown, when no attempt is answered', async () => {
    bench.simulator.control.failNext(operation, '500', 3);
    expect(await call(bench.pay)).toMatchObject({
      ok: false,
      failure: { code: 'unavailable', effect: 'unknown' },
    });
    expect(bench.calls.length).toBe(3);
    bench.simulator.control.failNext(operation, 'timeout', 3);
    expect(await call(bench.client({ timeoutMs: 50 }))).toMatchObject({ failure: { code: 'unavailable' } });
    expect(bench.calls.map(({ result }) => result)).toEqual([
      ...Array(3).fill('answer'),
      ...Array(3).fill('timeout'),
    ]);
  });

  it('is not repeated when it is limited', async () => {
    bench.simulator.control.failNext(operation, '429');
    expect(await call(bench.pay)).toMatchObject({
      failure: { code: 'rate_limited', effect: 'none', httpStatus: 429 },
    });
    expect(bench.calls.length).toBe(1);
  });

  it('does not believe an answer that is not signed by the platform', async () => {
    for (const fault of ['bad_signature', 'unsigned'] as const) {
      bench.simulator.control.failNext(operation, fault);
      expect(await call(bench.pay)).toMatchObject({
        failure: { code: 'untrusted_response', effect: 'unknown' },
      });
    }
  });

  it.each([
    [400, 'PARAM_ERROR', 'invalid_request'],
    [400, 'MCH_NOT_EXISTS', 'misconfigured'],
    [400, 'APPID_MCHID_NOT_MATCH', 'misconfigured'],
    [403, 'NO_AUTH', 'misconfigured'],
    [403, 'OUT_TRADE_NO_USED', 'duplicate_order'],
    [500, 'OPENID_MISMATCH', 'openid_mismatch'],
    [403, 'ACCOUNT_ERROR', 'payer_account_abnormal'],
    [403, 'USER_ACCOUNT_ABNORMAL', 'payer_account_abnormal'],
    [403, 'NOT_ENOUGH', 'merchant_balance_short'],
    [403, 'RULE_LIMIT', 'rate_limited'],
    [500, 'BANK_ERROR', 'unavailable'],
    [403, 'TRADE_ERROR', 'rejected'],
    [418, 'SOMETHING_NEW', 'rejected'],
    [202, 'USERPAYING', 'user_paying'],
  ])('reads HTTP %i %s as %s', async (status, code, expected) => {
    bench.simulator.control.failNext(operation, { status, code, message: '说明' }, 3);
    expect(await call(bench.pay)).toMatchObject({
      ok: false,
      failure: { code: expected, platformCode: code },
    });
  });
});

describe('wrong keys', () => {
  it('of the merchant are a misconfiguration, and say so', async () => {
    const stranger = bench.client({
      merchantPrivateKeyPem: bench.simulator.control.keys.certificatePrivatePem,
    });
    expect(await stranger.queryOrder('FT0000000001')).toMatchObject({
      failure: { code: 'misconfigured', platformCode: 'SIGN_ERROR', httpStatus: 401 },
    });
    expect(await bench.client({ merchantSerial: '5A' }).queryOrder('FT0000000001')).toMatchObject({
      failure: { code: 'misconfigured' },
    });
  });

  it('of the platform make every answer untrusted', async () => {
    const { platformSerial, platformCertificatePem } = bench.simulator.merchant;
    const other = createPublicKey(platformCertificatePem).export({ type: 'spki', format: 'pem' }).toString();
    const misled = bench.client({ platformPublicKeys: [{ id: platformSerial, publicKeyPem: other }] });
    expect(await misled.queryOrder('FT0000000001')).toMatchObject({
      failure: { code: 'untrusted_response' },
    });
  });

  it('stop the client from being made at all when they cannot be keys', () => {
    expect(() => bench.client({ apiV3Key: 'short' })).toThrow('apiV3Key must be 32 bytes');
    expect(() => bench.client({ platformPublicKeys: [] })).toThrow('needs platformPublicKeys');
    expect(() => bench.client({ mchid: '' })).toThrow('mchid');
    expect(() => bench.client({ merchantPrivateKeyPem: 'nonsense' })).toThrow();
  });

  it('are not enough when the clocks are ten minutes apart', async () => {
    const off = createWechatPay(configOf(bench.simulator), { now: () => START_MS + 600_000 });
    expect(await off.queryOrder('FT0000000001')).toMatchObject({
      failure: { code: 'misconfigured', httpStatus: 401 },
    });
  });
});

describe('an answer that never comes', () => {
  it('is waited for only so long, and the repetition finds what was done', async () => {
    await bench.paid('FT0000000001');
    bench.simulator.control.failNext('refund', 'timeout_after');
    bench.calls.length = 0;
    const patient = bench.client({ timeoutMs: 1_000 });
    expect(await patient.refund(refund())).toMatchObject({ ok: true, value: { outRefundNo: 'RFT1' } });
    expect(bench.calls.map(({ result }) => result)).toEqual(['timeout', 'answer']);
    expect(bench.simulator.control.refunds().length).toBe(1);
  });
});

describe('nobody there', () => {
  it('is unavailable, not an exception', async () => {
    const nowhere = bench.client({ baseUrl: 'http://127.0.0.1:1' });
    expect(await nowhere.queryOrder('FT0000000001')).toMatchObject({
      failure: { code: 'unavailable', message: 'no answer: network' },
    });
  });
});
