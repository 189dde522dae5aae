/**
 * The rules of the books: what a transfer is, and what each phase of it does to balances. Double entry with two phases,
 * after TigerBeetle: a transfer is posted at once, or is pending first and then posted or voided. Its legs never
 * change. What was wrong is put right by a reversal that names its reason.
 *
 *     (nothing) ── post ──────► posted
 *     (nothing) ── pend ──────► pending ── post ──► posted
 *                                       └─ void ──► voided
 *     (nothing) ── voidInAdvance ─► voided            called off before it was ever pending: it can no longer be
 */
import { type Account, classOf, type FenAccount, type PointsAccount } from './chart.ts';

export {
  type Account,
  commissionAccount,
  courierAccount,
  type FenAccount,
  owedPointsAccount,
  ownerAccount,
  type PointsAccount,
  pointsAccount,
  promisedPointsAccount,
  storedAccount,
} from './chart.ts';

/** One amount, added to the debits of one account and to the credits of another: so every leg balances by itself. */
export type FenLeg = { debit: FenAccount; credit: FenAccount; amountFen: number };
export type PointsLeg = { debit: PointsAccount; credit: PointsAccount; points: number };
export type Leg = FenLeg | PointsLeg;

export function amountOf(leg: Leg): number {
  return 'points' in leg ? leg.points : leg.amountFen;
}

export const transferStates = ['pending', 'posted', 'voided'] as const;
export type TransferState = (typeof transferStates)[number];

/** A transfer before it is in the books. */
export type TransferInput<L extends Leg = Leg> = {
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
  legs: readonly L[];
};

export type Transfer = TransferInput & {
  state: TransferState;
  /** Since when it waits for its turn to be paid: it is decided, and pending until the money is there. */
  queuedAtMs?: number;
  /** When a pending transfer was posted or voided; absent on one that never was pending. */
  settledAtMs?: number;
  /** Why a transfer was voided. */
  settledReason?: string;
};

/** A step of a transfer: into the books (`from` null), or from pending to its end. */
export type Change = {
  transfer: TransferInput;
  from: 'pending' | null;
  to: TransferState;
  /** When: a settlement has a time of its own. */
  atMs: number;
  reason: string | null;
};

export const maxLegs = 8;
export const maxAmount = 100_000_000_000;
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
  for (const leg of transfer.legs) {
    const asset = 'points' in leg ? 'points' : 'fen';
    for (const account of [leg.debit, leg.credit]) {
      if (classOf(account).asset !== asset)
        throw new RangeError(`${transfer.id}: ${account} holds no ${asset}`);
    }
    if (leg.debit === leg.credit) throw new RangeError(`${transfer.id} debits and credits ${leg.debit}`);
    const amount = amountOf(leg);
    if (!Number.isSafeInteger(amount) || amount < 1 || amount > maxAmount) {
      throw new RangeError(`${transfer.id} moves ${amount} ${asset}`);
    }
  }
}

/** Totals of one account, or of one shard of it, in its asset. Debits and credits only ever grow, except pending ones. */
export type Totals = {
  postedDebits: number;
  postedCredits: number;
  pendingDebits: number;
  pendingCredits: number;
};

export const noTotals: Totals = { postedDebits: 0, postedCredits: 0, pendingDebits: 0, pendingCredits: 0 };

export function addTotals(a: Totals, b: Totals): Totals {
  return {
    postedDebits: a.postedDebits + b.postedDebits,
    postedCredits: a.postedCredits + b.postedCredits,
    pendingDebits: a.pendingDebits + b.pendingDebits,
    pendingCredits: a.pendingCredits + b.pendingCredits,
  };
}

function negated(totals: Totals): Totals {
  return {
    postedDebits: 0 - totals.postedDebits,
    postedCredits: 0 - totals.postedCredits,
    pendingDebits: 0 - totals.pendingDebits,
    pendingCredits: 0 - totals.pendingCredits,
  };
}

/** What a transfer in this state contributes to each of its accounts; a voided one contributes nothing. */
export function contributions(legs: readonly Leg[], state: TransferState): Map<Account, Totals> {
  const totals = new Map<Account, Totals>();
  if (state === 'voided') return totals;
  const [debits, credits] =
    state === 'posted'
      ? (['postedDebits', 'postedCredits'] as const)
      : (['pendingDebits', 'pendingCredits'] as const);
  const add = (account: Account, member: keyof Totals, amount: number) => {
    const held = totals.get(account) ?? noTotals;
    totals.set(account, { ...held, [member]: held[member] + amount });
  };
  for (const leg of legs) {
    add(leg.debit, debits, amountOf(leg));
    add(leg.credit, credits, amountOf(leg));
  }
  return totals;
}

/**
 * What going from one state to the next changes in each account of the transfer; `null` is "not in the books yet".
 * Every account of the legs is in it, also where nothing changes: its statement names the transfer.
 */
export function balanceChanges(
  legs: readonly Leg[],
  from: TransferState | null,
  to: TransferState,
): Map<Account, Totals> {
  const changes = new Map<Account, Totals>();
  for (const { debit, credit } of legs) changes.set(debit, noTotals).set(credit, noTotals);
  for (const [account, totals] of contributions(legs, to)) changes.set(account, totals);
  if (from !== null) {
    for (const [account, totals] of contributions(legs, from)) {
      changes.set(account, addTotals(changes.get(account) ?? noTotals, negated(totals)));
    }
  }
  return changes;
}

/**
 * What an account holds, on the side where it grows. Pending amounts are not part of `posted`; available is what may
 * be used: what came in for good, less everything that went or is held to go.
 */
export type Amounts = { posted: number; pendingIn: number; pendingOut: number; available: number };

export function amountsFrom(account: string, totals: Totals): Amounts {
  const { postedDebits, postedCredits, pendingDebits, pendingCredits } = totals;
  const isCredit = classOf(account).normal === 'credit';
  const posted = isCredit ? postedCredits - postedDebits : postedDebits - postedCredits;
  const [pendingIn, pendingOut] = isCredit
    ? [pendingCredits, pendingDebits]
    : [pendingDebits, pendingCredits];
  return { posted, pendingIn, pendingOut, available: posted - pendingOut };
}

/** The same of an account that holds money. */
export type Balance = {
  postedFen: number;
  pendingInFen: number;
  pendingOutFen: number;
  availableFen: number;
};

export function balanceFrom(account: string, totals: Totals): Balance {
  if (classOf(account).asset !== 'fen') throw new RangeError(`${account} holds no fen`);
  const { posted, pendingIn, pendingOut, available } = amountsFrom(account, totals);
  return {
    postedFen: posted,
    pendingInFen: pendingIn,
    pendingOutFen: pendingOut,
    availableFen: available,
  };
}

/** The correction of a posted transfer: the same legs the other way round, with the reason. */
export function reversalOf<L extends Leg>(
  transfer: Pick<TransferInput<L>, 'orderId' | 'legs'>,
  reversal: { id: string; kind: string; reason: string; atMs: number },
): TransferInput<L> {
  if (reversal.reason.trim() === '') throw new RangeError('a reversal needs a reason');
  return { ...reversal, orderId: transfer.orderId, legs: transfer.legs.map((leg) => turned(leg)) };
}

export function turned<L extends Leg>(leg: L): L {
  return { ...leg, debit: leg.credit, credit: leg.debit };
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
      return (
        other !== undefined &&
        leg.debit === other.debit &&
        leg.credit === other.credit &&
        'points' in leg === 'points' in other &&
        amountOf(leg) === amountOf(other)
      );
    })
  );
}

/** What of a step is chained: all that was said, and nothing that a later step changes. */
export function chainedContent({ transfer, from, to, atMs, reason }: Change): unknown {
  if (from !== null) return { id: transfer.id, to, atMs, reason };
  const { id, kind, orderId, byMemberId, legs } = transfer;
  return {
    id,
    kind,
    orderId,
    reason: transfer.reason,
    byMemberId,
    to,
    atMs: transfer.atMs,
    legs: legs.map((leg) => ({ ...leg })),
  };
}

/** The steps that a transfer has made, as far as it has come. */
export function changesOf(transfer: Transfer): Change[] {
  const { state, queuedAtMs: _, settledAtMs, settledReason, ...input } = transfer;
  const settled = settledAtMs !== undefined;
  const first: Change = {
    transfer: input,
    from: null,
    to: settled ? 'pending' : state,
    atMs: input.atMs,
    reason: null,
  };
  if (!settled) return [first];
  return [
    first,
    { transfer: input, from: 'pending', to: state, atMs: settledAtMs, reason: settledReason ?? null },
  ];
}
