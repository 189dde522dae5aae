import { hqQueues } from '@jindian/shared/contract/hq';
import { brandDay, dayMs } from '@jindian/shared/time';
import { dayShardOf, shardsWithin } from '../day-lists.ts';
import { branchQueueOf, isShared } from '../fulfilment-items.ts';
import { readTable } from './invariants.ts';
import type { OrdersFixture } from './orders-fixture.ts';

/** More than a run makes. */
const everything = 1_000;
/** Slots begin sooner. */
const yearMs = 365 * dayMs;

const idOf = ({ fulfilmentId }: { fulfilmentId: string }) => fulfilmentId;

function compare(list: string, shown: readonly string[], stored: readonly string[]): string[] {
  const [left, right] = [[...shown].sort(), [...stored].sort()];
  return JSON.stringify(left) === JSON.stringify(right) ? [] : [`${list}: shown ${left}, stored ${right}`];
}

/** What the lists by secondary index show, against the orders as they are stored: nothing missing, nothing left over. */
export async function listFaults(fixture: OrdersFixture): Promise<string[]> {
  const { orders } = await readTable(fixture);
  const { store } = fixture.system.orders;
  const heads = [...orders.values()].map(({ head }) => head);
  const parts = [...orders.values()].flatMap(({ fulfilments }) => fulfilments);
  const faults: string[] = [];
  for (const memberId of new Set(heads.map((head) => head.memberId))) {
    const theirs = heads.filter((head) => head.memberId === memberId).map(({ orderId }) => orderId);
    faults.push(
      ...compare(`orders of ${memberId}`, await store.idsOfMember(memberId, everything, undefined), theirs),
    );
  }
  const { locations, location } = await fixture.system.network.current();
  const shardAt = (locationId: string) => dayShardOf(location(locationId) ?? { province: '' });
  for (const day of new Set(heads.map(({ createdAtMs }) => brandDay(createdAtMs)))) {
    const ofDay = heads.filter(({ createdAtMs }) => brandDay(createdAtMs) === day);
    const idsOf = (some: typeof heads) => some.map(({ orderId }) => orderId);
    faults.push(
      ...compare(`orders of ${day}`, await store.idsOfDay(day, everything, undefined), idsOf(ofDay)),
    );
    // Who looks after a place finds what was placed there and what is served there, wherever it has been.
    const lists = new Map<string, number[]>();
    for (const place of locations) {
      const shards = shardsWithin(
        { whole: false, at: (at) => at.kind === 'place' && at.locationId === place.id },
        locations,
      );
      lists.set(shards.join(), shards);
    }
    for (const shards of lists.values()) {
      const there = ofDay.filter(({ orderId, storefrontId }) =>
        [
          storefrontId,
          ...parts.filter((part) => part.orderId === orderId).map(({ locationId }) => locationId),
        ].some((locationId) => shards.includes(shardAt(locationId))),
      );
      const shown = await store.idsOfDay(day, everything, undefined, shards);
      faults.push(...compare(`orders of ${day} in ${shards}`, shown, idsOf(there)));
    }
  }
  const { idsOfHqQueue, idsOfQueue } = store.fulfilments;
  for (const queue of hqQueues) {
    const keys = await idsOfHqQueue(queue, everything, undefined);
    const there = parts
      .filter((part) => part.state === queue && (queue !== 'delivery_failed' || isShared(part)))
      .map(idOf);
    faults.push(...compare(`${queue} at HQ`, keys.map(idOf), there));
  }
  const unpacked = await store.fulfilments.idsToPackSince(
    fixture.clock.nowMs() + yearMs,
    everything,
    undefined,
  );
  const toPack = parts.filter(({ state }) => state === 'to_pack').map(idOf);
  faults.push(...compare('to pack, by since when', unpacked.map(idOf), toPack));
  for (const queue of new Set(parts.flatMap(({ state }) => branchQueueOf(state) ?? []))) {
    for (const locationId of fixture.stockedIds) {
      const keys = await idsOfQueue(locationId, queue, everything, undefined);
      const there = parts
        .filter((part) => branchQueueOf(part.state) === queue && part.locationId === locationId)
        .map(idOf);
      faults.push(...compare(`${queue} at ${locationId}`, keys.map(idOf), there));
    }
  }
  return faults;
}
