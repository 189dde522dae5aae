import { dayMs } from '@jindian/shared/time';
import { expect, test } from 'vitest';
import { startInventoryFixture } from './testing/inventory-fixture.ts';

test('a level is put right by a line of a lot and one of the same goods without a word of lots', async () => {
  const fixture = await startInventoryFixture({
    tracking: async () => () => ({ kind: 'lot_and_expiry', blockDays: 0 }),
  });
  const place = { id: 'B077', ownerId: 'dealer-1' };
  const lot = (code: string, days: number) => ({
    code,
    expiresOn: new Date(fixture.clock.nowMs() + days * dayMs).toISOString().slice(0, 10),
  });
  const move = (kind: 'receive' | 'adjust', lines: object[]) =>
    fixture.inventory.move(
      place,
      { kind, reason: '盘点', lines: lines as never },
      'M1',
      fixture.claim(lines),
    );
  const [a, b] = [lot('A', 10), lot('B', 20)];
  const received = [a, b].map((one) => ({ skuId: 'P050-01', delta: 3, lot: one }));
  expect((await move('receive', received)).ok).toBe(true);
  const put = await move('adjust', [
    { skuId: 'P050-01', delta: -2, lot: a },
    { skuId: 'P050-01', delta: -2 },
  ]);
  await fixture.close();
  expect(put).toMatchObject({ ok: true });
});
