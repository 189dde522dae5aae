import { marshall } from '@aws-sdk/util-dynamodb';
import { branchGrant } from '@jindian/shared/access';
import type { EditedLocation } from '@jindian/shared/contract/hq';
import {
  type StillThere,
  type StillThereKind,
  stillThereKinds,
} from '@jindian/shared/contract/places/closing';
import type { Location } from '@jindian/shared/contract/places/network';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { transact, type Write } from '../platform/transact.ts';
import {
  branchId,
  type OrdersFixture,
  startOrdersFixture,
} from '../serving/orders/testing/orders-fixture.ts';

let fixture: OrdersFixture;

beforeAll(async () => {
  fixture = await startOrdersFixture();
});
afterAll(() => fixture.close());

/** The only place of a dealer of its own, with nothing in it. */
async function emptyPlace(n: number): Promise<EditedLocation> {
  const added = await fixture.invoke<EditedLocation>(fixture.staff.hq, 'hqAddLocation', {
    body: {
      id: `E-${n}`,
      kind: 'branch',
      ownerId: `dealer-e${n}`,
      name: { zh: `空店${n}`, en: `Empty ${n}` },
      address: { zh: '某路 1 号', en: '1 Some Road' },
      latGcj02: 29.3101,
      lngGcj02: 119.3101,
      province: '某省',
      city: '某市',
      county: '某县',
      opensAtMinute: 540,
      closesAtMinute: 1_260,
      serviceRadiusMeters: null,
      trades: [],
      abilities: [],
      maxOrdersPerDay: null,
      phone: null,
    },
  });
  expect(added.status).toBe(200);
  await fixture.settle();
  fixture.clock.advance(2_500);
  return added.body;
}

async function written(...writes: Write[]): Promise<void> {
  expect((await transact(fixture.system.table, writes)).kind).toBe('done');
}

async function stocked(place: Location, ownerId: string): Promise<void> {
  const { system, engine } = fixture;
  const items = system.inventory.openingItems({ ...place, ownerId }, [{ skuId: 'P004-01', onHand: 3 }]);
  await engine.bulkLoad(
    system.config.tableName,
    items.map((item) => marshall(item)),
  );
}

const nowMs = () => fixture.clock.nowMs();

/** Each thing that may be left, made as its own module writes it. */
const made: Record<StillThereKind, (place: EditedLocation) => Promise<number>> = {
  async orders({ id }) {
    const part = {
      orderId: '01JVORDER0000000000000000A',
      fulfilmentId: '01JVPART00000000000000000A',
      locationId: id,
      method: 'delivery' as const,
      state: 'dispatched' as const,
      attempt: 1,
      distanceMeters: null,
      lines: [{ skuId: 'P004-01', quantity: 1 }],
      allocations: [],
      acceptance: { mode: 'auto' as const },
      serviceFeeFen: 0,
      givenAtMs: nowMs(),
      asked: [],
      history: [],
    };
    const { fulfilments } = fixture.system.orders.store;
    // What its people only practise keeps nothing open.
    const practice = {
      ...part,
      orderId: '7JVORDER00000000000000000A',
      fulfilmentId: '7JVPART000000000000000000A',
    };
    await written(fulfilments.put(part), fulfilments.put(practice));
    return 1;
  },
  async courier_jobs({ id }) {
    await written(
      fixture.system.couriers.store.create({
        orderId: '01JVORDER0000000000000000B',
        fulfilmentId: '01JVPART00000000000000000B',
        locationId: id,
        orderNumber: '1',
        state: 'open',
        feeFen: 500,
        pickUpWithinMinutes: 30,
        goodsCount: 1,
        distanceMeters: 900,
        county: '某县',
        slotId: null,
        calledAtMs: nowMs(),
        courierId: null,
        courierName: null,
        grabbedAtMs: null,
        pickUpByMs: null,
        deliveredAtMs: null,
        codeAttempts: 0,
        revision: 1,
        history: [],
      }),
    );
    return 1;
  },
  async slots({ id }) {
    const slot = { locationId: id, method: 'pickup' as const, capacity: 5 };
    const { slots } = fixture.system;
    // That of yesterday keeps nothing open.
    await written(...slots.bookWrites({ ...slot, slotId: '20260519T1200-1400' }, 'old'));
    await written(...slots.bookWrites({ ...slot, slotId: '20260521T1200-1400' }, 'a', 'b'));
    return 2;
  },
  async stock(place) {
    await stocked(place, place.ownerId);
    return 3;
  },
  async consigned(place) {
    await stocked(place, 'hq');
    return 3;
  },
  async transfers({ id }) {
    const asked = await fixture.invoke(fixture.staff.hq, 'requestTransfer', {
      params: { locationId: id },
      body: { fromLocationId: branchId, lines: [{ skuId: 'P004-01', quantity: 1 }] },
    });
    expect(asked.code).toBeNull();
    return 1;
  },
  async staff({ id }) {
    await fixture.enrol([branchGrant('clerk', id), branchGrant('guide', id)]);
    return 1;
  },
  async grids({ id }) {
    await fixture.system.network.rebuild(async (before) => ({
      ...before,
      grids: before.grids.map((grid) => (grid.id === 'G1' ? { ...grid, branchId: id } : grid)),
    }));
    fixture.clock.advance(2_500);
    return 1;
  },
  async owner_money({ ownerId }) {
    await fixture.system.ledger.post({
      id: 'opening:dealer',
      kind: 'opening',
      orderId: null,
      reason: 'opening',
      atMs: nowMs(),
      legs: [{ debit: 'hq-stock', credit: `owner:${ownerId}`, amountFen: 500 }],
    });
    return 500;
  },
};

test.each(stillThereKinds)('a place does not close while of it only this is left: %s', async (kind) => {
  const place = await emptyPlace(stillThereKinds.indexOf(kind));
  const left = async () =>
    (
      await fixture.invoke<{ items: StillThere[] }>(fixture.staff.hq, 'hqGetStillThere', {
        params: { locationId: place.id },
      })
    ).body.items;
  expect(await left()).toEqual([]);
  const count = await made[kind](place);
  expect(await left()).toEqual([{ kind, count }]);
  const refused = await fixture.invoke<{ params: object }>(fixture.staff.hq, 'hqChangeLocation', {
    params: { locationId: place.id },
    body: { status: 'closed', revision: 1 },
  });
  expect(refused.code).toBe('place_not_empty');
  expect(refused.body.params).toEqual({ count: 1, left: kind });
  const edited = await fixture.system.network.edited(place.id);
  expect(edited.ok && edited.value.status).toBe('preparing');
});

test('an empty place closes and begins anew; the account of an owner with another place keeps none of them open', async () => {
  const place = await emptyPlace(50);
  const { network, ledger } = fixture.system;
  const become = (status: Location['status'], revision: number) =>
    network.changeLocation(place.id, { status }, { revision, by: 'hq' });
  expect(await become('closed', 1)).toMatchObject({ ok: true, value: { status: 'closed' } });
  // Whatever it was before, it goes by its checklist again.
  expect(await become('open', 2)).toMatchObject({ code: 'transition_refused' });
  expect(await become('suspended', 2)).toMatchObject({ code: 'transition_refused' });
  expect(await become('preparing', 2)).toMatchObject({ ok: true, value: { status: 'preparing' } });
  const credit = `owner:${place.ownerId}` as const;
  await ledger.post({
    id: 'opening:dealer-50',
    kind: 'opening',
    orderId: null,
    reason: 'opening',
    atMs: nowMs(),
    legs: [{ debit: 'hq-stock', credit, amountFen: 500 }],
  });
  expect(await become('closed', 3)).toMatchObject({
    code: 'place_not_empty',
    params: { left: 'owner_money' },
  });
  const { revision: _, status: __, ownership: ___, adcode: ____, gridId: _____, ...wanted } = place;
  expect((await network.addLocation({ ...wanted, id: 'E-51' } as never, 'hq')).ok).toBe(true);
  await fixture.settle();
  fixture.clock.advance(2_500);
  expect(await become('closed', 3)).toMatchObject({ ok: true, value: { status: 'closed' } });
});
