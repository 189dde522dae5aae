import { wholeReach } from '@jindian/shared/access';
import type { BranchView } from '@jindian/shared/contract/goods/storefront';
import type { BranchHours } from '@jindian/shared/contract/places/hours';
import type { OpenSlots } from '@jindian/shared/contract/places/slots';
import { brandDay, dayAfter } from '@jindian/shared/time';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { transact } from '../../platform/transact.ts';
import {
  branchId,
  neighbourId,
  type OrdersFixture,
  startOrdersFixture,
} from '../../serving/orders/testing/orders-fixture.ts';
import { overHeldMs } from './watched.ts';

let fixture: OrdersFixture;
let today: string;

beforeAll(async () => {
  fixture = await startOrdersFixture();
  today = brandDay(fixture.clock.nowMs());
});
afterAll(() => fixture.close());

async function inForce(): Promise<void> {
  await fixture.settle();
  fixture.clock.advance(2_500);
}
const at = { params: { locationId: branchId } };
const hours = async () =>
  (await fixture.invoke<BranchHours>(fixture.staff.manager, 'getBranchHours', at)).body;
const save = (
  person: typeof fixture.staff.manager,
  exceptions: BranchHours['exceptions'],
  revision: number,
) => fixture.invoke<BranchHours>(person, 'saveBranchHours', { ...at, body: { exceptions, revision } });
const branch = async (locationId = branchId) =>
  (await (await fixture.api.request(`/v1/branches/${locationId}`)).json()) as BranchView;
const slotDays = async () => {
  const answer = await fixture.api.request(`/v1/branches/${branchId}/slots?method=pickup`);
  return ((await answer.json()) as OpenSlots).days.map(({ day }) => day);
};

test("a manager's day off is in force within seconds for whoever asks: shoppers, slots, orders, headquarters", async () => {
  const tomorrow = dayAfter(today, 1);
  expect(await slotDays()).toContain(tomorrow);
  const wanted = [{ day: tomorrow, hours: null }];
  expect((await save(fixture.managerOf(neighbourId), wanted, 0)).status).toBe(403);
  expect((await save(fixture.staff.clerk, wanted, 0)).status).toBe(403);
  expect((await save(fixture.staff.manager, [...wanted, ...wanted], 0)).status).toBe(400);
  expect((await save(fixture.staff.manager, [{ day: '2026-02-30', hours: null }], 0)).status).toBe(400);
  const saved = await save(fixture.staff.manager, wanted, 0);
  expect(saved.body).toMatchObject({ exceptions: wanted, revision: 1 });
  expect((await save(fixture.staff.manager, [], 0)).code).toBe('stale_revision');
  await inForce();

  expect(await slotDays()).not.toContain(tomorrow);
  expect((await branch()).exceptions).toEqual(wanted);
  const shopper = await fixture.enrol();
  const order = await fixture.paid(shopper);
  expect(order.fulfilments[0]?.place.exceptions).toEqual(wanted);

  // On the day itself it is closed, and says when it opens.
  const before = fixture.clock.nowMs();
  fixture.clock.advance(86_400_000);
  const there = await branch();
  expect(there).toMatchObject({ openNow: false });
  expect(brandDay(there.opensNextAtMs ?? 0)).toBe(dayAfter(today, 2));
  expect(brandDay(before)).toBe(today);
});

test("the brand's calendar holds everywhere, and less than what a place says of its own day", async () => {
  today = brandDay(fixture.clock.nowMs());
  const [first, second] = [dayAfter(today, 2), dayAfter(today, 3)];
  const { places } = fixture.system.settings;
  const { inForce: now, revision } = await places.view();
  const holidays = `${first}~${second} 休息`;
  const content = { ...now.content, holidays };
  const why = { revision, by: 'hq', note: '国庆', command: null };
  const unclear = await places.publishContent({ ...content, holidays: `${second}~${first} 休息` }, why);
  expect(unclear.ok).toBe(false);
  expect((await places.publishContent(content, why)).ok).toBe(true);
  await inForce();
  const own = { day: second, hours: { opensAtMinute: 600, closesAtMinute: 960 } };
  const { revision: seen } = await hours();
  expect((await save(fixture.staff.manager, [own], seen)).status).toBe(200);
  await inForce();

  expect((await hours()).calendar).toEqual([{ day: first, hours: null }]);
  expect((await branch()).exceptions).toEqual([{ day: first, hours: null }, own]);
  expect((await branch(neighbourId)).exceptions).toEqual(
    [first, second].map((day) => ({ day, hours: null })),
  );
  const days = await slotDays();
  expect([days.includes(first), days.includes(second)]).toEqual([false, true]);
  // What is the brand's is not written down as the place's own, whatever is changed of it.
  const { network } = fixture.system;
  const edited = await network.edited(branchId);
  expect(edited).toMatchObject({ ok: true, value: { exceptions: [own] } });
  const phone = await network.changeLocation(
    branchId,
    { phone: '4001234567' },
    { revision: seen + 1, by: 'hq' },
  );
  expect(phone).toMatchObject({ ok: true, value: { exceptions: [own] } });
  const brands = await network.changeLocation(
    neighbourId,
    { phone: '4001234567' },
    { revision: 0, by: 'hq' },
  );
  expect(brands.ok && brands.value.exceptions).toBeUndefined();
});

describe('what was promised at hours that are changed is looked at until it is over', () => {
  const overbooked = async () => {
    fixture.clock.advance(overHeldMs);
    const found = await fixture.system.slots.overbookedNow(wholeReach);
    return found.map(({ locationId, slotId }) => `${locationId} ${slotId}`).sort();
  };
  /** Promises somebody a slot of a day, as an order does. */
  async function promised(locationId: string, day: string): Promise<string> {
    const { system } = fixture;
    const view = await system.slots.planView(locationId);
    if (!view.ok) throw new Error(view.code);
    const slot = view.value.upcoming.find((one) => one.day === day)?.slots[0];
    if (!slot) throw new Error(`nothing is offered on ${day}`);
    const writes = system.slots.bookWrites({ ...slot, slotId: slot.id, locationId }, `ref-${day}`);
    expect((await transact(system.table, writes)).kind).toBe('done');
    return `${locationId} ${slot.id}`;
  }
  const edited = async (locationId: string) => {
    const found = await fixture.system.network.edited(locationId);
    if (!found.ok) throw new Error(found.code);
    return found.value;
  };
  const changed = async (change: object) => {
    const { revision } = await edited(neighbourId);
    return fixture.invoke(fixture.staff.hq, 'hqChangeLocation', {
      params: { locationId: neighbourId },
      body: { ...change, revision },
    });
  };
  const calendar = async (holidays: string) => {
    const { places } = fixture.system.settings;
    const { inForce: now, revision } = await places.view();
    const why = { revision, by: 'hq', note: '节假日', command: null };
    expect((await places.publishContent({ ...now.content, holidays }, why)).ok).toBe(true);
    await inForce();
  };

  let day: string;
  let slot: string;
  beforeAll(async () => {
    await calendar('');
    await inForce();
    day = dayAfter(brandDay(fixture.clock.nowMs()), 1);
    slot = await promised(neighbourId, day);
    expect(await overbooked()).toEqual([]);
  });
  afterEach(async () => {
    const { exceptions, weeklyHours } = await edited(neighbourId);
    if (exceptions?.length || weeklyHours)
      expect((await changed({ exceptions: [], weeklyHours: null })).status).toBe(200);
    await calendar('');
    fixture.clock.advance(overHeldMs);
    expect(await overbooked()).toEqual([]);
  });

  test('by headquarters, for a day', async () => {
    expect((await changed({ phone: '4001234568' })).status).toBe(200);
    await inForce();
    expect(await overbooked()).toEqual([]);
    expect((await changed({ exceptions: [{ day, hours: null }] })).status).toBe(200);
    await inForce();
    expect(await overbooked()).toEqual([slot]);
  });

  test('by headquarters, for a weekday', async () => {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
    const usual = { opensAtMinute: 540, closesAtMinute: 1_260 };
    const weeklyHours = Array.from({ length: 7 }, (_, index) => (index + 1 === weekday ? null : usual));
    expect((await changed({ weeklyHours })).status).toBe(200);
    await inForce();
    expect(await overbooked()).toEqual([slot]);
  });

  test("by the brand's calendar, for every place", async () => {
    await calendar(`${day} 休息`);
    expect(await overbooked()).toEqual([slot]);
  });

  test('by a table of places', async () => {
    const { revision: _, ...before } = await edited(neighbourId);
    await fixture.system.network.importPlaces(
      [{ before, after: { ...before, exceptions: [{ day, hours: null }] } }],
      { by: 'hq', name: 'file' },
    );
    await inForce();
    expect(await overbooked()).toEqual([slot]);
  });
});
