/** @jsxImportSource hono/jsx */
import { attributesFor } from '@jindian/shared/category-tree';
import { productIdSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { type productStatuses, statusOf } from '@jindian/shared/contract/goods/catalog';
import type { Hono } from 'hono';
import { nextStatuses } from '../../../goods/catalog/editing.ts';
import type { HqDeps } from '../../deps.ts';
import type { FormFields } from '../../forms/fields.ts';
import { type FormRegistry, form } from '../../forms/form.tsx';
import { type FormFault, ofForm, PostForm } from '../../forms/post-form.tsx';
import { SeenForm } from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { Card, Notice } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, reachOn } from '../../visit.ts';
import { notFoundPage } from '../errors.tsx';
import { HistoryLink } from '../people/history-link.tsx';
import { productBody } from './product-body.ts';
import { ProductFields } from './product-fields.tsx';
import { furtherWords } from './product-further.tsx';
import { withKnownAttributes } from './product-more-body.ts';
import { PlanCard, planBody } from './product-plan.tsx';
import { ProductStockCard, productStockForm } from './product-stock.tsx';

const path = '/hq/products';
/** What is wrong with which value of a product's form. */
export const productWords = {
  title: 'productBadText',
  subtitle: 'productBadText',
  description: 'productBadText',
  weightGrams: 'productBadWeight',
  volumeCubicCentimeters: 'productBadVolume',
  imagePaths: 'productBadPicture',
  detailPaths: 'productBadPicture',
  options: 'productBadOption',
  skus: 'productBadSku',
  id: 'productBadId',
  ...furtherWords,
} as const;
const planFaults = {
  onSaleAtMs: 'productBadPlan',
  offSaleAtMs: 'productBadPlan',
  dealersFromMs: 'productBadPlan',
} as const;
const doneWords = {
  saved: 'productSaved',
  made: 'productMade',
  planned: 'productPlanned',
  received: 'productStockReceived',
} as const;

/** The page of a product: changed, planned, seen beforehand, put on sale and taken off, received and copied. */
export function productPage(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'goodsEditing' | 'clock' | 'inventory' | 'network'>,
  forms: FormRegistry,
): void {
  const { goodsEditing, clock } = deps;

  async function show(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t, language, code } = visit;
    const id = productIdSchema.safeParse(c.req.param('productId')).data;
    const [found, categories] = await Promise.all([
      id ? goodsEditing.product(id) : null,
      goodsEditing.categories(),
    ]);
    if (!found?.ok) return notFoundPage(c);
    const { value: product } = found;
    const status = statusOf(product);
    const here = `${path}/${product.id}`;
    const mayManage = reachOn(c, 'catalog.manage').whole;
    const own = ofForm(fault, here, 'save');
    const asked = c.req.query('done') ?? '';
    const done = Object.hasOwn(doneWords, asked) ? doneWords[asked as keyof typeof doneWords] : null;
    const taxUnlessTold = await goodsEditing.taxUnlessTold(product.categoryId);
    return page(
      c,
      {
        title: product.title[language],
        place: 'products',
        backTo: { href: path, text: t('productsTitle') },
        status: fault?.status ?? 200,
      },
      <>
        {done && !fault ? <Notice kind="good">{t(done)}</Notice> : null}
        <Card id="status" title={code('productStatus', status)} lead={t('productStatusLead')}>
          {mayManage
            ? nextStatuses[status].map((next) => (
                <SeenForm
                  c={c}
                  layout="inline-form"
                  action={here}
                  act={next}
                  revision={product.revision}
                  fault={fault}
                >
                  <button class={`button is-small${next === 'on_sale' ? '' : ' is-plain'}`} type="submit">
                    {code('productAct', next)}
                  </button>
                </SeenForm>
              ))
            : null}
        </Card>
        {mayManage ? (
          <PlanCard c={c} product={product} here={here} nowMs={clock.nowMs()} fault={fault} />
        ) : null}
        <Card
          id="product"
          title={`${product.title[language]} · ${product.id}`}
          tools={<HistoryLink c={c} kind="product" id={product.id} />}
        >
          <SeenForm c={c} action={here} act="save" revision={product.revision} fault={fault}>
            <ProductFields
              c={c}
              product={product}
              categories={categories}
              taxUnlessTold={taxUnlessTold}
              fault={own}
            />
            {mayManage ? (
              <div class="actions">
                <button class="button" type="submit">
                  {t('productSave')}
                </button>
                <button class="button is-plain" type="submit" name="act" value="preview" formtarget="_blank">
                  {t('productPreview')}
                </button>
              </div>
            ) : null}
          </SeenForm>
        </Card>
        {reachOn(c, 'stock.read').whole ? (
          <ProductStockCard c={c} deps={deps} product={product} fault={fault} />
        ) : null}
        {mayManage ? (
          <Card id="copy" title={t('productCopy')} lead={t('productCopyLead')}>
            <PostForm c={c} action={here} act="copy" layout="inline-form" fault={fault}>
              <label class="field">
                <span>{t('productId')}</span>
                <input
                  name="id"
                  value={ofForm(fault, here, 'copy')?.fields.text('id') ?? ''}
                  maxlength={24}
                  required
                  autocomplete="off"
                />
              </label>
              <button class="button is-plain" type="submit">
                {t('productCopy')}
              </button>
            </PostForm>
          </Card>
        ) : null}
      </>,
    );
  }

  hq.get('/products/:productId', (c) => show(c));
  productStockForm(forms, (c, fault) => show(c, fault));
  async function bodyOf(fields: FormFields, c: HqContext) {
    const body = productBody(fields, c.req.param('productId') ?? '');
    return withKnownAttributes(body, attributesFor(await goodsEditing.categories(), body.categoryId));
  }
  const become = (status: (typeof productStatuses)[number]) =>
    form({
      endpoint: endpoints.hqSetProductStatus,
      body: ({ revision }) => ({ status, revision }),
      next: ({ id }) => `${path}/${id}?done=saved`,
      again: (c, fault) => show(c, fault),
    });
  forms.acts('/products/:productId', {
    save: form({
      endpoint: endpoints.hqChangeProduct,
      body: async ({ revision }, fields, c) => ({ ...(await bodyOf(fields, c)), revision }),
      words: productWords,
      next: ({ id }) => `${path}/${id}?done=saved`,
      again: (c, fault) => show(c, fault),
    }),
    preview: form({
      endpoint: endpoints.hqPreviewProduct,
      body: (_body, fields, c) => bodyOf(fields, c),
      words: productWords,
      next: ({ token }, c) => `${path}/${c.req.param('productId')}/preview?token=${token}`,
      again: (c, fault) => show(c, fault),
    }),
    on_sale: become('on_sale'),
    off_sale: become('off_sale'),
    archived: become('archived'),
    plan: form({
      endpoint: endpoints.hqPlanProduct,
      body: ({ revision }, fields) => ({ ...planBody(fields), revision }),
      words: planFaults,
      next: ({ id }) => `${path}/${id}?done=planned`,
      again: (c, fault) => show(c, fault),
    }),
    unplan: form({
      endpoint: endpoints.hqPlanProduct,
      body: ({ revision }) => ({ onSaleAtMs: null, offSaleAtMs: null, dealersFromMs: null, revision }),
      next: ({ id }) => `${path}/${id}?done=planned`,
      again: (c, fault) => show(c, fault),
    }),
    copy: form({
      endpoint: endpoints.hqCopyProduct,
      body: (_body, fields) => ({ id: fields.text('id').trim().toUpperCase() }),
      words: productWords,
      next: ({ id }) => `${path}/${id}`,
      again: (c, fault) => show(c, fault),
    }),
  });
}
