import { brandGrant } from '@jindian/shared/access';
import type { HqOrder } from '@jindian/shared/contract/hq';
import type { WorkItem } from '@jindian/shared/contract/serving/branch-work';
import type { OrderView, PlacedOrder } from '@jindian/shared/contract/serving/order';
import { brandMinuteOfDay, dayMs, minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SystemFixture, startSystemFixture } from '../../../entry/testing/system-fixture.ts';
import {
  tourChangdaoBranchId as changdao,
  tourYantaiZhifuBranchId as zhifu,
} from '../../../local/demo/network/tour.ts';
import { formOf, hiddenField, openHq, type Visitor } from '../../testing/visitors.ts';

const hostileNote = '<script>alert(1)</script>';
const fridge = { skuId: 'P015-01', priceFen: 320_000 };
const onTheIsland = {
  recipientName: '王秀英',
  phone: '13800010002',
  province: '山东省',
  city: '烟台市',
  county: '长岛县',
  detail: '海滨路 8 号',
  latGcj02: 37.9164,
  lngGcj02: 120.7389,
};

let fixture: SystemFixture;
let guest: Visitor;
const people: Record<string, string> = {};

beforeAll(async () => {
  fixture = await startSystemFixture({ stockAt: ({ id }) => id === changdao || id === zhifu });
  // By day: an offer made at night has time until the morning, and sessions end before.
  const { clock } = fixture.local;
  const minute = brandMinuteOfDay(clock.nowMs());
  if (minute < 9 * 60 || minute > 17 * 60) clock.advance(((34 * 60 - minute) % (24 * 60)) * minuteMs);
  for (const id of ['shopper-wang', 'manager-yu', 'clerk-sun', 'hq']) people[id] = await fixture.signIn(id);
  const hqToken = people.hq as string;
  guest = openHq(fixture.local.system, { clock: fixture.local.clock, hqToken }).visitor(hqToken);
});
afterAll(() => fixture.local.close());

const tokenOf = (id: string) => people[id] as string;

async function buyFridge(): Promise<OrderView> {
  const placed = await fixture.invoke<PlacedOrder>(
    'placeOrder',
    {
      body: {
        locationId: changdao,
        method: 'delivery',
        address: onTheIsland,
        lines: [{ skuId: fridge.skuId, quantity: 1, seenPriceFen: fridge.priceFen }],
      },
    },
    { token: tokenOf('shopper-wang') },
  );
  expect(placed.code).toBeNull();
  return fixture.pay(tokenOf('shopper-wang'), placed.body);
}

async function refuse(by: string, order: OrderView, body: object): Promise<void> {
  const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]?.id ?? '' };
  const answer = await fixture.invoke('refuseFulfilment', { params, body }, { token: tokenOf(by) });
  expect([answer.status, answer.code]).toEqual([200, null]);
  await fixture.local.processes.settle();
}

/** Offered on the island, refused there, then in Zhifu: nobody is left. */
async function orderNobodyServes(): Promise<OrderView> {
  const order = await buyFridge();
  await refuse('manager-yu', order, {
    reason: 'price',
    localPrices: [{ skuId: fridge.skuId, priceFen: 400_000 }],
    note: hostileNote,
  });
  await refuse('clerk-sun', order, { reason: 'too_far' });
  expect((await stateOf(order)).state).toBe('with_hq');
  return order;
}

async function stateOf({ id }: Pick<OrderView, 'id'>) {
  const answer = await fixture.invoke<HqOrder>(
    'hqGetOrder',
    { params: { orderId: id } },
    { token: tokenOf('hq') },
  );
  const part = answer.body.order.fulfilments[0] as OrderView['fulfilments'][number];
  const { offerUntilMs } = answer.body.serving[0] as HqOrder['serving'][number];
  return { state: part.state, at: part.place.locationId, order: answer.body.order.state, offerUntilMs };
}

const arrangePath = (order: OrderView) => `/hq/orders/${order.id}/serving/${order.fulfilments[0]?.id}`;

describe('what nobody serves', () => {
  let order: OrderView;
  beforeAll(async () => {
    order = await orderNobodyServes();
  });

  test('is counted on the day, listed in the queue, and told on its page', async () => {
    expect((await guest.get('/hq')).text).toMatch(
      /to-do-entry[^>]*queue=with_hq[^>]*>\s*<strong>1<\/strong> 无人履约/,
    );
    expect((await guest.get('/hq/queue')).text).toContain(order.number);
    expect((await guest.get('/hq/queue?queue=awaiting_shopper')).text).not.toContain(order.number);
    const { text } = await guest.get(`/hq/orders/${order.id}`);
    for (const said of ['价格', '¥800.00', '太远', '总部处理', arrangePath(order)])
      expect(text).toContain(said);
    expect(text).toContain('&lt;script&gt;alert(1)');
    // Who was asked, who said no and by whom it came about, each by its name.
    const [, timeline = ''] = text.split('id="timeline"');
    const told = timeline.split('</ol>')[0]?.replace(/<[^>]*>/g, '') ?? '';
    expect(told).toMatch(/请门店接单（[^）]+）[^微信]*系统/);
    expect(told).toMatch(/拒单，原因：价格[^·]*· 门店/);
    expect(told).toMatch(/拒单，原因：太远[^·]*· 门店/);
    // Who refused it serves it no more, in the list as well.
    const day = (await guest.get('/hq')).text;
    const row = day.split('<tr').find((one) => one.includes(order.number)) ?? '';
    expect(row).toMatch(/→<\/span>\s*<span class="muted">[^<]+（原定）/);
    expect(row).toMatch(/chip[^>]*>无人履约/);
    for (const hidden of ['<script>alert', '王秀英', '13800010002', '海滨路']) {
      expect(text).not.toContain(hidden);
      expect((await guest.get(arrangePath(order))).text).not.toContain(hidden);
    }
  });

  test('an offer about to lapse, and nothing that still has time, is told with how long it has', async () => {
    const offered = await buyFridge();
    await fixture.local.processes.settle();
    const { text: early } = await guest.get('/hq/queue?queue=offers');
    expect(early).not.toContain(offered.number);
    const { clock } = fixture.local;
    const untilMs = (await stateOf(offered)).offerUntilMs ?? 0;
    clock.advance(untilMs - 4 * minuteMs - clock.nowMs());
    const { text } = await guest.get('/hq/queue?queue=offers');
    expect(text).toContain(offered.number);
    expect(text).toContain(arrangePath(offered));
    expect(text).toMatch(/接单将超时 <span class="tab-count">1</);
  });

  test('shows places around with what they have, and who refused', async () => {
    const { text, status } = await guest.get(arrangePath(order));
    expect(status).toBe(200);
    const rowOf = (id: string) => new RegExp(`data-key="${id}"[\\s\\S]*?</tr>`).exec(text)?.[0] ?? '';
    expect(rowOf(changdao)).toMatch(/货齐[\s\S]*拒过/);
    expect(text).toContain('按规则重新寻源');
  });

  test('is not changed by a form without the token of this session, or without a place', async () => {
    const { csrf, key } = await formOf(guest, arrangePath(order));
    const fields = { key, act: 'assign', locationId: changdao };
    expect((await guest.post(arrangePath(order), { ...fields, csrf: 'x' })).status).toBe(403);
    for (const wrong of [
      { locationId: '' },
      { locationId: 'nowhere' },
      { locationId: 'B99999999' },
      { note: 'x'.repeat(201) },
      { act: 'call-goods', incentive: 'much' },
    ]) {
      const answer = await guest.post(arrangePath(order), { ...fields, ...wrong, csrf });
      expect([JSON.stringify(wrong), answer.status]).toEqual([JSON.stringify(wrong), 400]);
      expect(answer.text).toContain('notice is-bad');
    }
    expect((await stateOf(order)).state).toBe('with_hq');
  });

  test('is asked again: the policy forgets who refused', async () => {
    const { csrf, key } = await formOf(guest, arrangePath(order));
    const done = await guest.post(arrangePath(order), { csrf, key, act: 'ask-again' });
    expect([done.status, done.location]).toEqual([303, `/hq/orders/${order.id}?done=asked_again`]);
    expect(await stateOf(order)).toMatchObject({ state: 'offered', at: changdao });
    expect((await guest.get(done.location ?? '')).text).toContain('已重新寻源');
  });

  test('is assigned: the place need not accept, and the note stays', async () => {
    const { csrf, key } = await formOf(guest, arrangePath(order));
    const fields = { csrf, key, act: 'assign', locationId: zhifu, note: '电话里说好了' };
    const done = await guest.post(arrangePath(order), fields);
    expect([done.status, done.location]).toEqual([303, `/hq/orders/${order.id}?done=assigned`]);
    expect(await stateOf(order)).toMatchObject({ state: 'to_pack', at: zhifu });
    const { text } = await guest.get(`/hq/orders/${order.id}`);
    for (const said of ['总部指派', '电话里说好了', '总部重新寻源']) expect(text).toContain(said);
    expect((await guest.get('/hq/queue')).text).toContain('没有待办');
  });
});

describe('notes and tags of an order', () => {
  test('are left at HQ, read at the branch, told by whom, and never shown to its shopper', async () => {
    const order = await buyFridge();
    await fixture.local.processes.settle();
    const page = `/hq/orders/${order.id}`;
    const { csrf, key } = await formOf(guest, page);
    const send = (n: number, fields: Record<string, string>) =>
      guest.post(`${page}/notes`, { csrf, key: `${key}-${n}`, ...fields });
    const note = { act: 'add', kind: 'note', text: '先打电话<i>' };
    expect((await send(1, note)).location).toBe(`${page}#notes`);
    await send(1, note);
    for (const n of [2, 3]) await send(n, { act: 'add', kind: 'tag', text: '加急' });
    expect((await send(4, { act: 'add', kind: 'tag', text: '长'.repeat(13) })).status).toBe(400);
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]?.id ?? '' };
    const work = await fixture.invoke<WorkItem>('getWorkItem', { params }, { token: tokenOf('manager-yu') });
    expect(work.body.staffNotes).toMatchObject([
      { kind: 'note', text: '先打电话<i>', byName: expect.any(String) },
      { kind: 'tag', text: '加急' },
    ]);
    const { text } = await guest.get(page);
    expect(text).toContain('先打电话&lt;i&gt;');
    const shoppers = await fixture.invoke<object>(
      'getOrder',
      { params: { orderId: order.id } },
      { token: tokenOf('shopper-wang') },
    );
    expect(JSON.stringify(shoppers.body)).not.toContain('先打电话');
    for (const { id } of work.body.staffNotes ?? []) await send(9, { act: 'remove', noteId: id });
    expect((await guest.get(page)).text).not.toContain('先打电话');
    // Its goods are for the others.
    await fixture.invoke('hqCancelOrder', { params: { orderId: order.id } }, { token: tokenOf('hq') });
    await fixture.local.processes.settle();
  });
});

describe('what HQ does besides', () => {
  test('calls goods from another place once, however often the form is sent', async () => {
    const order = await buyFridge();
    await refuse('manager-yu', order, { reason: 'closed' });
    await refuse('clerk-sun', order, { reason: 'no_stock', counted: [{ skuId: fridge.skuId, onHand: 0 }] });
    const { csrf, key } = await formOf(guest, arrangePath(order));
    const fields = {
      csrf,
      key,
      act: 'call-goods',
      locationId: changdao,
      toLocationId: zhifu,
      incentive: '20',
    };
    for (let time = 0; time < 2; time += 1) {
      const done = await guest.post(arrangePath(order), fields);
      expect([done.status, done.location]).toEqual([303, `/hq/orders/${order.id}?done=goods_called`]);
    }
    expect(await stateOf(order)).toMatchObject({ state: 'awaiting_goods', at: zhifu });
    const { text } = await guest.get(`/hq/orders/${order.id}`);
    const attempts = text.slice(text.indexOf('id="attempts"'), text.indexOf('id="sourcing"'));
    expect(attempts.match(/总部调货/g)).toHaveLength(1);
    expect(text).toContain('缺 1 件');
  });

  test('calls an order off, only after the confirmation', async () => {
    const order = await buyFridge();
    const path = `/hq/orders/${order.id}/call-off`;
    const asked = await guest.get(path);
    expect(asked.text).toContain('¥3,200.00');
    expect((await stateOf(order)).order).toBe('paid');
    const csrf = hiddenField(asked.text, 'csrf');
    const done = await guest.post(path, { csrf });
    expect([done.status, done.location]).toEqual([303, `/hq/orders/${order.id}?done=cancelled`]);
    expect((await stateOf(order)).order).toMatch(/refund/);
    // Sent twice by a slip, it is called off once.
    expect((await guest.post(path, { csrf })).status).toBe(303);
    expect((await guest.get(arrangePath(order))).text).not.toContain('name="act"');
  });

  test('reads the month: who refused and why; sorted, and as CSV', async () => {
    const { text } = await guest.get('/hq/refusals');
    const rowOf = (id: string) => new RegExp(`data-key="${id}"[\\s\\S]*?</tr>`).exec(text)?.[0] ?? '';
    expect(rowOf(changdao)).toMatch(/价格 1 · 不营业 1[\s\S]*¥800\.00/);
    expect(rowOf(zhifu)).toMatch(/无货 1 · 太远 1/);
    expect((await guest.get('/hq/refusals?sort=priceGapFen&order=ascending')).text).toContain(
      'aria-sort="ascending"',
    );
    const csv = await guest.get('/hq/refusals.csv');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toMatch(
      /^attachment; filename="refusals-20\d\d-\d\d\.csv"$/,
    );
    expect(csv.text).toContain(`${changdao},近店·烟台长岛人民路店,`);
    expect((await guest.get('/hq/refusals?month=2020-01')).text).toContain('这个月没有请求接单的记录');
  });

  test('offers to write goods off to those alone who may adjust stock there', async () => {
    const order = await buyFridge();
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]?.id ?? '' };
    const failed = { act: 'failed', reason: 'damaged' };
    for (const [id, body] of [
      ['acceptOffer', undefined],
      ['packFulfilment', undefined],
      ['dispatchFulfilment', undefined],
      ['settleDelivery', failed],
    ] as const) {
      const done = await fixture.invoke(id, { params, body }, { token: tokenOf('manager-yu') });
      expect([id, done.status]).toEqual([id, 200]);
    }
    const offeredTo = async (visitor: Visitor) => {
      const { text } = await visitor.get(`/hq/orders/${order.id}`);
      const choice = /<select name="condition">[\s\S]*?<\/select>/.exec(text)?.[0] ?? '';
      return [...choice.matchAll(/value="(\w+)"/g)].map(([, condition]) => condition);
    };
    const support = await fixture.enrol('helps-shoppers', [brandGrant('support')]);
    expect(await offeredTo(guest)).toEqual(['sellable', 'quarantine', 'written_off']);
    const hqToken = tokenOf('hq');
    const { visitor } = openHq(fixture.local.system, { clock: fixture.local.clock, hqToken });
    expect(await offeredTo(visitor(support.token))).toEqual(['sellable', 'quarantine']);

    // Why it failed, and once they are back where its goods are: by that HQ decides what comes next.
    const of = async () =>
      (await guest.get(`/hq/orders/${order.id}`)).text.match(/id="serving"[\s\S]*?<\/section>/)?.[0];
    expect(await of()).toMatch(/损坏[\s\S]*还没有收回/);
    const body = { act: 'back', condition: 'quarantine' };
    const back = await fixture.invoke('settleDelivery', { params, body }, { token: tokenOf('manager-yu') });
    expect(back.status).toBe(200);
    const place = order.fulfilments[0]?.place.name.zh ?? '?';
    const shown = await of();
    expect(shown).toMatch(/损坏[\s\S]*收入待检/);
    expect(shown).toContain(place);
    const row = (await guest.get('/hq/queue')).text.split('<tr').find((one) => one.includes(order.number));
    expect(row).toMatch(/损坏[\s\S]*收入待检/);
  });

  let last: OrderView;
  test('answers hostile values, never with a 5xx', async () => {
    const order = await buyFridge();
    last = order;
    for (const value of [
      '',
      "'",
      '%00',
      '%E0%A4%A',
      '__proto__',
      '2026-13',
      '"><x',
      '-1',
      'A'.repeat(2_000),
    ]) {
      const raw = value.startsWith('%') ? value : encodeURIComponent(value);
      for (const path of [
        `/hq/queue?queue=${raw}&after=${raw}`,
        `/hq/queue?queue=unpacked&after=${raw}`,
        `/hq/refusals?month=${raw}&sort=${raw}&order=${raw}`,
        `/hq/refusals.csv?month=${raw}`,
        `/hq/orders/${order.id}?done=${raw}`,
        `/hq/orders/${raw}/call-off`,
        `/hq/orders/${order.id}/serving/${raw}`,
        `/hq/orders/${raw}/serving/${order.fulfilments[0]?.id}`,
      ]) {
        const { status } = await guest.get(path);
        expect(status < 500, `${status} ${path.slice(0, 100)}`).toBe(true);
      }
    }
  });

  test('what lies unpacked for eight days is in the queue with its age, and can be sent elsewhere from there', async () => {
    const params = { orderId: last.id, fulfilmentId: last.fulfilments[0]?.id ?? '' };
    const taken = await fixture.invoke('acceptOffer', { params }, { token: tokenOf('manager-yu') });
    expect([taken.status, taken.code]).toEqual([200, null]);
    const rowFor = async (visitor: Visitor) => {
      const { text } = await visitor.get('/hq/queue?queue=unpacked');
      expect(text).toContain('久未备货');
      return text.split('<tr').find((one) => one.includes(last.number));
    };
    expect(await rowFor(guest)).toBeUndefined();
    const { clock, system } = fixture.local;
    clock.advance(8 * dayMs);
    const hqToken = await fixture.signIn('hq');
    const later = openHq(system, { clock, hqToken }).visitor(hqToken);
    expect(await rowFor(later)).toMatch(new RegExp(`已等 8 天[\\s\\S]*${arrangePath(last)}`));
    expect((await later.get('/hq')).text).toContain('/hq/queue?queue=unpacked');
  });
});
