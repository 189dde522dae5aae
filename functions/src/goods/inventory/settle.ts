import { type LevelDelta, takeFromParts } from './rules.ts';
import type { LevelKey, LevelPart } from './store.ts';

/** What a level is to be. Absent: stays as it is. */
export type LevelTarget = { onHand?: number; safety?: number };

export type SettlePlan =
  | { kind: 'change'; deltas: LevelDelta[] }
  | { kind: 'same' }
  /** Orders hold more pieces than there would be. */
  | { kind: 'below_reserved'; reserved: number };

export function sumOfParts(parts: readonly LevelPart[]) {
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
export function planToSettle(
  key: Omit<LevelKey, 'locationId'>,
  parts: readonly LevelPart[],
  target: LevelTarget,
): SettlePlan {
  const { skuId, ownerId } = key;
  const now = sumOfParts(parts);
  const onHandDelta = (target.onHand ?? now.onHand) - now.onHand;
  const safetyDelta = (target.safety ?? now.safety) - now.safety;
  if (now.onHand + onHandDelta < now.reserved) return { kind: 'below_reserved', reserved: now.reserved };
  if (parts.length > 0 && onHandDelta === 0 && safetyDelta === 0) return { kind: 'same' };
  const byBucket = new Map<number, number>();
  if (onHandDelta >= 0) byBucket.set(0, onHandDelta);
  else {
    for (const { bucket, quantity } of takeFromParts(parts, -onHandDelta, () => 0)) {
      byBucket.set(bucket, -quantity);
    }
  }
  const seen = target.onHand !== undefined || parts.length === 0;
  const items = parts.length > 0 ? parts : [{ bucket: 0, onHand: 0, safety: 0 }];
  const deltas = items.flatMap(({ bucket, onHand, safety }): LevelDelta[] => {
    const ofSafety = bucket === 0 && safetyDelta !== 0 ? { safetyDelta, seenSafety: safety } : {};
    // A new safety stock alone is no statement about the pieces.
    if (!seen && bucket !== 0) return [];
    return [
      {
        skuId,
        ownerId,
        ...(bucket === 0 ? {} : { bucket }),
        onHandDelta: byBucket.get(bucket) ?? 0,
        reservedDelta: 0,
        ...(seen ? { seenOnHand: onHand } : {}),
        ...ofSafety,
      },
    ];
  });
  return { kind: 'change', deltas };
}
