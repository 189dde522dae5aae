/** Money is whole fen everywhere; only a screen turns it into yuan. */

/** Fen as yuan text: `formatYuan(129900)` is "¥1,299.00". */
export function formatYuan(amountFen: number): string {
  const sign = amountFen < 0 ? '-' : '';
  const fen = Math.abs(amountFen);
  const yuan = String(Math.trunc(fen / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}¥${yuan}.${String(fen % 100).padStart(2, '0')}`;
}

/** A share in basis points (1/100 of a percent), rounded down so that shares never exceed the whole. */
export function shareFen(amountFen: number, basisPoints: number): number {
  return Math.floor((amountFen * basisPoints) / 10_000);
}
