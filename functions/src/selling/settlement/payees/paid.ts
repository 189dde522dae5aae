/** What somebody was paid, by month and by what they were then: whoever withholds goes by it, and the tax report. Pure. */
import type { PayeeKind } from '@jindian/shared/contract/money/withholding';

export type PaidMonth = {
  month: string;
  /** Absent: of before it was kept, or of all kinds. */
  kind?: PayeeKind | undefined;
  /** Payouts; those that came back are none. */
  count?: number | undefined;
  grossFen: number;
  withheldFen: number;
  /** As the last payment of it was taxed, with all before it; absent where one came back since. */
  tax?: { incomeFen: number; taxableFen: number; basisPoints: number } | undefined;
};

/** What was withheld longer ago is one sum, so that all of it is what the books hold. */
export const longAgo = '0000-00';

const isSame = (one: PaidMonth, other: PaidMonth) =>
  one.month === other.month && (one.kind ?? other.kind) === (other.kind ?? one.kind);

function added(paid: readonly PaidMonth[], more: PaidMonth): PaidMonth[] {
  const there = paid.find((one) => isSame(one, more));
  const kind = more.kind ?? there?.kind;
  const sum: PaidMonth = {
    month: more.month,
    ...(kind === undefined ? {} : { kind }),
    count: (there?.count ?? 0) + (more.count ?? 0),
    grossFen: (there?.grossFen ?? 0) + more.grossFen,
    withheldFen: (there?.withheldFen ?? 0) + more.withheldFen,
    ...(more.tax === undefined ? {} : { tax: more.tax }),
  };
  return [...paid.filter((one) => one !== there), sum];
}

/** What was paid this year and the one before, with this much more (or less, where it came back). */
export function paidWith(paid: readonly PaidMonth[], more: PaidMonth): PaidMonth[] {
  const lastYear = String(Number(more.month.slice(0, 4)) - 1);
  const all = added(paid, more);
  const old = all.filter(({ month }) => month < lastYear);
  return old
    .reduce<PaidMonth[]>(
      (kept, { count, grossFen, withheldFen }) =>
        added(kept, { month: longAgo, count, grossFen, withheldFen }),
      all.filter((one) => !old.includes(one)),
    )
    .filter(({ grossFen }) => grossFen !== 0)
    .sort((a, b) => (a.month < b.month ? -1 : 1));
}

/** As withholding wants it: of one year, up to a month, and nothing that another way of paying taxed. */
export function paidBefore(paid: readonly PaidMonth[], month: string) {
  return paid
    .filter(
      (one) =>
        one.month.slice(0, 4) === month.slice(0, 4) &&
        one.month <= month &&
        (one.kind === undefined || one.kind === 'individual'),
    )
    .map(({ grossFen, withheldFen, month: of }) => ({ grossFen, withheldFen, month: Number(of.slice(5)) }));
}
