/** Stock as facts: every change of a level is a movement, and the level is the sum of its movements. */

/** What happened to goods at one place. `reserve`/`release` move pieces between available and reserved. */
export const movementKinds = ['receive', 'adjust', 'reserve', 'release', 'sale', 'return'] as const;
export type MovementKind = (typeof movementKinds)[number];

/** Why: the order, the count, the delivery that caused it. */
export type MovementCause = { type: 'order' | 'staff' | 'seed'; id: string; reason?: string };

/** `available` is `onHand − reserved`, stored because a condition can compare but not subtract. */
export type Level = { skuId: string; ownerId: string; onHand: number; reserved: number; available: number };

export type LevelDelta = { skuId: string; ownerId: string; onHandDelta: number; reservedDelta: number };

export type SkuQuantity = { skuId: string; quantity: number };

/**
 * Lines of one SKU become one line, so that stock is asked for the sum: validated apart, two lines of two pieces
 * would each find the last three and sell four.
 */
export function sumBySku(lines: readonly SkuQuantity[]): SkuQuantity[] {
  const sums = new Map<string, number>();
  for (const { skuId, quantity } of lines) sums.set(skuId, (sums.get(skuId) ?? 0) + quantity);
  return [...sums].map(([skuId, quantity]) => ({ skuId, quantity }));
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

export function orderDeltas(
  kind: OrderMovementKind,
  ownerId: string,
  lines: readonly SkuQuantity[],
): LevelDelta[] {
  const effect = orderEffects[kind];
  return sumBySku(lines).map(({ skuId, quantity }) => ({
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
