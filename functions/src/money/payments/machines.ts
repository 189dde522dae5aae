import type { PaymentState, RefundState, TenderState } from '@jindian/shared/contract/money/payments';
import { defineMachine } from '../../platform/state-machine.ts';

/** How much of an order one kind is to pay. */
export const tenderMachine = defineMachine<TenderState, 'capture' | 'close'>({
  name: 'tender',
  initial: 'created',
  final: ['captured', 'closed'],
  transitions: {
    capture: { from: ['created'], to: 'captured' },
    close: { from: ['created'], to: 'closed' },
  },
});

/**
 * One attempt to collect. `late`: the money came when its tender was closed, or captured by another attempt; it is
 * sent back by itself.
 */
export const paymentMachine = defineMachine<PaymentState, 'capture' | 'close' | 'arrive_late'>({
  name: 'payment',
  initial: 'created',
  final: ['captured', 'closed', 'late'],
  transitions: {
    capture: { from: ['created'], to: 'captured' },
    close: { from: ['created'], to: 'closed' },
    arrive_late: { from: ['created', 'closed'], to: 'late' },
  },
});

/**
 * What a refund gives back to one payment. The gateway is asked after it was written down, as often as need be. What
 * failed lies with HQ, and may still turn out to have arrived.
 */
export const refundMachine = defineMachine<
  RefundState,
  'accept' | 'succeed' | 'fail' | 'ask_again' | 'settle' | 'drop'
>({
  name: 'refund',
  initial: 'requested',
  final: ['succeeded', 'settled', 'dropped'],
  transitions: {
    accept: { from: ['requested'], to: 'asked' },
    succeed: { from: ['requested', 'asked', 'failed'], to: 'succeeded' },
    fail: { from: ['requested', 'asked'], to: 'failed' },
    ask_again: { from: ['failed'], to: 'requested' },
    /** HQ paid the shopper by other means. */
    settle: { from: ['failed'], to: 'settled' },
    /** HQ gives it up: what it held can be refunded otherwise. */
    drop: { from: ['failed'], to: 'dropped' },
  },
});
