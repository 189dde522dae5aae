import type { PaymentRecord } from '../../money/payments/documents.ts';
import type { JointParts, PaymentFact } from '../../money/payments/facts.ts';
import { ok, type Result } from '../../platform/result.ts';
import type { OrderContext } from './context.ts';
import type { OrderDetail, OrderRecord } from './store.ts';

/** Of a checkout, by which the gateway knows all its payments together. An order's own payments end in `P` and a number. */
export function checkoutNumber(checkoutId: string, nth: number): string {
  return `${checkoutId}C${nth}`;
}

/** The id of the checkout that an order is of: its first order's. Null: it is paid by itself. */
export function checkoutIdOf({ checkout }: Pick<OrderDetail, 'checkout'>): string | null {
  return checkout?.[0]?.orderId ?? null;
}

type WithMoney = Pick<OrderRecord, 'head' | 'money'>;

/** Which of the attempts to pay a checkout is the last: each order has a payment of each of them. */
export function lastAttempt([first]: readonly WithMoney[]): number {
  return first?.money.payments.length ?? 0;
}

/** The payments of one attempt to pay a checkout, counted from 1. */
export function jointParts(records: readonly WithMoney[], nth: number): JointParts {
  return records.map(({ head, money }) => {
    const payment = money.payments[nth - 1];
    if (!payment) throw new Error(`order ${head.orderId} of a checkout has no payment ${nth}`);
    return { number: payment.number, merchantId: payment.merchant };
  });
}

/** Orders that are paid at once: the gateway is asked about all of them or none. */
export function createTogether({ store, payments }: Pick<OrderContext, 'store' | 'payments'>) {
  /** Every order of the checkout, in its order; the one given is not read again. */
  async function siblings(record: OrderRecord): Promise<OrderRecord[]> {
    return Promise.all(
      (record.detail.checkout ?? [record.head]).map(async ({ orderId }) => {
        if (orderId === record.head.orderId) return record;
        const sibling = await store.read(orderId);
        if (!sibling) throw new Error(`order ${orderId} of a checkout is gone`);
        return sibling;
      }),
    );
  }

  /** All of them as they are now. */
  function reread(records: readonly OrderRecord[]): Promise<OrderRecord[]> {
    return Promise.all(records.map(async (record) => (await store.read(record.head.orderId)) ?? record));
  }

  function lookUp(
    checkoutId: string,
    records: readonly OrderRecord[],
    nth = lastAttempt(records),
  ): Promise<Result<PaymentFact[]>> {
    return payments.lookUpTogether(checkoutNumber(checkoutId, nth), jointParts(records, nth));
  }

  function close(
    checkoutId: string,
    records: readonly OrderRecord[],
  ): Promise<Result<'closed' | 'already_paid'>> {
    const nth = lastAttempt(records);
    return payments.closeTogether(checkoutNumber(checkoutId, nth), jointParts(records, nth));
  }

  /** One payment of an order, asked for by itself or with all that are paid with it. */
  async function factOf(record: OrderRecord, payment: PaymentRecord): Promise<Result<PaymentFact>> {
    const checkoutId = checkoutIdOf(record.detail);
    if (checkoutId === null) return payments.lookUp(payment.number, payment.merchant);
    const records = await siblings(record);
    const nth = record.money.payments.findIndex(({ number }) => number === payment.number) + 1;
    const facts = await lookUp(checkoutId, records, nth);
    if (!facts.ok) return facts;
    const index = records.findIndex(({ head }) => head.orderId === record.head.orderId);
    return ok(facts.value[index] ?? { kind: 'unpaid' });
  }

  return { siblings, reread, lookUp, close, factOf };
}
export type Together = ReturnType<typeof createTogether>;
