import type { CompiledRule, DecisionContext, SourcingStock } from './compile.ts';
import type { Considered } from './decision.ts';

/** Nobody reads the stock of places that are barred: they are sorted as if they had none, whoever is asking. */
const nothing: SourcingStock = { availableAt: () => 0 };

/** The pool (nearest first) in the order of the rule's sort; equal by all keys: the nearer, then the lower id. */
export function inOrder(
  pool: readonly Considered[],
  rule: CompiledRule,
  context: DecisionContext,
  stock: SourcingStock,
): readonly Considered[] {
  const { sort } = rule;
  if (sort === null || pool.length < 2) return pool;
  const ranked = pool.map((entry) => ({
    entry,
    values: sort.map((value) =>
      value(context, entry.location, entry.distanceMeters, entry.refusal === null ? stock : nothing),
    ),
  }));
  // Stable: what is equal by all keys stays nearest first.
  ranked.sort((a, b) => {
    for (let key = 0; key < sort.length; key += 1) {
      const left = a.values[key]!;
      const right = b.values[key]!;
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  });
  return ranked.map(({ entry }) => entry);
}
