import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  branchId,
  type OrdersFixture,
  type ShopSku,
  startOrdersFixture,
  warehouseId,
} from '../../serving/orders/testing/orders-fixture.ts';
import { availabilityOf, orderDeltas, ownersAt, pickFrom, sumBySku } from './rules.ts';

describe('rules', () => {
  test('lines of one SKU are summed, nothing is lost or made', () => {
    const line = fc.record({
      skuId: fc.constantFrom('a', 'b', 'c'),
      quantity: fc.integer({ min: 1, max: 99 }),
    });
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const sums = sumBySku(lines);
        expect(new Set(sums.map(({ skuId }) => skuId)).size).toBe(sums.length);
        for (const sku of ['a', 'b', 'c']) {
          const wanted = lines
            .filter(({ skuId }) => skuId === sku)
            .reduce((sum, { quantity }) => sum + quantity, 0);
          expect(sums.find(({ skuId }) => skuId === sku)?.quantity ?? 0).toBe(wanted);
        }
      }),
    );
  });

  test('reserve and release undo each other; reserve and sale leave nothing reserved', () => {
    const allocations = [
      { skuId: 'a', ownerId: 'hq', quantity: 3 },
      { skuId: 'a', ownerId: 'dealer-1', quantity: 2 },
    ];
    const add = (kinds: ('reserve' | 'release' | 'sale')[]) =>
      kinds
        .flatMap((kind) => orderDeltas(kind, allocations))
        .reduce(
          (sum, delta) => ({
            onHand: sum.onHand + delta.onHandDelta,
            reserved: sum.reserved + delta.reservedDelta,
          }),
          { onHand: 0, reserved: 0 },
        );
    expect(add(['reserve', 'release'])).toEqual({ onHand: 0, reserved: 0 });
    expect(add(['reserve', 'sale'])).toEqual({ onHand: -5, reserved: 0 });
  });

  test('own goods are taken first, then those that HQ has lying there', () => {
    const has: Record<string, number> = { 'a dealer-1': 2, 'a hq': 5, 'b hq': 1 };
    const from = (lines: { skuId: string; quantity: number }[]) =>
      pickFrom(lines, ownersAt('dealer-1'), (skuId, ownerId) => has[`${skuId} ${ownerId}`] ?? 0);
    expect(from([{ skuId: 'a', quantity: 3 }])).toEqual([
      { skuId: 'a', ownerId: 'dealer-1', quantity: 2 },
      { skuId: 'a', ownerId: 'hq', quantity: 1 },
    ]);
    expect(from([{ skuId: 'b', quantity: 1 }])).toEqual([{ skuId: 'b', ownerId: 'hq', quantity: 1 }]);
    expect(
      from([
        { skuId: 'a', quantity: 4 },
        { skuId: 'a', quantity: 4 },
      ]),
    ).toBeNull();
  });

  test('availability in words', () => {
    expect([-1, 0, 1, 3, 4].map(availabilityOf)).toEqual(['none', 'none', 'few', 'few', 'in_stock']);
  });
});

describe('staff move stock', () => {
  let fixture: OrdersFixture;
  beforeAll(async () => {
    fixture = await startOrdersFixture();
  });
  afterAll(() => fixture.close());

  const move = (
    lines: { skuId: ShopSku | string; delta: number }[],
    kind: 'receive' | 'adjust' = 'adjust',
    key = fixture.newKey(),
  ) =>
    fixture.invoke<{ levels: { skuId: string; onHand: number; available: number; reserved: number }[] }>(
      fixture.staff.manager,
      'moveStock',
      { params: { locationId: branchId }, body: { kind, reason: '盘点', lines } },
      key,
    );
  const level = async (skuId: ShopSku) =>
    (await fixture.system.inventory.levelsAt(branchId)).find((candidate) => candidate.skuId === skuId);

  test('what is received is on hand, with a movement that says who and why', async () => {
    const before = (await level('P004-01'))?.onHand ?? 0;
    const answer = await move(
      [
        { skuId: 'P004-01', delta: 4 },
        { skuId: 'P004-01', delta: 3 },
      ],
      'receive',
    );
    expect(answer.body.levels).toEqual([
      { skuId: 'P004-01', onHand: before + 7, reserved: 0, available: before + 7 },
    ]);
    const last = (await fixture.system.inventory.movementsAt(branchId)).at(-1);
    expect(last).toMatchObject({
      kind: 'receive',
      cause: { type: 'staff', id: fixture.staff.manager.memberId, reason: '盘点' },
    });
  });

  test('a level cannot be taken below what is reserved', async () => {
    await fixture.placed(await fixture.enrol(), 'pickup', [['P013-01', 3]]);
    const now = await level('P013-01');
    expect((await move([{ skuId: 'P013-01', delta: -(now!.available + 1) }])).code).toBe(
      'stock_below_reserved',
    );
    expect(await level('P013-01')).toEqual(now);
    expect((await move([{ skuId: 'P013-01', delta: -now!.available }])).body.levels[0]).toMatchObject({
      available: 0,
      reserved: 3,
    });
  });

  test('a repeated command moves once; the same key with other goods is refused', async () => {
    const before = await level('P036-01');
    const key = fixture.newKey();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => move([{ skuId: 'P036-01', delta: 2 }], 'receive', key)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect((await level('P036-01'))?.onHand).toBe(before!.onHand + 2);
    expect((await move([{ skuId: 'P036-01', delta: 9 }], 'receive', key)).code).toBe(
      'idempotency_key_reused',
    );
  });

  test('what the brand does not sell, and lines that cancel out, are refused', async () => {
    expect((await move([{ skuId: 'P999-01', delta: 1 }])).code).toBe('product_not_offered');
    expect(
      (
        await move([
          { skuId: 'P004-01', delta: 1 },
          { skuId: 'P004-01', delta: -1 },
        ])
      ).code,
    ).toBe('invalid_request');
  });

  test('a place that never had a SKU gets its level with the first receipt', async () => {
    const answer = await fixture.invoke<{ levels: unknown[] }>(fixture.staff.hq, 'moveStock', {
      params: { locationId: warehouseId },
      body: { kind: 'receive', reason: '首批', lines: [{ skuId: 'P001-01', delta: 6 }] },
    });
    expect(answer.body.levels).toEqual([{ skuId: 'P001-01', onHand: 6, reserved: 0, available: 6 }]);
  });

  test('levels agree with their movements, and an audit says where they do not', async () => {
    expect(await fixture.system.inventory.audit(branchId)).toEqual([]);
    expect(await fixture.system.inventory.audit(warehouseId)).toEqual([]);
    // Somebody writes past the movements: the audit names the SKU and both figures.
    await fixture.engine.call('UpdateItem', {
      TableName: fixture.tableName,
      Key: { pk: { S: `LOC#${branchId}` }, sk: { S: 'LEVEL#P004-01#hq' } },
      UpdateExpression: 'ADD onHand :one, available :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    expect((await fixture.system.inventory.audit(branchId)).map(({ skuId }) => skuId)).toEqual(['P004-01']);
  });
});
