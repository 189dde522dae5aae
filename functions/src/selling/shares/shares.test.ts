import { createEngine, type Engine } from '@jindian/embedded-dynamodb';
import { branchGrant } from '@jindian/shared/access';
import type { RoleGrant } from '@jindian/shared/contract/people/member';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type MovableClock, movableClock } from '../../platform/clock.ts';
import { commandClaim, createIdempotency } from '../../platform/idempotency.ts';
import { createIds } from '../../platform/ids.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { tableDefinition } from '../../platform/table.ts';
import { embeddedTable } from '../../platform/testing/table.ts';
import { startWechatSimulator, type WechatSimulator } from '../../simulators/wechat/index.ts';
import { createWechatMiniProgram } from '../../wechat/index.ts';
import { type Attribution, createAttribution } from '../attribution/service.ts';
import { type Codes, createCodes } from '../codes/service.ts';
import { type Heard, hearing, netOf } from './counting.ts';
import { createShares, type Shares } from './service.ts';

const people: Record<string, { nickname: string; roles: RoleGrant[] }> = {
  LI: { nickname: '李雷', roles: [branchGrant('guide', 'B00001')] },
  HAN: { nickname: '韩梅梅', roles: [branchGrant('guide', 'B00002')] },
};
const shoes = { kind: 'product', productId: 'P001', locationId: null } as const;

let engine: Engine;
let clock: MovableClock;
let wechat: WechatSimulator;
let shares: Shares;
let attribution: Attribution;
let codes: Codes;
/** Orders as they were frozen. */
const orders = new Map<string, { memberId: string; sellerId: string; touchIds: readonly string[] }>();
let made = 0;

beforeAll(async () => {
  engine = await createEngine();
  await engine.call('CreateTable', tableDefinition('jindian-test'));
  clock = movableClock({ nowMs: () => Date.UTC(2026, 10, 30, 4) });
  wechat = await startWechatSimulator({ now: () => clock.nowMs() });
  const table = embeddedTable(engine, 'jindian-test');
  const ids = createIds(clock);
  const idempotency = createIdempotency({ table, clock });
  const memberProfile = async (memberId: string) => people[memberId] ?? { nickname: memberId, roles: [] };
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
  const { baseUrl, appid, secret } = wechat;
  shares = createShares({
    table,
    clock,
    ids,
    idempotency,
    attribution,
    codes,
    wechat: createWechatMiniProgram({ baseUrl, appid, secret }, { now: () => clock.nowMs() }),
    openidOf: async (memberId) => (memberId.startsWith('BROWSER') ? null : `o-${memberId}`),
    publicBaseUrl: 'https://shop.example.com',
    thingOf: async (content) =>
      content.kind === 'product' && content.productId !== 'P001'
        ? null
        : { title: { zh: '轻羽跑鞋', en: 'Shoe' }, imagePath: null },
    orderOf: async (orderId) => orders.get(orderId) ?? null,
  });
});
afterAll(async () => {
  await wechat.close();
  await engine.close();
});
beforeEach(() => {
  engine.faults.set();
  engine.faults.setConflictMode('queue');
});

function newId(prefix: string): string {
  made += 1;
  return `${prefix}${made}`;
}
const claim = (memberId: string, about: unknown, key = newId('key-')) =>
  commandClaim(memberId, 'makeShare', key, about);

async function shareOf(memberId: string, note = ''): Promise<string> {
  const found = await shares.make(memberId, { content: shoes, note }, claim(memberId, note));
  if (!found.ok) throw new Error(found.code);
  return found.value.shareId;
}
const open = (memberId: string, shareId: string) => shares.open(memberId, shareId, claim(memberId, shareId));
async function broughtBy(sharer: string, shareId: string) {
  const { items } = await shares.list(sharer, { limit: 10 });
  const {
    opens,
    visitors,
    orders: placed,
    salesFen,
    commissionFen,
  } = items.find((one) => one.shareId === shareId)!;
  return [opens, visitors, placed, salesFen, commissionFen];
}

describe('a share', () => {
  it('of a seller binds whoever opens it, by whatever hands it came, and counts opens and visitors', async () => {
    const shareId = await shareOf('LI', '这双很好穿');
    expect(await shares.read(shareId)).toMatchObject({
      ok: true,
      value: {
        ...{ sellerId: 'LI', sellerName: '李雷', note: '这双很好穿', content: shoes },
        thing: { title: { zh: '轻羽跑鞋', en: 'Shoe' }, imagePath: null },
        url: `https://shop.example.com/q/S.${shareId}`,
      },
    });
    const [first, friend] = [newId('M'), newId('M')];
    expect(await open(first, shareId)).toMatchObject({ ok: true, value: { binding: { sellerId: 'LI' } } });
    await open(first, shareId);
    // A friend of hers has the same share.
    expect(await open(friend, shareId)).toMatchObject({ ok: true, value: { binding: { sellerId: 'LI' } } });
    // The sharer looks at it.
    await open('LI', shareId);
    expect(await broughtBy('LI', shareId)).toEqual([3, 2, 0, 0, 0]);
    const touches = await attribution.touchesOf(friend, { limit: 5 });
    expect(touches).toMatchObject({ ok: true, value: { items: [{ way: 'share', sellerName: '李雷' }] } });
    expect(JSON.stringify(touches)).not.toContain(shareId);
  });

  it('of a shopper binds nobody and earns nothing', async () => {
    const [sharer, friend] = [newId('M'), newId('M')];
    const shareId = await shareOf(sharer);
    expect(await open(friend, shareId)).toEqual({ ok: true, value: { binding: null } });
    expect(await broughtBy(sharer, shareId)).toEqual([1, 1, 0, 0, 0]);
    expect(await attribution.touchesOf(friend, { limit: 5 })).toMatchObject({ value: { items: [] } });
  });

  it('whose code was revoked opens all the same', async () => {
    people.GONE = { nickname: '小周', roles: [branchGrant('guide', 'B00003')] };
    const shareId = await shareOf('GONE');
    const own = await codes.sellerCode('GONE');
    if (!own.ok) throw new Error(own.code);
    await codes.revoke(own.value.code, 'HQ', '离职');
    expect(await open(newId('M'), shareId)).toEqual({ ok: true, value: { binding: null } });
    expect(await broughtBy('GONE', shareId)).toEqual([1, 1, 0, 0, 0]);
  });

  it('says nothing that WeChat does not let through, or cannot look at', async () => {
    const make = (memberId: string, note: string) =>
      shares.make(memberId, { content: shoes, note }, claim(memberId, note));
    expect(await make('LI', '一起刷单')).toMatchObject({ ok: false, code: 'note_refused' });
    expect(await make('LI', '加我微信')).toMatchObject({ ok: false, code: 'note_refused' });
    expect(await make('BROWSER', '好看')).toMatchObject({ ok: false, code: 'note_unchecked' });
    expect(await make('BROWSER', '')).toMatchObject({ ok: true });
    wechat.control.failNext('checkText', { errcode: 61010, errmsg: 'code is expired' });
    expect(await make('LI', '好看')).toMatchObject({ ok: false, code: 'note_unchecked' });
    wechat.control.failNext('checkText', '500', 3);
    expect(await make('LI', '好看')).toMatchObject({ ok: false, code: 'note_unchecked' });
  });

  it('is made once by one command, and looked through once', async () => {
    const same = claim('LI', '好看');
    const make = () => shares.make('LI', { content: shoes, note: '好看' }, same);
    const first = await make();
    wechat.control.failNext('checkText', { errcode: 61010, errmsg: 'code is expired' });
    expect(await make()).toEqual(first);
    // The fault that nobody met.
    await shares.make('LI', { content: shoes, note: '好看' }, claim('LI', 'again'));
  });

  it('of what is not there, or by an id of nobody, is refused', async () => {
    const content = { ...shoes, productId: 'P999' };
    expect(await shares.make('LI', { content, note: '' }, claim('LI', content))).toMatchObject({
      code: 'not_found',
    });
    expect(await shares.read('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toMatchObject({ code: 'not_found' });
    expect(await open(newId('M'), '01ARZ3NDEKTSV4RRFFQ69G5FAV')).toMatchObject({ code: 'not_found' });
  });

  it('is never too busy for a crowd, and loses nobody of it', async () => {
    const shareId = await shareOf('HAN');
    engine.faults.setConflictMode('reject', 3);
    const crowd = Array.from({ length: 80 }, () => newId('M'));
    const answers = await Promise.all(crowd.map((memberId) => open(memberId, shareId)));
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
    expect((await broughtBy('HAN', shareId)).slice(0, 2)).toEqual([80, 80]);
  });

  it('opened twice at once by one member is one visitor', async () => {
    const [shareId, member] = [await shareOf('LI'), newId('M')];
    engine.faults.setConflictMode('reject', 3);
    const answers = await Promise.all([open(member, shareId), open(member, shareId), open(member, shareId)]);
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect((await broughtBy('LI', shareId)).slice(0, 2)).toEqual([3, 1]);
  });

  it('is listed with its own alone, page by page', async () => {
    const sharer = newId('M');
    const own: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      clock.advance(1000);
      own.unshift(await shareOf(sharer));
    }
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await shares.list(sharer, { limit: 2, cursor });
      found.push(...page.items.map(({ shareId }) => shareId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(found).toEqual(own);
  });
});

describe('orders', () => {
  async function orderBy(memberId: string, sellerId: string): Promise<string> {
    const orderId = newId('ORDER');
    const standing = await attribution.standingOf(memberId, clock.nowMs());
    orders.set(orderId, { memberId, sellerId, touchIds: standing!.recent.map(({ touchId }) => touchId) });
    return orderId;
  }
  const paid: Heard = { kind: 'paid', salesFen: 29_900, commissionFen: 1_495 };
  const part: Heard = { kind: 'refund', refundId: 'R1', salesFen: 9_967, commissionFen: 498 };

  it('are counted to the share by which their customer came, less what came back', async () => {
    const [shareId, member] = [await shareOf('LI'), newId('M')];
    await open(member, shareId);
    const orderId = await orderBy(member, 'LI');
    await shares.count(orderId, paid);
    await shares.count(orderId, paid);
    expect(await broughtBy('LI', shareId)).toEqual([1, 1, 1, 29_900, 1_495]);
    await shares.count(orderId, part);
    expect(await broughtBy('LI', shareId)).toEqual([1, 1, 1, 19_933, 997]);
    await shares.count(orderId, { kind: 'over' });
    expect(await broughtBy('LI', shareId)).toEqual([1, 1, 1, 0, 0]);
  });

  it('of somebody who came by a code, or for another seller, are not', async () => {
    const [shareId, member] = [await shareOf('LI'), newId('M')];
    await open(member, shareId);
    await shares.count(await orderBy(member, 'HAN'), paid);
    await shares.count('UNKNOWN', paid);
    expect(await broughtBy('LI', shareId)).toEqual([1, 1, 0, 0, 0]);
  });

  it('come to the same whatever is heard first, and however often, at once or not', async () => {
    const heard: Heard[] = [paid, part, { kind: 'refund', refundId: 'R2', salesFen: 1, commissionFen: 0 }];
    const [shareId, member] = [await shareOf('HAN'), newId('M')];
    await open(member, shareId);
    const orderId = await orderBy(member, 'HAN');
    engine.faults.setConflictMode('reject', 3);
    await Promise.all([...heard, ...heard].toReversed().map((one) => shares.count(orderId, one)));
    expect(await broughtBy('HAN', shareId)).toEqual([1, 1, 1, 19_932, 997]);

    const state = { refunds: [], isOver: false, revision: 0 };
    const all = [...heard, { kind: 'over' } as const];
    const any = fc.array(fc.constantFrom(...all), { maxLength: 8 }).map((more) => [...all, ...more]);
    const shuffled = any.chain((events) => fc.shuffledSubarray(events, { minLength: events.length }));
    fc.assert(
      fc.property(shuffled, (events) => {
        expect(netOf(events.reduce(hearing, state))).toEqual({ orders: 1, salesFen: 0, commissionFen: 0 });
        const going = events.filter(({ kind }) => kind !== 'over').reduce(hearing, state);
        expect(netOf(going)).toEqual({ orders: 1, salesFen: 19_932, commissionFen: 997 });
      }),
    );
  });
});
