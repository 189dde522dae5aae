import type { FinishedImport } from '@jindian/shared/contract/goods/imports';
import { dayMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../platform/result.ts';
import { type OrdersFixture, startOrdersFixture } from '../../serving/orders/testing/orders-fixture.ts';
import { createImports, type Imports } from './service.ts';

const [one, two, three] = ['P013-01', 'P036-01', 'P004-01'] as const;

describe('an import of prices', () => {
  let fixture: OrdersFixture;
  let imports: Imports;
  let by: string;
  let lastId = 10;
  beforeAll(async () => {
    fixture = await startOrdersFixture({ stock: {} });
    const { system } = fixture;
    by = fixture.staff.hq.memberId;
    // The small network lies in a province whose name is too short to be one: here it lies in Shanghai.
    const snapshot = await system.network.current();
    const locations = snapshot.locations.map((place) => ({ ...place, province: '上海市', city: '上海市' }));
    const network = { ...system.network, current: async () => ({ ...snapshot, locations }) };
    imports = createImports({
      ownerNames: async () => [],
      ...system,
      network,
      settings: system.settings.goods,
      claimPictures: system.pictures.claim,
    });
    const goods = await system.catalog.current();
    const policies = [one, two].map((skuId) => ({
      of: 'product' as const,
      id: goods.sku(skuId)!.product.id,
      policy: 'regional' as const,
    }));
    await system.prices.publishContent(
      { policies, entries: [] },
      { revision: 0, by, note: 'regional', command: null },
    );
    await system.prices.refresh();
  });
  afterAll(() => fixture.close());

  type Row = Record<string, string | number>;
  /** Portions of one import, each of some rows; gives its number, and how it is finished. */
  async function sent(...portions: Row[][]) {
    lastId += 1;
    const importId = `01JD3V8Q9XKZ4M7T2N5R6W8Y${lastId}`;
    for (const [portion, given] of portions.entries()) {
      const rows = given.map((values, index) => ({ row: 2 + portion * 500 + index, values }));
      const done = await imports.importPortion({ importId, portion, kind: 'prices', rows }, by);
      expect(done).toMatchObject({ ok: true, value: { bad: [] } });
    }
    return (): Promise<Result<FinishedImport>> =>
      imports.finish({ importId, kind: 'prices', portions: portions.length }, by);
  }
  const nationalFen = async (skuId: string) =>
    (await fixture.system.catalog.refresh()).sku(skuId)!.sku.priceFen;
  const inForce = async () => (await fixture.system.prices.inForce()).content.entries;
  const regionalFen = async (skuId: string) =>
    (await inForce()).find((entry) => entry.skuId === skuId && entry.city === null)?.priceFen;
  const draftFen = async (skuId: string) =>
    (await fixture.system.prices.draft()).entries.find((entry) => entry.skuId === skuId)?.priceFen;
  const revision = async () => (await fixture.system.prices.view()).revision;
  const shanghai = (skuId: string, priceFen: number) => ({ skuId, region: '上海', priceFen });

  test('puts regional prices into the list, where the brand allows them', async () => {
    const fen = await nationalFen(one);
    const finish = await sent([
      { skuId: one, region: '上海', priceFen: fen - 1 },
      { skuId: one, region: '上海市', city: '上海市', priceFen: fen - 2 },
    ]);
    expect(await inForce()).toEqual([]);
    expect(await finish()).toEqual({ ok: true, value: { national: 0, regional: 2 } });
    expect(await inForce()).toMatchObject([
      { skuId: one, province: '上海', city: null, priceFen: fen - 1 },
      { skuId: one, province: '上海', city: '上海', priceFen: fen - 2 },
    ]);
    const wrong = [
      { row: 2, values: { skuId: one, region: '上海', city: '苏州', priceFen: fen } },
      { row: 3, values: { skuId: three, region: '上海', priceFen: await nationalFen(three) } },
    ];
    const importId = '01JD3V8Q9XKZ4M7T2N5R6W8Y99';
    expect(
      await imports.importPortion({ importId, portion: 0, kind: 'prices', rows: wrong }, by),
    ).toMatchObject({
      value: { bad: [{ code: 'unknown_region' }, { code: 'price_is_national' }] },
    });
  });

  test('whose rows say what the price was takes no price that was changed since, but where somebody says so', async () => {
    const [before, other] = [await nationalFen(one), await nationalFen(two)];
    await (await sent([{ skuId: one, priceFen: before + 1 }]))();
    const yuan = (fen: number) => (fen / 100).toFixed(2);
    const rows = [
      // Somebody else was here since the file was made, and here nobody was.
      { row: 2, values: { skuId: one, oldPriceYuan: yuan(before), priceYuan: yuan(before + 50) } },
      { row: 3, values: { skuId: two, oldPriceYuan: yuan(other), priceYuan: yuan(other + 50) } },
      {
        row: 4,
        values: { skuId: two, region: '上海', oldPriceYuan: yuan(other), priceYuan: yuan(other + 50) },
      },
      // What it is to be it is already.
      { row: 5, values: { skuId: three, oldPriceYuan: '1.00', priceFen: await nationalFen(three) } },
    ];
    const judged = (n: number, overChanged?: boolean) =>
      imports.importPortion(
        { importId: `01JD3V8Q9XKZ4M7T2N5R6W8Z${n}`, portion: 0, kind: 'prices', rows, overChanged },
        by,
      );
    const since = { code: 'changed_since', params: { old: yuan(before), now: yuan(before + 1) } };
    expect(await judged(10)).toMatchObject({
      value: {
        changed: 1,
        unchanged: 1,
        bad: [
          { row: 2, ...since },
          { row: 4, code: 'changed_since', params: { old: yuan(other), now: '—' } },
        ],
      },
    });
    expect(await judged(11, true)).toMatchObject({ value: { changed: 3, unchanged: 1, bad: [] } });
    const importId = '01JD3V8Q9XKZ4M7T2N5R6W8Z10';
    expect(await imports.finish({ importId, kind: 'prices', portions: 1 }, by)).toMatchObject({ ok: true });
    expect([await nationalFen(one), await nationalFen(two)]).toEqual([before + 1, other + 50]);
  });

  test('compares names, says so, and takes the row; what was taken out as it is changes nothing', async () => {
    const goods = await fixture.system.catalog.refresh();
    const { product, sku } = goods.sku(one)!;
    const row = (productName: string, at: number) => ({
      row: at,
      values: { skuId: one, productName, priceFen: sku.priceFen },
    });
    const judge = (name: string, n: number) =>
      imports.importPortion(
        { importId: `01JD3V8Q9XKZ4M7T2N5R6W8Z${n}`, portion: 0, kind: 'prices', rows: [row(name, 2)] },
        by,
      );
    for (const [nth, name] of [product.title.zh, product.title.en, ` ${product.title.zh} `].entries()) {
      const answer = await judge(name, 20 + nth);
      expect(answer).toMatchObject({ ok: true, value: { unchanged: 1, bad: [] } });
      expect(answer.ok && answer.value.notes).toBeUndefined();
    }
    expect(await judge('别的东西', 23)).toMatchObject({
      value: {
        unchanged: 1,
        bad: [],
        notes: [{ row: 2, code: 'name_differs', params: { now: product.title.zh, value: '别的东西' } }],
      },
    });
    const [head = [], ...table] = await imports.presentPrices();
    const rows = table.slice(0, 400).map((cells, index) => ({
      row: index + 2,
      values: Object.fromEntries(head.map((column, at) => [column, cells[at] ?? ''])),
    }));
    const answer = await imports.importPortion(
      { importId: '01JD3V8Q9XKZ4M7T2N5R6W8Z30', portion: 0, kind: 'prices', rows },
      by,
    );
    expect(answer).toMatchObject({ ok: true, value: { changed: 0, unchanged: rows.length, bad: [] } });
    expect(answer.ok && answer.value.notes).toBeUndefined();
  });

  test('that is finished at the moment of others loses none of their prices, nor a catalog that comes between', async () => {
    const { system } = fixture;
    const skus = [one, two, three];
    for (let round = 0; round < 3; round += 1) {
      const wanted = await Promise.all(skus.map(async (skuId) => (await nationalFen(skuId)) + 10));
      const finishes = await Promise.all(
        skus.map((skuId, at) => sent([{ skuId, priceFen: wanted[at] as number }])),
      );
      const done = await Promise.all(finishes.map((finish) => finish()));
      expect(done).toEqual(skus.map(() => ({ ok: true, value: { national: 1, regional: 0 } })));
      expect(await Promise.all(skus.map(nationalFen))).toEqual(wanted);
    }
    // Somebody publishes other goods after the import has read the catalog, just before it writes.
    const finish = await sent([{ skuId: one, priceFen: (await nationalFen(one)) + 10 }]);
    const { products, categories } = await system.catalog.refresh();
    const before = [await nationalFen(one), await nationalFen(two)] as const;
    const others = products.map((product) => ({
      ...product,
      skus: product.skus.map((sku) => (sku.id === two ? { ...sku, priceFen: sku.priceFen + 5 } : sku)),
    }));
    let came = false;
    const between = createImports({
      ownerNames: async () => [],
      claimPictures: async () => [],
      ...system,
      settings: system.settings.goods,
      async prepareCatalog(change) {
        const prepared = await system.prepareCatalog(change);
        if (!came) await system.publishCatalog({ products: others, categories });
        came = true;
        return prepared;
      },
    });
    const importId = `01JD3V8Q9XKZ4M7T2N5R6W8Y${lastId}`;
    expect(await between.finish({ importId, kind: 'prices', portions: 1 }, by)).toMatchObject({ ok: true });
    expect(await finish()).toMatchObject({ ok: true });
    expect([await nationalFen(one), await nationalFen(two)]).toEqual([before[0] + 10, before[1] + 5]);
  });

  test('puts exactly its own prices in force: not those of an import that is open, nor what somebody edits', async () => {
    const { system } = fixture;
    const [ofOne, ofTwo] = [await nationalFen(one), await nationalFen(two)];
    const before = await regionalFen(one);
    const open = await sent([shanghai(one, ofOne - 111)]);
    const edit = { skuId: one, province: '江苏', city: null, priceFen: ofOne - 7 };
    await system.prices.change({ set: [edit], remove: [], policies: [] }, 'anna', await revision(), null);
    const seen = await revision();
    const finish = await sent([shanghai(two, ofTwo - 1)]);
    expect(await finish()).toMatchObject({ ok: true, value: { regional: 1 } });
    expect([await regionalFen(one), await regionalFen(two)]).toEqual([before, ofTwo - 1]);
    expect((await inForce()).map(({ province }) => province)).not.toContain('江苏');
    // One change of the document; whoever has its page open is told.
    expect(await revision()).toBe(seen + 1);
    const draft = await system.prices.draft();
    expect(draft.unpublished).toBe(1);
    expect(draft.entries).toContainEqual(expect.objectContaining(edit));
    // The draft says what the import says: published, it does not bring back what was.
    expect(await draftFen(two)).toBe(ofTwo - 1);
    // Where its editor has another price for the same entry, their word stays in the draft.
    const other = { skuId: two, province: '上海', city: null, priceFen: ofTwo - 50 };
    await system.prices.change({ set: [other], remove: [], policies: [] }, 'anna', await revision(), null);
    expect(await (await sent([shanghai(two, ofTwo - 2)]))()).toMatchObject({ ok: true });
    expect([await regionalFen(two), await draftFen(two)]).toEqual([ofTwo - 2, ofTwo - 50]);
    const published = { revision: await revision(), by: 'anna', note: 'by hand', command: null };
    expect((await system.prices.publish(published)).ok).toBe(true);
    expect(await regionalFen(two)).toBe(ofTwo - 50);
    expect(await open()).toMatchObject({ ok: true });
    expect(await regionalFen(one)).toBe(ofOne - 111);
  });

  test('leaves the list that is planned for later planned, and lays its prices on that too', async () => {
    const { system } = fixture;
    const { prices } = system;
    const [ofOne, ofTwo] = [await nationalFen(one), await nationalFen(two)];
    const { content } = await prices.inForce();
    const atMs = fixture.clock.nowMs() + dayMs;
    const entry = (skuId: string, priceFen: number) => ({ skuId, province: '上海', city: null, priceFen });
    const tomorrow = [
      ...content.entries.filter(({ skuId, city }) => skuId !== one || city !== null),
      entry(one, ofOne - 900),
      { ...entry(one, ofOne - 901), province: '江苏' },
    ];
    const plan = { revision: await revision(), by: 'anna', note: 'double eleven', command: null, atMs };
    expect((await prices.publishContent({ ...content, entries: tomorrow }, plan)).ok).toBe(true);
    const finish = await sent([shanghai(one, ofOne - 31), shanghai(two, ofTwo - 31)]);
    expect(await finish()).toMatchObject({ ok: true, value: { regional: 2 } });
    expect([await regionalFen(one), await regionalFen(two)]).toEqual([ofOne - 31, ofTwo - 31]);
    const { planned, inForce: now } = await prices.view();
    expect(planned).toMatchObject({
      state: 'planned',
      publishedBy: 'anna',
      note: 'double eleven',
      fromMs: atMs,
    });
    const ends = await prices.versions(3);
    expect(ends.ok && ends.value.items.map(({ state }) => state)).toEqual([
      'planned',
      'published',
      'replaced',
    ]);
    expect(planned?.number).toBe(now.number + 1);
    fixture.clock.advance(dayMs);
    await prices.comeIntoForce(planned?.number ?? 0);
    // The plan's own word for one, the import's for two, and nothing of the plan is lost.
    expect([await regionalFen(one), await regionalFen(two)]).toEqual([ofOne - 900, ofTwo - 31]);
    expect(await inForce()).toContainEqual({ ...entry(one, ofOne - 901), province: '江苏' });
    expect((await prices.view()).planned).toBeNull();
  });

  test('of which two portions say one price differently is in force in no part', async () => {
    const [ofOne, ofTwo] = [await nationalFen(one), await nationalFen(two)];
    const before = [ofOne, await regionalFen(two)];
    const apart = await sent(
      [shanghai(two, ofTwo - 21)],
      [{ skuId: two, region: '上海市', priceFen: ofTwo - 22 }],
    );
    // In words of both languages, with where the two stand in the file.
    expect(await apart()).toMatchObject({
      code: 'price_said_twice',
      params: { sku: `${two} 上海`, before: 2, row: 502 },
    });
    const national = await sent([{ skuId: one, priceFen: ofOne + 1 }], [{ skuId: one, priceFen: ofOne + 2 }]);
    expect(await national()).toMatchObject({
      code: 'price_said_twice',
      params: { sku: one, before: 2, row: 502 },
    });
    expect([await nationalFen(one), await regionalFen(two)]).toEqual(before);
    const agreed = await sent(
      [shanghai(two, ofTwo - 21)],
      [{ skuId: two, region: '上海市', priceFen: ofTwo - 21 }],
    );
    expect(await agreed()).toEqual({ ok: true, value: { national: 0, regional: 1 } });
  });

  test.each(['lost-before', 'lost-after'] as const)(
    'that dies at any write (%s) is in force whole or not at all, and finished again it overrules nobody',
    async (fault) => {
      for (let nth = 1; ; nth += 1) {
        const now = [await nationalFen(three), await nationalFen(two)] as const;
        const was = await regionalFen(two);
        const first = await sent([{ skuId: three, priceFen: now[0] + 1 }, shanghai(two, now[1] - nth * 2)]);
        const second = await sent([
          { skuId: three, priceFen: now[0] + 2 },
          shanghai(two, now[1] - nth * 2 - 1),
        ]);
        let writes = 0;
        let died = false;
        fixture.engine.faults.set((operation) => {
          if (died) return 'lost-before';
          if (!/^(Put|Update|Delete|TransactWrite)/.test(operation)) return 'none';
          writes += 1;
          if (writes !== nth) return 'none';
          died = true;
          return fault;
        });
        const answer = await first().catch(() => null);
        fixture.engine.faults.set();
        const isDone = (await nationalFen(three)) === now[0] + 1;
        expect([await nationalFen(three), await regionalFen(two)]).toEqual(
          isDone ? [now[0] + 1, now[1] - nth * 2] : [now[0], was],
        );
        if (!died) {
          expect(answer).toMatchObject({ ok: true });
          break;
        }
        const third = isDone
          ? await sent([{ skuId: three, priceFen: now[0] + 2 }, shanghai(two, now[1] - nth * 2 - 1)])
          : second;
        expect(await third()).toMatchObject({ ok: true });
        // What was sent before the prices moved is told; what was in force already is answered from its record.
        expect(await first()).toMatchObject(
          isDone ? { ok: true, value: { national: 1, regional: 1 } } : { ok: false, code: 'prices_moved_on' },
        );
        expect([await nationalFen(three), await regionalFen(two)]).toEqual([
          now[0] + 2,
          now[1] - nth * 2 - 1,
        ]);
        expect(nth).toBeLessThan(30);
      }
    },
  );

  test("is its maker's alone, of one kind, and closed once it is finished", async () => {
    const importId = '01JD3V8Q9XKZ4M7T2N5R6W8Y98';
    const fen = await nationalFen(one);
    const rows = [{ row: 2, values: { skuId: one, priceFen: fen + 3 } }];
    const portion = { importId, portion: 0, kind: 'prices' as const, rows };
    expect(await imports.importPortion(portion, by)).toMatchObject({ ok: true });
    expect(await imports.importPortion(portion, 'another')).toMatchObject({ code: 'not_found' });
    const whole = { importId, kind: 'prices' as const, portions: 1 };
    expect(await imports.finish(whole, 'another')).toMatchObject({ code: 'not_found' });
    expect(await imports.finish({ ...whole, kind: 'categories' }, by)).toMatchObject({
      code: 'invalid_request',
    });
    expect(await imports.finish({ ...whole, portions: 2 }, by)).toMatchObject({ code: 'invalid_request' });
    // What could not be finished takes what it lacks.
    const second = { ...portion, portion: 1, rows: [{ row: 502, values: { skuId: two, priceFen: 900 } }] };
    expect(await imports.importPortion(second, by)).toMatchObject({ ok: true });
    expect(await imports.finish({ ...whole, portions: 2 }, by)).toMatchObject({ ok: true });
    expect(await imports.importPortion(portion, by)).toMatchObject({ code: 'transition_refused' });
    expect(await imports.finish({ ...whole, portions: 2 }, by)).toMatchObject({ ok: true });
    expect(await nationalFen(one)).toBe(fen + 3);
  });
});
