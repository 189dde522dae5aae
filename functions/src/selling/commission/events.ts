import type { DueHandler } from '../../platform/due-items.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import { type CommissionSettle, commissionSettleKind } from './event-schemas.ts';
import type { Commission } from './service.ts';

/** What commission does about events. Each may be delivered more than once and in any order. */
export function commissionEventHandlers(commission: Commission): EventHandler[] {
  return [
    hears({
      name: 'commission: order paid',
      queue: 'books',
      types: ['order.paid'],
      handle: ({ data }) => commission.paid(data),
    }),
    hears({
      name: 'commission: order completed',
      queue: 'books',
      types: ['order.completed'],
      handle: ({ data }) => commission.completed(data),
    }),
    hears({
      name: 'commission: order refunded',
      queue: 'books',
      types: ['order.refunded'],
      handle: ({ data }) => commission.refunded(data),
    }),
    hears({
      name: 'commission: refund arrived',
      queue: 'books',
      types: ['refund.succeeded'],
      handle: ({ data }) => commission.refundArrived(data),
    }),
    hears({
      name: 'commission: late payment refunded',
      queue: 'books',
      types: ['payment.refunded_late'],
      handle: ({ data }) => commission.refundedLate(data),
    }),
  ];
}

/** What an order is settled with; null where it never was completed. Given at wiring: orders know commission. */
export type SettlementOf = (orderId: string) => Promise<CommissionSettle | null>;

/** `commission.settle`: an order waits for it from its completion on, until goods can no longer be brought back. */
export function commissionDueHandlers(commission: Commission, settlementOf: SettlementOf): DueHandler[] {
  return [
    {
      kind: commissionSettleKind,
      queue: 'books',
      async handle({ ref }) {
        const settlement = await settlementOf(ref);
        if (settlement) await commission.settle(ref, settlement);
      },
    },
  ];
}
