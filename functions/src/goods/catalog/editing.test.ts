import { visibleTo } from '@jindian/shared/contract/goods/catalog';
import type { ProductBody } from '@jindian/shared/contract/goods/editing';
import { describe, expect, test } from 'vitest';
import { type CatalogContent, decodeCatalog, encodeCatalog, noGoods } from './catalog.ts';
import {
  addCategory,
  addProduct,
  changeCategory,
  changed,
  changeProduct,
  copyProduct,
  removeCategory,
  revisionOf,
  setStatus,
} from './editing.ts';
import { fulfilSale, planSale } from './sale-plan.ts';
import { after, answerTo, body, both, by, codeOf, shop, sku, tea } from './testing/goods-samples.ts';

describe('a change of the goods', () => {
  test('is refused with what is wrong, and whose it is already', () => {
    const code = '6901234567892';
    const one = after(shop, changeProduct('P1', body({ skus: [sku('S1', { barcodes: [code] })] }), 1));
    const add = (more: Partial<ProductBody>) => codeOf(one, addProduct({ ...body(more), id: 'P2' }));
    expect(add({ skus: [sku('S2', { barcodes: [code] })] })).toEqual([
      'barcode_taken',
      { id: code, of: 'S1' },
    ]);
    expect(add({ skus: [sku('S1')] })).toEqual(['sku_id_taken', { id: 'S1', of: 'P1' }]);
    expect(add({ categoryId: 'no' })).toEqual(['category_unknown', { id: 'no' }]);
    const size = { id: 'size', name: both('尺码'), values: [{ id: 's', name: both('小') }] };
    expect(add({ options: [size], skus: [sku('S2')] })).toEqual(['options_unfit', { id: 'S2' }]);
    const small = { optionValueIds: { size: 's' } };
    expect(add({ options: [size], skus: [sku('S2', small), sku('S3', small)] })).toEqual([
      'same_form_twice',
      { id: 'S3', of: 'S2' },
    ]);
    expect(codeOf(one, addProduct({ ...body({ skus: [sku('S9')] }), id: 'P1' }))).toEqual([
      'goods_id_taken',
      { id: 'P1' },
    ]);
    expect(codeOf(one, changeProduct('P9', body(), 0))).toEqual(['not_found', undefined]);
  });

  test('leaves what was on sale with its SKUs; a draft may lose them', () => {
    const fewer = body({ skus: [sku('S2')] });
    expect(codeOf(shop, changeProduct('P1', fewer, 1))).toBe('made');
    const sold = after(shop, setStatus('P1', 'on_sale', 1));
    expect(codeOf(sold, changeProduct('P1', fewer, 2))).toEqual(['sku_stays', { id: 'S1' }]);
    expect(codeOf(sold, setStatus('P1', 'archived', 2))).toEqual([
      'transition_refused',
      { state: 'on_sale' },
    ]);
    const gone = after(sold, setStatus('P1', 'off_sale', 2), setStatus('P1', 'archived', 3));
    expect(decodeCatalog(encodeCatalog(gone)).sku('S1')?.product.status).toBe('archived');
  });

  test('made once more by the same person is its repeat; by another, or of what moved on, it is stale', () => {
    const change = changeProduct('P1', body({ weightGrams: 200 }), 1);
    const now = after(shop, change);
    expect(changed(now, change, by)).toEqual({ is: 'repeated' });
    expect(changed(now, change, { by: 'wang', atMs: 2 })).toMatchObject({ is: 'stale', last: by });
    expect(changed(now, changeProduct('P1', body(), 1), by)).toMatchObject({ is: 'stale' });
    expect(changed(shop, addProduct({ ...body(), id: 'P1' }), by)).toEqual({ is: 'repeated' });
    const copy = copyProduct('P1', 'P2');
    const copied = after(shop, copy);
    expect(copied.products[1]).toMatchObject({
      id: 'P2',
      status: 'draft',
      skus: [{ id: 'P2-01', barcodes: [] }],
    });
    expect(changed(copied, copy, by)).toEqual({ is: 'repeated' });
  });

  test('moves a category among its siblings with all below it, never below itself; a full one stays', () => {
    const green = { id: 'green', name: both('绿茶'), parentId: 'tea' };
    const tree = after(shop, addCategory(green), addCategory({ ...tea, id: 'wine', before: 'tea' }));
    expect(tree.categories.map(({ id }) => id)).toEqual(['wine', 'tea', 'green']);
    const { id: _id, ...teaBody } = tea;
    expect(codeOf(tree, changeCategory('tea', { ...teaBody, parentId: 'green' }, 1))).toMatchObject([
      'category_too_deep',
      {},
    ]);
    const moved = after(tree, changeCategory('tea', { ...teaBody, parentId: 'wine' }, 1));
    expect(decodeCatalog(encodeCatalog(moved)).categoryPath('green')).toEqual(['green', 'tea', 'wine']);
    expect(codeOf(moved, removeCategory('wine', 1))).toEqual(['category_not_empty', { id: 'wine' }]);
    expect(after(moved, removeCategory('green', 1)).categories.map(({ id }) => id)).not.toContain('green');
  });
});

test.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'a.-b', 'z'])(
  'a category may be called %s; removed and made anew, it is another for whoever has the old one open',
  (id) => {
    const category = { id, name: both('茶'), parentId: null };
    const change = (name: string, seen: number) =>
      changeCategory(id, { name: both(name), parentId: null }, seen);
    const first = after(noGoods, addCategory(category));
    expect(changed(first, addCategory(category), by)).toEqual({ is: 'repeated' });
    expect(decodeCatalog(encodeCatalog(first)).edits.categories[id]).toMatchObject({ revision: 1 });
    expect(changed(first, change('绿茶', 7), by).is).toBe('stale');
    const wang = { by: 'wang', atMs: 2 };
    const again = after(first, removeCategory(id, 1), addCategory({ ...category, name: both('茶具') }));
    expect(codeOf(again, addCategory({ ...category, name: both('茶具') }))).toBe('repeated');
    for (const seen of [0, 1, 2]) expect(changed(again, change('绿茶', seen), wang).is).toBe('stale');
    expect(after(again, change('绿茶', revisionOf(again, 'categories', id))).categories).toEqual([
      { ...category, name: both('绿茶') },
    ]);
    // What was only ever published whole was changed by nobody.
    const whole: CatalogContent = { products: [], categories: [category] };
    expect(codeOf(whole, change('绿茶', 3))).toEqual(['not_found', undefined]);
    expect(codeOf(after(whole, removeCategory(id, 0)), removeCategory(id, 1))).toEqual([
      'not_found',
      undefined,
    ]);
  },
);

describe('a plan for going on and off sale', () => {
  const nowMs = 1_000;
  const none = { onSaleAtMs: null, offSaleAtMs: null, dealersFromMs: null };
  const draft = after({ ...noGoods, categories: [tea] }, addProduct({ ...body(), id: 'P1' }));
  const revision = (content: CatalogContent) => revisionOf(content, 'products', 'P1');
  const plan = (content: CatalogContent, more: Partial<typeof none> | Record<string, number>) =>
    planSale('P1', { ...none, ...more }, revision(content), nowMs);
  const statusIn = (content: CatalogContent) => content.products[0]!;

  test('lies ahead, in order, and fits what the product is', () => {
    expect(answerTo(draft, plan(draft, { onSaleAtMs: nowMs }))).toBe('plan_times_unfit');
    expect(answerTo(draft, plan(draft, { onSaleAtMs: 3_000, offSaleAtMs: 3_000 }))).toBe('plan_times_unfit');
    expect(answerTo(draft, plan(draft, { onSaleAtMs: 3_000, dealersFromMs: 3_000 }))).toBe(
      'plan_times_unfit',
    );
    expect(answerTo(draft, plan(draft, { dealersFromMs: 2_000 }))).toBe('plan_times_unfit');
    expect(answerTo(draft, plan(draft, { offSaleAtMs: 3_000 }))).toBe('transition_refused');
    const sold = after(draft, setStatus('P1', 'on_sale', 1));
    expect(answerTo(sold, plan(sold, { onSaleAtMs: 3_000 }))).toBe('transition_refused');
    expect(answerTo(sold, plan(sold, { offSaleAtMs: 3_000 }))).toBe('made');
  });

  test('is fulfilled at its time, and not where it was called off, or a person was first', () => {
    const planned = after(
      draft,
      plan(draft, { onSaleAtMs: 3_000, offSaleAtMs: 5_000, dealersFromMs: 2_000 }),
    );
    const seenAt = (content: CatalogContent, atMs: number) => visibleTo(statusIn(content), atMs);
    expect([1_500, 2_500, 3_500].map((atMs) => seenAt(planned, atMs))).toEqual([
      'nobody',
      'dealers',
      'dealers',
    ]);
    const due = (content: CatalogContent, kind: 'on' | 'off', atMs: number) =>
      fulfilSale('P1', kind, revision(content), atMs);
    expect(answerTo(planned, due(planned, 'on', 2_999))).toBe('transition_refused');
    const on = after(planned, due(planned, 'on', 3_010));
    expect(statusIn(on)).toMatchObject({ status: 'on_sale', visibleFromMs: 3_000, offSaleAtMs: 5_000 });
    expect(statusIn(on).onSaleAtMs).toBeUndefined();
    expect(seenAt(on, 3_010)).toBe('everyone');
    expect(answerTo(on, due(on, 'on', 3_020))).toBe('transition_refused');
    const off = after(on, due(on, 'off', 5_000));
    expect(statusIn(off)).toMatchObject({ status: 'off_sale' });
    expect(statusIn(off).offSaleAtMs).toBeUndefined();
    const calledOff = after(planned, plan(planned, {}));
    expect(answerTo(calledOff, due(calledOff, 'on', 3_000))).toBe('transition_refused');
    expect(seenAt(calledOff, 2_500)).toBe('nobody');
    const byHand = after(planned, setStatus('P1', 'archived', revision(planned)));
    expect(answerTo(byHand, due(byHand, 'on', 3_000))).toBe('transition_refused');
    // Both times went by while nothing ran: whichever is told first, it is off sale.
    const offFirst = after(planned, due(planned, 'off', 6_000));
    expect(answerTo(offFirst, due(offFirst, 'on', 6_000))).toBe('transition_refused');
    expect(statusIn(offFirst)).toMatchObject({ status: 'off_sale' });
    // Archived by whoever publishes goods whole.
    const whole = { ...planned, products: [{ ...statusIn(planned), status: 'archived' as const }] };
    for (const kind of ['on', 'off'] as const)
      expect(answerTo(whole, due(whole, kind, 6_000))).toBe('transition_refused');
    const changedMeanwhile = after(planned, changeProduct('P1', body({ weightGrams: 7 }), revision(planned)));
    expect(statusIn(changedMeanwhile)).toMatchObject({
      weightGrams: 7,
      onSaleAtMs: 3_000,
      offSaleAtMs: 5_000,
    });
  });
});

test('a product has attributes of its category and of those above, and no other', () => {
  const grade = { id: 'grade', name: both('等级'), values: [{ id: 'a', name: both('特级') }] };
  const content = {
    ...noGoods,
    categories: [
      { ...tea, attributes: [grade] },
      { ...tea, id: 'green', parentId: 'tea' },
    ],
  };
  const add = (attributes: Record<string, string[]>, categoryId = 'green') =>
    addProduct({ ...body({ attributes, categoryId }), id: 'P1' });
  expect(answerTo(content, add({ grade: ['a'] }))).toBe('made');
  expect(answerTo(content, add({ grade: ['b'] }))).toBe('attribute_unknown');
  expect(answerTo(content, add({ size: ['a'] }))).toBe('attribute_unknown');
});
