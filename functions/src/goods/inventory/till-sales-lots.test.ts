import { dayMs } from '@jindian/shared/time';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type InventoryFixture, startInventoryFixture } from './testing/inventory-fixture.ts';

/** A sale at a till has happened: it is never refused, whatever its lines are. */

const sku = 'P050-01';
const place = { id: 'B077', ownerId: 'dealer-1' };
let fixture: InventoryFixture;
beforeEach(async () => {
  fixture = await startInventoryFixture({
    tracking: async () => (skuId) =>
      skuId === sku ? { kind: 'lot_and_expiry', blockDays: 3 } : { kind: 'none', blockDays: 0 },
  });
});
afterEach(() => fixture.close());

const lot = () => ({
  code: 'A',
  expiresOn: new Date(fixture.clock.nowMs() + 30 * dayMs).toISOString().slice(0, 10),
});
async function receive(delta: number) {
  const lines = [{ skuId: sku, delta, lot: lot() }];
  const received = { kind: 'receive' as const, reason: '到货', lines };
  expect((await fixture.inventory.move(place, received, 'M1', fixture.claim(lines))).ok).toBe(true);
}
const sell = (lines: { skuId: string; quantity: number; lot?: ReturnType<typeof lot> }[]) =>
  fixture.inventory.recordTillSale(
    place,
    { reference: 'T1', occurredAtMs: fixture.clock.nowMs(), lines },
    'M1',
  );

test('one line of a lot and one of the same goods without a word of lots take different pieces', async () => {
  await receive(3);
  fixture.clock.advance(1_000);
  const done = await sell([
    { skuId: sku, quantity: 2 },
    { skuId: sku, quantity: 2, lot: lot() },
  ]);
  expect(done).toMatchObject({ ok: true });
  const [part] = await fixture.inventory.store.partsAt(place.id, true);
  expect(part?.onHand).toBe(0);
  expect(await fixture.inventory.differences.list('open', { limit: 5 } as never)).toMatchObject([
    { quantity: 1 },
  ]);
  expect(await fixture.inventory.audit(place.id)).toEqual([]);
});

test('also where orders hold some of them', async () => {
  await receive(3);
  expect(await fixture.buy(place, sku, 2, 'O1')).not.toBeNull();
  fixture.clock.advance(1_000);
  const done = await sell([
    { skuId: sku, quantity: 2 },
    { skuId: sku, quantity: 2, lot: lot() },
  ]);
  expect(done).toMatchObject({ ok: true });
  expect(await fixture.inventory.audit(place.id)).toEqual([]);
});
