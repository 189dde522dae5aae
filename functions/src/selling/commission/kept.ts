import type { Credit } from '@jindian/shared/events/parts';

type Rows = Credit['byLine'];
type Kept = { amountFen: number; byLine: Rows };

/** What is left of an amount that a line earned by its base, once so much of the base was refunded. */
export function keptOf(amount: number, baseFen: number, refundedFen: number) {
  const leftFen = Math.max(0, baseFen - refundedFen);
  return {
    leftFen,
    amount: baseFen === 0 ? 0 : Number((BigInt(amount) * BigInt(leftFen)) / BigInt(baseFen)),
  };
}

/**
 * What is left of a commission after refunds, in proportion and rounded down by line: nothing when everything was
 * refunded, all of it when nothing was. What a refund takes back is the difference before and after it, so that all
 * refunds together take back exactly what was earned, however they are divided.
 */
export function keptCommission(
  { byLine }: Pick<Credit, 'byLine'>,
  refundedFen: ReadonlyMap<string, number>,
): Kept {
  const rows = byLine.map(({ lineId, categoryId, part, payeeId, baseFen, basisPoints, amountFen }) => {
    const { leftFen, amount } = keptOf(amountFen, baseFen, refundedFen.get(lineId) ?? 0);
    const whom = { ...(part ? { part } : {}), ...(payeeId ? { payeeId } : {}) };
    return { lineId, categoryId, ...whom, baseFen: leftFen, basisPoints, amountFen: amount };
  });
  return { amountFen: rows.reduce((sum, { amountFen }) => sum + amountFen, 0), byLine: rows };
}

/** What a refund takes back: the lines that it touches, with their base. */
export function commissionBack(
  attribution: Pick<Credit, 'byLine'>,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Kept {
  const was = keptCommission(attribution, before);
  const is = keptCommission(attribution, after);
  const byLine = was.byLine.flatMap((row, index) => {
    const now = is.byLine[index] as (typeof is.byLine)[number];
    const baseFen = row.baseFen - now.baseFen;
    return baseFen > 0 ? [{ ...row, baseFen, amountFen: row.amountFen - now.amountFen }] : [];
  });
  return { amountFen: was.amountFen - is.amountFen, byLine };
}
