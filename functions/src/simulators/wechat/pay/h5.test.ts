import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPENID, type PayBench, START_MS, startBench } from './testing.ts';

/** Client and simulator over real HTTP: orders that are paid from a browser outside WeChat. */

const dealer = '1900000301';
const provider = '1900000302';
const subMchid = '1900000399';
let bench: PayBench;
beforeAll(async () => {
  bench = await startBench({
    h5Domains: ['shop.example.com'],
    merchants: [{ mchid: dealer }, { mchid: provider, subMchids: [subMchid] }],
  });
});
afterAll(() => bench.close());

const payerClientIp = '203.0.113.7';
const orderOf = (outTradeNo: string) => ({
  outTradeNo,
  description: '近店 云南小粒咖啡豆 454g',
  amountFen: 1_990,
  payerClientIp,
  notifyUrl: bench.notifyUrl,
  expiresAtMs: START_MS + 15 * 60_000,
});

async function urlOf(outTradeNo: string): Promise<string> {
  const made = await bench.pay.createH5Order(orderOf(outTradeNo));
  if (!made.ok) throw new Error(made.failure.message);
  return made.value.h5Url;
}

const referer = { referer: 'https://shop.example.com/' };
const result = 'https://shop.example.com/?a=1#/pages/serving/pay-result/index?orderId=1';
const withBack = (h5Url: string, back = result) => `${h5Url}&redirect_url=${encodeURIComponent(back)}`;
const open = (url: string, headers: Record<string, string> = referer) => fetch(url, { headers });
const decide = (url: string, accept: '0' | '1') =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ accept }), redirect: 'manual' });

describe('an order from a browser', () => {
  it('is paid on the page, which goes back, and is told by query and notification as any other', async () => {
    const url = withBack(await urlOf('H5202605200000001'));
    const shown = await open(url);
    expect([shown.status, await shown.text()]).toEqual([200, expect.stringContaining('¥19.90')]);
    const gone = await decide(url, '1');
    expect([gone.status, gone.headers.get('location')]).toEqual([303, result]);

    const paid = { outTradeNo: 'H5202605200000001', amountFen: 1_990, fromBrowser: true, paidAtMs: START_MS };
    expect(await bench.pay.queryOrder(paid.outTradeNo)).toMatchObject({
      value: { state: 'SUCCESS', ...paid },
    });
    await bench.simulator.control.tick();
    const told = await bench.pay.parseNotification(bench.received.at(-1)!);
    expect(told).toMatchObject({ ok: true, value: { kind: 'payment', ...paid } });
    const refunded = await bench.pay.refund({
      outTradeNo: paid.outTradeNo,
      outRefundNo: 'H5202605200000001R1',
      refundFen: 1_990,
      totalFen: 1_990,
      reason: '退货',
      notifyUrl: bench.notifyUrl,
    });
    expect(refunded).toMatchObject({ ok: true, value: { refundFen: 1_990 } });
  });

  it('is the same order when it is asked for again, with another address on the network another', async () => {
    const first = await urlOf('H5202605200000002');
    const second = await urlOf('H5202605200000002');
    const idOf = (url: string) => new URL(url).searchParams.get('prepay_id');
    expect(idOf(second)).toBe(idOf(first));
    const other = { ...orderOf('H5202605200000002'), payerClientIp: '2001:db8::1' };
    const refused = { ok: false, failure: { code: 'duplicate_order', effect: 'none' } };
    expect(await bench.pay.createH5Order(other)).toMatchObject(refused);
    const { payerClientIp: _, ...inWechat } = other;
    expect(await bench.pay.createJsapiOrder({ ...inWechat, payerOpenid: OPENID })).toMatchObject(refused);
  });

  it('is not paid by who goes back, after the close, or twice', async () => {
    const url = withBack(await urlOf('H5202605200000003'));
    expect((await decide(url, '0')).headers.get('location')).toBe(result);
    expect(await bench.pay.queryOrder('H5202605200000003')).toMatchObject({ value: { state: 'NOTPAY' } });
    expect(await bench.pay.closeOrder('H5202605200000003')).toEqual({ ok: true, value: 'closed' });
    expect((await decide(url, '1')).status).toBe(409);
    const twice = withBack(await urlOf('H5202605200000004'));
    expect((await decide(twice, '1')).status).toBe(303);
    expect((await decide(twice, '1')).status).toBe(409);
  });

  it.each([
    ['a page of no domain', {}],
    ['a page of another domain', { referer: 'https://elsewhere.example.com/' }],
  ])('opens from %s for nobody', async (_, headers) => {
    expect((await open(withBack(await urlOf('H5202605200000005')), headers)).status).toBe(403);
  });

  it('goes back to registered domains only, and opens for five minutes', async () => {
    const url = await urlOf('H5202605200000006');
    for (const back of ['https://elsewhere.example.com/', 'javascript:alert(1)'])
      expect((await open(withBack(url, back))).status).toBe(403);
    bench.clock.ms += 5 * 60_000;
    expect((await open(url)).status).toBe(410);
    expect((await open(await urlOf('H5202605200000006'))).status).toBe(200);
    bench.clock.ms = START_MS;
  });

  it.each(['', 'localhost', '203.0.113', '203.0.113.7:443'])(
    'from %o is refused before it is sent',
    async (ip) => {
      const sentBefore = bench.calls.length;
      const made = await bench.pay.createH5Order({ ...orderOf('H5202605200000007'), payerClientIp: ip });
      expect(made).toMatchObject({ ok: false, failure: { message: 'payerClientIp' } });
      expect(bench.calls.length).toBe(sentBefore);
    },
  );

  it('whose answer is lost was made, and one that is not signed counts as none', async () => {
    bench.simulator.control.failNext('createH5Order', 'disconnect_after');
    expect(new URL(await urlOf('H5202605200000008')).searchParams.get('prepay_id')).toBeTruthy();
    for (const fault of ['bad_signature', 'unsigned'] as const) {
      bench.simulator.control.failNext('createH5Order', fault, 3);
      expect(await bench.pay.createH5Order(orderOf('H5202605200000009'))).toMatchObject({
        failure: { code: 'untrusted_response', effect: 'unknown' },
      });
      bench.simulator.control.clearFaults();
    }
  });

  it('is made for a sub-merchant, and for several merchants at once', async () => {
    const merchant = { mchid: provider, subMchid };
    const made = await bench.pay.createH5Order({ ...orderOf('H5202605200000010'), merchant });
    expect(made.ok && (await decide(withBack(made.value.h5Url), '1')).status).toBe(303);
    expect(await bench.pay.queryOrder('H5202605200000010', merchant)).toMatchObject({
      value: { state: 'SUCCESS', fromBrowser: true },
    });

    const parts = [
      { outTradeNo: 'H5202605200000011', description: '鞋', amountFen: 100 },
      { outTradeNo: 'H5202605200000012', description: '袜', amountFen: 50, merchant: { mchid: dealer } },
    ];
    const { notifyUrl, expiresAtMs } = orderOf('');
    const whole = { combineOutTradeNo: 'H5202605200000011C', parts, payerClientIp, notifyUrl, expiresAtMs };
    const joint = await bench.pay.createCombinedH5Order(whole);
    if (!joint.ok) throw new Error(joint.failure.message);
    expect(await bench.pay.createCombinedH5Order({ ...whole, payerClientIp: '203.0.113.8' })).toMatchObject({
      failure: { code: 'duplicate_order' },
    });
    expect((await decide(withBack(joint.value.h5Url), '1')).status).toBe(303);
    const paid = { state: 'SUCCESS', fromBrowser: true };
    expect(await bench.pay.queryCombinedOrder(whole.combineOutTradeNo, parts)).toMatchObject({
      ok: true,
      value: [
        { ...paid, amountFen: 100 },
        { ...paid, amountFen: 50 },
      ],
    });
  });
});
