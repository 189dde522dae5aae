import type { PolicyProblem } from '@jindian/shared/contract/policies';
import type { CommissionArea, CommissionRates } from '@jindian/shared/contract/selling/rates';

/** Of what conditions name: which of those there are. */
export type KnownThings = {
  /** A category and all above it, nearest first; empty where there is none. */
  categoryPath(categoryId: string): readonly string[];
  productIds(ids: readonly string[]): ReadonlySet<string>;
  brandLines(): ReadonlySet<string>;
  branchIds(ids: readonly string[]): Promise<ReadonlySet<string>>;
  sellerIds(ids: readonly string[]): Promise<ReadonlySet<string>>;
  sceneIds(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Of each: is it a province, and is there a place in the city? */
  areAreas(areas: readonly CommissionArea[]): Promise<readonly boolean[]>;
};

type Named = 'categoryIds' | 'productIds' | 'brandLines' | 'branchIds' | 'sellerIds' | 'sceneIds';

/**
 * What rules name that is not there. Such a rule would be for nothing, and whoever mends it by leaving the condition out
 * would make it one for everything: it is not kept.
 */
export async function unknownThings(
  { rules }: CommissionRates,
  known: KnownThings,
): Promise<PolicyProblem[]> {
  const named = (list: Named) => [...new Set(rules.flatMap(({ when }) => when[list] ?? []))];
  const inAreas = rules.flatMap(({ when }) => when.areas ?? []);
  const [branches, sellers, scenes, areas] = await Promise.all([
    known.branchIds(named('branchIds')),
    known.sellerIds(named('sellerIds')),
    known.sceneIds(named('sceneIds')),
    known.areAreas(inAreas),
  ]);
  const isArea = new Map(inAreas.map((area, index) => [area, areas[index] === true]));
  const products = known.productIds(named('productIds'));
  const lines = known.brandLines();
  const isThere: Record<Named, (id: string) => boolean> = {
    categoryIds: (id) => known.categoryPath(id).length > 0,
    productIds: (id) => products.has(id),
    brandLines: (name) => lines.has(name),
    branchIds: (id) => branches.has(id),
    sellerIds: (id) => sellers.has(id),
    sceneIds: (id) => scenes.has(id),
  };
  return rules.flatMap(({ when }, rule) => {
    const unknown = <T>(list: string, things: readonly T[] | null, is: (thing: T) => boolean) =>
      (things ?? []).flatMap((thing, index) =>
        is(thing) ? [] : [{ path: `rules.${rule}.when.${list}.${index}`, code: 'unknown_id' }],
      );
    return [
      ...(Object.keys(isThere) as Named[]).flatMap((list) => unknown(list, when[list], isThere[list])),
      ...unknown('areas', when.areas, (area) => isArea.get(area) === true),
    ];
  });
}
