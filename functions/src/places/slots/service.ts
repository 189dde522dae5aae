import type { Reach } from '@jindian/shared/access';
import { isInService, type Location } from '@jindian/shared/contract/places/network';
import type { OpenSlots, SlotDay, SlotPlan, SlotPlanView } from '@jindian/shared/contract/places/slots';
import type { FulfilmentMethod } from '@jindian/shared/contract/serving/order';
import { distanceMeters, type PointGcj02 } from '@jindian/shared/geo';
import { readSlotId, slotSpanMs } from '@jindian/shared/slots';
import { brandDay } from '@jindian/shared/time';
import { reachesPlace } from '../../platform/access.ts';
import { atMost } from '../../platform/at-most.ts';
import type { Clock } from '../../platform/clock.ts';
import { runCommand, unlessBusy } from '../../platform/command.ts';
import { staleRevision } from '../../platform/edited.ts';
import type { CommandClaim, Idempotency } from '../../platform/idempotency.ts';
import { type EventHandler, hears } from '../../platform/outbox.ts';
import type { SettingsReader } from '../../platform/policy-document/settings.ts';
import { answerWith, fail, ok, type Result } from '../../platform/result.ts';
import type { JindianTable } from '../../platform/table.ts';
import type { Write } from '../../platform/transact.ts';
import type { Network } from '../network/service.ts';
import { bookableSlots, defaultPlan, leftWord, type PlannedSlot, plannedSlots } from './rules.ts';
import { createSlotStore, type SlotRef } from './store.ts';
import { createWatchedLook } from './watched.ts';

export type { SlotRef } from './store.ts';

/** Places whose slots are looked through beside each other. */
const checkedAtOnce = 50;
/** What of a place says when it is open. */
const ofHours: ReadonlySet<string> = new Set([
  'opensAtMinute',
  'closesAtMinute',
  'weeklyHours',
  'exceptions',
] satisfies (keyof Location)[]);
const placesSettings = 'settings-places';

/** A slot that can be booked as of now: what it takes goes into the condition of the booking. */
export type OfferedSlot = SlotRef & { capacity: number; fromMs: number; toMs: number };

/** More is booked in it than it takes. */
export type OverbookedSlot = SlotRef & { capacity: number; booked: number; fromMs: number; toMs: number };

export function createSlots(deps: {
  table: JindianTable;
  clock: Clock;
  idempotency: Idempotency;
  location(locationId: string): Promise<Location | null>;
  settings: SettingsReader<'places'>;
  /** Places as they are written, with the brand's calendar, whatever is held. */
  asOfNow: Network['asOfNow'];
  nameOf(memberId: string): Promise<string | null>;
}) {
  const { table, clock } = deps;
  const store = createSlotStore(table);

  async function planOf(location: Location): Promise<SlotPlan> {
    const own = await store.readPlan(location.id);
    return own?.plan ?? defaultPlan(location, await deps.settings.current());
  }

  function outOfReach(location: Location, method: FulfilmentMethod, point: PointGcj02 | null): boolean {
    return (
      method === 'delivery' &&
      point !== null &&
      location.serviceRadiusMeters !== null &&
      distanceMeters(point, location) > location.serviceRadiusMeters
    );
  }

  /** What a place offers with this method at this moment; a place that is closed or too far away offers nothing. */
  async function offering(
    location: Location,
    method: FulfilmentMethod,
    nowMs: number,
    point: PointGcj02 | null,
  ): Promise<PlannedSlot[]> {
    if (!isInService(location) || outOfReach(location, method, point)) return [];
    return bookableSlots(await planOf(location), method, nowMs, location);
  }

  /** The days with slots that a shopper may choose from, those without room included: they say that it is full. */
  async function open(
    locationId: string,
    method: FulfilmentMethod,
    nowMs: number,
    point: PointGcj02 | null = null,
  ): Promise<Result<OpenSlots, 'not_found'>> {
    const location = await deps.location(locationId);
    if (!location) return fail('not_found');
    const slots = await offering(location, method, nowMs, point);
    const first = slots[0];
    const booked = first
      ? await store.bookedFrom(locationId, method, first.day.replaceAll('-', ''))
      : new Map<string, number>();
    return ok({ locationId, method, days: byDay(slots, booked) });
  }

  /** One slot, to be booked now: `slot_unavailable` when it is not offered (any more), `slot_full` when there is no room. */
  async function offered(
    wanted: SlotRef,
    nowMs: number,
    point: PointGcj02 | null = null,
  ): Promise<Result<OfferedSlot, 'not_found' | 'slot_unavailable' | 'slot_full'>> {
    const location = await deps.location(wanted.locationId);
    if (!location) return fail('not_found');
    const slots = await offering(location, wanted.method, nowMs, point);
    const slot = slots.find(({ slotId }) => slotId === wanted.slotId);
    if (!slot) return fail('slot_unavailable');
    const [booked = 0] = await store.bookedIn([wanted]);
    if (booked >= slot.capacity) return fail('slot_full');
    const { slotId, method, capacity, fromMs, toMs } = slot;
    return ok({ locationId: location.id, slotId, method, capacity, fromMs, toMs });
  }

  /**
   * How much room each place has left in a slot: for sourcing, which asks about all its candidates at once. A place
   * that does not offer the slot is not in the answer.
   */
  async function roomAt(
    locations: readonly Location[],
    method: FulfilmentMethod,
    slotId: string,
    nowMs: number,
  ): Promise<Map<string, number>> {
    const found = await Promise.all(
      locations.slice(0, 100).map(async (location) => {
        const slots = await offering(location, method, nowMs, null);
        const slot = slots.find((candidate) => candidate.slotId === slotId);
        return slot ? [{ locationId: location.id, slotId, method, capacity: slot.capacity }] : [];
      }),
    );
    const candidates = found.flat();
    const booked = await store.bookedIn(candidates);
    return new Map(
      candidates.map(({ locationId, capacity }, index) => [locationId, capacity - (booked[index] ?? 0)]),
    );
  }

  /**
   * Takes one place in the slot for `ref` (an order or a fulfilment). Refused with label `slot` when the last one
   * went meanwhile, with label `slot booking` when `ref` has one in it already.
   */
  function bookWrites(slot: SlotRef & { capacity: number }, ...refs: string[]): Write[] {
    return [store.count(slot, slot.capacity, refs.length), ...refs.map((ref) => store.book(slot, ref))];
  }

  /** Gives the place of `ref` back. Refused when it has none, so that nothing is given back twice. */
  function releaseWrites(slot: SlotRef, ref: string): Write[] {
    return [store.uncount(slot), store.unbook(slot, ref)];
  }

  /**
   * A promise that moves to another place, or to another slot. It is counted where it goes even when that is full or
   * offers no such slot: the shopper was promised this time, so the promise stands, the counter goes beyond its
   * capacity, and nobody else gets in until it is below again. Nothing to write when nothing moves.
   */
  function moveWrites(from: SlotRef, to: SlotRef, ref: string): Write[] {
    if (from.locationId === to.locationId && from.slotId === to.slotId && from.method === to.method)
      return [];
    const times = readSlotId(to.slotId);
    return [
      ...releaseWrites(from, ref),
      store.count(to, null),
      store.book(to, ref),
      ...(times ? [store.watch(to.locationId, ref, slotSpanMs(times).toMs)] : []),
    ];
  }

  async function bookedFromNow(locationId: string) {
    const today = brandDay(clock.nowMs()).replaceAll('-', '');
    const [pickup, delivery] = await Promise.all([
      store.bookedFrom(locationId, 'pickup', today),
      store.bookedFrom(locationId, 'delivery', today),
    ]);
    return { pickup, delivery };
  }

  /** Slots that are not over and hold more than the plan has room for; of one that it does not have, all. */
  function overbooked(
    plan: SlotPlan,
    location: Location,
    booked: Record<FulfilmentMethod, ReadonlyMap<string, number>>,
  ): Omit<OverbookedSlot, 'locationId'>[] {
    const nowMs = clock.nowMs();
    const room = new Map(
      plannedSlots(plan, nowMs, location).map(({ method, slotId, capacity }) => [
        `${method} ${slotId}`,
        capacity,
      ]),
    );
    return (['pickup', 'delivery'] as const).flatMap((method) =>
      [...booked[method]].flatMap(([slotId, count]) => {
        const times = readSlotId(slotId);
        const capacity = room.get(`${method} ${slotId}`) ?? 0;
        if (!times || count <= capacity) return [];
        const span = slotSpanMs(times);
        return span.toMs > nowMs ? [{ method, slotId, capacity, booked: count, ...span }] : [];
      }),
    );
  }

  /** Until when more is booked there than the plan has room for, as the place is now; 0: nowhere. */
  async function overUntilMs(place: Location): Promise<number> {
    const booked = await bookedFromNow(place.id);
    if (booked.pickup.size + booked.delivery.size === 0) return 0;
    return Math.max(0, ...overbooked(await planOf(place), place, booked).map(({ toMs }) => toMs));
  }

  /**
   * Its hours, those of the whole brand or what slots begin with are others now: what was promised and does not fit any more
   * is looked at until it is over, whoever changed them and wherever. `cause`: each is another mark, which is looked at anew.
   */
  async function watchChanged(places: readonly Location[], cause: string): Promise<void> {
    const oneOfSome = atMost(checkedAtOnce);
    await Promise.all(places.map((place) => oneOfSome(() => watchOver(place, cause))));
  }

  async function watchOver(place: Location, cause: string): Promise<void> {
    const untilMs = await overUntilMs(place);
    if (untilMs === 0) return;
    const watched = await runCommand<null>(deps, {
      command: null,
      attempt: async () => ({
        writes: [store.watch(place.id, `hours ${cause}`, untilMs)],
        value: null,
        refused: {},
      }),
    });
    unlessBusy(watched, `watching the slots of ${place.id}`);
  }

  const eventHandlers: EventHandler[] = [
    hears({
      name: 'slots: hours of a place changed',
      queue: 'publishing',
      types: ['network.changed'],
      async handle({ data: { locationId, fields } }, { id }) {
        if (!fields.some((field) => ofHours.has(field))) return;
        const place = await (await deps.asOfNow()).one(locationId);
        if (place) await watchChanged([place], id);
      },
    }),
    hears({
      name: 'slots: hours of many places changed',
      queue: 'heavy',
      types: ['policy.published', 'network.many_changed'],
      async handle({ type, data }, { id }) {
        if (type === 'policy.published' && data.name !== placesSettings) return;
        await watchChanged(await (await deps.asOfNow()).all(), id);
      },
    }),
  ];

  const look = createWatchedLook({
    clock,
    watched: () => store.watchedPlaces(clock.nowMs()),
    async overAt(location) {
      const over = overbooked(await planOf(location), location, await bookedFromNow(location.id));
      return over.map((slot) => ({ ...slot, locationId: location.id }));
    },
  });

  /** Where more was promised than a plan has room for, soonest first: plans that were made smaller, promises that moved. */
  async function overbookedNow(reach: Reach): Promise<OverbookedSlot[]> {
    const found = await look(async (locationId) => {
      const location = await deps.location(locationId);
      return location && reachesPlace(reach, locationId, () => location) ? location : null;
    });
    return found.sort((a, b) => a.fromMs - b.fromMs);
  }

  async function planView(locationId: string): Promise<Result<SlotPlanView, 'not_found'>> {
    const location = await deps.location(locationId);
    if (!location) return fail('not_found');
    return ok(await viewOf(location));
  }

  async function viewOf(location: Location): Promise<SlotPlanView> {
    const own = await store.readPlan(location.id, true);
    const plan = own?.plan ?? defaultPlan(location, await deps.settings.current());
    const nowMs = clock.nowMs();
    const booked = await bookedFromNow(location.id);
    const days = new Map<string, SlotPlanView['upcoming'][number]>();
    for (const { day, slotId, method, capacity } of plannedSlots(plan, nowMs, location)) {
      const entry = days.get(day) ?? { day, slots: [] };
      days.set(day, entry);
      entry.slots.push({ id: slotId, method, capacity, booked: booked[method].get(slotId) ?? 0 });
    }
    return {
      plan,
      revision: own?.revision ?? 0,
      isDefault: !own?.plan,
      savedAtMs: own?.atMs ?? null,
      upcoming: [...days.values()],
    };
  }

  /** Null goes back to the default. Who decided is kept with the plan; bookings stay whatever the new plan says. */
  async function savePlan(
    locationId: string,
    plan: SlotPlan | null,
    seen: { revision: number; by: string },
    command: CommandClaim,
  ): Promise<Result<SlotPlanView>> {
    const location = await deps.location(locationId);
    if (!location) return fail('not_found');
    const saved = await runCommand<null>(deps, {
      command,
      async attempt() {
        const before = await store.readPlan(locationId, true);
        if ((before?.revision ?? 0) !== seen.revision) return staleRevision(before, deps.nameOf);
        const over = overbooked(
          plan ?? defaultPlan(location, await deps.settings.current()),
          location,
          await bookedFromNow(locationId),
        );
        const last = Math.max(0, ...over.map(({ toMs }) => toMs));
        return {
          writes: [
            store.savePlan(locationId, plan, seen.revision, seen.by, clock.nowMs()),
            ...(last > 0 ? [store.watch(locationId, 'plan', last)] : []),
          ],
          value: null,
          refused: { 'slot plan': 'again' },
        };
      },
      replay: () => ok(null),
    });
    return answerWith(saved, () => viewOf(location));
  }

  /** Orders that are booked there from now on, by day. */
  async function bookedByDay(locationId: string): Promise<Map<string, number>> {
    const nowMs = clock.nowMs();
    const days = new Map<string, number>();
    for (const booked of Object.values(await bookedFromNow(locationId)))
      for (const [slotId, count] of booked) {
        const times = readSlotId(slotId);
        if (!times || count === 0 || slotSpanMs(times).toMs <= nowMs) continue;
        days.set(times.day, (days.get(times.day) ?? 0) + count);
      }
    return days;
  }

  return {
    open,
    bookedByDay,
    offered,
    roomAt,
    bookWrites,
    releaseWrites,
    moveWrites,
    planView,
    savePlan,
    overbookedNow,
    store,
    eventHandlers,
  };
}
export type Slots = ReturnType<typeof createSlots>;

function byDay(slots: readonly PlannedSlot[], booked: ReadonlyMap<string, number>): SlotDay[] {
  const days = new Map<string, SlotDay>();
  for (const { day, slotId, fromMs, toMs, capacity } of slots) {
    const entry = days.get(day) ?? { day, slots: [] };
    days.set(day, entry);
    entry.slots.push({ id: slotId, fromMs, toMs, left: leftWord(capacity, booked.get(slotId) ?? 0) });
  }
  return [...days.values()];
}
