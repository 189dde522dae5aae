import { brandDay } from '@jindian/shared/time';
import { queueOf } from '../fulfilment-items.ts';
import { readTable } from './invariants.ts';
import type { OrdersFixture } from './orders-fixture.ts';

/** More than a run makes. */
const everything = 1_000;

const hqQueues = ['with_hq', 'awaiting_shopper'];
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
  for (const day of new Set(heads.map(({ createdAtMs }) => brandDay(createdAtMs)))) {
    const ofDay = heads
      .filter(({ createdAtMs }) => brandDay(createdAtMs) === day)
      .map(({ orderId }) => orderId);
    faults.push(...compare(`orders of ${day}`, await store.idsOfDay(day, everything, undefined), ofDay));
  }
  const inQueue = (queue: string, locationId?: string) =>
    parts
      .filter((part) => queueOf(part.state) === queue && locationId === (locationId && part.locationId))
      .map(({ fulfilmentId }) => fulfilmentId);
  const { idsOfHqQueue, idsOfQueue } = store.fulfilments;
  for (const queue of new Set(parts.flatMap(({ state }) => queueOf(state) ?? []))) {
    if (hqQueues.includes(queue)) {
      const keys = await idsOfHqQueue(queue, everything, undefined);
      faults.push(...compare(`${queue} at HQ`, keys.map(idOf), inQueue(queue)));
      continue;
    }
    for (const locationId of fixture.stockedIds) {
      const keys = await idsOfQueue(locationId, queue, everything, undefined);
      faults.push(...compare(`${queue} at ${locationId}`, keys.map(idOf), inQueue(queue, locationId)));
    }
  }
  return faults;
}
