import type { Ledger } from '../money/ledger/service.ts';
import { hasNumber, orderIdOfNumber } from '../money/payments/documents.ts';
import type { Payments } from '../money/payments/service.ts';
import type { BookedMove, KnownMoney } from '../money/reconciliation/reconcile.ts';
import { stopped } from '../platform/outgoing.ts';
import type { Orders } from '../serving/orders/service.ts';
import type { OrderRecord } from '../serving/orders/store.ts';

const pageLimit = 50;
const clearing = 'wechat-clearing';
/** Postings of orders that stand for money which came in by WeChat Pay or went back. */
const captureKind = 'order.captured';
const refundKinds = new Set(['order.refunded', 'payment.late-refunded']);

/** What orders and the books know of money, for the comparison with WeChat Pay's bill: money knows nothing of orders. */
export function createKnownMoney(deps: {
  orders: Pick<Orders, 'store' | 'payment'>;
  payments: Payments;
  ledger: Pick<Ledger, 'postingsOf'>;
}): KnownMoney {
  const { orders, payments, ledger } = deps;

  async function orderOf(number: string): Promise<OrderRecord | null> {
    const orderId = orderIdOfNumber(number);
    return orderId ? orders.store.read(orderId) : null;
  }

  async function factOf(number: string) {
    const record = await orderOf(number);
    const payment = record?.money.payments.find((one) => one.number === number);
    if (!record || !payment) throw new Error(`${number} is a payment of no order`);
    return orders.payment.factOf(record, payment);
  }

  async function movesOf(orderId: string, kinds: ReadonlyMap<string, number>): Promise<BookedMove[]> {
    const record = await orders.store.read(orderId);
    if (!record) return [];
    const merchantOfNumber = new Map(record.money.payments.map((payment) => [payment.number, payment]));
    const captured = [...kinds].find(([transferId]) => transferId.startsWith(`${captureKind}:`))?.[1];
    const came = record.money.payments.flatMap((payment): BookedMove[] =>
      payment.state === 'captured' && captured !== undefined
        ? [
            {
              kind: 'payment',
              number: payment.number,
              merchantId: payment.merchant,
              amountFen: payment.amountFen,
              atMs: captured,
            },
          ]
        : [],
    );
    const went = record.refunds.flatMap((refund) => {
      const atMs = [...kinds].find(([transferId]) => transferId.endsWith(`:${refund.refundId}`))?.[1];
      return refund.backs.flatMap(({ number, paymentNumber, amountFen, state }): BookedMove[] => {
        const payment = merchantOfNumber.get(paymentNumber);
        return atMs === undefined || state !== 'succeeded' || payment === undefined
          ? []
          : [
              {
                kind: 'refund',
                number: paymentNumber,
                refundNo: number,
                merchantId: payment.merchant,
                amountFen,
                atMs,
              },
            ];
      });
    });
    return [...came, ...went];
  }

  return {
    async payment(number) {
      const payment = (await orderOf(number))?.money.payments.find((one) => one.number === number);
      if (!payment) return null;
      const paid = payment.state === 'captured' || payment.state === 'late';
      return { state: paid ? 'paid' : 'open', amountFen: payment.amountFen, merchantId: payment.merchant };
    },

    async refund(refundNo) {
      const backs = (await orderOf(refundNo))?.refunds.flatMap((refund) => refund.backs) ?? [];
      const back = backs.find((one) => hasNumber(one, refundNo));
      if (!back) return null;
      const done = back.number === refundNo && back.state === 'succeeded';
      return { state: done ? 'done' : 'open', amountFen: back.amountFen };
    },

    async takePayment(fact) {
      const taken = await orders.payment.recordPaid(fact);
      if (!taken.ok) throw stopped(`payment ${fact.number} of the bill`, taken.code);
    },

    async takeRefund(refundNo) {
      const heard = await orders.payment.refunds.hear(refundNo, { kind: 'arrived' });
      if (!heard.ok) throw stopped(`refund ${refundNo} of the bill`, heard.code);
    },

    async booked(cursor) {
      const page = await ledger.postingsOf(clearing, { limit: pageLimit, cursor });
      if (!page.ok) throw new Error('a cursor of the books is not one any more');
      const { items, nextCursor } = page.value;
      const byOrder = new Map<string, Map<string, number>>();
      for (const { kind, transferId, atMs } of items) {
        if (kind !== captureKind && !refundKinds.has(kind)) continue;
        const orderId = transferId.split(':')[1] as string;
        byOrder.set(orderId, (byOrder.get(orderId) ?? new Map()).set(transferId, atMs));
      }
      const moves = await Promise.all([...byOrder].map(([orderId, kinds]) => movesOf(orderId, kinds)));
      const times = items.map(({ atMs }) => atMs);
      return { moves: moves.flat(), oldestAtMs: Math.min(...times, Number.POSITIVE_INFINITY), nextCursor };
    },

    async confirm(move) {
      const found =
        move.refundNo === undefined
          ? await factOf(move.number)
          : await payments.refundStatus(move.refundNo, move.merchantId);
      if (!found.ok) throw stopped(move.refundNo ?? move.number, found.code);
      const there = typeof found.value === 'string' ? found.value === 'SUCCESS' : found.value.kind === 'paid';
      return there ? 'there' : 'missing';
    },
  };
}
