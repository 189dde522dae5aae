/** What ids are called that a bulk edit names, by people's words. */
import { categoryPath } from '@jindian/shared/category-tree';
import type { LocalizedText } from '@jindian/shared/contract/common';
import type { Attribute, Category } from '@jindian/shared/contract/goods/catalog';
import type { Wave } from '@jindian/shared/contract/places/rollout';

type Names = ReadonlyMap<string, LocalizedText>;
type Called = { name: LocalizedText; values: Names };

export type BulkNames = {
  /** With those above it: two may be called the same. */
  categoryId: Names;
  waveId: Names;
  attributes: ReadonlyMap<string, Called>;
};

const none: BulkNames = { categoryId: new Map(), waveId: new Map(), attributes: new Map() };

export function namesOfGoods(categories: readonly Category[]): BulkNames {
  const byId = new Map<string, Category>(categories.map((category) => [category.id, category]));
  const pathIn = (id: string, language: 'zh' | 'en') =>
    categoryPath(byId, id)
      .map((one) => byId.get(one)?.name[language] ?? one)
      .reverse()
      .join(' › ');
  const attributes = new Map<string, Called>();
  for (const { id, name, values } of categories.flatMap(
    ({ attributes: own }): readonly Attribute[] => own ?? [],
  ))
    attributes.set(id, {
      name,
      values: new Map([
        ...(attributes.get(id)?.values ?? []),
        ...values.map((value) => [value.id as string, value.name] as const),
      ]),
    });
  return {
    ...none,
    categoryId: new Map(categories.map(({ id }) => [id, { zh: pathIn(id, 'zh'), en: pathIn(id, 'en') }])),
    attributes,
  };
}

export const namesOfPlaces = (waves: readonly Wave[]): BulkNames => ({
  ...none,
  waveId: new Map(waves.map(({ id, name }) => [id, { zh: name, en: name }])),
});
