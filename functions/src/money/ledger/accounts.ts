import type {
  AccountMonitor,
  AccountStatement,
  ChartView,
  DryRunRequest,
  DryRunView,
} from '@jindian/shared/contract/money/ledger';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import { type LimitCounters, limitLabel } from '../../platform/limit-counters.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact } from '../../platform/transact.ts';
import { chart, classOf, findClass } from './chart.ts';
import type { Monitor } from './monitors.ts';
import type { Account, Leg } from './rules.ts';
import type { Ledger } from './service.ts';
import { maxStatementEntries, StatementTooLongError } from './statement.ts';

/** Each is looked at behind every fold of its account. */
export const maxMonitors = 100;

/** What HQ may ask of any account, and the thresholds it watches. */
export function createLedgerAccounts(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  ledger: Ledger;
  idempotency: Idempotency;
  limits: LimitCounters;
}) {
  const { table, clock, ids, ledger, idempotency, limits } = deps;

  async function chartView(): Promise<ChartView> {
    const single = chart.classes.map(({ pattern }) => pattern).filter((pattern) => !pattern.endsWith(':*'));
    const amounts = await ledger.amountsOf(single);
    return {
      version: chart.version,
      items: chart.classes.map(({ pattern, normal, asset, floor, holds }) => {
        const { version: _, ...held } = amounts.get(pattern) ?? { version: 0 };
        return { pattern, normal, asset, floor, holds, amounts: 'posted' in held ? held : null };
      }),
    };
  }

  async function statement(
    account: string,
    fromMs: number,
    toMs: number,
  ): Promise<Result<AccountStatement, 'not_found' | 'statement_too_long'>> {
    if (!findClass(account)) return fail('not_found');
    try {
      const made = await ledger.statementOf(account as Account, fromMs, toMs);
      const transfers = await ledger.transfersById(made.entries.map(({ transferId }) => transferId));
      const entries = made.entries.map(({ transferId, atMs, bookedAtMs, amount }) => {
        const transfer = transfers.get(transferId);
        if (!transfer) throw new Error(`a line without its transfer: ${transferId}`);
        const { kind, orderId, reason } = transfer;
        return { transferId, kind, orderId, reason, atMs, bookedAtMs, amount };
      });
      return ok({ ...made, entries });
    } catch (error) {
      if (!(error instanceof StatementTooLongError)) throw error;
      return fail('statement_too_long', { max: maxStatementEntries });
    }
  }

  /** Nothing is written: what a posting of these legs would do, as the books are now. */
  async function dryRun({ legs, to }: DryRunRequest): Promise<DryRunView> {
    const transfer = {
      id: `dry-run:${ids.next()}`,
      kind: 'dry-run',
      orderId: null,
      reason: null,
      atMs: clock.nowMs(),
      legs: legs.map(({ debit, credit, amount }) =>
        findClass(debit)?.asset === 'points'
          ? { debit, credit, points: amount }
          : { debit, credit, amountFen: amount },
      ) as Leg[],
    };
    const { accounts, refusals, waits } = await ledger.dryRun(transfer, to);
    return {
      accounts: accounts.map((one) => ({ ...one, asset: classOf(one.account).asset })),
      refusals,
      waits,
    };
  }

  async function monitors(): Promise<AccountMonitor[]> {
    return (await ledger.monitors.all()).map(monitorView);
  }

  async function addMonitor(
    wanted: { memberId: string } & Pick<Monitor, 'account' | 'direction' | 'threshold'>,
    command: CommandClaim,
  ): Promise<Result<{ id: string }, 'not_found' | 'monitor_limit' | 'busy' | 'idempotency_key_reused'>> {
    const { memberId: createdBy, account, direction, threshold } = wanted;
    if (!findClass(account)) return fail('not_found');
    const id = ids.next();
    const monitor = { id, account, direction, threshold, createdBy, createdAtMs: clock.nowMs() };
    const added = await runCommand<{ id: string }, 'monitor_limit'>(
      { table, idempotency },
      {
        command,
        replay: (kept) => ok({ id: String(kept.id) }),
        attempt: () => ({
          writes: [
            ledger.monitors.addWrite(monitor),
            limits.take('account_monitors', 'all', { count: 1 }, { count: maxMonitors }),
          ],
          value: { id },
          kept: { id },
          refused: { [limitLabel('account_monitors')]: fail('monitor_limit') },
        }),
      },
    );
    // It may be across from the beginning: told at once, and not at the next fold.
    if (added.ok) await ledger.monitors.evaluate([account as Account]);
    return added as Result<{ id: string }, 'monitor_limit' | 'busy' | 'idempotency_key_reused'>;
  }

  /** One that is gone already is what was wanted. */
  async function removeMonitor(id: string): Promise<Result<{ id: string }, 'busy'>> {
    const result = await transact(table, [
      ledger.monitors.removeWrite(id),
      limits.giveBack('account_monitors', 'all', { count: 1 }),
    ]);
    return result.kind === 'busy' ? fail('busy') : ok({ id });
  }

  return { chart: chartView, statement, dryRun, monitors, addMonitor, removeMonitor };
}
export type LedgerAccounts = ReturnType<typeof createLedgerAccounts>;

export function monitorView(monitor: Monitor): AccountMonitor {
  const { id, account, direction, threshold, armed, createdAtMs, firings } = monitor;
  return { id, account, asset: classOf(account).asset, direction, threshold, armed, createdAtMs, firings };
}
