import type { SlotPlan } from '@jindian/shared/contract/places/slots';
import type { FulfilmentMethod } from '@jindian/shared/contract/serving/order';
import { readSlotId, slotSpanMs } from '@jindian/shared/slots';
import { dayMs } from '@jindian/shared/time';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { GetItemCommand } from 'dynamodb-toolbox/entity/actions/get';
import { DeleteTransaction } from 'dynamodb-toolbox/entity/actions/transactDelete';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { UpdateTransaction } from 'dynamodb-toolbox/entity/actions/transactUpdate';
import { $add } from 'dynamodb-toolbox/entity/actions/update/symbols';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import { readBatch } from '../../platform/batch-read.ts';
import type { Edited } from '../../platform/edited.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';

/** One slot of one location for one method: what a counter counts. */
export type SlotRef = { locationId: string; slotId: string; method: FulfilmentMethod };

/** Long after every order that could give it back is settled. */
const keptMs = 400 * dayMs;

function expiresAtS(slotId: string): number {
  const times = readSlotId(slotId);
  if (!times) throw new RangeError(`not a slot: ${slotId}`);
  return Math.ceil((slotSpanMs(times).toMs + keptMs) / 1000);
}

const watchedPartition = 'SLOTS#WATCHED';

/** Null plan: the default again. */
export type SavedPlan = Edited & { plan: SlotPlan | null };

/**
 * All of a location's slots under `SLOTS#<locationId>`: its plan, a counter for each slot that was ever booked, and
 * an item for each booking. A counter is always the number of its bookings, since both change together.
 */
export function createSlotStore(table: JindianTable) {
  const partition = ({ locationId }: { locationId: string }) => `SLOTS#${locationId}`;
  const plans = new Entity({
    name: 'SlotPlan',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      /** Absent plan: back to the default, with who decided that. */
      plan: any().optional(),
      revision: number(),
      savedAtMs: number(),
      savedBy: string(),
    }),
    computeKey: (key: { locationId: string }) => ({ pk: partition(key), sk: 'PLAN' }),
  });
  const counters = new Entity({
    name: 'SlotCounter',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      method: string().key(),
      slotId: string().key(),
      booked: number(),
      expiresAtS: number(),
    }),
    computeKey: (key: { locationId: string; method: string; slotId: string }) => ({
      pk: partition(key),
      sk: `COUNT#${key.method}#${key.slotId}`,
    }),
  });
  const bookings = new Entity({
    name: 'SlotBooking',
    table,
    timestamps: false,
    schema: item({
      locationId: string().key(),
      method: string().key(),
      slotId: string().key(),
      ref: string().key(),
      expiresAtS: number(),
    }),
    computeKey: (key: { locationId: string; method: string; slotId: string; ref: string }) => ({
      pk: partition(key),
      sk: `BOOKED#${key.method}#${key.slotId}#${key.ref}`,
    }),
  });

  /** Places where more may be booked than fits: what is so now is seen when it is looked at. */
  const watched = new Entity({
    name: 'WatchedSlots',
    table,
    timestamps: false,
    schema: item({ locationId: string().key(), ref: string().key(), expiresAtS: number() }),
    computeKey: ({ locationId, ref }: { locationId: string; ref: string }) => ({
      pk: watchedPartition,
      sk: `${locationId}#${ref}`,
    }),
  });

  /** As long as `untilMs`, for `ref`: an item that no other change touches. */
  function watch(locationId: string, ref: string, untilMs: number): Write {
    const built = watched
      .build(PutTransaction)
      .item({ locationId, ref, expiresAtS: Math.ceil(untilMs / 1000) });
    return write('slot watch', built);
  }

  /** Places that are watched, with a mark of what for; those whose time is over are left out. */
  async function watchedPlaces(nowMs: number): Promise<Map<string, string>> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: watchedPartition })
      .entities(watched)
      .options(everyPage)
      .send();
    const marks = new Map<string, string>();
    for (const { locationId, ref, expiresAtS } of Items ?? [])
      if (expiresAtS * 1000 > nowMs)
        marks.set(locationId, `${marks.get(locationId) ?? ''} ${ref}@${expiresAtS}`);
    return marks;
  }

  /** One more in the slot; refused when there are `capacity` already. Null: whatever there is. */
  function count(slot: SlotRef, capacity: number | null, by = 1): Write {
    const { locationId, method, slotId } = slot;
    const update = counters
      .build(UpdateTransaction)
      .item({ locationId, method, slotId, booked: $add(by), expiresAtS: expiresAtS(slotId) });
    return write(
      'slot',
      capacity === null
        ? update
        : update.options({
            condition:
              by <= capacity
                ? {
                    or: [
                      { attr: 'booked', exists: false },
                      { attr: 'booked', lte: capacity - by },
                    ],
                  }
                : { attr: 'booked', lte: capacity - by },
          }),
    );
  }

  function uncount({ locationId, method, slotId }: SlotRef): Write {
    return write(
      'slot',
      counters
        .build(UpdateTransaction)
        .item({ locationId, method, slotId, booked: $add(-1) })
        .options({ condition: { attr: 'booked', gte: 1 } }),
    );
  }

  function book({ locationId, method, slotId }: SlotRef, ref: string): Write {
    return write(
      'slot booking',
      bookings
        .build(PutTransaction)
        .item({ locationId, method, slotId, ref, expiresAtS: expiresAtS(slotId) })
        .options({ condition: { attr: 'ref', exists: false } }),
    );
  }

  function unbook({ locationId, method, slotId }: SlotRef, ref: string): Write {
    return write(
      'slot booking',
      bookings
        .build(DeleteTransaction)
        .key({ locationId, method, slotId, ref })
        .options({ condition: { attr: 'ref', exists: true } }),
    );
  }

  /** Refused with label `slot plan` unless it is still at the revision that was seen. */
  function savePlan(
    locationId: string,
    plan: SlotPlan | null,
    seen: number,
    savedBy: string,
    savedAtMs: number,
  ): Write {
    return write(
      'slot plan',
      plans
        .build(PutTransaction)
        .item({ locationId, ...(plan ? { plan } : {}), revision: seen + 1, savedBy, savedAtMs })
        .options({
          condition: seen === 0 ? { attr: 'locationId', exists: false } : { attr: 'revision', eq: seen },
        }),
    );
  }

  async function readPlan(locationId: string, consistent = false): Promise<SavedPlan | null> {
    const { Item } = await plans.build(GetItemCommand).key({ locationId }).options({ consistent }).send();
    if (!Item) return null;
    const { plan, revision, savedBy, savedAtMs } = Item;
    return { plan: (plan as SlotPlan | undefined) ?? null, revision, by: savedBy, atMs: savedAtMs };
  }

  /** How many are booked, from a day (`yyyymmdd`) on, by slot id. A month has some hundreds of slots at most. */
  async function bookedFrom(
    locationId: string,
    method: string,
    fromDay: string,
  ): Promise<Map<string, number>> {
    const { Items } = await table
      .build(QueryCommand)
      .query({
        partition: `SLOTS#${locationId}`,
        range: { between: [`COUNT#${method}#${fromDay}`, `COUNT#${method}#9`] },
      })
      .entities(counters)
      .options(everyPage)
      .send();
    return new Map((Items ?? []).map(({ slotId, booked }) => [slotId, booked]));
  }

  /** How many are booked in these slots; what was never booked has none. */
  async function bookedIn(slots: readonly SlotRef[]): Promise<number[]> {
    const requests = slots.map(({ locationId, method, slotId }) =>
      counters.build(BatchGetRequest).key({ locationId, method, slotId }),
    );
    return (await readBatch(table, requests)).map((counter) => counter?.booked ?? 0);
  }

  /** Who is in a slot, for the branch and for an audit of its counter. */
  async function bookingsOf({ locationId, method, slotId }: SlotRef): Promise<string[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `SLOTS#${locationId}`, range: { beginsWith: `BOOKED#${method}#${slotId}#` } })
      .entities(bookings)
      .options({ consistent: true, ...everyPage })
      .send();
    return (Items ?? []).map(({ ref }) => ref);
  }

  return {
    watch,
    watchedPlaces,
    count,
    uncount,
    book,
    unbook,
    savePlan,
    readPlan,
    bookedFrom,
    bookedIn,
    bookingsOf,
  };
}
export type SlotStore = ReturnType<typeof createSlotStore>;
