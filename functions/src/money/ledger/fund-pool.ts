import { createHash } from 'node:crypto';
import type { FundPool, PoolMonitor } from '@jindian/shared/contract/hq';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import type { Ids } from '../../platform/ids.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { transact } from '../../platform/transact.ts';
import type { Monitor } from './monitors.ts';
import type { TransferInput } from './rules.ts';
import type { Ledger } from './service.ts';

const pool = 'fund-pool';

/** HQ's view of the fund pool, and the way money of HQ gets into it. */
export function createFundPool(deps: {
  table: JindianTable;
  clock: Clock;
  ids: Ids;
  ledger: Ledger;
  idempotency: Idempotency;
}) {
  const { table, clock, ids, ledger, idempotency } = deps;

  async function view(page: {
    limit: number;
    cursor?: string | undefined;
  }): Promise<Result<FundPool, 'invalid_request'>> {
    const [balance, postings, monitors] = await Promise.all([
      ledger.balanceOf(pool),
      ledger.postingsOf(pool, page),
      ledger.monitors.all(),
    ]);
    if (!postings.ok) return postings;
    return ok({
      balanceFen: balance.postedFen,
      pendingOutFen: balance.pendingOutFen,
      availableFen: balance.availableFen,
      monitors: monitors.filter(({ account }) => account === pool).map(monitorView),
      ...postings.value,
    });
  }

  /** One deposit for each command. The answer is the balance that this deposit made, and a repeat gives it again. */
  async function deposit(
    order: { memberId: string; amountFen: number; reason: string },
    command: CommandClaim,
  ): Promise<Result<{ balanceFen: number }, 'idempotency_key_reused' | 'busy'>> {
    const { memberId, amountFen, reason } = order;
    const before = await ledger.balanceOf('fund-pool');
    const balanceFen = before.postedFen + amountFen;
    const result = await transact(table, [
      idempotency.claim(command, { balanceFen }),
      ...ledger.postWrites(depositTransfer(command, memberId, amountFen, reason, clock.nowMs())),
    ]);
    if (result.kind === 'done') return ok({ balanceFen });
    if (result.kind === 'busy') return fail('busy');
    const repeated = await idempotency.repeated(command, result);
    if (repeated?.kind === 'same') return ok({ balanceFen: repeated.result.balanceFen as number });
    // The record of the command is kept for days, the transfer for ever: the key was used, long ago.
    return fail('idempotency_key_reused');
  }

  async function addMonitor(
    wanted: { memberId: string; direction: PoolMonitor['direction']; thresholdFen: number },
    command: CommandClaim,
  ): Promise<Result<{ id: string }, 'busy' | 'idempotency_key_reused'>> {
    const id = ids.next();
    const { direction, thresholdFen: threshold, memberId: createdBy } = wanted;
    const monitor = { id, account: pool, direction, threshold, createdBy, createdAtMs: clock.nowMs() };
    const added = await runCommand<{ id: string }>(
      { table, idempotency },
      {
        command,
        replay: (kept) => ok({ id: String(kept.id) }),
        attempt: () => ({ writes: [ledger.monitors.addWrite(monitor)], value: { id }, kept: { id } }),
      },
    );
    // It may be across from the beginning: told at once, and not at the next fold.
    if (added.ok) await ledger.monitors.evaluate([pool]);
    return added as Result<{ id: string }, 'busy' | 'idempotency_key_reused'>;
  }

  /** One that is gone already is what was wanted. */
  async function removeMonitor(id: string): Promise<Result<{ id: string }>> {
    await ledger.monitors.remove(id);
    return ok({ id });
  }

  return { view, deposit, addMonitor, removeMonitor };
}
export type FundPoolService = ReturnType<typeof createFundPool>;

function monitorView({ id, direction, threshold, armed, createdAtMs, firings }: Monitor): PoolMonitor {
  return {
    id,
    direction,
    thresholdFen: threshold,
    armed,
    createdAtMs,
    firings: firings.map(({ atMs, available }) => ({ atMs, availableFen: available })),
  };
}

function depositTransfer(
  command: CommandClaim,
  byMemberId: string,
  amountFen: number,
  reason: string,
  atMs: number,
): TransferInput {
  const cause = createHash('sha256').update(`${command.scope}\n${command.key}`).digest('base64url');
  return {
    id: `fund-pool.deposit:${cause}`,
    kind: 'fund-pool.deposit',
    orderId: null,
    reason,
    byMemberId,
    atMs,
    legs: [{ debit: 'hq-cash', credit: 'fund-pool', amountFen }],
  };
}
