/**
 * Visvalingam's simplification on arcs, not on polygons: neighbours keep one common border at every level of
 * detail. An arc's ends always stay, because other arcs meet there.
 */
import type { Coordinates } from './grid-index-arcs.ts';

/**
 * How much each point of an arc matters: the area, in square degrees, that the outline loses without it, never
 * less than that of a point removed before it. Ends: Infinity.
 */
export function pointWeights(arc: Coordinates): Float64Array {
  const count = arc.length / 2;
  const weights = new Float64Array(count).fill(Infinity);
  const before = Int32Array.from({ length: count }, (_, i) => i - 1);
  const after = Int32Array.from({ length: count }, (_, i) => i + 1);
  const open: number[] = [];
  const areas = new Float64Array(count);
  const areaAt = (i: number) => triangleArea(arc, before[i]!, i, after[i]!);
  for (let i = 1; i < count - 1; i += 1) {
    areas[i] = areaAt(i);
    open.push(i);
  }

  let floor = 0;
  while (open.length > 0) {
    // Arcs are short (eight points on average), so a scan is quicker than a heap.
    let lowest = 0;
    for (let k = 1; k < open.length; k += 1) if (areas[open[k]!]! < areas[open[lowest]!]!) lowest = k;
    const i = open.splice(lowest, 1)[0]!;
    floor = Math.max(floor, areas[i]!);
    weights[i] = floor;
    const [left, right] = [before[i]!, after[i]!];
    after[left] = right;
    before[right] = left;
    if (left > 0) areas[left] = areaAt(left);
    if (right < count - 1) areas[right] = areaAt(right);
  }

  // An island's outline is one closed arc: its two weightiest points stay, or it would shrink to a line.
  const closed = arc[0] === arc[arc.length - 2] && arc[1] === arc[arc.length - 1];
  if (closed) {
    const inner = [...weights.keys()].slice(1, -1).sort((a, b) => weights[b]! - weights[a]!);
    for (const i of inner.slice(0, 2)) weights[i] = Infinity;
  }
  return weights;
}

/** The arc with the points whose weight is at least the threshold. */
export function simplifyArc(arc: Coordinates, weights: Float64Array, threshold: number): Coordinates {
  const kept = new Float64Array(countKept(weights, threshold) * 2);
  let at = 0;
  for (let i = 0; i < weights.length; i += 1) {
    if (weights[i]! < threshold) continue;
    kept[at] = arc[2 * i]!;
    kept[at + 1] = arc[2 * i + 1]!;
    at += 2;
  }
  return kept;
}

export function countKept(weights: Float64Array, threshold: number): number {
  let kept = 0;
  for (const weight of weights) if (weight >= threshold) kept += 1;
  return kept;
}

function triangleArea(arc: Coordinates, a: number, b: number, c: number): number {
  const [ax, ay] = [arc[2 * a]!, arc[2 * a + 1]!];
  return (
    Math.abs((arc[2 * b]! - ax) * (arc[2 * c + 1]! - ay) - (arc[2 * c]! - ax) * (arc[2 * b + 1]! - ay)) / 2
  );
}
