import type { HqOrder } from '@jindian/shared/contract/hq';
import type { HqRefund, PaymentView, RefundAct, RefundView } from '@jindian/shared/contract/money/payments';
import type { OrderState } from '@jindian/shared/contract/serving/order';
import { frozenMoney, isBack, type RefundRecord, refundState } from '../../money/payments/documents.ts';
import { restOf } from '../../money/payments/refund-plan.ts';
import { canDoWith, piecesOf, withoutRefund } from './pieces.ts';
import type { OrderRecord } from './store.ts';

/** Orders of which HQ may give money back. */
export const refundableStates: readonly OrderState[] = ['paid', 'completed'];

export const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);

function refundView(refund: RefundRecord): RefundView {
  return {
    id: refund.refundId,
    atMs: refund.atMs,
    cause: refund.cause,
    state: refundState(refund),
    amountFen: refund.amountFen,
    lines: refund.pieces.map(({ id, quantity, amountFen }) => ({ lineId: id, quantity, amountFen })),
    backs: refund.backs.map(({ tenderId, kind, amountFen, state }) => ({ tenderId, kind, amountFen, state })),
    finishedAtMs: refund.finishedAtMs ?? null,
  };
}

/** What the shopper sees of the money: tenders with what is back, payments by the number on the bill, refunds. */
export function moneyView({ money, refunds }: Pick<OrderRecord, 'money' | 'refunds'>) {
  // Late money never was the tender's.
  const backs = refunds.filter(({ cause }) => cause !== 'late_money').flatMap((refund) => refund.backs);
  return {
    tenders: money.tenders.map(({ tenderId, kind, state, amountFen }) => ({
      id: tenderId,
      kind,
      state,
      amountFen,
      refundedFen: sumOf(
        backs.flatMap((back) => (back.tenderId === tenderId && isBack(back) ? [back.amountFen] : [])),
      ),
    })),
    payments: money.payments.map(
      ({ number, tenderId, state, amountFen }): PaymentView => ({ number, tenderId, state, amountFen }),
    ),
    refunds: refunds.map(refundView),
  };
}

/** The refunds that count besides this one. */
export function othersOf(
  { refunds }: Pick<OrderRecord, 'refunds'>,
  { refundId }: Pick<RefundRecord, 'refundId'>,
): RefundRecord[] {
  return refunds.filter((one) => one.refundId !== refundId && refundState(one) !== 'dropped');
}

/**
 * What HQ may do about a refund that failed. It can be given up only while nothing of it has arrived, and while the
 * order lives and every part that was given up stays refunded: that money, the money of an order that was called off,
 * and money that came late have to go back.
 */
export function possibleActs(
  record: Pick<OrderRecord, 'head' | 'detail' | 'money' | 'fulfilments' | 'refunds'>,
  refund: Pick<RefundRecord, 'refundId' | 'backs' | 'cause' | 'pieces'>,
): RefundAct[] {
  if (refundState(refund) !== 'failed') return [];
  const mayDrop =
    refundableStates.includes(record.head.state) &&
    canDoWith(record, withoutRefund(record.money, refund, othersOf(record, refund))) &&
    refund.cause !== 'late_money' &&
    // Its goods are here again.
    refund.cause !== 'returned' &&
    refund.backs.every(({ state }) => state === 'failed');
  return mayDrop ? ['ask_again', 'settle', 'drop'] : ['ask_again', 'settle'];
}

export function hqRefundView(record: OrderRecord, refund: RefundRecord): HqRefund {
  return {
    ...refundView(refund),
    reason: refund.reason,
    ...(refund.ground ? { ground: refund.ground } : {}),
    byMemberId: refund.byMemberId ?? null,
    numbers: refund.backs.map(({ number, paymentNumber, amountFen, state, askAtMs, problem }) => ({
      number,
      paymentNumber,
      amountFen,
      state,
      askAtMs,
      problem: problem ?? null,
    })),
    byHand: refund.byHand ?? null,
    acts: possibleActs(record, refund),
  };
}

/** What HQ sees of the money beyond what the shopper does. */
export function hqMoneyView(record: OrderRecord): Pick<HqOrder, 'payments' | 'refunds' | 'refundable'> {
  const { money, detail, head } = record;
  return {
    payments: money.payments.map(({ number, tenderId, state, amountFen, merchant, transactionId }) => ({
      number,
      tenderId,
      state,
      amountFen,
      merchant,
      transactionId: transactionId ?? null,
    })),
    refunds: record.refunds.map((refund) => hqRefundView(record, refund)),
    refundable: refundableStates.includes(head.state)
      ? restOf(frozenMoney(money, piecesOf(detail)), money.returned).map(({ id, quantity, amountFen }) => ({
          lineId: id,
          quantity,
          amountFen,
        }))
      : [],
  };
}
