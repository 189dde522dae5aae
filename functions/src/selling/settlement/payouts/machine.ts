import type { PayoutState } from '@jindian/shared/contract/selling/settlement';
import { defineMachine } from '../../../platform/state-machine.ts';

/**
 * What a payout may do. Its number goes with it from `due` to its end, whatever is lost on the way; only what is `returned` may
 * be paid again, as another payout with another number.
 */
export const payoutMachine = defineMachine<
  PayoutState,
  'invoice' | 'hold' | 'release' | 'send' | 'wait' | 'reopen' | 'collect' | 'pay' | 'fail' | 'give_back'
>({
  name: 'payout',
  initial: 'due',
  final: ['paid', 'returned'],
  transitions: {
    /** The invoice of a business has come. */
    invoice: { from: ['invoice'], to: 'due' },
    /** Its payee disputes the statement. */
    hold: { from: ['due'], to: 'held' },
    release: { from: ['held'], to: 'due' },
    send: { from: ['due'], to: 'sent' },
    wait: { from: ['sent', 'confirm'], to: 'confirm' },
    /** WeChat Pay never took it, and the authorisation it was sent under is gone: its payee has to confirm. */
    reopen: { from: ['sent'], to: 'due' },
    /** Into a file for the bank or the employer. */
    collect: { from: ['due'], to: 'in_file' },
    /** Told of one that waits again, too: WeChat Pay may have taken it after all. */
    pay: { from: ['sent', 'confirm', 'in_file', 'due', 'held'], to: 'paid' },
    /** Whoever was to pay says that nothing was paid and nothing will be. */
    fail: { from: ['sent', 'confirm', 'in_file', 'due', 'held'], to: 'returned' },
    /** Nobody was asked to pay it yet: headquarters may put it back. */
    give_back: { from: ['due', 'invoice', 'held'], to: 'returned' },
  },
});
export type PayoutEvent = keyof typeof payoutMachine.transitions;
