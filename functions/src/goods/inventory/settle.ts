import type { LevelPart } from './level-item.ts';
import { type LotKey, withoutLot } from './lots.ts';
import { type CountedPiece, type LevelDelta, type PieceKey, takeFromParts } from './rules.ts';

/** What a level, or one lot of it, is to be. Absent: stays as it is. `asOfMs`: when somebody saw the pieces. */
export type LevelTarget = { onHand?: number; safety?: number; counted?: number; asOfMs?: number };

export type SettlePlan =
  | { kind: 'change'; deltas: LevelDelta[] }
  | { kind: 'same' }
  /** Orders hold more pieces than there would be. */
  | { kind: 'below_reserved'; reserved: number };

/** What of one lot, or without lot, lies in one item of a level. */
export type LevelPiece = Pick<
  LevelPart,
  'bucket' | 'onHand' | 'reserved' | 'available' | 'safety' | 'version'
> & { asOfMs: number | undefined };

export function piecesOf(parts: readonly LevelPart[], lot: LotKey | undefined): LevelPiece[] {
  return parts.map((part) => {
    const { bucket, safety, version } = part;
    if (lot === undefined) return { bucket, safety, version, asOfMs: part.asOfMs, ...withoutLot(part) };
    const none = { onHand: 0, reserved: 0, available: 0 };
    const stock = part.lots.find((candidate) => candidate.lot === lot);
    const { onHand, reserved, available } = stock ?? none;
    return { bucket, safety, version, onHand, reserved, available, asOfMs: stock?.asOfMs };
  });
}

/** Everything that lies in these items, lot by lot. */
export function countedPieces(parts: readonly LevelPart[]): CountedPiece[] {
  return parts.flatMap((part) => {
    const { skuId, ownerId, condition, bucket, version } = part;
    const item = { skuId, ownerId, ...(condition ? { condition } : {}), bucket, version };
    const { onHand, reserved } = withoutLot(part);
    const lots = part.lots.map((stock) => ({
      ...item,
      lot: stock.lot,
      onHand: stock.onHand,
      reserved: stock.reserved,
    }));
    return onHand > 0 || lots.length === 0 ? [...lots, { ...item, onHand, reserved }] : lots;
  });
}

export function sumOfParts(
  parts: readonly Pick<LevelPart, 'onHand' | 'reserved' | 'available' | 'safety'>[],
) {
  return parts.reduce(
    (sum, { onHand, reserved, available, safety }) => ({
      onHand: sum.onHand + onHand,
      reserved: sum.reserved + reserved,
      available: sum.available + available,
      safety: sum.safety + safety,
    }),
    { onHand: 0, reserved: 0, available: 0, safety: 0 },
  );
}

/**
 * What brings a level to where it should be, from the items that were read: each delta holds only for the item as it
 * was then, also where it changes nothing, so that the level is what was asked for or the change is refused. More
 * pieces go to the level's own item, fewer come from where pieces are free. An absent level is made, be it with none.
 */
export function planToSettle(key: PieceKey, parts: readonly LevelPart[], target: LevelTarget): SettlePlan {
  const { skuId, ownerId, condition, lot } = key;
  const pieces = piecesOf(parts, lot);
  const now = sumOfParts(pieces);
  const onHandDelta = (target.onHand ?? now.onHand) - now.onHand;
  const safetyDelta = (target.safety ?? now.safety) - now.safety;
  if (now.onHand + onHandDelta < now.reserved) return { kind: 'below_reserved', reserved: now.reserved };
  const own = pieces.find(({ bucket }) => bucket === 0);
  const saidBefore = target.asOfMs === undefined || own?.asOfMs === target.asOfMs;
  if (parts.length > 0 && onHandDelta === 0 && safetyDelta === 0 && saidBefore) return { kind: 'same' };
  const byBucket = new Map<number, number>();
  if (onHandDelta >= 0) byBucket.set(0, onHandDelta);
  else {
    for (const { bucket, quantity } of takeFromParts(pieces, -onHandDelta, () => 0)) {
      byBucket.set(bucket, -quantity);
    }
  }
  const { counted, asOfMs } = target;
  const seen = target.onHand !== undefined || parts.length === 0;
  const items = pieces.length > 0 ? pieces : [{ bucket: 0, safety: 0, version: 0 }];
  const deltas = items.flatMap(({ bucket, version, safety }): LevelDelta[] => {
    // A new safety stock alone is no statement about the pieces.
    if (!seen && bucket !== 0) return [];
    return [
      {
        skuId,
        ownerId,
        ...(condition ? { condition } : {}),
        ...(lot === undefined ? {} : { lot }),
        ...(bucket === 0 ? {} : { bucket }),
        onHandDelta: byBucket.get(bucket) ?? 0,
        reservedDelta: 0,
        ...(seen ? { seenVersion: version } : {}),
        ...(seen && asOfMs !== undefined ? { asOfMs } : {}),
        ...(bucket === 0 && counted !== undefined ? { counted } : {}),
        ...(bucket === 0 && safetyDelta !== 0 ? { safetyDelta, seenSafety: safety } : {}),
      },
    ];
  });
  return { kind: 'change', deltas };
}
