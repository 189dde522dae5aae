/**
 * Divides `count` seats in proportion to the weights (largest remainder). Every entry with a weight gets at
 * least `minimum`, one without gets none. Returns one whole number an entry; they add up to `count`. Throws
 * where the minimums alone exceed it.
 */
export function apportion(weights: readonly number[], count: number, minimum: number): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const seats = weights.map((weight) => (weight > 0 ? minimum : 0));
  const free = count - seats.reduce((sum, n) => sum + n, 0);
  if (free < 0) throw new Error(`${count} seats are fewer than the minimums`);
  const quotas = weights.map((weight) => (weight / total) * free);
  let left = free;
  quotas.forEach((quota, i) => {
    seats[i] = seats[i]! + Math.floor(quota);
    left -= Math.floor(quota);
  });
  const byRemainder = quotas
    .map((quota, i) => ({ i, remainder: quota - Math.floor(quota) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of byRemainder.slice(0, left)) seats[i] = seats[i]! + 1;
  return seats;
}
