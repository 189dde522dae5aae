/** What one payee's statement would be. Pure. */
import type { AccountLine } from '../../../money/ledger/reads.ts';
import { paidBefore } from '../payees/paid.ts';
import type { PayeeRecord } from '../payees/store.ts';
import type { Terms } from '../payees/terms.ts';
import { kindOfLine, linesUntil, outcomeOf, sumsOf } from '../statements/figures.ts';
import type { StatementRecord } from '../statements/store.ts';
import { withhold } from '../withholding/withholding.ts';
import type { RunRecord } from './store.ts';

/** Null: nothing has happened since the last one, and nothing of it is to be paid now. */
export function draftOf(
  run: Pick<
    RunRecord,
    'id' | 'closesAtMs' | 'closingDay' | 'month' | 'leastPayoutFen' | 'withholding' | 'startedAtMs'
  >,
  payee: PayeeRecord,
  terms: Terms,
  behind: readonly AccountLine[],
  /** Of their fees, where they deliver. */
  besides: readonly AccountLine[] | null,
): Omit<StatementRecord, 'payoutId'> | null {
  const lines = linesUntil(behind, run.closesAtMs);
  const fees = besides && linesUntil(besides, run.closesAtMs);
  const all = [...lines, ...(fees ?? [])];
  const sums = sumsOf(payee.closingFen, all);
  const { dueFen } = sums;
  const outcome = outcomeOf(dueFen, { leastPayoutFen: run.leastPayoutFen, onHold: payee.onHold });
  if (outcome !== 'pay' && !all.some((line) => kindOfLine(line) !== null)) return null;
  const grossFen = outcome === 'pay' ? dueFen : 0;
  const { withheldFen, netFen, steps } = withhold(
    {
      payeeKind: terms.kind,
      grossFen,
      month: Number(run.month.slice(5)),
      paidBefore: paidBefore(payee.paid, run.month),
    },
    run.withholding,
  );
  return {
    payeeId: payee.payeeId,
    runId: run.id,
    state: 'draft',
    outcome,
    kind: terms.kind,
    route: terms.route,
    ...(terms.employerId === null ? {} : { employerId: terms.employerId }),
    closingDay: run.closingDay,
    month: run.month,
    withholdingVersion: run.withholding.version,
    fromLine: payee.settledLine,
    toLine: lines.at(-1)?.number ?? payee.settledLine,
    ...(fees === null
      ? {}
      : {
          courier: {
            fromLine: payee.courierLine,
            toLine: fees.at(-1)?.number ?? payee.courierLine,
            sumFen: fees.reduce((sum, line) => sum + (kindOfLine(line) === null ? 0 : line.amountFen), 0),
          },
        }),
    atMs: run.startedAtMs,
    ...sums,
    grossFen,
    withheldFen,
    netFen,
    ...(steps && grossFen > 0
      ? { tax: { incomeFen: steps.incomeFen, taxableFen: steps.taxableFen, basisPoints: steps.basisPoints } }
      : {}),
    closingFen: dueFen - grossFen,
  };
}

/** What a run's drafts come to, with one more. */
export function withDraft(sums: RunRecord['sums'], draft: StatementRecord): RunRecord['sums'] {
  const { outcome, grossFen, withheldFen, netFen, closingFen } = draft;
  const [pays, owes] = [outcome === 'pay', outcome === 'owes'];
  const carries = !pays && !owes;
  return {
    ...sums,
    statements: sums.statements + 1,
    paid: sums.paid + (pays ? 1 : 0),
    grossFen: sums.grossFen + grossFen,
    withheldFen: sums.withheldFen + withheldFen,
    netFen: sums.netFen + netFen,
    carried: sums.carried + (carries ? 1 : 0),
    carriedFen: sums.carriedFen + (carries ? closingFen : 0),
    owing: sums.owing + (owes ? 1 : 0),
    owingFen: sums.owingFen + (owes ? 0 - closingFen : 0),
  };
}
