import type { BranchView, MapView } from '@jindian/shared/contract/goods/storefront';
import type { EditedLocation } from '@jindian/shared/contract/hq';
import type { Location } from '@jindian/shared/contract/places/network';
import type { OrderView, Quote } from '@jindian/shared/contract/serving/order';
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

async function get<T>(path: string): Promise<T> {
  return (await (await fixture.api.request(path)).json()) as T;
}

test('branches come nearest first, with their distance and whether they are open at this hour', async () => {
  const { items } = await get<{ items: BranchView[] }>(
    '/v1/branches/nearest?latGcj02=29.31&lngGcj02=119.31&limit=3',
  );
  expect(items.map(({ id }) => id)).toEqual([branchId, neighbourId, 'B002']);
  expect(items[0]).toMatchObject({ openNow: true });
  expect(items[0]?.distanceMeters).toBeGreaterThan(1_000);
  expect(items[0]?.distanceMeters).toBeLessThan(2_000);
});

test('a branch is found by its name, a warehouse is no branch', async () => {
  const { items } = await get<{ items: BranchView[] }>(
    `/v1/branches?text=${encodeURIComponent('近店')}&limit=50`,
  );
  expect(items.map(({ id }) => id).sort()).toEqual(['B001', 'B002', 'B003', 'B004', 'B005']);
  expect((await fixture.api.request('/v1/branches/W001')).status).toBe(404);
});

test('the map around a point names its grid and shows outlines and branches', async () => {
  const map = await get<MapView>('/v1/map?latGcj02=29.31&lngGcj02=119.31&radiusMeters=60000');
  expect(map.branches.map(({ id }) => id)).toContain(branchId);
  expect(map.outlines.map(({ gridId }) => gridId)).toContain('G1');
});

test('a suspended branch is passed over by every running function within seconds, without a restart', async () => {
  const shopper = await fixture.enrol();
  const quote = async () => {
    const body = await fixture.orderBody('delivery', [['P004-01', 1]]);
    const at = { ...body, locationId: neighbourId };
    return (await fixture.invoke<Quote>(shopper, 'quoteOrder', { body: at })).body;
  };
  expect((await quote()).serving.locationId).toBe(branchId);

  // Another process makes the change and its events; this one only looks at the clock.
  const running = fixture.system;
  fixture.restart();
  const changed = await fixture.invoke<Location>(fixture.staff.hq, 'hqChangeLocation', {
    params: { locationId: branchId },
    body: { status: 'suspended', revision: 0 },
  });
  expect(changed.body.status).toBe('suspended');
  await fixture.settle();
  fixture.clock.advance(2_500);

  expect((await running.network.location(branchId))?.status).toBe('suspended');
  expect((await quote()).serving.locationId).toBe(neighbourId);
  await fixture.invoke(fixture.staff.hq, 'hqChangeLocation', {
    params: { locationId: branchId },
    body: { status: 'open', revision: 1 },
  });
  await fixture.settle();
  fixture.clock.advance(2_500);
  expect((await running.network.location(branchId))?.status).toBe('open');
});

async function revisionOf(locationId: string): Promise<number> {
  const edited = await fixture.system.network.edited(locationId);
  return edited.ok ? edited.value.revision : -1;
}

test('of many changes at once none is lost, and none overwrites another', async () => {
  const ids = ['B001', 'B002', 'B003', 'B004', 'B005'];
  const revisions = await Promise.all(ids.map(revisionOf));
  const answers = await Promise.all(
    ids.flatMap((locationId, i) => [
      fixture.invoke(fixture.staff.hq, 'hqChangeLocation', {
        params: { locationId },
        body: { opensAtMinute: 300 + i, revision: revisions[i] },
      }),
      fixture.invoke(fixture.staff.hq, 'hqChangeLocation', {
        params: { locationId },
        body: { closesAtMinute: 1_300 + i, revision: revisions[i] },
      }),
    ]),
  );
  // Two who change one place at once: one of them is told to look again.
  expect(answers.every(({ status }) => [200, 409, 503].includes(status))).toBe(true);
  await fixture.settle();
  fixture.clock.advance(2_500);
  for (const [i, locationId] of ids.entries()) {
    const place = await fixture.system.network.location(locationId);
    const [opens, closes] = [answers[2 * i]?.status === 200, answers[2 * i + 1]?.status === 200];
    expect(opens || closes, locationId).toBe(true);
    if (opens) expect(place?.opensAtMinute).toBe(300 + i);
    if (closes) expect(place?.closesAtMinute).toBe(1_300 + i);
  }
});

test('a phone that HQ gives a branch is read by whoever has an order there; what is no phone is refused', async () => {
  const shopper = await fixture.enrol();
  const order = await fixture.paid(shopper);
  const change = async (phone: unknown) =>
    fixture.invoke(fixture.staff.hq, 'hqChangeLocation', {
      params: { locationId: branchId },
      body: { phone, revision: await revisionOf(branchId) },
    });
  const phoneOf = async () => {
    await fixture.settle();
    fixture.clock.advance(2_500);
    return (await fixture.look(shopper, order.id)).fulfilments[0]?.place.phone;
  };
  expect(await phoneOf()).toBeNull();
  for (const phone of ['ask', '12', 'javascript:alert(1)', '1'.repeat(30), 5, ''])
    expect((await change(phone)).status, String(phone)).toBe(400);
  expect((await change('0535-6234567')).status).toBe(200);
  expect(await phoneOf()).toBe('0535-6234567');
  expect((await change(null)).status).toBe(200);
  expect(await phoneOf()).toBeNull();
});

test('whom headquarters ask for at a branch is told to them alone, masked to who only reads, and in no record', async () => {
  const [name, number] = ['王小明', '13812345678'];
  const shopper = await fixture.enrol();
  const order = await fixture.paid(shopper);
  const change = async (contact: object) =>
    fixture.invoke<EditedLocation>(fixture.staff.hq, 'hqChangeLocation', {
      params: { locationId: branchId },
      body: { ...contact, revision: await revisionOf(branchId) },
    });
  expect((await change({ contactPhone: 'call me' })).status).toBe(400);
  expect((await change({ contactName: name, contactPhone: number })).status).toBe(200);
  await fixture.settle();
  fixture.clock.advance(2_500);

  const scope = { kind: 'branches' as const, locationIds: [branchId] };
  const supervisor = await fixture.enrol([{ role: 'supervisor', scope }]);
  const read = async (who: typeof supervisor) => {
    const about = { params: { locationId: branchId } };
    return (await fixture.invoke<EditedLocation>(who, 'hqGetLocation', about)).body;
  };
  expect(await read(fixture.staff.hq)).toMatchObject({ contactName: name, contactPhone: number });
  expect(await read(supervisor)).toMatchObject({ contactName: '王**', contactPhone: '138****5678' });

  const told = JSON.stringify([
    await fixture.look(shopper, order.id),
    await get(`/v1/branches/${branchId}`),
    await get('/v1/branches/nearest?latGcj02=29.31&lngGcj02=119.31&limit=3'),
    await get('/v1/map?latGcj02=29.31&lngGcj02=119.31&radiusMeters=60000'),
    (await fixture.invoke(fixture.staff.manager, 'listWorkplaces', {})).body,
  ]);
  // Nothing was moved in: no desk is led to old cards.
  expect(told).toContain('"movedIn":false');
  expect([told.includes(name), told.includes(number)]).toEqual([false, false]);

  expect((await change({ contactName: null, contactPhone: null })).status).toBe(200);
  const target = { kind: 'location', id: branchId };
  const { items } = await fixture.system.audit.search({ target }, 20, undefined);
  const records = items.filter(({ after }) => JSON.stringify(after).includes('contactName'));
  expect(records.map(({ before, after }) => [before, after])).toMatchObject([
    [
      { contactName: '***', contactPhone: '***' },
      { contactName: null, contactPhone: null },
    ],
    [{}, { contactName: '***', contactPhone: '***' }],
  ]);
  expect(JSON.stringify(items)).not.toMatch(new RegExp(`${name}|${number}`));
});

test('a suspended branch takes no orders; what was placed before is not touched', async () => {
  const shopper = await fixture.enrol();
  const order = await fixture.paid(shopper);
  await fixture.invoke(fixture.staff.hq, 'hqChangeLocation', {
    params: { locationId: branchId },
    body: { status: 'suspended', revision: await revisionOf(branchId) },
  });
  await fixture.settle();
  fixture.clock.advance(2_500);
  const refused = await fixture.invoke(shopper, 'placeOrder', {
    body: await fixture.orderBody('pickup', [['P004-01', 1]]),
  });
  expect(refused.code).toBe('branch_unavailable');
  const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
  expect(
    (await fixture.invoke<OrderView>(fixture.staff.clerk, 'packFulfilment', { params })).body.state,
  ).toBe('ready');
});

/** Which items are written, by their partition. */
async function writtenBy(act: () => Promise<unknown>): Promise<string[]> {
  const written: string[] = [];
  fixture.engine.faults.set((operation, { input }) => {
    const item = (input as { Item?: { pk: { S: string } } }).Item;
    if (operation === 'PutItem' && item) written.push(item.pk.S);
    return 'none';
  });
  await act();
  fixture.engine.faults.set();
  return written.filter((pk) => pk.startsWith('SNAPSHOT#'));
}

test('a change publishes the changed places and not the network again, and changes that come together once', async () => {
  const before = await fixture.system.network.version();
  const geography = (await fixture.system.network.current()).shapes;
  const ids = ['B001', 'B002', 'B003', 'B004', 'B005'];
  const written = await writtenBy(async () => {
    for (const locationId of ids)
      await fixture.system.network.changeLocation(
        locationId,
        { status: 'suspended' },
        { revision: await revisionOf(locationId), by: 'hq' },
      );
    await fixture.settle();
  });
  expect(written.every((pk) => pk.startsWith('SNAPSHOT#network-places'))).toBe(true);
  // A chunk and the pointer for each publication: one that found itself published already wrote nothing.
  expect(written.length).toBeGreaterThan(0);
  expect(written.length).toBeLessThan(2 * ids.length);
  fixture.clock.advance(2_500);
  const snapshot = await fixture.system.network.current();
  expect(ids.map((id) => snapshot.location(id)?.status)).toEqual(ids.map(() => 'suspended'));
  // Nothing of what a place is and where was read or made again.
  expect(snapshot.shapes).toBe(geography);
  expect(await fixture.system.network.version()).not.toBe(before);
  for (const locationId of ids)
    await fixture.system.network.changeLocation(
      locationId,
      { status: 'open' },
      { revision: await revisionOf(locationId), by: 'hq' },
    );
  await fixture.settle();
  fixture.clock.advance(2_500);
});

test('a place that HQ makes is in preparation, found within seconds, and serves once it is opened', async () => {
  const wanted = {
    id: 'SH-001',
    kind: 'branch',
    ownerId: 'D77',
    name: { zh: '近店·新开', en: 'Jindian New' },
    address: { zh: '新路 1 号', en: '1 New Road' },
    latGcj02: 29.3101,
    lngGcj02: 119.3101,
    province: '某省',
    city: '某市',
    county: '某县',
    opensAtMinute: 540,
    closesAtMinute: 1_260,
    serviceRadiusMeters: null,
    trades: ['shoes'],
    abilities: [],
    maxOrdersPerDay: null,
    phone: null,
  };
  const add = (change: object = {}) =>
    fixture.invoke<EditedLocation>(fixture.staff.hq, 'hqAddLocation', { body: { ...wanted, ...change } });
  const [made, again] = [await add(), await add()];
  expect([made.status, again.status]).toEqual([200, 200]);
  expect(made.body).toMatchObject({ status: 'preparing', ownership: 'dealer', gridId: 'G1', revision: 1 });
  expect(again.body).toEqual(made.body);
  expect((await add({ phone: '0535-6234567' })).code).toBe('place_id_taken');
  expect((await add({ id: branchId })).code).toBe('place_id_taken');
  expect((await add({ id: 'B777', latGcj02: 119.3, lngGcj02: 29.3 })).status).toBe(400);
  expect((await add({ id: 'B777', latGcj02: 35.6, lngGcj02: 139.7 })).code).toBe('place_off_map');
  expect((await add({ id: 'b/../7' })).status).toBe(400);
  expect((await fixture.invoke(fixture.staff.clerk, 'hqAddLocation', { body: wanted })).status).toBe(403);
  // Of several at once one makes it.
  const twice = await Promise.all([add({ id: 'SH-002' }), add({ id: 'SH-002', phone: '4001234567' })]);
  expect(twice.map(({ status }) => status).sort()).toEqual([200, 409]);
  await fixture.settle();
  fixture.clock.advance(2_500);

  const near = async () =>
    (await fixture.system.network.nearestBranches({ latGcj02: 29.3101, lngGcj02: 119.3101 }, 1))[0]?.id;
  expect(await near()).not.toBe('SH-001');
  expect((await get<BranchView>('/v1/branches/SH-001')).status).toBe('preparing');
  const refused = await fixture.invoke(await fixture.enrol(), 'placeOrder', {
    body: { ...(await fixture.orderBody('pickup', [['P004-01', 1]])), locationId: 'SH-001' },
  });
  expect(refused.code).toBe('branch_unavailable');
  const change = (body: object) =>
    fixture.invoke(fixture.staff.hq, 'hqChangeLocation', { params: { locationId: 'SH-001' }, body });
  expect((await change({ status: 'open', revision: 1 })).code).toBe('transition_refused');
  expect((await change({ status: 'rehearsing', revision: 1 })).status).toBe(200);
  expect((await change({ status: 'open', revision: 2 })).code).toBe('place_not_ready');
  // As a file brings what trades already.
  const edited = await fixture.system.network.edited('SH-001');
  if (!edited.ok) throw new Error(edited.code);
  const { revision: _, ...before } = edited.value;
  await fixture.system.network.importPlaces([{ before, after: { ...before, status: 'open' } }], {
    by: 'hq',
    name: 'file',
  });
  await fixture.settle();
  fixture.clock.advance(2_500);
  expect(await near()).toBe('SH-001');
  const moved = { latGcj02: 29.35, lngGcj02: 119.35, name: { zh: '近店·搬了', en: 'Jindian Moved' } };
  expect((await change({ ...moved, revision: 3 })).status).toBe(200);
  await fixture.settle();
  fixture.clock.advance(2_500);
  expect(await near()).not.toBe('SH-001');
  const { items } = await fixture.system.network.searchBranches('搬了', 5);
  expect(items.map(({ id }) => id)).toEqual(['SH-001']);
  // Nothing of it is left for the tests that come.
  expect((await change({ status: 'closed', revision: 4 })).status).toBe(200);
  await fixture.settle();
  fixture.clock.advance(2_500);
  // What is closed takes no order of any kind, sends and gets no goods, and is offered to nobody.
  const shopper = await fixture.enrol();
  for (const method of ['pickup', 'delivery'] as const) {
    const body = { ...(await fixture.orderBody(method, [['P004-01', 1]])), locationId: 'SH-001' };
    expect((await fixture.invoke(shopper, 'placeOrder', { body })).code).toBe('branch_unavailable');
  }
  for (const [to, from] of [
    ['SH-001', branchId],
    [branchId, 'SH-001'],
  ] as const) {
    const asked = await fixture.invoke(fixture.staff.hq, 'requestTransfer', {
      params: { locationId: to },
      body: { fromLocationId: from, lines: [{ skuId: 'P004-01', quantity: 1 }] },
    });
    expect(asked.code).toBe('branch_unavailable');
  }
  expect((await change({ status: 'open', revision: 5 })).code).toBe('transition_refused');
  fixture.clock.advance(2_500);
});

test('orders go on when no snapshot and no policy can be looked at, network, catalog, rates, prices, consent and all', async () => {
  const shopper = await fixture.enrol();
  const body = await fixture.orderBody('pickup', [['P004-01', 1]]);
  expect((await fixture.invoke(shopper, 'placeOrder', { body })).status).toBe(201);
  let refused = 0;
  const isLook = (input: Readonly<Record<string, unknown>>) =>
    /"(SNAPSHOT#|POLICY)/.test(JSON.stringify(input));
  fixture.engine.faults.set((operation, { input }) => {
    if (!/^(GetItem|BatchGetItem|Query)$/.test(operation) || !isLook(input)) return 'none';
    refused += 1;
    return 'fail-before';
  });
  try {
    for (let time = 0; time < 3; time += 1) {
      fixture.clock.advance(2_500);
      expect((await fixture.invoke(shopper, 'quoteOrder', { body })).status).toBe(200);
      expect((await fixture.invoke(shopper, 'getMe', {})).status).toBe(200);
    }
    expect((await fixture.invoke(shopper, 'placeOrder', { body })).status).toBe(201);
  } finally {
    fixture.engine.faults.set();
  }
  expect(refused).toBeGreaterThan(5);
});
