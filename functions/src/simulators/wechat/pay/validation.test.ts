import { createPrivateKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorizationHeader } from '../../../wechat/pay/signing.ts';
import { OPENID, type PayBench, START_MS, startBench } from './testing.ts';

/** The simulator refuses by itself what the real service refuses, whoever asks: here without the client's checks. */

let bench: PayBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(async () => {
  await bench.close();
});

interface RawAnswer {
  readonly status: number;
  readonly code: unknown;
  readonly message: unknown;
}

async function post(
  path: string,
  body: unknown,
  alter: (header: string) => string = (header) => header,
): Promise<RawAnswer> {
  const { mchid, merchantSerial, merchantPrivateKeyPem } = bench.simulator.merchant;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const authorization = authorizationHeader(
    { mchid, merchantSerial, privateKey: createPrivateKey(merchantPrivateKeyPem) },
    { method: 'POST', pathAndQuery: path, timestampSeconds: START_MS / 1_000, nonce: 'n', body: text },
  );
  const response = await fetch(`${bench.simulator.baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: alter(authorization) },
    body: text,
  });
  const answer = (await response.json()) as { code?: unknown; message?: unknown };
  return { status: response.status, code: answer.code, message: answer.message };
}

const ORDER = '/v3/pay/transactions/jsapi';
const order = (): Record<string, unknown> => ({
  appid: bench.simulator.merchant.appid,
  mchid: bench.simulator.merchant.mchid,
  description: '咖啡豆',
  out_trade_no: 'VL0000000001',
  notify_url: 'https://shop.example.com/notify',
  amount: { total: 1, currency: 'CNY' },
  payer: { openid: OPENID },
});

describe('an order', () => {
  it('as documented is taken', async () => {
    expect((await post(ORDER, order())).status).toBe(200);
  });

  it.each([
    ['MCH_NOT_EXISTS', { mchid: '1' }],
    ['APPID_MCHID_NOT_MATCH', { appid: 'wx0' }],
    ['PARAM_ERROR', { out_trade_no: 'abcde' }],
    ['PARAM_ERROR', { out_trade_no: 'a'.repeat(33) }],
    ['PARAM_ERROR', { out_trade_no: '订单00000001' }],
    ['PARAM_ERROR', { out_trade_no: undefined }],
    ['PARAM_ERROR', { description: 'x'.repeat(128) }],
    ['PARAM_ERROR', { description: undefined }],
    ['PARAM_ERROR', { notify_url: undefined }],
    ['PARAM_ERROR', { notify_url: 'http://shop.example.com/notify' }],
    ['PARAM_ERROR', { notify_url: 'https://shop.example.com/notify?a=1' }],
    ['PARAM_ERROR', { amount: undefined }],
    ['PARAM_ERROR', { amount: { total: 0 } }],
    ['PARAM_ERROR', { amount: { total: 1.5 } }],
    ['PARAM_ERROR', { amount: { total: '1' } }],
    ['PARAM_ERROR', { amount: { total: 1, currency: 'USD' } }],
    ['PARAM_ERROR', { payer: {} }],
    ['PARAM_ERROR', { attach: 'x'.repeat(129) }],
    ['PARAM_ERROR', { time_expire: '2026-05-20 10:00:00' }],
    ['PARAM_ERROR', { time_expire: '2026-05-20T09:59:59+08:00' }],
  ])('is refused with %s: %o', async (code, wrong) => {
    expect(await post(ORDER, { ...order(), ...wrong })).toMatchObject({ status: 400, code });
  });

  it.each(['', 'null', '[]', '{'])('is refused when its body is %j', async (body) => {
    expect((await post(ORDER, body)).status).toBe(400);
  });
});

describe('a refund', () => {
  it.each([
    ['amount', { amount: { refund: 1, total: 1 } }],
    ['amount', { amount: { refund: 0, total: 1, currency: 'CNY' } }],
    ['amount', undefined],
    ['out_refund_no', { out_refund_no: 'x'.repeat(65) }],
    ['reason', { reason: '缺'.repeat(27) }],
    ['notify_url', { notify_url: 'ftp://x' }],
  ])('is refused for its %s: %o', async (_field, wrong) => {
    const refund = {
      out_trade_no: 'VL0000000001',
      out_refund_no: 'R',
      amount: { refund: 1, total: 1, currency: 'CNY' },
    };
    const body = wrong === undefined ? {} : { ...refund, ...wrong };
    expect(await post('/v3/refund/domestic/refunds', body)).toMatchObject({
      status: 400,
      code: 'PARAM_ERROR',
    });
  });
});

describe('a request', () => {
  it.each([
    ['without authorization', () => ''],
    ['of another scheme', () => 'Bearer x'],
    ['of another merchant', (header: string) => header.replace(/mchid="\d+"/, 'mchid="1"')],
    ['with another nonce', (header: string) => header.replace('nonce_str="n"', 'nonce_str="m"')],
    ['with another time', (header: string) => header.replace(/timestamp="\d+"/, 'timestamp="1"')],
    ['without a signature', (header: string) => header.replace(/signature="[^"]+"/, 'signature=""')],
  ])('%s is refused', async (_name, alter) => {
    expect(await post(ORDER, order(), alter)).toMatchObject({ status: 401, code: 'SIGN_ERROR' });
  });

  it('for what is not there is refused', async () => {
    expect(await post('/v3/pay/transactions/app', order())).toMatchObject({ status: 404 });
  });
});
