import { branchGrant } from '@jindian/shared/access';
import type { ModuleName } from '@jindian/shared/contract/modules/names';
import { dayMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MovableClock, movableClock } from '../../platform/clock.ts';
import { createApiApp } from '../../platform/http/app.ts';
import { createIdempotency } from '../../platform/idempotency.ts';
import { createIds } from '../../platform/ids.ts';
import { createLogger } from '../../platform/logger.ts';
import { createOutbox } from '../../platform/outbox.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { eventsOf } from '../../platform/testing/deliver.ts';
import { openTable } from '../../platform/testing/table.ts';
import {
  type Posted,
  startWeComSimulator,
  type WeComSimulator,
} from '../../simulators/wechat/wecom/simulator.ts';
import { createWeCom, createWeComCallbacks } from '../../wechat/index.ts';
import { type Attribution, createAttribution } from '../attribution/service.ts';
import { type Codes, createCodes } from '../codes/service.ts';
import { contactsModule, mountWeComMessages } from './module.ts';
import { type Contacts, createContacts } from './service.ts';

let opened: Awaited<ReturnType<typeof openTable>>;
let clock: MovableClock;
let wecom: WeComSimulator;
let attribution: Attribution;
let codes: Codes;
let contacts: Contacts;
let deliver: ReturnType<typeof eventsOf>;
const off: ModuleName[] = [];
let made = 0;
const app = createApiApp({ logger: createLogger('silent') });

beforeAll(async () => {
  opened = await openTable();
  const { table } = opened;
  clock = movableClock({ nowMs: () => Date.UTC(2026, 10, 30, 4) });
  wecom = await startWeComSimulator({ now: clock.nowMs, colleagues: ['chenxiao', 'hanmeimei'] });
  const ids = createIds(clock);
  const idempotency = createIdempotency({ table, clock });
  const sellers: Record<string, string> = { LI: 'B00001', HAN: 'B00002' };
  const memberProfile = async (memberId: string) => ({
    nickname: memberId,
    roles: sellers[memberId] ? [branchGrant('guide', sellers[memberId])] : [],
  });
  codes = createCodes({
    table,
    clock,
    ids,
    codeSecret: () => 'a code secret of some length',
    publicBaseUrl: 'https://shop.example.com',
    memberProfile,
    locationName: async () => ({ zh: '鼓楼店', en: 'Gulou' }),
    offers: async () => true,
    hasProduct: async () => true,
    productOfGtin: async () => null,
  });
  const settings = fixedSettings('selling');
  const branchName = async () => null;
  attribution = createAttribution({
    table,
    clock,
    ids,
    idempotency,
    codes,
    settings,
    memberProfile,
    branchName,
  });
  const { baseUrl, corpId, secret, token, encodingAesKey } = wecom;
  const client = createWeCom(
    { baseUrl, corpId, secret, attempts: 1, timeoutMs: 30_000, totalMs: 60_000 },
    { now: clock.nowMs, sleep: async () => undefined },
  );
  contacts = createContacts({
    table,
    clock,
    idempotency,
    outbox: createOutbox({ table, clock, ids }),
    settings,
    off: async () => off,
    codes,
    attribution,
    wecom: () => client,
    namesOf: async (memberIds) => new Map(memberIds.map((id) => [id, { displayName: id }])),
    publicBaseUrl: 'https://shop.example.com',
  });
  deliver = eventsOf(opened, contactsModule(contacts, () => null).events ?? []);
  mountWeComMessages(
    app,
    contacts,
    createWeComCallbacks({ corpId, token, encodingAesKey }, { now: clock.nowMs }),
  );
});
afterAll(async () => {
  await wecom.close();
  await opened.close();
});

const viewed = () => contacts.connection.view({ limit: 10 });

const path = '/v1/wecom/messages';
const post = async ({ query, body }: Posted) => {
  const answer = await app.request(`${path}${query}`, { method: 'POST', body });
  return [answer.status, await answer.text()];
};
/** What was announced since the last look. */
async function settle(times = 1): Promise<string[]> {
  const types: string[] = [];
  for (let some = await deliver(times); some.length > 0; some = await deliver(times)) types.push(...some);
  return types;
}
async function wayOf(memberId: string, userId: string): Promise<string> {
  const code = await contacts.make(memberId, userId);
  if (!code.ok) throw new Error(code.code);
  const own = await codes.sellerCode(memberId);
  const way = wecom.control.ways().find(({ state }) => own.ok && state === own.value.code);
  if (!way) throw new Error('there is no way');
  return way.configId;
}
function somebody() {
  made += 1;
  return { memberId: `M${made}`, externalUserId: `wm${made}`, unionid: `u-${made}` };
}
const touched = async (memberId: string) => {
  const found = await attribution.touchesOf(memberId, { limit: 10 });
  return found.ok ? found.value.items.map(({ way, sellerId, reason }) => [way, sellerId, reason]) : [];
};

describe('a code on WeCom', () => {
  it('says the code of the seller, is made once, and is another for another account', async () => {
    const configId = await wayOf('LI', 'chenxiao');
    const own = await codes.sellerCode('LI');
    expect(wecom.control.ways()).toEqual([
      { configId, userId: 'chenxiao', state: own.ok ? own.value.code : '' },
    ]);
    expect(await wayOf('LI', 'chenxiao')).toBe(configId);
    expect(await contacts.read('LI')).toMatchObject({ code: { userId: 'chenxiao' } });
    expect(await wayOf('LI', 'hanmeimei')).not.toBe(configId);
    // The one before leads to an account that she does not show any more.
    expect(wecom.control.ways().map(({ userId }) => userId)).toEqual(['hanmeimei']);
    await wayOf('LI', 'chenxiao');
  });

  it('is refused in words: an account that nobody has, somebody who does not sell, WeCom that is busy', async () => {
    expect(await contacts.make('HAN', 'nobody')).toEqual({ ok: false, code: 'wecom_unknown' });
    expect(await contacts.make('SHOPPER', 'chenxiao')).toEqual({ ok: false, code: 'forbidden' });
    wecom.control.failNext({ errcode: 45009, errmsg: 'api freq out of limit' });
    expect(await contacts.make('HAN', 'hanmeimei')).toEqual({ ok: false, code: 'wecom_unavailable' });
    expect(await contacts.read('HAN')).toEqual({ code: null });
  });

  it('is taken back, and can be again', async () => {
    await wayOf('HAN', 'hanmeimei');
    expect(await contacts.remove('HAN')).toEqual({ ok: true, value: { code: null } });
    expect(await contacts.remove('HAN')).toEqual({ ok: true, value: { code: null } });
    expect(wecom.control.ways().map(({ userId }) => userId)).toEqual(['chenxiao']);
    await wayOf('HAN', 'hanmeimei');
  });

  it('of two taps at once is one: the other is taken back', async () => {
    await contacts.remove('HAN');
    const answers = await Promise.all([contacts.make('HAN', 'hanmeimei'), contacts.make('HAN', 'hanmeimei')]);
    expect(answers.filter(({ ok }) => ok).length).toBeGreaterThan(0);
    expect(wecom.control.ways().filter(({ userId }) => userId === 'hanmeimei')).toHaveLength(1);
  });
});

describe('adding a seller by it', () => {
  it('is a touch of the seller’s code, once however often WeCom tells of it', async () => {
    const { memberId, ...customer } = somebody();
    await contacts.met(memberId, customer.unionid);
    const posted = wecom.control.scan(await wayOf('LI', 'chenxiao'), customer);
    expect(await post(posted)).toEqual([200, 'success']);
    expect(await post(posted)).toEqual([200, 'success']);
    expect((await settle(2)).filter((type) => type === 'wecom.contact_added')).toHaveLength(1);
    expect(await touched(memberId)).toEqual([['contact', 'LI', 'first']]);
    expect(await attribution.standingOf(memberId, clock.nowMs())).toMatchObject({ sellerId: 'LI' });
  });

  it('waits for who is not met yet, and is theirs when they are, in the order in which it came', async () => {
    const { memberId, ...customer } = somebody();
    await post(wecom.control.scan(await wayOf('LI', 'chenxiao'), customer));
    clock.advance(60_000);
    await post(wecom.control.scan(await wayOf('HAN', 'hanmeimei'), customer));
    await settle();
    expect(await touched(memberId)).toEqual([]);
    await contacts.met(memberId, customer.unionid);
    await contacts.met(memberId, customer.unionid);
    expect((await touched(memberId)).map(([, sellerId]) => sellerId)).toEqual(['HAN', 'LI']);
  });

  it('is not waited for longer than HQ says', async () => {
    const { memberId, ...customer } = somebody();
    await post(wecom.control.scan(await wayOf('LI', 'chenxiao'), customer));
    await settle();
    clock.advance(31 * dayMs);
    await contacts.met(memberId, customer.unionid);
    expect(await touched(memberId)).toEqual([]);
  });

  it('by hand, or of somebody whose unionid WeCom does not know, touches nobody', async () => {
    const { memberId, ...customer } = somebody();
    await contacts.met(memberId, customer.unionid);
    expect(await post(wecom.control.addByHand('chenxiao', customer))).toEqual([200, 'success']);
    await post(wecom.control.scan(await wayOf('LI', 'chenxiao'), { externalUserId: 'wm-unbound' }));
    await settle();
    expect(await touched(memberId)).toEqual([]);
  });

  it('is asked for again while WeCom does not say who it is', async () => {
    const { memberId, ...customer } = somebody();
    await contacts.met(memberId, customer.unionid);
    const contact = { externalUserId: customer.externalUserId, code: 'x', atMs: clock.nowMs() };
    wecom.control.failNext({ errcode: -1, errmsg: 'system busy' });
    await expect(contacts.handleAdded(contact)).rejects.toThrow('unavailable');
    // Nobody's customer any more.
    await contacts.handleAdded({ ...contact, externalUserId: 'wm-gone' });
  });

  it('is forgotten with the member', async () => {
    const { memberId, ...customer } = somebody();
    await contacts.met(memberId, customer.unionid);
    await contacts.forget(memberId);
    await contacts.forget(memberId);
    await post(wecom.control.scan(await wayOf('LI', 'chenxiao'), customer));
    await settle();
    expect(await touched(memberId)).toEqual([]);
  });

  it('is nothing while the module is off', async () => {
    const { memberId, ...customer } = somebody();
    off.push('wecom');
    const posted = wecom.control.scan(await wayOf('LI', 'chenxiao'), customer);
    expect(await post(posted)).toEqual([200, 'success']);
    await contacts.met(memberId, customer.unionid);
    await settle();
    off.length = 0;
    await contacts.met(memberId, customer.unionid);
    expect(await touched(memberId)).toEqual([]);
  });
});

describe('the address that WeCom posts to', () => {
  it('answers its question, and believes nobody else', async () => {
    const asked = await app.request(`${path}${wecom.control.ask('4815162342')}`);
    expect([asked.status, await asked.text()]).toEqual([200, '4815162342']);
    expect((await app.request(`${path}?msg_signature=1&echostr=2`)).status).toBe(404);
    const posted = wecom.control.addByHand('chenxiao', { externalUserId: 'wmX' });
    expect((await post({ ...posted, query: posted.query.replace('nonce=', 'nonce=0') }))[0]).toBe(401);
    expect((await post({ ...posted, body: '<xml></xml>' }))[0]).toBe(401);
    clock.advance(6 * 60_000);
    expect(await post(posted)).toMatchObject([401, expect.anything()]);
  });
});

describe('headquarters', () => {
  it('see when something was heard of WeCom and what it refused, and whose code has to be made anew', async () => {
    clock.advance(60_000);
    expect(
      (await app.request(`${path}?msg_signature=x&timestamp=1&nonce=2`, { method: 'POST', body: '<xml/>' }))
        .ok,
    ).toBe(false);
    const refusedAtMs = clock.nowMs();
    clock.advance(60_000);
    expect((await app.request(`${path}${wecom.control.ask('hello')}`)).status).toBe(200);
    const heardAtMs = clock.nowMs();
    // A crowd is noted once a minute.
    clock.advance(5_000);
    await app.request(`${path}${wecom.control.ask('again')}`);
    const kept = await contacts.make('HAN', 'hanmeimei');
    expect(kept).toMatchObject({ ok: true });
    clock.advance(60_000);
    await contacts.remove('LI');
    wecom.control.failNext({ errcode: 60011, errmsg: 'no privilege to access' });
    expect(await contacts.make('LI', 'chenxiao')).toMatchObject({ ok: false });
    const own = await codes.sellerCode('HAN');
    const found = await viewed();
    expect(found).toMatchObject({
      isSetUp: true,
      callbackUrl: 'https://shop.example.com/v1/wecom/messages',
      heardAtMs,
      refusedAtMs,
      failure: { atMs: clock.nowMs(), code: 'misconfigured' },
    });
    const of = (sellerId: string, items: typeof found.items) =>
      items.find((one) => one.sellerId === sellerId);
    expect(of('HAN', found.items)).toMatchObject({ name: 'HAN', userId: 'hanmeimei', state: 'works' });
    if (own.ok) await codes.revoke(own.value.code, 'HQ', '丢了');
    expect(of('HAN', (await viewed()).items)).toMatchObject({ state: 'code_changed' });
    const [old] = wecom.control.ways().filter(({ userId }) => userId === 'hanmeimei');
    expect(await contacts.remake('HAN')).toMatchObject({ ok: true });
    expect(of('HAN', (await viewed()).items)).toMatchObject({ state: 'works', userId: 'hanmeimei' });
    const ways = wecom.control.ways().filter(({ userId }) => userId === 'hanmeimei');
    expect(ways.map(({ configId }) => configId)).not.toContain(old?.configId);
    expect(ways).toHaveLength(1);
    expect(await contacts.remake('NOBODY')).toMatchObject({ code: 'not_found' });
    await contacts.remove('HAN');
    expect(of('HAN', (await viewed()).items)).toBeUndefined();
  });
});
