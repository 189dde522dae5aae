/**
 * How deep tests look. `npm test` takes samples, always the same ones, so that a red run is somebody's fault and not
 * chance; `npm run deep` takes other cases at every run, more of them, and every crash point. Either says its seed,
 * and `JINDIAN_PROPERTY_SEED=<seed>` tries the same cases again.
 */
export const deep = process.env.JINDIAN_DEEP === '1';
export const seed = Number(process.env.JINDIAN_PROPERTY_SEED ?? (deep ? Date.now() % 2 ** 31 : 20_260_520));
export const runsFactor = Number(process.env.JINDIAN_PROPERTY_RUNS ?? (deep ? 4 : 1));

/**
 * Of the crash points 1, 2, 3… those to try: all of them, or every eighth from one that the seed and `turn` choose, so
 * that the lives of one file die at different points. `leastCount`: so many there are in any case.
 */
export function crashPoints(turn = 0, leastCount = 8): { first: number; step: number } {
  return deep ? { first: 1, step: 1 } : { first: 1 + ((seed + turn) % Math.min(8, leastCount)), step: 8 };
}

/**
 * Of many cases of one kind those to try: all of them, or every `step`th from one that the seed and `turn` choose, so
 * that over as many turns every case is tried; at least one.
 */
export function sampled<T>(cases: readonly T[], step: number, turn: number): T[] {
  if (deep) return [...cases];
  const first = (seed + turn) % Math.max(1, Math.min(step, cases.length));
  return cases.filter((_, nth) => nth % step === first);
}
