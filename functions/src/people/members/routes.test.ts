import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import type { Session } from '@jindian/shared/contract/people/member';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuditLog } from '../../platform/audit.ts';
import { systemClock } from '../../platform/clock.ts';
import { type ApiApp, createApiApp } from '../../platform/http/app.ts';
import { createAuthenticate } from '../../platform/http/authenticate.ts';
import { createMount } from '../../platform/http/mount.ts';
import { createIds } from '../../platform/ids.ts';
import { createLogger } from '../../platform/logger.ts';
import { createNonces } from '../../platform/nonces.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { fail, ok } from '../../platform/result.ts';
import { createSessionTokens } from '../../platform/sessions.ts';
import { tableDefinition } from '../../platform/table.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { startWechatSimulator, type WechatSimulator } from '../../simulators/wechat/index.ts';
import { createWechatMiniProgram } from '../../wechat/index.ts';
import { createPhoneCodes } from './phone-codes.ts';
import { mountMemberRoutes } from './routes.ts';
import { createMembers } from './service.ts';
import { createSessions } from './sessions.ts';

const clock = systemClock;
const address = {
  recipientName: '韩梅梅',
  phone: '13900000002',
  province: '江苏省',
  city: '南京市',
  county: '鼓楼区',
  detail: '中山路 2 号',
  latGcj02: 32.06,
  lngGcj02: 118.78,
};
const addressId = '01JD3V8Q9XKZ4M7T2N5R6W8Y1C';

describe('member routes', () => {
  let engine: Engine;
  let wechat: WechatSimulator;
  let app: ApiApp;

  beforeAll(async () => {
    engine = await createEngine();
    await engine.call('CreateTable', tableDefinition('jindian-test'));
    wechat = await startWechatSimulator({ now: clock.nowMs });
    const table = embeddedTable(engine, 'jindian-test');
    const members = createMembers({ table, clock, ids: createIds(clock), settings: fixedSettings('people') });
    const sessions = createSessions({
      table,
      clock,
      ids: createIds(clock),
      tokens: createSessionTokens({ secret: () => 'a test secret of some length', clock }),
      standings: members.standings,
      settings: fixedSettings('people'),
    });
    app = createApiApp({ logger: createLogger('silent') });
    const mount = createMount(app, {
      checkResponses: true,
      audit: createAuditLog({ table, clock, ids: createIds(clock) }),
      authenticate: createAuthenticate({
        sessions,
        clock,
        gatewaySecret: 'another test secret of some length',
        claimNonce: createNonces({ table, clock }).claim,
        memberOfAssertion: members.memberForWechat,
        knownOfAssertion: ({ openid }) => members.knownForWechat(openid),
      }),
    });
    mountMemberRoutes(mount, {
      members,
      sessions,
      wechat: createWechatMiniProgram(
        { baseUrl: wechat.baseUrl, appid: wechat.appid, secret: wechat.secret, timeoutMs: 300 },
        { now: clock.nowMs, sleep: async () => {} },
      ),
      phoneCodes: createPhoneCodes({
        table,
        clock,
        sms: null,
        throttle: { attempt: async () => ({ ok: true, right() {} }) },
        secret: () => 'a test secret of some length',
      }),
      placing: async ({ latGcj02 }) => (latGcj02 > 0 ? ok(null) : fail('address_off_map')),
      bindingOf: async () => null,
    });
  });
  afterAll(async () => {
    await wechat.close();
    await engine.close();
  });

  async function call(
    id: EndpointId,
    options: { token?: string; body?: unknown; path?: string; key?: string } = {},
  ): Promise<{ status: number; body: Record<string, unknown>; text: string }> {
    const row = endpoints[id];
    const answer = await app.request(options.path ?? row.path, {
      method: row.method.toUpperCase(),
      headers: {
        'content-type': 'application/json',
        ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
        ...(options.key ? { 'idempotency-key': options.key } : {}),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: JSON.parse(text), text };
  }

  async function signIn(openid: string): Promise<Session> {
    const answer = await call('createWechatSession', { body: { code: wechat.control.loginCode(openid) } });
    expect(answer.status).toBe(200);
    return answer.body as unknown as Session;
  }

  test('a login code becomes a session of the same member every time, and is good once', async () => {
    const first = await signIn('oRoutesShopper0000000000001');
    const second = await signIn('oRoutesShopper0000000000001');
    expect(second.member).toEqual(first.member);
    expect((await call('getMe', { token: first.token })).body).toEqual(first.member);

    const code = wechat.control.loginCode('oRoutesShopper0000000000001');
    await call('createWechatSession', { body: { code } });
    expect((await call('createWechatSession', { body: { code } })).body.code).toBe('login_code_invalid');
    expect((await call('createWechatSession', { body: { code: 'made-up' } })).status).toBe(401);
  });

  test('what WeChat refuses or cannot answer is told by its own code', async () => {
    wechat.control.block('oRoutesBlocked0000000000001');
    const blocked = wechat.control.loginCode('oRoutesBlocked0000000000001');
    expect((await call('createWechatSession', { body: { code: blocked } })).body.code).toBe('login_blocked');
    wechat.control.failNext('codeToSession', '500');
    const unlucky = wechat.control.loginCode('oRoutesShopper0000000000001');
    const answer = await call('createWechatSession', { body: { code: unlucky } });
    expect([answer.status, answer.body.code]).toEqual([503, 'wechat_unavailable']);
  });

  test('every route but signing in wants a session', async () => {
    for (const id of ['getMe', 'updateMe', 'bindPhone', 'listAddresses', 'recordSubscriptions'] as const) {
      expect(
        (await call(id, { body: id === 'getMe' || id === 'listAddresses' ? undefined : {} })).status,
      ).toBe(401);
    }
  });

  test('the phone number is kept, and nothing that is answered tells it', async () => {
    const { token } = await signIn('oRoutesPhone00000000000001');
    const bound = await call('bindPhone', { token, body: { code: wechat.control.phoneCode('13812340001') } });
    expect(bound.body.phoneMasked).toBe('138****0001');
    const changed = await call('updateMe', { token, body: { nickname: ' 小红 ', language: 'en' } });
    expect(changed.body).toMatchObject({ nickname: '小红', language: 'en', phoneMasked: '138****0001' });
    for (const { text } of [bound, changed]) {
      expect(text).not.toContain('13812340001');
      expect(text).not.toContain('oRoutesPhone');
    }
    const again = await call('bindPhone', { token, body: { code: 'made-up' } });
    expect(again.body.code).toBe('login_code_invalid');
  });

  test('addresses belong to the member who saved them', async () => {
    const anna = await signIn('oRoutesAnna000000000000001');
    const bert = await signIn('oRoutesBert000000000000001');
    const path = `/v1/me/addresses/${addressId}`;
    const saved = await call('saveAddress', { token: anna.token, path, body: { ...address, revision: 0 } });
    expect([saved.status, saved.body]).toEqual([
      200,
      { ...address, id: addressId, revision: 1, isDefault: false },
    ]);
    expect((await call('listAddresses', { token: bert.token })).body).toEqual({ items: [] });
    await call('deleteAddress', { token: bert.token, path });
    expect((await call('listAddresses', { token: anna.token })).body).toEqual({ items: [saved.body] });
    expect((await call('deleteAddress', { token: anna.token, path })).status).toBe(200);
    expect((await call('deleteAddress', { token: anna.token, path })).status).toBe(200);
    expect((await call('listAddresses', { token: anna.token })).body).toEqual({ items: [] });
  });

  test('an address off the map is not saved', async () => {
    const { token } = await signIn('oRoutesNowhere0000000000001');
    const body = { ...address, latGcj02: -address.latGcj02, revision: 0 };
    const refused = await call('saveAddress', { token, path: `/v1/me/addresses/${addressId}`, body });
    expect([refused.status, refused.body.code]).toEqual([409, 'address_off_map']);
    expect((await call('listAddresses', { token })).body).toEqual({ items: [] });
  });

  test('accepts are a command', async () => {
    const { token } = await signIn('oRoutesAccepts00000000000001');
    const body = { accepted: ['order_ready'] };
    expect((await call('recordSubscriptions', { token, body })).body.code).toBe('idempotency_key_required');
    expect((await call('recordSubscriptions', { token, body, key: 'accept-01' })).status).toBe(200);
    expect((await call('recordSubscriptions', { token, body, key: 'accept-01' })).status).toBe(200);
    const other = { accepted: ['order_refunded'] };
    expect((await call('recordSubscriptions', { token, body: other, key: 'accept-01' })).status).toBe(409);
  });
});
