/**
 * Seeded randomness (mulberry32 over an FNV-1a hash of the seed text): every place draws from a stream named
 * after its id, so adding a place or a draw elsewhere changes nothing here.
 */
export type Random = {
  /** 0 ≤ x < 1. */
  next(): number;
  /** Whole number, 0 ≤ x < bound. */
  below(bound: number): number;
  pick<T>(items: readonly T[]): T;
  /** Standard normal. */
  gaussian(): number;
};

export function seededRandom(seed: string): Random {
  let state = 0x811c9dc5;
  for (let i = 0; i < seed.length; i += 1) state = Math.imul(state ^ seed.charCodeAt(i), 0x01000193);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    next,
    below,
    pick: (items) => {
      if (items.length === 0) throw new Error('nothing to pick from');
      return items[below(items.length)]!;
    },
    // Irwin–Grab pool with 12 uniforms: no Math.log or Math.cos, whose last bits differ between engines.
    gaussian: () => {
      let sum = -6;
      for (let i = 0; i < 12; i += 1) sum += next();
      return sum;
    },
  };
}
