/** Money is whole fen everywhere; only a screen turns it into yuan. */

/** Fen as yuan text: `formatYuan(129900)` is "¥1,299.00". */
export function formatYuan(amountFen: number): string {
  const sign = amountFen < 0 ? '-' : '';
  const fen = Math.abs(amountFen);
  const yuan = String(Math.trunc(fen / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}¥${yuan}.${String(fen % 100).padStart(2, '0')}`;
}

/** Fen as a person types yuan: `8`, `8.50`. */
export function typedYuan(fen: number): string {
  return fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2);
}

/** Yuan as a person types them (`1200`, `1,200.50`) in fen; null when that is not an amount. */
export function readYuan(text: string): number | null {
  const plain = text
    .trim()
    .replace(/[,\uff0c\s]/g, '')
    .replace(/^[\u00a5\uffe5]/, '');
  const parts = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(plain);
  if (!parts) return null;
  return Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
}

/** A share in basis points (1/100 of a percent), rounded down so that shares never exceed the whole. */
export function shareFen(amountFen: number, basisPoints: number): number {
  return Math.floor((amountFen * basisPoints) / 10_000);
}
