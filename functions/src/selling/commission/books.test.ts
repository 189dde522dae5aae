import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deep, seed } from '../../platform/testing/depth.ts';
import type { FrozenAttribution } from './frozen.ts';
import {
  type CommissionFixture,
  commissionFen,
  startCommissionFixture,
  totalFen,
} from './testing/commission-fixture.ts';
import { histories } from './testing/histories.ts';

let fixture: CommissionFixture;
beforeEach(async () => {
  fixture = await startCommissionFixture();
});
afterEach(() => fixture.close());

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}

const mostOrders = 5;

/** All of them, or as many as there is time for, which the seed chooses: as they are told, and the other way round. */
function someOf<T>(orders: T[]): T[] {
  if (deep || orders.length <= mostOrders) return orders;
  const every = Math.ceil(orders.length / mostOrders);
  const isEnd = (index: number) => index === 0 || index === orders.length - 1;
  return orders.filter((_, index) => isEnd(index) || index % every === seed % every);
}

describe('what an order does to the books', () => {
  for (const { events, effect, earned } of histories) {
    it(`comes to the same in every order: ${events.join(', ')}`, async () => {
      const { newOrder, deliver, effectOf, expectStatementToAddUp, expectSoundBooks } = fixture;
      for (const heard of someOf(permutations(events))) {
        const order = newOrder();
        for (const step of heard) await deliver(order, step);
        const once = await effectOf(order);
        expect({ heard, ...once }).toEqual({ heard, ...effect });
        // Everything once more, the other way round: nothing moves.
        for (const step of heard.toReversed()) await deliver(order, step);
        expect(await effectOf(order)).toEqual(once);
        const statement = await expectStatementToAddUp(order.sellerId);
        expect(statement.availableFen).toBe(earned);
        // Refunded before it was heard of as paid, or not: the seller sees the line and what became of it.
        expect(statement.items.filter(({ id }) => id === `commission:${order.orderId}`)).toHaveLength(
          events.includes('paid') ? 1 : 0,
        );
      }
      await expectSoundBooks();
    });
  }

  it('shows late money passing through, in and out', async () => {
    const { ledger, newOrder, deliver } = fixture;
    const order = newOrder();
    await deliver(order, 'late');
    expect(
      (await ledger.postingsOfOrder(order.orderId)).map(({ kind, amountFen }) => [kind, amountFen]),
    ).toEqual([
      ['payment.late', totalFen],
      ['payment.late-refunded', totalFen],
    ]);
  });

  it('moves no commission for an order without a seller, and none of 0 fen', async () => {
    const { ledger, newOrder, deliver, earningsOf } = fixture;
    const order = newOrder();
    for (const attribution of [null, { ...order.attribution, commissionFen: 0, baseFen: 0, byLine: [] }]) {
      const { orderId } = newOrder();
      for (const step of ['paid', 'completed', 'settle', 'refunded after completion'] as const) {
        await deliver({ ...order, orderId, attribution: attribution as FrozenAttribution }, step);
      }
      const kinds = (await ledger.postingsOfOrder(orderId)).map(({ kind }) => kind);
      expect(kinds).toEqual(['order.captured', 'order.completed', 'order.refunded']);
    }
    expect((await earningsOf(order.sellerId)).items).toEqual([]);
  });

  it('refuses an event whose figures do not add up', async () => {
    const { ledger, newOrder, deliver } = fixture;
    const order = newOrder();
    const attribution = { ...order.attribution, commissionFen: commissionFen + 1 };
    await expect(deliver({ ...order, attribution }, 'paid')).rejects.toThrow('not the sum of its lines');
    expect(await ledger.postingsOfOrder(order.orderId)).toEqual([]);
  });
});
