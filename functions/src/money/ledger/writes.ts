import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add, $remove } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { digestOf } from '../../platform/canonical.ts';
import { shardOf } from '../../platform/ids.ts';
import { type Write, write } from '../../platform/transact.ts';
import { chart, classOf, ledgerShards } from './chart.ts';
import { inTurnKeys, type LedgerItems, storedLegs } from './items.ts';
import { byMark, markPartition, markRef, storedChanges } from './marks.ts';
import {
  type Account,
  amountsFrom,
  assertTransfer,
  balanceChanges,
  type Change,
  chainedContent,
  type TransferInput,
  type TransferState,
} from './rules.ts';

/** The name under which a transfer's own write fails when it is in the books already, or not in the state expected. */
export function transferLabel(transferId: string): string {
  return `transfer ${transferId}`;
}

/** The name under which a posting fails that would take an account with a floor below it. */
export function floorLabel(account: string): string {
  return `floor ${account}`;
}

/** What is available in each account with a floor, more or less after these steps. */
export function availableChanges(changes: readonly Change[]): Map<Account, number> {
  const sums = new Map<Account, number>();
  for (const { transfer, from, to } of changes) {
    for (const [account, totals] of balanceChanges(transfer.legs, from, to)) {
      if (classOf(account).floor !== 'condition') continue;
      sums.set(account, (sums.get(account) ?? 0) + amountsFrom(account, totals).available);
    }
  }
  return sums;
}

/** Steps that go into the books as one, with the writes that belong to them; their mark is made when they are written. */
export type Posting = {
  /** The transfers that it writes. */
  ids: readonly string[];
  changes: readonly Change[];
  writes: readonly Write[];
};

/**
 * Writes to go into somebody's transaction: for each step its transfer, on condition that the id is new or that it is
 * pending; one mark for the steps of a call, from which balances are made behind it; and for an account with a floor
 * what is left to use. Nothing here is written by two postings but the latter, so no other posting waits for another.
 */
export function createLedgerWrites(items: LedgerItems) {
  let stepsWritten = 0;
  let waitsWritten = 0;

  function transferWrite({ transfer, from, to, atMs, reason, waits }: WaitingChange): Write {
    if (from !== null) {
      const update = items.transfers
        .build(UpdateTransaction)
        .item({
          id: transfer.id,
          state: to,
          settledAtMs: atMs,
          ...(reason === null ? {} : { settledReason: reason }),
          // At its end it waits for no turn any more.
          gsi2pk: $remove(),
          gsi2sk: $remove(),
        })
        .options({ condition: { attr: 'state', eq: 'pending' } });
      return write(transferLabel(transfer.id), update);
    }
    assertTransfer(transfer);
    const { id, kind, orderId, byMemberId, legs } = transfer;
    const put = items.transfers
      .build(PutTransaction)
      .item({
        id,
        kind,
        orderId: orderId ?? '',
        ...(transfer.reason === null ? {} : { reason: transfer.reason }),
        ...(byMemberId === undefined ? {} : { byMemberId }),
        atMs: transfer.atMs,
        state: to,
        legs: storedLegs(legs),
        chart: chart.version,
        ...(waits ? waitingAttributes(id, waits) : {}),
      })
      .options({ condition: { attr: 'id', exists: false } });
    return write(transferLabel(id), put);
  }

  function markWrite(changes: readonly Change[]): Write {
    const shard = shardOf(changes[0]?.transfer.id ?? '', ledgerShards);
    const mark = {
      pk: markPartition(shard),
      sk: markRef(changes),
      digest: digestOf(changes.map(chainedContent)),
      changes: storedChanges(changes),
    };
    return write('ledger mark', items.marks.build(PutTransaction).item(mark));
  }

  function floorWrites(changes: readonly Change[]): Write[] {
    return [...availableChanges(changes)].flatMap(([account, change]) => {
      if (change === 0) return [];
      const update = items.available.build(UpdateTransaction).item({ account, available: $add(change) });
      return [
        write(
          floorLabel(account),
          change < 0 ? update.options({ condition: { attr: 'available', gte: 0 - change } }) : update,
        ),
      ];
    });
  }

  function postingOf(changes: readonly WaitingChange[], beside: readonly Write[] = []): Posting {
    return {
      ids: changes.map(({ transfer }) => transfer.id),
      changes,
      writes: [...changes.map(transferWrite), ...beside],
    };
  }

  /** All that is written for these postings, of different transfers: as many steps as fit share a mark. */
  function writesOf(postings: readonly Posting[]): Write[] {
    const changes = postings.flatMap((posting) => posting.changes);
    stepsWritten += changes.length;
    const marks = byMark(changes).map(markWrite);
    return [...postings.flatMap(({ writes }) => writes), ...marks, ...floorWrites(changes)];
  }

  const entering = (transfer: TransferInput, to: TransferState): Posting =>
    postingOf([enteringChange(transfer, to)]);

  /** Posts it; what takes from an account that pays in turn is entered as pending, and waits there. */
  function posting(transfer: TransferInput): Posting {
    const payer = paidInTurnFrom(transfer);
    if (!payer) return entering(transfer, 'posted');
    waitsWritten += 1;
    const waits = { payer, queuedAtMs: transfer.atMs };
    return postingOf([{ ...enteringChange(transfer, 'pending'), waits }]);
  }

  /** The same of one that is pending: it stays so until its turn. */
  function postingPending(transfer: TransferInput, { atMs }: { atMs: number }): Posting {
    const payer = paidInTurnFrom(transfer);
    if (!payer) return postingOf([{ transfer, from: 'pending', to: 'posted', atMs, reason: null }]);
    waitsWritten += 1;
    const update = items.transfers
      .build(UpdateTransaction)
      .item({ id: transfer.id, ...waitingAttributes(transfer.id, { payer, queuedAtMs: atMs }) })
      .options({
        condition: {
          and: [
            { attr: 'state', eq: 'pending' },
            { attr: 'queuedAtMs', exists: false },
          ],
        },
      });
    return { ids: [transfer.id], changes: [], writes: [write(transferLabel(transfer.id), update)] };
  }

  return {
    postingOf,
    writesOf,
    /** How many steps this process has built writes for: more than before means that there may be something to fold. */
    stepsWritten: () => stepsWritten,
    /** How many it has let wait for their turn. */
    waitsWritten: () => waitsWritten,
    /** Posted at once. Refused under `transferLabel(id)` when the id is in the books already. */
    posting,
    /** Pending: set aside, to be posted or voided later. Refused like `posting`. */
    pending: (transfer: TransferInput): Posting => entering(transfer, 'pending'),
    /** Called off before it was ever pending: takes the id, moves nothing. Refused like `posting`. */
    voidedInAdvance: (transfer: TransferInput): Posting => entering(transfer, 'voided'),
    /** A pending transfer becomes posted. Refused under `transferLabel(id)` unless it is pending. */
    postingPending,
    /** A pending transfer is called off, with the reason. Refused under `transferLabel(id)` unless it is pending. */
    voidingPending: (transfer: TransferInput, settlement: { atMs: number; reason: string }): Posting =>
      postingOf([
        { transfer, from: 'pending', to: 'voided', atMs: settlement.atMs, reason: settlement.reason },
      ]),
  };
}
export type LedgerWrites = ReturnType<typeof createLedgerWrites>;

/** The account that pays the transfer in turn: one that it takes from, on balance. */
function paidInTurnFrom(transfer: TransferInput): Account | null {
  for (const [account, change] of balanceChanges(transfer.legs, null, 'posted')) {
    if (classOf(account).floor === 'in_turn' && amountsFrom(account, change).posted < 0) return account;
  }
  return null;
}

/** It waits to be paid by this account. */
type Waits = { payer: Account; queuedAtMs: number };
type WaitingChange = Change & { waits?: Waits };

function waitingAttributes(transferId: string, { payer, queuedAtMs }: Waits) {
  return { queuedAtMs, ...inTurnKeys(payer, transferId, queuedAtMs) };
}

export function enteringChange(transfer: TransferInput, to: TransferState): Change {
  return { transfer, from: null, to, atMs: transfer.atMs, reason: null };
}
