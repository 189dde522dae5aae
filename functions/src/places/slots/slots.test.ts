import { wholeReach } from '@jindian/shared/access';
import type { Location } from '@jindian/shared/contract/places/network';
import type { SlotPlan } from '@jindian/shared/contract/places/slots';
import { hourMs, minuteMs } from '@jindian/shared/time';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIdempotency } from '../../platform/idempotency.ts';
import { fixedSettings } from '../../platform/policy-document/settings.ts';
import { openTable, startMs, type TestTable } from '../../platform/testing/table.ts';
import { failureOf, type TransactionResult, transact } from '../../platform/transact.ts';
import { createSlots, type OfferedSlot, type SlotRef, type Slots } from './service.ts';
import { overHeldMs } from './watched.ts';

/** Wednesday 2026-05-20, 10:00 in Shanghai. */
const today = '20260520';

function place(id: string, more: Partial<Location> = {}): Location {
  return {
    id,
    kind: 'branch',
    name: { zh: id, en: id },
    ownership: 'hq',
    ownerId: 'hq',
    adcode: null,
    province: '上海市',
    city: '上海市',
    county: '黄浦区',
    address: { zh: '某路', en: 'Some road' },
    latGcj02: 31.23,
    lngGcj02: 121.47,
    opensAtMinute: 540,
    closesAtMinute: 1260,
    serviceRadiusMeters: null,
    status: 'open',
    trades: [],
    gridId: 'G1',
    ...more,
  };
}

const places = new Map<string, Location>();
const planOf = (capacity: number): SlotPlan => ({
  windows: [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
    [720, 840].map((fromMinute) => ({
      weekday,
      fromMinute,
      toMinute: fromMinute + 120,
      method: 'delivery' as const,
      capacity,
    })),
  ),
  leadMinutes: { pickup: 0, delivery: 60 },
  horizonDays: 2,
  closedDays: [],
});

let opened: TestTable;
let slots: Slots;
let commands = 0;

async function plan(id: string, capacity: number): Promise<void> {
  places.set(id, place(id));
  commands += 1;
  const before = await slots.planView(id);
  const seen = { revision: before.ok ? before.value.revision : 0, by: 'somebody' };
  const saved = await slots.savePlan(id, planOf(capacity), seen, {
    scope: 'somebody',
    key: `plan-key-${commands}`,
    inputHash: 'x',
  });
  expect(saved.ok).toBe(true);
}
const slotAt = (locationId: string, hours = '1200-1400'): SlotRef => ({
  locationId,
  slotId: `${today}T${hours}`,
  method: 'delivery',
});
async function offered(slot: SlotRef): Promise<OfferedSlot> {
  const answer = await slots.offered(slot, opened.clock.nowMs());
  if (!answer.ok) throw new Error(answer.code);
  return answer.value;
}
async function booked(slot: SlotRef): Promise<{ counted: number; bookings: number }> {
  const [counted = 0] = await slots.store.bookedIn([slot]);
  return { counted, bookings: (await slots.store.bookingsOf(slot)).length };
}
/** Callers are patient: too busy is asked again, as a shopper would. */
async function insist(build: () => Parameters<typeof transact>[1]): Promise<TransactionResult> {
  for (;;) {
    const outcome = await transact(opened.table, build());
    if (outcome.kind !== 'busy') return outcome;
  }
}

beforeAll(async () => {
  opened = await openTable();
  slots = createSlots({
    table: opened.table,
    clock: opened.clock,
    idempotency: createIdempotency({ table: opened.table, clock: opened.clock }),
    location: async (id) => places.get(id) ?? null,
    settings: fixedSettings('places'),
    asOfNow: async () => ({
      one: async (id) => places.get(id) ?? null,
      all: async () => [...places.values()],
    }),
    nameOf: async (memberId) => memberId,
  });
});
afterAll(() => opened.close());

describe('races', () => {
  test.each(['queue', 'reject'] as const)(
    'of twenty who want the last three places at once, three get one (%s)',
    async (mode) => {
      opened.engine.faults.setConflictMode(mode);
      const id = mode === 'queue' ? 'B101' : 'B102';
      await plan(id, 3);
      const slot = await offered(slotAt(id));
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, (_, n) => insist(() => slots.bookWrites(slot, `order-${n}`))),
      );
      opened.engine.faults.setConflictMode('queue');
      expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(3);
      for (const outcome of outcomes)
        if (outcome.kind !== 'done') expect(failureOf(outcome, 'slot')).toBeDefined();
      expect(await booked(slot)).toEqual({ counted: 3, bookings: 3 });
      expect(await slots.offered(slot, startMs)).toMatchObject({ ok: false, code: 'slot_full' });
    },
  );

  test('a place given back by ten at once is given back once, and can be had again', async () => {
    await plan('B103', 1);
    const slot = await offered(slotAt('B103'));
    expect((await insist(() => slots.bookWrites(slot, 'mine'))).kind).toBe('done');
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => insist(() => slots.releaseWrites(slot, 'mine'))),
    );
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(await booked(slot)).toEqual({ counted: 0, bookings: 0 });
    expect((await insist(() => slots.bookWrites(slot, 'theirs'))).kind).toBe('done');
  });

  test('who has a place in the slot does not get a second one', async () => {
    await plan('B104', 5);
    const slot = await offered(slotAt('B104'));
    expect((await insist(() => slots.bookWrites(slot, 'mine'))).kind).toBe('done');
    const again = await insist(() => slots.bookWrites(slot, 'mine'));
    expect(failureOf(again, 'slot booking')).toBeDefined();
    expect(await booked(slot)).toEqual({ counted: 1, bookings: 1 });
  });
});

test('a promise that moves to a full branch stands, and lets nobody else in until there is room again', async () => {
  await plan('B105', 1);
  await plan('B106', 1);
  const [from, to] = [await offered(slotAt('B105')), await offered(slotAt('B106'))];
  await insist(() => slots.bookWrites(from, 'moving'));
  await insist(() => slots.bookWrites(to, 'there'));
  expect((await insist(() => slots.moveWrites(from, to, 'moving'))).kind).toBe('done');
  expect(await booked(from)).toEqual({ counted: 0, bookings: 0 });
  expect(await booked(to)).toEqual({ counted: 2, bookings: 2 });
  const over = { method: 'delivery', slotId: to.slotId, capacity: 1, booked: 2 };
  expect(await slots.overbookedNow(wholeReach)).toMatchObject([{ ...over, locationId: to.locationId }]);
  expect(await slots.overbookedNow({ whole: false, at: () => false })).toEqual([]);
  await insist(() => slots.releaseWrites(to, 'there'));
  opened.clock.advance(overHeldMs);
  expect(await slots.overbookedNow(wholeReach)).toEqual([]);
  expect((await insist(() => slots.bookWrites(to, 'third'))).kind).toBe('refused');
  await insist(() => slots.releaseWrites(to, 'moving'));
  expect((await insist(() => slots.bookWrites(to, 'third'))).kind).toBe('done');
  expect(slots.moveWrites(to, to, 'third')).toEqual([]);
});

test('whatever is booked, given back and moved: counters are the number of bookings, never negative, never beyond what was booked', async () => {
  const capacity = 2;
  const step = fc.record({
    act: fc.constantFrom('book', 'release', 'move'),
    at: fc.constantFrom(0, 1),
    ref: fc.constantFrom('a', 'b', 'c', 'd'),
  });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      run += 1;
      const ids = [`B2${run}0`, `B2${run}1`];
      for (const id of ids) places.set(id, place(id));
      const refs = ids.map((id): SlotRef & { capacity: number } => ({ ...slotAt(id), capacity }));
      const model = [new Set<string>(), new Set<string>()];
      for (const { act, at, ref } of steps) {
        const [here, there] = [refs[at]!, refs[1 - at]!];
        const [mine, theirs] = [model[at]!, model[1 - at]!];
        const writes =
          act === 'book'
            ? slots.bookWrites(here, ref)
            : act === 'release'
              ? slots.releaseWrites(here, ref)
              : slots.moveWrites(here, there, ref);
        const allowed =
          act === 'book'
            ? mine.size < capacity && !mine.has(ref)
            : act === 'release'
              ? mine.has(ref)
              : mine.has(ref) && !theirs.has(ref);
        expect((await transact(opened.table, writes)).kind).toBe(allowed ? 'done' : 'refused');
        if (!allowed) continue;
        if (act === 'book') mine.add(ref);
        else mine.delete(ref);
        if (act === 'move') theirs.add(ref);
      }
      for (const [index, ref] of refs.entries())
        expect(await booked(ref)).toEqual({ counted: model[index]!.size, bookings: model[index]!.size });
    }),
    { numRuns: 25 },
  );
});

describe('what a shopper sees', () => {
  test('days with room in words; what begins too soon is gone', async () => {
    await plan('B107', 5);
    const slot = await offered(slotAt('B107'));
    for (const ref of ['a', 'b', 'c', 'd']) await insist(() => slots.bookWrites(slot, ref));
    const open = await slots.open('B107', 'delivery', startMs);
    expect(open.ok && open.value.days.map(({ day }) => day)).toEqual([
      '2026-05-20',
      '2026-05-21',
      '2026-05-22',
    ]);
    expect(open.ok && open.value.days[0]?.slots.map(({ id, left }) => [id, left])).toEqual([
      ['20260520T1200-1400', 'few'],
      ['20260520T1400-1600', 'available'],
    ]);
    await insist(() => slots.bookWrites(slot, 'e'));
    const later = await slots.open('B107', 'delivery', startMs + hourMs);
    expect(later.ok && later.value.days[0]?.slots[0]?.left).toBe('none');
    // An hour before it begins it can be booked for the last time.
    const tooLate = await slots.open('B107', 'delivery', startMs + hourMs + minuteMs);
    expect(tooLate.ok && tooLate.value.days[0]?.slots.map(({ id }) => id)).toEqual(['20260520T1400-1600']);
  });

  test('a branch that is closed or suspended, an address beyond the radius, and another method have no slots', async () => {
    await plan('B108', 5);
    const days = async (
      method: 'pickup' | 'delivery',
      point: { latGcj02: number; lngGcj02: number } | null,
    ) => {
      const open = await slots.open('B108', method, startMs, point);
      return open.ok ? open.value.days.length : open.code;
    };
    const near = { latGcj02: 31.231, lngGcj02: 121.471 };
    const far = { latGcj02: 31.5, lngGcj02: 121.47 };
    expect(await days('delivery', far)).toBe(3);
    expect(await days('pickup', null)).toBe(0);
    places.set('B108', place('B108', { serviceRadiusMeters: 3000 }));
    expect([await days('delivery', near), await days('delivery', far)]).toEqual([3, 0]);
    for (const status of ['closed', 'suspended'] as const) {
      places.set('B108', place('B108', { status }));
      expect(await days('delivery', near)).toBe(0);
    }
    expect((await slots.open('B999', 'pickup', startMs)).ok).toBe(false);
  });

  test('sourcing learns how much room its candidates have', async () => {
    await plan('B109', 2);
    await plan('B110', 2);
    places.set('B111', place('B111', { status: 'closed' }));
    const slot = await offered(slotAt('B110'));
    for (const ref of ['a', 'b']) await insist(() => slots.bookWrites(slot, ref));
    const candidates = ['B109', 'B110', 'B111'].map((id) => places.get(id) as Location);
    const room = await slots.roomAt(candidates, 'delivery', slot.slotId, startMs);
    expect([...room]).toEqual([
      ['B109', 2],
      ['B110', 0],
    ]);
  });
});

describe('plans', () => {
  test('a branch without a plan has the default of its hours; null goes back to it', async () => {
    await plan('B112', 7);
    const own = await slots.planView('B112');
    expect(own.ok && [own.value.isDefault, own.value.plan.windows.length]).toEqual([false, 14]);
    commands += 1;
    const command = { scope: 'somebody', key: `plan-key-${commands}`, inputHash: 'x' };
    const seen = { revision: own.ok ? own.value.revision : 0, by: 'somebody' };
    const back = await slots.savePlan('B112', null, seen, command);
    expect(back.ok && back.value.isDefault).toBe(true);
    expect(back.ok && back.value.upcoming).toHaveLength(7);
    // The same key and content is fine, the same key with something else is not.
    expect((await slots.savePlan('B112', null, seen, command)).ok).toBe(true);
    expect(await slots.savePlan('B112', null, seen, { ...command, inputHash: 'y' })).toMatchObject({
      code: 'idempotency_key_reused',
    });
  });

  test('a smaller capacity keeps what is booked and lets nobody in', async () => {
    await plan('B113', 3);
    const slot = await offered(slotAt('B113'));
    for (const ref of ['a', 'b', 'c']) await insist(() => slots.bookWrites(slot, ref));
    await plan('B113', 1);
    opened.clock.advance(overHeldMs);
    expect(await slots.offered(slot, startMs)).toMatchObject({ ok: false, code: 'slot_full' });
    const view = await slots.planView('B113');
    expect(view.ok && view.value.upcoming[0]?.slots[0]).toMatchObject({ capacity: 1, booked: 3 });
    expect((await slots.overbookedNow(wholeReach)).filter(({ locationId }) => locationId === 'B113')).toEqual(
      [expect.objectContaining({ slotId: slot.slotId, capacity: 1, booked: 3 })],
    );
  });
});
