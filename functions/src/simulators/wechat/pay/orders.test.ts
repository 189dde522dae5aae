import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPENID, type PayBench, START_MS, startBench } from './testing.ts';

/** Client and simulator over real HTTP: making, paying, asking for and closing orders. */

let bench: PayBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(async () => {
  await bench.close();
});

const orderOf = (outTradeNo: string) => ({
  outTradeNo,
  description: '近店 云南小粒咖啡豆 454g',
  amountFen: 1_990,
  payerOpenid: OPENID,
  notifyUrl: bench.notifyUrl,
  expiresAtMs: START_MS + 15 * 60_000,
});

describe('an order', () => {
  it('is made, paid in the wallet, and then queried as paid', async () => {
    const prepayId = await bench.order('JD20260520000001');
    expect(await bench.pay.queryOrder('JD20260520000001')).toEqual({
      ok: true,
      value: { state: 'NOTPAY', outTradeNo: 'JD20260520000001' },
    });

    const payParams = bench.pay.signPayParams(prepayId);
    expect(payParams.signType).toBe('RSA');
    const confirmed = await bench.wallet('pay', { payParams, payerOpenid: OPENID });
    expect(confirmed.status).toBe(200);

    expect(await bench.pay.queryOrder('JD20260520000001')).toEqual({
      ok: true,
      value: {
        state: 'SUCCESS',
        outTradeNo: 'JD20260520000001',
        transactionId: confirmed.body.transactionId,
        amountFen: 1_990,
        payerOpenid: OPENID,
        paidAtMs: START_MS,
      },
    });
  });

  it('answers the same request with the same prepay id, and another request with a refusal', async () => {
    const first = await bench.order('JD20260520000002');
    expect(await bench.order('JD20260520000002')).toBe(first);
    const other = await bench.pay.createJsapiOrder({ ...orderOf('JD20260520000002'), amountFen: 1 });
    expect(other).toMatchObject({
      ok: false,
      failure: { code: 'duplicate_order', effect: 'none', httpStatus: 400 },
    });
  });

  it('gives the attachment back when it is paid', async () => {
    const made = await bench.pay.createJsapiOrder({ ...orderOf('JD20260520000003'), attach: 'order:01J' });
    if (!made.ok) throw new Error(made.failure.message);
    await bench.wallet('pay', { prepayId: made.value.prepayId, payerOpenid: OPENID });
    expect(await bench.pay.queryOrder('JD20260520000003')).toMatchObject({ value: { attach: 'order:01J' } });
  });

  it('that was never made is not found', async () => {
    expect(await bench.pay.queryOrder('JD20260520999999')).toEqual({
      ok: true,
      value: { state: 'not_found', outTradeNo: 'JD20260520999999' },
    });
  });

  it('cuts a description that is longer than the bill takes', async () => {
    const made = await bench.pay.createJsapiOrder({
      ...orderOf('JD20260520000004'),
      description: '长'.repeat(300),
    });
    expect(made.ok).toBe(true);
    expect(bench.simulator.control.order('JD20260520000004')?.description).toBe('长'.repeat(127));
  });

  it.each([
    ['outTradeNo', { outTradeNo: 'short' }],
    ['outTradeNo', { outTradeNo: 'has space in it' }],
    ['outTradeNo', { outTradeNo: 'x'.repeat(33) }],
    ['description', { description: ' ' }],
    ['amountFen', { amountFen: 0 }],
    ['amountFen', { amountFen: 0.5 }],
    ['payerOpenid', { payerOpenid: '' }],
    ['notifyUrl', { notifyUrl: 'https://shop.example.com/notify?x=1' }],
    ['notifyUrl', { notifyUrl: 'not an address' }],
    ['expiresAtMs', { expiresAtMs: Number.NaN }],
    ['attach', { attach: 'x'.repeat(129) }],
  ])('with a wrong %s is refused before it is sent: %o', async (field, wrong) => {
    const sentBefore = bench.calls.length;
    const made = await bench.pay.createJsapiOrder({ ...orderOf('JD20260520000005'), ...wrong });
    expect(made).toEqual({ ok: false, failure: { code: 'invalid_request', message: field, effect: 'none' } });
    expect(bench.calls.length).toBe(sentBefore);
  });

  it('that would expire in the past is refused by the platform', async () => {
    const made = await bench.pay.createJsapiOrder({
      ...orderOf('JD20260520000006'),
      expiresAtMs: START_MS - 1_000,
    });
    expect(made).toMatchObject({
      ok: false,
      failure: { code: 'invalid_request', platformCode: 'PARAM_ERROR' },
    });
  });
});

describe('the wallet', () => {
  it('refuses altered pay parameters', async () => {
    const prepayId = await bench.order('JD20260520000010');
    const payParams = { ...bench.pay.signPayParams(prepayId), nonceStr: 'altered' };
    expect(await bench.wallet('pay', { payParams, payerOpenid: OPENID })).toMatchObject({
      status: 400,
      body: { code: 'PAY_SIGN' },
    });
  });

  it('refuses another person, a second payment, and an order past its time', async () => {
    const prepayId = await bench.order('JD20260520000011');
    expect((await bench.wallet('pay', { prepayId, payerOpenid: 'oSomebodyElse' })).body.code).toBe(
      'OPENID_MISMATCH',
    );
    bench.clock.ms = START_MS + 15 * 60_000;
    expect((await bench.wallet('pay', { prepayId, payerOpenid: OPENID })).body.code).toBe('ORDER_EXPIRED');
    bench.clock.ms = START_MS;
    expect((await bench.wallet('pay', { prepayId, payerOpenid: OPENID })).status).toBe(200);
    expect((await bench.wallet('pay', { prepayId, payerOpenid: OPENID })).body.code).toBe('ORDERPAID');
  });

  it('that was cancelled leaves the order unpaid', async () => {
    const prepayId = await bench.order('JD20260520000012');
    expect(await bench.wallet('cancel', { prepayId })).toEqual({
      status: 200,
      body: { tradeState: 'NOTPAY' },
    });
    expect(await bench.pay.queryOrder('JD20260520000012')).toMatchObject({ value: { state: 'NOTPAY' } });
  });
});

describe('closing', () => {
  it('closes an unpaid order, also twice, and then nobody can pay it', async () => {
    const prepayId = await bench.order('JD20260520000020');
    expect(await bench.pay.closeOrder('JD20260520000020')).toEqual({ ok: true, value: 'closed' });
    expect(await bench.pay.closeOrder('JD20260520000020')).toEqual({ ok: true, value: 'closed' });
    expect(await bench.pay.queryOrder('JD20260520000020')).toMatchObject({ value: { state: 'CLOSED' } });
    expect((await bench.wallet('pay', { prepayId, payerOpenid: OPENID })).body.code).toBe('ORDER_CLOSED');
    expect(await bench.pay.createJsapiOrder(orderOf('JD20260520000020'))).toMatchObject({
      failure: { code: 'order_closed' },
    });
  });

  it('does not close a paid order', async () => {
    await bench.paid('JD20260520000021');
    expect(await bench.pay.closeOrder('JD20260520000021')).toEqual({ ok: true, value: 'already_paid' });
    expect(await bench.pay.createJsapiOrder(orderOf('JD20260520000021'))).toMatchObject({
      failure: { code: 'already_paid' },
    });
  });

  it('of an order that was never made fails as not found', async () => {
    expect(await bench.pay.closeOrder('JD20260520888888')).toMatchObject({
      ok: false,
      failure: { code: 'not_found', platformCode: 'ORDER_NOT_EXIST', httpStatus: 404 },
    });
  });

  it('races with paying: whoever is second is told, and never both succeed', async () => {
    for (let round = 0; round < 10; round += 1) {
      const outTradeNo = `JD2026052000003${round}`;
      const prepayId = await bench.order(outTradeNo);
      const [closed, confirmed] = await Promise.all([
        bench.pay.closeOrder(outTradeNo),
        bench.wallet('pay', { prepayId, payerOpenid: OPENID }),
      ]);
      const paid = confirmed.status === 200;
      expect(closed).toEqual({ ok: true, value: paid ? 'already_paid' : 'closed' });
      expect(await bench.pay.queryOrder(outTradeNo)).toMatchObject({
        value: { state: paid ? 'SUCCESS' : 'CLOSED' },
      });
    }
  });

  it('can be overtaken: a payment that landed first shows in the next query', async () => {
    await bench.order('JD20260520000040');
    expect(await bench.pay.closeOrder('JD20260520000040')).toEqual({ ok: true, value: 'closed' });
    bench.clock.ms = START_MS + 5_000;
    await bench.simulator.control.payLate('JD20260520000040');
    bench.clock.ms = START_MS;
    expect(await bench.pay.queryOrder('JD20260520000040')).toMatchObject({ value: { state: 'SUCCESS' } });
    const told = await bench.pay.parseNotification(bench.received.at(-1) ?? { headers: {}, rawBody: '' });
    expect(told).toMatchObject({ ok: true, value: { kind: 'payment', outTradeNo: 'JD20260520000040' } });
  });

  it('asks for the order when the refusal does not say why', async () => {
    await bench.paid('JD20260520000041');
    const vague = { status: 400, code: 'INVALID_REQUEST', message: '无效请求' };
    bench.simulator.control.failNext('closeOrder', vague);
    expect(await bench.pay.closeOrder('JD20260520000041')).toEqual({ ok: true, value: 'already_paid' });

    await bench.order('JD20260520000042');
    bench.simulator.control.failNext('closeOrder', vague);
    expect(await bench.pay.closeOrder('JD20260520000042')).toMatchObject({
      failure: { code: 'invalid_request' },
    });

    await bench.pay.closeOrder('JD20260520000042');
    bench.simulator.control.failNext('closeOrder', {
      status: 400,
      code: 'ORDER_CLOSED',
      message: '订单已关闭',
    });
    expect(await bench.pay.closeOrder('JD20260520000042')).toEqual({ ok: true, value: 'closed' });
  });

  it('waits while the shopper is entering the password', async () => {
    await bench.order('JD20260520000043');
    bench.simulator.control.failNext('closeOrder', {
      status: 202,
      code: 'USERPAYING',
      message: '用户支付中',
    });
    expect(await bench.pay.closeOrder('JD20260520000043')).toMatchObject({
      failure: { code: 'user_paying' },
    });
  });
});
