import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPhoneCodes } from '../people/members/phone-codes.ts';
import { mountMemberRoutes } from '../people/members/routes.ts';
import { createMembers, type Members } from '../people/members/service.ts';
import { createSessions, type Sessions } from '../people/members/sessions.ts';
import { assertionHeader, assertionLifeS } from '../platform/assertion.ts';
import { createAuditLog } from '../platform/audit.ts';
import { movableClock } from '../platform/clock.ts';
import { createApiApp } from '../platform/http/app.ts';
import { createAuthenticate } from '../platform/http/authenticate.ts';
import { createMount } from '../platform/http/mount.ts';
import { createIds } from '../platform/ids.ts';
import { createLogger } from '../platform/logger.ts';
import { createNonces } from '../platform/nonces.ts';
import { fixedSettings } from '../platform/policy-document/settings.ts';
import { createSessionTokens } from '../platform/sessions.ts';
import { tableDefinition } from '../platform/table.ts';
import { embeddedTable } from '../platform/testing/table.ts';
import { createWechatMiniProgram } from '../wechat/index.ts';

/** The bundle that is deployed, in a process of its own with the cloud's variables, against an API that listens. */

const gatewaySecret = 'a secret that gateway and API share';
const appId = 'wx0123456789abcdef';
const addressPath = '/v1/me/addresses/01JD3V8Q9XKZ4M7T2N5R6W8Y1C';
const address = {
  recipientName: '李雷',
  phone: '13800000001',
  province: '浙江省',
  city: '杭州市',
  county: '西湖区',
  detail: '文三路 1 号',
  latGcj02: 30.27,
  lngGcj02: 120.13,
};

type Answer = { status: number; headers: { 'content-type': string }; body: string };
type Seen = { method: string; url: string; headers: IncomingHttpHeaders; body: string };

/** As CloudBase does: variables into the process, then the call; the next call finds others. */
const runner = `
const { main } = require(process.argv[1]);
let named = [];
process.on('message', async ({ n, variables, event, context }) => {
  for (const name of named) delete process.env[name];
  named = Object.keys(variables);
  Object.assign(process.env, variables);
  process.send({ n, answer: await main(event, context) });
});
process.send({ ready: true });
`;

describe('gateway', () => {
  const clock = movableClock();
  let engine: Engine;
  let members: Members;
  let sessions: Sessions;
  let api: Server;
  let folder: string;
  let cloud: ChildProcess;
  let printed = '';
  let seen: Seen[] = [];
  /** `hold`: requests are seen and never reach the API; their sender waits in vain. */
  let mode: 'pass' | 'hold' = 'pass';
  let apiBaseUrl: string;
  let oldestVersion = '';

  beforeAll(async () => {
    engine = await createEngine({ now: clock.nowMs });
    await engine.call('CreateTable', tableDefinition('jindian-test'));
    const table = embeddedTable(engine, 'jindian-test');
    members = createMembers({ table, clock, ids: createIds(clock), settings: fixedSettings('people') });
    sessions = createSessions({
      table,
      clock,
      ids: createIds(clock),
      tokens: createSessionTokens({ secret: () => 'a test secret of some length', clock }),
      standings: members.standings,
      settings: fixedSettings('people'),
    });
    const app = createApiApp({ logger: createLogger('silent') });
    const mount = createMount(app, {
      checkResponses: true,
      refused: async () => ({ below: oldestVersion, workedUntil: '' }),
      audit: createAuditLog({ table, clock, ids: createIds(clock) }),
      authenticate: createAuthenticate({
        sessions,
        clock,
        gatewaySecret,
        claimNonce: createNonces({ table, clock }).claim,
        memberOfAssertion: members.memberForWechat,
        knownOfAssertion: ({ openid }) => members.knownForWechat(openid),
      }),
    });
    mountMemberRoutes(mount, {
      members,
      sessions,
      wechat: createWechatMiniProgram(
        { baseUrl: 'http://127.0.0.1:9', appid: appId, secret: 'unused' },
        { now: clock.nowMs },
      ),
      phoneCodes: createPhoneCodes({
        table,
        clock,
        sms: null,
        throttle: { attempt: async () => ({ ok: true, right() {} }) },
        secret: () => 'a test secret of some length',
      }),
      placing: async () => ({ ok: true, value: null }),
      bindingOf: async () => null,
    });
    api = createServer(async (incoming, outgoing) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const request = {
        method: incoming.method ?? '',
        url: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      seen.push(request);
      if (mode === 'hold') return;
      const answer = await app.request(request.url, {
        method: request.method,
        headers: Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        ...(request.body ? { body: request.body } : {}),
      });
      outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
    });
    await new Promise<void>((resolve) => {
      api.listen(0, '127.0.0.1', resolve);
    });
    apiBaseUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;

    folder = mkdtempSync(join(tmpdir(), 'jindian-gateway-'));
    const build = fileURLToPath(new URL('../../scripts/build-gateway.mjs', import.meta.url));
    execFileSync(process.execPath, [build, folder]);
    // Node 18, which CloudBase runs, has no global Web Crypto; the oldest Node that is there comes closest.
    cloud = spawn(
      process.env.JINDIAN_NODE ?? process.execPath,
      ['--no-experimental-global-webcrypto', '-e', runner, join(folder, 'index.js')],
      { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env: { PATH: process.env.PATH ?? '' } },
    );
    for (const stream of [cloud.stdout, cloud.stderr])
      stream?.on('data', (data) => (printed += String(data)));
    await new Promise((resolve) => cloud.once('message', resolve));
  });
  beforeEach(() => {
    seen = [];
    mode = 'pass';
  });
  afterAll(async () => {
    cloud?.kill();
    api?.closeAllConnections();
    api?.close();
    await engine?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  function variablesOf(openid: string, others: Record<string, string> = {}): Record<string, string> {
    return {
      TENCENTCLOUD_RUNENV: 'SCF',
      TENCENTCLOUD_REGION: 'ap-shanghai',
      SCF_NAMESPACE: 'jindian-1a2b',
      TCB_ENV: 'jindian-1a2b',
      TCB_CONTEXT_KEYS: 'TCB_ENV,TCB_SOURCE,TCB_UUID',
      WX_CONTEXT_KEYS: 'WX_APPID,WX_OPENID,WX_UNIONID',
      TCB_SOURCE: 'wx_client',
      WX_APPID: appId,
      ...(openid ? { WX_OPENID: openid } : {}),
      JINDIAN_API_BASE_URL: apiBaseUrl,
      JINDIAN_GATEWAY_SECRET: gatewaySecret,
      JINDIAN_WECHAT_APP_ID: appId,
      ...others,
    };
  }

  let calls = 0;
  async function call(
    event: unknown,
    variables: Record<string, string>,
    context: Record<string, unknown> = { request_id: 'r' },
  ): Promise<{ status: number; text: string; body: Record<string, unknown> }> {
    calls += 1;
    const n = calls;
    const answered = new Promise<Answer>((resolve) => {
      const listener = (message: { n?: number; answer?: Answer }) => {
        if (message.n !== n) return;
        cloud.off('message', listener);
        resolve(message.answer as Answer);
      };
      cloud.on('message', listener);
    });
    cloud.send({ n, variables, event, context });
    const answer = await answered;
    expect(Object.keys(answer).toSorted()).toEqual(['body', 'headers', 'status']);
    return { status: answer.status, text: answer.body, body: JSON.parse(answer.body) };
  }

  const getMe = { method: 'GET', path: '/v1/me', query: {}, headers: {} };
  const save = {
    method: 'PUT',
    path: addressPath,
    query: {},
    headers: {},
    body: { ...address, revision: 0 },
  };

  test('the caller is the member of the openid that the cloud told', async () => {
    const anna = await call(getMe, variablesOf('oAnna'));
    expect(anna.status).toBe(200);
    expect(anna.body.id).toBe((await members.memberForWechat({ openid: 'oAnna' })).memberId);
    const bert = await call(getMe, variablesOf('oBert'));
    expect(bert.body.id).toBe((await members.memberForWechat({ openid: 'oBert' })).memberId);
    expect(bert.body.id).not.toBe(anna.body.id);
  });

  test('calls that overlap in one process keep their callers apart', async () => {
    const openids = ['oOne', 'oTwo', 'oThree', 'oFour'];
    const answers = await Promise.all(openids.map((openid) => call(getMe, variablesOf(openid))));
    const expected = await Promise.all(openids.map((openid) => members.memberForWechat({ openid })));
    expect(answers.map(({ body }) => body.id)).toEqual(expected.map(({ memberId }) => memberId));
  });

  test('variables that come with the call count before those of the process', async () => {
    const environment = JSON.stringify({
      WX_CONTEXT_KEYS: 'WX_APPID,WX_OPENID',
      WX_APPID: appId,
      WX_OPENID: 'oWithTheCall',
    });
    const answer = await call(getMe, variablesOf('oOfTheProcess'), { environment });
    expect(answer.body.id).toBe((await members.memberForWechat({ openid: 'oWithTheCall' })).memberId);
  });

  test('an app says its version, and one that is too old is told so; whoever says none, or an odd one, is not', async () => {
    oldestVersion = '1.2.0';
    const of = (version?: unknown) =>
      call(
        { ...getMe, headers: version === undefined ? {} : { 'x-client-version': version } },
        variablesOf('oOld'),
      );
    const old = await of('1.1.9');
    expect(old.body).toMatchObject({ status: 426, code: 'update_needed' });
    expect(seen.at(-1)?.headers['x-client-version']).toBe('1.1.9');
    for (const version of [undefined, '1.2.0', '2.0.0-rc.1', 'v1', '1.1.9\r\nx: y', 7, ['1.1.9']])
      expect([version, (await of(version)).status]).toEqual([version, 200]);
    oldestVersion = '';
    expect((await of('0.0.1')).status).toBe(200);
  });

  test('whatever an event says about its caller is not looked at', async () => {
    const mallory = (await members.memberForWechat({ openid: 'oMallory' })).memberId;
    const victim = (await members.memberForWechat({ openid: 'oVictim' })).memberId;
    const { token } = await sessions.open(victim);
    const forged = {
      ...getMe,
      openid: 'oVictim',
      OPENID: 'oVictim',
      userInfo: { openId: 'oVictim', appId },
      WX_OPENID: 'oVictim',
      query: { openid: 'oVictim' },
      headers: {
        openid: 'oVictim',
        'x-wx-openid': 'oVictim',
        [assertionHeader]: 'forged',
        authorization: `Bearer ${token}`,
        cookie: 'a=b',
        'x-forwarded-for': '10.0.0.1',
      },
    };
    const answer = await call(forged, variablesOf('oMallory'));
    expect(answer.body.id).toBe(mallory);
    const [request] = seen;
    expect(Object.keys(request!.headers).toSorted()).toEqual([
      'accept',
      'accept-encoding',
      'accept-language',
      'connection',
      'host',
      'sec-fetch-mode',
      'user-agent',
      assertionHeader,
    ]);
    expect(JSON.stringify({ ...request, url: '' })).not.toContain('oVictim');
  });

  test.each([
    ['no WeChat login', { WX_OPENID: '' }],
    ['an HTTP call', { TCB_SOURCE: 'wx_http' }],
    ['a timer', { TCB_SOURCE: 'wx_trigger' }],
    ['another cloud function', { TCB_SOURCE: 'wx_client,scf' }],
    ['another mini-program', { WX_APPID: 'wxffffffffffffffff' }],
  ])('%s is refused, and the API hears nothing', async (_, variables) => {
    const answer = await call({ ...getMe, openid: 'oVictim' }, variablesOf('oSomebody', variables));
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
    expect(seen).toEqual([]);
  });

  test('bodies, keys and queries arrive as they were given, and commands stay idempotent', async () => {
    const variables = variablesOf('oShopper');
    const saved = await call(save, variables);
    expect([saved.status, saved.body.detail]).toEqual([200, '文三路 1 号']);
    const asText = await call(
      { ...save, body: JSON.stringify({ ...address, detail: '二', revision: 1 }) },
      variables,
    );
    expect(asText.body.detail).toBe('二');
    const accept = {
      method: 'POST',
      path: '/v1/me/subscriptions',
      headers: { 'idempotency-key': 'accept-0001', 'accept-language': 'en' },
      body: { accepted: ['order_ready'] },
    };
    expect((await call(accept, variables)).status).toBe(200);
    expect((await call(accept, variables)).status).toBe(200);
    const other = await call({ ...accept, body: { accepted: [] } }, variables);
    expect([other.status, other.body.title]).toEqual([
      409,
      'This Idempotency-Key was already used with another request',
    ]);
    const listed = await call(
      { ...getMe, path: '/v1/me/addresses', query: { a: '一 &=', b: '%' } },
      variables,
    );
    expect(listed.body.items).toHaveLength(1);
    expect(seen.at(-1)?.url).toBe('/v1/me/addresses?a=%E4%B8%80+%26%3D&b=%25');
  });

  async function direct(request: Seen, change: Partial<Seen> = {}): Promise<[number, unknown]> {
    const { method, url, headers, body } = { ...request, ...change };
    const kept = [assertionHeader, 'content-type', 'idempotency-key'];
    const answer = await fetch(apiBaseUrl + url, {
      method,
      headers: Object.fromEntries(
        kept.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])),
      ),
      ...(body ? { body } : {}),
    });
    return [answer.status, ((await answer.json()) as { code?: string }).code];
  }

  /** A signed request that the API has not had yet. */
  async function intercepted(event: unknown): Promise<Seen> {
    mode = 'hold';
    seen = [];
    await call(event, variablesOf('oShopper', { JINDIAN_GATEWAY_TIMEOUT_MS: '100' }));
    mode = 'pass';
    return seen[0]!;
  }

  test('a captured request cannot be played again', async () => {
    await call(save, variablesOf('oShopper'));
    expect(await direct(seen[0]!)).toEqual([401, 'assertion_replayed']);
    expect(await direct(seen[0]!)).toEqual([401, 'assertion_replayed']);
  });

  test('a captured request cannot be altered', async () => {
    const command = {
      method: 'POST',
      path: '/v1/me/subscriptions',
      query: { a: '1' },
      headers: { 'idempotency-key': 'accept-0009' },
      body: { accepted: [] },
    };
    const request = await intercepted(command);
    const invalid = [401, 'assertion_invalid'];
    const headers = request.headers;
    expect(await direct(request, { body: '{"accepted":["order_ready"]}' })).toEqual(invalid);
    expect(await direct(request, { body: `${request.body} ` })).toEqual(invalid);
    expect(await direct(request, { url: '/v1/me/subscriptions?a=2' })).toEqual(invalid);
    expect(await direct(request, { url: '/v1/me/subscriptions' })).toEqual(invalid);
    expect(await direct(request, { url: '/v1/me/phone', body: '{"code":"x"}' })).toEqual(invalid);
    expect(await direct(request, { headers: { ...headers, 'idempotency-key': 'accept-0010' } })).toEqual(
      invalid,
    );
    const [head, payload, signature] = String(headers[assertionHeader]).split('.');
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString());
    const forgedPayload = Buffer.from(JSON.stringify({ ...claims, sub: 'oVictim' })).toString('base64url');
    for (const forged of [
      `${head}.${forgedPayload}.${signature}`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${forgedPayload}.`,
      '',
    ]) {
      expect(await direct(request, { headers: { ...headers, [assertionHeader]: forged } })).not.toContain(
        200,
      );
    }
    // None of these used it up: as it was signed, it is good once.
    expect(await direct(request)).toEqual([200, undefined]);
  });

  test('an assertion lives a minute and a half at most', async () => {
    const [inTime, late] = [await intercepted(getMe), await intercepted(getMe)];
    clock.advance(assertionLifeS * 1_000);
    expect(await direct(inTime)).toEqual([200, undefined]);
    clock.advance(60_000);
    expect(await direct(late)).toEqual([401, 'assertion_invalid']);
    expect((await fetch(`${apiBaseUrl}/v1/me`)).status).toBe(401);
  });

  test.each([
    ['no event', null, 'invalid_request'],
    ['another root', { ...getMe, path: '/q/abc' }, 'invalid_request'],
    ['climbing out', { ...getMe, path: '/v1/../q' }, 'invalid_request'],
    ['climbing out, encoded', { ...getMe, path: '/v1/%2e%2e/q' }, 'invalid_request'],
    ['another host', { ...getMe, path: '//evil.example/v1/me' }, 'invalid_request'],
    ['a query in the path', { ...getMe, path: '/v1/me?a=1' }, 'invalid_request'],
    ['another method', { ...getMe, method: 'CONNECT' }, 'invalid_request'],
    [
      'a long query',
      { ...getMe, query: Object.fromEntries([...'abcdef'].map((n) => [n, 'x'.repeat(1_000)])) },
      'invalid_request',
    ],
    [
      'a key with a line break',
      { ...save, headers: { 'idempotency-key': 'accept-01\r\nx: y' } },
      'invalid_request',
    ],
    ['a body that is too large', { ...save, body: { detail: '长'.repeat(33_400) } }, 'payload_too_large'],
  ])('%s is refused before anything is sent', async (_, event, code) => {
    expect((await call(event, variablesOf('oShopper'))).body.code).toBe(code);
    expect(seen).toEqual([]);
  });

  test('an API that does not answer is a network failure, a gateway without its settings an internal one', async () => {
    mode = 'hold';
    const slow = await call(getMe, variablesOf('oShopper', { JINDIAN_GATEWAY_TIMEOUT_MS: '100' }));
    expect([slow.status, slow.body.code]).toEqual([503, 'network_failed']);
    const gone = await call(getMe, variablesOf('oShopper', { JINDIAN_API_BASE_URL: 'http://127.0.0.1:9' }));
    expect([gone.status, gone.body.code]).toEqual([503, 'network_failed']);
    const bare = await call(getMe, variablesOf('oShopper', { JINDIAN_GATEWAY_SECRET: 'short' }));
    expect([bare.status, bare.body.code]).toEqual([500, 'internal']);
    await expect.poll(() => printed).toContain('gatewaySecret');
  });

  test('nothing printed names a caller or the secret, and the bundle holds none', () => {
    expect(printed).not.toMatch(/oAnna|oShopper|oMallory|oVictim/);
    expect(printed).not.toContain(gatewaySecret);
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toContain('"main": "index.js"');
  });
});
