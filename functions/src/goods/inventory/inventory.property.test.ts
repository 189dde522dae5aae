import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StockAllocation } from './rules.ts';
import type { StockPlace } from './service.ts';
import { type InventoryFixture, startInventoryFixture } from './testing/inventory-fixture.ts';

const skuId = 'P1-01';
const owners = ['dealer-1', 'hq'] as const;
type Owner = (typeof owners)[number];

type Command =
  | { do: 'put'; owner: Owner; pieces: number }
  | { do: 'buy'; pieces: number }
  | { do: 'release' | 'sale' | 'return'; which: number }
  | { do: 'mark'; buckets: number }
  | { do: 'unmark' | 'drain' | 'restart' }
  | { do: 'count'; owner: Owner; counted: number }
  | { do: 'adjust'; delta: number }
  | { do: 'safety'; owner: Owner; safety: number };

const owner = fc.constantFrom(...owners);
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constant('put' as const), owner, pieces: fc.integer({ min: 1, max: 30 }) }),
  {
    arbitrary: fc.record({ do: fc.constant('buy' as const), pieces: fc.integer({ min: 1, max: 12 }) }),
    weight: 4,
  },
  {
    arbitrary: fc.record({
      do: fc.constantFrom('release' as const, 'sale' as const, 'return' as const),
      which: fc.nat(9),
    }),
    weight: 3,
  },
  fc.record({ do: fc.constant('mark' as const), buckets: fc.integer({ min: 2, max: 9 }) }),
  fc.record({ do: fc.constantFrom('unmark' as const, 'drain' as const, 'restart' as const) }),
  fc.record({ do: fc.constant('count' as const), owner, counted: fc.nat(40) }),
  fc.record({
    do: fc.constant('adjust' as const),
    delta: fc.integer({ min: -12, max: 12 }).filter((n) => n !== 0),
  }),
  fc.record({ do: fc.constant('safety' as const), owner, safety: fc.nat(9) }),
);

let fixture: InventoryFixture;
beforeAll(async () => {
  fixture = await startInventoryFixture();
  // Nothing that is decided about stock rests on an index.
  await fixture.engine.faults.setIndexLag('manual');
});
afterAll(() => fixture.close());

/** What a place should have, told by the commands alone. */
type Model = {
  onHand: Record<Owner, number>;
  reserved: number;
  safety: Record<Owner, number>;
  held: StockAllocation[][];
  sold: StockAllocation[][];
};

const piecesOf = (allocations: readonly StockAllocation[]) =>
  allocations.reduce((sum, { quantity }) => sum + quantity, 0);

async function run(place: StockPlace, model: Model, command: Command, orderId: string): Promise<void> {
  const { inventory } = fixture;
  const free = () => model.onHand['dealer-1'] + model.onHand.hq - model.reserved;
  switch (command.do) {
    case 'put':
      await fixture.put(place, skuId, command.owner, command.pieces);
      model.onHand[command.owner] += command.pieces;
      return;
    case 'buy': {
      const enough = free() >= command.pieces;
      const allocations = await fixture.buy(place, skuId, command.pieces, orderId);
      expect(allocations !== null, `${command.pieces} of ${free()}`).toBe(enough);
      if (!allocations) return;
      expect(piecesOf(allocations)).toBe(command.pieces);
      model.reserved += command.pieces;
      model.held.push(allocations);
      return;
    }
    case 'release':
    case 'sale': {
      const [allocations] = model.held.splice(command.which % Math.max(1, model.held.length), 1);
      if (!allocations) return;
      expect((await fixture.order(command.do, place, orderId, allocations)).kind).toBe('done');
      // The same pieces cannot be given up or sold once more at the expense of others.
      model.reserved -= piecesOf(allocations);
      if (command.do === 'release') return;
      for (const { ownerId, quantity } of allocations) model.onHand[ownerId as Owner] -= quantity;
      model.sold.push(allocations);
      return;
    }
    case 'return': {
      const [allocations] = model.sold.splice(command.which % Math.max(1, model.sold.length), 1);
      if (!allocations) return;
      expect((await fixture.order('return', place, orderId, allocations)).kind).toBe('done');
      for (const { ownerId, quantity } of allocations) model.onHand[ownerId as Owner] += quantity;
      return;
    }
    case 'mark': {
      const wanted = { skuId, buckets: command.buckets };
      await inventory.hot.mark(place, wanted, 'M1', fixture.claim(wanted));
      return;
    }
    case 'unmark':
      await inventory.hot.unmark({ locationId: place.id, skuId }, 'M1', fixture.claim());
      return;
    case 'drain':
      await inventory.hot.settle(place, skuId);
      return;
    case 'restart':
      fixture.restart();
      return;
    case 'count': {
      const { owner: ownerId, counted } = command;
      const level = await fixture.level(place, skuId, ownerId);
      const line = { skuId, ownerId, counted, asOfMs: fixture.clock.nowMs() };
      const answer = await inventory.count(place, [line], 'M1', fixture.claim(line));
      if (!answer.ok) throw new Error(answer.code);
      const [told] = answer.value.lines;
      expect(told?.onHand).toBe(told?.outcome === 'set' ? counted : (level?.onHand ?? 0));
      if (told?.outcome === 'set') model.onHand[ownerId] = counted;
      return;
    }
    case 'adjust': {
      const change = { kind: 'adjust' as const, reason: '盘点', lines: [{ skuId, delta: command.delta }] };
      const answer = await inventory.move(place, change, 'M1', fixture.claim(change));
      if (answer.ok) model.onHand['dealer-1'] += command.delta;
      else expect(answer.code).toBe('stock_below_reserved');
      return;
    }
    case 'safety': {
      const lines = [
        { skuId, ownerId: command.owner, safety: command.safety, seenSafety: model.safety[command.owner] },
      ];
      expect((await inventory.setSafety(place, { lines }, 'M1', fixture.claim(lines))).ok).toBe(true);
      model.safety[command.owner] = command.safety;
    }
  }
}

let places = 0;

test('whatever is done to levels of two owners, with buckets or without: they are what the commands say, and the sum of their movements', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 18 }), async (commands) => {
      places += 1;
      const place = { id: `B${String(1_000 + places)}`, ownerId: 'dealer-1' };
      const none = () => ({ 'dealer-1': 0, hq: 0 });
      const model: Model = { onHand: none(), reserved: 0, safety: none(), held: [], sold: [] };
      let step = 0;
      for (const each of commands) {
        step += 1;
        await run(place, model, each, `O${places}-${step}`);
        expect(await fixture.inventory.audit(place.id), JSON.stringify(each)).toEqual([]);
        const levels = await fixture.inventory.levelsAt(place.id);
        for (const ownerId of owners) {
          const level = levels.find((candidate) => candidate.ownerId === ownerId);
          expect([level?.onHand ?? 0, level?.safety ?? 0]).toEqual([
            model.onHand[ownerId],
            model.safety[ownerId],
          ]);
        }
        expect(levels.reduce((sum, { reserved }) => sum + reserved, 0)).toBe(model.reserved);
      }
      // Once every order has ended, a SKU that is no longer hot is one item again.
      for (const allocations of model.held) await fixture.order('release', place, 'O', allocations);
      await fixture.inventory.hot.unmark({ locationId: place.id, skuId }, 'M1', fixture.claim());
      await fixture.inventory.hot.settle(place, skuId);
      const parts = await fixture.inventory.store.partsAt(place.id, true);
      expect(parts.every(({ bucket, buckets }) => bucket === 0 && buckets === 0)).toBe(true);
      expect(await fixture.inventory.audit(place.id)).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
