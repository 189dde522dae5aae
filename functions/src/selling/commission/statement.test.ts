import { dayMs } from '@jindian/shared/time';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { byCategory } from './frozen.ts';
import {
  type CommissionFixture,
  commissionFen,
  completedAtMs,
  paidAtMs,
  startCommissionFixture,
} from './testing/commission-fixture.ts';

let fixture: CommissionFixture;
beforeEach(async () => {
  fixture = await startCommissionFixture();
});
afterEach(() => fixture.close());

describe('the statement of a seller', () => {
  it('tells what is pending, from when it is available, and why', async () => {
    const { newOrder, deliver, earningsOf } = fixture;
    const order = newOrder();
    await deliver(order, 'paid');
    const line = {
      id: `commission:${order.orderId}`,
      orderId: order.orderId,
      orderNumber: `1121-${order.orderId.slice(-5)}`,
      atMs: paidAtMs,
      state: 'pending',
      amountFen: commissionFen,
      baseFen: 129_900,
      rules: byCategory(order.attribution.byLine),
      availableAtMs: null,
    };
    const nothingYet = { availableFen: 0, customers: 3, nextCursor: null };
    expect(await earningsOf(order.sellerId)).toEqual({
      ...nothingYet,
      pendingFen: commissionFen,
      items: [line],
    });
    await deliver(order, 'completed');
    const availableAtMs = completedAtMs + 7 * dayMs;
    expect(await earningsOf(order.sellerId)).toEqual({
      ...nothingYet,
      pendingFen: commissionFen,
      items: [{ ...line, availableAtMs }],
    });
    await deliver(order, 'settle');
    expect(await earningsOf(order.sellerId)).toMatchObject({
      pendingFen: 0,
      availableFen: commissionFen,
      items: [{ state: 'posted', availableAtMs }],
    });
  });

  it('takes a commission back with a line of its own, below zero where it must', async () => {
    const { ledger, newOrder, deliver, earningsOf, expectSoundBooks } = fixture;
    const order = newOrder();
    for (const step of ['paid', 'completed', 'settle'] as const) await deliver(order, step);
    await ledger.post({
      id: `payout:${order.sellerId}`,
      kind: 'payout',
      orderId: null,
      reason: 'paid out before the refund',
      atMs: completedAtMs,
      legs: [{ debit: `commission:${order.sellerId}`, credit: 'hq-cash', amountFen: commissionFen }],
    });
    await deliver(order, 'refunded after completion');
    const statement = await earningsOf(order.sellerId);
    expect(statement.availableFen).toBe(-commissionFen);
    expect(statement.items.map(({ state, amountFen, baseFen }) => [state, amountFen, baseFen])).toEqual([
      ['posted', -commissionFen, -129_900],
      ['posted', commissionFen, 129_900],
    ]);
    await expectSoundBooks();
  });

  it('pages through all lines once, newest first', async () => {
    const { commission, newOrder, deliver } = fixture;
    const { sellerId } = newOrder();
    const orders = Array.from({ length: 7 }, () => newOrder(sellerId));
    for (const order of orders) await deliver(order, 'paid');
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await commission.earnings(sellerId, { limit: 3, cursor });
      if (!page.ok) throw new Error(page.code);
      ids.push(...page.value.items.map(({ orderId }) => orderId));
      cursor = page.value.nextCursor ?? undefined;
    } while (cursor);
    expect(ids).toEqual(orders.map(({ orderId }) => orderId).toReversed());
    expect(await commission.earnings(sellerId, { limit: 3, cursor: 'bm8' })).toMatchObject({ ok: false });
  });
});
