import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWechatMiniProgram, type WechatMiniProgram } from '../../../wechat/index.ts';
import { listen, type StandInAnswer } from '../server.ts';
import { startWechatStandIn, type WechatStandIn } from './stand-in.ts';

/** What WeChat's error codes become, and answers that are no answers. */

let standIn: WechatStandIn;
let wechat: WechatMiniProgram;
const clientOf = (baseUrl: string): WechatMiniProgram =>
  createWechatMiniProgram(
    { baseUrl, appid: standIn.appid, secret: standIn.secret, timeoutMs: 3_000 },
    { now: () => 0, sleep: async () => {}, random: () => 0 },
  );
beforeAll(async () => {
  standIn = await startWechatStandIn({ now: () => 0 });
  wechat = clientOf(standIn.baseUrl);
});
afterAll(async () => {
  await standIn.close();
});

const message = { openid: 'o', templateId: 't', data: { thing1: '备好了' } };

describe('error codes', () => {
  it.each([
    [-1, 'unavailable', 'unknown'],
    [40003, 'invalid_openid', 'none'],
    [40013, 'misconfigured', 'none'],
    [40037, 'template_unknown', 'none'],
    [40164, 'misconfigured', 'none'],
    [41030, 'page_not_published', 'none'],
    [43101, 'user_refused', 'none'],
    [43107, 'messages_banned', 'none'],
    [43108, 'unavailable', 'unknown'],
    [45009, 'quota_used_up', 'none'],
    [45011, 'rate_limited', 'none'],
    [45168, 'template_data_invalid', 'none'],
    [47001, 'invalid_request', 'none'],
    [47003, 'template_data_invalid', 'none'],
    [48001, 'misconfigured', 'none'],
    [10060002, 'already_shipped', 'none'],
    [268485216, 'invalid_request', 'none'],
    [99999, 'rejected', 'none'],
  ])('%i is %s, effect %s', async (errcode, code, effect) => {
    standIn.control.failNext('sendSubscribeMessage', { errcode, errmsg: 'as WeChat says' });
    expect(await wechat.sendSubscribeMessage(message)).toEqual({
      ok: false,
      failure: { code, effect, errcode, message: 'as WeChat says' },
    });
  });

  it.each([40001, 40014, 42001])('%i asks for another token and tries once more', async (errcode) => {
    standIn.control.accept('o', ['t']);
    standIn.control.failNext('sendSubscribeMessage', { errcode, errmsg: 'invalid credential' });
    expect(await wechat.sendSubscribeMessage(message)).toEqual({ ok: true, value: 'sent' });
  });

  it('when no token can be had, say why', async () => {
    standIn.control.failNext('stableToken', { errcode: 45009, errmsg: 'reach max api daily quota limit' });
    expect(await clientOf(standIn.baseUrl).sendSubscribeMessage(message)).toMatchObject({
      failure: { code: 'quota_used_up' },
    });
    standIn.control.failNext('stableToken', '500', 3);
    expect(await clientOf(standIn.baseUrl).sendSubscribeMessage(message)).toMatchObject({
      failure: { code: 'unavailable', httpStatus: 500 },
    });
  });
});

describe('answers that are none', () => {
  it.each([
    ['an empty object', '{}'],
    ['not JSON', '<html>'],
    ['nothing', ''],
    ['of another shape', '{"openid":1}'],
  ])('are unavailable: %s', async (_name, body) => {
    const token = '{"access_token":"t","expires_in":7200}';
    const server = await listen(0, async (request): Promise<StandInAnswer> => {
      return { status: 200, body: request.path === '/cgi-bin/stable_token' ? token : body };
    });
    try {
      const misled = clientOf(server.baseUrl);
      const image = { scene: 'a', page: 'p', widthPx: 280, envVersion: 'release' } as const;
      for (const answer of [
        misled.codeToSession('c'),
        misled.phoneNumber('c'),
        misled.unlimitedCode(image),
      ]) {
        expect(await answer).toMatchObject({ ok: false, failure: { code: 'unavailable' } });
      }
    } finally {
      await server.close();
    }
  });

  it('are not followed elsewhere', async () => {
    const server = await listen(0, async () => ({ status: 302, headers: { location: standIn.baseUrl } }));
    try {
      expect(await clientOf(server.baseUrl).codeToSession('c')).toMatchObject({
        failure: { code: 'unavailable', httpStatus: 302 },
      });
    } finally {
      await server.close();
    }
  });

  it('never name the secret or the token', async () => {
    const nowhere = clientOf('http://127.0.0.1:1');
    expect(JSON.stringify(await nowhere.codeToSession('c'))).not.toContain(standIn.secret);
  });
});
