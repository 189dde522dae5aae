/** What is left of a seller's caps, and what that makes of an order: pure, whole fen. */
import { type FrozenAttribution, partOf } from '../frozen.ts';
import type { SellerCaps } from '../rules/compile.ts';
import { limited } from '../rules/judge.ts';

/** What was counted for the seller so far. */
export type Used = { dayFen: number; monthFen: number };

/** Of what the order pays, what its seller gets for having sold it: only that is counted, and only that is cut. */
export function ownFen({
  byLine,
}: {
  byLine: readonly Pick<FrozenAttribution['byLine'][number], 'part' | 'amountFen'>[];
}): number {
  return byLine.reduce((sum, row) => sum + (partOf(row) === 'seller' ? row.amountFen : 0), 0);
}

/** The seller's rows within what is left of both caps; what is cut goes to nobody. */
export function withinCaps(frozen: FrozenAttribution, caps: SellerCaps, used: Used): FrozenAttribution {
  const left = (capFen: number | undefined, usedFen: number) =>
    capFen === undefined ? Number.POSITIVE_INFINITY : Math.max(0, capFen - usedFen);
  const [ofDay, ofMonth] = [left(caps.dayFen, used.dayFen), left(caps.monthFen, used.monthFen)];
  const mostFen = Math.min(ofDay, ofMonth);
  if (ownFen(frozen) <= mostFen) return frozen;
  const own = frozen.byLine.filter((row) => partOf(row) === 'seller');
  const cut = limited(own, mostFen, ofMonth <= ofDay ? 'seller_month_cap' : 'seller_day_cap');
  const byLine = frozen.byLine.map((row) => cut[own.indexOf(row)] ?? row);
  return { ...frozen, byLine, commissionFen: byLine.reduce((sum, { amountFen }) => sum + amountFen, 0) };
}
