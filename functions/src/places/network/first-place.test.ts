import { expect, test } from 'vitest';
import { createIds } from '../../platform/ids.ts';
import { createOutbox } from '../../platform/outbox.ts';
import { createSnapshotStore } from '../../platform/snapshot-store.ts';
import { openTable } from '../../platform/testing/table.ts';
import { createNetwork, type NewLocation } from './service.ts';

const wanted = (id: string, latGcj02: number, lngGcj02: number): NewLocation => ({
  id,
  kind: 'branch',
  ownerId: 'hq',
  name: { zh: '一店', en: 'First' },
  address: { zh: '一路 1 号', en: '1 First Road' },
  latGcj02,
  lngGcj02,
  province: '上海市',
  city: '上海市',
  county: '黄浦区',
  opensAtMinute: 540,
  closesAtMinute: 1_260,
  serviceRadiusMeters: null,
  trades: [],
  abilities: [],
  maxOrdersPerDay: null,
  phone: null,
});

test('where no network was ever published places are made one by one, wherever in the country', async () => {
  const { table, clock, close } = await openTable();
  const snapshots = createSnapshotStore({ table });
  const outbox = createOutbox({ table, clock, ids: createIds(clock) });
  const network = createNetwork({ table, clock, outbox, snapshots, nameOf: async () => null });
  expect((await network.current()).locations).toEqual([]);
  expect(await network.nearestBranches({ latGcj02: 31.2, lngGcj02: 121.4 }, 3)).toEqual([]);
  for (const place of [wanted('A-1', 31.2336, 121.4707), wanted('A-2', 37.5405, 121.3992)])
    expect(await network.addLocation(place, 'boss')).toMatchObject({
      ok: true,
      value: { status: 'preparing', county: '黄浦区', gridId: null },
    });
  expect(await network.addLocation(wanted('A-3', 35.6, 139.7), 'boss')).toMatchObject({
    code: 'place_off_map',
  });
  // The event's handler puts both in force at once.
  const [handler] = network.eventHandlers;
  const data = { locationId: 'A-1', revision: 1, by: 'boss', fields: [] };
  const event = { id: 'E', type: 'network.changed', version: 1, atMs: clock.nowMs(), hops: 0, data };
  await handler?.handle(event as never, {} as never);
  expect((await network.current()).locations.map(({ id }) => id).sort()).toEqual(['A-1', 'A-2']);
  await close();
});
