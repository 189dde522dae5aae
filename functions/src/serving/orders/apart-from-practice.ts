import type { PaidFact } from '../../money/payments/facts.ts';
import type { DomainEvent } from '../../platform/outbox.ts';
import { fail, ok } from '../../platform/result.ts';
import type { OrderContext } from './context.ts';
import { isPractice, latestPractice, practiceMerchant } from './practice.ts';
import type { OrderRecord } from './store.ts';

/** What orders do next with a practice order by themselves; everybody else would take it for a real one. */
const ownEvents: ReadonlySet<DomainEvent['type']> = new Set(['refund.requested']);

const isToldOf = ({ type, data }: DomainEvent): boolean =>
  !('orderId' in data) || !isPractice(String(data.orderId)) || ownEvents.has(type);

/**
 * What orders stand on, with practice orders kept apart from it: they hold and move no stock, are told to nobody, and no
 * gateway hears of their payments.
 */
export function apartFromPractice(context: OrderContext): OrderContext {
  const { outbox, inventory, payments } = context;
  return {
    ...context,
    outbox: { announce: (...events) => outbox.announce(...events.filter(isToldOf)) },
    inventory: {
      ...inventory,
      orderWrites: (...[kind, locationId, orderId, allocations]) =>
        isPractice(orderId) ? [] : inventory.orderWrites(kind, locationId, orderId, allocations),
    },
    // Its merchant is looked up when it is asked for: it is not copied.
    payments: Object.assign(Object.create(payments) as OrderContext['payments'], {
      collect: async (...[collection]: Parameters<typeof payments.collect>) =>
        isPractice(collection.number) ? fail('payment_unavailable') : payments.collect(collection),
      lookUp: async (...[number, merchantId]: Parameters<typeof payments.lookUp>) =>
        isPractice(number) ? ok({ kind: 'unpaid' as const }) : payments.lookUp(number, merchantId),
      close: async (...[number, merchantId]: Parameters<typeof payments.close>) =>
        isPractice(number) ? ok('closed' as const) : payments.close(number, merchantId),
    }),
  };
}

/** It is paid as soon as it is placed, with money that is nobody's. Null where nothing is to be paid. */
export function practicePayment({ head, money }: OrderRecord, nowMs: number): PaidFact | null {
  const payment = money.payments.findLast(({ state }) => state === 'created');
  if (!isPractice(head.orderId) || !payment) return null;
  return {
    kind: 'paid',
    number: payment.number,
    merchantId: payment.merchant,
    amountFen: payment.amountFen,
    transactionId: practiceMerchant,
    paidAtMs: nowMs,
  };
}

/** Whether a pickup was practised at a branch to its end, also where it was refunded afterwards. */
export async function hasPractised(
  store: Pick<OrderContext['store'], 'idsOfPractice' | 'readMany'>,
  locationId: string,
): Promise<boolean> {
  const ids = await store.idsOfPractice(locationId, latestPractice);
  const orders = await store.readMany(ids.map((orderId) => ({ orderId })));
  return orders.some(({ head }) => head.history.some(({ state }) => state === 'completed'));
}
