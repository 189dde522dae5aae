import { dayMs } from '@jindian/shared/time';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transact } from '../../platform/transact.ts';
import { movingAverage } from './costs.ts';
import { handOverLots } from './hand-over-lots.ts';
import { byExpiry, isBlocked, isExpired, lotKeyOf, lotOf, suits } from './lots.ts';
import type { StockCondition } from './rules.ts';
import { type InventoryFixture, shop, startInventoryFixture } from './testing/inventory-fixture.ts';

describe('a lot', () => {
  test('is its code and its day, and the first to expire comes first', () => {
    const keys = [':Z', '2026-12-06:A', '2026-12-05:B'];
    expect([...keys].sort(byExpiry)).toEqual(['2026-12-05:B', '2026-12-06:A', ':Z']);
    for (const key of keys) expect(lotKeyOf(lotOf(key))).toBe(key);
  });

  test('is blocked from so many days before its expiry on, and expired the day after it', () => {
    const tracking = { kind: 'lot_and_expiry' as const, blockDays: 2 };
    const blocked = (today: string) => isBlocked('2026-03-01:A', tracking, today);
    expect([blocked('2026-02-26'), blocked('2026-02-27'), blocked('2026-03-02')]).toEqual([
      false,
      true,
      true,
    ]);
    expect([isExpired('2026-03-01:A', '2026-03-01'), isExpired('2026-03-01:A', '2026-03-02')]).toEqual([
      false,
      true,
    ]);
    expect(isBlocked(':A', tracking, '2099-01-01')).toBe(false);
  });

  test('says what its SKU has to say, and nothing else', () => {
    const says = (kind: 'none' | 'lot' | 'lot_and_expiry') =>
      [null, { code: 'A', expiresOn: null }, { code: 'A', expiresOn: '2026-12-05' }].map((lot) =>
        suits({ kind, blockDays: 0 }, lot),
      );
    expect([says('none'), says('lot'), says('lot_and_expiry')]).toEqual([
      [true, false, false],
      [false, true, false],
      [false, false, true],
    ]);
  });
});

test('a moving average is of what was there and what came, and of what came where nobody had said', () => {
  expect(movingAverage({ onHand: 10, averageMilliFen: 100_000 }, { quantity: 30, unitCostFen: 200 })).toBe(
    175_000,
  );
  expect(movingAverage({ onHand: 10, averageMilliFen: 0 }, { quantity: 5, unitCostFen: 200 })).toBe(200_000);
  expect(
    movingAverage({ onHand: 1_000_000, averageMilliFen: 10_000_000_000 }, { quantity: 1, unitCostFen: 1 }),
  ).toBe(9_999_990_000);
});

describe('stock of a tracked SKU', () => {
  const sku = 'P050-01';
  let fixture: InventoryFixture;
  const day = (days: number) => new Date(fixture.clock.nowMs() + days * dayMs).toISOString().slice(0, 10);
  const soon = () => ({ code: 'SOON', expiresOn: day(10) });
  const late = () => ({ code: 'LATE', expiresOn: day(60) });
  const receive = (lines: object[]) =>
    fixture.inventory.move(
      shop,
      { kind: 'receive', reason: '到货', lines: lines as never },
      'M1',
      fixture.claim(lines),
    );
  const change = (quantity: number, from: StockCondition, to: StockCondition | 'scrap', lot?: object) => {
    const line = {
      skuId: sku,
      ownerId: 'dealer-1',
      quantity,
      from,
      to,
      ...(lot ? { lot: lot as never } : {}),
    };
    return fixture.inventory.changeCondition(
      shop,
      { reason: '质检', lines: [line] },
      'M1',
      fixture.claim(line),
    );
  };
  const lots = async () => {
    const parts = await fixture.inventory.store.partsAt(shop.id, true);
    return parts.flatMap(({ condition = 'sellable', lots: own }) =>
      own.map(({ lot, onHand, reserved }) => [condition, lotOf(lot).code, onHand, reserved]),
    );
  };
  beforeAll(async () => {
    fixture = await startInventoryFixture({
      tracking: async () => (skuId) =>
        skuId === sku ? { kind: 'lot_and_expiry', blockDays: 3 } : { kind: 'none', blockDays: 0 },
    });
  });
  afterAll(() => fixture.close());

  test('is received with its lot, or not at all; nobody receives fewer than none', async () => {
    expect(await receive([{ skuId: sku, delta: 4 }])).toMatchObject({ code: 'lot_required' });
    expect(await receive([{ skuId: 'P001-01', delta: 4, lot: soon() }])).toMatchObject({
      code: 'lot_required',
    });
    for (const delta of [-1, 0, 0.5, Number.NaN, 2_000_000])
      expect(await receive([{ skuId: sku, delta, lot: soon() }])).toMatchObject({ code: 'invalid_request' });
    expect(
      await receive([
        { skuId: sku, delta: 4, lot: soon() },
        { skuId: sku, delta: 6, lot: late() },
      ]),
    ).toMatchObject({
      value: { levels: [{ onHand: 10, available: 10 }] },
    });
    expect(await lots()).toEqual([
      ['sellable', 'SOON', 4, 0],
      ['sellable', 'LATE', 6, 0],
    ]);
  });

  test('is allocated first what expires first; all of it, or none', async () => {
    const first = await fixture.buy(shop, sku, 5, 'O1');
    expect(first?.map(({ lot = '', quantity }) => [lotOf(lot).code, quantity])).toEqual([
      ['SOON', 4],
      ['LATE', 1],
    ]);
    expect(await fixture.buy(shop, sku, 6, 'O2')).toBeNull();
    // What somebody saw a moment ago is refused by the lot itself.
    const stale = [{ skuId: sku, ownerId: 'dealer-1', quantity: 1, lot: lotKeyOf(soon()) }];
    expect((await fixture.order('reserve', shop, 'O3', stale)).kind).toBe('refused');
    await fixture.order('release', shop, 'O1', first ?? []);
    expect(await fixture.inventory.audit(shop.id)).toEqual([]);
  });

  test('of another lot is handed over: as many pieces, by two movements', async () => {
    const held = (await fixture.buy(shop, sku, 2, 'O4')) ?? [];
    const ofOrder = { locationId: shop.id, orderId: 'O4', allocations: held };
    const nowMs = fixture.clock.nowMs();
    const say = (lot: object, quantity: number) =>
      handOverLots(fixture.inventory.store, ofOrder, [{ skuId: sku, lot: lot as never, quantity }], nowMs);
    expect(await say(late(), 1)).toMatchObject({ code: 'invalid_request' });
    expect(await say({ code: 'NONE', expiresOn: day(60) }, 2)).toMatchObject({ code: 'lot_not_there' });
    const taken = await say(late(), 2);
    if (!taken.ok) throw new Error(taken.code);
    expect(taken.value.allocations).toMatchObject([{ lot: lotKeyOf(late()), quantity: 2 }]);
    const writes = fixture.inventory.combinedWrites(shop.id, taken.value.movements);
    expect((await transact(fixture.table, writes)).kind).toBe('done');
    await fixture.order('sale', shop, 'O4', taken.value.allocations);
    expect(await lots()).toEqual([
      ['sellable', 'SOON', 4, 0],
      ['sellable', 'LATE', 4, 0],
    ]);
    expect(await fixture.inventory.audit(shop.id)).toEqual([]);
  });

  test('goes into quarantine and comes back, on display and out; only sellable goods are offered', async () => {
    const offered = async () => (await fixture.inventory.offeredAt(shop)).get(sku);
    expect(await change(3, 'sellable', 'quarantine', late())).toMatchObject({ ok: true });
    expect(await offered()).toBe(5);
    expect(await change(4, 'quarantine', 'sellable')).toMatchObject({ code: 'stock_below_reserved' });
    expect(await change(2, 'quarantine', 'sellable')).toMatchObject({ ok: true });
    expect(await change(1, 'quarantine', 'scrap')).toMatchObject({ ok: true });
    expect(await change(1, 'sellable', 'display', late())).toMatchObject({ ok: true });
    expect(await change(-1, 'sellable', 'display')).toMatchObject({ code: 'invalid_request' });
    expect(await offered()).toBe(6);
    expect(await fixture.level(shop, sku, 'dealer-1')).toMatchObject({ onHand: 6, reserved: 0 });
    expect(await fixture.inventory.audit(shop.id)).toEqual([]);
  });

  test('is counted by lot, as of a time', async () => {
    const line = { skuId: sku, ownerId: 'dealer-1', lot: soon(), counted: 3, asOfMs: fixture.clock.nowMs() };
    const count = (lines: (typeof line)[]) =>
      fixture.inventory.count(shop, lines, 'M1', fixture.claim(lines));
    expect(await count([line])).toMatchObject({
      value: { lines: [{ outcome: 'set', onHand: 3, difference: -1 }] },
    });
    const { lot: _lot, ...without } = line;
    expect(await count([{ ...without, counted: 2 } as never])).toMatchObject({
      value: { lines: [{ outcome: 'lot_required' }] },
    });
    expect(await fixture.inventory.audit(shop.id)).toEqual([]);
  });

  test('sold at a till without a word of lots: what has none goes first, then what expires first', async () => {
    const place = { id: 'B077', ownerId: 'dealer-1' };
    await fixture.put(place, sku, 'dealer-1', 2);
    const lines = [soon(), late()].map((lot) => ({ skuId: sku, delta: 2, lot }));
    const received = { kind: 'receive' as const, reason: '到货', lines };
    expect((await fixture.inventory.move(place, received, 'M1', fixture.claim(lines))).ok).toBe(true);
    const sale = {
      reference: 'T1',
      occurredAtMs: fixture.clock.nowMs(),
      lines: [{ skuId: sku, quantity: 3 }],
    };
    expect((await fixture.inventory.recordTillSale(place, sale, 'M1')).ok).toBe(true);
    const [part] = await fixture.inventory.store.partsAt(place.id, true);
    expect([part?.onHand, part?.lots.map(({ lot, onHand }) => [lotOf(lot).code, onHand])]).toEqual([
      3,
      [
        ['SOON', 1],
        ['LATE', 2],
      ],
    ]);
  });

  test('is no longer offered as time passes, without anything having run', async () => {
    expect((await fixture.inventory.offeredAt(shop)).get(sku)).toBe(5);
    fixture.clock.advance(7 * dayMs);
    expect((await fixture.inventory.offeredAt(shop)).get(sku)).toBe(2);
    const stock = await fixture.inventory.picture([shop], [sku]);
    expect([
      stock.availableAt(shop.id, sku),
      stock.allocations(shop.id, [{ skuId: sku, quantity: 3 }]),
    ]).toEqual([2, null]);
    expect(await fixture.level(shop, sku, 'dealer-1')).toMatchObject({ onHand: 5 });
  });

  test('keeps what it cost, on average, from receipt to receipt; two at once are both in it', async () => {
    const lines = (unitCostFen: number) => [{ skuId: 'P001-01', delta: 10, unitCostFen }];
    await receive(lines(100));
    await Promise.all([receive(lines(200)), receive(lines(300))]);
    const key = { locationId: shop.id, skuId: 'P001-01', ownerId: 'dealer-1' };
    expect(await fixture.inventory.costs.of([key])).toMatchObject([
      { averageMilliFen: 200_000, revision: 3 },
    ]);
    expect(await fixture.inventory.costs.entriesOf(key, 10)).toHaveLength(3);
  });
});
