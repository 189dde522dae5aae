import type { PayoutProblem } from '@jindian/shared/contract/selling/settlement';
import type { Ledger } from '../../../money/ledger/service.ts';
import type { Clock } from '../../../platform/clock.ts';
import { runCommand } from '../../../platform/command.ts';
import { ok, type Result } from '../../../platform/result.ts';
import { nextState } from '../../../platform/state-machine.ts';
import type { JindianTable } from '../../../platform/table.ts';
import type { Write } from '../../../platform/transact.ts';
import { paidWith } from '../payees/paid.ts';
import { type PayeeStore, payeeLabel } from '../payees/store.ts';
import { bookedOf } from '../runs/issue.ts';
import { paidOf, returnedOf } from '../transfers.ts';
import { type PayoutEvent, payoutMachine } from './machine.ts';
import { type PayoutRecord, type PayoutStore, payoutLabel } from './store.ts';

export type EndDeps = {
  table: JindianTable;
  clock: Clock;
  ledger: Pick<Ledger, 'postWrites'>;
  payees: PayeeStore;
  payouts: PayoutStore;
};

/** `refused`: in the state that it is in, this does not happen to it. */
export type Ended = 'done' | 'already' | 'refused' | 'gone';

/**
 * The two ends of a payout, each one transaction with its posting: whoever tells of an end, and as often as it is told, the first
 * one decides, and the other is refused.
 */
export function createEnds(deps: EndDeps) {
  const { clock, ledger, payees, payouts } = deps;

  async function end(
    payoutId: string,
    event: Extract<PayoutEvent, 'pay' | 'fail' | 'give_back'>,
    writesOf: (ended: PayoutRecord) => Promise<Write[]>,
    problem?: PayoutProblem,
  ): Promise<Result<Ended>> {
    return runCommand<Ended>(deps, {
      command: null,
      async attempt() {
        const before = await payouts.read(payoutId);
        if (!before) return ok('gone');
        const state = nextState(payoutMachine, before.state, event);
        // Whoever was asked once may pay it yet.
        if (event === 'give_back' && before.asked !== undefined) return ok('refused');
        if (!state) return ok(before.state === payoutMachine.transitions[event].to ? 'already' : 'refused');
        const { problem: _, ...rest } = before;
        const ended: PayoutRecord = {
          ...rest,
          state,
          stateAtMs: clock.nowMs(),
          ...(problem === undefined ? {} : { problem }),
        };
        return {
          writes: [payouts.save(ended, before), ...(await writesOf(ended))],
          value: 'done' as const,
          refused: { [payoutLabel]: 'again', [payeeLabel]: 'again' },
        };
      },
    });
  }

  return {
    paid: (payoutId: string) =>
      end(payoutId, 'pay', async (payout) => ledger.postWrites(paidOf(bookedOf(payout), payout.stateAtMs))),

    /** Back on the payee's balance, gross: the next run pays it, as another payout. */
    returned: (payoutId: string, event: 'fail' | 'give_back', problem: PayoutProblem) =>
      end(
        payoutId,
        event,
        async (payout) => {
          const { month, kind, grossFen, withheldFen } = payout;
          const payee = await payees.readOrNew(payout.payeeId);
          const paid = paidWith(payee.paid, {
            month,
            kind,
            count: -1,
            grossFen: 0 - grossFen,
            withheldFen: 0 - withheldFen,
          });
          return [
            payees.save({ ...payee, paid }),
            ...ledger.postWrites(returnedOf(bookedOf(payout), payout.stateAtMs, problem)),
          ];
        },
        problem,
      ),
  };
}
export type Ends = ReturnType<typeof createEnds>;
