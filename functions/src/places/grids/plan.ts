import type { LocalizedText } from '@jindian/shared/contract/common';
import type { GridPlan, PlannedGrid } from '@jindian/shared/contract/places/grids';
import { englishNames } from '../addresses/english-names.ts';
import type { CountyProperties } from '../network/grid-index-topology.ts';
import type { NetworkSnapshot } from '../network/snapshot.ts';
import { type Area, type AreaMap, countyKey } from './areas.ts';

export const emptyPlan: GridPlan = { everywhere: false, served: [], own: null, grids: [] };

/** The grids of a network that was loaded, as a plan to go on from; empty where they are not made of counties. */
export function planOfNetwork({ grids, counties }: NetworkSnapshot): GridPlan {
  const areasOf = new Map<string, string[]>();
  const without: CountyProperties[] = [];
  for (const county of counties) {
    if (county.gridId === '') without.push(county);
    else areasOf.set(county.gridId, [...(areasOf.get(county.gridId) ?? []), countyKey(county)]);
  }
  const planned = grids.map(
    ({ id, name, branchId }): PlannedGrid => ({ id, name, branchId, areas: areasOf.get(id) ?? [] }),
  );
  if (planned.length === 0 || planned.some(({ areas }) => areas.length === 0)) return emptyPlan;
  const partial = new Set(without.map(({ province }) => province));
  const provinces = [...new Set(counties.map(({ province }) => province))];
  return {
    everywhere: without.length === 0,
    served:
      without.length === 0
        ? []
        : provinces.filter((one) => !partial.has(one)).map((province) => ({ province, city: null })),
    own: null,
    grids: planned,
  };
}

/** 烟台市芝罘区等3县区: the first area tells people which grid it is. */
export async function gridNames(
  map: Pick<AreaMap, 'byKey'>,
  grids: readonly { areas: readonly string[] }[],
): Promise<LocalizedText[]> {
  const first = grids.map(({ areas }) => map.byKey.get(areas[0] ?? '') as Area);
  const english = await englishNames(first.flatMap(({ city, name }) => [city, name]));
  return grids.map(({ areas }, index) => {
    const { city, name } = first[index]!;
    const more = areas.length - 1;
    return {
      zh: `${city}${name}${more > 0 ? `等${areas.length}个县区` : ''}`,
      en: `${english[2 * index]} ${english[2 * index + 1]}${more > 0 ? ` +${more}` : ''}`,
    };
  });
}
