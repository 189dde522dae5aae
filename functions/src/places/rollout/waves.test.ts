import type { Wave } from '@jindian/shared/contract/places/rollout';
import { brandDay, dayMs } from '@jindian/shared/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  branchId,
  neighbourId,
  type OrdersFixture,
  startOrdersFixture,
} from '../../serving/orders/testing/orders-fixture.ts';

let fixture: OrdersFixture;
beforeAll(async () => {
  fixture = await startOrdersFixture();
});
afterAll(() => fixture.close());

const hq = <T>(id: string, input: object) => fixture.invoke<T>(fixture.staff.hq, id as never, input as never);
async function made(name: string): Promise<Wave> {
  const { status, body } = await hq<Wave>('hqAddWave', { body: { name, plannedDay: '2026-06-01' } });
  expect(status).toBe(200);
  return body;
}
const waves = async () => (await hq<{ items: Wave[] }>('hqListWaves', {})).body.items;
const put = (wave: Wave | null, ...locationIds: string[]) =>
  hq('hqPutInWave', { body: { waveId: wave?.id ?? null, locationIds } });
const remove = ({ id }: Wave, revision: number, more: object = {}) =>
  hq('hqRemoveWave', { params: { waveId: id }, body: { revision, ...more } });

test('a wave without branches is removed; of one with branches somebody says that they are in none then', async () => {
  const [empty, full, other] = [await made('空'), await made('满'), await made('别的')];
  await put(full, branchId);
  await put(other, neighbourId);
  expect((await remove(empty, 1)).status).toBe(200);
  expect((await remove(empty, 1)).code).toBe('not_found');
  expect(await remove(full, 2)).toMatchObject({ code: 'wave_not_empty', body: { params: { count: 1 } } });
  // Who has not seen what is in it cannot remove it.
  expect((await remove(full, 1, { withPlaces: true })).code).toBe('stale_revision');
  expect((await remove(full, 2, { withPlaces: true })).status).toBe(200);
  expect((await waves()).map(({ name, locationIds }) => [name, locationIds])).toEqual([
    ['别的', [neighbourId]],
  ]);
  expect((await put(other, branchId)).status).toBe(200);
  const stranger = await fixture.invoke(fixture.staff.manager, 'hqRemoveWave', {
    params: { waveId: other.id },
    body: { revision: 3, withPlaces: true },
  });
  expect(stranger.code).toBe('forbidden');
});

test('a branch that is put into a wave while it is removed is either in the way, or in no wave', async () => {
  const wave = await made('赛跑');
  const [removed, added] = await Promise.all([remove(wave, 1), put(wave, branchId)]);
  const now = (await waves()).find(({ id }) => id === wave.id);
  if (removed.status === 200) expect(now).toBeUndefined();
  else {
    expect(['stale_revision', 'wave_not_empty']).toContain(removed.code);
    expect([added.status, now?.locationIds]).toEqual([200, [branchId]]);
  }
});

test('a wave is planned for a day that there is and that is not over; one whose day went by is still called otherwise', async () => {
  const wave = await made('过去');
  fixture.clock.advance(30 * dayMs);
  const [add, change] = [
    (plannedDay: string) => hq('hqAddWave', { body: { name: '晚了', plannedDay } }),
    (name: string, plannedDay: string) =>
      hq('hqChangeWave', { params: { waveId: wave.id }, body: { name, plannedDay, revision: 1 } }),
  ];
  expect((await add('2026-06-01')).code).toBe('wave_day_over');
  expect((await add('2026-06-31')).code).toBe('invalid_request');
  expect((await add(brandDay(fixture.clock.nowMs()))).status).toBe(200);
  expect((await change('过去', '2026-06-02')).code).toBe('wave_day_over');
  expect((await change('改名', '2026-06-01')).status).toBe(200);
});
