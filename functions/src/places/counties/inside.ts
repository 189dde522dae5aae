import type { PointGcj02 } from '@jindian/shared/geo';
import { boxOf, partHolds } from '../network/grid-index.ts';

type Parts = readonly (readonly Float64Array[])[];

export function holds(parts: Parts, point: PointGcj02): boolean {
  return parts.some((rings) => partHolds(rings, point.lngGcj02, point.latGcj02));
}

/** The middle of the widest stretch that a few parallels cut out of the parts; null for what has no inside. */
export function insideOf(parts: Parts): PointGcj02 | null {
  let best: PointGcj02 | null = null;
  let bestWidth = 0;
  for (const rings of parts) {
    const [, south, , north] = boxOf(rings[0]!);
    for (let step = 1; step < 16; step += 1) {
      const y = south + ((north - south) * step) / 16;
      const crossings = rings.flatMap((ring) => crossingsAt(ring, y)).sort((a, b) => a - b);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const width = crossings[i + 1]! - crossings[i]!;
        if (width <= bestWidth) continue;
        const point = {
          latGcj02: roundDegrees(y),
          lngGcj02: roundDegrees((crossings[i]! + crossings[i + 1]!) / 2),
        };
        if (!holds(parts, point)) continue;
        best = point;
        bestWidth = width;
      }
    }
  }
  return best;
}

/** 1e-5 degrees is about a metre. */
export function roundDegrees(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}

function crossingsAt(ring: Float64Array, y: number): number[] {
  const crossings: number[] = [];
  for (let i = 2; i < ring.length; i += 2) {
    const y0 = ring[i - 1]!;
    const y1 = ring[i + 1]!;
    if (y0 > y === y1 > y) continue;
    crossings.push(ring[i - 2]! + ((y - y0) / (y1 - y0)) * (ring[i]! - ring[i - 2]!));
  }
  return crossings;
}
