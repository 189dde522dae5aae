import type { ReturnView } from '@jindian/shared/contract/serving/returns';
import { afterEach, beforeEach } from 'vitest';
import {
  createCrashFixture,
  type Scenario,
  type Step,
  surviveCrashes,
} from '../orders/testing/crash-fixture.ts';
import { branchId, type OrdersFixture, startOrdersFixture } from '../orders/testing/orders-fixture.ts';

/** Goods come back while processes die: in once, refunded once, and nothing half way. */
let fixture: OrdersFixture;

beforeEach(async () => {
  fixture = await startOrdersFixture({ stock: { 'P004-01': 500, 'P013-01': 500 } });
});
afterEach(() => fixture.close());

const crashFixture = createCrashFixture(() => fixture);
const { answered, place, pay, hear, work, tap, handOver } = crashFixture;
const fetched = [place('pickup'), pay, hear, work, tap('packFulfilment'), handOver, work];

const ask: Step = async ({ order, shopper }) => {
  const body = { lines: [{ lineId: '2', quantity: 2 }], reason: 'changed_mind', way: 'counter' };
  const params = { orderId: order!.id };
  answered(await fixture.invoke(shopper, 'askReturn', { params, body }, `ask-${order!.id}`), 201);
};
const receive: Step = async ({ order, shopper }) => {
  const params = { orderId: order!.id };
  const { items } = answered(
    await fixture.invoke<{ items: ReturnView[] }>(shopper, 'listOrderReturns', { params }),
    200,
  );
  const body = { lines: [{ lineId: '2', quantity: 2, disposition: 'scrap' }] };
  const at = { ...params, locationId: branchId, returnId: items[0]!.id };
  answered(
    await fixture.invoke(fixture.staff.clerk, 'receiveReturn', { params: at, body }, `in-${order!.id}`),
    200,
  );
};

const postings = [
  'commission',
  'commission.reduced',
  'fund-pool.funding-reversed',
  'order.captured',
  'order.completed',
  'order.completed',
  'order.refunded',
];
const ends = { end: 'completed', money: 'refunded', postings } as const;
const scenarios: Record<string, Scenario> = {
  'goods that were asked for first': { before: fetched, steps: [ask, receive, work, hear, work], ...ends },
};

surviveCrashes(() => fixture, crashFixture, scenarios);
