import type { ServedPart } from '@jindian/shared/contract/places/grids';
import type { AreaMap } from '../../../places/grids/areas.ts';

/** `山东省`, or `山东省/烟台市`, one a line; what the map does not have is said. */
export function readServed(
  text: string,
  map: Pick<AreaMap, 'areas'>,
): { served: ServedPart[] } | { unknown: string } {
  const provinces = new Set(map.areas.map(({ province }) => province));
  const cities = new Set(map.areas.map(({ province, city }) => `${province}/${city}`));
  const served: ServedPart[] = [];
  for (const line of linesOf(text)) {
    const [province = '', city = ''] = line.split('/').map((part) => part.trim());
    const isKnown = city === '' ? provinces.has(province) : cities.has(`${province}/${city}`);
    if (!isKnown) return { unknown: line };
    served.push({ province, city: city || null });
  }
  return { served };
}

export function servedText(served: readonly ServedPart[]): string {
  return served.map(({ province, city }) => (city === null ? province : `${province}/${city}`)).join('\n');
}

/** `芝罘区,320`, or `烟台市芝罘区,320` where there are two of the name; null where nothing was typed. */
export function readFigures(
  text: string,
  map: Pick<AreaMap, 'areas'>,
): { figures: Map<string, number> | null } | { unknown: string } {
  const lines = linesOf(text);
  if (lines.length === 0) return { figures: null };
  const named = new Map<string, string[]>();
  for (const { key, province, city, name } of map.areas)
    for (const one of new Set([name, city + name, province + city + name, key]))
      named.set(one, [...(named.get(one) ?? []), key]);
  const figures = new Map<string, number>();
  for (const line of lines) {
    const parts = /^(.+?)[\s,，\t]+(\d{1,9}(?:\.\d{1,4})?)$/.exec(line);
    const keys = named.get(parts?.[1]?.trim() ?? '') ?? [];
    // Of two counties of one name nobody knows which is meant.
    if (!parts || keys.length !== 1 || figures.has(keys[0]!)) return { unknown: line };
    figures.set(keys[0]!, Number(parts[2]));
  }
  return { figures };
}

function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
