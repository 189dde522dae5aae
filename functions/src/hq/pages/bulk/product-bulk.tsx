/** @jsxImportSource hono/jsx */

import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { type Attribute, shortProvinceName } from '@jindian/shared/contract/goods/catalog';
import type { EditedCategory } from '@jindian/shared/contract/goods/editing';
import { type ProductFilter, productFilterSchema } from '@jindian/shared/contract/goods/product-bulk';
import { abilities } from '@jindian/shared/contract/places/network';
import { brandTimeOf } from '@jindian/shared/time';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { readPercent } from '../../forms/coerce.ts';
import { type FormFields, fieldsOf } from '../../forms/fields.ts';
import { type FormRegistry, NotAsked } from '../../forms/form.tsx';
import { type FormFault, PostForm } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { Card } from '../../ui/parts.tsx';
import type { HqContext, HqEnvironment, Visit } from '../../visit.ts';
import { categoryOptions } from '../goods/product-fields.tsx';
import { Block, Check } from '../serving/sourcing-inputs.tsx';
import { AttributeFields, attributesIn, attributesOf } from './bulk-attributes.tsx';
import { bulkPath } from './bulk-edit.tsx';
import {
  choiceIn,
  listed,
  localized,
  maybe,
  said,
  Unreadable,
  unreadable,
  wholeNumber,
} from './bulk-form.ts';
import { namesOfGoods } from './bulk-names.ts';
import {
  ChoiceFields,
  choiceText,
  LeftOut,
  Line,
  leftOf,
  Maybe,
  NothingChosen,
  Pick,
  unknownText,
} from './bulk-parts.tsx';

const productsPath = '/hq/products';
const path = `${productsPath}/bulk`;

/** What is to change of many goods: the form leads to the page that shows what each would become. */
export function productBulkPage(
  hq: Hono<HqEnvironment>,
  { goodsEditing }: Pick<HqDeps, 'goodsEditing'>,
  forms: FormRegistry,
): void {
  async function show(c: HqContext, fields: FormFields, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const choice = choiceIn(fields, productFilterSchema, fault === null);
    const filter = 'filter' in choice ? (choice.filter as ProductFilter) : null;
    const ids = new Set('ids' in choice ? choice.ids : []);
    const [listed, categories] = await Promise.all([
      filter || ids.size > 0 ? goodsEditing.find(filter ?? {}) : [],
      goodsEditing.categories(),
    ]);
    const found = filter?.text === undefined ? listed : await goodsEditing.find(filter, { literal: true });
    const left = leftOf(listed, found, ({ title }) => title);
    const chosen = filter ? found : found.filter(({ id }) => ids.has(id));
    const count = filter ? found.length : ids.size;
    return page(
      c,
      {
        title: t('bulkProducts'),
        place: 'products',
        backTo: { href: productsPath, text: t('productsTitle') },
        status: fault?.status ?? ('unknown' in choice ? 400 : 200),
      },
      'unknown' in choice || count === 0 ? (
        <Card id="bulk" title={t('bulkProducts')}>
          <LeftOut visit={visit} left={left} text={filter?.text} />
          <NothingChosen
            visit={visit}
            choice={choice}
            list={{ href: productsPath, text: t('productsTitle') }}
          />
        </Card>
      ) : (
        <Card
          id="bulk"
          title={choiceText(visit, filter, count, namesOfGoods(categories))}
          lead={t('bulkLead')}
        >
          <LeftOut visit={visit} left={left} text={filter?.text} />
          <PostForm c={c} action={path} fault={fault}>
            <ChoiceFields choice={choice} />
            <Fields
              visit={visit}
              categories={categories}
              attributes={attributesOf(chosen, categories)}
              fault={fault}
            />
            <button class="button" type="submit">
              {t('bulkReview')}
            </button>
          </PostForm>
        </Card>
      ),
    );
  }

  hq.get('/products/bulk', (c) => show(c, fieldsOf(new URL(c.req.url).searchParams)));
  forms.on('/products/bulk', {
    endpoint: endpoints.hqPreviewBulkProducts,
    body(_body, fields, c) {
      const { t } = c.get('visit');
      try {
        const choice = choiceIn(fields, productFilterSchema);
        if ('unknown' in choice) return new NotAsked(unknownText(c.get('visit'), choice), 'bulkBadFilter');
        const change = productChange(fields);
        if (Object.keys(change).length === 0) return new NotAsked(t('bulkNothing'), 'bulkNothing');
        return { choice, change };
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        return new NotAsked(t('bulkBad', { label: t(error.label) }), 'bulkBad', error.field);
      }
    },
    next: ({ id }) => `${bulkPath('products')}/${id}`,
    again: (c, fault) => show(c, fault.fields, fault),
  });
}

export function productChange(fields: FormFields): Record<string, unknown> {
  const text = (name: string) => fields.text(name).trim();
  const yesNo = (name: string) => (text(name) === '' ? undefined : text(name) === 'yes');
  const tags = (name: 'addTags' | 'removeTags') => {
    const all = listed(text(name));
    return all.length === 0 ? undefined : all;
  };
  const at = (name: string, label: 'bulkOnSaleAt' | 'bulkOffSaleAt') =>
    maybe(fields, name, label, (typedText) => brandTimeOf(typedText) ?? undefined);
  return said({
    status: text('status') || undefined,
    onSaleAtMs: at('onSaleAt', 'bulkOnSaleAt'),
    offSaleAtMs: at('offSaleAt', 'bulkOffSaleAt'),
    brandLine: maybe(fields, 'brandLine', 'productBrandLine', localized),
    addTags: tags('addTags')?.map((one) => localized(one) ?? unreadable('bulkAddTags', 'addTags')),
    removeTags: tags('removeTags'),
    categoryId: text('categoryId') || undefined,
    attributes: attributesIn(fields),
    deliverable: yesNo('deliverable'),
    pickupable: yesNo('pickupable'),
    needs:
      text('needs.how') === 'set' ? abilities.filter((one) => fields.all('needs').includes(one)) : undefined,
    notReturnable: maybe(fields, 'notReturnable', 'bulkNotReturnable', localized),
    warrantyMonths: maybe(fields, 'warrantyMonths', 'auditField.warrantyMonths', wholeNumber(240)),
    taxCode: maybe(fields, 'taxCode', 'auditField.taxCode', (code) =>
      /^\d{19}$/.test(code) ? code : undefined,
    ),
    taxRateBasisPoints: maybe(
      fields,
      'taxRate',
      'bulkTaxRate',
      (rate) => readPercent(rate.replace(/%$/, '')) ?? undefined,
    ),
    regions: maybe(fields, 'regions', 'bulkRegions', (names) => listed(names).map(shortProvinceName)),
    branchesOf:
      text('branchesOf') === '' ? undefined : text('branchesOf') === 'both' ? null : text('branchesOf'),
  });
}

function Fields(props: {
  visit: Visit;
  categories: readonly EditedCategory[];
  attributes: readonly Attribute[];
  fault: FormFault | null;
}) {
  const { visit, categories, attributes, fault } = props;
  const { t, code, language } = visit;
  const own = { visit, fault };
  const yesNo = [
    ['yes', t('bulkYes')],
    ['no', t('bulkNo')],
  ] as const;
  return (
    <>
      <Pick
        {...own}
        name="status"
        label="bulkStatus"
        options={[
          ['on_sale', t('bulkOnSaleNow')],
          ['off_sale', t('bulkOffSaleNow')],
          ['archived', t('bulkArchive')],
        ]}
      />
      <Maybe {...own} name="onSaleAt" label="bulkOnSaleAt" none="bulkCalledOff" type="datetime-local" />
      <Maybe {...own} name="offSaleAt" label="bulkOffSaleAt" none="bulkCalledOff" type="datetime-local" />
      <Pick
        {...own}
        name="categoryId"
        label="productCategory"
        options={categoryOptions(categories, language)}
      />
      <Maybe {...own} name="brandLine" label="productBrandLine" none="bulkNone" hint="bulkTextHint" />
      <div class="field-pair is-texts">
        <Line
          fault={fault}
          name="addTags"
          label={t('bulkAddTags')}
          hint={t('bulkTagsHint')}
          maxlength={160}
        />
        <Line
          fault={fault}
          name="removeTags"
          label={t('bulkRemoveTags')}
          hint={t('bulkTagsHint')}
          maxlength={160}
        />
      </div>
      <AttributeFields {...own} attributes={attributes} />
      <div class="field-pair">
        <Pick {...own} name="deliverable" label="productDeliverable" options={yesNo} />
        <Pick {...own} name="pickupable" label="productPickupable" options={yesNo} />
      </div>
      <Pick {...own} name="needs.how" label="productNeeds" options={[['set', t('bulkSet')]]} />
      <Block legend={`${t('productNeeds')} · ${t('bulkSet')}`}>
        {abilities.map((one) => (
          <Check
            label={code('ability', one)}
            name="needs"
            value={one}
            on={fault?.fields.all('needs').includes(one) ?? false}
          />
        ))}
      </Block>
      <Maybe
        {...own}
        name="notReturnable"
        label="bulkNotReturnable"
        none="bulkReturnable"
        hint="bulkTextHint"
        maxlength={160}
      />
      <Maybe
        {...own}
        name="warrantyMonths"
        label="auditField.warrantyMonths"
        none="bulkNone"
        mode="numeric"
        maxlength={3}
      />
      <Maybe
        {...own}
        name="taxCode"
        label="auditField.taxCode"
        none="bulkAsCategory"
        mode="numeric"
        maxlength={19}
      />
      <Maybe {...own} name="taxRate" label="bulkTaxRate" none="bulkAsCategory" mode="decimal" maxlength={6} />
      <Maybe {...own} name="regions" label="bulkRegions" none="bulkNationwide" maxlength={200} />
      <Pick
        {...own}
        name="branchesOf"
        label="bulkBranchesOf"
        options={[
          ['hq', code('ownership', 'hq')],
          ['dealer', code('ownership', 'dealer')],
          ['both', t('bulkBothKinds')],
        ]}
      />
    </>
  );
}
