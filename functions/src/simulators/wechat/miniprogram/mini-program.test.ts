import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWechatMiniProgram, type WechatCall, type WechatMiniProgram } from '../../../wechat/index.ts';
import { OPENID, type PayBench, START_MS, startBench } from '../pay/testing.ts';
import { startWechatSimulator, type WechatSimulator } from './simulator.ts';

/** Client and simulator of api.weixin.qq.com over real HTTP. */

const TEMPLATE = 'tpl-ready-for-pickup';
let pay: PayBench;
let simulator: WechatSimulator;
let wechat: WechatMiniProgram;
let calls: WechatCall[];
const clock = { ms: START_MS };

const client = (secret = simulator.secret, timeoutMs = 3_000): WechatMiniProgram =>
  createWechatMiniProgram(
    { baseUrl: simulator.baseUrl, appid: simulator.appid, secret, timeoutMs },
    { now: () => clock.ms, sleep: async () => {}, random: () => 0, observe: (call) => calls.push(call) },
  );

beforeAll(async () => {
  pay = await startBench();
  simulator = await startWechatSimulator({
    now: () => clock.ms,
    pay: pay.simulator,
    publishedPages: ['pages/serving/order/index', 'pages/scan/index'],
    templates: [TEMPLATE],
  });
});
beforeEach(() => {
  clock.ms = START_MS;
  calls = [];
  wechat = client();
});
afterAll(async () => {
  await simulator.close();
  await pay.close();
});

describe('a text', () => {
  it('is looked through as its writer, and passes, is doubted or refused', async () => {
    const check = (text: string, openid = OPENID) => wechat.checkText({ openid, text, scene: 'comment' });
    expect(await check('这双鞋很好穿')).toEqual({ ok: true, value: 'pass' });
    expect(await check('加我微信')).toEqual({ ok: true, value: 'review' });
    expect(await check('一起刷单')).toEqual({ ok: true, value: 'risky' });
    for (const [text, openid] of [
      ['', OPENID],
      ['好'.repeat(2_501), OPENID],
      ['好', ''],
    ] as const)
      expect(await check(text, openid)).toMatchObject({ ok: false, failure: { effect: 'none' } });
    simulator.control.failNext('checkText', { errcode: 61010, errmsg: 'code is expired' });
    expect(await check('好')).toMatchObject({ failure: { code: 'invalid_openid', errcode: 61010 } });
    simulator.control.failNext('checkText', '500');
    expect(await check('好')).toEqual({ ok: true, value: 'pass' });
  });
});

describe('login', () => {
  it('turns a code into openid and unionid, and keeps the session key', async () => {
    const code = simulator.control.loginCode(OPENID, 'oUnion');
    expect(await wechat.codeToSession(code)).toEqual({
      ok: true,
      value: { openid: OPENID, unionid: 'oUnion' },
    });
  });

  it('takes a code once', async () => {
    const code = simulator.control.loginCode(OPENID);
    expect(await wechat.codeToSession(code)).toEqual({ ok: true, value: { openid: OPENID } });
    expect(await wechat.codeToSession(code)).toMatchObject({
      failure: { code: 'code_used', errcode: 40163 },
    });
  });

  it('refuses codes that are made up, old, or of another kind', async () => {
    expect(await wechat.codeToSession('made-up')).toMatchObject({
      failure: { code: 'invalid_code', errcode: 40029 },
    });
    expect(await wechat.codeToSession('')).toMatchObject({
      failure: { code: 'invalid_code', effect: 'none' },
    });
    const phone = simulator.control.phoneCode('13800138000');
    expect(await wechat.codeToSession(phone)).toMatchObject({ failure: { code: 'invalid_code' } });
    const old = simulator.control.loginCode(OPENID);
    clock.ms += 5 * 60_000;
    expect(await wechat.codeToSession(old)).toMatchObject({ failure: { code: 'invalid_code' } });
  });

  it('tells a blocked user, a hurried user, and a wrong secret apart', async () => {
    simulator.control.block('oRisky');
    expect(await wechat.codeToSession(simulator.control.loginCode('oRisky'))).toMatchObject({
      failure: { code: 'risk_blocked', errcode: 40226 },
    });
    for (let login = 0; login < 100; login += 1)
      await wechat.codeToSession(simulator.control.loginCode('oHurried'));
    expect(await wechat.codeToSession(simulator.control.loginCode('oHurried'))).toMatchObject({
      failure: { code: 'rate_limited', errcode: 45011 },
    });
    expect(await client('wrong').codeToSession(simulator.control.loginCode(OPENID))).toMatchObject({
      failure: { code: 'misconfigured', errcode: 40125 },
    });
  });

  it('is not repeated by itself, because the code may have been used', async () => {
    simulator.control.failNext('codeToSession', 'timeout');
    const code = simulator.control.loginCode(OPENID);
    expect(await client(simulator.secret, 100).codeToSession(code)).toMatchObject({
      failure: { code: 'unavailable', effect: 'unknown' },
    });
    expect(calls.length).toBe(1);
  });
});

describe('the access token', () => {
  it('is asked for once, however many need it, and again before it ends', async () => {
    const many = Array.from({ length: 5 }, () =>
      wechat.phoneNumber(simulator.control.phoneCode('13800138000')),
    );
    await Promise.all(many);
    expect(calls.filter(({ operation }) => operation === 'stableToken').length).toBe(1);
    clock.ms += 2 * 3_600_000;
    await wechat.phoneNumber(simulator.control.phoneCode('13800138000'));
    expect(calls.filter(({ operation }) => operation === 'stableToken').length).toBe(2);
  });

  it('is replaced once when WeChat refuses it', async () => {
    await wechat.phoneNumber(simulator.control.phoneCode('13800138000'));
    simulator.control.revokeTokens();
    expect((await wechat.phoneNumber(simulator.control.phoneCode('13800138000'))).ok).toBe(true);
    expect(calls.filter(({ operation }) => operation === 'stableToken').length).toBe(2);
  });

  it('is forced when the ordinary way keeps giving the refused one, and then given up on', async () => {
    const refused = { errcode: 40001, errmsg: 'invalid credential' };
    simulator.control.failNext('phoneNumber', refused, 2);
    expect(await wechat.phoneNumber(simulator.control.phoneCode('13800138000'))).toMatchObject({
      failure: { code: 'token_refused', errcode: 40001 },
    });
    expect(calls.map(({ operation }) => operation)).toEqual([
      'stableToken',
      'phoneNumber',
      'stableToken',
      'stableToken',
      'phoneNumber',
    ]);
  });

  it('cannot be had with a wrong secret', async () => {
    const wrong = client('wrong');
    expect(await wrong.phoneNumber('any')).toMatchObject({
      failure: { code: 'misconfigured', errcode: 40125 },
    });
  });
});

describe('the phone number', () => {
  it('comes with its country code', async () => {
    expect(await wechat.phoneNumber(simulator.control.phoneCode('13800138000'))).toEqual({
      ok: true,
      value: { phoneNumber: '13800138000', purePhoneNumber: '13800138000', countryCode: '86' },
    });
    expect(await wechat.phoneNumber(simulator.control.phoneCode('+852-51234567'))).toEqual({
      ok: true,
      value: { phoneNumber: '+852-51234567', purePhoneNumber: '51234567', countryCode: '852' },
    });
  });

  it('needs a fresh code of its own', async () => {
    const code = simulator.control.phoneCode('13800138000');
    await wechat.phoneNumber(code);
    expect(await wechat.phoneNumber(code)).toMatchObject({ failure: { code: 'code_used' } });
    expect(await wechat.phoneNumber(simulator.control.loginCode(OPENID))).toMatchObject({
      failure: { code: 'invalid_code' },
    });
  });
});

describe('a mini-program code', () => {
  const request = {
    scene: 'b=31a9c',
    page: 'pages/scan/index',
    widthPx: 430,
    envVersion: 'release',
  } as const;

  it('is a picture of the asked width', async () => {
    const image = await wechat.unlimitedCode(request);
    if (!image.ok) throw new Error(image.failure.message);
    expect(image.value.mediaType).toBe('image/png');
    expect(Buffer.from(image.value.bytes).readUInt32BE(16)).toBe(430);
  });

  it.each([
    ['invalid_scene', { scene: '' }],
    ['invalid_scene', { scene: 'x'.repeat(33) }],
    ['invalid_scene', { scene: '门店' }],
    ['invalid_scene', { scene: 'a%20b' }],
    ['invalid_request', { page: '/pages/scan/index' }],
    ['invalid_request', { page: 'pages/scan/index?a=1' }],
    ['invalid_request', { widthPx: 279 }],
    ['invalid_request', { widthPx: 1_281 }],
  ] as const)('is refused as %s before it is sent: %o', async (code, wrong) => {
    expect(await wechat.unlimitedCode({ ...request, ...wrong })).toMatchObject({
      failure: { code, effect: 'none' },
    });
    expect(calls.length).toBe(0);
  });

  it('needs a published page, unless it is not to be checked', async () => {
    const page = 'pages/new/index';
    expect(await wechat.unlimitedCode({ ...request, page })).toMatchObject({
      failure: { code: 'page_not_published', errcode: 41030 },
    });
    expect((await wechat.unlimitedCode({ ...request, page, checkPath: false })).ok).toBe(true);
  });

  it('is asked for again after a hiccup', async () => {
    simulator.control.failNext('unlimitedCode', { errcode: -1, errmsg: 'system error' });
    simulator.control.failNext('unlimitedCode', '500');
    expect((await wechat.unlimitedCode(request)).ok).toBe(true);
  });
});

describe('a subscribe message', () => {
  const message = {
    openid: OPENID,
    templateId: TEMPLATE,
    page: 'pages/serving/order/index?id=1',
    data: { thing1: '咖啡豆已备好', time2: '2026年5月20日 10:00', character_string3: 'A-017' },
    miniprogramState: 'formal' as const,
  };

  it('takes one accept each', async () => {
    simulator.control.accept(OPENID, [TEMPLATE]);
    expect(await wechat.sendSubscribeMessage(message)).toEqual({ ok: true, value: 'sent' });
    expect(simulator.control.messages().at(-1)).toMatchObject({ openid: OPENID, data: message.data });
    expect(await wechat.sendSubscribeMessage(message)).toMatchObject({
      failure: { code: 'user_refused', errcode: 43101 },
    });
  });

  it.each([
    ['template_unknown', { templateId: 'tpl-other' }],
    ['template_data_invalid', { data: { thing1: 'x'.repeat(21) } }],
    ['template_data_invalid', { data: { phrase1: 'ready' } }],
    ['page_not_published', { page: 'pages/new/index' }],
    ['invalid_request', { data: {} }],
    ['invalid_request', { page: '/pages/serving/order/index' }],
  ])('is refused as %s: %o', async (code, wrong) => {
    expect(await wechat.sendSubscribeMessage({ ...message, ...wrong })).toMatchObject({ failure: { code } });
  });

  it('is not sent twice by itself', async () => {
    simulator.control.accept(OPENID, [TEMPLATE]);
    const before = simulator.control.messages().length;
    simulator.control.failNext('sendSubscribeMessage', 'disconnect_after');
    expect(await wechat.sendSubscribeMessage(message)).toMatchObject({
      failure: { effect: 'unknown' },
    });
    expect(simulator.control.messages().length).toBe(before + 1);
  });
});

describe('shipping info', () => {
  async function paidTransaction(outTradeNo: string): Promise<string> {
    await pay.paid(outTradeNo);
    return pay.simulator.control.order(outTradeNo)?.transactionId ?? '';
  }
  const pickup = (transactionId: string, uploadedAtMs = START_MS) => ({
    transactionId,
    payerOpenid: OPENID,
    logisticsType: 4 as const,
    parcels: [{ itemDescription: '云南小粒咖啡豆 454g*1' }],
    uploadedAtMs,
  });

  it('is taken for a paid order, corrected once, and then no more', async () => {
    const transactionId = await paidTransaction('JDSHIP0000001');
    expect(await wechat.shippingState(transactionId)).toEqual({ ok: true, value: 'awaiting_shipping' });
    expect(await wechat.uploadShippingInfo(pickup(transactionId))).toEqual({ ok: true, value: 'uploaded' });
    expect(await wechat.shippingState(transactionId)).toEqual({ ok: true, value: 'shipped' });
    expect((await wechat.uploadShippingInfo(pickup(transactionId, START_MS + 1))).ok).toBe(true);
    expect(await wechat.uploadShippingInfo(pickup(transactionId, START_MS + 2))).toMatchObject({
      failure: { code: 'correction_used_up', errcode: 10060003 },
    });
  });

  it('is refused for unknown, foreign and refunded payments', async () => {
    expect(await wechat.uploadShippingInfo(pickup('4200000000'))).toMatchObject({
      failure: { code: 'payment_unknown', errcode: 10060001 },
    });
    const transactionId = await paidTransaction('JDSHIP0000002');
    expect(
      await wechat.uploadShippingInfo({ ...pickup(transactionId), payerOpenid: 'oOther' }),
    ).toMatchObject({
      failure: { code: 'payment_unknown' },
    });
    await pay.pay.refund({
      outTradeNo: 'JDSHIP0000002',
      outRefundNo: 'RSHIP2',
      refundFen: 1_990,
      totalFen: 1_990,
      reason: '不想要了',
      notifyUrl: pay.notifyUrl,
    });
    expect(await wechat.uploadShippingInfo(pickup(transactionId))).toMatchObject({
      failure: { code: 'not_shippable', errcode: 10060004 },
    });
    expect(await wechat.shippingState(transactionId)).toEqual({ ok: true, value: 'refunded' });
  });

  it('goes by express in several parcels, also in several uploads', async () => {
    const transactionId = await paidTransaction('JDSHIP0000003');
    const parcel = (trackingNumber: string) => ({
      itemDescription: '咖啡豆',
      trackingNumber,
      expressCompany: 'SF',
      receiverContactMasked: '138****8000',
    });
    const express = { transactionId, payerOpenid: OPENID, logisticsType: 1 as const };
    expect(
      await wechat.uploadShippingInfo({
        ...express,
        parcels: [parcel('SF1001'), parcel('SF1002')],
        allDelivered: false,
        uploadedAtMs: START_MS,
      }),
    ).toEqual({ ok: true, value: 'uploaded' });
    expect(await wechat.shippingState(transactionId)).toEqual({ ok: true, value: 'awaiting_shipping' });
    await wechat.uploadShippingInfo({
      ...express,
      parcels: [parcel('SF1003')],
      allDelivered: false,
      uploadedAtMs: START_MS + 1,
    });
    await wechat.uploadShippingInfo({
      ...express,
      parcels: [parcel('SF1004'), parcel('SF1005')],
      uploadedAtMs: START_MS + 2,
    });
    expect(await wechat.shippingState(transactionId)).toEqual({ ok: true, value: 'shipped' });
    const kept = simulator.control.shippings().find((shipping) => shipping.transactionId === transactionId);
    expect(kept?.parcels.map(({ tracking_no: number }) => number)).toEqual([
      'SF1001',
      'SF1002',
      'SF1003',
      'SF1004',
      'SF1005',
    ]);
    expect(kept?.corrected).toBe(false);
  });

  it.each([
    ['parcels', { parcels: [] }],
    ['parcels', { parcels: [{ itemDescription: 'a' }, { itemDescription: 'b' }] }],
    ['itemDescription', { parcels: [{ itemDescription: ' ' }] }],
    ['trackingNumber', { logisticsType: 1 as const }],
    ['allDelivered', { allDelivered: false }],
    ['receiverContactMasked', { parcels: [{ itemDescription: 'a', receiverContactMasked: '13800138000' }] }],
  ])('with a wrong %s is refused before it is sent: %o', async (field, wrong) => {
    expect(await wechat.uploadShippingInfo({ ...pickup('4200000000'), ...wrong })).toEqual({
      ok: false,
      failure: { code: 'invalid_request', message: field, effect: 'none' },
    });
  });

  it('whose answer was lost shows in the state, so that the correction is not spent on a repetition', async () => {
    const transactionId = await paidTransaction('JDSHIP0000004');
    simulator.control.failNext('uploadShippingInfo', 'disconnect_after');
    expect(await wechat.uploadShippingInfo(pickup(transactionId))).toMatchObject({
      failure: { effect: 'unknown' },
    });
    expect(await wechat.shippingState(transactionId)).toEqual({ ok: true, value: 'shipped' });
  });
});
