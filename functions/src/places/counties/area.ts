import type { Geometry } from 'geojson';

const kilometersPerDegree = 111.2;

/** Area of a polygon in km²: shoelace on a plane scaled at each ring's latitude. Good to a few per cent. */
export function areaSquareKilometers(geometry: Geometry): number {
  if (geometry.type === 'Polygon') return ringsAreaSquareKilometers(geometry.coordinates.map(flat));
  if (geometry.type === 'MultiPolygon')
    return geometry.coordinates.reduce((sum, rings) => sum + ringsAreaSquareKilometers(rings.map(flat)), 0);
  throw new Error(`a ${geometry.type} has no area`);
}

/** The same for an outer ring and its holes, each as x0, y0, x1, y1, … in degrees. */
export function ringsAreaSquareKilometers(rings: readonly ArrayLike<number>[]): number {
  const [outer, ...holes] = rings.map(ringArea);
  return (outer ?? 0) - holes.reduce((sum, area) => sum + area, 0);
}

function flat(ring: readonly (readonly number[])[]): number[] {
  return ring.flatMap(([x, y]) => [x!, y!]);
}

function ringArea(ring: ArrayLike<number>): number {
  const cosLatitude = Math.cos(((ring[1] ?? 0) * Math.PI) / 180);
  let doubled = 0;
  for (let i = 2; i < ring.length; i += 2) {
    doubled += ring[i - 2]! * ring[i + 1]! - ring[i]! * ring[i - 1]!;
  }
  return (Math.abs(doubled) / 2) * cosLatitude * kilometersPerDegree ** 2;
}
