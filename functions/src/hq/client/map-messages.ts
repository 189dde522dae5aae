import { markSize, type Position, type Scene } from './map-scene.ts';

/**
 * What the page and the frame with the base map say to each other. The frame runs a script of somebody else, so it is
 * told points, colours and counts, and nothing of who ordered what: a tap comes back as a place in the list.
 */
export type Mark = { point: Position; colour: string; sizePixels: number; count: number };
export type Way = { from: Position; to: Position; colour: string };
export type ToFrame =
  | {
      kind: 'area';
      rings: readonly (readonly Position[])[];
      box: readonly [west: number, south: number, east: number, north: number];
    }
  | { kind: 'scene'; branches: readonly Position[]; marks: readonly Mark[]; ways: readonly Way[] }
  | { kind: 'zoom'; factor: number }
  | { kind: 'reset' };
export type FromFrame =
  | { kind: 'listening' }
  | { kind: 'ready' }
  | { kind: 'failed' }
  | { kind: 'picked'; place: number | null };

export type Outlines = {
  features: readonly { geometry: { coordinates: readonly (readonly (readonly Position[])[])[] } }[];
};

export function areaOf({ features }: Outlines, box: (ToFrame & { kind: 'area' })['box']): ToFrame {
  const rings = features.flatMap(({ geometry }) => geometry.coordinates.flat());
  return { kind: 'area', rings, box };
}

export function sceneMessage({ branches, marks }: Scene): ToFrame {
  return {
    kind: 'scene',
    branches: branches.map(([lng, lat]): Position => [lng, lat]),
    marks: marks.map(({ point, colour, count }) => ({ point, colour, sizePixels: markSize(count), count })),
    ways: marks.flatMap(({ ways }) => ways),
  };
}

/** What a frame may say; everything else that comes from it is not heard. */
export function heard(said: unknown, markCount: number): FromFrame | null {
  if (typeof said !== 'object' || said === null) return null;
  const { kind, place } = said as { kind?: unknown; place?: unknown };
  if (kind === 'listening' || kind === 'ready' || kind === 'failed') return { kind };
  if (kind !== 'picked') return null;
  if (place === null) return { kind, place };
  const isOne = Number.isInteger(place) && (place as number) >= 0 && (place as number) < markCount;
  return isOne ? { kind, place: place as number } : null;
}
