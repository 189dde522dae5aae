import type { PaymentState, RefundState, TenderState } from '@jindian/shared/contract/money/payments';
import type { OrderView } from '@jindian/shared/contract/serving/order';

/** The number of an order's newest payment at the gateway. */
export function paymentNumber({ payments }: Pick<OrderView, 'payments'>): string {
  return payments.at(-1)!.number;
}

/** Where an order's money is, in one word: whether all that went back has arrived, or what became of its tender. */
export type MoneyState = TenderState | 'late' | 'refunding' | 'refunded';
export function moneyState({
  tenders,
  payments,
  refunds,
}: {
  tenders: readonly { state: TenderState }[];
  payments: readonly { state: PaymentState }[];
  refunds: readonly { backs: readonly { state: RefundState }[] }[];
}): MoneyState {
  const backs = refunds.flatMap((refund) => refund.backs).filter(({ state }) => state !== 'dropped');
  const isBack = (state: RefundState) => state === 'succeeded' || state === 'settled';
  if (backs.length > 0) return backs.every(({ state }) => isBack(state)) ? 'refunded' : 'refunding';
  if (payments.some(({ state }) => state === 'late')) return 'late';
  return tenders[0]!.state;
}
