import { type Category, type Product, visibleTo } from '@jindian/shared/contract/goods/catalog';
import type { CategoryBody, ProductBody } from '@jindian/shared/contract/goods/editing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDueItems } from '../../platform/due-items.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { createSnapshotStore } from '../../platform/snapshot-store.ts';
import { embeddedTable, openTable, type TestTable } from '../../platform/testing/table.ts';
import { type CatalogContent, decodeCatalog, encodeCatalog, noGoods } from './catalog.ts';
import { catalogFaults } from './catalog-faults.ts';
import {
  addCategory,
  addProduct,
  type Change,
  changeCategory,
  changed,
  changeProduct,
  copyProduct,
  removeCategory,
  revisionOf,
  setStatus,
} from './editing.ts';
import { createCatalogEditing } from './editing-service.ts';
import { createProductPreviews } from './product-previews.ts';
import { createCatalogPublication } from './publication.ts';
import { fulfilSale, planSale } from './sale-plan.ts';

const both = (text: string) => ({ zh: text, en: text });
const sku = (id: string, more: Partial<Product['skus'][number]> = {}) => ({
  id,
  optionValueIds: {},
  name: both('单款'),
  barcodes: [],
  priceFen: 100,
  ...more,
});
const body = (more: Partial<ProductBody> = {}): ProductBody => ({
  categoryId: 'tea',
  title: both('茶'),
  subtitle: both('春茶'),
  description: both('一芽一叶'),
  imagePaths: [`/pictures/${'0'.repeat(32)}`],
  specs: [],
  options: [],
  skus: [sku('S1')],
  regions: null,
  weightGrams: 100,
  deliverable: true,
  pickupable: true,
  ...more,
});
const by = { by: 'lin', atMs: 1 };

/** The content after changes that are all made. */
function after(content: CatalogContent, ...changes: Change[]): CatalogContent {
  let now = content;
  for (const change of changes) {
    const outcome = changed(now, change, by);
    if (outcome.is !== 'made') throw new Error(JSON.stringify(outcome));
    now = outcome.content;
  }
  return now;
}
const codeOf = (content: CatalogContent, change: Change) => {
  const outcome = changed(content, change, by);
  return outcome.is === 'refused' ? [outcome.failure.code, outcome.failure.params] : outcome.is;
};
const tea: CategoryBody & { id: string } = { id: 'tea', name: both('茶'), parentId: null };
const shop = after(noGoods, addCategory(tea), addProduct({ ...body(), id: 'P1' }));

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

const ids = fc.constantFrom('P1', 'P2', 'P3');
const categories = fc.constantFrom('a', 'b', 'c');
const values = ['s', 'm', 'l'].map((id) => ({ id, name: both(id) }));
const bodies = fc
  .record({
    categoryId: fc.constantFrom('a', 'a', 'a', 'b', 'c'),
    sizes: fc.boolean(),
    skus: fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9'),
        value: fc.constantFrom('s', 'm', 'l', 's', 'm', 'l', 'x'),
        code: fc.constantFrom('AB01', 'AB02', null, null, null, null),
      }),
      { minLength: 1, maxLength: 3, selector: ({ id }) => id },
    ),
  })
  .map(({ categoryId, sizes, skus }) =>
    body({
      categoryId,
      options: sizes ? [{ id: 'size', name: both('尺码'), values }] : [],
      skus: skus.map(({ id, value, code }) =>
        sku(id, { optionValueIds: sizes ? { size: value } : {}, barcodes: code ? [code] : [] }),
      ),
    }),
  );
const categoryBodies = fc.record({
  name: fc.constant(both('类')),
  parentId: fc.option(categories),
  before: fc.option(categories),
});
const seen = fc.constantFrom(0, 0, 0, 1);
/** `seen`: how much later than its revision somebody comes. */
const changes: fc.Arbitrary<(content: CatalogContent) => Change> = fc.oneof(
  fc.tuple(ids, bodies).map(
    ([id, given]) =>
      () =>
        addProduct({ ...given, id }),
  ),
  fc.tuple(ids, bodies, seen).map(
    ([id, given, late]) =>
      (content: CatalogContent) =>
        changeProduct(id, given, revisionOf(content, 'products', id) - late),
  ),
  fc.tuple(ids, fc.constantFrom('on_sale' as const, 'off_sale' as const, 'archived' as const)).map(
    ([id, status]) =>
      (content: CatalogContent) =>
        setStatus(id, status, revisionOf(content, 'products', id)),
  ),
  fc.tuple(ids, ids).map(
    ([from, id]) =>
      () =>
        copyProduct(from, id),
  ),
  fc.tuple(categories, categoryBodies).map(
    ([id, given]) =>
      () =>
        addCategory({ ...given, id }),
  ),
  fc.tuple(categories, categoryBodies, seen).map(
    ([id, given, late]) =>
      (content: CatalogContent) =>
        changeCategory(id, given, revisionOf(content, 'categories', id) - late),
  ),
  categories.map(
    (id) => (content: CatalogContent) => removeCategory(id, revisionOf(content, 'categories', id)),
  ),
);

test('whatever people save in whatever order, the goods are sound, and what was on sale keeps its SKUs', () => {
  const made = { products: 0 };
  fc.assert(
    fc.property(fc.array(changes, { minLength: 10, maxLength: 25 }), (wanted) => {
      const first = [{ id: 'a', name: both('类'), parentId: null }] satisfies Category[];
      let content: CatalogContent = { products: [], categories: first };
      const sold = new Set<string>();
      for (const want of wanted) {
        const change = want(content);
        const outcome = changed(content, change, by);
        if (outcome.is !== 'made') continue;
        const others = (all: CatalogContent) => all[change.kind].filter(({ id }) => id !== change.id);
        expect(others(outcome.content)).toEqual(others(content));
        content = outcome.content;
        expect(catalogFaults(content)).toEqual([]);
        expect(decodeCatalog(encodeCatalog(content)).products).toEqual(content.products);
        for (const product of content.products) {
          if (product.status !== 'draft') for (const { id } of product.skus) sold.add(id);
          for (const { optionValueIds } of product.skus)
            expect(Object.keys(optionValueIds)).toEqual(product.options.map(({ id }) => id));
        }
        const all = new Set(content.products.flatMap(({ skus }) => skus.map(({ id }) => id)));
        expect([...sold].filter((id) => !all.has(id))).toEqual([]);
      }
      made.products += content.products.length;
    }),
    { numRuns: 300 },
  );
  expect(made.products).toBeGreaterThan(100);
});

const answerTo = (content: CatalogContent, change: Change) => [codeOf(content, change)].flat()[0];

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

describe('people who edit at once', () => {
  let opened: TestTable;
  beforeAll(async () => {
    opened = await openTable();
  });
  afterAll(() => opened.close());
  /** Each is a process of its own. */
  function editor(table = opened.table) {
    const { clock } = opened;
    const snapshots = createSnapshotStore({ table: opened.table });
    const publication = createCatalogPublication({ snapshots, clock });
    const editing = createCatalogEditing({
      table,
      clock,
      dueItems: createDueItems({ table }),
      previews: createProductPreviews({ table, clock }),
      settings: fixedSettings('goods'),
      ...publication,
      nameOf: async (id) => `the ${id}`,
      claimPictures: async () => [],
    });
    return { ...editing, goods: () => publication.catalog.refresh() };
  }

  test('a brand without goods makes its first; of one product one is told who was quicker, of two none is lost', async () => {
    const [one, two] = [editor(), editor()];
    expect(await one.categories()).toEqual([]);
    expect((await one.addCategory(tea, 'lin')).ok).toBe(true);
    const add = (id: string, skuId: string) => ({ ...body({ skus: [sku(skuId)] }), id });
    const added = await Promise.all([
      one.addProduct(add('P1', 'S1'), 'lin'),
      two.addProduct(add('P2', 'S2'), 'wang'),
    ]);
    expect(added.map(({ ok }) => ok)).toEqual([true, true]);
    const change = (from: typeof one, weightGrams: number, who: string) =>
      from.changeProduct('P1', body({ weightGrams }), { revision: 1, by: who });
    const answers = await Promise.all([change(one, 1, 'lin'), change(two, 2, 'wang')]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const winner = answers[0].ok ? 'lin' : 'wang';
    expect(answers.find(({ ok }) => !ok)).toMatchObject({
      code: 'stale_revision',
      params: { name: `the ${winner}` },
    });
    const both = await Promise.all([
      one.setStatus('P1', 'on_sale', { revision: 2, by: 'lin' }),
      two.setStatus('P2', 'on_sale', { revision: 1, by: 'wang' }),
      one.addCategory({ ...tea, id: 'wine' }, 'lin'),
    ]);
    expect(both.map(({ ok }) => ok)).toEqual([true, true, true]);
    const goods = await editor().goods();
    expect(goods.products.map(({ id, status }) => [id, status]).sort()).toEqual([
      ['P1', 'on_sale'],
      ['P2', 'on_sale'],
    ]);
    expect(goods.product('P1')?.weightGrams).toBe(winner === 'lin' ? 1 : 2);
    expect(goods.categories.map(({ id }) => id)).toEqual(['tea', 'wine']);
  });

  test('find the times of goods that came whole from elsewhere kept by timers, and done', async () => {
    const one = editor();
    const { clock, table } = opened;
    const goods = await one.goods();
    const atMs = clock.nowMs() + 60_000;
    await createCatalogPublication({ snapshots: createSnapshotStore({ table }), clock }).publishCatalog({
      products: goods.products.map((product) => ({ ...product, offSaleAtMs: atMs })),
      categories: goods.categories,
    });
    await one.resumePlans('import');
    const due = createDueItems({ table });
    const found = async () =>
      (await Promise.all(due.shards.map((shard) => due.dueOf(shard, atMs, 100)))).flatMap(
        (page) => page.found,
      );
    expect((await found()).map(({ kind, ref }) => [kind, ref]).sort()).toEqual([
      ['goods.off_sale', 'P1'],
      ['goods.off_sale', 'P2'],
    ]);
    clock.advance(60_000);
    for (const waiting of await found())
      await one.dueHandlers.find(({ kind }) => kind === waiting.kind)?.handle(waiting);
    expect((await editor().goods()).products.map(({ status }) => status)).toEqual(['off_sale', 'off_sale']);
  });

  test('are told when those times could not be kept, so that they are tried again', async () => {
    const { clock, engine, name } = opened;
    const goods = await editor().goods();
    await createCatalogPublication({
      snapshots: createSnapshotStore({ table: opened.table }),
      clock,
    }).publishCatalog({
      products: goods.products.map((product) => ({ ...product, offSaleAtMs: clock.nowMs() + 60_000 })),
      categories: goods.categories,
    });
    let isBusy = true;
    const table = embeddedTable(engine, name, () => {
      if (isBusy) throw Object.assign(new Error('others write there'), { name: 'ThrottlingException' });
    });
    const busy = editor(table);
    await expect(busy.resumePlans('import')).rejects.toThrow('times of sale');
    isBusy = false;
    await busy.resumePlans('import');
  });

  test('are told what they made, also while others look for the goods of before', async () => {
    const { table, clock } = opened;
    const store = createSnapshotStore({ table });
    let opens: Promise<void> | null = null;
    const snapshots = {
      ...store,
      /** The answer to who looked before takes its time. */
      async pointer(name: string) {
        const waiting = opens;
        opens = null;
        const found = await store.pointer(name);
        await waiting;
        return found;
      },
    };
    const publication = createCatalogPublication({ snapshots, clock });
    const editing = createCatalogEditing({
      table,
      clock,
      dueItems: createDueItems({ table }),
      previews: createProductPreviews({ table, clock }),
      settings: fixedSettings('goods'),
      ...publication,
      nameOf: async () => null,
      claimPictures: async () => [],
    });
    const meanwhile = async <T>(act: () => Promise<T>): Promise<T> => {
      let resolve = () => {};
      opens = new Promise<void>((done) => {
        resolve = done;
      });
      const looking = publication.catalog.refresh();
      const timer = setTimeout(resolve, 150);
      const made = await act();
      clearTimeout(timer);
      resolve();
      await looking;
      return made;
    };
    expect(await meanwhile(() => editing.addCategory({ ...tea, id: 'late' }, 'lin'))).toMatchObject({
      value: { id: 'late', revision: 1, changedBy: 'lin', products: 0 },
    });
    const late = { ...body({ categoryId: 'late', skus: [sku('S7')] }), id: 'P7' };
    expect(await meanwhile(() => editing.addProduct(late, 'lin'))).toMatchObject({
      value: { id: 'P7', revision: 1, status: 'draft' },
    });
    expect(await meanwhile(() => editing.addCategory({ ...tea, id: 'brief' }, 'lin'))).toMatchObject({
      ok: true,
    });
    expect(await editing.removeCategory('brief', 'lin')).toEqual({ ok: true, value: { id: 'brief' } });
    expect(await editing.removeCategory('brief', 'lin')).toMatchObject({ code: 'not_found' });
  });
});
