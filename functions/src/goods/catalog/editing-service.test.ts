import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDueItems } from '../../platform/due-items.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { createSnapshotStore } from '../../platform/snapshot-store.ts';
import { embeddedTable, openTable, type TestTable } from '../../platform/testing/table.ts';
import { createCatalogEditing } from './editing-service.ts';
import { createProductPreviews } from './product-previews.ts';
import { createCatalogPublication } from './publication.ts';
import { body, sku, tea } from './testing/goods-samples.ts';

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
