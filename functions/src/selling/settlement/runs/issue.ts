import { brandMonth } from '@jindian/shared/time';
import type { Ledger } from '../../../money/ledger/service.ts';
import { runCommand, unlessBusy } from '../../../platform/command.ts';
import type { Outbox } from '../../../platform/outbox.ts';
import { ok } from '../../../platform/result.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { paidBefore, paidWith } from '../payees/paid.ts';
import type { PayeeRecord, PayeeStore } from '../payees/store.ts';
import type { PayoutRecord, PayoutStore } from '../payouts/store.ts';
import { type StatementRecord, type StatementStore, statementLabel } from '../statements/store.ts';
import { type Booked, feesSettled, paidOf, sentOf } from '../transfers.ts';
import { withhold } from '../withholding/withholding.ts';
import type { RunRecord } from './store.ts';

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
    kind,
    grossFen,
    withheldFen,
    netFen,
    state: isOver ? 'paid' : kind === 'business' ? 'invoice' : 'due',
    stateAtMs: atMs,
  };
}

/** Since it was tried, headquarters have said that this payee is not paid, or otherwise. */
const isOtherwise = ({ kind, route }: StatementRecord, payee: PayeeRecord): boolean =>
  payee.onHold || (payee.kind ?? kind) !== kind || (payee.route ?? route) !== route;

/** Since it was tried another month has begun, or what was paid before it has come back: its tax is another by now. */
function isTaxedOtherwise(
  { kind: payeeKind, month, grossFen, withheldFen }: StatementRecord,
  payee: PayeeRecord,
  rates: RunRecord['withholding'],
  atMs: number,
): boolean {
  if (brandMonth(atMs) !== month && payeeKind === 'individual') return true;
  const before = paidBefore(payee.paid, month);
  const pay = { payeeKind, grossFen, month: Number(month.slice(5)), paidBefore: before };
  return withhold(pay, rates).withheldFen !== withheldFen;
}

/**
 * A draft becomes a statement: its rows are settled, and what it pays leaves the payee's balance, in one transaction. Done
 * twice it is done once; where the rows were settled by another meanwhile, the payee is to be paid or taxed otherwise, or
 * approved the run themselves, it is passed over, and nothing is paid: the next run has what is left.
 */
export function createIssue(deps: IssueDeps) {
  const { ledger, outbox, payees, statements, payouts } = deps;

  return async function issue(
    draft: StatementRecord,
    { withholding, approvals }: Pick<RunRecord, 'withholding' | 'approvals'>,
    atMs: number,
  ): Promise<void> {
    const { payeeId, runId } = draft;
    const isOwn = approvals.some(({ by }) => by === payeeId);
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const [[statement], payee] = await Promise.all([
          statements.readMany([draft]),
          payees.readOrNew(payeeId),
        ]);
        if (statement?.state !== 'draft') return ok(null);
        const isSettled =
          payee.settledLine !== statement.fromLine ||
          payee.closingFen !== statement.openingFen ||
          (statement.courier !== undefined && payee.courierLine !== statement.courier.fromLine);
        const isOther =
          statement.outcome === 'pay' &&
          (isOtherwise(statement, payee) || isTaxedOtherwise(statement, payee, withholding, atMs));
        if (isOwn || isSettled || isOther)
          return {
            writes: [statements.endDraft(statement, 'passed_over')],
            value: null,
            refused: { [statementLabel]: 'again' },
          };
        const { payoutId, grossFen, withheldFen, month, kind, tax } = statement;
        const payout = payoutId === undefined ? null : payoutOf(statement, payoutId, atMs);
        const { closingFen, toLine: settledLine, courier } = statement;
        const courierLine = courier?.toLine ?? payee.courierLine;
        const settled = { ...payee, settledLine, courierLine, closingFen, lastRunId: runId };
        return {
          writes: [
            statements.endDraft(statement, 'issued'),
            payees.save(
              payout
                ? {
                    ...settled,
                    paid: paidWith(payee.paid, { month, kind, count: 1, grossFen, withheldFen, tax }),
                  }
                : settled,
            ),
            ...(courier && courier.sumFen !== 0
              ? ledger.postWrites(feesSettled({ payeeId, runId, sumFen: courier.sumFen }, atMs))
              : []),
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
