/** Finding a place by what a person types: its county or city first, its name, its province, its id. */
import type { Location } from '@jindian/shared/contract/places/network';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import type { Hit, SearchDocument } from '../../platform/search/records.ts';
import { chineseScript } from '../../platform/search/script.ts';
import { buildSearchIndex } from '../../platform/search/search-index.ts';

export type PlaceSearchOptions = {
  limit: number;
  /** Those refused are as if they were not there. */
  accept?: (location: Location) => boolean;
  /** Only what has each word in it as it is typed. */
  literal?: boolean;
  /** Of equally good ones, the nearest to it first. */
  point?: PointGcj02 | null;
};

export type PlacesFound = {
  items: Location[];
  /** Nothing was found as typed: these come nearest, and `meant` is what was looked for instead. */
  near: boolean;
  meant: string | null;
};

/** `now`: the places that were indexed, in the same order, as they are now. */
export type PlaceSearch = (
  text: string,
  now: readonly Location[],
  options: PlaceSearchOptions,
) => PlacesFound;

export async function buildPlaceSearch(locations: readonly Location[]): Promise<PlaceSearch> {
  const index = buildSearchIndex(locations.map(placeDocument), await chineseScript());
  return (text, now, { limit, accept = () => true, literal = false, point }) => {
    const { hits, near, meant } = index.search(text, {
      accept: (position) => accept(now[position] as Location),
      enough: limit,
      literal,
    });
    const found = hits.map(({ position, rank }) => ({ place: now[position] as Location, rank }));
    const sorted = point ? nearestFirst(found, point) : inTurns(found);
    return { items: sorted.slice(0, limit), near, meant };
  };
}

const kinds = /(?:特别行政区|自治[区州县旗]|新区|地区|[省市区县旗盟])$/;
/** 「伊犁哈萨克自治州」 is 「伊犁」, 「积石山保安族东乡族撒拉族自治县」 「积石山」. */
const peoples = /(?:[^族]{1,4}族)+$|(?:哈萨克|蒙古|维吾尔|柯尔克孜|锡伯|塔吉克|鄂温克)$/;

function withShort(name: string): string[] {
  const base = name.replace(kinds, '');
  const short = /自治[区州县旗]$/.test(name) ? base.replace(peoples, '') : base;
  return [...new Set([name, base, short])].filter((form) => form === name || form.length > 1);
}

export function placeDocument({ id, name, province, city, county }: Location): SearchDocument {
  // 「近店·烟台芝罘万达店」 begins for most people after the brand.
  const own = name.zh.split('·').at(-1) as string;
  return {
    codes: [id],
    fields: [
      { names: [...withShort(county), ...withShort(city)] },
      { names: [name.zh, own], latin: [name.en] },
      { names: withShort(province) },
    ],
  };
}

type RankedPlace = { place: Location; rank: Hit['rank'] };

function nearestFirst(found: readonly RankedPlace[], point: PointGcj02): Location[] {
  return found
    .map(({ place, rank }) => ({ place, rank, meters: distanceMeters(point, place) }))
    .sort((a, b) => a.rank - b.rank || a.meters - b.meters)
    .map(({ place }) => place);
}

/** Equally good ones by counties in turn: 「朝阳」 is in Beijing, in Changchun and in Liaoning, and each is seen. */
function inTurns(found: readonly RankedPlace[]): Location[] {
  const seen = new Map<string, number>();
  return found
    .map(({ place, rank }) => {
      const key = `${rank} ${place.city} ${place.county}`;
      const turn = seen.get(key) ?? 0;
      seen.set(key, turn + 1);
      return { place, rank, turn };
    })
    .sort((a, b) => a.rank - b.rank || a.turn - b.turn)
    .map(({ place }) => place);
}
