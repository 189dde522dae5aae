import { createHash } from 'node:crypto';
import type { FundPool } from '@jindian/shared/contract/hq';
import type { Clock } from '../../platform/clock.ts';
import { runCommand } from '../../platform/command.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { monitorView } from './accounts.ts';
import type { TransferInput } from './rules.ts';
import type { Ledger } from './service.ts';

export const fundPoolAccount = 'fund-pool';
const pool = fundPoolAccount;

/** HQ's view of the fund pool, and the way money of HQ gets into it. */
export function createFundPool(deps: {
  table: JindianTable;
  clock: Clock;
  ledger: Ledger;
  idempotency: Idempotency;
}) {
  const { table, clock, ledger, idempotency } = deps;

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
    return runCommand<{ balanceFen: number }, 'idempotency_key_reused'>(
      { table, idempotency },
      {
        command,
        replay: (kept) => ok({ balanceFen: kept.balanceFen as number }),
        async attempt() {
          const before = await ledger.balanceOf(pool);
          const balanceFen = before.postedFen + amountFen;
          return {
            writes: ledger.postWrites(depositTransfer(command, memberId, amountFen, reason, clock.nowMs())),
            value: { balanceFen },
            kept: { balanceFen },
            // The record of the command is kept for days, the transfer for ever: the key was used, long ago.
            refused: { '*': fail('idempotency_key_reused') },
          };
        },
      },
    );
  }

  return { view, deposit };
}
export type FundPoolService = ReturnType<typeof createFundPool>;

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
