import type { ReturnState } from '@jindian/shared/contract/serving/returns';
import { defineMachine } from '../../platform/state-machine.ts';

export type ReturnStep =
  | 'approve'
  | 'decline'
  | 'cancel'
  | 'expire'
  | 'send'
  | 'arrive'
  | 'receive'
  | 'keep'
  | 'lose'
  | 'refund';

/** The life of a return. Goods and money move with `receive`, money alone with `lose`; `refund` says that it is there. */
export const returnMachine = defineMachine<ReturnState, ReturnStep>({
  name: 'return',
  initial: 'asked',
  final: ['refunded', 'kept', 'declined', 'cancelled', 'expired'],
  transitions: {
    approve: { from: ['asked'], to: 'approved' },
    decline: { from: ['asked'], to: 'declined' },
    /** What is on the road is received, or lost. */
    cancel: { from: ['asked', 'approved'], to: 'cancelled' },
    expire: { from: ['approved'], to: 'expired' },
    send: { from: ['approved'], to: 'sent' },
    arrive: { from: ['sent'], to: 'arrived' },
    receive: { from: ['approved', 'sent', 'arrived'], to: 'received' },
    /** What came in is not what was sold, or was paid back before. */
    keep: { from: ['approved', 'sent', 'arrived'], to: 'kept' },
    lose: { from: ['sent'], to: 'lost' },
    refund: { from: ['received', 'lost'], to: 'refunded' },
  },
});
