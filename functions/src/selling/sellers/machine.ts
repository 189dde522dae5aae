import { type SellerAct, type SellerStanding, sellerActs } from '@jindian/shared/contract/selling/sellers';
import { defineMachine } from '../../platform/state-machine.ts';

type SellerEvent = SellerAct | 'apply' | 'withdraw' | 'take_in';

/** Who asks to sell, and what becomes of them. Who is invited is taken in without asking; who left may come back. */
export const sellerMachine = defineMachine<SellerStanding, SellerEvent>({
  name: 'seller',
  initial: 'applied',
  final: ['left'],
  transitions: {
    apply: { from: ['declined', 'left'], to: 'applied' },
    withdraw: { from: ['applied'], to: 'left' },
    approve: { from: ['applied'], to: 'active' },
    decline: { from: ['applied'], to: 'declined' },
    take_in: { from: ['applied', 'declined', 'left'], to: 'active' },
    suspend: { from: ['active'], to: 'suspended' },
    resume: { from: ['suspended'], to: 'active' },
    end: { from: ['active', 'suspended'], to: 'left' },
  },
});

/** What headquarters may do about somebody now. */
export function actsFrom(standing: SellerStanding): SellerAct[] {
  return sellerActs.filter((act) => stepOf(act).from.includes(standing));
}

export function stepOf(act: SellerAct): { from: readonly SellerStanding[]; to: SellerStanding } {
  return sellerMachine.transitions[act];
}
