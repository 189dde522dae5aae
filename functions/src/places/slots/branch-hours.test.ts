import type { BranchView } from '@jindian/shared/contract/goods/storefront';
import type { BranchHours } from '@jindian/shared/contract/places/hours';
import type { OpenSlots } from '@jindian/shared/contract/places/slots';
import { dayAfter } from '@jindian/shared/slots';
import { brandDay } from '@jindian/shared/time';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  branchId,
  neighbourId,
  type OrdersFixture,
  startOrdersFixture,
} from '../../serving/orders/testing/orders-fixture.ts';

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
