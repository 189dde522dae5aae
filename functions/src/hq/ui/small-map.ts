import type { BboxGcj02, PointGcj02 } from '@jindian/shared/geo';

/** A window on the map and how its points become pixels. */
export type Frame = {
  width: number;
  height: number;
  bboxGcj02: BboxGcj02;
  at(point: PointGcj02): [x: number, y: number];
};

/** A town's width at least: one point alone would otherwise be zoomed in without end. */
const minSpanDegrees = 0.06;
const padding = 1.35;

/** The window around the points, plate carrée at their middle latitude: true enough for some hundred kilometres. */
export function frameAround(
  points: readonly PointGcj02[],
  { width, height }: { width: number; height: number },
): Frame {
  const lats = points.map(({ latGcj02 }) => latGcj02);
  const lngs = points.map(({ lngGcj02 }) => lngGcj02);
  const midLat = (Math.min(...lats) + Math.max(...lats)) / 2;
  const midLng = (Math.min(...lngs) + Math.max(...lngs)) / 2;
  const lngScale = Math.max(0.1, Math.cos((midLat * Math.PI) / 180));
  const latSpan = Math.max(minSpanDegrees, Math.max(...lats) - Math.min(...lats)) * padding;
  const lngSpan = Math.max(minSpanDegrees, (Math.max(...lngs) - Math.min(...lngs)) * lngScale) * padding;
  // Degrees of latitude for each pixel, so that both spans fit.
  const perPixel = Math.max(latSpan / height, lngSpan / width);
  const west = midLng - (perPixel * width) / 2 / lngScale;
  const east = midLng + (perPixel * width) / 2 / lngScale;
  const south = midLat - (perPixel * height) / 2;
  const north = midLat + (perPixel * height) / 2;
  const round = (pixels: number) => Math.round(pixels * 10) / 10;
  return {
    width,
    height,
    bboxGcj02: [west, south, east, north],
    at: ({ latGcj02, lngGcj02 }) => [
      round(((lngGcj02 - west) / (east - west)) * width),
      round(((north - latGcj02) / (north - south)) * height),
    ],
  };
}

/** A ring of [lng, lat] as a closed SVG path. */
export function pathOf(frame: Frame, ring: readonly (readonly [number, number])[]): string {
  const steps = ring.map(([lngGcj02, latGcj02], index) => {
    const [x, y] = frame.at({ latGcj02, lngGcj02 });
    return `${index === 0 ? 'M' : 'L'}${x} ${y}`;
  });
  return `${steps.join('')}Z`;
}
