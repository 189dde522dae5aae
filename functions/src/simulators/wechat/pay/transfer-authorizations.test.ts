import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AuthorizedTransferRequest, commissionScene } from '../../../wechat/index.ts';
import type { PayFault } from './faults.ts';
import { OPENID, type PayBench, START_MS, startBench } from './testing.ts';

/** Being paid without confirming: leave that is asked for, given, taken back, and what is paid under it. */

const DAY_MS = 86_400_000;
let bench: PayBench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const ask = (outAuthorizationNo: string, displayName = '导购 王小店') =>
  bench.pay.transfers.authorize({
    outAuthorizationNo,
    openid: OPENID,
    sceneId: '1005',
    displayName,
    notifyUrl: bench.notifyUrl,
  });
const control = () => bench.simulator.control.transfers;
const query = (outAuthorizationNo: string) => bench.pay.transfers.queryAuthorization(outAuthorizationNo);
const told = async () =>
  bench.pay.transfers.parseNotification(bench.received.at(-1) ?? { headers: {}, rawBody: '' });
async function given(outAuthorizationNo: string): Promise<string> {
  await ask(outAuthorizationNo);
  return (await control().giveAuthorization(outAuthorizationNo)).authorizationId;
}
const bill = (
  outBillNo: string,
  authorizationId: string,
  over: Partial<AuthorizedTransferRequest> = {},
): AuthorizedTransferRequest => ({
  outBillNo,
  authorizationId,
  scene: commissionScene('导购', '2026年5月佣金'),
  openid: OPENID,
  amountFen: 12_345,
  remark: '近店佣金',
  notifyUrl: bench.notifyUrl,
  ...over,
});

describe('an authorisation', () => {
  it('is asked for, given by the payee, told, and found by its number', async () => {
    const asked = await ask('AU0001');
    expect(asked).toMatchObject({ state: 'wait_confirm', outAuthorizationNo: 'AU0001' });
    expect(asked.state === 'wait_confirm' && asked.packageInfo).toMatch(/^ABBQ/);
    expect(await query('AU0001')).toMatchObject({ state: 'wait_confirm', openid: OPENID });
    const { authorizationId } = await control().giveAuthorization('AU0001');
    expect(await query('AU0001')).toMatchObject({
      state: 'active',
      authorizationId,
      authorizedAtMs: START_MS,
    });
    expect(await told()).toMatchObject({
      ok: true,
      value: {
        kind: 'transfer_authorization',
        authorization: { state: 'active', outAuthorizationNo: 'AU0001', authorizationId, openid: OPENID },
      },
    });
    expect(await query('AU0009')).toEqual({ state: 'not_found' });
  });

  it('asked for again is the same one; asked for with other content it is refused', async () => {
    const first = await ask('AU0001');
    expect(await ask('AU0001')).toEqual(first);
    expect(await ask('AU0001', '导购 李小店')).toMatchObject({
      state: 'refused',
      failure: { code: 'duplicate_order' },
    });
    expect(control().authorizations()).toHaveLength(1);
  });

  it('that nobody gives is closed after a day, untold, and forgotten a month later', async () => {
    await ask('AU0001');
    bench.clock.ms = START_MS + DAY_MS;
    await expect(control().giveAuthorization('AU0001')).rejects.toThrow('授权已失效');
    await bench.simulator.control.tick();
    expect(bench.received).toHaveLength(0);
    expect(await query('AU0001')).toMatchObject({
      state: 'closed',
      reason: 'expired',
      closedAtMs: START_MS + DAY_MS,
    });
    bench.clock.ms += 31 * DAY_MS;
    expect(await query('AU0001')).toEqual({ state: 'not_found' });
  });

  it('is closed by the merchant, by the payee, or by WeChat, and told', async () => {
    await given('AU0001');
    expect(await bench.pay.transfers.closeAuthorization('AU0001')).toMatchObject({
      state: 'closed',
      reason: 'closed_by_merchant',
    });
    expect(await bench.pay.transfers.closeAuthorization('AU0001')).toMatchObject({ state: 'closed' });
    expect(await bench.pay.transfers.closeAuthorization('AU0009')).toEqual({ state: 'not_found' });
    for (const [number, platformReason, reason] of [
      ['AU0002', 'USER_CLOSE', 'closed_by_payee'],
      ['AU0003', 'TRANSFER_RISK', 'risk'],
      ['AU0004', 'USER_ACCOUNT_ABNORMAL', 'payee_account'],
      ['AU0005', 'A_REASON_OF_TOMORROW', 'other'],
      ['AU0006', '__proto__', 'other'],
    ] as const) {
      await given(number);
      await control().takeBackAuthorization(number, platformReason);
      expect(await query(number)).toMatchObject({ state: 'closed', reason });
      expect(await told()).toMatchObject({ value: { authorization: { state: 'closed', reason } } });
    }
  });

  it.each<PayFault>([
    'bad_signature',
    { answer: {} },
    { answer: { out_authorization_no: 'AU0002', state: 'CLOSED' } },
    { answer: { out_authorization_no: 'AU0001', state: 'TAKING_EFFECT' } },
    { answer: { out_authorization_no: 'AU0001', state: 'CLOSED', appid: 'wxother' } },
  ])('answered with %j is unknown', async (fault) => {
    await given('AU0001');
    bench.simulator.control.failNext('queryTransferAuthorization', fault);
    expect(await query('AU0001')).toMatchObject({ state: 'unknown' });
  });
});

describe('a transfer under an authorisation', () => {
  it('is paid at once, once, however often it is sent', async () => {
    const authorizationId = await given('AU0001');
    bench.simulator.control.failNext('transferAuthorized', 'disconnect_after', 3);
    expect(await bench.pay.transfers.payAuthorized(bill('TA0001', authorizationId))).toMatchObject({
      state: 'unknown',
    });
    expect(await bench.pay.transfers.payAuthorized(bill('TA0001', authorizationId))).toMatchObject({
      state: 'success',
      amountFen: 12_345,
      openid: OPENID,
    });
    expect(control().all()).toHaveLength(1);
    await bench.simulator.control.tick();
    expect(await told()).toMatchObject({ value: { kind: 'transfer', bill: { state: 'success' } } });
  });

  it('waits where the platform takes its time, and then ends', async () => {
    await bench.close();
    bench = await startBench({ transferSettlesAfterMs: 60_000 });
    const authorizationId = await given('AU0001');
    expect(await bench.pay.transfers.payAuthorized(bill('TA0001', authorizationId))).toMatchObject({
      state: 'accepted',
      stage: 'ACCEPTED',
    });
    bench.clock.ms += 60_000;
    await bench.simulator.control.tick();
    expect(await bench.pay.transfers.query('TA0001')).toMatchObject({ state: 'success' });
  });

  it('fails as any other', async () => {
    const authorizationId = await given('AU0001');
    control().nextFail('PAYEE_ACCOUNT_ABNORMAL');
    expect(await bench.pay.transfers.payAuthorized(bill('TA0001', authorizationId))).toMatchObject({
      state: 'failed',
      reason: 'payee_account',
    });
  });

  it('is refused once it is closed, unless it was made before', async () => {
    const authorizationId = await given('AU0001');
    await bench.pay.transfers.payAuthorized(bill('TA0001', authorizationId));
    await control().takeBackAuthorization('AU0001');
    expect(await bench.pay.transfers.payAuthorized(bill('TA0001', authorizationId))).toMatchObject({
      state: 'success',
    });
    expect(await bench.pay.transfers.payAuthorized(bill('TA0002', authorizationId))).toMatchObject({
      state: 'refused',
      failure: { code: 'invalid_request' },
    });
    expect(await bench.pay.transfers.query('TA0002')).toEqual({ state: 'not_found' });
  });

  it('is for the payee and the scene that leave was given for', async () => {
    const authorizationId = await given('AU0001');
    for (const over of [
      { openid: 'another-payee' },
      { scene: { sceneId: '1009', reports: [{ type: '采购商品名称', content: '咖啡豆' }] } },
      { authorizationId: '201202504101000123456789012' },
    ])
      expect(await bench.pay.transfers.payAuthorized(bill('TA0003', authorizationId, over))).toMatchObject({
        state: 'refused',
      });
    expect(control().all()).toHaveLength(0);
  });
});
