import type { PointGcj02 } from '@jindian/shared/geo';

/** Which piece of the map is on screen: its middle, and how much ground a pixel covers. */
export type Camera = { center: PointGcj02; metersPerPixel: number };

const metersPerDegree = 111_195;
const minMetersPerPixel = 0.5;
const maxMetersPerPixel = 2_000;

const shrink = (latitude: number) => Math.max(0.05, Math.cos((latitude * Math.PI) / 180));

/** Pixels right of and below the middle of the screen. Flat: good to a few hundred kilometres. */
export function toPixels(camera: Camera, lng: number, lat: number): { x: number; y: number } {
  const { center, metersPerPixel } = camera;
  return {
    x: ((lng - center.lngGcj02) * metersPerDegree * shrink(center.latGcj02)) / metersPerPixel,
    y: ((center.latGcj02 - lat) * metersPerDegree) / metersPerPixel,
  };
}

export function toPoint(camera: Camera, x: number, y: number): PointGcj02 {
  const { center, metersPerPixel } = camera;
  return {
    latGcj02: Math.min(89, Math.max(-89, center.latGcj02 - (y * metersPerPixel) / metersPerDegree)),
    lngGcj02: Math.min(
      180,
      Math.max(-180, center.lngGcj02 + (x * metersPerPixel) / (metersPerDegree * shrink(center.latGcj02))),
    ),
  };
}

export function panned(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, center: toPoint(camera, -dx, -dy) };
}

/** `factor` > 1 comes closer. What lies at (x, y) stays there. */
export function zoomed(camera: Camera, factor: number, x = 0, y = 0): Camera {
  const metersPerPixel = Math.min(
    maxMetersPerPixel,
    Math.max(minMetersPerPixel, camera.metersPerPixel / factor),
  );
  const held = toPoint(camera, x, y);
  const there = toPixels({ center: camera.center, metersPerPixel }, held.lngGcj02, held.latGcj02);
  return panned({ center: camera.center, metersPerPixel }, x - there.x, y - there.y);
}

export function ringPath(camera: Camera, rings: readonly (readonly (readonly [number, number])[])[]): string {
  return rings
    .map((ring) => {
      const corners = ring.map(([lng, lat]) => {
        const { x, y } = toPixels(camera, lng, lat);
        return `${x.toFixed(1)} ${y.toFixed(1)}`;
      });
      return `M${corners.join('L')}Z`;
    })
    .join('');
}
