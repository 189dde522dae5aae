/** Dividing an order over a few places. Pure numbers: places and lines are their positions. */

export type SplitInput = {
  /** `have[place][line]`: pieces that the place can give; places in the order of preference. */
  have: readonly (readonly number[])[];
  /** Pieces wanted of each line. */
  wanted: readonly number[];
  /** Grams of one piece of each line, and what each place may send at most; absent: weight does not matter. */
  weight: { pieceGrams: readonly number[]; maxGrams: readonly number[] } | null;
  maxParts: number;
};

/** Pieces of each line that a place sends. */
export type SplitPart = { place: number; pieces: number[] };

/**
 * The fewest places that serve everything together; of as many, those that come first. Each takes as much as it
 * can before the next one does, so no part is empty. null when no such few can. Every combination is tried:
 * with `maxSplitPlaces` and three parts that is some 2,300.
 */
export function splitOrder(input: SplitInput): SplitPart[] | null {
  const { have, wanted, maxParts } = input;
  const useful = have.flatMap((pieces, place) => (pieces.some((count) => count > 0) ? [place] : []));
  const enoughInAll = wanted.every(
    (count, line) => useful.reduce((sum, place) => sum + have[place]![line]!, 0) >= count,
  );
  if (!enoughInAll) return null;
  for (let parts = 1; parts <= Math.min(maxParts, useful.length); parts += 1) {
    const found = firstCombination(useful, parts, (places) =>
      suffices(input, places) ? takeInTurn(input, places) : null,
    );
    if (found) return found;
  }
  return null;
}

function firstCombination<T>(
  places: readonly number[],
  size: number,
  attempt: (combination: readonly number[]) => T | null,
  chosen: number[] = [],
  from = 0,
): T | null {
  if (chosen.length === size) return attempt(chosen);
  for (let index = from; index <= places.length - (size - chosen.length); index += 1) {
    chosen.push(places[index]!);
    const found = firstCombination(places, size, attempt, chosen, index + 1);
    if (found !== null) return found;
    chosen.pop();
  }
  return null;
}

/** Cheap, and rules out nearly every combination. */
function suffices({ have, wanted }: SplitInput, places: readonly number[]): boolean {
  for (let line = 0; line < wanted.length; line += 1) {
    let left = wanted[line]!;
    for (const place of places) left -= have[place]![line]!;
    if (left > 0) return false;
  }
  return true;
}

function takeInTurn({ have, wanted, weight }: SplitInput, places: readonly number[]): SplitPart[] | null {
  const left = [...wanted];
  const parts: SplitPart[] = [];
  for (const place of places) {
    let gramsLeft = weight ? weight.maxGrams[place]! : Infinity;
    const pieces = left.map((count, line) => {
      const pieceGrams = weight ? weight.pieceGrams[line]! : 0;
      const bearable = pieceGrams > 0 ? Math.floor(gramsLeft / pieceGrams) : Infinity;
      const taken = Math.min(count, have[place]![line]!, bearable);
      left[line] = count - taken;
      gramsLeft -= taken * pieceGrams;
      return taken;
    });
    if (pieces.every((count) => count === 0)) return null;
    parts.push({ place, pieces });
  }
  return left.every((count) => count === 0) ? parts : null;
}
