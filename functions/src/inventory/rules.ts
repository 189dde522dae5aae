/** Stock as facts: every change of a level is a movement, and the level is the sum of its movements. */

/** What happened to goods at one place. `reserve`/`release` move pieces between available and reserved. */
export const movementKinds = [
  'receive',
  'adjust',
  'reserve',
  'release',
  'sale',
  'return',
  'transfer_out',
  'transfer_in',
] as const;
export type MovementKind = (typeof movementKinds)[number];

/** Why: the order, the count, the delivery that caused it. */
export type MovementCause = {
  type: 'order' | 'staff' | 'seed' | 'transfer' | 'import';
  id: string;
  reason?: string;
};

/** `available` is `onHand − reserved`, stored because a condition can compare but not subtract. */
export type Level = { skuId: string; ownerId: string; onHand: number; reserved: number; available: number };

export type LevelDelta = {
  skuId: string;
  ownerId: string;
  onHandDelta: number;
  reservedDelta: number;
  /** Refused unless this much is on hand: what was counted holds only for the level that was looked at. */
  seenOnHand?: number;
};

export type SkuQuantity = { skuId: string; quantity: number };

/** Pieces of one level: whose they are is settled when they are reserved, and stays so until they are sold. */
export type StockPick = SkuQuantity & { ownerId: string };

/** A place's own goods are sold first, then those that HQ has lying there. */
export function ownersAt(placeOwnerId: string): string[] {
  return placeOwnerId === 'hq' ? ['hq'] : [placeOwnerId, 'hq'];
}

/** Takes the wanted pieces from what each owner has, in the order given; null when they have too little together. */
export function pickFrom(
  lines: readonly SkuQuantity[],
  owners: readonly string[],
  availableOf: (skuId: string, ownerId: string) => number,
): StockPick[] | null {
  const picks: StockPick[] = [];
  for (const { skuId, quantity } of sumBySku(lines)) {
    let left = quantity;
    for (const ownerId of owners) {
      const taken = Math.min(left, Math.max(0, availableOf(skuId, ownerId)));
      if (taken > 0) picks.push({ skuId, ownerId, quantity: taken });
      left -= taken;
    }
    if (left > 0) return null;
  }
  return picks;
}

/**
 * Lines of one SKU become one line, so that stock is asked for the sum: validated apart, two lines of two pieces
 * would each find the last three and sell four.
 */
export function sumBySku(lines: readonly SkuQuantity[]): SkuQuantity[] {
  const sums = new Map<string, number>();
  for (const { skuId, quantity } of lines) sums.set(skuId, (sums.get(skuId) ?? 0) + quantity);
  return [...sums].map(([skuId, quantity]) => ({ skuId, quantity }));
}

/** What several movements do to each level together; levels that end as they began are left out. */
export function sumByLevel(deltas: readonly LevelDelta[]): LevelDelta[] {
  const sums = new Map<string, LevelDelta>();
  for (const delta of deltas) {
    const key = `${delta.skuId}#${delta.ownerId}`;
    const sum = sums.get(key);
    sums.set(key, {
      ...delta,
      onHandDelta: delta.onHandDelta + (sum?.onHandDelta ?? 0),
      reservedDelta: delta.reservedDelta + (sum?.reservedDelta ?? 0),
    });
  }
  return [...sums.values()].filter(
    ({ onHandDelta, reservedDelta }) => onHandDelta !== 0 || reservedDelta !== 0,
  );
}

type StockEffect = { onHand: -1 | 0 | 1; reserved: -1 | 0 | 1 };

/** What one piece of each order movement does to its level. */
export const orderEffects = {
  reserve: { onHand: 0, reserved: 1 },
  release: { onHand: 0, reserved: -1 },
  sale: { onHand: -1, reserved: -1 },
  return: { onHand: 1, reserved: 0 },
} as const satisfies Record<string, StockEffect>;
export type OrderMovementKind = keyof typeof orderEffects;

export function orderDeltas(kind: OrderMovementKind, picks: readonly StockPick[]): LevelDelta[] {
  const effect = orderEffects[kind];
  return picks.map(({ skuId, ownerId, quantity }) => ({
    skuId,
    ownerId,
    onHandDelta: effect.onHand * quantity,
    reservedDelta: effect.reserved * quantity,
  }));
}

/** How an availability is shown: exact numbers are for staff. */
export function availabilityOf(available: number): 'in_stock' | 'few' | 'none' {
  if (available <= 0) return 'none';
  return available <= 3 ? 'few' : 'in_stock';
}
