/** @jsxImportSource hono/jsx */
import { attributesFor } from '@jindian/shared/category-tree';
import type { Attribute, Category, Product } from '@jindian/shared/contract/goods/catalog';
import type { FormFields } from '../../forms/fields.ts';
import { type FormFault, typed } from '../../forms/post-form.tsx';
import type { Visit } from '../../visit.ts';
import { Block, Check } from '../serving/sourcing-inputs.tsx';
import { unreadable } from './bulk-form.ts';

/** More than a form can hold: whoever means some of them narrows the list first. */
export const maxAttributesOffered = 24;

/** What goods of these categories are told apart by; one of several categories has the values of all. */
export function attributesOf(
  products: readonly Pick<Product, 'categoryId'>[],
  categories: readonly Category[],
): Attribute[] {
  const found = new Map<string, Attribute>();
  for (const categoryId of new Set(products.map((one) => one.categoryId)))
    for (const attribute of attributesFor(categories, categoryId)) {
      const values = new Map(
        [...(found.get(attribute.id)?.values ?? []), ...attribute.values].map((one) => [one.id, one]),
      );
      found.set(attribute.id, { ...attribute, values: [...values.values()] });
    }
  return [...found.values()];
}

/** What is said of each attribute; an empty list takes it off. */
export function attributesIn(fields: FormFields): Record<string, string[]> | undefined {
  const said: Record<string, string[]> = {};
  for (const name of fields.names()) {
    const id = /^attributeHow\.(.+)$/.exec(name)?.[1];
    if (id === undefined) continue;
    const values = [...fields.all(`attribute.${id}`)];
    const how = fields.text(name);
    if (how === 'none') said[id] = [];
    else if (values.length > 0) said[id] = values;
    else if (how === 'set') unreadable('bulkAttributes', name);
  }
  return Object.keys(said).length === 0 ? undefined : said;
}

/** The attributes of the goods that were chosen, each with its values to tick. */
export function AttributeFields(props: {
  visit: Visit;
  fault: FormFault | null;
  attributes: readonly Attribute[];
}) {
  const { visit, fault, attributes } = props;
  const { t, language } = visit;
  if (attributes.length === 0) return null;
  if (attributes.length > maxAttributesOffered) return <p class="hint">{t('bulkAttributesMany')}</p>;
  return attributes.map(({ id, name, values }) => {
    const how = typed(fault, `attributeHow.${id}`, 'keep');
    const ticked = fault?.fields.all(`attribute.${id}`) ?? [];
    return (
      <Block legend={name[language]}>
        <label class="field is-short">
          <span class="unseen">{name[language]}</span>
          <select
            name={`attributeHow.${id}`}
            aria-invalid={fault?.path === `attributeHow.${id}` ? 'true' : undefined}
          >
            {(
              [
                ['keep', 'bulkKeep'],
                ['none', 'bulkNone'],
                ['set', 'bulkSet'],
              ] as const
            ).map(([value, word]) => (
              <option value={value} selected={value === how}>
                {t(word)}
              </option>
            ))}
          </select>
        </label>
        {values.map((value) => (
          <Check
            label={value.name[language]}
            name={`attribute.${id}`}
            value={value.id}
            on={ticked.includes(value.id)}
          />
        ))}
      </Block>
    );
  });
}
