import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWechatMiniProgram, type WechatMiniProgram } from '../../../wechat/index.ts';
import { listen, type SimulatorAnswer } from '../../http-server.ts';
import { startWechatSimulator, type WechatSimulator } from './simulator.ts';

/** What WeChat's error codes become, and answers that are no answers. */

let simulator: WechatSimulator;
let wechat: WechatMiniProgram;
const clientOf = (baseUrl: string): WechatMiniProgram =>
  createWechatMiniProgram(
    { baseUrl, appid: simulator.appid, secret: simulator.secret, timeoutMs: 3_000 },
    { now: () => 0, sleep: async () => {}, random: () => 0 },
  );
beforeAll(async () => {
  simulator = await startWechatSimulator({ now: () => 0 });
  wechat = clientOf(simulator.baseUrl);
});
afterAll(async () => {
  await simulator.close();
});

const message = {
  openid: 'o',
  templateId: 't',
  data: { thing1: '备好了' },
  miniprogramState: 'formal' as const,
};

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
    simulator.control.failNext('sendSubscribeMessage', { errcode, errmsg: 'as WeChat says' });
    expect(await wechat.sendSubscribeMessage(message)).toEqual({
      ok: false,
      failure: { code, effect, errcode, message: 'as WeChat says' },
    });
  });

  it.each([40001, 40014, 42001])('%i asks for another token and tries once more', async (errcode) => {
    simulator.control.accept('o', ['t']);
    simulator.control.failNext('sendSubscribeMessage', { errcode, errmsg: 'invalid credential' });
    expect(await wechat.sendSubscribeMessage(message)).toEqual({ ok: true, value: 'sent' });
  });

  it('when no token can be had, say why', async () => {
    simulator.control.failNext('stableToken', { errcode: 45009, errmsg: 'reach max api daily quota limit' });
    expect(await clientOf(simulator.baseUrl).sendSubscribeMessage(message)).toMatchObject({
      failure: { code: 'quota_used_up' },
    });
    simulator.control.failNext('stableToken', '500', 3);
    expect(await clientOf(simulator.baseUrl).sendSubscribeMessage(message)).toMatchObject({
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
    const server = await listen(0, async (request): Promise<SimulatorAnswer> => {
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
    const server = await listen(0, async () => ({ status: 302, headers: { location: simulator.baseUrl } }));
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
    expect(JSON.stringify(await nowhere.codeToSession('c'))).not.toContain(simulator.secret);
  });
});
