import type { Page } from '@jindian/shared/contract/common';
import type { PostingView } from '@jindian/shared/contract/hq';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import type { Clock } from '../../platform/clock.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import { failureOf, transact, type Write } from '../../platform/transact.ts';
import { createLedgerItems } from './items.ts';
import { createLedgerReads } from './reads.ts';
import { sameTransfer, type Transfer, type TransferInput } from './rules.ts';
import { createLedgerVerification } from './verify.ts';
import { createLedgerWrites, transferLabel } from './writes.ts';

/** `already`: it was in the books before, and nothing was changed. `busy`: too many at once, may be tried again. */
export type EntryOutcome = 'applied' | 'already' | 'busy';

/** `absent`: no such transfer. `refused`: it went the other way, or was never pending. */
export type SettlementOutcome = EntryOutcome | 'absent' | 'refused';

/**
 * The books. Each transfer is one transaction: the transfer itself on condition that its id is new, an entry for each
 * account it touches, and the accounts' totals. So a balance is at all times the sum of its postings.
 */
export function createLedger(deps: { table: JindianTable; clock: Clock }) {
  const { table, clock } = deps;
  const items = createLedgerItems(table);
  const writes = createLedgerWrites(items);
  const reads = createLedgerReads({ table, items });
  const verification = createLedgerVerification({ table, items });

  /** The transfer as it stands, read consistently. */
  async function find(transferId: string): Promise<Transfer | null> {
    const { Item } = await items.transfers
      .build(GetItemCommand)
      .key({ id: transferId })
      .options({ consistent: true })
      .send();
    return Item ? reads.toTransfer(Item) : null;
  }

  async function enter(transfer: TransferInput, ledgerWrites: Write[], beside: readonly Write[]) {
    const result = await transact(table, [...ledgerWrites, ...beside]);
    if (result.kind === 'done') return 'applied' as const;
    if (result.kind === 'busy') return 'busy' as const;
    if (!failureOf(result, transferLabel(transfer.id))) {
      throw new Error(`${transfer.id}: ${result.failed.map(({ label }) => label).join(', ')} refused`);
    }
    const there = await find(transfer.id);
    if (!there || !sameTransfer(there, transfer)) {
      throw new Error(`${transfer.id} is in the books with another content`);
    }
    return 'already' as const;
  }

  async function settle(
    transferId: string,
    to: 'posted' | 'voided',
    build: (transfer: Transfer) => Write[],
  ): Promise<SettlementOutcome> {
    const before = await find(transferId);
    if (!before) return 'absent';
    if (before.state !== 'pending') return settledOutcome(before, to);
    const result = await transact(table, build(before));
    if (result.kind === 'done') return 'applied';
    if (result.kind === 'busy') return 'busy';
    const after = await find(transferId);
    return after ? settledOutcome(after, to) : 'absent';
  }

  return {
    ...writes,
    balanceOf: reads.balanceOf,
    postingsOfOrder: reads.postingsOfOrder,
    transfersById: reads.transfersById,
    verifyLedger: verification.verifyLedger,
    find,

    /** Posts at once; `beside` are writes of the caller that must happen with it or not at all. */
    post: (transfer: TransferInput, beside: readonly Write[] = []): Promise<EntryOutcome> =>
      enter(transfer, writes.postWrites(transfer), beside),
    /** Enters it as pending. `already` says only that the id is taken: look at its state with `find`. */
    pend: (transfer: TransferInput, beside: readonly Write[] = []): Promise<EntryOutcome> =>
      enter(transfer, writes.pendWrites(transfer), beside),
    /** Makes sure that it can never become pending, when it is not in the books yet. */
    voidInAdvance: (transfer: TransferInput, beside: readonly Write[] = []): Promise<EntryOutcome> =>
      enter(transfer, writes.voidInAdvanceWrites(transfer), beside),

    settlePending: (transferId: string, atMs: number = clock.nowMs()): Promise<SettlementOutcome> =>
      settle(transferId, 'posted', (transfer) => writes.postPendingWrites(transfer, { atMs })),
    voidPending: (
      transferId: string,
      reason: string,
      atMs: number = clock.nowMs(),
    ): Promise<SettlementOutcome> =>
      settle(transferId, 'voided', (transfer) => writes.voidPendingWrites(transfer, { atMs, reason })),

    /** An account's statement, newest first, at most 50 a page. Refuses a cursor that no page gave. */
    async postingsOf(
      account: string,
      page: { limit: number; cursor?: string | undefined },
    ): Promise<Result<Page<PostingView>, 'invalid_request'>> {
      const found = await reads.postingsOf(account, page);
      return found ? ok(found) : fail('invalid_request', { detail: 'cursor' });
    },
  };
}
export type Ledger = ReturnType<typeof createLedger>;

function settledOutcome(transfer: Transfer, to: 'posted' | 'voided'): SettlementOutcome {
  if (transfer.state === 'pending') return 'busy';
  return transfer.state === to && transfer.settledAtMs !== undefined ? 'already' : 'refused';
}
