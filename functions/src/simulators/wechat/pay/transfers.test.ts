import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commissionScene, type TransferRequest } from '../../../wechat/index.ts';
import type { PayFault } from './faults.ts';
import { OPENID, type PayBench, START_MS, startBench } from './testing.ts';

/** Merchant transfers over real HTTP: a bill ends once, whatever is lost, doubled or late on the way. */

const DAY_MS = 86_400_000;
let bench: PayBench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const bill = (outBillNo: string, over: Partial<TransferRequest> = {}): TransferRequest => ({
  outBillNo,
  scene: commissionScene('导购', '2026年5月佣金'),
  openid: OPENID,
  amountFen: 12_345,
  remark: '近店佣金',
  notifyUrl: bench.notifyUrl,
  ...over,
});
const transfers = {
  ask: (request: TransferRequest) => bench.pay.transfers.ask(request),
  query: (outBillNo: string) => bench.pay.transfers.query(outBillNo),
};
const control = () => bench.simulator.control.transfers;
const told = async () =>
  bench.pay.transfers.parseNotification(bench.received.at(-1) ?? { headers: {}, rawBody: '' });
const madeOf = (outBillNo: string) =>
  control()
    .all()
    .filter((made) => made.outBillNo === outBillNo);

describe('a transfer that the payee confirms', () => {
  it('waits for its payee, is paid once they take it, and is told with amount and payee', async () => {
    const asked = await transfers.ask(bill('TB0001'));
    expect(asked).toMatchObject({ state: 'wait_confirm', outBillNo: 'TB0001', createdAtMs: START_MS });
    expect(asked.state === 'wait_confirm' && asked.packageInfo).toMatch(/^ABBQ/);
    const waiting = await transfers.query('TB0001');
    expect(waiting).toMatchObject({ state: 'wait_confirm', amountFen: 12_345, openid: OPENID });
    expect(waiting).not.toHaveProperty('packageInfo');

    await control().confirm('TB0001');
    expect(await transfers.query('TB0001')).toMatchObject({ state: 'success' });
    expect(await told()).toMatchObject({
      ok: true,
      value: {
        kind: 'transfer',
        merchant: { mchid: bench.simulator.merchant.mchid },
        bill: { state: 'success', outBillNo: 'TB0001', amountFen: 12_345, openid: OPENID },
      },
    });
    const [made] = madeOf('TB0001');
    expect(await bench.pay.transfers.queryByBillId(made?.transferBillNo ?? '')).toMatchObject({
      state: 'success',
      outBillNo: 'TB0001',
    });
  });

  it('is taken by its payee only, from the phone or from the wallet’s page', async () => {
    const asked = await transfers.ask(bill('TB0002'));
    const packageInfo = asked.state === 'wait_confirm' ? (asked.packageInfo ?? '') : '';
    const confirm = (openid: string) =>
      fetch(`${bench.simulator.baseUrl}/simulator/transfers/confirm`, {
        method: 'POST',
        body: JSON.stringify({ package: packageInfo, openid }),
      });
    expect((await confirm('somebody-else')).status).toBe(403);
    const address = `${bench.simulator.baseUrl}/simulator/transfers`;
    expect(await (await fetch(address)).text()).toContain('¥123.45');
    const page = `${address}?${new URLSearchParams({ package: packageInfo })}`;
    expect(await (await fetch(page)).text()).toContain('岗位类型：导购');
    const later = await fetch(page, { method: 'POST', body: 'accept=0' });
    expect(later.status).toBe(200);
    expect(await transfers.query('TB0002')).toMatchObject({ state: 'wait_confirm' });
    expect(await (await fetch(page, { method: 'POST', body: 'accept=1' })).text()).toContain('已收款');
    expect((await confirm(OPENID)).status).toBe(200);
    expect(await transfers.query('TB0002')).toMatchObject({ state: 'success' });
  });

  it('sent again gives the same bill and its package; with other content it is refused', async () => {
    const first = await transfers.ask(bill('TB0003', { payeeName: '王小店' }));
    expect(await transfers.ask(bill('TB0003', { payeeName: '王小店' }))).toEqual(first);
    for (const other of [
      { amountFen: 12_346, payeeName: '王小店' },
      { payeeName: '王大店' },
      { openid: 'another-payee', payeeName: '王小店' },
    ])
      expect(await transfers.ask(bill('TB0003', other))).toMatchObject({
        state: 'refused',
        failure: { code: 'duplicate_order' },
      });
    await control().confirm('TB0003');
    expect(await transfers.ask(bill('TB0003', { payeeName: '王小店' }))).toMatchObject({ state: 'success' });
    expect(madeOf('TB0003')).toHaveLength(1);
  });

  it('is closed after 24 hours, and then its payee comes too late', async () => {
    await transfers.ask(bill('TB0004'));
    bench.clock.ms = START_MS + DAY_MS - 1;
    await bench.simulator.control.tick();
    expect(await transfers.query('TB0004')).toMatchObject({ state: 'wait_confirm' });
    bench.clock.ms = START_MS + DAY_MS;
    await expect(control().confirm('TB0004')).rejects.toThrow('收款已失效');
    await bench.simulator.control.tick();
    expect(await transfers.query('TB0004')).toMatchObject({
      state: 'failed',
      reason: 'expired',
      platformReason: 'OVERDUE_CLOSE',
    });
    expect(await told()).toMatchObject({ value: { bill: { state: 'failed', reason: 'expired' } } });
    bench.clock.ms = START_MS + 31 * DAY_MS;
    expect(await transfers.query('TB0004')).toEqual({ state: 'not_found' });
  });

  it('is cancelled before it was taken, and not after', async () => {
    await transfers.ask(bill('TB0005'));
    expect(await bench.pay.transfers.cancel('TB0005')).toMatchObject({
      state: 'accepted',
      stage: 'CANCELING',
    });
    await expect(control().confirm('TB0005')).rejects.toThrow('收款已失效');
    await bench.simulator.control.tick();
    expect(await transfers.query('TB0005')).toMatchObject({ state: 'failed', reason: 'cancelled' });
    expect(await bench.pay.transfers.cancel('TB0005')).toMatchObject({ state: 'failed' });

    await transfers.ask(bill('TB0006'));
    await control().confirm('TB0006');
    expect(await bench.pay.transfers.cancel('TB0006')).toMatchObject({ state: 'refused' });
    expect(await bench.pay.transfers.cancel('TB0099')).toEqual({ state: 'not_found' });
    expect(await transfers.query('TB0006')).toMatchObject({ state: 'success' });
  });

  it('fails for reasons that say who has to do something', async () => {
    control().nameOf(OPENID, '王小店');
    for (const [index, [platformReason, reason]] of [
      ['REAL_NAME_CHECK_FAIL', 'not_verified'],
      ['ACCOUNT_FROZEN', 'payee_account'],
      ['DAY_RECEIVED_QUOTA_EXCEED', 'payee_limit'],
      ['PRODUCT_AUTH_CHECK_FAIL', 'merchant'],
      ['TRANSFER_RISK', 'risk'],
      ['A_REASON_OF_TOMORROW', 'other'],
    ].entries()) {
      await transfers.ask(bill(`TF000${index}`));
      control().nextFail(platformReason ?? '');
      await control().confirm(`TF000${index}`);
      expect(await transfers.query(`TF000${index}`)).toMatchObject({
        state: 'failed',
        reason,
        platformReason,
      });
    }
    await transfers.ask(bill('TF0009', { payeeName: '李小店' }));
    await control().confirm('TF0009');
    expect(await transfers.query('TF0009')).toMatchObject({ state: 'failed', reason: 'name_mismatch' });
  });

  it('needs the real name from ¥2,000 on, sent encrypted, and none below ¥0.30', async () => {
    expect(await transfers.ask(bill('TN0001', { amountFen: 199_999 }))).toMatchObject({
      state: 'wait_confirm',
    });
    const calls = bench.calls.length;
    expect(await transfers.ask(bill('TN0002', { amountFen: 200_000 }))).toMatchObject({
      state: 'refused',
      failure: { code: 'invalid_request', message: 'payeeName' },
    });
    expect(bench.calls).toHaveLength(calls);
    control().nameOf(OPENID, '王小店');
    expect(await transfers.ask(bill('TN0003', { amountFen: 200_000, payeeName: '王小店' }))).toMatchObject({
      state: 'wait_confirm',
    });
    expect(madeOf('TN0003')[0]?.payeeName).toBe('王小店');
    await control().confirm('TN0003');
    expect(await transfers.query('TN0003')).toMatchObject({ state: 'success' });
    expect(await transfers.ask(bill('TN0004', { amountFen: 29, payeeName: '王小店' }))).toMatchObject({
      state: 'wait_confirm',
    });
    expect(madeOf('TN0004')[0]).not.toHaveProperty('payeeName');
  });

  it('tells the scene exactly what it wants', async () => {
    for (const reports of [
      [{ type: '岗位类型', content: '导购' }],
      [
        { type: '活动名称', content: '五月' },
        { type: '奖励说明', content: '佣金' },
      ],
    ])
      expect(await transfers.ask(bill('TS0001', { scene: { sceneId: '1005', reports } }))).toMatchObject({
        state: 'refused',
        failure: { code: 'invalid_request', platformCode: 'PARAM_ERROR' },
      });
    expect(await transfers.ask(bill('TS0001'))).toMatchObject({ state: 'wait_confirm' });
  });

  it('is not made from a short account, and is made under the same number once that is filled', async () => {
    control().balance(12_344);
    expect(await transfers.ask(bill('TM0001'))).toMatchObject({
      state: 'refused',
      failure: { code: 'merchant_balance_short' },
    });
    expect(await transfers.query('TM0001')).toEqual({ state: 'not_found' });
    control().balance(12_345);
    expect(await transfers.ask(bill('TM0001'))).toMatchObject({ state: 'wait_confirm' });
  });

  it('is refused beyond so many in a second, and taken in the next', async () => {
    await bench.close();
    bench = await startBench({ transferCallsPerSecond: 3 });
    for (const number of ['TR0001', 'TR0002', 'TR0003'])
      expect(await transfers.ask(bill(number))).toMatchObject({ state: 'wait_confirm' });
    expect(await transfers.ask(bill('TR0004'))).toMatchObject({
      state: 'refused',
      failure: { code: 'rate_limited' },
    });
    expect(await transfers.query('TR0004')).toEqual({ state: 'not_found' });
    bench.clock.ms += 1_000;
    expect(await transfers.ask(bill('TR0004'))).toMatchObject({ state: 'wait_confirm' });
  });

  it('needs a merchant with keys of its own', async () => {
    expect(await transfers.ask(bill('TK0001', { merchant: { mchid: '1900000999' } }))).toMatchObject({
      state: 'refused',
      failure: { code: 'misconfigured' },
    });
  });

  it.each([
    ['outBillNo', { outBillNo: 'TB-001' }],
    ['amountFen', { amountFen: 9 }],
    ['amountFen', { amountFen: 10.5 }],
    ['openid', { openid: '' }],
    ['payeeName', { payeeName: '王'.repeat(64) }],
    ['remark', { remark: ' ' }],
    ['notifyUrl', { notifyUrl: 'https://shop.example/notify?a=1' }],
    ['scene.reports', { scene: { sceneId: '1005', reports: [] } }],
  ])('with a wrong %s is refused before it is sent', async (field, over) => {
    expect(await transfers.ask(bill('TW0001', over))).toMatchObject({
      state: 'refused',
      failure: { message: field },
    });
    expect(bench.calls).toHaveLength(0);
  });
});

describe('what is lost, doubled or late', () => {
  it.each(['disconnect', 'disconnect_after', '500', '500_after'] as const)(
    '%s once: the bill is made once',
    async (fault) => {
      bench.simulator.control.failNext('transfer', fault);
      expect(await transfers.ask(bill('TL0001'))).toMatchObject({ state: 'wait_confirm' });
      expect(madeOf('TL0001')).toHaveLength(1);
    },
  );

  it('with every answer lost it is unknown, and what became of it is found by asking', async () => {
    bench.simulator.control.failNext('transfer', 'disconnect_after', 3);
    expect(await transfers.ask(bill('TL0002'))).toMatchObject({ state: 'unknown' });
    expect(await transfers.query('TL0002')).toMatchObject({ state: 'wait_confirm' });
    bench.simulator.control.failNext('transfer', 'disconnect', 3);
    expect(await transfers.ask(bill('TL0003'))).toMatchObject({ state: 'unknown' });
    expect(await transfers.query('TL0003')).toEqual({ state: 'not_found' });
    bench.simulator.control.failNext('queryTransfer', '500', 3);
    expect(await transfers.query('TL0002')).toMatchObject({ state: 'unknown' });
  });

  it.each<PayFault>([
    'bad_signature',
    'unsigned',
    { status: 400, code: 'A_CODE_OF_TOMORROW', message: '新的错误码' },
    { status: 403, code: 'RESOURCE_NOT_EXISTS', message: '记录不存在' },
    { answer: {} },
    { answer: { out_bill_no: 'TH0001', transfer_bill_no: '1', state: 'LOST' } },
    { answer: { out_bill_no: 'TH0009', transfer_bill_no: '1', state: 'FAIL' } },
    { answer: { out_bill_no: 'TH0001', transfer_bill_no: '1', state: 'FAIL', mch_id: '1900000999' } },
    { answer: { out_bill_no: 'TH0001', transfer_bill_no: '1', state: 'FAIL', appid: 'wxother' } },
    { answer: { out_bill_no: 'TH0001', transfer_bill_no: '1', state: 'SUCCESS', transfer_amount: 1 } },
    { answer: { out_bill_no: 'TH0001', transfer_bill_no: '1', state: 'SUCCESS', openid: 'other' } },
    { answer: { out_bill_no: 'TH0001', transfer_bill_no: '1', state: 'FAIL', fail_reason: 7 } },
    { answer: { out_bill_no: 'TH0001', transfer_bill_no: '1', state: 'SUCCESS', transfer_amount: -1 } },
  ])('%j is no end of a bill: it is unknown', async (fault) => {
    bench.simulator.control.failNext('transfer', fault);
    expect(await transfers.ask(bill('TH0001'))).toMatchObject({ state: 'unknown' });
  });

  it('told twice, late and never: the same end under one id, or found by asking', async () => {
    bench.simulator.control.notifications({ mode: 'duplicate' });
    await transfers.ask(bill('TD0001'));
    await control().confirm('TD0001');
    expect(bench.received).toHaveLength(2);
    const ids = await Promise.all(
      bench.received.map(async (input) => {
        const read = await bench.pay.transfers.parseNotification(input);
        return read.ok && read.value.notificationId;
      }),
    );
    expect(new Set(ids).size).toBe(1);
    bench.simulator.control.notifications({ mode: 'drop' });
    await transfers.ask(bill('TD0002'));
    await control().confirm('TD0002');
    expect(bench.received).toHaveLength(2);
    expect(await transfers.query('TD0002')).toMatchObject({ state: 'success' });
  });

  it('a notification that is altered, forged, or about other money is not believed', async () => {
    await transfers.ask(bill('TX0001'));
    await control().confirm('TX0001');
    const genuine = bench.received.at(-1);
    if (genuine === undefined) throw new Error('nothing was told');
    const altered = { headers: genuine.headers, rawBody: genuine.rawBody.replace('FINISHED', 'FINISHEX') };
    expect(await bench.pay.transfers.parseNotification(altered)).toMatchObject({
      failure: { code: 'invalid_signature' },
    });
    expect(
      await bench.pay.transfers.parseNotification({
        headers: { ...genuine.headers, 'wechatpay-signature': 'WECHATPAY/SIGNTEST/abc' },
        rawBody: genuine.rawBody,
      }),
    ).toMatchObject({ failure: { code: 'invalid_signature' } });
    bench.clock.ms += 301_000;
    expect(await bench.pay.transfers.parseNotification(genuine)).toMatchObject({
      failure: { code: 'stale' },
    });
    // Payments do not read it, and it reads no payments.
    bench.clock.ms = START_MS;
    expect(await bench.pay.parseNotification(genuine)).toMatchObject({ failure: { code: 'unsupported' } });
    await bench.paid('TX00000001');
    await bench.simulator.control.tick();
    expect(await told()).toMatchObject({ failure: { code: 'unsupported' } });
  });

  it('is still there after the platform was started again', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'transfers-'));
    try {
      await bench.close();
      bench = await startBench({ dataFolder });
      const made = await transfers.ask(bill('TZ0001'));
      await bench.close();
      const { notifyUrl } = bench;
      bench = await startBench({ dataFolder });
      expect(await transfers.ask(bill('TZ0001', { notifyUrl }))).toEqual(made);
    } finally {
      rmSync(dataFolder, { recursive: true });
    }
  });
});
