/**
 * The rules of the books: which accounts there are, what a transfer is, and what each phase of it does to balances.
 * Double entry with two phases, after TigerBeetle: a transfer is posted at once, or is pending first and then posted
 * or voided. Its legs never change. What was wrong is put right by a reversal that names its reason.
 *
 *     (nothing) ── post ──────► posted
 *     (nothing) ── pend ──────► pending ── post ──► posted
 *                                       └─ void ──► voided
 *     (nothing) ── voidInAdvance ─► voided            called off before it was ever pending: it can no longer be
 */
import { shardOf } from '../../platform/ids.ts';

/** Accounts that every order touches, with the side on which each grows. */
const busyAccounts = {
  /** What HQ owes to those who refer, serve and subsidise. Funded by deposits and the margin of referred orders. */
  'fund-pool': 'credit',
  /** What HQ has put aside for the pool. */
  'hq-cash': 'debit',
  /** What WeChat Pay holds for the brand. */
  'wechat-clearing': 'debit',
  /** Paid by shoppers, not yet handed over. */
  'sales-deferred': 'credit',
  /** Handed over, less what went to the fund pool. */
  sales: 'credit',
  /** Money that came for no order, or for one that did not ask for it: HQ decides where it goes. */
  'unallocated-receipts': 'credit',
  /** Unallocated money that HQ decided to keep. */
  'other-income': 'credit',
  /** HQ's side when goods change hands between HQ and dealers: what it took over from them less what they took. */
  'hq-stock': 'debit',
} as const satisfies Record<string, 'debit' | 'credit'>;

export type BusyAccount = keyof typeof busyAccounts;
/** `commission:<sellerId>`: what is owed to one seller. It may go below zero after a clawback. */
export type CommissionAccount = `commission:${string}`;
/** `owner:<ownerId>`: what HQ owes one dealer for goods and incentives; below zero, what the dealer owes. */
export type OwnerAccount = `owner:${string}`;
/** `courier:<memberId>`: what is owed to one courier for deliveries. */
export type CourierAccount = `courier:${string}`;
export type Account = BusyAccount | CommissionAccount | OwnerAccount | CourierAccount;

/** Shards of a busy account. An order writes one of them, so that 2,000 orders/s are 125 writes/s on an item. */
export const busyShards = 16;
const commissionPattern = /^commission:[0-9A-Za-z_-]{1,64}$/;
const courierPattern = /^courier:[0-9A-Za-z_-]{1,64}$/;
const ownerPattern = /^owner:(?!hq$)[0-9A-Za-z_-]{1,64}$/;

export function commissionAccount(sellerId: string): CommissionAccount {
  const account = `commission:${sellerId}` as const;
  if (!commissionPattern.test(account)) throw new RangeError(`not a seller's id: ${sellerId}`);
  return account;
}

/** A dealer's account; HQ owes itself nothing, so it has none. */
export function ownerAccount(ownerId: string): OwnerAccount {
  const account = `owner:${ownerId}` as const;
  if (!ownerPattern.test(account)) throw new RangeError(`not a dealer's id: ${ownerId}`);
  return account;
}

export function courierAccount(memberId: string): CourierAccount {
  const account = `courier:${memberId}` as const;
  if (!courierPattern.test(account)) throw new RangeError(`not a courier's id: ${memberId}`);
  return account;
}

/** One seller's, one dealer's or one courier's: touched by their own business only, so that one item holds it. */
function isPersonal(account: string): boolean {
  return commissionPattern.test(account) || ownerPattern.test(account) || courierPattern.test(account);
}

/** Reads an account's id; throws on one that is not in the chart of accounts. */
export function normalSide(account: string): 'debit' | 'credit' {
  if (isPersonal(account)) return 'credit';
  if (Object.hasOwn(busyAccounts, account)) return busyAccounts[account as BusyAccount];
  throw new RangeError(`not an account: ${account}`);
}

export function shardsOf(account: string): number {
  return isPersonal(account) ? 1 : busyShards;
}

/** A transfer touches one shard of an account, so no reader ever sees half of it in a balance. */
export function shardFor(account: string, transferId: string): number {
  return shardOf(transferId, shardsOf(account));
}

/** One amount, added to the debits of one account and to the credits of another: so every leg balances by itself. */
export type Leg = { debit: Account; credit: Account; amountFen: number };

export const transferStates = ['pending', 'posted', 'voided'] as const;
export type TransferState = (typeof transferStates)[number];

/** A transfer before it is in the books. */
export type TransferInput = {
  /**
   * Made from its cause, `<kind>:<subject>` or `<kind>:<subject>:<part>`, e.g. `order.captured:<orderId>`: the same
   * cause makes the same id, and the second time is refused. A transfer of an order has the order's id as subject.
   */
  id: string;
  kind: string;
  orderId: string | null;
  /** Why, where a person or a correction caused it; a reversal must have one. */
  reason: string | null;
  /** The member who caused it by hand, for the audit. */
  byMemberId?: string;
  atMs: number;
  legs: readonly Leg[];
};

export type Transfer = TransferInput & {
  state: TransferState;
  /** When a pending transfer was posted or voided; absent on one that never was pending. */
  settledAtMs?: number;
  /** Why a transfer was voided. */
  settledReason?: string;
};

export const maxLegs = 8;
export const maxAmountFen = 100_000_000_000;
const idPattern = /^[a-z][a-z.-]{0,63}:([0-9A-Za-z_-]{1,64})(?::[0-9A-Za-z_-]{1,64})?$/;

/** What a transfer is about: the second part of its id, and the key under which its kin are listed. */
export function subjectOf(transferId: string): string {
  const subject = idPattern.exec(transferId)?.[1];
  if (!subject) throw new RangeError(`not a transfer's id: ${transferId}`);
  return subject;
}

/** Throws unless the transfer may be in the books: a fault here is a bug of the caller. */
export function assertTransfer(transfer: TransferInput): void {
  const subject = subjectOf(transfer.id);
  if (transfer.orderId !== null && transfer.orderId !== subject) {
    throw new RangeError(`${transfer.id} is not an id for order ${transfer.orderId}`);
  }
  if (!Number.isSafeInteger(transfer.atMs) || transfer.atMs < 0) throw new RangeError('atMs');
  if (transfer.legs.length < 1 || transfer.legs.length > maxLegs) {
    throw new RangeError(`${transfer.id} has ${transfer.legs.length} legs`);
  }
  for (const { debit, credit, amountFen } of transfer.legs) {
    normalSide(debit);
    normalSide(credit);
    if (debit === credit) throw new RangeError(`${transfer.id} debits and credits ${debit}`);
    if (!Number.isSafeInteger(amountFen) || amountFen < 1 || amountFen > maxAmountFen) {
      throw new RangeError(`${transfer.id} moves ${amountFen} fen`);
    }
  }
}

/** Totals of one account, or of one shard of it. Debits and credits only ever grow, except pending ones. */
export type Totals = {
  postedDebitsFen: number;
  postedCreditsFen: number;
  pendingDebitsFen: number;
  pendingCreditsFen: number;
};

export const noTotals: Totals = {
  postedDebitsFen: 0,
  postedCreditsFen: 0,
  pendingDebitsFen: 0,
  pendingCreditsFen: 0,
};

export function addTotals(a: Totals, b: Totals): Totals {
  return {
    postedDebitsFen: a.postedDebitsFen + b.postedDebitsFen,
    postedCreditsFen: a.postedCreditsFen + b.postedCreditsFen,
    pendingDebitsFen: a.pendingDebitsFen + b.pendingDebitsFen,
    pendingCreditsFen: a.pendingCreditsFen + b.pendingCreditsFen,
  };
}

/** What a transfer in this state contributes to each of its accounts; a voided one contributes nothing. */
export function contributions(legs: readonly Leg[], state: TransferState): Map<Account, Totals> {
  const totals = new Map<Account, Totals>();
  if (state === 'voided') return totals;
  const [debits, credits] =
    state === 'posted'
      ? (['postedDebitsFen', 'postedCreditsFen'] as const)
      : (['pendingDebitsFen', 'pendingCreditsFen'] as const);
  const add = (account: Account, member: keyof Totals, amountFen: number) => {
    const held = totals.get(account) ?? noTotals;
    totals.set(account, { ...held, [member]: held[member] + amountFen });
  };
  for (const { debit, credit, amountFen } of legs) {
    add(debit, debits, amountFen);
    add(credit, credits, amountFen);
  }
  return totals;
}

/** What going from one state to the next changes in each account; `null` is "not in the books yet". */
export function balanceChanges(
  legs: readonly Leg[],
  from: TransferState | null,
  to: TransferState,
): Map<Account, Totals> {
  const changes = contributions(legs, to);
  if (from !== null) {
    for (const [account, totals] of contributions(legs, from)) {
      changes.set(account, addTotals(changes.get(account) ?? noTotals, negated(totals)));
    }
  }
  return changes;
}

function negated(totals: Totals): Totals {
  return {
    postedDebitsFen: 0 - totals.postedDebitsFen,
    postedCreditsFen: 0 - totals.postedCreditsFen,
    pendingDebitsFen: 0 - totals.pendingDebitsFen,
    pendingCreditsFen: 0 - totals.pendingCreditsFen,
  };
}

/** A balance on the side where the account grows; in and out are pending amounts, not part of `postedFen`. */
export type Balance = { postedFen: number; pendingInFen: number; pendingOutFen: number };

export function balanceFrom(account: string, totals: Totals): Balance {
  return normalSide(account) === 'credit'
    ? {
        postedFen: totals.postedCreditsFen - totals.postedDebitsFen,
        pendingInFen: totals.pendingCreditsFen,
        pendingOutFen: totals.pendingDebitsFen,
      }
    : {
        postedFen: totals.postedDebitsFen - totals.postedCreditsFen,
        pendingInFen: totals.pendingDebitsFen,
        pendingOutFen: totals.pendingCreditsFen,
      };
}

/** The correction of a posted transfer: the same legs the other way round, with the reason. */
export function reversalOf(
  transfer: Pick<TransferInput, 'orderId' | 'legs'>,
  reversal: { id: string; kind: string; reason: string; atMs: number },
): TransferInput {
  if (reversal.reason.trim() === '') throw new RangeError('a reversal needs a reason');
  return {
    ...reversal,
    orderId: transfer.orderId,
    legs: transfer.legs.map(({ debit, credit, amountFen }) => ({ debit: credit, credit: debit, amountFen })),
  };
}

/** Is the transfer in the books the one that was meant? Times may differ: the same cause can be told twice. */
export function sameTransfer(a: TransferInput, b: TransferInput): boolean {
  return (
    a.id === b.id &&
    a.kind === b.kind &&
    a.orderId === b.orderId &&
    a.legs.length === b.legs.length &&
    a.legs.every((leg, i) => {
      const other = b.legs[i];
      return leg.debit === other?.debit && leg.credit === other.credit && leg.amountFen === other.amountFen;
    })
  );
}
