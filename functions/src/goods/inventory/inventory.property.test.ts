import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StockPick } from './rules.ts';
import type { StockPlace } from './service.ts';
import { openStockRoom, type StockRoom } from './testing/room.ts';

const skuId = 'P1-01';
const owners = ['dealer-1', 'hq'] as const;
type Owner = (typeof owners)[number];

type Command =
  | { do: 'put'; owner: Owner; pieces: number }
  | { do: 'buy'; pieces: number }
  | { do: 'release' | 'sale' | 'return'; which: number }
  | { do: 'mark'; buckets: number }
  | { do: 'unmark' | 'drain' | 'restart' }
  | { do: 'count'; owner: Owner; counted: number; looked: boolean }
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
  fc.record({ do: fc.constant('count' as const), owner, counted: fc.nat(40), looked: fc.boolean() }),
  fc.record({
    do: fc.constant('adjust' as const),
    delta: fc.integer({ min: -12, max: 12 }).filter((n) => n !== 0),
  }),
  fc.record({ do: fc.constant('safety' as const), owner, safety: fc.nat(9) }),
);

let room: StockRoom;
beforeAll(async () => {
  room = await openStockRoom();
});
afterAll(() => room.close());

/** What a place should have, told by the commands alone. */
type Model = {
  onHand: Record<Owner, number>;
  reserved: number;
  safety: Record<Owner, number>;
  held: StockPick[][];
  sold: StockPick[][];
};

const piecesOf = (picks: readonly StockPick[]) => picks.reduce((sum, { quantity }) => sum + quantity, 0);

async function run(place: StockPlace, model: Model, command: Command, orderId: string): Promise<void> {
  const { inventory } = room;
  const free = () => model.onHand['dealer-1'] + model.onHand.hq - model.reserved;
  switch (command.do) {
    case 'put':
      await room.put(place, skuId, command.owner, command.pieces);
      model.onHand[command.owner] += command.pieces;
      return;
    case 'buy': {
      const enough = free() >= command.pieces;
      const picks = await room.buy(place, skuId, command.pieces, orderId);
      expect(picks !== null, `${command.pieces} of ${free()}`).toBe(enough);
      if (!picks) return;
      expect(piecesOf(picks)).toBe(command.pieces);
      model.reserved += command.pieces;
      model.held.push(picks);
      return;
    }
    case 'release':
    case 'sale': {
      const [picks] = model.held.splice(command.which % Math.max(1, model.held.length), 1);
      if (!picks) return;
      expect((await room.order(command.do, place, orderId, picks)).kind).toBe('done');
      // The same pieces cannot be given up or sold once more at the expense of others.
      model.reserved -= piecesOf(picks);
      if (command.do === 'release') return;
      for (const { ownerId, quantity } of picks) model.onHand[ownerId as Owner] -= quantity;
      model.sold.push(picks);
      return;
    }
    case 'return': {
      const [picks] = model.sold.splice(command.which % Math.max(1, model.sold.length), 1);
      if (!picks) return;
      expect((await room.order('return', place, orderId, picks)).kind).toBe('done');
      for (const { ownerId, quantity } of picks) model.onHand[ownerId as Owner] += quantity;
      return;
    }
    case 'mark': {
      const wanted = { skuId, buckets: command.buckets };
      await inventory.hot.mark(place, wanted, 'M1', room.claim(wanted));
      return;
    }
    case 'unmark':
      await inventory.hot.unmark({ locationId: place.id, skuId }, 'M1', room.claim());
      return;
    case 'drain':
      await inventory.hot.settle(place, skuId);
      return;
    case 'restart':
      room.restart();
      return;
    case 'count': {
      const { owner: ownerId, counted, looked } = command;
      const level = await room.level(place, skuId, ownerId);
      const seenOnHand = (level?.onHand ?? 0) + (looked ? 0 : 1);
      const line = { skuId, ownerId, counted, seenOnHand };
      const answer = await inventory.count(place, [line], 'M1', room.claim(line));
      if (!answer.ok) throw new Error(answer.code);
      const [told] = answer.value.lines;
      expect(told?.onHand).toBe(told?.outcome === 'set' ? counted : (level?.onHand ?? 0));
      if (told?.outcome === 'set') model.onHand[ownerId] = counted;
      return;
    }
    case 'adjust': {
      const change = { kind: 'adjust' as const, reason: '盘点', lines: [{ skuId, delta: command.delta }] };
      const answer = await inventory.move(place, change, 'M1', room.claim(change));
      if (answer.ok) model.onHand['dealer-1'] += command.delta;
      else expect(answer.code).toBe('stock_below_reserved');
      return;
    }
    case 'safety': {
      const lines = [{ skuId, ownerId: command.owner, safety: command.safety }];
      expect((await inventory.setSafety(place, { lines }, 'M1', room.claim(lines))).ok).toBe(true);
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
        expect(await room.inventory.audit(place.id), JSON.stringify(each)).toEqual([]);
        const levels = await room.inventory.levelsAt(place.id);
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
      for (const picks of model.held) await room.order('release', place, 'O', picks);
      await room.inventory.hot.unmark({ locationId: place.id, skuId }, 'M1', room.claim());
      await room.inventory.hot.settle(place, skuId);
      const parts = await room.inventory.store.partsAt(place.id, true);
      expect(parts.every(({ bucket, buckets }) => bucket === 0 && buckets === 0)).toBe(true);
      expect(await room.inventory.audit(place.id)).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
