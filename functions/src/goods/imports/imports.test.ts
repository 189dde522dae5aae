import type {
  BadRow,
  FinishedImport,
  ImportedPortion,
  ImportKind,
} from '@jindian/shared/contract/goods/imports';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  branchId,
  type OrdersFixture,
  startOrdersFixture,
  warehouseId,
} from '../../serving/orders/testing/orders-fixture.ts';
import { chunksOf } from './levels.ts';

const importId = (n: number) => `01JD3V8Q9XKZ4M7T2N5R6W8Y${String(n).padStart(2, '0')}`;

test('chunks fit into a transaction, lose nothing, and are the same whatever order the rows come in', () => {
  const row = fc.record({
    locationId: fc.constantFrom('B001', 'B002', 'W001'),
    row: fc.integer({ min: 1, max: 1e6 }),
  });
  fc.assert(
    fc.property(fc.uniqueArray(row, { maxLength: 400, selector: (one) => one.row }), (rows) => {
      const given = rows as unknown as Parameters<typeof chunksOf>[0];
      const chunks = chunksOf(given);
      expect(chunks.flatMap((chunk) => chunk.rows)).toHaveLength(rows.length);
      for (const chunk of chunks) {
        const places = new Set(chunk.rows.map(({ locationId }) => locationId)).size;
        expect(chunk.rows.length + places * 2 + 1).toBeLessThan(100);
      }
      expect(chunksOf([...given].reverse())).toEqual(chunks);
    }),
  );
});

describe('an import', () => {
  let fixture: OrdersFixture;
  beforeAll(async () => {
    fixture = await startOrdersFixture({ stock: { 'P004-01': 9, 'P013-01': 9, 'P036-01': 9 } });
  });
  afterAll(() => fixture.close());

  const send = (
    n: number,
    portion: number,
    kind: ImportKind,
    rows: Record<string, string | number>[],
    from = 2,
  ) =>
    fixture.invoke<ImportedPortion>(fixture.staff.hq, 'hqImportPortion', {
      params: { importId: importId(n), portion: String(portion) },
      body: { kind, rows: rows.map((values, index) => ({ row: from + index, values })) },
    });
  const finish = (n: number, kind: ImportKind, portions: number) =>
    fixture.invoke<FinishedImport>(fixture.staff.hq, 'hqFinishImport', {
      params: { importId: importId(n) },
      body: { kind, portions },
    });
  const codes = (bad: readonly BadRow[]) => bad.map(({ row, code }) => [row, code]);
  const level = async (skuId: string, at = branchId) =>
    (await fixture.system.inventory.levelsAt(at)).find((one) => one.skuId === skuId);

  test('of what moves in knows which places and products there are', async () => {
    const sellers = [
      { memberNumber: 'V1', sellerAt: branchId },
      { memberNumber: 'V2', sellerAt: 'B99999' },
    ];
    expect(codes((await send(90, 0, 'members', sellers)).body.bad)).toEqual([[3, 'unknown_location']]);
    const target = (locationId: string, productId: string) => ({
      oldCode: `${locationId}-${productId}`,
      locationId,
      productId,
    });
    const printed = [target(branchId, 'P004'), target('B99999', 'P004'), target(branchId, 'P999')];
    expect(codes((await send(91, 0, 'old_codes', printed)).body.bad)).toEqual([
      [3, 'unknown_location'],
      [4, 'unknown_product'],
    ]);
  });

  test('of levels sets them, tells what it could not, and says so again without doing it again', async () => {
    await fixture.placed(await fixture.enrol(), 'pickup', [['P013-01', 3]]);
    const rows = [
      { locationId: branchId, skuId: 'P004-01', onHand: '20', safety: '2' },
      { locationId: branchId, skuId: 'P013-01', onHand: '2' },
      { locationId: branchId, skuId: 'P036-01', onHand: '9' },
      { locationId: warehouseId, skuId: 'P001-01', onHand: '0' },
      { locationId: 'B99999', skuId: 'P004-01', onHand: '1' },
      { locationId: branchId, skuId: 'P999-01', onHand: '1' },
      { locationId: branchId, skuId: 'P004-01', onHand: '3' },
      { locationId: branchId, skuId: 'P004-01', onHand: 'many' },
      { locationId: branchId, skuId: 'P004-01', ownerId: 'D0001', onHand: '1' },
    ];
    const first = await send(1, 0, 'levels', rows);
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ rows: 9, changed: 2, unchanged: 1 });
    expect(codes(first.body.bad)).toEqual([
      [3, 'below_reserved'],
      [6, 'unknown_location'],
      [7, 'unknown_sku'],
      [8, 'said_twice'],
      [9, 'unreadable'],
      [10, 'not_owner_here'],
    ]);
    expect(await level('P004-01')).toMatchObject({ onHand: 20, safety: 2 });
    expect(await level('P001-01', warehouseId)).toMatchObject({ onHand: 0 });
    // A sale comes between, and the browser never heard the answer.
    await fixture.placed(await fixture.enrol(), 'pickup', [['P004-01', 1]]);
    const movements = (await fixture.system.inventory.movementsAt(branchId)).length;
    expect((await send(1, 0, 'levels', rows)).body).toEqual(first.body);
    expect((await fixture.system.inventory.movementsAt(branchId)).length).toBe(movements);
    expect(await level('P004-01')).toMatchObject({ onHand: 20, reserved: 1 });
    // The whole file again is another import: what is so already stays, with no movement.
    const again = await send(2, 0, 'levels', rows);
    expect(again.body).toMatchObject({ changed: 0, unchanged: 3 });
    expect((await fixture.system.inventory.movementsAt(branchId)).length).toBe(movements);
    expect((await fixture.system.inventory.movementsAt(branchId)).map(({ cause }) => cause)).toContainEqual({
      type: 'import',
      id: importId(1),
      by: fixture.staff.hq.memberId,
    });
    expect(await fixture.system.inventory.audit(branchId)).toEqual([]);
  });

  test('of levels with other rows under the same number is refused', async () => {
    expect((await send(1, 0, 'levels', [{ locationId: branchId, skuId: 'P004-01', onHand: '5' }])).code).toBe(
      'idempotency_key_reused',
    );
  });

  test('sets a hot level to what the file says in all its buckets together', async () => {
    const mark = { locationId: branchId, skuId: 'P036-01', buckets: 4 };
    expect((await fixture.invoke(fixture.staff.hq, 'hqMarkHotSku', { body: mark })).status).toBe(200);
    const rows = [
      { locationId: branchId, skuId: 'P036-01', onHand: '5' },
      { locationId: branchId, skuId: 'P013-01', onHand: '8' },
    ];
    const first = await send(3, 0, 'levels', rows);
    expect(first.body).toMatchObject({ changed: 2, bad: [] });
    expect((await send(3, 0, 'levels', rows)).body).toEqual(first.body);
    expect(await level('P036-01')).toMatchObject({ onHand: 5, available: 5 });
    expect(await fixture.system.inventory.audit(branchId)).toEqual([]);
  });

  test('finds what an earlier portion of it said, and is answered for each as before when sent again', async () => {
    const first = [{ locationId: branchId, skuId: 'P004-01', onHand: 21 }];
    const second = [
      { locationId: branchId, skuId: 'P004-01', onHand: 22 },
      { locationId: warehouseId, skuId: 'P004-01', onHand: 22 },
    ];
    expect((await send(60, 0, 'levels', first)).body).toMatchObject({ changed: 1, bad: [] });
    const answer = await send(60, 1, 'levels', second, 700);
    expect(answer.body).toMatchObject({ changed: 1, bad: [{ row: 700, code: 'said_before' }] });
    expect(await level('P004-01')).toMatchObject({ onHand: 21 });
    expect((await send(60, 0, 'levels', first)).body).toMatchObject({ changed: 1, bad: [] });
    expect((await send(60, 1, 'levels', second, 700)).body).toEqual(answer.body);
    // Another import may.
    expect((await send(61, 0, 'levels', second, 700)).body).toMatchObject({
      changed: 1,
      unchanged: 1,
      bad: [],
    });
  });

  test('tries a hot level again that sells meanwhile, and gives up that one row alone', async () => {
    const hot = { locationId: branchId, skuId: 'P036-01' };
    const cold = { locationId: branchId, skuId: 'P013-01' };
    let refusals = 0;
    const sells = (times: number) => {
      refusals = 0;
      fixture.engine.faults.set((operation, { input }) => {
        const text = JSON.stringify(input);
        if (operation !== 'TransactWriteItems' || !text.includes('P036-01')) return 'none';
        refusals += 1;
        return refusals <= times ? 'conflict' : 'none';
      });
    };
    sells(40);
    expect(
      (
        await send(70, 0, 'levels', [
          { ...hot, onHand: 6 },
          { ...cold, onHand: 30 },
        ])
      ).body,
    ).toMatchObject({ changed: 2, bad: [] });
    sells(Infinity);
    const never = await send(71, 0, 'levels', [
      { ...hot, onHand: 7 },
      { ...cold, onHand: 31 },
    ]);
    fixture.engine.faults.set();
    expect(never.body).toMatchObject({ changed: 1, bad: [{ row: 2, code: 'busy' }] });
    expect([(await level('P036-01'))?.onHand, (await level('P013-01'))?.onHand]).toEqual([6, 31]);
    // By itself, with another portion of the same import.
    expect((await send(71, 1, 'levels', [{ ...hot, onHand: 7 }])).body).toMatchObject({
      changed: 1,
      bad: [],
    });
    expect(
      (
        await send(71, 0, 'levels', [
          { ...hot, onHand: 7 },
          { ...cold, onHand: 31 },
        ])
      ).body,
    ).toEqual(never.body);
    expect(await fixture.system.inventory.audit(branchId)).toEqual([]);
  });

  test('that dies at any write is finished by sending it again, and every level is set once', async () => {
    let broken = 0;
    for (let nth = 1; ; nth += 1) {
      const rows = [branchId, warehouseId].flatMap((locationId) =>
        ['P004-01', 'P013-01'].map((skuId) => ({ locationId, skuId, onHand: 40 + nth })),
      );
      let writes = 0;
      let died = false;
      fixture.engine.faults.set((operation) => {
        if (died) return 'lost-before';
        if (operation !== 'TransactWriteItems') return 'none';
        writes += 1;
        if (writes !== nth) return 'none';
        died = true;
        return nth % 2 ? 'lost-before' : 'lost-after';
      });
      const answer = await send(10 + nth, 0, 'levels', rows);
      fixture.engine.faults.set();
      if (answer.status !== 200) broken += 1;
      expect((await send(10 + nth, 0, 'levels', rows)).body).toMatchObject({ changed: 4, bad: [] });
      for (const place of [branchId, warehouseId]) {
        expect(await fixture.system.inventory.audit(place)).toEqual([]);
        expect(await level('P004-01', place)).toMatchObject({ onHand: 40 + nth });
      }
      if (!died) break;
    }
    expect(broken).toBeGreaterThan(0);
  });

  test('costs no more calls and write units for a portion than its levels need', async () => {
    const counted = async (n: number, rows: Record<string, string | number>[]) => {
      fixture.engine.meter.reset();
      const { body } = await send(n, 0, 'levels', rows);
      const { calls, writeUnits } = fixture.engine.meter.snapshot();
      const { BatchGetItem = 0, Query = 0, TransactWriteItems = 0, GetItem = 0 } = calls;
      return { body, reads: BatchGetItem + Query, others: GetItem, TransactWriteItems, writeUnits };
    };
    const { locations } = await fixture.system.network.current();
    const { products } = await fixture.system.catalog.current();
    const skus = products
      .flatMap(({ tracking, skus: of }) => (tracking === undefined ? of : []))
      .slice(0, 60);
    const at = locations.filter(({ id }) => id !== branchId && id !== warehouseId).slice(0, 5);
    const rowsOf = (onHand: (n: number) => number) =>
      at
        .flatMap(({ id }) => skus.map((sku) => ({ locationId: id, skuId: sku.id })))
        .map((one, n) => ({ ...one, onHand: onHand(n) }));
    const rows = rowsOf((n) => n % 50);
    expect(rows).toHaveLength(300);
    const first = await counted(80, rows);
    expect(first.body).toMatchObject({ changed: 300, bad: [] });
    // Records of what was done, levels by the hundred, shards of all places, a list of movements for each place; what the
    // process asks for now and then besides.
    expect(first.reads).toBeLessThanOrEqual(1 + 3 + 1 + 5 + 4);
    expect(first.others).toBeLessThanOrEqual(5);
    expect(first.TransactWriteItems).toBe(4);
    // A level is two in a transaction; beside them movements and records.
    expect(first.writeUnits).toBeLessThan(300 * 2.3);
    // Heard again, it is answered from its records by one read.
    const again = await counted(80, rows);
    expect(again.body).toEqual(first.body);
    expect(again).toMatchObject({ reads: 1, others: 0, TransactWriteItems: 0, writeUnits: 0 });
    // Of the same moment, only what differs is written.
    const recount = await counted(
      81,
      rowsOf((n) => (n % 10 === 0 ? 77 : n % 50)),
    );
    expect(recount.body).toMatchObject({ changed: 30, unchanged: 270 });
    expect(recount.writeUnits).toBeLessThan(30 * 2.3 + 20);
    expect(recount.reads).toBeLessThanOrEqual(first.reads);
  });

  test('that confirms a level says as of when: a sale before it, which a till tells of later, is in it already', async () => {
    const key = { locationId: branchId, skuId: 'P013-01', onHand: 40 };
    const place = (await fixture.system.network.location(branchId))!;
    await send(84, 0, 'levels', [key]);
    fixture.clock.advance(60_000);
    const occurredAtMs = fixture.clock.nowMs();
    fixture.clock.advance(60_000);
    expect((await send(85, 0, 'levels', [key])).body).toMatchObject({ changed: 0, unchanged: 1 });
    const sale = { reference: 'T84', occurredAtMs, lines: [{ skuId: 'P013-01', quantity: 1 }] };
    const told = await fixture.system.inventory.recordTillSale(place, sale, fixture.staff.hq.memberId);
    expect(told).toMatchObject({ ok: true });
    expect(await level('P013-01')).toMatchObject({ onHand: 40 });
    expect(await fixture.system.inventory.audit(branchId)).toEqual([]);
  });

  test('of prices is in force when it is finished, at once, and only once', async () => {
    const goods = await fixture.system.catalog.current();
    const now = goods.sku('P004-01')!.sku.priceFen;
    const rows = [
      { skuId: 'P004-01', priceYuan: ((now + 100) / 100).toFixed(2) },
      { skuId: 'P013-01', priceFen: goods.sku('P013-01')!.sku.priceFen },
      { skuId: 'P036-01', priceYuan: '1' },
      { skuId: 'P013-01', region: '某省', priceFen: goods.sku('P013-01')!.sku.priceFen },
      { skuId: 'P004-01', region: '火星', priceFen: now },
    ];
    const sent = await send(40, 0, 'prices', rows);
    expect(sent.body).toMatchObject({ rows: 5, changed: 1, unchanged: 1 });
    expect(codes(sent.body.bad)).toEqual([
      [4, 'odd_price'],
      [5, 'price_is_national'],
      [6, 'unknown_region'],
    ]);
    expect((await fixture.system.catalog.refresh()).sku('P004-01')?.sku.priceFen).toBe(now);
    expect((await finish(40, 'prices', 2)).code).toBe('invalid_request');
    expect((await finish(40, 'prices', 1)).body).toEqual({ national: 1, regional: 0 });
    expect((await fixture.system.catalog.refresh()).sku('P004-01')?.sku.priceFen).toBe(now + 100);
    // The price moved on; finishing again does not bring it back.
    await send(41, 0, 'prices', [{ skuId: 'P004-01', priceFen: now + 200 }]);
    await finish(41, 'prices', 1);
    // Two portions that do not agree: neither wins.
    await send(43, 0, 'prices', [{ skuId: 'P004-01', priceFen: now + 300 }]);
    await send(43, 1, 'prices', [{ skuId: 'P004-01', priceFen: now + 400 }], 512);
    expect((await finish(43, 'prices', 2)).code).toBe('price_said_twice');
    expect((await finish(40, 'prices', 1)).body).toEqual({ national: 1, regional: 0 });
    expect((await fixture.system.catalog.refresh()).sku('P004-01')?.sku.priceFen).toBe(now + 200);
  });

  test('is for HQ alone', async () => {
    for (const person of [fixture.staff.manager, fixture.staff.clerk, await fixture.enrol()]) {
      const answer = await fixture.invoke(person, 'hqImportPortion', {
        params: { importId: importId(50), portion: '0' },
        body: {
          kind: 'levels',
          rows: [{ row: 2, values: { locationId: branchId, skuId: 'P004-01', onHand: 1 } }],
        },
      });
      expect(answer.status).toBe(403);
    }
  });

  test('of more lots of one level than a write may have sets them all, and forgets as many that are gone', async () => {
    const { products, categories } = await fixture.system.catalog.current();
    await fixture.system.publishCatalog({
      categories,
      products: products.map((one) => (one.id === 'P014' ? { ...one, tracking: 'lot' as const } : one)),
    });
    const lotsOf = (letter: string, onHand: number) =>
      Array.from({ length: 120 }, (_, n) => ({
        ...{ locationId: warehouseId, skuId: 'P014-01', lot: `${letter}${n}`, onHand },
      }));
    expect((await send(86, 0, 'levels', lotsOf('A', 2))).body).toMatchObject({ changed: 120, bad: [] });
    expect((await send(86, 0, 'levels', lotsOf('A', 2))).body).toMatchObject({ changed: 120, bad: [] });
    expect((await level('P014-01', warehouseId))?.onHand).toBe(240);
    expect((await send(87, 0, 'levels', lotsOf('A', 0))).body).toMatchObject({ changed: 120, bad: [] });
    fixture.clock.advance(400 * 86_400_000);
    expect((await send(88, 0, 'levels', lotsOf('B', 1))).body).toMatchObject({ changed: 120, bad: [] });
    expect((await level('P014-01', warehouseId))?.onHand).toBe(120);
    expect(await fixture.system.inventory.audit(warehouseId)).toEqual([]);
    await fixture.system.publishCatalog({ products, categories });
  });
});
