import type { Settings } from '@jindian/shared/contract/settings/index';
import { limitLabel } from '../../platform/limit-counters.ts';
import type { Write } from '../../platform/transact.ts';
import type { OrderContext } from './context.ts';
import type { OrderRecord } from './store.ts';

/** What one shopper may keep from others without paying: orders, and pieces in them. */
export function unpaidLimit({ unpaidOrderCount, unpaidPieceCount }: Settings<'serving'>) {
  return { count: unpaidOrderCount, weight: unpaidPieceCount };
}
/** The name by which a refused `takeWrite` is known. */
export const unpaidLabel = limitLabel('unpaid_orders');

type Unpaid = Pick<OrderRecord, 'head' | 'detail'>;

/**
 * Unpaid orders hold goods, and cost nothing: a shopper has a few at a time. Counted in the transactions that place
 * an order, take its money and call it off, so that no number of requests at once holds more.
 */
export function createUnpaidHold({ limits }: Pick<OrderContext, 'limits'>) {
  const amountOf = ({ detail }: Unpaid) => ({
    count: 1,
    weight: detail.lines.reduce((sum, { quantity }) => sum + quantity, 0),
  });
  return {
    /** Of all orders of a checkout in one write. */
    takeWrite(orders: readonly [Unpaid, ...Unpaid[]], most: ReturnType<typeof unpaidLimit>): Write {
      const weight = orders.map(amountOf).reduce((sum, amount) => sum + amount.weight, 0);
      const taken = { count: orders.length, weight };
      return limits.take('unpaid_orders', orders[0].head.memberId, taken, most);
    },
    giveBackWrite: (order: Unpaid): Write =>
      limits.giveBack('unpaid_orders', order.head.memberId, amountOf(order)),
  };
}
