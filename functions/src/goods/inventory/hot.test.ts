import { maxBuckets } from '@jindian/shared/contract/goods/inventory';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { drainDueKind } from './hot.ts';
import { planToFold, planToSpread } from './hot-rules.ts';
import { takeFromParts } from './rules.ts';
import { type InventoryFixture, shop, startInventoryFixture } from './testing/inventory-fixture.ts';

describe('pieces over buckets', () => {
  const parts = fc
    .array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 20 })
    .map((available) => available.map((pieces, bucket) => ({ bucket, available: pieces })));
  const after = (
    given: { bucket: number; available: number }[],
    changes: { bucket: number; delta: number }[],
  ) => {
    const has = new Map(given.map(({ bucket, available }) => [bucket, available]));
    for (const { bucket, delta } of changes) has.set(bucket, (has.get(bucket) ?? 0) + delta);
    return has;
  };

  test('spreading and folding make and lose nothing, and end where they should', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 2, max: maxBuckets }), (given, buckets) => {
        const total = given.reduce((sum, { available }) => sum + available, 0);
        const spread = after(given, planToSpread(given, buckets));
        expect([...spread.values()].reduce((sum, pieces) => sum + pieces, 0)).toBe(total);
        for (const [bucket, pieces] of spread) {
          if (bucket === 0 || bucket > buckets) expect(pieces).toBe(0);
          else expect(Math.abs(pieces - total / buckets)).toBeLessThan(1);
        }
        const folded = after(given, planToFold(given));
        for (const [bucket, pieces] of folded) expect(pieces).toBe(bucket === 0 ? total : 0);
        expect(planToSpread(given, buckets).length).toBeLessThan(99);
      }),
    );
  });

  test('what is taken is what was asked for, from where it is; out of one wherever one has enough', () => {
    fc.assert(
      fc.property(
        parts,
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999 }),
        (given, wanted, lot) => {
          const total = given.reduce((sum, { available }) => sum + available, 0);
          fc.pre(total >= wanted);
          const taken = takeFromParts(given, wanted, () => lot);
          expect(taken.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(wanted);
          for (const { bucket, quantity } of taken)
            expect(quantity).toBeLessThanOrEqual(given[bucket]!.available);
          if (given.some(({ available }) => available >= wanted)) expect(taken).toHaveLength(1);
        },
      ),
    );
  });
});

const skuId = 'P1-01';
const wanted = { locationId: shop.id, skuId };
let fixture: InventoryFixture;
let markings = 0;

/** A place with fresh goods, so that tests do not count each other's. */
beforeEach(() => {
  markings += 1;
});
beforeAll(async () => {
  fixture = await startInventoryFixture();
});
afterAll(() => fixture.close());

const place = () => ({ id: `B${String(100 + markings)}`, ownerId: 'dealer-1' });
const mark = (at = place(), buckets = 8, claim = fixture.claim({ buckets })) =>
  fixture.inventory.hot.mark(at, { skuId, buckets }, 'M1', claim);
const unmark = (at = place(), claim = fixture.claim({})) =>
  fixture.inventory.hot.unmark({ ...wanted, locationId: at.id }, 'M1', claim);
const total = async (at = place()) => {
  const levels = (await fixture.inventory.levelsAt(at.id)).filter((level) => level.skuId === skuId);
  return levels.reduce(
    (sum, { onHand, reserved }) => ({ onHand: sum.onHand + onHand, reserved: sum.reserved + reserved }),
    { onHand: 0, reserved: 0 },
  );
};

describe('a hot SKU', () => {
  test('is spread over its buckets, of every owner, and reads as before', async () => {
    const at = place();
    await fixture.put(at, skuId, 'dealer-1', 20);
    await fixture.put(at, skuId, 'hq', 3);
    expect(await mark(at)).toMatchObject({
      ok: true,
      value: { buckets: 8, state: 'hot', onHand: 23, available: 23 },
    });
    const parts = await fixture.inventory.store.partsAt(at.id, true);
    expect(parts.filter(({ bucket, onHand }) => bucket === 0 && onHand > 0)).toEqual([]);
    expect(parts.filter(({ bucket }) => bucket > 0)).toHaveLength(8 + 3);
    expect(await fixture.inventory.levelsAt(at.id)).toMatchObject([
      { ownerId: 'dealer-1', onHand: 20, reserved: 0 },
      { ownerId: 'hq', onHand: 3 },
    ]);
    expect(await fixture.inventory.audit(at.id)).toEqual([]);
  });

  test('is bought from by many at once, to the last piece, and none is sold twice', async () => {
    const at = place();
    await fixture.put(at, skuId, 'dealer-1', 20);
    await mark(at);
    fixture.engine.faults.setConflictMode('reject', 1);
    const buyers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => fixture.buy(at, skuId, 1, `O${n}`)),
    );
    fixture.engine.faults.setConflictMode('queue');
    expect(buyers.filter((allocations) => allocations !== null)).toHaveLength(20);
    expect(await total(at)).toEqual({ onHand: 20, reserved: 20 });
    expect(await fixture.inventory.audit(at.id)).toEqual([]);
  });

  test('gives several pieces from several buckets, and takes back and sells from those very ones', async () => {
    const at = place();
    await fixture.put(at, skuId, 'dealer-1', 16);
    await mark(at);
    const allocations = await fixture.buy(at, skuId, 15, 'O1');
    expect(allocations?.length).toBe(8);
    const last = await fixture.buy(at, skuId, 1, 'O2');
    expect(last).toHaveLength(1);
    expect(await fixture.buy(at, skuId, 1, 'O3')).toBeNull();
    expect((await fixture.order('release', at, 'O2', last!)).kind).toBe('done');
    expect((await fixture.order('sale', at, 'O1', allocations!)).kind).toBe('done');
    expect(await total(at)).toEqual({ onHand: 1, reserved: 0 });
    // Weeks later, and perhaps without buckets by then: what comes back goes to the level itself.
    expect((await fixture.order('return', at, 'O1', allocations!)).kind).toBe('done');
    expect(await total(at)).toEqual({ onHand: 16, reserved: 0 });
    expect(await fixture.inventory.audit(at.id)).toEqual([]);
  });

  test('is found by a process whose snapshot is older than the marking', async () => {
    const at = place();
    await fixture.put(at, skuId, 'dealer-1', 9);
    await fixture.inventory.picture([at], [skuId]);
    const other = fixture.process();
    await other.picture([at], [skuId]);
    await mark(at);
    const stock = await other.picture([at], [skuId]);
    expect(stock.availableAt(at.id, skuId)).toBe(9);
    expect(stock.allocations(at.id, [{ skuId, quantity: 9 }])).not.toBeNull();
  });

  test('asks for its levels once when the snapshot knows it', async () => {
    const at = place();
    await fixture.put(at, skuId, 'dealer-1', 9);
    await mark(at);
    await fixture.inventory.picture([at], [skuId]);
    fixture.engine.meter.reset();
    await fixture.inventory.picture([at], [skuId]);
    expect(fixture.engine.meter.snapshot().calls).toEqual({ BatchGetItem: 1 });
  });

  test('is marked once under its key; with other buckets it is spread anew', async () => {
    const at = place();
    await fixture.put(at, skuId, 'dealer-1', 64);
    const claim = fixture.claim({ buckets: 8 });
    await mark(at, 8, claim);
    const moves = (await fixture.inventory.movementsAt(at.id)).length;
    await mark(at, 8, claim);
    expect((await fixture.inventory.movementsAt(at.id)).length).toBe(moves);
    await mark(at, 4);
    const parts = await fixture.inventory.store.partsAt(at.id, true);
    expect(parts.filter(({ onHand }) => onHand > 0).map(({ bucket, onHand }) => [bucket, onHand])).toEqual([
      [1, 16],
      [2, 16],
      [3, 16],
      [4, 16],
    ]);
    await mark(at, 16);
    expect((await fixture.buy(at, skuId, 64, 'O1'))?.length).toBe(16);
    expect(await fixture.inventory.audit(at.id)).toEqual([]);
  });

  test('nobody can mark what a place does not have', async () => {
    expect(await mark(place())).toMatchObject({ code: 'not_found' });
    expect(await unmark(place())).toMatchObject({ code: 'not_found' });
  });

  test('is counted, corrected and received like any other', async () => {
    const at = place();
    await fixture.put(at, skuId, 'dealer-1', 16);
    await mark(at);
    await fixture.buy(at, skuId, 3, 'O1');
    const line = { skuId, ownerId: 'dealer-1', counted: 14, asOfMs: fixture.clock.nowMs() };
    expect(await fixture.inventory.count(at, [line], 'M1', fixture.claim([line]))).toMatchObject({
      value: { lines: [{ outcome: 'set', onHand: 14, reserved: 3 }] },
    });
    const adjust = (delta: number) =>
      fixture.inventory.move(
        at,
        { kind: 'adjust', reason: '破损', lines: [{ skuId, delta }] },
        'M1',
        fixture.claim(delta),
      );
    expect(await adjust(-11)).toMatchObject({
      value: { levels: [{ onHand: 3, reserved: 3, available: 0 }] },
    });
    expect(await adjust(-1)).toMatchObject({ code: 'stock_below_reserved' });
    expect(await adjust(5)).toMatchObject({ value: { levels: [{ onHand: 8, available: 5 }] } });
    expect((await fixture.buy(at, skuId, 5, 'O2'))?.[0]?.bucket).toBeUndefined();
    expect(await fixture.inventory.audit(at.id)).toEqual([]);
  });
});

describe('a SKU that is no longer hot', () => {
  test('is one item again at once where no order holds anything', async () => {
    const at = place();
    await fixture.put(at, skuId, 'dealer-1', 20);
    await mark(at);
    expect(await unmark(at)).toMatchObject({ value: { drained: true } });
    expect(await fixture.inventory.store.partsAt(at.id, true)).toMatchObject([
      { bucket: 0, onHand: 20, buckets: 0 },
    ]);
    expect((await fixture.inventory.hot.list()).some(({ locationId }) => locationId === at.id)).toBe(false);
    expect(await fixture.inventory.audit(at.id)).toEqual([]);
  });

  test('keeps what orders hold where they hold it, until they end', async () => {
    const at = place();
    await fixture.put(at, skuId, 'dealer-1', 20);
    await mark(at);
    const allocations = await fixture.buy(at, skuId, 4, 'O1');
    const other = await fixture.buy(at, skuId, 2, 'O2');
    expect(await unmark(at)).toMatchObject({ value: { drained: false } });
    expect((await fixture.buy(at, skuId, 14, 'O3'))?.length).toBe(1);
    expect((await fixture.order('sale', at, 'O1', allocations!)).kind).toBe('done');
    expect((await fixture.order('release', at, 'O2', other!)).kind).toBe('done');
    // Still sold from before the timer comes by.
    expect(await fixture.buy(at, skuId, 1, 'O4')).toHaveLength(1);
    const due = { kind: drainDueKind, ref: `${at.id} ${skuId}`, dueAtMs: 0, nth: 0, data: {} };
    const [handler] = fixture.inventory.dueHandlers;
    await handler?.handle(due);
    const now = await fixture.inventory.store.partsAt(at.id, true);
    expect(now.reduce((sum, { onHand }) => sum + onHand, 0)).toBe(16);
    expect(await fixture.inventory.audit(at.id)).toEqual([]);
  });

  test('is marked again before it was drained, and nothing is lost', async () => {
    const at = place();
    await fixture.put(at, skuId, 'dealer-1', 20);
    await mark(at);
    const allocations = await fixture.buy(at, skuId, 4, 'O1');
    await unmark(at);
    await mark(at, 4);
    await fixture.order('release', at, 'O1', allocations!);
    expect((await fixture.buy(at, skuId, 20, 'O2'))?.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(
      20,
    );
    expect(await fixture.inventory.audit(at.id)).toEqual([]);
  });

  test('was never sold twice while it was marked and unmarked under a run on it', async () => {
    const at = place();
    await fixture.put(at, skuId, 'dealer-1', 40);
    fixture.engine.faults.setConflictMode('reject', 1);
    const buyers = Array.from({ length: 100 }, async (_, n) => {
      await new Promise((resolve) => setTimeout(resolve, n * 3));
      return fixture.buy(at, skuId, 1, `O${n}`);
    });
    const steps = async () => {
      await mark(at, 4);
      await mark(at, 16);
      await unmark(at);
      await mark(at, 8);
    };
    const [bought] = await Promise.all([Promise.all(buyers), steps()]);
    fixture.engine.faults.setConflictMode('queue');
    const sold = bought.filter((allocations) => allocations !== null).length;
    expect(sold).toBeGreaterThan(30);
    expect(sold).toBeLessThanOrEqual(40);
    expect(await total(at)).toEqual({ onHand: 40, reserved: sold });
    expect(await fixture.inventory.audit(at.id)).toEqual([]);
    // Whoever comes now gets what is left.
    for (let n = sold; n < 40; n += 1) expect(await fixture.buy(at, skuId, 1, `L${n}`)).not.toBeNull();
    expect(await fixture.buy(at, skuId, 1, 'L')).toBeNull();
  });
});

describe('a process that dies while it redistributes', () => {
  test.each(['lost-before', 'lost-after'] as const)(
    '%s of any write: repeating the command brings it to its end',
    async (fault) => {
      let broken = 0;
      for (let nth = 1; ; nth += 1) {
        markings += 1;
        const at = place();
        await fixture.put(at, skuId, 'dealer-1', 20);
        const held = await fixture.buy(at, skuId, 2, 'O1');
        const claims = [fixture.claim({ nth, step: 1 }), fixture.claim({ nth, step: 2 })] as const;
        const run = async () => {
          expect((await mark(at, 4, claims[0])).ok).toBe(true);
          expect((await unmark(at, claims[1])).ok).toBe(true);
        };
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
        const first = await run().then(
          () => 'done',
          () => 'broken',
        );
        fixture.engine.faults.set();
        if (first === 'broken') {
          broken += 1;
          expect(await fixture.inventory.audit(at.id)).toEqual([]);
          expect(await total(at)).toEqual({ onHand: 20, reserved: 2 });
          fixture.restart();
          await run();
        }
        await fixture.order('release', at, 'O1', held!);
        expect(
          (await fixture.buy(at, skuId, 20, 'O2'))?.reduce((sum, { quantity }) => sum + quantity, 0),
        ).toBe(20);
        expect(await fixture.inventory.audit(at.id)).toEqual([]);
        if (!died) break;
      }
      expect(broken).toBeGreaterThan(5);
    },
  );
});
