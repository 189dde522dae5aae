import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ordersHolding } from './holders.ts';
import type { Movement } from './movements.ts';

type Line = Movement['lines'][number];
const shoes = { locationId: 'L1', skuId: 'S1', ownerId: 'hq' };
const line = (skuId: string, reservedDelta: number): Line => ({
  ...shoes,
  skuId,
  onHandDelta: 0,
  reservedDelta,
});

/** Movements as a place has them, told newest first and in pages. */
function placeOf(history: readonly { cause: Movement['cause']; lines: Line[] }[]) {
  const movements = history.map(({ cause, lines }, index): Movement => {
    const id = String(index).padStart(8, '0');
    return { locationId: 'L1', id, kind: 'reserve', cause, atMs: index, lines };
  });
  const newestFirst = [...movements].reverse();
  let looks = 0;
  return {
    looks: () => looks,
    async latestMovements(_: string, { before, limit }: { before?: string | undefined; limit: number }) {
      looks += 1;
      return newestFirst.filter(({ id }) => before === undefined || id < before).slice(0, limit);
    },
  };
}

const order = (id: string, ...lines: Line[]) => ({ cause: { type: 'order' as const, id }, lines });

test('who holds a piece is found behind any number of later movements', async () => {
  const later = Array.from({ length: 9_000 }, (_, n) => order(`later${n}`, line('S2', 1)));
  const place = placeOf([order('first', line('S1', 1)), ...later]);
  expect(await ordersHolding(place, 'L1', [shoes], 1)).toEqual(['first']);
});

test('what others than orders hold is accounted for, so that nothing is read beyond it', async () => {
  const long = Array.from({ length: 9_000 }, (_, n) => order(`long ago${n}`, line('S1', 1), line('S1', -1)));
  const transfer = { cause: { type: 'transfer' as const, id: 'T1' }, lines: [line('S1', 2)] };
  const place = placeOf([...long, transfer, order('now', line('S1', 1))]);
  expect(await ordersHolding(place, 'L1', [shoes], 3)).toEqual(['now']);
  expect(place.looks()).toBe(1);
});

test('of any history, exactly those who hold something', async () => {
  const step = fc.record({
    who: fc.nat(30),
    sku: fc.constantFrom('S1', 'S2'),
    more: fc.integer({ min: -3, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 1_500 }), async (steps) => {
      const held = new Map<string, number>();
      const history = steps.flatMap(({ who, sku, more }): { cause: Movement['cause']; lines: Line[] }[] => {
        const name = `${who} ${sku}`;
        const was = held.get(name) ?? 0;
        const delta = Math.max(-was, more);
        held.set(name, was + delta);
        const id = String(who);
        if (who % 5 === 0) return [{ cause: { type: 'transfer' as const, id }, lines: [line(sku, delta)] }];
        return [order(id, line(sku, delta))];
      });
      const of = (sku: string) => [...held].filter(([name]) => name.endsWith(sku));
      const reserved = of('S1').reduce((sum, [, pieces]) => sum + pieces, 0);
      const found = await ordersHolding(placeOf(history), 'L1', [shoes], reserved);
      const meant = of('S1').flatMap(([name, pieces]) => {
        const who = name.split(' ')[0] as string;
        return pieces > 0 && Number(who) % 5 !== 0 ? [who] : [];
      });
      expect([...found].sort()).toEqual(meant.sort());
    }),
    { numRuns: 60 },
  );
});
