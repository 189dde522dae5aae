/** What commission hears about orders: events of the catalogue, and what orders plans for it. */
import type { EventData, EventType } from '@jindian/shared/events/catalogue';
import type { Credit } from '@jindian/shared/events/parts';
import type { Sold } from '../holds/fraud.ts';

/** In no order: each is brought to the books by itself. */
type Told<Type extends EventType> = Omit<EventData<Type>, 'sequence' | 'split' | 'handedOver'>;
export type OrderPaid = Told<'order.paid'>;
export type OrderCompleted = Told<'order.completed'>;
export type RefundSucceeded = Told<'refund.succeeded'>;
export type OrderRefunded = Told<'order.refunded'>;
export type RefundedLate = Told<'payment.refunded_late'>;

/** What orders says of a completed order when its commission is settled. */
export type CommissionSettle = {
  attribution: Credit | null;
  totalFen: number;
  orderNumber: string;
  paidAtMs: number;
  completedAtMs: number;
  /** To whom, and how they came. */
  sold: Sold;
};
export const commissionSettleKind = 'commission.settle';
