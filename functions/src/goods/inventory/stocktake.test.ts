import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { correctionOf } from './rules.ts';
import { planToSettle } from './settle.ts';
import { type InventoryFixture, shop, startInventoryFixture } from './testing/inventory-fixture.ts';

let fixture: InventoryFixture;
beforeAll(async () => {
  fixture = await startInventoryFixture();
});
afterAll(() => fixture.close());

const own = (skuId: string) => ({ skuId, ownerId: 'dealer-1' });

describe('what brings a level to where it should be', () => {
  const part = (bucket: number, onHand: number, reserved = 0, safety = 0) => ({
    ...own('a'),
    locationId: shop.id,
    bucket,
    buckets: 2,
    onHand,
    reserved,
    available: onHand - reserved,
    safety,
  });

  test('a level that is not there is made, be it with none', () => {
    expect(planToSettle(own('a'), [], { onHand: 0 })).toEqual({
      kind: 'change',
      deltas: [{ ...own('a'), onHandDelta: 0, reservedDelta: 0, seenOnHand: 0 }],
    });
  });

  test('nothing goes below what orders hold', () => {
    expect(planToSettle(own('a'), [part(0, 9, 4)], { onHand: 3 })).toEqual({
      kind: 'below_reserved',
      reserved: 4,
    });
    expect(planToSettle(own('a'), [part(0, 9, 4)], { onHand: 9, safety: 0 })).toEqual({ kind: 'same' });
  });

  test('of a hot level, pieces go where they are free, and every item is held to what was seen', () => {
    const plan = planToSettle(own('a'), [part(0, 0), part(1, 5, 4), part(2, 3)], { onHand: 5 });
    expect(plan).toEqual({
      kind: 'change',
      deltas: [
        { ...own('a'), onHandDelta: 0, reservedDelta: 0, seenOnHand: 0 },
        { ...own('a'), bucket: 1, onHandDelta: 0, reservedDelta: 0, seenOnHand: 5 },
        { ...own('a'), bucket: 2, onHandDelta: -3, reservedDelta: 0, seenOnHand: 3 },
      ],
    });
  });

  test('a safety stock alone says nothing about the pieces', () => {
    expect(planToSettle(own('a'), [part(0, 9, 4, 1)], { safety: 3 })).toEqual({
      kind: 'change',
      deltas: [{ ...own('a'), onHandDelta: 0, reservedDelta: 0, safetyDelta: 2, seenSafety: 1 }],
    });
  });
});

describe('what a refusal says is not there', () => {
  const level = (ownerId: string, onHand: number, reserved: number) => ({
    skuId: 'a',
    ownerId,
    onHand,
    reserved,
  });
  const allocation = { ...own('a'), quantity: 3 };

  test('is taken from the allocations that are given up, then from what nobody holds', () => {
    expect(correctionOf([level('hq', 4, 1), level('dealer-1', 5, 4)], 2, [allocation])).toEqual([
      { ...own('a'), onHandDelta: -4, reservedDelta: 0, seenOnHand: 5 },
      { skuId: 'a', ownerId: 'hq', onHandDelta: -3, reservedDelta: 0, seenOnHand: 4 },
    ]);
  });

  test('is never taken from what other orders hold, and nothing is added', () => {
    expect(correctionOf([level('dealer-1', 5, 5)], 0, [allocation])).toMatchObject([{ onHandDelta: -3 }]);
    expect(correctionOf([level('dealer-1', 5, 5)], 9, [allocation])).toEqual([]);
  });
});

describe('a count', () => {
  test('sets what still holds, and says of the rest why not', async () => {
    await fixture.put(shop, 'P1-01', 'dealer-1', 10);
    await fixture.put(shop, 'P2-01', 'dealer-1', 10);
    await fixture.put(shop, 'P3-01', 'dealer-1', 10);
    await fixture.put(shop, 'P3-01', 'hq', 4);
    await fixture.order('reserve', shop, 'O1', [{ ...own('P3-01'), quantity: 6 }]);
    const answer = await fixture.inventory.count(
      shop,
      [
        { ...own('P1-01'), counted: 8, seenOnHand: 10 },
        { ...own('P2-01'), counted: 11, seenOnHand: 9 },
        { ...own('P3-01'), counted: 5, seenOnHand: 10 },
        { skuId: 'P3-01', ownerId: 'hq', counted: 4, seenOnHand: 4 },
        { ...own('P4-01'), counted: 2, seenOnHand: 0 },
      ],
      'M1',
      fixture.claim(),
    );
    expect(answer).toEqual({
      ok: true,
      value: {
        lines: [
          { ...own('P1-01'), outcome: 'set', onHand: 8, reserved: 0, difference: -2 },
          { ...own('P2-01'), outcome: 'changed_meanwhile', onHand: 10, reserved: 0, difference: 1 },
          { ...own('P3-01'), outcome: 'below_reserved', onHand: 10, reserved: 6, difference: -5 },
          { skuId: 'P3-01', ownerId: 'hq', outcome: 'unchanged', onHand: 4, reserved: 0, difference: 0 },
          { ...own('P4-01'), outcome: 'set', onHand: 2, reserved: 0, difference: 2 },
        ],
      },
    });
    expect((await fixture.inventory.movementsAt(shop.id)).at(-1)).toMatchObject({
      kind: 'adjust',
      cause: { type: 'staff', id: 'M1', reason: 'stocktake' },
      lines: [{ onHandDelta: -2 }, { onHandDelta: 2 }],
    });
    expect(await fixture.inventory.audit(shop.id)).toEqual([]);
  });

  test('is done once under its key, and answered alike when it is repeated after a sale', async () => {
    await fixture.put(shop, 'P5-01', 'dealer-1', 10);
    const lines = [{ ...own('P5-01'), counted: 7, seenOnHand: 10 }];
    const claim = fixture.claim(lines);
    const first = await fixture.inventory.count(shop, lines, 'M1', claim);
    await fixture.order('reserve', shop, 'O2', [{ ...own('P5-01'), quantity: 2 }]);
    await fixture.order('sale', shop, 'O2', [{ ...own('P5-01'), quantity: 2 }]);
    expect(await fixture.inventory.count(shop, lines, 'M1', claim)).toEqual(first);
    expect(await fixture.level(shop, 'P5-01', 'dealer-1')).toMatchObject({ onHand: 5 });
    const other = [{ ...own('P5-01'), counted: 9, seenOnHand: 5 }];
    expect(
      await fixture.inventory.count(shop, other, 'M1', { ...fixture.claim(other), key: claim.key }),
    ).toMatchObject({
      code: 'idempotency_key_reused',
    });
  });

  test('by two at once counts once', async () => {
    await fixture.put(shop, 'P6-01', 'dealer-1', 10);
    const lines = [{ ...own('P6-01'), counted: 12, seenOnHand: 10 }];
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => fixture.inventory.count(shop, lines, 'M1', fixture.claim())),
    );
    expect(answers.every(({ ok }) => ok)).toBe(true);
    const outcomes = answers.flatMap((answer) => (answer.ok ? answer.value.lines : []));
    expect(outcomes.filter(({ outcome }) => outcome === 'set')).toHaveLength(1);
    expect(await fixture.level(shop, 'P6-01', 'dealer-1')).toMatchObject({ onHand: 12 });
    expect(await fixture.inventory.audit(shop.id)).toEqual([]);
  });

  test('of goods whose owner has nothing to do with the place is refused, and so is counting twice', async () => {
    const line = { skuId: 'P1-01', counted: 1, seenOnHand: 8 };
    for (const lines of [
      [{ ...line, ownerId: 'dealer-2' }],
      [
        { ...line, ownerId: 'hq' },
        { ...line, ownerId: 'hq' },
      ],
    ]) {
      expect(await fixture.inventory.count(shop, lines, 'M1', fixture.claim())).toMatchObject({
        code: 'invalid_request',
      });
    }
  });
});

describe('safety stock', () => {
  test('is set as said, told to sourcing, and written down as a movement', async () => {
    await fixture.put(shop, 'P7-01', 'dealer-1', 5);
    await fixture.put(shop, 'P7-01', 'hq', 5);
    const lines = [
      { ...own('P7-01'), safety: 2 },
      { skuId: 'P7-01', ownerId: 'hq', safety: 1 },
    ];
    const claim = fixture.claim(lines);
    const set = () => fixture.inventory.setSafety(shop, { reason: '周末', lines }, 'M1', claim);
    expect(await set()).toEqual({ ok: true, value: { lines } });
    expect(await set()).toEqual({ ok: true, value: { lines } });
    const stock = await fixture.inventory.picture([shop], ['P7-01']);
    expect([stock.availableAt(shop.id, 'P7-01'), stock.safetyAt(shop.id, 'P7-01')]).toEqual([10, 3]);
    expect((await fixture.inventory.movementsAt(shop.id)).at(-1)).toMatchObject({
      kind: 'safety',
      cause: { reason: '周末' },
      lines: [
        { onHandDelta: 0, safetyDelta: 2 },
        { onHandDelta: 0, safetyDelta: 1 },
      ],
    });
    expect(await fixture.inventory.audit(shop.id)).toEqual([]);
  });

  test('goes down again, and does not keep the place from selling', async () => {
    const lines = [{ ...own('P7-01'), safety: 0 }];
    await fixture.inventory.setSafety(shop, { lines }, 'M1', fixture.claim());
    expect(await fixture.level(shop, 'P7-01', 'dealer-1')).toMatchObject({ safety: 0, available: 5 });
    expect(await fixture.buy(shop, 'P7-01', 10, 'O3')).toHaveLength(2);
    expect(await fixture.inventory.audit(shop.id)).toEqual([]);
  });
});
