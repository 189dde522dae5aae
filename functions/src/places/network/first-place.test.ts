import type { LocationStatus } from '@jindian/shared/contract/places/network';
import type { RolloutCheck } from '@jindian/shared/contract/places/rollout';
import { expect, test } from 'vitest';
import { createIds } from '../../platform/ids.ts';
import { createOutbox } from '../../platform/outbox.ts';
import { createSnapshotStore } from '../../platform/snapshot-store.ts';
import { openTable } from '../../platform/testing/table.ts';
import { createNetwork, type NewLocation } from './service.ts';
import { smallNetwork } from './snapshot-fixture.ts';

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

/** A square of about 50 km around the People's Square. */
const square = [
  [121.2, 31.0],
  [121.7, 31.0],
  [121.7, 31.5],
  [121.2, 31.5],
  [121.2, 31.0],
];
const polygon = (properties: object) => ({ type: 'Polygon', arcs: [[0]], properties });

async function open(missingToOpen?: () => Promise<readonly RolloutCheck[]>) {
  const { table, clock, close } = await openTable();
  const network = createNetwork({
    table,
    clock,
    outbox: createOutbox({ table, clock, ids: createIds(clock) }),
    snapshots: createSnapshotStore({ table }),
    nameOf: async () => null,
    ...(missingToOpen ? { missingToOpen } : {}),
  });
  const publish = async (locationId: string, revision: number) => {
    const [handler] = network.eventHandlers;
    const data = { locationId, revision, by: 'boss', fields: [] };
    const event = {
      id: `E${locationId}${revision}`,
      type: 'network.changed',
      version: 1,
      atMs: clock.nowMs(),
      hops: 0,
      data,
    };
    await handler?.handle(event as never, {} as never);
  };
  return { network, publish, clock, close };
}

test('racing changes of one place: one is made, the others are stale, and the last is in force in any order of events', async () => {
  const { network, publish, close } = await open();
  const base = smallNetwork();
  await network.load(base);
  const [one] = base.locations.filter(({ kind }) => kind === 'branch');
  const id = one!.id;
  const done = await Promise.all(
    [1, 2, 3, 4].map((n) => network.changeLocation(id, { maxOrdersPerDay: n }, { revision: 0, by: `p${n}` })),
  );
  expect(done.filter(({ ok }) => ok)).toHaveLength(1);
  await network.changeLocation(id, { maxOrdersPerDay: 77 }, { revision: 1, by: 'z' });
  await publish(id, 2);
  await publish(id, 1);
  expect((await network.current()).location(id)?.maxOrdersPerDay).toBe(77);
  await close();
});

test('in a network without counties a place does not leave its region', async () => {
  const { network, close } = await open();
  const base = smallNetwork();
  await network.load({ ...base, topology: base.topology });
  const [one] = base.locations.filter(({ kind }) => kind === 'branch');
  // From Hangzhou's latitude to Harbin: what a region's manager may say of a place of the region.
  const moved = await network.changeLocation(
    one!.id,
    { latGcj02: 45.8, lngGcj02: 126.5 },
    { revision: 0, by: 'm' },
  );
  expect(moved.ok).toBe(false);
  await close();
});

test('a grid that a later network does not have any more is no grid of a place that was changed before', async () => {
  const { network, publish, close } = await open();
  const base = smallNetwork();
  await network.load(base);
  const one =
    base.locations.find(({ gridId, kind }) => gridId !== null && kind === 'branch') ?? base.locations[0]!;
  const changed = await network.changeLocation(one.id, { maxOrdersPerDay: 9 }, { revision: 0, by: 'm' });
  if (!changed.ok) throw new Error(changed.code);
  await publish(one.id, 1);
  await network.load({
    version: 'no grids',
    grids: [],
    locations: base.locations.map((location) => ({ ...location, gridId: null })),
    topology: {
      type: 'Topology',
      arcs: [],
      objects: { gridsGcj02: { type: 'GeometryCollection', geometries: [] } },
    },
  });
  const now = (await network.current()).location(one.id);
  expect([now?.maxOrdersPerDay, now?.gridId]).toEqual([9, null]);
  await close();
});

test('a place that was made before the brand had a map can be opened and closed after it has one', async () => {
  let missing: RolloutCheck[] = [];
  const { network, close } = await open(async () => missing);
  // As `location-new.tsx` sends it.
  const made = await network.addLocation(
    { ...wanted('A-1', 31.2336, 121.4707), province: '', city: '', county: '' },
    'boss',
  );
  expect(made.ok).toBe(true);
  await network.load({
    version: 'map',
    grids: [],
    locations: [],
    topology: {
      type: 'Topology',
      arcs: [square],
      objects: {
        gridsGcj02: { type: 'GeometryCollection', geometries: [] },
        countiesGcj02: {
          type: 'GeometryCollection',
          geometries: [
            polygon({
              gridId: 'G1',
              adcode: '310101',
              province: '上海市',
              city: '上海市',
              county: '黄浦区',
              centerGcj02: [121.47, 31.23],
            }),
          ],
        },
      },
    } as never,
  });
  expect((await network.current()).countyAt({ latGcj02: 31.2336, lngGcj02: 121.4707 })?.county).toBe(
    '黄浦区',
  );
  const become = (status: LocationStatus, revision: number) =>
    network.changeLocation('A-1', { status }, { revision, by: 'boss' });
  expect(await become('open', 1)).toMatchObject({ code: 'transition_refused' });
  expect(await become('suspended', 1)).toMatchObject({ code: 'transition_refused' });
  expect(await become('rehearsing', 1)).toMatchObject({ ok: true, value: { status: 'rehearsing' } });
  missing = ['stock', 'staff'];
  const refused = await become('open', 2);
  expect(refused).toMatchObject({
    code: 'place_not_ready',
    params: { count: 2, missing: 'stock staff' },
  });
  missing = [];
  expect(await become('open', 2)).toMatchObject({ ok: true, value: { status: 'open' } });
  // The answer was lost, and by now something is missing again: it is open.
  missing = ['stock'];
  expect(await become('open', 2)).toMatchObject({ ok: true, value: { status: 'open', revision: 3 } });
  await close();
});
