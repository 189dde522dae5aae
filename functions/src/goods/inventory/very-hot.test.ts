import { afterEach, beforeEach, expect, test } from 'vitest';
import { type InventoryFixture, startInventoryFixture } from './testing/inventory-fixture.ts';

/** Goods in so many buckets that all of them are more than one transaction takes. */
const place = { id: 'B077', ownerId: 'dealer-1' };
const skuIds = ['P1-01', 'P1-02'];
const buckets = 64;
let fixture: InventoryFixture;
beforeEach(async () => {
  fixture = await startInventoryFixture();
  const lines = skuIds.map((skuId) => ({ skuId, delta: 2 * buckets }));
  const received = { kind: 'receive' as const, reason: '到货', lines };
  expect((await fixture.inventory.move(place, received, 'M1', fixture.claim(lines))).ok).toBe(true);
  for (const skuId of skuIds) {
    const marked = await fixture.inventory.hot.mark(
      place,
      { skuId, buckets },
      'M1',
      fixture.claim({ skuId }),
    );
    expect(marked.ok).toBe(true);
  }
});
afterEach(async () => {
  expect(await fixture.inventory.audit(place.id)).toEqual([]);
  await fixture.close();
});

const onHand = async () =>
  (await fixture.inventory.store.partsAt(place.id, true)).reduce((sum, part) => sum + part.onHand, 0);

test('a till that sold all of them is not refused, told twice or not', async () => {
  const sale = {
    reference: 'T1',
    occurredAtMs: fixture.clock.nowMs(),
    lines: skuIds.map((skuId) => ({ skuId, quantity: 2 * buckets })),
  };
  const told = { lines: skuIds.map((skuId) => ({ skuId, quantity: 2 * buckets, short: 0, lost: 0 })) };
  fixture.clock.advance(1_000);
  expect(await fixture.inventory.recordTillSale(place, sale, 'M1')).toEqual({ ok: true, value: told });
  expect(await onHand()).toBe(0);
  expect(await fixture.inventory.recordTillSale(place, sale, 'M1')).toEqual({ ok: true, value: told });
  expect(await onHand()).toBe(0);
});

test('who changes the condition of all of them at once is told to do it in parts, and can', async () => {
  const change = (quantity: number) => {
    const lines = skuIds.map((skuId) => ({
      skuId,
      ownerId: place.ownerId,
      quantity,
      from: 'sellable' as const,
      to: 'quarantine' as const,
    }));
    const changed = { reason: '检查', lines };
    return fixture.inventory.changeCondition(place, changed, 'M1', fixture.claim(lines));
  };
  expect(await change(2 * buckets)).toMatchObject({ ok: false, code: 'invalid_request' });
  expect(await change(20)).toMatchObject({ ok: true });
});
