import { dayMs, hourMs, minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
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
    version: 7,
    lots: [],
  });

  test('a level that is not there is made, be it with none', () => {
    expect(planToSettle(own('a'), [], { onHand: 0 })).toEqual({
      kind: 'change',
      deltas: [{ ...own('a'), onHandDelta: 0, reservedDelta: 0, seenVersion: 0 }],
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
        { ...own('a'), onHandDelta: 0, reservedDelta: 0, seenVersion: 7 },
        { ...own('a'), bucket: 1, onHandDelta: 0, reservedDelta: 0, seenVersion: 7 },
        { ...own('a'), bucket: 2, onHandDelta: -3, reservedDelta: 0, seenVersion: 7 },
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
    version: onHand,
  });
  const allocation = { ...own('a'), quantity: 3 };

  test('is taken from the allocations that are given up, then from what nobody holds', () => {
    expect(correctionOf([level('hq', 4, 1), level('dealer-1', 5, 4)], 2, [allocation])).toEqual([
      { ...own('a'), onHandDelta: -4, reservedDelta: 0, seenVersion: 5 },
      { skuId: 'a', ownerId: 'hq', onHandDelta: -3, reservedDelta: 0, seenVersion: 4 },
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
    const asOfMs = fixture.clock.nowMs();
    const answer = await fixture.inventory.count(
      shop,
      [
        { ...own('P1-01'), counted: 8, asOfMs },
        { ...own('P2-01'), counted: 11, asOfMs: asOfMs + hourMs },
        { ...own('P3-01'), counted: 5, asOfMs },
        { skuId: 'P3-01', ownerId: 'hq', counted: 4, asOfMs },
        { ...own('P4-01'), counted: 2, asOfMs },
      ],
      'M1',
      fixture.claim(),
    );
    expect(answer).toEqual({
      ok: true,
      value: {
        lines: [
          { ...own('P1-01'), outcome: 'set', onHand: 8, reserved: 0, difference: -2 },
          { ...own('P2-01'), outcome: 'future', onHand: 10, reserved: 0, difference: 0 },
          { ...own('P3-01'), outcome: 'below_reserved', onHand: 10, reserved: 6, difference: -5 },
          { skuId: 'P3-01', ownerId: 'hq', outcome: 'unchanged', onHand: 4, reserved: 0, difference: 0 },
          { ...own('P4-01'), outcome: 'set', onHand: 2, reserved: 0, difference: 2 },
        ],
      },
    });
    expect((await fixture.inventory.movementsAt(shop.id)).at(-1)).toMatchObject({
      kind: 'adjust',
      cause: { type: 'staff', id: 'M1', reason: 'stocktake' },
      lines: [{ onHandDelta: -2, counted: 8 }, { onHandDelta: 0, counted: 4 }, { onHandDelta: 2 }],
    });
    expect(await fixture.inventory.audit(shop.id)).toEqual([]);
  });

  test('is done once under its key, and answered alike when it is repeated after a sale', async () => {
    await fixture.put(shop, 'P5-01', 'dealer-1', 10);
    const lines = [{ ...own('P5-01'), counted: 7, asOfMs: fixture.clock.nowMs() }];
    const claim = fixture.claim(lines);
    const first = await fixture.inventory.count(shop, lines, 'M1', claim);
    await fixture.order('reserve', shop, 'O2', [{ ...own('P5-01'), quantity: 2 }]);
    await fixture.order('sale', shop, 'O2', [{ ...own('P5-01'), quantity: 2 }]);
    expect(await fixture.inventory.count(shop, lines, 'M1', claim)).toEqual(first);
    expect(await fixture.level(shop, 'P5-01', 'dealer-1')).toMatchObject({ onHand: 5 });
    const other = [{ ...own('P5-01'), counted: 9, asOfMs: fixture.clock.nowMs() }];
    expect(
      await fixture.inventory.count(shop, other, 'M1', { ...fixture.claim(other), key: claim.key }),
    ).toMatchObject({
      code: 'idempotency_key_reused',
    });
  });

  test('by two at once counts once', async () => {
    await fixture.put(shop, 'P6-01', 'dealer-1', 10);
    const lines = [{ ...own('P6-01'), counted: 12, asOfMs: fixture.clock.nowMs() }];
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
    const line = { skuId: 'P1-01', counted: 1, asOfMs: fixture.clock.nowMs() };
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

describe('a figure as of a time', () => {
  const sku = 'P20-01';
  const level = async () => (await fixture.level(shop, sku, 'dealer-1'))?.onHand;
  const count = async (counted: number, asOfMs: number) => {
    const answer = await fixture.inventory.count(
      shop,
      [{ ...own(sku), counted, asOfMs }],
      'M1',
      fixture.claim(),
    );
    return answer.ok ? answer.value.lines[0] : answer;
  };
  const sell = async (quantity: number) => {
    fixture.clock.advance(30 * minuteMs);
    const allocations = [{ ...own(sku), quantity }];
    await fixture.order('reserve', shop, 'O9', allocations);
    await fixture.order('sale', shop, 'O9', allocations);
    fixture.clock.advance(30 * minuteMs);
  };

  test('has what moved later applied again on top: 10 at nine, 3 sold at half past, 7 now', async () => {
    await fixture.put(shop, sku, 'dealer-1', 12);
    fixture.clock.advance(hourMs);
    const nine = fixture.clock.nowMs();
    await sell(3);
    expect(await count(10, nine)).toMatchObject({ outcome: 'set', onHand: 7, difference: -2 });
    // The same again, whoever says it: it was so.
    await sell(2);
    expect(await count(10, nine)).toMatchObject({ outcome: 'unchanged', onHand: 5 });
    expect(await level()).toBe(5);
  });

  test('that is older than another one, in the future or forgotten is refused', async () => {
    const now = fixture.clock.nowMs();
    expect(await count(5, now)).toMatchObject({ outcome: 'unchanged' });
    expect(await count(9, now - hourMs)).toMatchObject({ outcome: 'stale', onHand: 5 });
    expect(await count(9, now + hourMs)).toMatchObject({ outcome: 'future' });
    expect(await count(9, now - 8 * dayMs)).toMatchObject({ outcome: 'too_old' });
    expect(await level()).toBe(5);
    expect(await fixture.inventory.audit(shop.id)).toEqual([]);
  });

  test('of fewer than were sold since leaves none, and below what orders hold is refused', async () => {
    const then = fixture.clock.nowMs();
    await sell(2);
    expect(await count(1, then)).toMatchObject({ outcome: 'set', onHand: 0 });
    await fixture.put(shop, sku, 'dealer-1', 4);
    await fixture.order('reserve', shop, 'O10', [{ ...own(sku), quantity: 3 }]);
    expect(await count(2, fixture.clock.nowMs())).toMatchObject({ outcome: 'below_reserved', reserved: 3 });
    // HQ hears of it, once, with what was counted last.
    expect(await count(1, fixture.clock.nowMs())).toMatchObject({ outcome: 'below_reserved' });
    const open = await fixture.inventory.differences.list('open', { locationId: shop.id, limit: 9 });
    expect(open.filter(({ skuId }) => skuId === sku)).toMatchObject([{ kind: 'count', quantity: 2 }]);
    expect(await level()).toBe(4);
  });
});

describe('safety stock', () => {
  test('is set as said, told to sourcing, and written down as a movement', async () => {
    await fixture.put(shop, 'P7-01', 'dealer-1', 5);
    await fixture.put(shop, 'P7-01', 'hq', 5);
    const lines = [
      { ...own('P7-01'), safety: 2, seenSafety: 0 },
      { skuId: 'P7-01', ownerId: 'hq', safety: 1, seenSafety: 0 },
    ];
    const claim = fixture.claim(lines);
    const set = () => fixture.inventory.setSafety(shop, { reason: '周末', lines }, 'M1', claim);
    const told = lines.map(({ seenSafety: _, ...line }) => line);
    expect(await set()).toEqual({ ok: true, value: { lines: told } });
    expect(await set()).toEqual({ ok: true, value: { lines: told } });
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
    const stale = [{ ...own('P7-01'), safety: 0, seenSafety: 1 }];
    expect(await fixture.inventory.setSafety(shop, { lines: stale }, 'M1', fixture.claim())).toMatchObject({
      code: 'stale_revision',
    });
    const lines = [{ ...own('P7-01'), safety: 0, seenSafety: 2 }];
    await fixture.inventory.setSafety(shop, { lines }, 'M1', fixture.claim());
    expect(await fixture.level(shop, 'P7-01', 'dealer-1')).toMatchObject({ safety: 0, available: 5 });
    expect(await fixture.buy(shop, 'P7-01', 10, 'O3')).toHaveLength(2);
    expect(await fixture.inventory.audit(shop.id)).toEqual([]);
  });
});

test('how old a figure may be is what HQ set', async () => {
  const strict = await startInventoryFixture({ settings: fixedSettings('goods', { figureAgeDays: 1 }) });
  const now = strict.clock.nowMs();
  const outcomeOf = async (asOfMs: number) => {
    const line = { skuId: 'P7-01', ownerId: 'dealer-1', counted: 3, asOfMs };
    const counted = await strict.inventory.count(shop, [line], 'M1', strict.claim(line));
    return counted.ok ? counted.value.lines[0]?.outcome : counted.code;
  };
  expect(await outcomeOf(now - dayMs - 1)).toBe('too_old');
  expect(await outcomeOf(now - dayMs + 1)).toBe('set');
  await strict.close();
});

describe('pieces that orders hold and that were not there', () => {
  const sku = 'P9-77';
  const count = async (counted: number, asOfMs = fixture.clock.nowMs()) =>
    fixture.inventory.count(shop, [{ ...own(sku), counted, asOfMs }], 'M1', fixture.claim());
  const open = async () =>
    (await fixture.inventory.differences.list('open', { locationId: shop.id, limit: 99 }))
      .filter(({ skuId }) => skuId === sku)
      .map(({ quantity }) => quantity);

  test('are told once, also after two counts at once, and not any more when a later count finds them', async () => {
    await fixture.put(shop, sku, 'dealer-1', 4);
    await fixture.order('reserve', shop, 'O77', [{ ...own(sku), quantity: 3 }]);
    const early = fixture.clock.nowMs();
    fixture.clock.advance(minuteMs);
    await Promise.all([count(2), count(1)]);
    await count(0);
    expect(await open()).toEqual([3]);
    fixture.clock.advance(minuteMs);
    // What was right before they were missed says nothing.
    await count(4, early);
    expect(await open()).toEqual([3]);
    fixture.clock.advance(minuteMs);
    expect(await count(4)).toMatchObject({ ok: true });
    expect(await open()).toEqual([]);
  });
});
