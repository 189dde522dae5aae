import { dayMs } from '@jindian/shared/time';
import type { Clock } from '../../platform/clock.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { type Figure, type FigurePlan, movedSince, planFigure, refusedByTime } from './figures.ts';
import { groupBy } from './rules.ts';
import type { BucketsHint, InventoryStore, LevelPart, Movement } from './store.ts';

/** A figure, and where it is so. */
export type PlacedFigure = Figure & { locationId: string };

/** By place; null: more than anybody should wait for. */
type MovementsOf = ReadonlyMap<string, readonly Movement[] | null>;

const placedKey = ({ locationId, skuId, ownerId, condition }: PlacedFigure | LevelPart) =>
  `${locationId} ${skuId} ${ownerId} ${condition ?? ''}`;

/** Nothing can have moved after it. */
const isOfNow = ({ asOfMs }: Figure, nowMs: number) => asOfMs >= nowMs;

/** Reads what there is, and what happened since, for any number of figures at any number of places. */
export function createFigurePlans(deps: {
  clock: Clock;
  store: Pick<InventoryStore, 'readParts' | 'movementsSince'>;
  settings: SettingsReader<'goods'>;
}) {
  const { clock, store } = deps;

  /**
   * What these figures make of the levels as they are now. `sinceMs`: of their places also what happened since then is
   * wanted, and comes with the same reads.
   */
  async function planFigures(
    figures: readonly PlacedFigure[],
    options: { hint?: BucketsHint; sinceMs?: number } = {},
  ): Promise<{ plans: FigurePlan[]; parts: LevelPart[]; movements: MovementsOf }> {
    const nowMs = clock.nowMs();
    const { figureAgeDays } = await deps.settings.current();
    const times = { nowMs, maxAgeMs: figureAgeDays * dayMs };
    const { hint, sinceMs } = options;
    const parts = await store.readParts(figures, { ...(hint ? { hint } : {}), consistent: true });
    const partsOf = groupBy(parts, placedKey);
    // After the levels: what moves in between makes another version of the level.
    const movements = await movementsAfter(figures, times, sinceMs);
    // The figures of a place are mostly of one moment.
    const sums = new Map<string, ReturnType<typeof movedSince>>();
    const movedOf = (figure: PlacedFigure, since: readonly Movement[]) => {
      const key = `${figure.locationId} ${figure.asOfMs}`;
      const sum = sums.get(key) ?? movedSince(since, figure.asOfMs);
      sums.set(key, sum);
      return sum(figure);
    };
    return {
      parts,
      movements,
      plans: figures.map((figure): FigurePlan => {
        const since = isOfNow(figure, nowMs) ? [] : movements.get(figure.locationId);
        if (since === null) return { kind: 'too_old' };
        return planFigure(
          figure,
          partsOf.get(placedKey(figure)) ?? [],
          since ? movedOf(figure, since) : 0,
          times,
        );
      }),
    };
  }

  /** What moved at each place since the first of its figures, or since `wantedMs`; null where that is too much. */
  async function movementsAfter(
    figures: readonly PlacedFigure[],
    { nowMs, maxAgeMs }: { nowMs: number; maxAgeMs: number },
    wantedMs = Infinity,
  ): Promise<MovementsOf> {
    const neededMs = new Map<string, number>();
    for (const figure of figures) {
      const { locationId, asOfMs } = figure;
      const before = neededMs.get(locationId) ?? Infinity;
      const needed = !isOfNow(figure, nowMs) && !refusedByTime(asOfMs, nowMs, maxAgeMs);
      neededMs.set(locationId, needed ? Math.min(asOfMs, before) : before);
    }
    const found = [...neededMs].map(async ([locationId, needed]): Promise<[string, Movement[] | null]> => {
      const from = Math.min(needed, wantedMs);
      if (from === Infinity) return [locationId, []];
      const all = await store.movementsSince(locationId, from);
      // What is only wanted may be too much; what is needed is then read by itself.
      const isLess = all === null && needed > from && needed < Infinity;
      return [locationId, isLess ? await store.movementsSince(locationId, needed) : all];
    });
    return new Map(await Promise.all(found));
  }

  return { planFigures };
}
