import type { AttributeMap } from '@jindian/embedded-dynamodb';
import type { LocationStatus } from '@jindian/shared/contract/places/network';
import type { RolloutState } from '@jindian/shared/contract/places/rollout';
import type { OrderView, PickupCode, PlacedOrder } from '@jindian/shared/contract/serving/order';
import { dayMs, minuteMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stopsHeldMs } from '../../platform/stops/service.ts';
import { runsFactor, seed } from '../../platform/testing/depth.ts';
import { branchId, neighbourId, type OrdersFixture, startOrdersFixture } from './testing/orders-fixture.ts';

/** What people may do with a practice order, in any order: as of a real one. */
const acts = [
  'pack',
  'hand_over',
  'hand_over_again',
  'cancel',
  'refuse',
  'refuse_counted',
  'take_money_back',
  'choose_other_branch',
  'have_it_delivered',
  'refund_piece',
  'hq_cancel',
  'hq_assign',
  'hq_ask_again',
  'hq_call_goods',
  'note',
  'pay',
  'sync',
  'wait_days',
  'money_comes',
] as const;
type Act = (typeof acts)[number];

let fixture: OrdersFixture;
let revision = 0;

beforeAll(async () => {
  fixture = await startOrdersFixture();
  await become('suspended', 'preparing', 'rehearsing');
});
afterAll(() => fixture.close());

async function become(...statuses: LocationStatus[]) {
  for (const status of statuses) {
    const done = await fixture.system.network.changeLocation(branchId, { status }, { revision, by: 'hq' });
    if (!done.ok) throw new Error(done.code);
    revision = done.value.revision;
  }
  await fixture.settle();
}

const body = (quantity: number) => ({
  ...fixture.orderBody('pickup', [['P004-01', quantity]]),
  practice: true,
});
const practised = async (quantity = 2): Promise<OrderView> => {
  const answer = await fixture.invoke<PlacedOrder>(fixture.staff.clerk, 'placeOrder', {
    body: body(quantity),
  });
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.code}`);
  return answer.body.order;
};

/** Everything that is stored, but for what practice itself is made of and what any call leaves. */
async function everythingElse(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let start: AttributeMap | undefined;
  do {
    const page = (await fixture.engine.call('Scan', {
      TableName: fixture.tableName,
      ConsistentRead: true,
      ...(start ? { ExclusiveStartKey: start } : {}),
    })) as { Items: AttributeMap[]; LastEvaluatedKey?: AttributeMap };
    for (const item of page.Items) {
      const [pk = '', sk = ''] = [item.pk?.S, item.sk?.S];
      if (!isOfPractice(`${pk} ${sk}`, item)) found.set(`${pk} ${sk}`, JSON.stringify(item));
    }
    start = page.LastEvaluatedKey;
  } while (start);
  return found;
}

/** The order itself, by its id; what any call leaves, and any day that goes by. */
const ofPractice =
  /^(ORDER#7|ORDER_NOTES#7|RECENT#|IDEMPOTENCY#|COMMAND#|MEMBER#\S+ SESSION#|THROTTLE#|AUDIT|CHAIN#audit|SNAPSHOT#|RECONCILIATION|DUE#money\.reconcile|CHECKPOINT (reconciliation|settlement)|SETTLEMENT_RUNS )/;
function isOfPractice(key: string, item: AttributeMap): boolean {
  if (ofPractice.test(key)) return true;
  // What is announced of it is that its own order has a refund to make, and nothing else.
  const events = JSON.stringify(item.events ?? '');
  // A period that ends is settled, whoever has anything in it.
  if (/^OUTBOX#/.test(key) && /"type":{"S":"settlement\.step"}/.test(events)) return true;
  return (
    /^OUTBOX#/.test(key) &&
    /"7[0-9A-Z]{25}"/.test(events) &&
    !/"type":{"S":"(?!refund\.requested)/.test(events)
  );
}

async function act(order: OrderView, what: Act): Promise<unknown> {
  const { clerk, hq } = fixture.staff;
  const params = { orderId: order.id };
  const part = { ...params, fulfilmentId: order.fulfilments[0]!.id };
  switch (what) {
    case 'pack':
      return fixture.invoke(clerk, 'packFulfilment', { params: part });
    case 'hand_over':
    case 'hand_over_again': {
      const { body: shown, code } = await fixture.invoke<PickupCode>(clerk, 'getPickupCode', { params });
      if (code) return code;
      const at = { params: { locationId: branchId }, body: { code: shown.code } };
      await fixture.invoke(clerk, 'previewHandOver', at);
      return fixture.invoke(clerk, 'confirmHandOver', at);
    }
    case 'cancel':
      return fixture.invoke(clerk, 'cancelOrder', { params });
    case 'refuse':
      return fixture.invoke(clerk, 'refuseFulfilment', { params: part, body: { reason: 'closed' } });
    case 'refuse_counted':
      return fixture.invoke(clerk, 'refuseFulfilment', {
        params: part,
        body: { reason: 'no_stock', counted: [{ skuId: 'P004-01', onHand: 0 }] },
      });
    case 'take_money_back':
      return fixture.invoke(clerk, 'answerRefusedPickup', { params, body: { choice: 'refund' } });
    case 'choose_other_branch':
      return fixture.invoke(clerk, 'answerRefusedPickup', {
        params,
        body: { choice: 'another_branch', locationId: neighbourId },
      });
    case 'have_it_delivered':
      return fixture.invoke(clerk, 'answerRefusedPickup', {
        params,
        body: { choice: 'delivery', address: fixture.orderBody('delivery', []).address },
      });
    case 'refund_piece':
      return fixture.invoke(hq, 'hqRefundOrder', {
        params,
        body: { lines: [{ lineId: '1', quantity: 1 }], reason: '练习' },
      });
    case 'hq_cancel':
      return fixture.invoke(hq, 'hqCancelOrder', { params });
    case 'hq_assign':
      return fixture.invoke(hq, 'hqAssignFulfilment', { params: part, body: { locationId: neighbourId } });
    case 'hq_ask_again':
      return fixture.invoke(hq, 'hqAskAgain', { params: part });
    case 'hq_call_goods':
      return fixture.invoke(hq, 'hqCallGoods', { params: part, body: { fromLocationId: neighbourId } });
    case 'note':
      return fixture.invoke(clerk, 'addWorkNote', { params: part, body: { kind: 'note', text: '练习' } });
    case 'pay':
      return fixture.invoke(clerk, 'startPayment', { params });
    case 'sync':
      return fixture.invoke(clerk, 'syncPayment', { params });
    case 'wait_days':
      fixture.clock.advance(4 * dayMs);
      return fixture.settle();
    case 'money_comes':
      return fixture.payInWallet(order.payments[0]!.number);
  }
}

describe('practice orders', () => {
  test('leave everything else as it was, whatever is done with them: stock, books, figures, commission, queues', async () => {
    await practised();
    await fixture.settle();
    const atFirst = await everythingElse();
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...acts), { minLength: 2, maxLength: 8 }), async (steps) => {
        const before = await everythingElse();
        const order = await practised();
        for (const step of steps) {
          const answer = await act(order, step);
          const status = (answer as { status?: number } | undefined)?.status ?? 200;
          expect([step, status < 500]).toEqual([step, true]);
          await fixture.settle();
          const now = (await fixture.look(fixture.staff.clerk, order.id)) as OrderView;
          seen.add(`${now.state}/${now.fulfilments[0]!.state}`);
          // Whatever happens it stays what it is, where it is.
          expect(now.practice).toBe(true);
          expect(now.fulfilments.map(({ place }) => place.locationId)).toEqual([branchId]);
          expect(now.tenders.map(({ kind }) => kind)).toEqual(['practice']);
        }
        expect(changesOf(before, await everythingElse())).toEqual([]);
      }),
      { seed, numRuns: 10 * runsFactor },
    );
    // Nor is there anything left that comes later: commission, reconciliation, whatever waits.
    fixture.clock.advance(10 * dayMs);
    await fixture.settle();
    expect(changesOf(atFirst, await everythingElse())).toEqual([]);
    for (const state of ['completed/fulfilled', 'refunded/cancelled', 'paid/ready', 'paid/awaiting_shopper'])
      expect([...seen]).toContain(state);
  });

  test('are in no list but that of their branch, and asked of no gateway', async () => {
    const { hq, clerk, manager } = fixture.staff;
    const order = await practised(1);
    await act(order, 'refuse');
    const { items } = (await fixture.invoke<{ items: { id: string }[] }>(hq, 'hqListOrders')).body;
    expect(items).toEqual([]);
    const own = await fixture.invoke<{ items: { id: string }[] }>(clerk, 'listOrders');
    expect(own.body.items).toEqual([]);
    const asked = await fixture.invoke<{ items: unknown[] }>(hq, 'hqListQueue', {
      query: { queue: 'awaiting_shopper' },
    });
    expect(asked.body.items).toEqual([]);
    const here = await fixture.invoke<{ items: { id: string; practice?: boolean }[] }>(
      manager,
      'listPracticeOrders',
      { params: { locationId: branchId } },
    );
    expect(here.body.items[0]).toMatchObject({ id: order.id, practice: true, mine: false });
    const theirs = await fixture.invoke<{ items: { mine: boolean }[] }>(clerk, 'listPracticeOrders', {
      params: { locationId: branchId },
    });
    expect(theirs.body.items[0]).toMatchObject({ id: order.id, mine: true });
    expect(await fixture.payInWallet(order.payments[0]!.number)).toBe(false);
    const shift = await fixture.invoke<{ people: unknown[] }>(manager, 'getShift', {
      params: { locationId: branchId },
    });
    expect(shift.body.people).toEqual([]);
  });

  test('are in front of their branch at once, with nobody named, until they are done; and lie in no index then', async () => {
    const { clerk } = fixture.staff;
    const at = { locationId: branchId };
    const queued = async (queue: string) =>
      (
        await fixture.invoke<{ items: { orderId: string; shopperName: string }[] }>(clerk, 'listWork', {
          params: at,
          query: { queue },
        })
      ).body.items;
    const before = await queued('done');
    const order = await practised(1);
    expect(order.state).toBe('paid');
    // Before anything else has run.
    const inFront = (await queued('to_pack')).find(({ orderId }) => orderId === order.id);
    expect(inFront).toMatchObject({ shopperName: '' });
    await act(order, 'pack');
    expect((await queued('ready')).map(({ orderId }) => orderId)).toContain(order.id);
    await act(order, 'hand_over');
    expect((await fixture.look(clerk, order.id)).state).toBe('completed');
    expect(await queued('done')).toEqual(before);
    const stored = (await fixture.engine.call('GetItem', {
      TableName: fixture.tableName,
      Key: { pk: { S: `ORDER#${order.id}` }, sk: { S: 'ORDER' } },
    })) as { Item?: AttributeMap };
    expect(stored.Item).toBeDefined();
    expect(Object.keys(stored.Item ?? {}).filter((name) => name.startsWith('gsi'))).toEqual([]);
  });

  test('wait for no stop of orders: nobody buys anything', async () => {
    const stop = { kind: 'orders', province: null, city: null, channel: null, reason: '演练', untilMs: null };
    const set = await fixture.invoke<{ id: string }>(fixture.staff.hq, 'hqSetStop', { body: stop });
    fixture.clock.advance(stopsHeldMs + 1);
    expect((await practised(1)).state).toBe('paid');
    await fixture.invoke(fixture.staff.hq, 'hqLiftStop', { params: { stopId: set.body.id } });
    fixture.clock.advance(stopsHeldMs + 1);
  });

  test('are placed by the people of a branch that rehearses, and by nobody else anywhere else', async () => {
    const shopper = await fixture.enrol();
    const place = (person: typeof shopper, asked: object) =>
      fixture.invoke(person, 'placeOrder', { body: { ...body(1), ...asked } });
    // No order of a real shopper reaches it, whatever their app says.
    expect((await place(shopper, {})).code).toBe('forbidden');
    expect((await place(shopper, { practice: false })).code).toBe('branch_unavailable');
    expect((await place(fixture.staff.clerk, { practice: undefined })).code).toBe('branch_unavailable');
    const address = fixture.orderBody('delivery', []).address;
    expect((await place(fixture.staff.clerk, { method: 'delivery', address })).code).toBe(
      'practice_pickup_only',
    );
    // Somebody else's practice is nobody's order to look at.
    const order = await practised(1);
    expect((await fixture.invoke(shopper, 'getOrder', { params: { orderId: order.id } })).code).toBe(
      'not_found',
    );
    // A delivery to its neighbours goes past it, though it is nearest and has the goods.
    const delivered = await fixture.placed(shopper, 'delivery', [['P004-01', 1]], neighbourId);
    expect(delivered.fulfilments.map(({ place: at }) => at.locationId)).not.toContain(branchId);

    // It opens once its checklist is done, and no way goes round that.
    const open = () =>
      fixture.system.network.changeLocation(branchId, { status: 'open' }, { revision, by: 'hq' });
    expect(await open()).toMatchObject({ code: 'place_not_ready', params: { missing: 'hours labels' } });
    const moved = await fixture.invoke<{ items: unknown[] }>(fixture.staff.hq, 'hqMovePlaces', {
      body: { locationIds: [branchId, neighbourId], to: 'open' },
    });
    expect(moved.body.items).toEqual([
      {
        locationId: branchId,
        status: 'rehearsing',
        refused: 'place_not_ready',
        missing: ['hours', 'labels'],
      },
      { locationId: neighbourId, status: 'open', refused: null, missing: [] },
    ]);
    const tick = (person: typeof shopper, check: string) =>
      fixture.invoke<RolloutState>(person, 'tickRolloutCheck', {
        params: { locationId: branchId, check },
        body: { done: true },
      });
    expect((await tick(fixture.staff.clerk, 'hours')).code).toBe('forbidden');
    await tick(fixture.staff.manager, 'hours');
    const ticked = await tick(fixture.staff.manager, 'labels');
    expect(ticked.body.checks.every(({ done }) => done)).toBe(true);
    // Other hours than those that somebody saw on the door have to be looked at again.
    const later = await fixture.system.network.changeLocation(
      branchId,
      { opensAtMinute: 600 },
      { revision, by: 'hq' },
    );
    if (later.ok) revision = later.value.revision;
    await fixture.settle();
    expect(await open()).toMatchObject({ code: 'place_not_ready', params: { missing: 'hours' } });
    await tick(fixture.staff.manager, 'hours');
    await become('open');
    fixture.clock.advance(minuteMs);
    expect((await place(fixture.staff.clerk, {})).code).toBe('branch_unavailable');
    expect((await place(fixture.staff.clerk, { practice: undefined })).status).toBe(201);
  });
});

function changesOf(before: Map<string, string>, after: Map<string, string>): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => before.get(key) !== after.get(key));
}
