import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { type Write, write } from '../../platform/transact.ts';
import type { LedgerItems } from './items.ts';
import {
  assertTransfer,
  balanceChanges,
  shardFor,
  type Transfer,
  type TransferInput,
  type TransferState,
} from './rules.ts';

/** The name under which a transfer's own write fails when it is in the books already, or not in the state expected. */
export function transferLabel(transferId: string): string {
  return `transfer ${transferId}`;
}

/**
 * Writes to go into somebody's transaction. One transfer for each account shard and transaction: DynamoDB takes no
 * two writes on one item, and two transfers may share a shard; several amounts of one cause are legs of one transfer.
 */
export function createLedgerWrites(items: LedgerItems) {
  function enter(transfer: TransferInput, state: TransferState): Write[] {
    assertTransfer(transfer);
    const { id, kind, orderId, reason, byMemberId, atMs, legs } = transfer;
    const put = items.transfers
      .build(PutTransaction)
      .item({
        id,
        kind,
        orderId: orderId ?? '',
        ...(reason === null ? {} : { reason }),
        ...(byMemberId === undefined ? {} : { byMemberId }),
        atMs,
        state,
        legs: [...legs],
      })
      .options({ condition: { attr: 'id', exists: false } });
    return [write(transferLabel(id), put), ...entryWrites(transfer), ...totalWrites(transfer, null, state)];
  }

  function entryWrites({ id, atMs, legs }: TransferInput): Write[] {
    return legs.flatMap(({ debit, credit }, leg) =>
      [debit, credit].map((account) =>
        write(
          `entry ${account}`,
          items.entries
            .build(PutTransaction)
            .item({ account, shard: shardFor(account, id), atMs, transferId: id, leg }),
        ),
      ),
    );
  }

  function totalWrites({ id, legs }: TransferInput, from: TransferState | null, to: TransferState): Write[] {
    return [...balanceChanges(legs, from, to)].map(([account, change]) =>
      write(
        `balance ${account}`,
        items.balances.build(UpdateTransaction).item({
          account,
          shard: shardFor(account, id),
          postedDebitsFen: $add(change.postedDebitsFen),
          postedCreditsFen: $add(change.postedCreditsFen),
          pendingDebitsFen: $add(change.pendingDebitsFen),
          pendingCreditsFen: $add(change.pendingCreditsFen),
        }),
      ),
    );
  }

  function settle(
    transfer: TransferInput,
    to: 'posted' | 'voided',
    settlement: { atMs: number; reason?: string },
  ): Write[] {
    const update = items.transfers
      .build(UpdateTransaction)
      .item({
        id: transfer.id,
        state: to,
        settledAtMs: settlement.atMs,
        ...(settlement.reason === undefined ? {} : { settledReason: settlement.reason }),
      })
      .options({ condition: { attr: 'state', eq: 'pending' } });
    return [write(transferLabel(transfer.id), update), ...totalWrites(transfer, 'pending', to)];
  }

  return {
    /** Posted at once. Refused under `transferLabel(id)` when the id is in the books already. */
    postWrites: (transfer: TransferInput): Write[] => enter(transfer, 'posted'),
    /** Pending: set aside, to be posted or voided later. Refused like `postWrites`. */
    pendWrites: (transfer: TransferInput): Write[] => enter(transfer, 'pending'),
    /** Called off before it was ever pending: takes the id, moves nothing. Refused like `postWrites`. */
    voidInAdvanceWrites: (transfer: TransferInput): Write[] => enter(transfer, 'voided'),
    /** A pending transfer becomes posted. Refused under `transferLabel(id)` unless it is pending. */
    postPendingWrites: (transfer: Transfer | TransferInput, settlement: { atMs: number }): Write[] =>
      settle(transfer, 'posted', settlement),
    /** A pending transfer is called off, with the reason. Refused under `transferLabel(id)` unless it is pending. */
    voidPendingWrites: (
      transfer: Transfer | TransferInput,
      settlement: { atMs: number; reason: string },
    ): Write[] => settle(transfer, 'voided', settlement),
  };
}
export type LedgerWrites = ReturnType<typeof createLedgerWrites>;
