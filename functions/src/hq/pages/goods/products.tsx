/** @jsxImportSource hono/jsx */

import type { LocalizedText } from '@jindian/shared/contract/common';
import { endpoints } from '@jindian/shared/contract/endpoints/index';
import {
  imagePathOf,
  type ProductStatus,
  productStatuses,
  statusOf,
} from '@jindian/shared/contract/goods/catalog';
import type { EditedProduct } from '@jindian/shared/contract/goods/editing';
import type { ProductFilter } from '@jindian/shared/contract/goods/product-bulk';
import { csvOf } from '@jindian/shared/csv';
import { pictureAddress } from '@jindian/shared/picture-address';
import type { Hono } from 'hono';
import type { HqDeps } from '../../deps.ts';
import type { FormRegistry } from '../../forms/form.tsx';
import { type FormFault, PostForm, typed } from '../../forms/post-form.tsx';
import { page } from '../../ui/layout.tsx';
import { type ListField, readList } from '../../ui/list.ts';
import { ListCard } from '../../ui/list-card.tsx';
import { Card, Chip, type Column, Empty, Money, Row, Table } from '../../ui/parts.tsx';
import { type HqContext, type HqEnvironment, mayOpen, reachOn } from '../../visit.ts';
import { BulkList, ChooseBox } from '../bulk/bulk-parts.tsx';
import { SearchForm } from '../places/locations.tsx';
import { maxSearchLength } from '../places/place-list.ts';
import { productPage, productWords } from './product.tsx';
import { productBody } from './product-body.ts';
import { categoryOptions, ProductFields } from './product-fields.tsx';
import { planWords } from './product-plan.tsx';
import { ToolLink } from './transfers.tsx';

const sorts = ['catalog', 'name', 'price', 'changed'] as const;
const path = '/hq/products';

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
    const labels = await goodsEditing.labels();
    const named = (names: readonly LocalizedText[]) =>
      [...new Map(names.map((one) => [one.zh, one[language]] as const))].sort();
    const [lines, tags] = [named(labels.brandLines), named(labels.tags)];
    const fields: ListField<'category' | 'status' | 'brandLine' | 'tag'>[] = [
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
      ...(lines.length > 0
        ? [
            {
              kind: 'choice' as const,
              name: 'brandLine' as const,
              label: t('productBrandLine'),
              options: lines,
            },
          ]
        : []),
      ...(tags.length > 0
        ? [{ kind: 'choice' as const, name: 'tag' as const, label: t('productTags'), options: tags }]
        : []),
    ];
    const query = readList((name) => c.req.query(name), fields, sorts);
    const { category, status, brandLine, tag } = query.values;
    const filter: ProductFilter = {
      ...(text === '' ? {} : { text }),
      ...(category ? { categoryId: category } : {}),
      ...(status ? { status: status as ProductStatus } : {}),
      ...(brandLine ? { brandLine } : {}),
      ...(tag ? { tag } : {}),
    };
    const found = await goodsEditing.find(filter);
    const price = (one: EditedProduct) => Math.min(...one.skus.map(({ priceFen }) => priceFen));
    if (query.sort === 'name')
      found.sort((a, b) => a.title[language].localeCompare(b.title[language], language));
    if (query.sort === 'price') found.sort((a, b) => price(a) - price(b));
    if (query.sort === 'changed') found.sort((a, b) => (b.changedAtMs ?? 0) - (a.changedAtMs ?? 0));
    return { text, categories, fields, query, filter, found, price };
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
    const { text, categories, fields, query, filter, found, price } = await asked(c);
    const mayChange = mayOpen(c, `${path}/bulk`);
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
          none={t(text === '' ? 'productsNone' : 'listNone')}
        >
          {(shown) => (
            <BulkList
              visit={visit}
              action={`${path}/bulk`}
              filter={filter}
              count={found.length}
              mayChange={mayChange}
              recent="/hq/bulk-edits/products"
            >
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
                        {mayChange ? (
                          <ChooseBox visit={visit} id={one.id} name={one.title[language]} />
                        ) : null}
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
            </BulkList>
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
    words: productWords,
    next: ({ id }) => `${path}/${id}?done=made`,
    again: (c, fault) => showNew(c, fault),
  });
  // After `/products/new`, which would be taken for a number.
  productPage(hq, deps, forms);
}
