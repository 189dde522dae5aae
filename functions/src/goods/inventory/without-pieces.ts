import type { LevelPart } from './level-item.ts';
import { type PieceKey, partKey } from './rules.ts';

/** The parts of levels without pieces that something else takes already: of several lines, each takes what the others leave. */
export function withoutPieces(
  parts: readonly LevelPart[],
  piece: PieceKey,
  onHand: number,
  reserved: number,
): LevelPart[] {
  const less = <Stock extends { onHand: number; reserved: number; available: number }>(
    stock: Stock,
  ): Stock => ({
    ...stock,
    onHand: stock.onHand - onHand,
    reserved: stock.reserved - reserved,
    available: stock.available - onHand + reserved,
  });
  return parts.map((part) =>
    partKey(part) === partKey(piece)
      ? { ...less(part), lots: part.lots.map((one) => (one.lot === piece.lot ? less(one) : one)) }
      : part,
  );
}
