/** @jsxImportSource hono/jsx */
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import type { EditedCategory } from '@jindian/shared/contract/goods/editing';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import { readPercent } from '../../forms/coerce.ts';
import { bothTexts, type FormFields } from '../../forms/fields.ts';
import { type FormRegistry, form } from '../../forms/form.tsx';
import { type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { SeenForm } from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Empty, Notice } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn, type Visit } from '../../visit.ts';
import { Select } from '../serving/sourcing-inputs.tsx';
import { attributeLines, attributesFrom } from './category-attributes.ts';
import { categoryOptions } from './product-fields.tsx';

const path = '/hq/categories';
const words = {
  id: 'categoryBadId',
  name: 'productBadText',
  attributes: 'categoryBadAttributes',
  taxRateBasisPoints: 'productBadTax',
  taxCode: 'productBadTax',
} as const;

function categoryBody(fields: FormFields) {
  const attributes = attributesFrom(fields.text('attributes'), fields.text('known'));
  const [rate, code] = [fields.text('taxRate').trim(), fields.text('taxCode').trim()];
  const days = fields.text('expiryBlockDays').trim();
  const before = fields.text('before');
  return {
    name: bothTexts(fields, 'name'),
    parentId: fields.text('parentId') || null,
    ...(days === '' ? {} : { expiryBlockDays: Number(days) }),
    ...(attributes.length === 0 ? {} : { attributes }),
    ...(rate === '' ? {} : { taxRateBasisPoints: readPercent(rate.replace(/%$/, '')) ?? Number.NaN }),
    ...(code === '' ? {} : { taxCode: code }),
    ...(before === 'stay' ? {} : { before: before || null }),
  };
}

/** The tree of categories: each may be renamed, moved with all below it, and removed once nothing stands in it. */
export function categoryPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'goodsEditing'>,
  forms: FormRegistry,
): void {
  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t, language } = visit;
    const categories = await deps.goodsEditing.categories();
    const options = new Map(categoryOptions(categories, language));
    const mayManage = reachOn(c, 'catalog.manage').whole;
    return page(
      c,
      {
        title: t('categoriesTitle'),
        place: 'products',
        backTo: { href: '/hq/products', text: t('productsTitle') },
        status: fault?.status ?? 200,
      },
      <>
        {c.req.query('done') === 'saved' && !fault ? <Notice kind="good">{t('productSaved')}</Notice> : null}
        <Card id="tree" title={t('categoriesTitle')} lead={t('categoriesLead')}>
          {categories.length === 0 ? <Empty text={t('categoriesNone')} /> : null}
          {inTree(categories).map((one) => {
            const here = `${path}/${one.id}`;
            const own = ofForm(fault, here, 'save');
            return (
              <details open={fault?.action === here}>
                <summary>
                  {options.get(one.id)}{' '}
                  <span class="muted">
                    {one.id} · {t('categoryProducts', { count: one.products })}
                  </span>
                </summary>
                <SeenForm c={c} action={here} act="save" revision={one.revision} fault={fault}>
                  <CategoryFields visit={visit} category={one} categories={categories} fault={own} />
                  {mayManage ? (
                    <button class="button is-small" type="submit">
                      {t('productSave')}
                    </button>
                  ) : null}
                </SeenForm>
                {mayManage && one.products === 0 ? (
                  <PostForm c={c} action={here} act="remove" layout="inline-form" fault={fault}>
                    <button class="button is-plain is-small" type="submit">
                      {t('categoryRemove')}
                    </button>
                  </PostForm>
                ) : null}
              </details>
            );
          })}
        </Card>
        {mayManage ? (
          <Card id="new-category" title={t('categoryNew')}>
            <PostForm c={c} action={path} fault={fault}>
              <label class="field">
                <span>{t('categoryId')}</span>
                <input
                  name="id"
                  value={typed(ofForm(fault, path), 'id', '')}
                  maxlength={40}
                  required
                  autocomplete="off"
                />
                <small class="hint">{t('categoryBadId')}</small>
              </label>
              <CategoryFields
                visit={visit}
                category={null}
                categories={categories}
                fault={ofForm(fault, path)}
              />
              <button class="button" type="submit">
                {t('categoryNew')}
              </button>
            </PostForm>
          </Card>
        ) : null}
      </>,
    );
  }

  hq.get('/categories', (c) => show(c));
  const next = () => `${path}?done=saved`;
  const again = (c: HqContext, fault: FormFault) => show(c, fault);
  forms.on('/categories', {
    endpoint: endpoints.hqAddCategory,
    body: (_body, fields) => ({ ...categoryBody(fields), id: fields.text('id').trim() }),
    words,
    next,
    again,
  });
  forms.acts('/categories/:categoryId', {
    save: form({
      endpoint: endpoints.hqChangeCategory,
      body: ({ revision }, fields) => ({ ...categoryBody(fields), revision }),
      words,
      next,
      again,
    }),
    remove: form({ endpoint: endpoints.hqRemoveCategory, next, again }),
  });
}

/** Each right above those below it. */
function inTree(categories: readonly EditedCategory[], parentId: string | null = null): EditedCategory[] {
  return categories
    .filter((one) => one.parentId === parentId)
    .flatMap((one) => [one, ...inTree(categories, one.id)]);
}

function CategoryFields({
  visit,
  category,
  categories,
  fault,
}: {
  visit: Visit;
  category: EditedCategory | null;
  categories: readonly EditedCategory[];
  fault: FormFault | null;
}) {
  const { t, language } = visit;
  const at = (name: string, otherwise: string) => typed(fault, name, otherwise);
  const others = categoryOptions(categories, language).filter(([id]) => id !== category?.id);
  const stay = category ? ([['stay', t('categoryStay')]] as const) : [];
  return (
    <>
      <div class="field-pair">
        <label class="field">
          <span>{t('categoryNameZh')}</span>
          <input
            name="name.zh"
            value={at('name.zh', category?.name.zh ?? '')}
            maxlength={30}
            required
            autocomplete="off"
          />
        </label>
        <label class="field">
          <span>{t('categoryNameEn')}</span>
          <input
            name="name.en"
            value={at('name.en', category?.name.en ?? '')}
            maxlength={30}
            autocomplete="off"
          />
        </label>
      </div>
      <div class="field-pair">
        <Select
          label={t('categoryParent')}
          name="parentId"
          chosen={at('parentId', category?.parentId ?? '')}
          options={[['', t('categoryRoot')], ...others]}
        />
        <Select
          label={t('categoryBefore')}
          name="before"
          chosen={at('before', category ? 'stay' : '')}
          options={[...stay, ['', t('categoryLast')], ...others]}
        />
      </div>
      <label class="field">
        <span>{t('categoryExpiry')}</span>
        <input
          name="expiryBlockDays"
          inputmode="numeric"
          value={at(
            'expiryBlockDays',
            category?.expiryBlockDays === undefined ? '' : String(category.expiryBlockDays),
          )}
          maxlength={3}
          autocomplete="off"
        />
      </label>
      <input type="hidden" name="known" value={at('known', JSON.stringify(category?.attributes ?? []))} />
      <label class="field">
        <span>{t('categoryAttributes')}</span>
        <textarea name="attributes" rows={3} maxlength={6_000}>
          {at('attributes', attributeLines(category?.attributes ?? []))}
        </textarea>
        <small class="hint">{t('categoryAttributesHint')}</small>
      </label>
      <div class="field-pair">
        <label class="field">
          <span>{t('categoryTaxRate')}</span>
          <input
            name="taxRate"
            inputmode="decimal"
            value={at(
              'taxRate',
              category?.taxRateBasisPoints === undefined ? '' : String(category.taxRateBasisPoints / 100),
            )}
            maxlength={6}
            autocomplete="off"
          />
        </label>
        <label class="field">
          <span>{t('categoryTaxCode')}</span>
          <input
            name="taxCode"
            inputmode="numeric"
            value={at('taxCode', category?.taxCode ?? '')}
            maxlength={19}
            autocomplete="off"
          />
        </label>
      </div>
    </>
  );
}
