import type { Location } from '@jindian/shared/contract/places/network';
import { keptAt } from './compile.ts';
import type { Allocation, TrailEntry } from './decision.ts';
import type { SourcingRule } from './policy.ts';
import type { RefusalReason } from './reasons.ts';
import { inOrder } from './sort.ts';
import { splitOrder } from './split.ts';
import { askedOf, feeOf, type Look } from './whole.ts';

/** Serves an order from a few places together, if they can; the whole pool goes on the trail. */
export function divide(
  look: Look,
  action: Extract<SourcingRule['action'], { type: 'split' }>,
): Allocation[] | null {
  const { rule, context, stock, trail } = look;
  const pool = inOrder(look.pool.all(), rule, context, stock);
  const { wanted, goods, places } = context;
  const { lineBars, byWeight, maxGrams } = rule.split;

  const barOf = (location: Location, line: number): RefusalReason | null => {
    for (const bar of lineBars) {
      const refusal = bar(context, location, line);
      if (refusal !== null) return refusal;
    }
    return null;
  };
  const have = pool.map(({ location, refusal }) =>
    wanted.map(({ skuId }, line) => {
      if (refusal !== null || barOf(location, line) !== null) return 0;
      return Math.max(0, stock.availableAt(location.id, skuId) - keptAt(rule, stock, location.id, skuId));
    }),
  );
  const parts = splitOrder({
    have,
    wanted: wanted.map(({ quantity }) => quantity),
    weight: byWeight
      ? {
          pieceGrams: goods.map(({ weightGrams }) => weightGrams),
          maxGrams: pool.map(({ location }) =>
            Math.min(maxGrams, places.maxGrams?.(location.id) ?? Infinity),
          ),
        }
      : null,
    maxParts: action.maxFulfilments,
  });

  const chosen = new Set(parts?.map(({ place }) => place));
  pool.forEach(({ location, distanceMeters, refusal }, place) => {
    const reasonWithout = (): TrailEntry['reason'] => {
      if (have[place]!.some((pieces) => pieces > 0)) return parts ? 'not_needed' : 'cannot_complete';
      const bars = wanted.map((_, line) => barOf(location, line));
      if (bars[0] && bars.every((bar) => bar !== null)) return bars[0];
      return wanted.some(
        ({ skuId }, line) => bars[line] === null && stock.availableAt(location.id, skuId) > 0,
      )
        ? 'below_safety'
        : 'no_stock';
    };
    trail.push({
      locationId: location.id,
      ruleId: rule.id,
      distanceMeters: Math.round(distanceMeters),
      chosen: chosen.has(place),
      reason: chosen.has(place) ? rule.chosenReason(location.kind) : (refusal ?? reasonWithout()),
    });
  });
  return (
    parts?.map(({ place, pieces }) => ({
      location: pool[place]!.location,
      distanceMeters: pool[place]!.distanceMeters,
      lines: wanted.flatMap(({ skuId }, line) =>
        pieces[line]! > 0 ? [{ skuId, quantity: pieces[line]! }] : [],
      ),
      ruleId: rule.id,
      acceptance: action.offer ? askedOf(pool[place]!.location, action.offer) : { mode: 'auto' },
      serviceFeeFen: feeOf(look, pool[place]!),
    })) ?? null
  );
}
