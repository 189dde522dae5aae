import { fail, ok, type Result } from '../../platform/result.ts';
import { apportion, type Piece, type Shares, unitShares } from './shares.ts';

/**
 * What of each piece has gone back, or is on its way: units, and the amount by tender. `handedOver`: those of the units
 * that the shopper has, or that are on their way to him; the others will not be handed over.
 */
export type Returned = Readonly<
  Record<string, { quantity: number; handedOver?: number; byTender: Readonly<Record<string, number>> }>
>;

/** What is paid, as it was frozen: pieces, and each tender's shares, in the order of use. */
export type FrozenMoney = {
  pieces: readonly Piece[];
  tenders: readonly { tenderId: string; shares: Shares }[];
};

/** Units of a piece, and an amount beyond what they cost; 0 units: the amount alone. */
export type WantedBack = { id: string; quantity: number; extraFen: number };

export type PlannedPiece = {
  id: string;
  quantity: number;
  /** Units of `quantity` whose goods had left when it was asked for; absent: none. */
  handedOver?: number;
  amountFen: number;
  byTender: Record<string, number>;
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
  for (const { id, quantity, extraFen } of wanted) {
    const piece = frozen.pieces.find((candidate) => candidate.id === id);
    const before = returned[id]?.quantity ?? 0;
    const twice = pieces.some((planned) => planned.id === id);
    if (!piece || twice || quantity < 0 || extraFen < 0 || before + quantity > piece.quantity)
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
    if (extraFen > sum(left)) return fail('refund_exceeds');
    const extra = extraFen > 0 ? apportion(extraFen, left) : left.map(() => 0);
    const amounts = forUnits.map((amountFen, tender) => amountFen + (extra[tender] as number));
    pieces.push({
      id,
      quantity,
      amountFen: sum(amounts),
      byTender: Object.fromEntries(
        frozen.tenders.flatMap(({ tenderId }, tender) =>
          amounts[tender] ? [[tenderId, amounts[tender]]] : [],
        ),
      ),
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
  const tally: Record<string, { quantity: number; handedOver: number; byTender: Record<string, number> }> =
    {};
  for (const [id, { quantity, handedOver = 0, byTender }] of Object.entries(returned))
    tally[id] = { quantity, handedOver, byTender: { ...byTender } };
  for (const { id, quantity, handedOver = 0, byTender } of pieces) {
    const entry = tally[id] ?? { quantity: 0, handedOver: 0, byTender: {} };
    entry.quantity += sign * quantity;
    // One that is back since then does not count any more.
    entry.handedOver = Math.max(0, entry.handedOver + sign * handedOver);
    for (const [tenderId, amountFen] of Object.entries(byTender))
      entry.byTender[tenderId] = (entry.byTender[tenderId] ?? 0) + sign * amountFen;
    tally[id] = entry;
  }
  return tally;
}
