import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWeCom, createWeComCallbacks, type WeCom, type WeComCallbacks } from '../../../wechat/index.ts';
import { startWeComSimulator, type WeComSimulator } from './simulator.ts';

let nowMs = Date.UTC(2026, 10, 30, 4);
let simulator: WeComSimulator;
let wecom: WeCom;
let callbacks: WeComCallbacks;
beforeAll(async () => {
  simulator = await startWeComSimulator({ now: () => nowMs, colleagues: ['chenxiao'] });
  const { baseUrl, corpId, secret, token, encodingAesKey } = simulator;
  wecom = createWeCom(
    { baseUrl, corpId, secret, timeoutMs: 30_000, totalMs: 60_000 },
    { now: () => nowMs, sleep: async () => undefined },
  );
  callbacks = createWeComCallbacks({ corpId, token, encodingAesKey }, { now: () => nowMs });
});
afterAll(() => simulator.close());

const way = { userId: 'chenxiao', state: '7KQ2M9XA4C3', remark: '陈晓' };
async function madeWay(): Promise<string> {
  const made = await wecom.addContactWay(way);
  if (!made.ok) throw new Error(made.failure.message);
  return made.value.configId;
}
const queryOf = (query: string) => Object.fromEntries(new URLSearchParams(query));

describe('a way to be added', () => {
  it('is of one colleague, says its state, and is taken back', async () => {
    const configId = await madeWay();
    expect(simulator.control.ways()).toContainEqual({
      configId,
      userId: 'chenxiao',
      state: '7KQ2M9XA4C3',
    });
    expect(await wecom.deleteContactWay(configId)).toEqual({ ok: true, value: 'deleted' });
    expect(simulator.control.ways()).toEqual([]);
    expect(await wecom.deleteContactWay(configId)).toEqual({ ok: true, value: 'deleted' });
  });

  it.each([
    ['colleague_unknown', { userId: 'nobody' }, 40003],
    ['invalid_request', { state: 'x'.repeat(31) }, undefined],
    ['invalid_request', { userId: '' }, undefined],
  ] as const)('is refused as %s: %o', async (code, wrong, errcode) => {
    const made = await wecom.addContactWay({ ...way, ...wrong });
    expect(made).toMatchObject({ ok: false, failure: { code, effect: 'none' } });
    expect(!made.ok && made.failure.errcode).toBe(errcode);
  });

  it('is not asked for twice where nobody knows whether the first was made', async () => {
    const before = simulator.control.ways().length;
    simulator.control.failNext({ errcode: -1, errmsg: 'system busy' });
    expect(await wecom.addContactWay(way)).toMatchObject({ failure: { code: 'unavailable' } });
    expect(simulator.control.ways().length).toBe(before);
  });
});

describe('the token', () => {
  it('is asked for anew when it is over, or was taken back', async () => {
    await madeWay();
    nowMs += 3 * 3_600_000;
    await madeWay();
    simulator.control.revokeTokens();
    await madeWay();
  });

  it.each([{ secret: 'another' }, { corpId: 'wwanother' }])(
    'of a wrong key is for an operator: %o',
    async (wrong) => {
      const { baseUrl, corpId, secret } = simulator;
      const stranger = createWeCom({ baseUrl, corpId, secret, ...wrong }, { now: () => nowMs });
      expect(await stranger.externalContact('wm1')).toMatchObject({ failure: { code: 'misconfigured' } });
    },
  );
});

describe('a customer who adds somebody', () => {
  it('is told of with the state of the way, and has a unionid where WeCom is bound', async () => {
    const posted = simulator.control.scan(await madeWay(), { externalUserId: 'wmA', unionid: 'u-lin' });
    expect(callbacks.read(queryOf(posted.query), posted.body)).toEqual({
      kind: 'contact_added',
      userId: 'chenxiao',
      externalUserId: 'wmA',
      state: '7KQ2M9XA4C3',
      atMs: Math.floor(nowMs / 1_000) * 1_000,
      nonce: ['timestamp', 'nonce'].map((name) => queryOf(posted.query)[name]).join('.'),
    });
    expect(await wecom.externalContact('wmA')).toEqual({
      ok: true,
      value: { unionid: 'u-lin', followers: [{ userId: 'chenxiao', state: '7KQ2M9XA4C3' }] },
    });
    const byHand = simulator.control.addByHand('chenxiao', { externalUserId: 'wmB' });
    expect(callbacks.read(queryOf(byHand.query), byHand.body)).toMatchObject({ state: null });
    expect(await wecom.externalContact('wmB')).toMatchObject({ value: { unionid: null } });
    expect(await wecom.externalContact('wmC')).toMatchObject({ failure: { code: 'contact_unknown' } });
  });

  it('is believed of nobody but WeCom: another token, another text, another company, another time', async () => {
    const { query, body } = simulator.control.addByHand('chenxiao', { externalUserId: 'wmA' });
    const { corpId, token, encodingAesKey } = simulator;
    const of = (keys: Partial<Parameters<typeof createWeComCallbacks>[0]>) =>
      createWeComCallbacks({ corpId, token, encodingAesKey, ...keys }, { now: () => nowMs }).read(
        queryOf(query),
        body,
      );
    expect(of({})).toMatchObject({ kind: 'contact_added' });
    expect(of({ token: 'another' })).toBeNull();
    expect(of({ corpId: 'wwanother' })).toBeNull();
    expect(of({ encodingAesKey: 'A'.repeat(43) })).toBeNull();
    expect(callbacks.read({ ...queryOf(query), timestamp: '1' }, body)).toBeNull();
    expect(
      callbacks.read(queryOf(query), body.replace('<Encrypt><![CDATA[', '<Encrypt><![CDATA[A')),
    ).toBeNull();
    expect(callbacks.read({}, '')).toBeNull();
  });

  it('is told of within minutes, and believed at no other time', () => {
    const { query, body } = simulator.control.addByHand('chenxiao', { externalUserId: 'wmA' });
    const at = (passedMs: number) =>
      createWeComCallbacks(simulator, { now: () => nowMs + passedMs }).read(queryOf(query), body);
    expect([at(-299_000), at(299_000)]).toEqual([
      expect.objectContaining({ kind: 'contact_added' }),
      expect.objectContaining({ kind: 'contact_added' }),
    ]);
    expect([at(-302_000), at(302_000)]).toEqual([null, null]);
  });

  it('is asked after once: whether the address is the company’s', () => {
    expect(callbacks.echo(queryOf(simulator.control.ask('1616140317555161061')))).toBe('1616140317555161061');
    expect(callbacks.echo({ echostr: 'x', msg_signature: 'y' })).toBeNull();
  });
});
