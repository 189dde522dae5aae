import type { LotKey } from './lots.ts';
import { type LevelDelta, type StockAllocation, takeFromParts } from './rules.ts';
import { piecesOf } from './settle.ts';
import type { LevelPart } from './store.ts';

/** Where a sold piece lies. */
export function placeIn(bucket: number, lot: LotKey | undefined) {
  return { ...(bucket === 0 ? {} : { bucket }), ...(lot === undefined ? {} : { lot }) };
}

/** Pieces of one level, free or held: of one lot, or of all, what has none first. */
export function takeUpTo(
  level: readonly LevelPart[],
  lot: LotKey | undefined,
  wanted: number,
  of: 'available' | 'reserved',
) {
  const entriesOf = (one: LotKey | undefined) =>
    piecesOf(level, one).map((piece) => ({
      bucket: piece.bucket,
      available: piece[of],
      ...(one === undefined ? {} : { lot: one }),
    }));
  const takeFrom = (entries: ReturnType<typeof entriesOf>, most: number) => {
    const has = entries.reduce((sum, { available }) => sum + Math.max(0, available), 0);
    const some = Math.min(most, has);
    return some > 0 ? takeFromParts(entries, some, () => 0) : [];
  };
  if (lot !== undefined) return takeFrom(entriesOf(lot), wanted);
  // Of a tracked SKU nobody is offered what has no lot: it goes first.
  const without = takeFrom(entriesOf(undefined), wanted);
  const left = without.reduce((sum, { quantity }) => sum - quantity, wanted);
  const lots = [...new Set(level.flatMap((part) => part.lots.map((one) => one.lot)))];
  return [...without, ...takeFrom(lots.flatMap(entriesOf), left)];
}

/** As of when somebody last said what of it is there; 0: nobody has. Of several lots, the one nobody spoke of for longest. */
export function lastFigure(level: readonly LevelPart[], lot: LotKey | undefined): number {
  const own = level.find(({ bucket }) => bucket === 0);
  if (!own) return 0;
  if (lot !== undefined) return own.lots.find((one) => one.lot === lot)?.asOfMs ?? 0;
  const times = own.lots.map(({ asOfMs = 0 }) => asOfMs);
  return times.length === 0 ? (own.asOfMs ?? 0) : Math.min(...times);
}

/** Of what was to be lost, as much as orders gave up. Takes it from `given`. */
export function takeLost(held: readonly StockAllocation[], given: StockAllocation[]): LevelDelta[] {
  return held.flatMap(({ quantity, ...piece }) => {
    let wanted = quantity;
    for (const one of given) {
      if (one.ownerId !== piece.ownerId || one.bucket !== piece.bucket || one.lot !== piece.lot) continue;
      const some = Math.min(wanted, one.quantity);
      one.quantity -= some;
      wanted -= some;
    }
    const taken = quantity - wanted;
    return taken > 0 ? [{ ...piece, onHandDelta: -taken, reservedDelta: 0 }] : [];
  });
}

/** Each holds for the item as it was read. */
export function pinned(lines: readonly LevelDelta[], parts: readonly LevelPart[]): LevelDelta[] {
  return lines.map((line) => {
    const part = parts.find(
      ({ skuId, ownerId, condition, bucket }) =>
        skuId === line.skuId &&
        ownerId === line.ownerId &&
        condition === line.condition &&
        bucket === (line.bucket ?? 0),
    );
    return part ? { ...line, seenVersion: part.version } : line;
  });
}
