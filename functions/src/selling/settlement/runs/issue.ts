import type { Ledger } from '../../../money/ledger/service.ts';
import { runCommand, unlessBusy } from '../../../platform/command.ts';
import type { Outbox } from '../../../platform/outbox.ts';
import { ok } from '../../../platform/result.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { type PayeeRecord, type PayeeStore, paidWith } from '../payees/store.ts';
import type { PayoutRecord, PayoutStore } from '../payouts/store.ts';
import { type StatementRecord, type StatementStore, statementLabel } from '../statements/store.ts';
import { type Booked, paidOf, sentOf } from '../transfers.ts';

export type IssueDeps = {
  table: JindianTable;
  ledger: Pick<Ledger, 'postWrites'>;
  outbox: Outbox;
  payees: PayeeStore;
  statements: StatementStore;
  payouts: PayoutStore;
};

export const bookedOf = (one: Omit<Booked, 'employerId'> & { employerId?: string | undefined }): Booked => ({
  ...one,
  employerId: one.employerId ?? null,
});

/** How a payout begins: whoever works for a dealer has it with his statement, and a business sends an invoice first. */
function payoutOf(statement: StatementRecord, payoutId: string, atMs: number): PayoutRecord {
  const { payeeId, runId, route, employerId, month, grossFen, withheldFen, netFen, kind } = statement;
  const isOver = employerId !== undefined || netFen === 0;
  return {
    payoutId,
    revision: 0,
    payeeId,
    runId,
    route,
    ...(employerId === undefined ? {} : { employerId }),
    month,
    grossFen,
    withheldFen,
    netFen,
    state: isOver ? 'paid' : kind === 'business' ? 'invoice' : 'due',
    stateAtMs: atMs,
  };
}

/** Since it was tried, headquarters have said that this payee is not paid, or otherwise. */
const isOtherwise = ({ outcome, kind, route }: StatementRecord, payee: PayeeRecord): boolean =>
  outcome === 'pay' && (payee.onHold || (payee.kind ?? kind) !== kind || (payee.route ?? route) !== route);

/**
 * A draft becomes a statement: its rows are settled, and what it pays leaves the payee's balance, in one transaction. Done
 * twice it is done once; where the rows were settled by another meanwhile, or the payee is to be paid otherwise, it is passed
 * over, and nothing is paid: the next run has what is left.
 */
export function createIssue(deps: IssueDeps) {
  const { ledger, outbox, payees, statements, payouts } = deps;

  return async function issue(draft: StatementRecord, atMs: number): Promise<void> {
    const { payeeId, runId } = draft;
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const [[statement], payee] = await Promise.all([
          statements.readMany([draft]),
          payees.readOrNew(payeeId),
        ]);
        if (statement?.state !== 'draft') return ok(null);
        const isSettled =
          payee.settledLine !== statement.fromLine || payee.closingFen !== statement.openingFen;
        if (isSettled || isOtherwise(statement, payee))
          return {
            writes: [statements.endDraft(statement, 'passed_over')],
            value: null,
            refused: { [statementLabel]: 'again' },
          };
        const { payoutId, grossFen, withheldFen, month } = statement;
        const payout = payoutId === undefined ? null : payoutOf(statement, payoutId, atMs);
        const { closingFen, toLine: settledLine } = statement;
        const settled = { ...payee, settledLine, closingFen, lastRunId: runId };
        return {
          writes: [
            statements.endDraft(statement, 'issued'),
            payees.save(
              payout ? { ...settled, paid: paidWith(payee.paid, { month, grossFen, withheldFen }) } : settled,
            ),
            ...(payout ? payoutWrites(payout, atMs) : []),
          ],
          value: null,
          refused: { '*': 'again' },
        };
      },
    });
    unlessBusy(done, `statement of ${payeeId} in ${runId}`);
  };

  function payoutWrites(payout: PayoutRecord, atMs: number) {
    const { payoutId, payeeId, runId } = payout;
    const booked = bookedOf(payout);
    const goesOn = payout.state === 'paid' && payout.netFen > 0;
    return [
      payouts.save(payout, null),
      ...ledger.postWrites(sentOf(booked, atMs)),
      ...(goesOn ? ledger.postWrites(paidOf(booked, atMs)) : []),
      outbox.announce({ type: 'payout.issued', data: { payoutId, payeeId, runId, atMs } }),
    ];
  }
}
