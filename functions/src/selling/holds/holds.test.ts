import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type CommissionFixture,
  commissionFen,
  type Order,
  startCommissionFixture,
} from '../commission/testing/commission-fixture.ts';

let fixture: CommissionFixture;
beforeEach(async () => {
  fixture = await startCommissionFixture();
});
afterEach(() => fixture.close());

const released = { release: true, reason: '已核实' };
const refused = { release: false, reason: '自己下的单' };

async function due(): Promise<Order> {
  const order = fixture.newOrder(undefined, ['staff']);
  for (const step of ['paid', 'completed', 'settle'] as const) await fixture.deliver(order, step);
  return order;
}
const commissionIn = async (order: Order) => {
  const { commission, 'pending commission': pending } = await fixture.effectOf(order);
  return { posted: commission ?? 0, pending: pending ?? 0 };
};
const waiting = async () => (await fixture.holds.page('waiting', { limit: 10 })).items;

describe('commission that is held', () => {
  it('stays promised after the return window, on one list, however often it is due', async () => {
    const order = await due();
    await fixture.deliver(order, 'settle');
    expect(await commissionIn(order)).toEqual({ posted: 0, pending: commissionFen });
    expect(await waiting()).toMatchObject([
      { orderId: order.orderId, sellerId: order.sellerId, amountFen: commissionFen, reasons: ['staff'] },
    ]);
    const { items } = await fixture.expectStatementToAddUp(order.sellerId);
    expect(items.map(({ state }) => state)).toEqual(['pending']);
  });

  it('is paid once it is released, and by nobody of their own', async () => {
    const order = await due();
    expect(await fixture.holds.decide(order.orderId, order.sellerId, released)).toMatchObject({
      code: 'hold_own',
    });
    expect(await fixture.holds.decide('01JD9999999999999999999999', 'HQ', released)).toMatchObject({
      code: 'not_found',
    });
    expect(await fixture.holds.decide(order.orderId, 'HQ', released)).toMatchObject({
      value: { state: 'released', decidedBy: 'HQ', reason: '已核实' },
    });
    for (let told = 0; told < 2; told += 1) await fixture.settleAgain(order.orderId);
    expect(await commissionIn(order)).toEqual({ posted: commissionFen, pending: 0 });
    expect(await waiting()).toEqual([]);
    expect(await fixture.holds.decide(order.orderId, 'HQ', refused)).toMatchObject({
      code: 'transition_refused',
    });
    await fixture.expectSoundBooks();
  });

  it('is paid to nobody once it is refused, also when goods come back later; what it brought stays in the pool', async () => {
    const order = await due();
    await fixture.holds.decide(order.orderId, 'HQ', refused);
    await fixture.settleAgain(order.orderId);
    await fixture.settleAgain(order.orderId);
    expect(await commissionIn(order)).toEqual({ posted: 0, pending: 0 });
    expect(await fixture.effectOf(order)).toMatchObject({ 'fund-pool': commissionFen });
    await fixture.deliver(order, 'refunded after completion');
    expect(await fixture.effectOf(order)).toEqual({});
    await fixture.expectSoundBooks();
  });

  it('of two who decide at once one does', async () => {
    for (let round = 0; round < 8; round += 1) {
      const order = await due();
      const answers = await Promise.all([
        fixture.holds.decide(order.orderId, 'HQ', released),
        fixture.holds.decide(order.orderId, 'FINANCE', refused),
      ]);
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      const [winner] = answers.filter(({ ok }) => ok);
      await fixture.settleAgain(order.orderId);
      const isReleased = winner?.ok === true && winner.value.state === 'released';
      expect(await commissionIn(order)).toEqual({ posted: isReleased ? commissionFen : 0, pending: 0 });
    }
    await fixture.expectSoundBooks();
  });

  it('goes by page, each once', async () => {
    const orders = [await due(), await due(), await due()];
    const first = await fixture.holds.page('waiting', { limit: 2 });
    const rest = await fixture.holds.page('waiting', { limit: 2, cursor: first.nextCursor ?? undefined });
    const seen = [...first.items, ...rest.items].map(({ orderId }) => orderId);
    expect([seen.length, new Set(seen)]).toEqual([3, new Set(orders.map(({ orderId }) => orderId))]);
    expect(rest.nextCursor).toBeNull();
  });
});
