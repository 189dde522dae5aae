import { mergeArcs } from 'topojson-client';
import type { Arc, MultiPolygon, Polygon, Topology } from 'topojson-specification';

/** One shape of several that share their borders: what lies between them is gone. */
export function unionOf(
  topology: Pick<Topology, 'arcs' | 'transform'>,
  shapes: readonly (Polygon | MultiPolygon)[],
): Polygon | MultiPolygon {
  const [only] = shapes;
  // As most of them are.
  if (only && shapes.length === 1)
    return only.type === 'Polygon'
      ? { type: only.type, arcs: only.arcs }
      : { type: only.type, arcs: only.arcs };
  return mergeArcs(topology as Topology, [...shapes] as Parameters<typeof mergeArcs>[1]) as MultiPolygon & {
    arcs: Arc[][][];
  };
}
