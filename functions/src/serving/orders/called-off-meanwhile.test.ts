import type { HqOrder } from '@jindian/shared/contract/hq';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsNow } from './testing/invariants.ts';
import {
  branchId,
  type OrdersFixture,
  type Person,
  type ShopSku,
  startOrdersFixture,
} from './testing/orders-fixture.ts';
import { dueKinds } from './timing.ts';

/** An order is called off at the very moment at which something else of it changes: it is looked at again. */
const shoes: ShopSku = 'P004-01';
let fixture: OrdersFixture;
let shopper: Person;

beforeAll(async () => {
  fixture = await startOrdersFixture({ stock: { [shoes]: 200 } });
  shopper = await fixture.enrol();
});
afterAll(() => fixture.close());

const paramsOf = (order: OrderView) => ({ orderId: order.id, fulfilmentId: order.fulfilments[0]!.id });

/** The next time this order is read, the change comes after the read and before whatever it is read for. */
function afterNextRead(orderId: string, change: () => Promise<unknown>): { came(): boolean } {
  const { store } = fixture.system.orders;
  const { read } = store;
  let came = false;
  store.read = async (id) => {
    const record = await read(id);
    if (id === orderId && !came) {
      came = true;
      store.read = read;
      await change();
    }
    return record;
  };
  return { came: () => came };
}

async function askForRefund(order: OrderView): Promise<void> {
  const answer = await fixture.invoke<HqOrder>(fixture.staff.hq, 'hqRefundOrder', {
    params: { orderId: order.id },
    body: { lines: [{ lineId: '1', quantity: 1 }], reason: '破损' },
  });
  expect(answer.status).toBe(200);
}

/** What changes the money of an order, and what had to happen before so that it can. */
const changes: Record<
  string,
  { before?(order: OrderView): Promise<void>; now(order: OrderView): Promise<void> }
> = {
  'a refund is asked for': { now: askForRefund },
  'a refund arrives': {
    async before(order) {
      await askForRefund(order);
      await fixture.settle();
      fixture.clock.advance(minuteMs);
    },
    now: () => fixture.pay.control.tick(),
  },
};

/** What the order's only part waits for at this moment. */
async function due(kind: string, orderId: string): Promise<void> {
  const handler = fixture.system.orders.dueHandlers.find((one) => one.kind === kind);
  const part = (await fixture.system.orders.store.read(orderId))!.fulfilments[0]!;
  const ref = `${orderId}/${part.fulfilmentId}`;
  await handler!.handle({ kind, ref, nth: part.history.length, data: {}, dueAtMs: fixture.clock.ms });
}

/** Who calls it off, and what made it so far. */
const callings: Record<
  string,
  { before?(order: OrderView): Promise<void>; now(order: OrderView): Promise<void> }
> = {
  'the shopper': {
    async now(order) {
      const answer = await fixture.invoke(shopper, 'cancelOrder', { params: { orderId: order.id } });
      expect([answer.status, answer.code]).toEqual([200, null]);
    },
  },
  HQ: {
    async now(order) {
      const answer = await fixture.invoke(fixture.staff.hq, 'hqCancelOrder', {
        params: { orderId: order.id },
      });
      expect([answer.status, answer.code]).toEqual([200, null]);
    },
  },
  'the timer of what is not fetched': {
    async before(order) {
      await fixture.invoke(fixture.staff.clerk, 'packFulfilment', { params: paramsOf(order) });
    },
    now: (order) => due(dueKinds.notPickedUp, order.id),
  },
  'the timer of a shopper who does not answer': {
    async before(order) {
      const refused = await fixture.invoke(fixture.managerOf(branchId), 'refuseFulfilment', {
        params: paramsOf(order),
        body: { reason: 'too_far' },
      });
      expect(refused.status).toBe(200);
      await fixture.settle();
    },
    now: (order) => due(dueKinds.shopperAsked, order.id),
  },
};

describe.each(Object.entries(changes))('while %s', (_change, change) => {
  test.each(Object.entries(callings))(
    '%s calls it off at once, and everything goes back once',
    async (_, call) => {
      const order = await fixture.paid(shopper, 'pickup', [[shoes, 3]]);
      await change.before?.(order);
      await call.before?.(order);
      const meanwhile = afterNextRead(order.id, () => change.now(order));
      await call.now(order);
      expect(meanwhile.came()).toBe(true);
      expect((await fixture.look(shopper, order.id)).state).toBe('refunding');
      expect(await faultsNow(fixture)).toEqual([]);
      for (let minute = 0; minute < 3; minute += 1) {
        await fixture.settle();
        fixture.clock.advance(minuteMs + 1_000);
        await fixture.pay.control.tick();
      }
      await fixture.settle();
      const now = await fixture.look(shopper, order.id);
      expect([now.state, now.refundedFen]).toEqual(['refunded', order.totalFen]);
    },
  );
});
