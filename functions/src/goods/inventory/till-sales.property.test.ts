import { hourMs, minuteMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CountLine } from './stocktake.ts';
import { type InventoryFixture, startInventoryFixture } from './testing/inventory-fixture.ts';

/** What happened at a place, minute by minute; told later, in any order, more than once, and with calls that fail. */
type Happened = { sold: number } | { counted: number };

const happened: fc.Arbitrary<Happened> = fc.oneof(
  { arbitrary: fc.record({ sold: fc.integer({ min: 1, max: 6 }) }), weight: 3 },
  fc.record({ counted: fc.integer({ min: 0, max: 12 }) }),
);

const skuId = 'P1-01';
let fixture: InventoryFixture;
beforeAll(async () => {
  fixture = await startInventoryFixture();
});
afterAll(() => fixture.close());

let places = 0;

test('sales and counts that are told in any order, again, and with faults: the level is what the last count left of', async () => {
  const cases = fc.array(happened, { minLength: 1, maxLength: 7 }).chain((events) =>
    fc.tuple(
      fc.constant(events),
      fc.shuffledSubarray([...events.keys(), ...events.keys()], {
        minLength: events.length * 2,
        maxLength: events.length * 2,
      }),
      fc.nat(12),
      fc.infiniteStream(fc.nat(9)),
    ),
  );
  await fc.assert(
    fc.asyncProperty(cases, async ([events, told, opening, dice]) => {
      places += 1;
      const place = { id: `T${String(1_000 + places)}`, ownerId: 'hq' };
      if (opening > 0) await fixture.put(place, skuId, 'hq', opening);
      fixture.clock.advance(minuteMs);
      const begunMs = fixture.clock.nowMs();
      const timeOf = (index: number) => begunMs + index * minuteMs;
      fixture.clock.advance(hourMs);
      fixture.engine.faults.set((called) => {
        if (called !== 'TransactWriteItems') return 'none';
        const [thrown = 0] = dice.take(1);
        return thrown === 0 ? 'fail-before' : thrown === 1 ? 'fail-after' : 'none';
      });
      const stubborn = async (tell: () => Promise<{ ok: boolean; code?: string }>) => {
        for (;;) {
          const answer = await tell().catch(() => null);
          if (answer?.ok) return;
          if (answer && answer.code !== 'busy') throw new Error(answer.code);
        }
      };
      for (const index of told) {
        const event = events[index] as Happened;
        const atMs = timeOf(index);
        if ('sold' in event) {
          const sale = {
            reference: `sale-${index}`,
            occurredAtMs: atMs,
            lines: [{ skuId, quantity: event.sold }],
          };
          await stubborn(() => fixture.inventory.recordTillSale(place, sale, 'M1'));
        } else {
          const line: CountLine = { skuId, ownerId: 'hq', counted: event.counted, asOfMs: atMs };
          const claim = fixture.claim(line);
          await stubborn(() => fixture.inventory.count(place, [line], 'M1', claim));
        }
      }
      fixture.engine.faults.set();
      const expected = events.reduce(
        (level, event) => ('sold' in event ? Math.max(0, level - event.sold) : event.counted),
        opening,
      );
      expect((await fixture.level(place, skuId, 'hq'))?.onHand ?? 0).toBe(expected);
      expect(await fixture.inventory.audit(place.id)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test('a sale told again with other goods is refused, whenever that is', async () => {
  const place = { id: 'T0001', ownerId: 'hq' };
  const sale = { reference: 'once', occurredAtMs: fixture.clock.nowMs(), lines: [{ skuId, quantity: 2 }] };
  const first = await fixture.inventory.recordTillSale(place, sale, 'M1');
  expect(first).toEqual({ ok: true, value: { lines: [{ skuId, quantity: 2, short: 2, lost: 0 }] } });
  fixture.clock.advance(90 * 24 * hourMs);
  expect(await fixture.inventory.recordTillSale(place, sale, 'M1')).toEqual(first);
  const other = { ...sale, lines: [{ skuId, quantity: 3 }] };
  expect(await fixture.inventory.recordTillSale(place, other, 'M1')).toMatchObject({
    code: 'idempotency_key_reused',
  });
  for (const quantity of [0, -2, 1.5, 10_000])
    expect(
      await fixture.inventory.recordTillSale(
        place,
        { ...sale, reference: 'bad', lines: [{ skuId, quantity }] },
        'M1',
      ),
    ).toMatchObject({ code: 'invalid_request' });
});
