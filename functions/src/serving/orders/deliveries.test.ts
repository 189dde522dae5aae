import type { AttributeMap } from '@jindian/embedded-dynamodb';
import { branchGrant, brandGrant } from '@jindian/shared/access';
import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import type { HqOrder } from '@jindian/shared/contract/hq';
import { type MessageKind, messagesAsked } from '@jindian/shared/contract/people/message-kinds';
import type { DeliveryOutcome, OrderView } from '@jindian/shared/contract/serving/order';
import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsNow } from './testing/invariants.ts';
import { listFaults } from './testing/list-faults.ts';
import {
  branchId,
  neighbourId,
  type OrdersFixture,
  type Person,
  type ShopSku,
  startOrdersFixture,
} from './testing/orders-fixture.ts';

let fixture: OrdersFixture;
let shopper: Person;
const shoes: ShopSku = 'P004-01';

beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { [shoes]: 200 }, dealers: false });
  shopper = await fixture.enrol();
  const { code } = (await fixture.invoke<{ code: string }>(fixture.staff.guide, 'getSellerCode')).body;
  await fixture.invoke(shopper, 'recordTouch', { body: { code } });
});
afterAll(() => fixture.close());

async function dispatched(quantity = 1): Promise<OrderView> {
  const order = await fixture.paid(shopper, 'delivery', [[shoes, quantity]]);
  for (const id of ['packFulfilment', 'dispatchFulfilment'] as const) {
    const done = await fixture.invoke(fixture.staff.hq, id, { params: partOf(order) });
    expect([id, done.status]).toEqual([id, 200]);
  }
  await fixture.settle();
  return fixture.look(shopper, order.id);
}

const partOf = (order: OrderView) => ({ orderId: order.id, fulfilmentId: order.fulfilments[0]!.id });
const stateOf = async (order: OrderView) => {
  const now = await fixture.look(shopper, order.id);
  return [now.state, now.fulfilments[0]!.state];
};

function settle(order: OrderView, body: Partial<DeliveryOutcome>, person = fixture.staff.clerk) {
  return fixture.invoke(person, 'settleDelivery', { params: partOf(order), body });
}
/** What a tap of the shopper's asks for, and they accept. */
async function accept(accepted: readonly MessageKind[]): Promise<void> {
  fixture.wechat.control.accept(
    shopper.openid,
    accepted.map((kind) => `local-${kind}`),
  );
  await fixture.invoke(shopper, 'recordSubscriptions', { body: { accepted } });
}
function say(order: OrderView, received: boolean) {
  return fixture.invoke(shopper, 'confirmReceipt', { params: partOf(order), body: { received } });
}

async function levelOf(skuId: ShopSku, condition?: 'quarantine') {
  const { Items } = (await fixture.engine.call('Scan', { TableName: fixture.tableName })) as {
    Items: AttributeMap[];
  };
  const found = Items.filter(
    ({ pk, sk, skuId: of, condition: in_ }) =>
      pk?.S === `LOC#${branchId}` && sk?.S?.startsWith('LEVEL#') && of?.S === skuId && in_?.S === condition,
  );
  const sum = (attr: 'onHand' | 'reserved') =>
    found.reduce((total, item) => total + Number(item[attr]?.N ?? 0), 0);
  return { onHand: sum('onHand'), reserved: sum('reserved') };
}

async function pass(ms: number, stepMs = 6 * hourMs): Promise<void> {
  for (let gone = 0; gone < ms; gone += stepMs) {
    fixture.clock.advance(Math.min(stepMs, ms - gone));
    await fixture.settle();
  }
}

describe('a delivery that left', () => {
  test('is received when its shopper says so, once, and nobody else’s word about it counts', async () => {
    const order = await dispatched();
    const other = await fixture.enrol();
    const theirs = await fixture.invoke(other, 'confirmReceipt', {
      params: partOf(order),
      body: { received: true },
    });
    expect(theirs.code).toBe('not_found');
    const answers = await Promise.all([
      say(order, true),
      say(order, true),
      settle(order, { act: 'delivered' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await stateOf(order)).toEqual(['completed', 'fulfilled']);
    await fixture.settle();
    expect(await faultsNow(fixture)).toEqual([]);
  });

  test('is received when the carrier says that it was signed for', async () => {
    const order = await dispatched();
    const { orderId, fulfilmentId } = partOf(order);
    const { carrierSigned } = fixture.system.orders.deliveries;
    expect((await carrierSigned(orderId, fulfilmentId)).ok).toBe(true);
    expect((await carrierSigned(orderId, fulfilmentId)).ok).toBe(true);
    const now = await fixture.look(shopper, order.id);
    expect(now.fulfilments[0]!.history.at(-1)).toMatchObject({ state: 'fulfilled', by: 'carrier' });
  });

  test('without news is asked about a day before it counts as received, and its return window begins then', async () => {
    await accept(messagesAsked.deliveryPaid);
    const order = await dispatched();
    const leftMs = fixture.clock.ms;
    const asked = () =>
      fixture.wechat.control
        .messages()
        .filter(({ templateId, page }) => templateId === 'local-confirm_receipt' && page?.includes(order.id))
        .length;
    await pass(2 * dayMs - hourMs);
    expect([asked(), ...(await stateOf(order))]).toEqual([0, 'paid', 'dispatched']);
    await pass(2 * hourMs, hourMs);
    expect([asked(), ...(await stateOf(order))]).toEqual([1, 'paid', 'dispatched']);
    await pass(dayMs);
    expect([asked(), ...(await stateOf(order))]).toEqual([1, 'completed', 'fulfilled']);
    const record = (await fixture.system.orders.store.read(order.id))!;
    const completedMs = record.head.history.at(-1)!.atMs;
    expect(completedMs).toBeGreaterThanOrEqual(leftMs + 3 * dayMs);
    const earned = async () => {
      const balance = await fixture.invoke<{ items: { orderId: string; state: string }[] }>(
        fixture.staff.guide,
        'getEarnings',
        { query: { limit: '50' } },
      );
      return balance.body.items?.find(({ orderId }) => orderId === order.id)?.state;
    };
    // The window runs from the receipt: a window after it left is not yet the end of it.
    await pass(leftMs + record.detail.returnWindowDays * dayMs + hourMs - fixture.clock.ms, dayMs);
    const early = await earned();
    await pass(3 * dayMs + hourMs, dayMs);
    expect([early, await earned()]).toEqual(['pending', 'posted']);
  });

  test('is confirmed by what WeChat knows only where nothing else of the order was ever on its way', async () => {
    const [once, twice] = [await dispatched(), await dispatched()];
    expect((await settle(twice, { act: 'failed', reason: 'nobody_there' })).status).toBe(200);
    expect((await settle(twice, { act: 'again' })).status).toBe(200);
    for (const order of [once, twice]) {
      const { money } = (await fixture.system.orders.store.read(order.id))!;
      fixture.wechat.control.receive(money.payments[0]!.transactionId!);
    }
    await pass(2 * dayMs + hourMs, dayMs);
    expect(await stateOf(twice)).toEqual(['paid', 'dispatched']);
    const now = await fixture.look(shopper, once.id);
    expect(now.fulfilments[0]!.history.at(-1)).toMatchObject({ state: 'fulfilled', by: 'wechat' });
    expect((await say(twice, true)).status).toBe(200);
  });

  test.each([
    ['before its shopper is asked', 0],
    ['before it counts as received', dayMs],
  ])(
    'that fails and leaves again while WeChat is asked, %s, has all its time again, and an end',
    async (_, afterMs) => {
      const order = await dispatched();
      await pass(afterMs && 2 * dayMs + hourMs, dayMs + hourMs / 2);
      fixture.wechat.control.meanwhile('shippingState', async () => {
        expect((await settle(order, { act: 'failed', reason: 'nobody_there' })).status).toBe(200);
        expect((await settle(order, { act: 'again' })).status).toBe(200);
      });
      await pass(afterMs || 2 * dayMs + hourMs, afterMs || dayMs + hourMs / 2);
      const left = (await fixture.system.orders.store.read(order.id))!.fulfilments[0]!.history;
      expect(left.filter(({ state }) => state === 'dispatched')).toHaveLength(2);
      expect(await stateOf(order)).toEqual(['paid', 'dispatched']);
      await pass(3 * dayMs + hourMs, dayMs);
      expect(await stateOf(order)).toEqual(['completed', 'fulfilled']);
    },
  );

  test('that is disputed while WeChat is asked is not confirmed by it', async () => {
    const order = await dispatched();
    const { money } = (await fixture.system.orders.store.read(order.id))!;
    fixture.wechat.control.receive(money.payments[0]!.transactionId!);
    fixture.wechat.control.meanwhile('shippingState', async () => {
      expect((await say(order, false)).status).toBe(200);
    });
    await pass(2 * dayMs + hourMs, dayMs + hourMs / 2);
    expect(await stateOf(order)).toEqual(['paid', 'disputed']);
    expect((await say(order, true)).status).toBe(200);
  });

  test('is never taken as received while its shopper says that it did not come, or while it failed', async () => {
    const [disputed, failed] = [await dispatched(), await dispatched()];
    await accept(messagesAsked.deliveryToCome);
    expect((await say(disputed, false)).status).toBe(200);
    expect((await settle(failed, { act: 'failed', reason: 'nobody_there' })).status).toBe(200);
    await fixture.settle();
    const told = fixture.wechat.control
      .messages()
      .filter(({ templateId }) => templateId === 'local-delivery_failed');
    expect(told.map(({ page }) => page?.includes(failed.id))).toEqual([true]);
    await pass(30 * dayMs, 3 * dayMs);
    expect(await stateOf(disputed)).toEqual(['paid', 'disputed']);
    expect(await stateOf(failed)).toEqual(['paid', 'delivery_failed']);
    const queue = async (name: string) =>
      (
        await fixture.invoke<{ items: { orderId: string }[] }>(fixture.staff.hq, 'hqListQueue', {
          query: { queue: name },
        })
      ).body.items.map(({ orderId }) => orderId);
    expect(await queue('disputed')).toEqual([disputed.id]);
    const atBranch = async (queue: string) =>
      (
        await fixture.invoke<{ items: { orderId: string }[] }>(fixture.staff.clerk, 'listWork', {
          params: { locationId: branchId },
          query: { queue },
        })
      ).body.items.map(({ orderId }) => orderId);
    expect(await atBranch('delivery_failed')).toEqual([failed.id]);
    expect(await atBranch('dispatched')).toContain(disputed.id);
    expect(await listFaults(fixture)).toEqual([]);
    // Tried again, it counts from when it left again.
    expect((await settle(failed, { act: 'again' })).status).toBe(200);
    await pass(dayMs);
    expect(await stateOf(failed)).toEqual(['paid', 'dispatched']);
    await pass(2 * dayMs + hourMs);
    expect(await stateOf(failed)).toEqual(['completed', 'fulfilled']);
    const { status } = await fixture.invoke<HqOrder>(fixture.staff.hq, 'hqSettleDelivery', {
      params: partOf(disputed),
      body: { act: 'delivered' },
    });
    expect([status, ...(await stateOf(disputed))]).toEqual([200, 'completed', 'fulfilled']);
    expect(await atBranch('dispatched')).not.toContain(disputed.id);
  });
});

describe('a delivery that its shopper says did not come', () => {
  test('stays in the list of what is on its way, in its turn and on whichever page', async () => {
    const orders = [await dispatched(), await dispatched(), await dispatched(), await dispatched()];
    for (const order of orders.slice(1, 3)) expect((await say(order, false)).status).toBe(200);
    type Answer = { items: { orderId: string; state: string }[]; nextCursor: string | null };
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { body: Answer } = await fixture.invoke<Answer>(fixture.staff.clerk, 'listWork', {
        params: { locationId: branchId },
        query: { queue: 'dispatched', limit: '1', ...(cursor ? { cursor } : {}) },
      });
      seen.push(...page.body.items.map(({ orderId, state }) => `${orderId} ${state}`));
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    const states = ['dispatched', 'disputed', 'disputed', 'dispatched'];
    const wanted = orders.map(({ id }, index) => `${id} ${states[index]}`);
    expect(seen.filter((line) => wanted.includes(line))).toEqual(wanted);
    expect(new Set(seen).size).toBe(seen.length);
    expect(await listFaults(fixture)).toEqual([]);
  });

  test('is not closed by the branch that was to bring it; by HQ, or by the shopper', async () => {
    const [byHq, byShopper] = [await dispatched(), await dispatched()];
    for (const order of [byHq, byShopper]) {
      expect((await say(order, false)).status).toBe(200);
      for (const person of [fixture.staff.clerk, fixture.staff.manager]) {
        for (const outcome of [{ act: 'delivered' }, { act: 'failed', reason: 'nobody_there' }] as const)
          expect((await settle(order, outcome, person)).code).toBe('delivery_disputed');
        const params = partOf(order);
        expect((await fixture.invoke(person, 'deliverFulfilment', { params })).code).toBe(
          'delivery_disputed',
        );
      }
      expect(await stateOf(order)).toEqual(['paid', 'disputed']);
    }
    const done = await fixture.invoke(fixture.staff.hq, 'hqSettleDelivery', {
      params: partOf(byHq),
      body: { act: 'delivered' },
    });
    expect([done.status, (await say(byShopper, true)).status]).toEqual([200, 200]);
    for (const order of [byHq, byShopper]) expect(await stateOf(order)).toEqual(['completed', 'fulfilled']);
  });

  test('at the very moment at which the branch says that it arrived has one outcome', async () => {
    const order = await dispatched();
    await Promise.all([say(order, false), settle(order, { act: 'delivered' })]);
    const [, state] = await stateOf(order);
    expect(['fulfilled', 'disputed']).toContain(state);
    if (state === 'disputed')
      expect((await settle(order, { act: 'delivered' })).code).toBe('delivery_disputed');
  });
});

describe('what was said of a delivery, told again when it has been out and back since', () => {
  type Told = { endpoint: EndpointId; body?: object };
  const failed: Told = { endpoint: 'settleDelivery', body: { act: 'failed', reason: 'nobody_there' } };
  const again: Told = { endpoint: 'settleDelivery', body: { act: 'again' } };
  const back: Told = { endpoint: 'settleDelivery', body: { act: 'back', condition: 'sellable' } };
  const pack: Told = { endpoint: 'packFulfilment' };
  const dispatch: Told = { endpoint: 'dispatchFulfilment' };
  const complaint: Told = { endpoint: 'confirmReceipt', body: { received: false } };
  const byHq: Told = { endpoint: 'hqSettleDelivery', body: { act: 'failed', reason: 'nobody_there' } };

  test.each<[string, Told[], Told, Told[]]>([
    ['that it failed, at once', [pack, dispatch], failed, []],
    ['that it failed', [pack, dispatch], failed, [again]],
    ['that it goes out again', [pack, dispatch, failed], again, [failed]],
    ['that its goods are back', [pack, dispatch, failed], back, [pack, dispatch, failed]],
    ['that it was packed', [], pack, [dispatch, failed, back]],
    ['that it left', [pack], dispatch, [failed, back, pack]],
    ['that it did not come', [pack, dispatch], complaint, [byHq, again]],
  ])('%s, changes nothing', async (_what, before, told, since) => {
    const order = await fixture.paid(shopper, 'delivery', [[shoes, 1]]);
    const params = partOf(order);
    const { clerk, hq } = fixture.staff;
    const tell = async ({ endpoint, body }: Told, key = fixture.newKey()) => {
      const person = endpoint === 'confirmReceipt' ? shopper : endpoint === 'hqSettleDelivery' ? hq : clerk;
      const answer = await fixture.invoke(person, endpoint, { params, ...(body ? { body } : {}) }, key);
      expect([endpoint, answer.status, answer.code]).toEqual([endpoint, 200, null]);
    };
    const historyNow = async () => (await fixture.look(shopper, order.id)).fulfilments[0]!.history;
    for (const one of before) await tell(one);
    const key = fixture.newKey();
    await tell(told, key);
    for (const one of since) await tell(one);
    const lived = await historyNow();
    await tell(told, key);
    expect(await historyNow()).toEqual(lived);
  });
});

describe('a delivery that failed', () => {
  test('gives its goods back to the shelf, held for it, and goes out again', async () => {
    const before = await levelOf(shoes);
    const order = await dispatched(2);
    expect(await levelOf(shoes)).toEqual({ ...before, onHand: before.onHand - 2 });
    expect((await settle(order, { act: 'back', condition: 'sellable' })).code).toBe('transition_refused');
    expect((await settle(order, { act: 'failed' })).code).toBe('invalid_request');
    expect((await settle(order, { act: 'failed', reason: 'refused' })).status).toBe(200);
    const failed = await fixture.look(shopper, order.id);
    expect(failed.fulfilments[0]).toMatchObject({ state: 'delivery_failed', failure: { reason: 'refused' } });
    expect((await settle(order, { act: 'back', condition: 'sellable' })).status).toBe(200);
    expect(await levelOf(shoes)).toEqual({ onHand: before.onHand, reserved: before.reserved + 2 });
    expect(await stateOf(order)).toEqual(['paid', 'to_pack']);
    for (const id of ['packFulfilment', 'dispatchFulfilment', 'deliverFulfilment'] as const)
      expect((await fixture.invoke(fixture.staff.hq, id, { params: partOf(order) })).status).toBe(200);
    await fixture.settle();
    expect(await stateOf(order)).toEqual(['completed', 'fulfilled']);
    expect(await levelOf(shoes)).toEqual({ ...before, onHand: before.onHand - 2 });
    expect(await faultsNow(fixture)).toEqual([]);
  });

  test.each([
    ['quarantine', 1],
    ['written_off', 0],
  ] as const)('whose goods are %s lies with HQ without goods, and is refunded', async (condition, aside) => {
    const [before, quarantined] = [await levelOf(shoes), await levelOf(shoes, 'quarantine')];
    const order = await dispatched();
    expect((await settle(order, { act: 'failed', reason: 'damaged' })).status).toBe(200);
    // Goods leave for good by whoever may put a level right.
    if (condition === 'written_off')
      expect((await settle(order, { act: 'back', condition })).code).toBe('forbidden');
    expect((await settle(order, { act: 'back', condition }, fixture.staff.manager)).status).toBe(200);
    expect(await stateOf(order)).toEqual(['paid', 'with_hq']);
    expect(await levelOf(shoes)).toEqual({ ...before, onHand: before.onHand - 1 });
    expect(await levelOf(shoes, 'quarantine')).toEqual({
      onHand: quarantined.onHand + aside,
      reserved: quarantined.reserved,
    });
    const params = { orderId: order.id };
    expect((await fixture.invoke(fixture.staff.hq, 'hqCancelOrder', { params })).status).toBe(200);
    await fixture.settle();
    fixture.clock.advance(minuteMs);
    await fixture.pay.control.tick();
    await fixture.settle();
    expect(await stateOf(order)).toEqual(['refunded', 'cancelled']);
    expect(await faultsNow(fixture)).toEqual([]);
  });

  test('whose unit was refunded while it was out counts it as any other refund once the goods are back', async () => {
    const order = await dispatched(2);
    const refunded = await fixture.invoke(fixture.staff.hq, 'hqRefundOrder', {
      params: { orderId: order.id },
      body: { lines: [{ lineId: '1', quantity: 1, extraFen: 0 }], reason: '没收到' },
    });
    expect(refunded.status).toBe(200);
    const counted = async () => (await fixture.system.orders.store.read(order.id))!.money.returned['1'];
    expect(await counted()).toMatchObject({ quantity: 1, handedOver: 1 });
    await settle(order, { act: 'failed', reason: 'refused' });
    expect((await settle(order, { act: 'back', condition: 'sellable' })).status).toBe(200);
    const { quantity, handedOver = 0 } = (await counted())!;
    expect([quantity, handedOver]).toEqual([1, 0]);
  });

  test('has its goods written off at HQ by those alone who may adjust stock where it was served', async () => {
    const people = {
      support: await fixture.enrol([brandGrant('support')]),
      operations: await fixture.enrol([brandGrant('operations')]),
      // Two grants do not add up, nor does stock of another place.
      elsewhere: await fixture.enrol([brandGrant('support'), branchGrant('manager', neighbourId)]),
      here: await fixture.enrol([brandGrant('support'), branchGrant('manager', branchId)]),
    };
    const atHq = (person: Person, order: OrderView, body: Partial<DeliveryOutcome>) =>
      fixture.invoke(person, 'hqSettleDelivery', { params: partOf(order), body });
    const before = await levelOf(shoes);
    const writeOff = { act: 'back', condition: 'written_off' } as const;
    const [lost, back] = [await dispatched(), await dispatched()];
    for (const order of [lost, back])
      expect((await atHq(people.support, order, { act: 'failed', reason: 'damaged' })).status).toBe(200);
    for (const who of ['support', 'operations', 'elsewhere'] as const)
      expect([who, (await atHq(people[who], lost, writeOff)).code]).toEqual([who, 'forbidden']);
    expect(await stateOf(lost)).toEqual(['paid', 'delivery_failed']);
    expect((await atHq(people.support, back, { act: 'back', condition: 'sellable' })).status).toBe(200);
    expect(await stateOf(back)).toEqual(['paid', 'to_pack']);
    expect((await atHq(people.here, lost, writeOff)).status).toBe(200);
    expect(await stateOf(lost)).toEqual(['paid', 'with_hq']);
    expect(await levelOf(shoes)).toEqual({ onHand: before.onHand - 1, reserved: before.reserved + 1 });
    expect(await faultsNow(fixture)).toEqual([]);
  });

  test('said by many at once has one outcome, and its goods come back once', async () => {
    const before = await levelOf(shoes);
    const order = await dispatched();
    await settle(order, { act: 'failed', reason: 'nobody_there' });
    await Promise.all([
      settle(order, { act: 'back', condition: 'sellable' }),
      settle(order, { act: 'again' }, fixture.staff.otherClerk),
      settle(order, { act: 'back', condition: 'quarantine' }, fixture.staff.manager),
      settle(order, { act: 'back', condition: 'sellable' }, fixture.staff.hq),
      say(order, true),
    ]);
    const [, state] = await stateOf(order);
    const now = await levelOf(shoes);
    const back = state === 'to_pack' ? 1 : 0;
    expect([now.onHand - before.onHand, now.reserved - before.reserved]).toEqual([back - 1, back]);
    await fixture.settle();
    expect(await faultsNow(fixture)).toEqual([]);
  });
});
