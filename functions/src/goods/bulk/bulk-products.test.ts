import { wholeReach } from '@jindian/shared/access';
import type { Category, Product } from '@jindian/shared/contract/goods/catalog';
import type { ProductBulk } from '@jindian/shared/contract/goods/product-bulk';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAuditLog } from '../../platform/audit.ts';
import { createBulkEdits } from '../../platform/bulk/service.ts';
import type { BulkTarget } from '../../platform/bulk/target.ts';
import { createDueItems } from '../../platform/due-items.ts';
import { commandClaim, createIdempotency } from '../../platform/idempotency.ts';
import { createIds } from '../../platform/ids.ts';
import { createOutbox } from '../../platform/outbox.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { createSnapshotStore } from '../../platform/snapshot-store.ts';
import type { JindianTable } from '../../platform/table.ts';
import { doDue, eventsOf } from '../../platform/testing/deliver.ts';
import { embeddedTable, openTable, startMs, type TestTable } from '../../platform/testing/table.ts';
import { catalogOf } from '../catalog/catalog.ts';
import { createCatalogEditing } from '../catalog/editing-service.ts';
import { createProductPreviews } from '../catalog/product-previews.ts';
import { createCatalogPublication } from '../catalog/publication.ts';
import { productAfter } from './rules.ts';
import { productTarget } from './target.ts';

const both = (text: string) => ({ zh: text, en: text });
const product = (id: string, more: Partial<Product> = {}): Product => ({
  id,
  categoryId: 'tea',
  title: both(`茶 ${id}`),
  subtitle: both('春茶'),
  description: both('一芽一叶'),
  imagePaths: [],
  specs: [],
  options: [],
  skus: [{ id: `${id}-01`, optionValueIds: {}, name: both('单款'), barcodes: [], priceFen: 100 }],
  regions: null,
  weightGrams: 100,
  deliverable: true,
  pickupable: true,
  ...more,
});
const categories: Category[] = [
  {
    id: 'tea',
    parentId: null,
    name: both('茶'),
    attributes: [
      {
        id: 'origin',
        name: both('产地'),
        values: [
          { id: 'north', name: both('北') },
          { id: 'south', name: both('南') },
        ],
      },
    ],
  },
  { id: 'cup', parentId: null, name: both('杯') },
];

function process({ table, clock }: { table: JindianTable; clock: TestTable['clock'] }) {
  const ids = createIds(clock);
  const publication = createCatalogPublication({ snapshots: createSnapshotStore({ table }), clock });
  const { catalog, prepareCatalog } = publication;
  const dueItems = createDueItems({ table });
  const editing = createCatalogEditing({
    table,
    clock,
    catalog,
    dueItems,
    previews: createProductPreviews({ table, clock }),
    settings: fixedSettings('goods'),
    prepareCatalog,
    nameOf: async (id) => id,
    claimPictures: async () => [],
  });
  const target = productTarget({ clock, catalog, editing, prepareCatalog }) as BulkTarget;
  const bulk = createBulkEdits({
    table,
    clock,
    ids,
    outbox: createOutbox({ table, clock, ids }),
    idempotency: createIdempotency({ table, clock }),
    audit: createAuditLog({ table, clock, ids }),
    nameOf: async (id) => id,
    targets: { places: target, products: target },
  });
  return { ...publication, dueItems, editing, bulk };
}

let opened: TestTable;
let system: ReturnType<typeof process>;
let tell: ReturnType<typeof eventsOf>;
beforeEach(async () => {
  opened = await openTable();
  system = process(opened);
  await system.publishCatalog({
    products: [
      product('P1', { tags: [both('新品')], attributes: { origin: ['north'] } }),
      product('P2', { status: 'off_sale' }),
      product('P3', { status: 'draft' }),
      product('C1', { categoryId: 'cup', brandLine: both('青瓷') }),
    ],
    categories,
  });
  tell = eventsOf(opened, system.bulk.eventHandlers);
});
afterEach(() => opened.close());

const lin = { by: 'lin', reach: wholeReach };
let keys = 0;
async function draft(wanted: ProductBulk, from = system) {
  keys += 1;
  const command = commandClaim('lin', 'hqPreviewBulkProducts', `key-${keys}`, wanted);
  const made = await from.bulk.make('products', wanted, { ...lin, command });
  if (!made.ok) throw new Error(made.code);
  return made.value;
}
async function carriedOut(wanted: ProductBulk, times = 1) {
  const { id } = await draft(wanted);
  await system.bulk.start('products', id, lin);
  while ((await tell(times)).length > 0);
  const done = await system.bulk.get('products', id, lin);
  if (!done.ok) throw new Error(done.code);
  return done.value;
}
const now = async (id: string) => (await system.catalog.refresh()).product(id);

describe('a bulk edit of goods', () => {
  test('by a text is of what has it in it as it is typed, also where the list shows what comes near', async () => {
    await system.publishCatalog({
      products: [
        product('P1', { title: { zh: '青瓷壶', en: 'Pot' } }),
        product('P2', { title: { zh: '青 瓷杯', en: 'Qingci Cup' } }),
        product('P3', { title: { zh: '请辞函', en: 'Letter' } }),
      ],
      categories,
    });
    await system.catalog.refresh();
    const taken = async (text: string) => {
      const listed = (await system.editing.find({ text })).map(({ id }) => id).sort();
      const wanted = { choice: { filter: { text } }, change: { warrantyMonths: 6 } };
      const command = commandClaim('lin', 'hqPreviewBulkProducts', `text ${text}`, wanted);
      const made = await system.bulk.make('products', wanted, { ...lin, command });
      if (!made.ok) return { listed, of: made.code };
      const rows = await system.bulk.rows('products', made.value.id, { limit: 9 }, lin);
      return { listed, of: rows.ok && rows.value.items.map(({ id }) => id) };
    };
    expect(await taken('青瓷')).toEqual({ listed: ['P1', 'P2'], of: ['P1', 'P2'] });
    expect(await taken('ＱｉｎｇＣｉ')).toEqual({ listed: ['P1', 'P2', 'P3'], of: ['P2'] });
    expect(await taken('qc')).toEqual({ listed: ['P1', 'P2', 'P3'], of: 'bulk_none' });
    // Nothing is called so: the list shows what comes nearest.
    expect(await taken('青瓷盃子')).toMatchObject({ of: 'bulk_none' });
    expect(await taken('p2-0')).toEqual({ listed: ['P2'], of: ['P2'] });
    // More words than a search looks at are words all the same.
    expect(await taken('青 瓷 杯 qingci cup p2 春茶 别的')).toMatchObject({ of: 'bulk_none' });
  });

  test('is one publication, in which each product has one more revision; the others have none', async () => {
    const edit = await carriedOut(
      {
        choice: { filter: { categoryId: 'tea' } },
        change: {
          brandLine: both('春山'),
          addTags: [both('联名')],
          removeTags: ['新品'],
          attributes: { origin: ['south'] },
          pickupable: false,
          needs: ['cold'],
          warrantyMonths: 12,
          taxRateBasisPoints: 900,
          regions: ['上海'],
          branchesOf: 'hq',
          notReturnable: both('食品开封不退'),
        },
      },
      2,
    );
    expect(edit).toMatchObject({ state: 'done', changed: 3, same: 0, refused: [] });
    expect(await now('P1')).toMatchObject({
      brandLine: both('春山'),
      tags: [both('联名')],
      attributes: { origin: ['south'] },
      pickupable: false,
      needs: ['cold'],
      warrantyMonths: 12,
      taxRateBasisPoints: 900,
      regions: ['上海'],
      branchesOf: 'hq',
      notReturnable: both('食品开封不退'),
    });
    const { edits } = await system.catalog.current();
    expect(Object.fromEntries(Object.entries(edits.products).map(([id, one]) => [id, one.revision]))).toEqual(
      {
        P1: 1,
        P2: 1,
        P3: 1,
      },
    );
    const back = await carriedOut({
      choice: { filter: { brandLine: '春山' } },
      change: { brandLine: null, needs: [], regions: null, branchesOf: null, attributes: { origin: [] } },
    });
    expect(back.changed).toBe(3);
    const after = await now('P1');
    expect(after).toMatchObject({ regions: null });
    for (const name of ['brandLine', 'needs', 'branchesOf', 'attributes'])
      expect(after).not.toHaveProperty(name);
  });

  test('refuses what no product alone may become, with the reason, and does the rest', async () => {
    const wanted: ProductBulk = {
      choice: { filter: {} },
      change: { status: 'off_sale', attributes: { origin: ['east'] } },
    };
    expect((await draft(wanted)).refused).toEqual([{ code: 'attribute_unknown', count: 4 }]);
    const off = await carriedOut({ choice: { filter: {} }, change: { status: 'off_sale' } });
    expect(off).toMatchObject({ changed: 2, same: 1, refused: [{ code: 'transition_refused', count: 1 }] });
    expect((await now('P3'))?.status).toBe('draft');
    const archived = await carriedOut({
      choice: { filter: { status: 'off_sale' } },
      change: { status: 'archived' },
    });
    expect(archived.changed).toBe(3);
    const moved = await draft({ choice: { ids: ['P1'] }, change: { categoryId: 'nowhere' } });
    expect(moved.refused).toEqual([{ code: 'category_unknown', count: 1 }]);
  });

  test('at a time goes on sale then by itself, also where a process was asked twice', async () => {
    const onSaleAtMs = startMs + 3_600_000;
    const edit = await carriedOut({ choice: { ids: ['P2', 'P3', 'P1'] }, change: { onSaleAtMs } }, 2);
    expect(edit).toMatchObject({ changed: 2, refused: [{ code: 'transition_refused', count: 1 }] });
    opened.clock.advance(3_600_001);
    expect(await doDue(system.dueItems, system.editing.dueHandlers, opened.clock.nowMs())).toBe(2);
    expect((await now('P2'))?.status).toBe('on_sale');
    const off = await carriedOut({
      choice: { filter: { categoryId: 'cup' } },
      change: { offSaleAtMs: opened.clock.nowMs() + 1_000 },
    });
    expect(off.changed).toBe(1);
    opened.clock.advance(2_000);
    await doDue(system.dueItems, system.editing.dueHandlers, opened.clock.nowMs());
    expect((await now('C1'))?.status).toBe('off_sale');
  });

  test('plans the times of many goods some at once: one after another they would outlast a delivery', async () => {
    const many = Array.from({ length: 60 }, (_, nth) => product(`M${nth}`));
    await system.publishCatalog({ products: many, categories });
    const client = opened.table.getDocumentClient();
    const send = client.send.bind(client) as (...call: unknown[]) => Promise<unknown>;
    let [under, most, planned] = [0, 0, 0];
    client.send = (async (...call: unknown[]) => {
      const isPlan = JSON.stringify(call[0]).includes('goods.off_sale');
      under += isPlan ? 1 : 0;
      planned += isPlan ? 1 : 0;
      most = Math.max(most, under);
      try {
        return await send(...call);
      } finally {
        under -= isPlan ? 1 : 0;
      }
    }) as never;
    await carriedOut({ choice: { filter: {} }, change: { offSaleAtMs: startMs + 1_000 } });
    client.send = send as never;
    expect(planned).toBe(60);
    expect(most).toBeGreaterThan(8);
    expect(most).toBeLessThanOrEqual(16);
    opened.clock.advance(2_000);
    expect(await doDue(system.dueItems, system.editing.dueHandlers, opened.clock.nowMs())).toBe(60);
  });

  test('leaves alone what somebody changed since it was looked at', async () => {
    const { id } = await draft({ choice: { filter: {} }, change: { warrantyMonths: 6 } });
    const before = await system.editing.setStatus('P1', 'off_sale', { revision: 0, by: 'mo' });
    expect(before.ok).toBe(true);
    await system.bulk.start('products', id, lin);
    while ((await tell()).length > 0);
    const done = await system.bulk.get('products', id, lin);
    expect(done).toMatchObject({ value: { changed: 3, refused: [{ code: 'stale_revision', count: 1 }] } });
    expect(await now('P1')).not.toHaveProperty('warrantyMonths');
    const page = await system.bulk.rows('products', id, { outcome: 'refused', limit: 10 }, lin);
    expect(page).toMatchObject({
      value: { items: [{ id: 'P1', code: 'stale_revision' }], nextCursor: null },
    });
  });
});

test('a process that dies at any write leaves goods as they were or as wanted, and the next ends it', async () => {
  let survived = 0;
  for (let point = 1; survived < 2 && point < 80; point += 3) {
    const bed = await openTable();
    let calls = Number.POSITIVE_INFINITY;
    const first = process({
      clock: bed.clock,
      table: embeddedTable(bed.engine, bed.name, () => {
        calls -= 1;
        if (calls < 0) throw new Error('died');
      }),
    });
    await first.publishCatalog({ products: [product('P1'), product('P2')], categories });
    const { id } = await draft({ choice: { filter: {} }, change: { offSaleAtMs: startMs + 1_000 } }, first);
    await first.bulk.start('products', id, lin);
    calls = point;
    let died = false;
    const dying = eventsOf(bed, first.bulk.eventHandlers);
    try {
      while ((await dying()).length > 0);
    } catch {
      died = true;
    }
    if (!died) survived += 1;
    const next = process(bed);
    const deliver = eventsOf(bed, next.bulk.eventHandlers);
    while ((await deliver(2)).length > 0);
    expect([point, await next.bulk.get('products', id, lin)]).toMatchObject([
      point,
      { value: { state: 'done', changed: 2, same: 0, refused: [] } },
    ]);
    const { edits } = await next.catalog.current();
    expect([edits.products.P1?.revision, edits.products.P2?.revision]).toEqual([1, 1]);
    bed.clock.advance(2_000);
    expect(await doDue(next.dueItems, next.editing.dueHandlers, bed.clock.nowMs())).toBe(2);
    expect((await next.catalog.refresh()).products.map(({ status }) => status)).toEqual([
      'off_sale',
      'off_sale',
    ]);
    await bed.close();
  }
  expect(survived).toBeGreaterThan(0);
});

const goods = catalogOf({ products: [], categories });

test('the tree of categories is looked through once, however many goods there are', () => {
  let looked = 0;
  const counted = categories.map(({ parentId, ...one }) => ({
    ...one,
    get parentId() {
      looked += 1;
      return parentId;
    },
  }));
  const tree = catalogOf({ products: [], categories: counted });
  const change = { attributes: { origin: ['south'] } };
  expect(productAfter(product('P0'), change, tree, 0).ok).toBe(true);
  looked = 0;
  for (let nth = 1; nth < 50; nth += 1) productAfter(product(`P${nth}`), change, tree, 0);
  expect(looked).toBe(0);
});

test('tags are at most six, and one that is there is not there twice', () => {
  const six = ['一', '二', '三', '四', '五', '六'].map(both);
  const full = product('P', { tags: six });
  expect(productAfter(full, { addTags: [both('七')] }, goods, 0)).toMatchObject({
    code: 'too_many_tags',
  });
  expect(productAfter(full, { addTags: [both('六')] }, goods, 0)).toMatchObject({
    value: { tags: six },
  });
  expect(productAfter(product('Q'), { addTags: [both('七'), both('七')] }, goods, 0)).toMatchObject({
    value: { tags: [both('七')] },
  });
  expect(productAfter(full, { addTags: [both('七')], removeTags: ['一'] }, goods, 0)).toMatchObject({
    value: { tags: [...six.slice(1), both('七')] },
  });
});
