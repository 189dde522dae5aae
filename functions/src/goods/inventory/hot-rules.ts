import type { PartStock } from './rules.ts';

export type PartChange = { bucket: number; delta: number };

/** Pieces over what an item should have go where there are too few, and nothing else moves. */
function movesTo(
  parts: readonly PartStock[],
  wantedOf: (bucket: number) => number,
  buckets: readonly number[],
) {
  const has = new Map(parts.map(({ bucket, available }) => [bucket, Math.max(0, available)]));
  return buckets
    .map((bucket) => ({ bucket, delta: wantedOf(bucket) - (has.get(bucket) ?? 0) }))
    .filter(({ delta }) => delta !== 0);
}

/**
 * Free pieces of a level evenly over buckets 1 to `buckets`, none left in its own item or in buckets beyond. What
 * orders hold stays where it is. The changes come to nothing together.
 */
export function planToSpread(parts: readonly PartStock[], buckets: number): PartChange[] {
  const total = parts.reduce((sum, { available }) => sum + Math.max(0, available), 0);
  const each = Math.floor(total / buckets);
  const over = total % buckets;
  const all = new Set([
    ...parts.map(({ bucket }) => bucket),
    ...Array.from({ length: buckets }, (_, index) => index + 1),
  ]);
  return movesTo(
    parts,
    (bucket) => (bucket === 0 || bucket > buckets ? 0 : each + (bucket <= over ? 1 : 0)),
    [...all],
  );
}

/** Free pieces of all buckets back into the level's own item. */
export function planToFold(parts: readonly PartStock[]): PartChange[] {
  const total = parts.reduce((sum, { available }) => sum + Math.max(0, available), 0);
  return movesTo(parts, (bucket) => (bucket === 0 ? total : 0), [
    0,
    ...parts.map(({ bucket }) => bucket).filter(Boolean),
  ]);
}
