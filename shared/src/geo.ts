/**
 * Points on the map. Every coordinate of the product is GCJ-02, the datum that Chinese map products
 * and the mini-program's map use; the field names say so, because a WGS-84 point passed by mistake
 * lies some 500 m off without looking wrong.
 */
import type { Language } from './contract/common.ts';
import { z } from './zod.ts';

/** Degrees, GCJ-02. Latitude −90..90, longitude −180..180, both finite. */
export const pointGcj02Schema = z.object({
  latGcj02: z.number().min(-90).max(90),
  lngGcj02: z.number().min(-180).max(180),
});

export type PointGcj02 = z.infer<typeof pointGcj02Schema>;

/** [west, south, east, north] in degrees, GCJ-02. */
export type BboxGcj02 = readonly [west: number, south: number, east: number, north: number];

/** A box around China, for points that no map of counties judges: it tells swapped numbers and other continents. */
export function isAboutChina({ latGcj02: lat, lngGcj02: lng }: PointGcj02): boolean {
  return lat > 3 && lat < 54 && lng > 73 && lng < 136;
}

/** No point of the country is one when its numbers change places: degrees of longitude are no latitude there. */
export function areSwapped({ latGcj02, lngGcj02 }: PointGcj02): boolean {
  return !isAboutChina({ latGcj02, lngGcj02 }) && isAboutChina({ latGcj02: lngGcj02, lngGcj02: latGcj02 });
}

/** Mean radius of the earth (IUGG R1). */
export const earthRadiusMeters = 6_371_008.8;
const radiansPerDegree = Math.PI / 180;

/**
 * Great-circle distance in metres (haversine on the mean sphere; within 0.5 % of the ellipsoid).
 * GCJ-02 distorts distances by far less than that over a delivery's length.
 */
export function distanceMeters(a: PointGcj02, b: PointGcj02): number {
  const halfDLat = ((b.latGcj02 - a.latGcj02) * radiansPerDegree) / 2;
  const halfDLng = ((b.lngGcj02 - a.lngGcj02) * radiansPerDegree) / 2;
  const h =
    Math.sin(halfDLat) ** 2 +
    Math.cos(a.latGcj02 * radiansPerDegree) *
      Math.cos(b.latGcj02 * radiansPerDegree) *
      Math.sin(halfDLng) ** 2;
  // Rounding can lift h a hair above 1 for antipodes.
  return 2 * earthRadiusMeters * Math.asin(Math.sqrt(Math.min(1, h)));
}

/**
 * A distance for people: "320 米" / "320 m", "1.2 公里" / "1.2 km", "35 公里" / "35 km".
 * Metres are rounded to tens (no phone knows its place better); kilometres have one digit below 10.
 */
export function formatDistance(meters: number, language: Language): string {
  const roundedMeters = Math.round(Math.max(0, meters) / 10) * 10;
  if (roundedMeters < 1000) return `${roundedMeters} ${language === 'zh' ? '米' : 'm'}`;
  const kilometers = roundedMeters / 1000;
  const tenths = Math.round(kilometers * 10) / 10;
  const text = tenths < 10 ? tenths.toFixed(1) : String(Math.round(kilometers));
  return `${text} ${language === 'zh' ? '公里' : 'km'}`;
}
