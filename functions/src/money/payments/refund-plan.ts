import { fail, ok, type Result } from '../../platform/result.ts';
import { apportion, type Piece, type Shares, unitShares } from './shares.ts';

/**
 * What of each piece has gone back, or is on its way: units, and the amount by tender. `handedOver`: those of the units
 * that the shopper has, or that are on their way to him; the others will not be handed over.
 */
export type Returned = Readonly<
  Record<
    string,
    {
      quantity: number;
      handedOver?: number;
      /** With what stays here for good. */
      byTender: Readonly<Record<string, number>>;
      keptFen?: number;
    }
  >
>;

/** What is paid, as it was frozen: pieces, and each tender's shares, in the order of use. */
export type FrozenMoney = {
  pieces: readonly Piece[];
  tenders: readonly { tenderId: string; shares: Shares }[];
};

/**
 * Units of a piece, and an amount beyond what they cost; 0 units: the amount alone. `keptFen`: of what the units cost, what
 * stays here, as a fee; it is given back by no later refund either.
 */
export type WantedBack = { id: string; quantity: number; extraFen: number; keptFen?: number };

export type PlannedPiece = {
  id: string;
  quantity: number;
  /** Units of `quantity` whose goods had left when it was asked for; absent: none. */
  handedOver?: number;
  amountFen: number;
  byTender: Record<string, number>;
  /** What stays here of these units for good; absent: nothing. */
  keptByTender?: Record<string, number>;
};
export type RefundPlan = { pieces: PlannedPiece[]; byTender: Record<string, number>; amountFen: number };

/** What has not gone back of a piece, by tender. */
function restByTender({ tenders }: FrozenMoney, returned: Returned, id: string): number[] {
  return tenders.map(({ tenderId, shares }) => (shares[id] ?? 0) - (returned[id]?.byTender[tenderId] ?? 0));
}

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);

/** What could still go back of each piece. */
export function restOf(frozen: FrozenMoney, returned: Returned) {
  return frozen.pieces.map(({ id, quantity }) => ({
    id,
    quantity: quantity - (returned[id]?.quantity ?? 0),
    amountFen: sum(restByTender(frozen, returned, id)),
  }));
}

/** Everything that could still go back. */
export function allThatIsLeft(frozen: FrozenMoney, returned: Returned): WantedBack[] {
  return restOf(frozen, returned).flatMap(({ id, quantity, amountFen }) =>
    quantity > 0
      ? [{ id, quantity, extraFen: 0 }]
      : amountFen > 0
        ? [{ id, quantity: 0, extraFen: amountFen }]
        : [],
  );
}

/**
 * Which tender gets back how much. Units come back over their frozen shares, next unit first; the last unit of a piece
 * brings what is left of it. An amount beyond is divided over what the tenders have left in the piece. So a tender
 * never gets back more than it paid, and all units together give back all of it.
 */
export function planRefund(
  frozen: FrozenMoney,
  returned: Returned,
  wanted: readonly WantedBack[],
): Result<RefundPlan, 'refund_exceeds'> {
  const pieces: PlannedPiece[] = [];
  for (const { id, quantity, extraFen, keptFen = 0 } of wanted) {
    const piece = frozen.pieces.find((candidate) => candidate.id === id);
    const before = returned[id]?.quantity ?? 0;
    const twice = pieces.some((planned) => planned.id === id);
    if (!piece || twice || quantity < 0 || extraFen < 0 || keptFen < 0 || before + quantity > piece.quantity)
      return fail('refund_exceeds');
    const rest = restByTender(frozen, returned, id);
    const units = unitShares(
      piece,
      frozen.tenders.map(({ shares }) => shares[id] ?? 0),
    );
    const last = quantity > 0 && before + quantity === piece.quantity;
    const forUnits = units.map((ofTender, tender) =>
      last
        ? (rest[tender] as number)
        : Math.min(rest[tender] as number, sum(ofTender.slice(before, before + quantity))),
    );
    const left = rest.map((amountFen, tender) => amountFen - (forUnits[tender] as number));
    if (extraFen > sum(left) || keptFen > sum(forUnits)) return fail('refund_exceeds');
    const extra = extraFen > 0 ? apportion(extraFen, left) : left.map(() => 0);
    const kept = keptFen > 0 ? apportion(keptFen, forUnits) : left.map(() => 0);
    const amounts = forUnits.map(
      (amountFen, tender) => amountFen + (extra[tender] as number) - (kept[tender] as number),
    );
    const byTenderOf = (fens: readonly number[]) =>
      Object.fromEntries(
        frozen.tenders.flatMap(({ tenderId }, tender) => (fens[tender] ? [[tenderId, fens[tender]]] : [])),
      );
    pieces.push({
      id,
      quantity,
      amountFen: sum(amounts),
      byTender: byTenderOf(amounts),
      ...(keptFen > 0 ? { keptByTender: byTenderOf(kept) } : {}),
    });
  }
  const byTender: Record<string, number> = {};
  for (const piece of pieces) {
    for (const [tenderId, amountFen] of Object.entries(piece.byTender))
      byTender[tenderId] = (byTender[tenderId] ?? 0) + amountFen;
  }
  return ok({ pieces, byTender, amountFen: sum(Object.values(byTender)) });
}

/** The tally after a refund was written down (`sign` 1) or dropped (-1). */
export function tallied(returned: Returned, pieces: readonly PlannedPiece[], sign: 1 | -1): Returned {
  type Entry = { quantity: number; handedOver: number; byTender: Record<string, number>; keptFen?: number };
  const tally: Record<string, Entry> = {};
  for (const [id, entry] of Object.entries(returned))
    tally[id] = { ...entry, handedOver: entry.handedOver ?? 0, byTender: { ...entry.byTender } };
  for (const { id, quantity, handedOver = 0, byTender, keptByTender = {} } of pieces) {
    const entry = tally[id] ?? { quantity: 0, handedOver: 0, byTender: {} };
    entry.quantity += sign * quantity;
    // One that is back since then does not count any more.
    entry.handedOver = Math.max(0, entry.handedOver + sign * handedOver);
    for (const [tenderId, amountFen] of [...Object.entries(byTender), ...Object.entries(keptByTender)])
      entry.byTender[tenderId] = (entry.byTender[tenderId] ?? 0) + sign * amountFen;
    const keptFen = (entry.keptFen ?? 0) + sign * sum(Object.values(keptByTender));
    if (keptFen > 0) entry.keptFen = keptFen;
    else delete entry.keptFen;
    tally[id] = entry;
  }
  return tally;
}
