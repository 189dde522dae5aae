/**
 * Which tender paid how much of which piece of an order, and of each single unit of it: whole fen, by the largest
 * remainder, frozen when the order is paid. Pure; knows no kind of tender.
 */

/** A line of an order, or its delivery fee: how many units, and what is paid for all of them. */
export type Piece = { id: string; quantity: number; amountFen: number };

/** What one tender pays of each piece, by the piece's id. */
export type Shares = Readonly<Record<string, number>>;

/**
 * Divides `totalFen` in the proportion of `weights`: each gets its share rounded down, and the fen that are left go
 * to the largest remainders, earlier ones first. No part is larger than its weight when the total is no larger than
 * the sum of the weights.
 */
export function apportion(totalFen: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (totalFen === 0) return weights.map(() => 0);
  if (sum <= 0) throw new RangeError(`${totalFen} fen in no proportion`);
  const heaviest = Math.max(...weights);
  // Exact either way; the usual amounts need no wide arithmetic.
  const isSmall = totalFen * heaviest <= Number.MAX_SAFE_INTEGER;
  const divided = weights.map((weight) => {
    if (isSmall) {
      const product = totalFen * weight;
      return { part: Math.floor(product / sum), remainder: product % sum };
    }
    const product = BigInt(totalFen) * BigInt(weight);
    return { part: Number(product / BigInt(sum)), remainder: Number(product % BigInt(sum)) };
  });
  const parts = divided.map(({ part }) => part);
  const remainders = divided.map(({ remainder }, index) => ({ index, remainder }));
  remainders.sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  const left = totalFen - parts.reduce((done, part) => done + part, 0);
  for (const { index } of remainders.slice(0, left)) parts[index] = (parts[index] as number) + 1;
  return parts;
}

/**
 * Tender after tender, in the order of their use, over what the ones before left of each piece; so the last one pays
 * exactly the rest, no piece is paid more than once, and none below zero.
 */
export function freezeShares(
  pieces: readonly Piece[],
  tenders: readonly { tenderId: string; amountFen: number }[],
): Map<string, Shares> {
  const owed = pieces.reduce((sum, { amountFen }) => sum + amountFen, 0);
  const paid = tenders.reduce((sum, { amountFen }) => sum + amountFen, 0);
  if (owed !== paid) throw new RangeError(`${paid} fen of tenders for ${owed} fen`);
  const byTender = divide(
    pieces.map(({ amountFen }) => amountFen),
    tenders.map(({ amountFen }) => amountFen),
  );
  return new Map(
    tenders.map(({ tenderId }, tender) => [
      tenderId,
      Object.fromEntries(pieces.map(({ id }, piece) => [id, byTender[tender]?.[piece] ?? 0])),
    ]),
  );
}

/** Of a piece, what each tender pays of each unit: `[tender][unit]`. */
export function unitShares(
  { quantity, amountFen }: Pick<Piece, 'quantity' | 'amountFen'>,
  shares: readonly number[],
): number[][] {
  const units = apportion(
    amountFen,
    Array.from({ length: quantity }, () => 1),
  );
  return divide(units, shares);
}

/** Columns one after the other over what is left of the rows; the sums of both must be the same. */
function divide(rows: readonly number[], columns: readonly number[]): number[][] {
  let left = [...rows];
  return columns.map((amountFen) => {
    const parts = apportion(amountFen, left);
    left = left.map((rest, row) => rest - (parts[row] as number));
    return parts;
  });
}
