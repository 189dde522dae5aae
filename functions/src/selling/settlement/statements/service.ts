/** Statements as they are read: by headquarters, and by whom they are for. */
import type {
  Statement,
  StatementLine,
  StatementWithLines,
} from '@jindian/shared/contract/selling/settlement';
import { courierAccount } from '../../../money/ledger/rules.ts';
import type { Ledger } from '../../../money/ledger/service.ts';
import type { Clock } from '../../../platform/clock.ts';
import { runCommand } from '../../../platform/command.ts';
import { fail, ok, type Result } from '../../../platform/result.ts';
import { nextState } from '../../../platform/state-machine.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { accountOf } from '../payees/accounts.ts';
import type { PayeeStore } from '../payees/store.ts';
import type { KnownPayees } from '../payees/terms.ts';
import { payoutMachine } from '../payouts/machine.ts';
import { type PayoutStore, payoutLabel } from '../payouts/store.ts';
import { paidKind } from '../transfers.ts';
import { kindOfLine } from './figures.ts';
import { type StatementRecord, type StatementStore, statementLabel } from './store.ts';

/** Lines that are shown of one statement. */
const mostShown = 500;

export type StatementDeps = {
  table: JindianTable;
  clock: Clock;
  ledger: Pick<Ledger, 'linesAfter' | 'transfersById'>;
  statements: StatementStore;
  payouts: PayoutStore;
  payees: PayeeStore;
  known: KnownPayees;
};

export function createStatementViews(deps: StatementDeps) {
  const { clock, ledger, statements, payouts } = deps;

  async function viewsOf(records: readonly StatementRecord[]): Promise<Statement[]> {
    const payoutIds = records.flatMap(({ payoutId, state }) =>
      payoutId && state === 'issued' ? [payoutId] : [],
    );
    const [known, made] = await Promise.all([
      deps.known([...new Set(records.map(({ payeeId }) => payeeId))]),
      payouts.readMany(payoutIds),
    ]);
    return records.map((record) => {
      const payout = record.payoutId ? made.get(record.payoutId) : undefined;
      const { openingFen, earnedFen, takenBackFen, returnedFen, dueFen, setOffFen } = record;
      const { grossFen, withheldFen, netFen, closingFen } = record;
      return {
        runId: record.runId,
        payeeId: record.payeeId,
        payeeName: known.get(record.payeeId)?.name ?? record.payeeId.slice(-6),
        payeeKind: record.kind,
        route: record.route,
        employerName:
          record.employerId === undefined
            ? null
            : (known.get(record.payeeId)?.employerName ?? record.employerId),
        closingDay: record.closingDay,
        state: record.state,
        outcome: record.outcome,
        fromLine: record.fromLine,
        toLine: record.toLine,
        atMs: record.atMs,
        openingFen,
        earnedFen,
        takenBackFen,
        returnedFen,
        dueFen,
        setOffFen,
        grossFen,
        withheldFen,
        netFen,
        closingFen,
        answer: record.answer ?? null,
        answerNote: record.answerNote ?? null,
        payout: payout
          ? {
              id: payout.payoutId,
              state: payout.state,
              stateAtMs: payout.stateAtMs,
              problem: payout.problem ?? null,
            }
          : null,
      };
    });
  }

  async function ofRun(runId: string, page: { limit: number; cursor?: string | undefined }) {
    const { items, nextCursor } = await statements.ofRun(runId, page);
    return { items: await viewsOf(items), nextCursor };
  }

  async function ofPayee(payeeId: string, page: { limit: number; cursor?: string | undefined }) {
    const { items, nextCursor } = await statements.ofPayee(payeeId, page);
    return { items: await viewsOf(items), nextCursor };
  }

  /** Of lines by which a dealer is given what his people earned: who each is. */
  async function employedBy(transferIds: readonly string[]): Promise<Map<string, string>> {
    const paid = transferIds.filter((id) => id.startsWith(`${paidKind}:`));
    const idOf = (transferId: string) => transferId.slice(paidKind.length + 1);
    const found = await payouts.readMany(paid.map(idOf));
    const known = await deps.known([...new Set([...found.values()].map(({ payeeId }) => payeeId))]);
    return new Map(
      paid.flatMap((transferId) => {
        const payout = found.get(idOf(transferId));
        return payout ? [[transferId, known.get(payout.payeeId)?.name ?? payout.payeeId.slice(-6)]] : [];
      }),
    );
  }

  /** With the lines that it is made of, as they stand in the books: they never change. */
  async function one(
    payeeId: string,
    runId: string,
    { ownOnly = false, most = mostShown } = {},
  ): Promise<Result<StatementWithLines>> {
    const [record] = await statements.readMany([{ payeeId, runId }]);
    if (!record || (ownOnly && record.state !== 'issued')) return fail('not_found');
    const { fromLine, toLine, courier } = record;
    const stretches = [
      { account: accountOf(payeeId), fromLine, toLine },
      ...(courier ? [{ account: courierAccount(payeeId), ...courier }] : []),
    ];
    const found = await ledger.linesAfter(
      stretches.map(({ account, fromLine: after }) => ({ account, after })),
      Math.max(...stretches.map((one) => one.toLine - one.fromLine)),
    );
    const counted = stretches.flatMap(({ account, toLine: last }) =>
      (found.get(account) ?? []).flatMap((line) => {
        const kind = line.number <= last ? kindOfLine(line) : null;
        return kind === null ? [] : [{ ...line, kind }];
      }),
    );
    if (courier) counted.sort((a, b) => a.bookedAtMs - b.bookedAtMs);
    const shown = counted.slice(0, most);
    const transfers = await ledger.transfersById(shown.map(({ transferId }) => transferId));
    const [[view], employed] = await Promise.all([
      viewsOf([record]),
      employedBy(shown.map(({ transferId }) => transferId)),
    ]);
    return ok({
      ...(view as Statement),
      lines: shown.map(
        ({ number, kind, transferId, bookedAtMs, amountFen }): StatementLine => ({
          number,
          kind,
          atMs: bookedAtMs,
          orderId: transfers.get(transferId)?.orderId ?? null,
          reason: transfers.get(transferId)?.reason ?? null,
          posting: transfers.get(transferId)?.kind ?? null,
          payeeName: employed.get(transferId) ?? null,
          amountFen,
        }),
      ),
      isWhole: shown.length === counted.length,
    });
  }

  /**
   * The payee agrees or does not. What is disputed before it was sent waits until they agree, or until headquarters have
   * looked, also where its invoice comes meanwhile; what is under way goes on.
   */
  async function answer(
    payeeId: string,
    runId: string,
    said: { answer: 'confirmed' | 'disputed'; note?: string | undefined },
  ): Promise<Result<Statement>> {
    if (said.answer === 'disputed' && said.note === undefined)
      return fail('invalid_request', { detail: 'note' });
    const done = await runCommand<null>(deps, {
      command: null,
      async attempt() {
        const [record] = await statements.readMany([{ payeeId, runId }]);
        if (record?.state !== 'issued') return fail('not_found');
        if (record.answer === said.answer && record.answerNote === said.note) return ok(null);
        const payout = record.payoutId ? await payouts.read(record.payoutId) : null;
        const event = said.answer === 'disputed' ? 'hold' : 'release';
        const moved = payout && nextState(payoutMachine, payout.state, event);
        // One whose invoice is waited for stays; whoever notes it in the same moment has to read the answer.
        const state = moved ?? (payout?.state === 'invoice' ? payout.state : null);
        return {
          writes: [
            statements.answerWrite(record, said.answer, said.note, record.answer),
            ...(payout && state
              ? [
                  payouts.save(
                    { ...payout, state, stateAtMs: moved ? clock.nowMs() : payout.stateAtMs },
                    payout,
                  ),
                ]
              : []),
          ],
          value: null,
          refused: { [statementLabel]: 'again', [payoutLabel]: 'again' },
        };
      },
    });
    if (!done.ok) return done;
    const [record] = await statements.readMany([{ payeeId, runId }]);
    const [view] = record ? await viewsOf([record]) : [];
    return view ? ok(view) : fail('not_found');
  }

  return { ofRun, ofPayee, one, answer };
}
export type StatementViews = ReturnType<typeof createStatementViews>;
