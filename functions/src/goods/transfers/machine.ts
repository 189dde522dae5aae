import type { TransferAction, TransferSide, TransferState } from '@jindian/shared/contract/goods/transfer';
import { defineMachine } from '../../platform/state-machine.ts';

/**
 * The life of a transfer. From `approved` on the goods are reserved at the giver; from `shipped` on they are at
 * neither place but in transit; what did not arrive has its reason in the receipt.
 */
export const transferMachine = defineMachine<TransferState, TransferAction>({
  name: 'transfer',
  initial: 'requested',
  final: ['rejected', 'received', 'cancelled'],
  transitions: {
    approve: { from: ['requested'], to: 'approved' },
    reject: { from: ['requested'], to: 'rejected' },
    ship: { from: ['approved'], to: 'shipped' },
    receive: { from: ['shipped'], to: 'received' },
    /** Before shipping only: what is on the road is received, or lost with a reason. */
    cancel: { from: ['requested', 'approved'], to: 'cancelled' },
  },
});

/** Who may cause what. HQ may do everything; a request is called off by whoever made it, a promise by either side. */
export const actionSides: Record<TransferAction, readonly TransferSide[]> = {
  approve: ['giver', 'hq'],
  reject: ['giver', 'hq'],
  ship: ['giver', 'hq'],
  receive: ['receiver', 'hq', 'system'],
  cancel: ['receiver', 'giver', 'hq', 'system'],
};
