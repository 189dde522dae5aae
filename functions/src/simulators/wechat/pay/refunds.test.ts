import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PayBench, START_MS, startBench } from './testing.ts';

/** Client and simulator over real HTTP: refunds and what is told about them. */

let bench: PayBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(async () => {
  await bench.close();
});

const refundOf = (outTradeNo: string, outRefundNo: string, refundFen: number, totalFen = 1_990) => ({
  outTradeNo,
  outRefundNo,
  refundFen,
  totalFen,
  reason: '门店缺货',
  notifyUrl: bench.notifyUrl,
});

describe('a refund', () => {
  it('is accepted first, then settles, and the merchant is told', async () => {
    await bench.paid('RF0000000001');
    await bench.simulator.control.tick();
    const asked = await bench.pay.refund(refundOf('RF0000000001', 'R1', 990));
    expect(asked).toMatchObject({
      ok: true,
      value: {
        status: 'PROCESSING',
        outRefundNo: 'R1',
        outTradeNo: 'RF0000000001',
        refundFen: 990,
        totalFen: 1_990,
      },
    });
    expect(await bench.pay.queryOrder('RF0000000001')).toMatchObject({
      value: { state: 'REFUND', amountFen: 1_990 },
    });

    await bench.simulator.control.tick();
    const settled = await bench.pay.queryRefund('R1');
    expect(settled).toMatchObject({ value: { status: 'SUCCESS', refundedAtMs: START_MS } });
    const told = await bench.pay.parseNotification(bench.received.at(-1) ?? { headers: {}, rawBody: '' });
    expect(told).toMatchObject({
      ok: true,
      value: {
        kind: 'refund',
        status: 'SUCCESS',
        outRefundNo: 'R1',
        outTradeNo: 'RF0000000001',
        refundFen: 990,
        totalFen: 1_990,
        refundedAtMs: START_MS,
      },
    });
  });

  it('asked for twice with one number happens once', async () => {
    await bench.paid('RF0000000002');
    const first = await bench.pay.refund(refundOf('RF0000000002', 'R2', 500));
    const second = await bench.pay.refund(refundOf('RF0000000002', 'R2', 500));
    expect(second).toEqual(first);
    expect(
      bench.simulator.control.refunds().filter(({ outTradeNo }) => outTradeNo === 'RF0000000002').length,
    ).toBe(1);
    expect(await bench.pay.refund(refundOf('RF0000000002', 'R2', 501))).toMatchObject({
      failure: { code: 'invalid_request', httpStatus: 400 },
    });
  });

  it('never gives back more than was paid', async () => {
    await bench.paid('RF0000000003');
    expect((await bench.pay.refund(refundOf('RF0000000003', 'R3a', 1_000))).ok).toBe(true);
    expect(await bench.pay.refund(refundOf('RF0000000003', 'R3b', 991))).toMatchObject({
      failure: { code: 'invalid_request' },
    });
    expect((await bench.pay.refund(refundOf('RF0000000003', 'R3c', 990))).ok).toBe(true);
    expect(await bench.pay.refund(refundOf('RF0000000003', 'R3d', 1))).toMatchObject({
      failure: { code: 'invalid_request', message: '订单已全额退款' },
    });
  });

  it('needs a paid order and its true amount', async () => {
    await bench.order('RF0000000004');
    expect(await bench.pay.refund(refundOf('RF0000000004', 'R4', 1))).toMatchObject({
      failure: { code: 'not_found' },
    });
    expect(await bench.pay.refund(refundOf('RF0000009999', 'R4', 1))).toMatchObject({
      failure: { code: 'not_found' },
    });
    await bench.paid('RF0000000005');
    expect(await bench.pay.refund(refundOf('RF0000000005', 'R5', 1, 1_991))).toMatchObject({
      failure: { code: 'invalid_request' },
    });
  });

  it('is refused after 50 parts and after a year', async () => {
    await bench.paid('RF0000000006');
    for (let part = 0; part < 50; part += 1) {
      expect((await bench.pay.refund(refundOf('RF0000000006', `R6-${part}`, 1))).ok).toBe(true);
    }
    expect(await bench.pay.refund(refundOf('RF0000000006', 'R6-50', 1))).toMatchObject({
      failure: { code: 'invalid_request', message: '部分退款次数超过上限50次' },
    });
    await bench.paid('RF0000000007');
    bench.clock.ms = START_MS + 366 * 86_400_000;
    expect(await bench.pay.refund(refundOf('RF0000000007', 'R7', 1))).toMatchObject({
      failure: { code: 'invalid_request', message: '订单已超过可退款的最大期限' },
    });
    bench.clock.ms = START_MS;
  });

  it.each([['ABNORMAL' as const], ['CLOSED' as const]])(
    'can end %s, and that is told as well',
    async (status) => {
      const outTradeNo = `RF-${status}-1`;
      await bench.paid(outTradeNo);
      await bench.simulator.control.tick();
      await bench.pay.refund(refundOf(outTradeNo, `R-${status}`, 100));
      bench.simulator.control.nextRefundsEnd(status);
      await bench.simulator.control.tick();
      expect(await bench.pay.queryRefund(`R-${status}`)).toMatchObject({ value: { status } });
      const told = await bench.pay.parseNotification(bench.received.at(-1) ?? { headers: {}, rawBody: '' });
      expect(told).toMatchObject({ ok: true, value: { kind: 'refund', status, outRefundNo: `R-${status}` } });
      expect(told).not.toHaveProperty('value.refundedAtMs');
    },
  );

  it('that was never asked for is not found', async () => {
    expect(await bench.pay.queryRefund('R-never')).toEqual({
      ok: true,
      value: { status: 'not_found', outRefundNo: 'R-never' },
    });
  });

  it.each([
    ['outTradeNo', { outTradeNo: 'x' }],
    ['outRefundNo', { outRefundNo: '' }],
    ['outRefundNo', { outRefundNo: 'a/b' }],
    ['refundFen', { refundFen: 0 }],
    ['refundFen', { refundFen: 1_991 }],
    ['totalFen', { totalFen: 0 }],
    ['notifyUrl', { notifyUrl: 'https://shop.example.com/#x' }],
  ])('with a wrong %s is refused before it is sent: %o', async (field, wrong) => {
    expect(await bench.pay.refund({ ...refundOf('RF0000000001', 'R8', 10), ...wrong })).toEqual({
      ok: false,
      failure: { code: 'invalid_request', message: field, effect: 'none' },
    });
  });

  it('may have an empty or a long reason', async () => {
    await bench.paid('RF0000000009');
    expect((await bench.pay.refund({ ...refundOf('RF0000000009', 'R9a', 1), reason: '' })).ok).toBe(true);
    expect(
      (await bench.pay.refund({ ...refundOf('RF0000000009', 'R9b', 1), reason: '缺'.repeat(100) })).ok,
    ).toBe(true);
    const kept = bench.simulator.control.refunds().find(({ outRefundNo }) => outRefundNo === 'R9b');
    expect(kept?.reason).toBe('缺'.repeat(26));
  });
});

describe('refunds a minute apart', () => {
  it('are rate-limited when the simulator is told to be as strict as the real service', async () => {
    const strict = await startBench({ minRefundIntervalMs: 60_000 });
    try {
      await strict.paid('RF0000000010');
      const refund = (outRefundNo: string) =>
        strict.pay.refund({
          outTradeNo: 'RF0000000010',
          outRefundNo,
          refundFen: 10,
          totalFen: 1_990,
          reason: '缺货',
          notifyUrl: strict.notifyUrl,
        });
      expect((await refund('RA')).ok).toBe(true);
      expect(await refund('RB')).toMatchObject({ failure: { code: 'rate_limited', effect: 'none' } });
      strict.clock.ms += 60_000;
      expect((await refund('RB')).ok).toBe(true);
    } finally {
      await strict.close();
    }
  });
});
