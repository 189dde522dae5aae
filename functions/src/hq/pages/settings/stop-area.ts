/** Where orders are stopped: the provinces and cities in which the brand has places, as a form says them. */
import { shortCityName } from '@jindian/shared/contract/goods/prices';
import type { Location } from '@jindian/shared/contract/places/network';
import { englishNames } from '../../../places/addresses/english-names.ts';

/** Said, and not what is there when nothing was chosen. */
export const everywhere = 'all';

export type Areas = ReadonlyMap<string, ReadonlySet<string>>;

export function areasOf(locations: readonly Pick<Location, 'province' | 'city'>[]): Areas {
  const areas = new Map<string, Set<string>>();
  for (const { province, city } of locations) {
    const there = areas.get(province) ?? new Set();
    areas.set(province, city === '' ? there : there.add(city));
  }
  return new Map(
    [...areas]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, cities]) => [name, new Set([...cities].sort())]),
  );
}

/** Null: no such place, or a city without its province. A city is known by its short name and in English, too. */
export async function areaIn(
  areas: Areas,
  said: { province: string; city: string },
): Promise<{ province: string | null; city: string | null } | null> {
  const city = said.city.trim();
  if (said.province === everywhere) return city === '' ? { province: null, city: null } : null;
  const cities = areas.get(said.province);
  if (!cities) return null;
  if (city === '') return { province: said.province, city: null };
  const all = [...cities];
  const english = await englishNames(all);
  const found = all.find(
    (one, index) =>
      shortCityName(one) === shortCityName(city) || english[index]?.toLowerCase() === city.toLowerCase(),
  );
  return found === undefined ? null : { province: said.province, city: found };
}
