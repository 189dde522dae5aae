/** What of somebody's payouts is theirs to see and to have forgotten; sums and numbers stay in the books, under an id. */
import { courierAccount } from '../../../money/ledger/rules.ts';
import type { Ledger } from '../../../money/ledger/service.ts';
import { runCommand, unlessBusy } from '../../../platform/command.ts';
import { ok, type Result } from '../../../platform/result.ts';
import type { JindianTable } from '../../../platform/table.ts';
import { payoutMachine } from '../payouts/machine.ts';
import { type PayoutRecord, type PayoutStore, payoutLabel } from '../payouts/store.ts';
import { type StatementRecord, type StatementStore, statementLabel } from '../statements/store.ts';
import { type PayeeStore, payeeLabel } from './store.ts';

const atOnce = 100;
const isEnded = ({ state }: PayoutRecord) => payoutMachine.final.includes(state);

export function createPersonalPayouts(deps: {
  table: JindianTable;
  ledger: Pick<Ledger, 'balanceOf'>;
  payees: PayeeStore;
  statements: StatementStore;
  payouts: PayoutStore;
  /** At WeChat Pay: what they agreed to there ends. */
  closeAuthorization(memberId: string): Promise<Result<unknown>>;
}) {
  const { ledger, payees, statements, payouts } = deps;

  async function* allOf(
    memberId: string,
  ): AsyncGenerator<{ statement: StatementRecord; payout: PayoutRecord | undefined }[]> {
    let cursor: string | undefined;
    do {
      const page = await statements.ofPayee(memberId, { limit: atOnce, cursor });
      const made = await payouts.readMany(page.items.flatMap(({ payoutId }) => payoutId ?? []));
      yield page.items.map((statement) => ({ statement, payout: made.get(statement.payoutId ?? '') }));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  /** Beside their commission: fees that are in no statement yet, and what is on its way to them. */
  async function dueFen(memberId: string): Promise<number> {
    let fen = (await ledger.balanceOf(courierAccount(memberId))).postedFen;
    for await (const some of allOf(memberId))
      for (const { payout } of some) if (payout && !isEnded(payout)) fen += payout.netFen;
    return fen;
  }

  /** All that is kept: how they are paid, each statement, and what was asked of WeChat Pay. */
  async function kept(memberId: string): Promise<{ kind: string; values: Record<string, unknown> }[]> {
    const payee = await payees.read(memberId);
    if (!payee) return [];
    const { sinceMs, realName, ownName, bank, authorization, paid } = payee;
    const found: { kind: string; values: Record<string, unknown> }[] = [
      {
        kind: 'Payee',
        values: {
          sinceMs,
          realName,
          ownName,
          ...bank,
          authorizationNumber: authorization?.number,
          paidMonths: paid.map(({ month, grossFen, withheldFen }) => ({ month, grossFen, withheldFen })),
        },
      },
    ];
    for await (const some of allOf(memberId))
      for (const { statement, payout } of some) {
        found.push({ kind: 'PayeeStatement', values: statementView(statement) });
        if (payout) found.push({ kind: 'Payout', values: payoutView(payout) });
      }
    return found;
  }

  /** Once nothing is due: names, accounts and what they wrote go. Again is fine. */
  async function forget(memberId: string): Promise<void> {
    for await (const some of allOf(memberId))
      for (const { statement, payout } of some) {
        if (statement.answerNote !== undefined) await forgetNote(statement);
        if (payout?.asked && isEnded(payout)) await forgetAsked(payout.payoutId);
      }
    if ((await payees.read(memberId))?.authorization?.state === 'active') {
      const closed = await deps.closeAuthorization(memberId);
      if (!closed.ok) throw new Error(`payouts of ${memberId} are still agreed to: ${closed.code}`);
    }
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await payees.read(memberId);
        if (!before) return ok(null);
        const { realName, ownName, bank, authorization, ...rest } = before;
        if ([realName, ownName, bank, authorization].every((one) => one === undefined)) return ok(null);
        return { writes: [payees.save(rest)], value: null, refused: { [payeeLabel]: 'again' } };
      },
    });
    unlessBusy(done, `payee ${memberId}`);
  }

  async function forgetNote({ payeeId, runId }: StatementRecord): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const [now] = await statements.readMany([{ payeeId, runId }]);
        if (!now?.answer || now.answerNote === undefined) return ok(null);
        return {
          writes: [statements.answerWrite(now, now.answer, undefined, now.answer)],
          value: null,
          refused: { [statementLabel]: 'again' },
        };
      },
    });
    unlessBusy(done, `statement of ${payeeId}`);
  }

  async function forgetAsked(payoutId: string): Promise<void> {
    const done = await runCommand<null, never>(deps, {
      command: null,
      async attempt() {
        const before = await payouts.read(payoutId);
        if (!before?.asked) return ok(null);
        const { asked: _, ...rest } = before;
        return {
          writes: [payouts.save(rest, before)],
          value: null,
          refused: { [payoutLabel]: 'again' },
        };
      },
    });
    unlessBusy(done, `payout ${payoutId}`);
  }

  return { dueFen, kept, forget };
}
export type PersonalPayouts = ReturnType<typeof createPersonalPayouts>;

function statementView(statement: StatementRecord): Record<string, unknown> {
  const { runId, closingDay, earnedFen, takenBackFen, grossFen, withheldFen, netFen, answerNote } = statement;
  return { runId, closingDay, earnedFen, takenBackFen, grossFen, withheldFen, netFen, answerNote };
}

function payoutView({
  payoutId,
  stateAtMs,
  netFen,
  invoiceNo,
  asked,
}: PayoutRecord): Record<string, unknown> {
  const { openid, payeeName, authorizationId } = asked ?? {};
  return { payoutId, stateAtMs, netFen, invoiceNo, openid, payeeName, authorizationId };
}

/** Each has a word where members read it. */
export const keptFields = [
  ...['sinceMs', 'realName', 'ownName', 'accountNo', 'bankName', 'province', 'city', 'authorizationNumber'],
  ...['paidMonths', 'runId', 'closingDay', 'earnedFen', 'takenBackFen', 'grossFen', 'withheldFen', 'netFen'],
  ...['answerNote', 'payoutId', 'stateAtMs', 'invoiceNo', 'openid', 'payeeName', 'authorizationId'],
];
