import type { Location } from '@jindian/shared/contract/places/network';
import type { BboxGcj02, PointGcj02 } from '@jindian/shared/geo';
import type { NetworkSnapshot } from '../../../places/network/snapshot.ts';

/** A city as a map shows it: the neighbourhood of its branches, or of all its places. */
export type MapCity = {
  /** As it stands in an address: province and city. */
  key: string;
  province: string;
  city: string;
  places: number;
  bboxGcj02: BboxGcj02;
};

/** Degrees around the outermost branches: a grid's other end is seen with its branch. */
const marginDegrees = 0.12;
/** Degrees from the middle: a prefecture of the west is as wide as a province, and a map of a city is not. */
const widestDegrees = 1.5;

type Cities = ReadonlyMap<string, MapCity>;
/** By the network itself: a place that is made or moved changes no shape. */
const held = { branch: new WeakMap<NetworkSnapshot, Cities>(), any: new WeakMap<NetworkSnapshot, Cities>() };

/** A municipality's name is not said twice. */
export const cityName = ({ province, city }: MapCity) => (province === city ? city : `${province}${city}`);

export const cityKeyOf = ({ province, city }: { province: string; city: string }) => `${province}/${city}`;

/** Cities with branches, or with any place, in the order of the places. */
export function citiesOf(snapshot: NetworkSnapshot, kind: keyof typeof held = 'branch'): Cities {
  const known = held[kind].get(snapshot);
  if (known) return known;
  const placesOf = new Map<string, Location[]>();
  for (const location of snapshot.locations) {
    if (kind === 'branch' && location.kind !== 'branch') continue;
    const key = cityKeyOf(location);
    const there = placesOf.get(key);
    if (there) there.push(location);
    else placesOf.set(key, [location]);
  }
  const cities = new Map(
    [...placesOf].map(([key, places]) => {
      const { province, city } = places[0]!;
      return [key, { key, province, city, places: places.length, bboxGcj02: boxAround(places) }];
    }),
  );
  held[kind].set(snapshot, cities);
  return cities;
}

/** A province as its cities lie: with `city` empty; of a province with one city that is the city. */
export function provinceOf(cities: Cities, province: string): MapCity | null {
  const within = [...cities.values()].filter((one) => one.province === province);
  const [first, ...more] = within;
  if (!first) return null;
  const bboxGcj02 = more.reduce<BboxGcj02>(
    ([west, south, east, north], { bboxGcj02: box }) => [
      Math.min(west, box[0]),
      Math.min(south, box[1]),
      Math.max(east, box[2]),
      Math.max(north, box[3]),
    ],
    first.bboxGcj02,
  );
  const places = within.reduce((sum, one) => sum + one.places, 0);
  return more.length === 0 ? first : { key: province, province, city: '', places, bboxGcj02 };
}

function boxAround(points: readonly PointGcj02[]): BboxGcj02 {
  const [west, east] = spread(points.map(({ lngGcj02 }) => lngGcj02));
  const [south, north] = spread(points.map(({ latGcj02 }) => latGcj02));
  return [west, south, east, north];
}

function spread(values: readonly number[]): [low: number, high: number] {
  const [low, high] = [Math.min(...values) - marginDegrees, Math.max(...values) + marginDegrees];
  const middle = (low + high) / 2;
  return [Math.max(low, middle - widestDegrees), Math.min(high, middle + widestDegrees)];
}

export function isWithin([west, south, east, north]: BboxGcj02, { lngGcj02, latGcj02 }: PointGcj02): boolean {
  return lngGcj02 >= west && lngGcj02 <= east && latGcj02 >= south && latGcj02 <= north;
}

/** How many of the points lie in each city, by its key; what lies in no county is counted nowhere. */
export function countByCity(snapshot: NetworkSnapshot, points: readonly PointGcj02[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const point of points) {
    const county = snapshot.countyAt(point) ?? snapshot.gridAt(point);
    if (!county) continue;
    const key = cityKeyOf(county);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The city that was asked for; else the busiest, else the one with the most branches. */
export function chosenCity(
  cities: ReadonlyMap<string, MapCity>,
  counts: ReadonlyMap<string, number>,
  asked: string | undefined,
): MapCity | null {
  const wanted = asked === undefined ? undefined : cities.get(asked);
  if (wanted) return wanted;
  let best: MapCity | null = null;
  for (const city of cities.values()) {
    const [more, most] = [counts.get(city.key) ?? 0, best ? (counts.get(best.key) ?? 0) : -1];
    if (more > most || (best && more === most && city.places > best.places)) best = city;
  }
  return best;
}
