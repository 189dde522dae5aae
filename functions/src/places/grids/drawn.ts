import type { GridPlan } from '@jindian/shared/contract/places/grids';
import { assembleNetworkSnapshot, type NetworkSnapshot } from '../network/snapshot.ts';
import type { AreaMap } from './areas.ts';
import { unionOf } from './union.ts';

/** Some grids of a plan as a network without places: to be drawn before they are published. */
export function drawnGrids(plan: GridPlan, ids: ReadonlySet<string>, map: AreaMap): NetworkSnapshot {
  const drawn = plan.grids.filter(({ id }) => ids.has(id));
  const shapesOf = drawn.map(({ areas }) => areas.flatMap((key) => map.byKey.get(key)?.shape ?? []));
  // Only the arcs that are asked about, as lists of points.
  const arcs: number[][][] = [];
  const want = (found: unknown): void => {
    if (typeof found !== 'number') for (const one of found as unknown[]) want(one);
    else {
      const index = found < 0 ? ~found : found;
      const arc = map.arcs[index]!;
      arcs[index] ??= Array.from({ length: arc.length / 2 }, (_, at) => [arc[2 * at]!, arc[2 * at + 1]!]);
    }
  };
  for (const shape of shapesOf.flat()) want(shape.arcs);
  const known = drawn.filter((_, index) => shapesOf[index]!.length > 0);
  return assembleNetworkSnapshot({
    version: 'drawn',
    locations: [],
    grids: known.map(({ id, name, branchId }) => ({ id, name, branchId, province: '', city: '' })),
    shapes: {
      arcs: map.arcs,
      objects: {
        gridsGcj02: {
          type: 'GeometryCollection',
          geometries: shapesOf.flatMap((shapes, index) =>
            shapes.length === 0
              ? []
              : [{ ...unionOf({ arcs }, shapes), properties: { gridId: drawn[index]!.id } }],
          ),
        },
      },
    },
  });
}
