import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTencentSms, type TencentCall } from '../../../tencent/index.ts';
import { authorizationOf } from '../../../tencent/sms/signing.ts';
import { type SmsSimulator, startSmsSimulator } from './simulator.ts';

/** Client and simulator of sms.tencentcloudapi.com over real HTTP. */

const clock = { ms: Date.UTC(2026, 10, 29, 23, 59, 59) };
let simulator: SmsSimulator;
const calls: TencentCall[] = [];

const client = (change: Partial<SmsSimulator['account']> = {}, now = () => clock.ms) =>
  createTencentSms(
    { baseUrl: simulator.baseUrl, ...simulator.account, ...change },
    { now, observe: (call) => calls.push(call), timeoutMs: 1_000 },
  );

beforeAll(async () => {
  simulator = await startSmsSimulator({ now: () => clock.ms });
});
afterAll(() => simulator.close());

describe('a code by SMS', () => {
  it('goes to a number of the mainland, with its signature, and elsewhere without', async () => {
    expect(await client().send('code', '13800010001', '123456', 5)).toEqual({ ok: true, value: null });
    expect(await client().send('code', '+85291234567', '654321', 5)).toEqual({ ok: true, value: null });
    expect(simulator.control.sent().map(({ phone, parameters }) => [phone, ...parameters])).toEqual([
      ['+8613800010001', '123456', '5'],
      ['+85291234567', '654321', '5'],
    ]);
  });

  it('leaves neither number nor code in the record of the call', () => {
    expect(JSON.stringify(calls)).not.toMatch(/1380001|123456|9123/);
  });

  it.each([
    ['another secret', () => client({ secretKey: 'another' }), 'misconfigured'],
    ['an unknown account', () => client({ secretId: 'AKIDother' }), 'misconfigured'],
    ['a clock that is wrong by ten minutes', () => client({}, () => clock.ms + 600_000), 'misconfigured'],
    ['a template that was not approved', () => client({ templateId: '7' }), 'misconfigured'],
    ['a second code within seconds', () => client(), 'refused'],
  ])('is not sent with %s', async (_, make, code) => {
    const before = simulator.control.sent().length;
    expect(await make().send('code', '13800010001', '111111', 5)).toMatchObject({
      ok: false,
      failure: { code },
    });
    expect(simulator.control.sent()).toHaveLength(before);
  });

  it.each([
    ['silence', 'unavailable'],
    ['disconnect', 'unavailable'],
    ['500', 'unavailable'],
    [{ code: 'LimitExceeded.AppDailyLimit' }, 'quota'],
    [{ code: 'FailedOperation.InsufficientBalanceInSmsPackage' }, 'misconfigured'],
  ] as const)('is told of as %s → %s, and not sent again by itself', async (fault, code) => {
    simulator.control.failNext(fault);
    const before = calls.length;
    expect(await client().send('code', '13800010009', '222222', 5)).toMatchObject({ failure: { code } });
    expect(calls).toHaveLength(before + 1);
  });
});

it('signs as the documentation of Tencent Cloud does', () => {
  // Its example of DescribeInstances, whose keys are shown as stars and were signed with as such.
  const stars = '*'.repeat(32);
  expect(
    authorizationOf({
      secretId: `AKID${stars}`,
      secretKey: stars,
      service: 'cvm',
      host: 'cvm.tencentcloudapi.com',
      action: 'DescribeInstances',
      payload: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
      timestampS: 1_551_113_065,
    }),
  ).toBe(
    `TC3-HMAC-SHA256 Credential=AKID${stars}/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host;x-tc-action, Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f`,
  );
});
