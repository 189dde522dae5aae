import type { EndpointId } from '@jindian/shared/contract/endpoints/index';
import { minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FulfilmentEvent } from './changes.ts';
import { toldWhenUnserved } from './handlers.ts';
import { fulfilmentMachine } from './machines.ts';
import { unserved } from './pieces.ts';
import { faultsNow } from './testing/invariants.ts';
import {
  branchId,
  type OrdersFixture,
  type Person,
  type ShopSku,
  startOrdersFixture,
} from './testing/orders-fixture.ts';

/** Units that are refunded while somebody has their part in hand, who then does not serve it after all. */
const shoes: ShopSku = 'P004-01';
const sandals: ShopSku = 'P013-01';
let fixture: OrdersFixture;
let shopper: Person;

beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { [shoes]: 3, [sandals]: 20 } });
  shopper = await fixture.enrol();
});
afterAll(() => fixture.close());

test('whatever brings a part to where nobody serves it tells so, and is heard', () => {
  const events = Object.entries(fulfilmentMachine.transitions)
    .filter(([, { to }]) => unserved.some((state) => state === to))
    .map(([event]) => event as FulfilmentEvent);
  expect(Object.keys(toldWhenUnserved).sort()).toEqual(events.sort());
});

/** One part has three pairs of shoes and the sandals, the other one pair, of which one unit is refunded while both are to be packed. */
async function refundedInHand() {
  const levels = await fixture.system.inventory.levelsAt(branchId);
  const there = levels.find(({ skuId }) => skuId === shoes)?.available ?? 0;
  if (there < 3) {
    const body = { kind: 'receive', reason: 'delivered', lines: [{ skuId: shoes, delta: 3 - there }] };
    await fixture.invoke(fixture.staff.manager, 'moveStock', { params: { locationId: branchId }, body });
  }
  const order = await fixture.paid(shopper, 'delivery', [
    [shoes, Math.max(3, there) + 1],
    [sandals, 2],
  ]);
  expect(order.fulfilments).toHaveLength(2);
  const one = order.fulfilments.find(({ lines }) => lines.length === 1)!;
  expect(one.lines.map(({ quantity }) => quantity)).toEqual([1]);
  const body = { lines: [{ lineId: '1', quantity: 1 }], reason: '顾客少要一双' };
  const params = { orderId: order.id, fulfilmentId: one.id };
  const refund = async () => {
    expect((await fixture.invoke(fixture.staff.hq, 'hqRefundOrder', { params, body })).status).toBe(200);
    await fixture.settle();
  };
  const act = (id: EndpointId, sent?: object, more: object = {}) =>
    fixture.invoke(fixture.staff.hq, id, { params: { ...params, ...more }, ...(sent ? { body: sent } : {}) });
  const now = async () =>
    (await fixture.look(shopper, order.id)).fulfilments.find(({ id }) => id === one.id)!;
  const state = async () => (await now()).state;
  return { one, refund, act, now, state };
}
type Split = Awaited<ReturnType<typeof refundedInHand>>;

const refuse = async ({ act }: Split) =>
  expect((await act('refuseFulfilment', { reason: 'too_far' })).status).toBe(200);
const transferOf = async () => {
  const query = { state: 'approved' };
  const listed = await fixture.invoke<{ items: { id: string }[] }>(fixture.staff.hq, 'hqListTransfers', {
    query,
  });
  return { transferId: listed.body.items[0]!.id };
};

/** How whoever has it gives it up after it was refunded; what is done before that. */
const ways: Record<string, { before?(split: Split): Promise<void>; after(split: Split): Promise<void> }> = {
  'is refused': { after: refuse },
  'is sold at the till': {
    async after({ one }) {
      const { locationId } = one.place;
      const there = (await fixture.system.inventory.levelsAt(locationId)).find(
        ({ skuId }) => skuId === shoes,
      );
      const sold = await fixture.invoke(fixture.staff.hq, 'recordTillSale', {
        params: { locationId },
        body: {
          reference: 'till-9-1',
          occurredAtMs: fixture.clock.nowMs(),
          lines: [{ skuId: shoes, quantity: there!.onHand }],
        },
      });
      expect([sold.status, sold.code]).toEqual([200, null]);
    },
  },
  'waits for goods that do not come': {
    async before(split) {
      for (let n = 0; n < 9 && (await split.state()) !== 'with_hq'; n += 1) {
        await refuse(split);
        await fixture.settle();
      }
      const { locationId } = (await split.now()).place;
      const fromLocationId = fixture.stockedIds.find((id) => id !== locationId)!;
      const toLocationId = fixture.stockedIds.find((id) => id !== locationId && id !== fromLocationId)!;
      const body = { kind: 'receive', reason: 'delivered', lines: [{ skuId: shoes, delta: 1 }] };
      await fixture.invoke(fixture.staff.hq, 'moveStock', { params: { locationId: fromLocationId }, body });
      const levels = await fixture.system.inventory.levelsAt(toLocationId);
      const available = levels.find(({ skuId }) => skuId === shoes)?.available ?? 0;
      const away = { kind: 'adjust', reason: 'damaged', lines: [{ skuId: shoes, delta: -available }] };
      if (available > 0) {
        const params = { locationId: toLocationId };
        const moved = await fixture.invoke(fixture.staff.hq, 'moveStock', { params, body: away });
        expect([moved.status, moved.code]).toEqual([200, null]);
      }
      const called = await split.act('hqCallGoods', { fromLocationId, toLocationId });
      expect([called.status, called.code]).toEqual([200, null]);
      expect(await split.state()).toBe('awaiting_goods');
    },
    async after() {
      const off = await fixture.invoke(fixture.staff.hq, 'cancelTransfer', { params: await transferOf() });
      expect([off.status, off.code]).toEqual([200, null]);
    },
  },
};

test.each(Object.entries(ways))('a part that %s after its unit was refunded ends', async (_way, how) => {
  const split = await refundedInHand();
  await how.before?.(split);
  await split.refund();
  expect(['to_pack', 'awaiting_goods']).toContain(await split.state());
  fixture.clock.advance(minuteMs);
  await how.after(split);
  await fixture.settle();
  expect(await split.state()).toBe('cancelled');
  expect(await faultsNow(fixture)).toEqual([]);
});

test('what HQ has of it is given to nobody, also before it is heard that it ends', async () => {
  const split = await refundedInHand();
  await split.refund();
  fixture.clock.advance(minuteMs);
  await refuse(split);
  expect(await split.state()).toBe('with_hq');
  const to = { locationId: branchId };
  for (const [id, body] of [
    ['hqAssignFulfilment', to],
    ['hqAskAgain', undefined],
    ['hqCallGoods', { fromLocationId: branchId, toLocationId: fixture.stockedIds[1] }],
  ] as const)
    expect([id, (await split.act(id, body)).code]).toEqual([id, 'part_refunded']);
  await fixture.settle();
  expect(await split.state()).toBe('cancelled');
  expect(await faultsNow(fixture)).toEqual([]);
});

describe('of which every unit was refunded, and nobody has heard of it yet', () => {
  let asked: OrdersFixture;
  beforeAll(async () => {
    asked = await startOrdersFixture({ dealers: true, stock: { [shoes]: 9 }, elsewhere: 9 });
  });
  afterAll(() => asked.close());
  const partOf = async (lin: Person, orderId: string) => (await asked.look(lin, orderId)).fulfilments[0]!;

  test.each([
    ['an offer is not accepted', 0],
    ['nobody grabs it', 3],
  ])('%s', async (_what, refusals) => {
    const lin = await asked.enrol();
    const order = await asked.paid(lin, 'delivery', [[shoes, 1]]);
    const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
    const body = { reason: 'too_far' };
    for (let n = 0; n < refusals; n += 1) {
      const by = asked.managerOf((await partOf(lin, order.id)).place.locationId);
      expect((await asked.invoke(by, 'refuseFulfilment', { params, body })).status).toBe(200);
      await asked.settle();
    }
    const lines = [{ lineId: '1', quantity: 1 }];
    const refund = { params, body: { lines, reason: '不要了' } };
    expect((await asked.invoke(asked.staff.hq, 'hqRefundOrder', refund)).status).toBe(200);
    const part = await partOf(lin, order.id);
    expect(part.state).toBe(refusals > 0 ? 'in_grab_pool' : 'offered');
    const { locationId } = part.place;
    const where = { params: { ...params, locationId } };
    const answers =
      refusals > 0
        ? await Promise.all(
            asked.stockedIds.map((id) =>
              asked.invoke(asked.managerOf(id), 'grabFulfilment', { params: { ...params, locationId: id } }),
            ),
          )
        : [await asked.invoke(asked.managerOf(locationId), 'acceptOffer', where)];
    const codes = answers.map(({ code }) => code);
    expect(codes).toContain('part_refunded');
    expect(codes).not.toContain(null);
    await asked.settle();
    expect((await partOf(lin, order.id)).state).toBe('cancelled');
    expect(await faultsNow(asked)).toEqual([]);
  });
});
