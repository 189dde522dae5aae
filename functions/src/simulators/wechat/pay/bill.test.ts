import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TradeBill, TradeBillLine } from '../../../wechat/index.ts';
import { OPENID, type PayBench, startBench } from './testing.ts';

/** The daily bill, asked for, downloaded, checked and read line by line. */

const DEALER = '1900000201';
const HOUR_MS = 3_600_000;
let bench: PayBench;
let brand: string;
beforeEach(async () => {
  bench = await startBench({ merchants: [{ mchid: DEALER }] });
  brand = bench.simulator.merchant.mchid;
});
afterEach(() => bench.close());

const DAY = '2026-05-20';
/** 10:00 of the day after, in Beijing. */
const nextMorning = () => {
  bench.clock.ms = Date.UTC(2026, 4, 21, 2, 0, 0);
};

async function linesOf(bill: TradeBill): Promise<TradeBillLine[]> {
  const lines: TradeBillLine[] = [];
  for await (const line of bill.lines()) lines.push(line);
  return lines;
}
async function bill(mchid = brand): Promise<TradeBill> {
  const got = await bench.pay.tradeBill(mchid, DAY);
  if (!got.ok) throw new Error(got.failure.code);
  return got.value;
}

describe('the bill of a day', () => {
  it('has every payment and every refund of it, and can be read again', async () => {
    await bench.paid('BL0000000001', 1_990);
    await bench.paid('BL0000000002', 5);
    const refund = { outTradeNo: 'BL0000000001', outRefundNo: 'RBL1', refundFen: 990, totalFen: 1_990 };
    await bench.pay.refund({ ...refund, reason: '', notifyUrl: bench.notifyUrl });
    await bench.simulator.control.tick();
    nextMorning();
    const made = await bench.pay.createJsapiOrder({
      outTradeNo: 'BL0000000003',
      description: '近店',
      amountFen: 7,
      payerOpenid: OPENID,
      notifyUrl: bench.notifyUrl,
      expiresAtMs: bench.clock.ms + 900_000,
    });
    await bench.wallet('pay', { prepayId: made.ok && made.value.prepayId, payerOpenid: OPENID });
    const got = await bill();
    const lines = await linesOf(got);
    const { appid } = bench.simulator.merchant;
    const common = { appid, mchid: brand, currency: 'CNY' };
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'payment', outTradeNo: 'BL0000000001', amountFen: 1_990, ...common }),
        expect.objectContaining({ kind: 'payment', outTradeNo: 'BL0000000002', amountFen: 5, ...common }),
        expect.objectContaining({
          kind: 'refund',
          outTradeNo: 'BL0000000001',
          outRefundNo: 'RBL1',
          refundFen: 990,
          refundState: 'SUCCESS',
          ...common,
        }),
      ]),
    );
    expect(lines).toHaveLength(3);
    expect(lines.map(({ lineNo }) => lineNo)).toEqual([1, 2, 3]);
    expect(await linesOf(got)).toEqual(lines);
    expect((await bill()).digest).toBe(got.digest);
  });

  it('tells a line that it cannot read, and the lines after it', async () => {
    await bench.paid('BL0000000001');
    bench.simulator.control.addBillLine('`2026-05-20 10:00:00,`rubbish');
    nextMorning();
    expect((await linesOf(await bill())).map(({ kind }) => kind)).toEqual(['payment', 'unreadable']);
  });

  it('is there from 10:00 of the next day on; without any trade there is none', async () => {
    await bench.paid('BL0000000001');
    expect((await bench.pay.tradeBill(brand, DAY)).ok).toBe(false);
    nextMorning();
    bench.clock.ms -= 1;
    expect(await bench.pay.tradeBill(brand, DAY)).toMatchObject({ failure: { code: 'bill_not_ready' } });
    bench.clock.ms += 1;
    expect((await bench.pay.tradeBill(brand, DAY)).ok).toBe(true);
    expect(await bench.pay.tradeBill(brand, '2026-05-19')).toMatchObject({ failure: { code: 'no_bill' } });
    expect(await bench.pay.tradeBill(DEALER, DAY)).toMatchObject({ failure: { code: 'no_bill' } });
    expect(await bench.pay.tradeBill('1900000999', DAY)).toMatchObject({
      failure: { code: 'misconfigured' },
    });
  });

  it('is not believed when its digest does not fit, and comes after lost answers', async () => {
    await bench.paid('BL0000000001');
    nextMorning();
    bench.simulator.control.failNext('downloadBill', 'bad_signature');
    expect(await bench.pay.tradeBill(brand, DAY)).toMatchObject({ failure: { code: 'untrusted_response' } });
    bench.simulator.control.failNext('tradeBill', '500');
    bench.simulator.control.failNext('downloadBill', 'disconnect');
    expect((await bench.pay.tradeBill(brand, DAY)).ok).toBe(true);
  });

  it('of three months and more ago is refused', async () => {
    bench.clock.ms += 100 * 24 * HOUR_MS;
    expect(await bench.pay.tradeBill(brand, DAY)).toMatchObject({ failure: { code: 'invalid_request' } });
  });
});
