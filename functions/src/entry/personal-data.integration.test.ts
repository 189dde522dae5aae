import { brandGrant } from '@jindian/shared/access';
import { type EndpointId, endpoints } from '@jindian/shared/contract/endpoints/index';
import type { HqOrder } from '@jindian/shared/contract/hq';
import { roleNames, roles } from '@jindian/shared/contract/people/permissions';
import type { Deletion, DeletionRequest } from '@jindian/shared/contract/people/rights';
import type { OrderView, PlacedOrder } from '@jindian/shared/contract/serving/order';
import type { OrderNotesView } from '@jindian/shared/contract/serving/order-notes';
import { dayMs, minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keptZh } from '../../../miniprogram/src/i18n/people/kept.zh.ts';
import { pageRules } from '../hq/page-permissions.ts';
import { openHq } from '../hq/testing/visitors.ts';
import { tableName } from '../local/folder/layout.ts';
import { memberPartition } from '../people/members/items.ts';
import { technical } from '../people/rights/service.ts';
import { kindsOn } from '../platform/entity.ts';
import { keptFields } from '../selling/settlement/payees/personal.ts';
import { type Sample, type SystemFixture, samplesOf, startSystemFixture } from './testing/system-fixture.ts';

/** Somebody who is found by any of these. */
const person = {
  recipientName: '秦无名',
  phone: '13912345678',
  province: '上海市',
  city: '上海市',
  county: '黄浦区',
  detail: '无名路 77 弄 5 号',
  latGcj02: 31.231_957,
  lngGcj02: 121.473_913,
};
const nickname = '无名氏甲乙';
const openid = 'openid-of-somebody-unnamed';
const tells = [person.recipientName, person.phone, person.detail, nickname, openid, '31.2319', '121.4739'];

let fixture: SystemFixture;
let samples: Record<EndpointId, Sample>;
let orders: OrderView[];
const ids = Object.keys(endpoints) as EndpointId[];
/** Of HQ, and neither at work in a branch nor allowed to read who a customer is. */
const onlookers = roleNames.filter((role) => {
  const held: readonly string[] = roles[role].permissions;
  return (
    held.includes('orders.read') &&
    !held.includes('orders.personal_data.read') &&
    !held.includes('fulfilments.work')
  );
});
const tokens = new Map<string, string>();

beforeAll(async () => {
  fixture = await startSystemFixture();
  const given = await samplesOf(fixture);
  const hqToken = await fixture.signIn('hq');
  const shopper = await fixture.enrol(openid);
  await fixture.invoke('updateMe', { body: { nickname } }, { token: shopper.token });
  const { skuId, priceFen } = await fixture.sellableSku(fixture.here);
  const body = {
    locationId: fixture.here,
    method: 'delivery',
    address: person,
    lines: [{ skuId, quantity: 1, seenPriceFen: priceFen }],
  };
  const buy = async () => {
    const placed = await fixture.invoke<PlacedOrder>('placeOrder', { body }, { token: shopper.token });
    return fixture.pay(shopper.token, placed.body);
  };
  const [carried, unserved] = [await buy(), await buy()];
  const part = (order: OrderView) => ({ orderId: order.id, fulfilmentId: order.fulfilments[0]?.id ?? '' });
  for (const id of ['packFulfilment', 'callCourier'] as const)
    expect((await fixture.invoke(id, { params: part(carried) }, { token: hqToken })).status).toBeLessThan(
      300,
    );
  const refused = { params: part(unserved), body: { reason: 'too_far' } };
  for (let times = 0; times < 12; times += 1) {
    await fixture.invoke('refuseFulfilment', refused, { token: hqToken });
    await fixture.local.processes.settle();
  }
  await fixture.invoke(
    'hqReadPersonalData',
    { params: { orderId: carried.id }, body: { reason: '顾客来电' } },
    { token: hqToken },
  );
  orders = [carried, unserved];
  // The same questions about this person's order.
  const swapped = JSON.stringify(given.samples)
    .replaceAll(given.order.id, carried.id)
    .replaceAll(given.order.fulfilments[0]?.id ?? '-', carried.fulfilments[0]?.id ?? '-');
  samples = { ...JSON.parse(swapped), hqListAuditRecords: { query: { limit: '50' } } };
  for (const role of onlookers)
    tokens.set(role, (await fixture.enrol(`onlooker ${role}`, [brandGrant(role)])).token);
});
afterAll(() => fixture.local.close());

describe('who a customer is, is told to nobody without the permission', () => {
  test('by any endpoint that only reads', async () => {
    expect(onlookers).toContain('auditor');
    expect(onlookers.length).toBeGreaterThan(2);
    let answered = 0;
    for (const [role, token] of tokens)
      for (const id of ids.filter((one) => endpoints[one].method === 'get')) {
        const { status, body } = await fixture.invoke(id, samples[id], { token });
        if (status < 300) answered += 1;
        const text = JSON.stringify(body ?? null);
        expect([role, id, tells.filter((one) => text.includes(one))]).toEqual([role, id, []]);
      }
    expect(answered).toBeGreaterThan(50);
    // The questions are about that person: who works at the branch reads the address on the work item.
    const work = await fixture.invoke('getWorkItem', samples.getWorkItem, {
      token: await fixture.signIn('hq'),
    });
    expect(JSON.stringify(work.body)).toContain(person.detail);
  });

  test('by any page of HQ', async () => {
    const hq = openHq(fixture.local.system, { clock: fixture.local.clock, hqToken: '' });
    let [opened, listed] = [0, 0];
    for (const [role, token] of tokens) {
      const guest = hq.visitor(token);
      for (const order of orders)
        for (const rule of pageRules) {
          const path = rule.path
            .replace(':orderId', order.id)
            .replace(':fulfilmentId', order.fulfilments[0]?.id ?? '')
            .replace(':document', 'orders.json')
            .replace(/:\w+/g, '1');
          const { status, text } = await guest.get(`/hq${path}`);
          if (status === 200) opened += 1;
          if (text.includes(order.number)) listed += 1;
          expect([role, path, tells.filter((one) => text.includes(one))]).toEqual([role, path, []]);
        }
    }
    expect(opened).toBeGreaterThan(60);
    expect(listed).toBeGreaterThan(10);
  });
});

test('outside WeChat somebody signs in by SMS, pays nothing there, and is the same member in WeChat', async () => {
  const { local, invoke, here } = fixture;
  const phone = '13912340099';
  expect(await invoke('sendPhoneCode', { body: { phone: '+86 139-1234-0099' } })).toMatchObject({
    status: 200,
    body: { resendAfterS: 60 },
  });
  const told = await fixture.call<{ code: string }>('post', '/local/sms', { body: { phone } });
  const session = await invoke<{ token: string; member: { id: string; phoneMasked: string } }>(
    'createPhoneSession',
    { body: { phone, code: told.body.code } },
  );
  expect(session.body.member.phoneMasked).toBe('139****0099');
  expect(JSON.stringify(session.body)).not.toContain(phone);
  const { token } = session.body;
  const addressId = local.system.ids.next();
  const saved = await invoke(
    'saveAddress',
    { params: { addressId }, body: { ...person, revision: 0 } },
    { token },
  );
  expect(saved.status).toBe(200);

  const sku = await fixture.sellableSku(here);
  const lines = [{ skuId: sku.skuId, quantity: 1, seenPriceFen: sku.priceFen }];
  const order = { locationId: here, method: 'pickup', lines };
  expect(await invoke('placeOrder', { body: order }, { token })).toMatchObject({
    status: 409,
    code: 'wechat_needed',
  });
  // On WeChat Pay's page they pay without an account there, and come back to ours.
  const body = { ...order, payBy: 'h5' };
  const placed = await invoke<PlacedOrder>('placeOrder', { body }, { token });
  const { payment } = placed.body;
  const back = `${local.baseUrl}/#/pages/serving/pay-result/index?orderId=${placed.body.order.id}`;
  const page = `${payment && 'h5Url' in payment ? payment.h5Url : ''}&redirect_url=${encodeURIComponent(back)}`;
  const shown = await fetch(page, { headers: { referer: `${local.baseUrl}/` } });
  expect([shown.status, await shown.text()]).toEqual([200, expect.stringContaining('h5-pay-confirm')]);
  const confirmed = new URLSearchParams({ accept: '1' });
  const gone = await fetch(page, { method: 'POST', body: confirmed, redirect: 'manual' });
  expect([gone.status, gone.headers.get('location')]).toEqual([303, back]);
  const params = { orderId: placed.body.order.id };
  expect((await invoke<OrderView>('syncPayment', { params }, { token })).body.state).toBe('paid');

  const inWechat = await fixture.enrol('openid-of-a-browser-visitor');
  const { code } = (await fetch(`${local.wechat.baseUrl}/simulator/phone-code`, {
    method: 'POST',
    body: JSON.stringify({ phoneNumber: phone }),
  }).then((answer) => answer.json())) as { code: string };
  expect((await invoke('bindPhone', { body: { code } }, { token: inWechat.token })).status).toBe(200);
  const listed = await invoke<{ items: { id: string }[] }>('listAddresses', {}, { token: inWechat.token });
  expect(listed.body.items.map(({ id }) => id)).toEqual([addressId]);
  const theirs = await invoke<{ items: { id: string }[] }>('listOrders', {}, { token: inWechat.token });
  expect(theirs.body.items.map(({ id }) => id)).toEqual([placed.body.order.id]);
});

describe('a member', () => {
  const openidOfMine = 'openid-of-who-goes';
  const mine = { ...person, recipientName: '丁离去', phone: '13912340987', detail: '离去路 3 号 301' };
  const nicknameOfMine = '离去的人';

  /** Whatever the table says, everywhere. */
  async function everything(): Promise<string> {
    const parts: string[] = [];
    let start: unknown;
    do {
      const page = (await fixture.local.engine.call('Scan', {
        TableName: tableName,
        ...(start ? { ExclusiveStartKey: start } : {}),
      })) as { Items: unknown[]; LastEvaluatedKey?: unknown };
      parts.push(JSON.stringify(page.Items));
      start = page.LastEvaluatedKey;
    } while (start);
    return parts.join('\n');
  }

  test('sees and takes along what is kept, and is forgotten after the waiting time, but for what the books need', async () => {
    const { token, memberId } = await fixture.enrol(openidOfMine);
    const ask = <T = unknown>(id: EndpointId, sample: Sample = {}) =>
      fixture.invoke<T>(id, sample, { token });
    await ask('updateMe', { body: { nickname: nicknameOfMine, privacyVersion: '2026-11-01' } });
    const code = fixture.local.wechat.control.phoneCode(mine.phone);
    expect((await ask('bindPhone', { body: { code } })).status).toBe(200);
    const addressId = fixture.local.system.ids.next();
    await ask('saveAddress', { params: { addressId }, body: { ...mine, revision: 0 } });
    await ask('recordSubscriptions', { body: { accepted: ['order_ready'] } });
    const { skuId, priceFen } = await fixture.sellableSku(fixture.here);
    const wanted = {
      locationId: fixture.here,
      method: 'delivery',
      address: mine,
      note: `请打 ${mine.phone}`,
      lines: [{ skuId, quantity: 1, seenPriceFen: priceFen }],
    };
    const placed = await ask<PlacedOrder>('placeOrder', { body: wanted });
    const order = await fixture.pay(token, placed.body);

    // Seen, whole, and nobody else's.
    const kept = JSON.stringify((await ask('getMyData')).body);
    for (const told of [mine.phone, mine.detail, mine.recipientName, nicknameOfMine, order.number])
      expect(kept).toContain(told);
    expect(kept).not.toContain(person.detail);
    // Consents are taken back, again and again.
    for (const consent of ['privacy', 'messages', 'guide', 'privacy'])
      expect([consent, (await ask('withdrawConsent', { body: { consent } })).status]).toEqual([consent, 200]);
    expect((await ask<{ privacyVersion: string | null }>('getMe')).body.privacyVersion).toBeNull();
    expect(JSON.stringify((await ask('getMyData')).body)).not.toContain('MemberSubscription');

    // An open order comes first.
    const blocked = await ask('requestDeletion');
    expect([blocked.status, blocked.code]).toEqual([409, 'deletion_blocked']);
    expect((await ask<Deletion>('getDeletion')).body.toSettle.openOrders).toEqual([order.number]);
    const hqToken = await fixture.signIn('hq');
    const params = { orderId: order.id };
    const noted = await fixture.invoke<OrderNotesView>(
      'hqAddOrderNote',
      { params, body: { kind: 'note', text: '回电给顾客' } },
      { token: hqToken },
    );
    expect(noted.body.items).toHaveLength(1);
    await fixture.invoke('hqCancelOrder', { params }, { token: hqToken });
    await fixture.local.processes.settle();
    fixture.local.clock.advance(minuteMs);
    await fixture.local.pay.control.tick();
    await fixture.local.processes.settle();

    // Asked for, taken back, asked for again: nothing happens before its time.
    expect((await ask<Deletion>('requestDeletion')).body.state).toBe('waiting');
    expect((await ask<Deletion>('cancelDeletion')).body.state).toBe('cancelled');
    fixture.local.clock.advance(8 * dayMs);
    await fixture.local.processes.settle();
    const again = await fixture.local.system.sessions.open(memberId);
    const asked = await fixture.invoke<Deletion>('requestDeletion', {}, { token: again.token });
    expect([asked.body.state, asked.body.waitingDays]).toEqual(['waiting', 7]);
    expect(await everything()).toContain(mine.detail);
    fixture.local.clock.advance(7 * dayMs + minuteMs);
    await fixture.local.processes.settle();
    // A minute after every way in was closed.
    fixture.local.clock.advance(2 * minuteMs);
    await fixture.local.processes.settle();

    const list = await fixture.invoke<{ items: DeletionRequest[] }>(
      'hqListDeletionRequests',
      {},
      { token: await fixture.signIn('hq') },
    );
    expect(list.body.items[0]).toMatchObject({ memberId, state: 'done', putOff: 0 });
    const left = await everything();
    for (const told of [mine.phone, mine.detail, mine.recipientName, nicknameOfMine, openidOfMine])
      expect([told, left.includes(told)]).toEqual([told, false]);
    // The order is there for the books, and says of nobody.
    const view = await fixture.invoke<HqOrder>(
      'hqGetOrder',
      { params: { orderId: order.id } },
      { token: await fixture.signIn('hq') },
    );
    expect([view.status, view.body.order.number, view.body.order.address]).toEqual([200, order.number, null]);
    // What colleagues left on it may have been of them.
    const notes = await fixture.invoke<OrderNotesView>(
      'hqListOrderNotes',
      { params },
      { token: await fixture.signIn('hq') },
    );
    expect(notes.body).toEqual({ orderId: order.id, items: [] });
    // Whoever comes by the same WeChat account or number is somebody new.
    const back = await fixture.local.system.members.memberForWechat({ openid: openidOfMine });
    expect(back.memberId).not.toBe(memberId);
    expect((await fixture.local.system.sessions.verify('api', again.token, 'fresh')).ok).toBe(false);
  });

  test('is not forgotten while stored value is left: it would be nobody’s', async () => {
    const { token, memberId } = await fixture.enrol('openid-of-a-saver');
    await fixture.local.system.ledger.post({
      id: `opening.lot:S1:${memberId.slice(-6)}`,
      kind: 'opening.lot',
      orderId: null,
      reason: null,
      atMs: fixture.local.clock.nowMs(),
      legs: [{ debit: 'opening-balances', credit: `stored-paid:${memberId}`, amountFen: 30_000 }],
    });
    const asked = await fixture.invoke('requestDeletion', {}, { token });
    expect([asked.status, asked.code]).toEqual([409, 'deletion_blocked']);
    const { body } = await fixture.invoke<Deletion>('getDeletion', {}, { token });
    expect(body.toSettle.storedFen).toBe(30_000);
  });

  test('reads every field that is kept under a member in words, whichever module keeps it', () => {
    const known = kindsOn(fixture.local.system.table);
    const fieldsOf = ({ schema }: { schema: unknown }) =>
      Object.keys((schema as { attributes: object }).attributes).filter((name) => name !== 'entity');
    const partitionOf = (kind: NonNullable<ReturnType<typeof known.get>>): string | null => {
      const made = Object.fromEntries(fieldsOf(kind).map((name) => [name, name]));
      try {
        return String(kind.computeKey?.(made as never)?.pk);
      } catch {
        // Its key is made of other things than words.
        return null;
      }
    };
    // Stored value lies under whoever holds it.
    const kept = [...known].filter(([, kind]) =>
      [memberPartition('memberId'), 'holder'].includes(partitionOf(kind) ?? ''),
    );
    expect(kept.length).toBeGreaterThan(10);
    const raw = kept.flatMap(([name, kind]) =>
      fieldsOf(kind)
        .filter((field) => !technical.test(field) && !(`f_${field}` in keptZh))
        .map((field) => `${name}: ${field}`),
    );
    expect([...raw, ...keptFields.filter((field) => !(`f_${field}` in keptZh))]).toEqual([]);
  });

  test('who came by number before WeChat is forgotten under both names', async () => {
    const phone = '13912341177';
    await fixture.invoke('sendPhoneCode', { body: { phone } });
    const told = await fixture.call<{ code: string }>('post', '/local/sms', { body: { phone } });
    const browser = await fixture.invoke<{ token: string; member: { id: string } }>('createPhoneSession', {
      body: { phone, code: told.body.code },
    });
    const chosen = '欧阳浏览器';
    const named = await fixture.invoke(
      'updateMe',
      { body: { nickname: chosen } },
      { token: browser.body.token },
    );
    expect(named.status).toBe(200);
    const inWechat = await fixture.enrol('openid-of-ouyang');
    const code = fixture.local.wechat.control.phoneCode(phone);
    const bound = await fixture.invoke('bindPhone', { body: { code } }, { token: inWechat.token });
    expect(bound.status).toBe(200);
    expect(await everything()).toContain(chosen);
    expect((await fixture.invoke<Deletion>('requestDeletion', {}, { token: inWechat.token })).status).toBe(
      200,
    );
    fixture.local.clock.advance(7 * dayMs + minuteMs);
    await fixture.local.processes.settle();
    // A minute after every way in was closed.
    fixture.local.clock.advance(2 * minuteMs);
    await fixture.local.processes.settle();
    const left = await everything();
    for (const one of [chosen, phone]) expect([one, left.includes(one)]).toEqual([one, false]);
  });
});
