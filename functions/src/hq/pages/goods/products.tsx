/** @jsxImportSource hono/jsx */

import { attributesFor } from '@jindian/shared/category-tree';
import { productIdSchema } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import { imagePathOf, productStatuses, statusOf } from '@jindian/shared/contract/goods/catalog';
import type { EditedProduct } from '@jindian/shared/contract/goods/editing';
import { csvOf } from '@jindian/shared/csv';
import { pictureAddress } from '@jindian/shared/picture-address';
import type { Hono } from 'hono';
import { nextStatuses } from '../../../goods/catalog/editing.ts';
import type { HqDeps } from '../../deps.ts';
import { type FormRegistry, form } from '../../forms/form.tsx';
import { type FormFault, ofForm, PostForm, typed } from '../../forms/post-form.tsx';
import { SeenForm } from '../../policies/parts.tsx';
import { page } from '../../ui/layout.tsx';
import { type ListField, readList } from '../../ui/list.ts';
import { ListCard } from '../../ui/list-card.tsx';
import { Card, Chip, type Column, Empty, Money, Notice, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayOpen, reachOn } from '../../visit.ts';
import { notFoundPage } from '../errors.tsx';
import { maxSearchLength, SearchForm } from '../places/locations.tsx';
import { productBody } from './product-body.ts';
import { categoryOptions, ProductFields } from './product-fields.tsx';
import { furtherWords } from './product-further.tsx';
import { withKnownAttributes } from './product-more-body.ts';
import { PlanCard, planBody, planWords } from './product-plan.tsx';
import { ProductStockCard, productStockForm } from './product-stock.tsx';
import { ToolLink } from './transfers.tsx';

const sorts = ['catalog', 'name', 'price', 'changed'] as const;
const path = '/hq/products';
const words = {
  title: 'productBadText',
  subtitle: 'productBadText',
  description: 'productBadText',
  weightGrams: 'productBadWeight',
  imagePaths: 'productBadPicture',
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

/** The brand's goods: found, made, changed, put on sale and taken off. */
export function productPages(
  hq: Hono<HqEnvironment>,
  deps: Pick<HqDeps, 'goodsEditing' | 'clock' | 'inventory' | 'network'>,
  forms: FormRegistry,
): void {
  const { goodsEditing, clock } = deps;

  async function asked(c: HqContext) {
    const visit = c.get('visit');
    const { t, language } = visit;
    const text = (c.req.query('text') ?? '').trim().slice(0, maxSearchLength);
    const categories = await goodsEditing.categories();
    const fields: ListField<'category' | 'status'>[] = [
      {
        kind: 'choice',
        name: 'category',
        label: t('productCategory'),
        options: categoryOptions(categories, language),
      },
      {
        kind: 'choice',
        name: 'status',
        label: t('columnStatus'),
        options: productStatuses.map((one) => [one, visit.code('productStatus', one)] as const),
      },
    ];
    const query = readList((name) => c.req.query(name), fields, sorts);
    const found = await goodsEditing.find({
      text: text || undefined,
      categoryId: query.values.category || undefined,
      status: productStatuses.find((one) => one === query.values.status),
    });
    const price = (one: EditedProduct) => Math.min(...one.skus.map(({ priceFen }) => priceFen));
    if (query.sort === 'name')
      found.sort((a, b) => a.title[language].localeCompare(b.title[language], language));
    if (query.sort === 'price') found.sort((a, b) => price(a) - price(b));
    if (query.sort === 'changed') found.sort((a, b) => (b.changedAtMs ?? 0) - (a.changedAtMs ?? 0));
    return { text, categories, fields, query, found, price };
  }

  hq.get('/products.csv', async (c) => {
    const { t, language, code } = c.get('visit');
    const { found, categories } = await asked(c);
    const names = new Map(categoryOptions(categories, language));
    const head = [
      t('productId'),
      t('productTitle'),
      t('productCategory'),
      t('columnStatus'),
      t('productSku'),
      t('productForm'),
      t('productPrice'),
      t('productBarcodes'),
    ];
    const rows = found.flatMap((one) =>
      one.skus.map((sku) => [
        one.id,
        one.title[language],
        names.get(one.categoryId) ?? one.categoryId,
        code('productStatus', statusOf(one)),
        sku.id,
        sku.name[language],
        (sku.priceFen / 100).toFixed(2),
        sku.barcodes.join(' '),
      ]),
    );
    c.header('content-type', 'text/csv; charset=utf-8');
    c.header('content-disposition', 'attachment; filename="products.csv"');
    return c.body(csvOf([head, ...rows]));
  });

  hq.get('/products', async (c) => {
    const visit = c.get('visit');
    const { t, language, code } = visit;
    const { text, categories, fields, query, found, price } = await asked(c);
    const names = new Map(categoryOptions(categories, language));
    const columns: Column[] = [
      { label: t('productTitle'), kind: 'main' },
      { label: t('productCategory') },
      { label: t('productPrice') },
      { label: t('columnStatus') },
    ];
    return page(
      c,
      { title: t('productsTitle'), place: 'products' },
      <>
        <p class="page-tools">
          {reachOn(c, 'catalog.manage').whole ? (
            <a class="button is-small" href={`${path}/new`}>
              {t('productNew')}
            </a>
          ) : null}
          <a class="button is-plain is-small" href="/hq/categories">
            {t('categoriesTitle')}
          </a>
          <ToolLink c={c} href="/hq/shop-window" word="windowTitle" />
          {mayOpen(c, '/hq/import') && reachOn(c, 'catalog.manage').whole ? (
            <a class="button is-plain is-small" href="/hq/import?kind=goods">
              {t('productsImport')}
            </a>
          ) : null}
        </p>
        <SearchForm visit={visit} action={path} text={text} label={t('productsSearch')} />
        <ListCard
          c={c}
          id="found"
          title={t('productsTitle')}
          list="products"
          fields={fields}
          query={query}
          sorts={sorts.map((one) => [one, code('productSort', one)] as const)}
          keep={text === '' ? {} : { text }}
          found={found}
          none={t('listNone')}
        >
          {(shown) => (
            <Table caption={t('productsTitle')} columns={columns}>
              {shown.map((one) => (
                <Row
                  columns={columns}
                  whole
                  cells={[
                    <>
                      <img
                        class="thumb"
                        src={pictureAddress(imagePathOf(one), 200)}
                        alt=""
                        width={40}
                        height={40}
                        loading="lazy"
                      />
                      <a href={`${path}/${one.id}`}>{one.title[language]}</a>
                      <span class="sub">{one.id}</span>
                    </>,
                    names.get(one.categoryId) ?? one.categoryId,
                    <Money fen={price(one)} />,
                    <>
                      <Chip kind={statusOf(one)}>{code('productStatus', statusOf(one))}</Chip>
                      {planWords(visit, one, clock.nowMs()).map((words) => (
                        <span class="sub">{words}</span>
                      ))}
                    </>,
                  ]}
                />
              ))}
            </Table>
          )}
        </ListCard>
      </>,
    );
  });

  async function showNew(c: HqContext, fault: FormFault | null = null) {
    const visit = c.get('visit');
    const { t } = visit;
    const [categories, taxUnlessTold] = await Promise.all([
      goodsEditing.categories(),
      goodsEditing.taxUnlessTold(null),
    ]);
    return page(
      c,
      {
        title: t('productNew'),
        place: 'products',
        backTo: { href: path, text: t('productsTitle') },
        status: fault?.status ?? 200,
      },
      <Card id="new-product" title={t('productNew')} lead={t('productNewLead')}>
        {categories.length === 0 ? (
          <Empty
            text={t('productNoCategory')}
            action={{ href: '/hq/categories', text: t('categoriesTitle') }}
          />
        ) : (
          <PostForm c={c} action={`${path}/new`} fault={fault}>
            <label class="field">
              <span>{t('productId')}</span>
              <input name="id" value={typed(fault, 'id', '')} maxlength={24} required autocomplete="off" />
              <small class="hint">{t('productBadId')}</small>
            </label>
            <ProductFields
              c={c}
              product={null}
              categories={categories}
              taxUnlessTold={taxUnlessTold}
              fault={fault}
            />
            <button class="button" type="submit">
              {t('productMake')}
            </button>
          </PostForm>
        )}
      </Card>,
    );
  }

  hq.get('/products/new', (c) => showNew(c));
  forms.on('/products/new', {
    endpoint: endpoints.hqAddProduct,
    body(_body, fields) {
      const id = fields.text('id').trim().toUpperCase();
      return { ...productBody(fields, id), id };
    },
    words,
    next: ({ id }) => `${path}/${id}?done=made`,
    again: (c, fault) => showNew(c, fault),
  });

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
    const done = doneWords[c.req.query('done') as keyof typeof doneWords];
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
        <Card id="product" title={`${product.title[language]} · ${product.id}`}>
          <SeenForm c={c} action={here} act="save" revision={product.revision} fault={fault}>
            <ProductFields
              c={c}
              product={product}
              categories={categories}
              taxUnlessTold={taxUnlessTold}
              fault={own}
            />
            {mayManage ? (
              <button class="button" type="submit">
                {t('productSave')}
              </button>
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
      async body({ revision }, fields, c) {
        const body = productBody(fields, c.req.param('productId') ?? '');
        const known = attributesFor(await goodsEditing.categories(), body.categoryId);
        return { ...withKnownAttributes(body, known), revision };
      },
      words,
      next: ({ id }) => `${path}/${id}?done=saved`,
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
      words,
      next: ({ id }) => `${path}/${id}`,
      again: (c, fault) => show(c, fault),
    }),
  });
}
