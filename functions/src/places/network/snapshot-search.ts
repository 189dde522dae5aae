/** Finding a branch by what a person types: Chinese, pinyin or English, in any order. */
import type { Location } from '@jindian/shared/contract/places/network';

const maxTextLength = 60;
const maxWords = 6;

type Entry = { position: number; county: string; city: string; name: string; all: string };

/** `now`: the places that were indexed, in the same order, as they are now. */
export type SearchIndex = { search(text: string, limit: number, now: readonly Location[]): Location[] };

/** Gives open branches only: a person chooses where to buy now. */
export function buildSearchIndex(locations: readonly Location[]): SearchIndex {
  const entries = locations.flatMap(({ kind, name, province, city, county }, position): Entry[] => {
    if (kind !== 'branch') return [];
    const names = `${normalise(name.zh)}|${normalise(name.en)}`;
    return [{ position, county, city, name: names, all: `${province}${city}${county}|${names}` }];
  });

  return {
    search(text, limit, now) {
      const words = text
        .slice(0, maxTextLength)
        .split(/\s+/)
        .map(normalise)
        .filter(Boolean)
        .slice(0, maxWords);
      if (words.length === 0) return [];
      const found: Array<{ location: Location; rank: number }> = [];
      for (const entry of entries) {
        const location = now[entry.position];
        if (location?.status !== 'open') continue;
        let rank = 0;
        for (const word of words) {
          const wordRank = rankOf(entry, word);
          if (wordRank === null) {
            rank = -1;
            break;
          }
          rank += wordRank;
        }
        if (rank >= 0) found.push({ location, rank });
      }
      return found
        .sort((a, b) => a.rank - b.rank || (a.location.id < b.location.id ? -1 : 1))
        .slice(0, limit)
        .map(({ location }) => location);
    },
  };
}

/** Lower is better; null: the word is not there. A county is what people mean first. */
function rankOf(entry: Entry, word: string): number | null {
  if (!entry.all.includes(word)) return null;
  if (entry.county.startsWith(word)) return 0;
  if (entry.city.startsWith(word)) return 1;
  return entry.name.includes(word) ? 2 : 3;
}

/** Lower case, without tones, apostrophes, dots and spaces: "Lu'an", "Lǘliáng" and "近店·烟台" are typed so. */
function normalise(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\s'’·.・-]/gu, '')
    .toLowerCase();
}
