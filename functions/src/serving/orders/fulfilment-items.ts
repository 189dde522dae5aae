import type { Arrival } from '@jindian/shared/arrival';
import { hqQueues } from '@jindian/shared/contract/hq';
import type { BranchQueue } from '@jindian/shared/contract/serving/branch-work';
import type {
  broughtBackConditions,
  DeliveryFailure,
  FulfilmentMethod,
  FulfilmentState,
} from '@jindian/shared/contract/serving/order';
import type { PieceSerial } from '@jindian/shared/contract/serving/serials';
import { readSlotId, slotSpanMs } from '@jindian/shared/slots';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { SkuQuantity, StockAllocation } from '../../goods/inventory/rules.ts';
import { readBatch } from '../../platform/batch-read.ts';
import { indexNames } from '../../platform/deployed-names.ts';
import {
  type DueItems,
  type DueKeys,
  dueAttributes,
  dueStamp,
  type Waiting,
} from '../../platform/due-items.ts';
import { Entity } from '../../platform/entity.ts';
import { shardOf } from '../../platform/ids.ts';
import type { JindianTable } from '../../platform/table.ts';
import { type Write, write } from '../../platform/transact.ts';
import type { Acceptance } from '../sourcing/service.ts';
import { partOfList, type ServedAt } from './day-lists.ts';
import type { StateChange } from './history.ts';
import { isPractice } from './practice.ts';

/** Who said no, or nothing, to a fulfilment. */
export type AskedBefore = { locationId: string; reason: string; atMs: number };

/** Pieces of a part that left its place under terms of a contract that divide what is paid. */
export type DealtPieces = { lineId: string; goodsOwnerId: string; quantity: number };

export type FailedDelivery = {
  reason: DeliveryFailure;
  atMs: number;
  note?: string | undefined;
  byMemberId: string;
  /** Since when it is HQ's too, because its branch left it open for so long. */
  overdueAtMs?: number | undefined;
  goods?:
    | {
        condition: (typeof broughtBackConditions)[number];
        locationId: string;
        atMs: number;
        byMemberId: string;
      }
    | undefined;
};

/** Who serves which lines of an order, how; `allocations` is what is held for it at its place now. */
export type FulfilmentRecord = {
  orderId: string;
  fulfilmentId: string;
  /** Who serves, and where its goods are held. */
  locationId: ServedAt['locationId'];
  awayList?: ServedAt['awayList'];
  method: FulfilmentMethod;
  state: FulfilmentState;
  /** Grows when it changes hands: an answer to an earlier offer finds another number. */
  attempt: number;
  distanceMeters: number | null;
  lines: SkuQuantity[];
  /** All of the lines, but for one that waits with HQ or for called goods. */
  allocations: StockAllocation[];
  acceptance: Acceptance;
  offerUntilMs?: number | undefined;
  serviceFeeFen: number;
  /** When its place was given it: the place's orders of that day count it. */
  givenAtMs: number;
  /** Places that were asked and did not take it: not to be asked again. */
  asked: AskedBefore[];
  slotId?: string | undefined;
  /** Of the goods that it waits for, or waited for last. */
  transferId?: string | undefined;
  /** When it should come from its place; none where it is collected or in a slot. */
  expected?: Arrival | undefined;
  history: StateChange[];
  /** Pieces that left under terms of a contract that divide what is paid; there once it has left. */
  dealt?: DealtPieces[] | undefined;
  /** Why it could not be delivered, the last time that it could not, and what became of the goods. */
  failure?: FailedDelivery | undefined;
  /** Of goods whose pieces have numbers: which are given out. */
  serials?: PieceSerial[] | undefined;
};

export type FulfilmentKey = { orderId: string; fulfilmentId: string };

/** It lies in the item of the order itself. */
export function isFirst({ orderId, fulfilmentId }: { orderId: string; fulfilmentId: string }): boolean {
  return orderId === fulfilmentId;
}

/** HQ's queues are written by every branch: several keys each, so that none is hot. */
const hqQueueShards = 8;
/** Keys of deliveries at HQ that a branch looks through at once: 1 MB holds far more. */
const sharedAtOnce = 200;

const ofNoBranch: readonly FulfilmentState[] = [
  'held',
  'cancelled',
  'in_grab_pool',
  'with_hq',
  'awaiting_shopper',
];
const hqStates: ReadonlySet<FulfilmentState> = new Set(hqQueues);

/**
 * A branch's queue, or null where the fulfilment is in none: unpaid, cancelled, or waiting for somebody else. What is
 * disputed HQ settles; the branch sees it among what is on its way.
 */
export function branchQueueOf(state: FulfilmentState): BranchQueue | null {
  if (ofNoBranch.includes(state)) return null;
  if (state === 'fulfilled') return 'done';
  if (state === 'disputed') return 'dispatched';
  return state as BranchQueue;
}

/** In front of HQ and of its branch: complained of, or failed and left open for too long. */
export function isShared({ state, failure }: Pick<FulfilmentRecord, 'state' | 'failure'>): boolean {
  return state === 'disputed' || (state === 'delivery_failed' && failure?.overdueAtMs !== undefined);
}

/** Its goods have left the place, and are not back. */
export function hasLeft({ state }: Pick<FulfilmentRecord, 'state'>): boolean {
  return (
    state === 'dispatched' || state === 'disputed' || state === 'delivery_failed' || state === 'fulfilled'
  );
}

/** When its goods were last at a place again, after they had been out. */
export function cameBackAtMs({ history }: Pick<FulfilmentRecord, 'history'>): number | null {
  const failedAt = history.findLastIndex(({ state }) => state === 'delivery_failed');
  const after = history.slice(Math.max(0, failedAt));
  const back = failedAt < 0 ? undefined : after.find((step) => !hasLeft(step as { state: FulfilmentState }));
  return back?.atMs ?? null;
}

/** Since when its place could have packed it: from the beginning of its slot on, if it has one. */
export function toPackSinceMs({ history, slotId }: Pick<FulfilmentRecord, 'history' | 'slotId'>): number {
  const slot = slotId === undefined ? null : readSlotId(slotId);
  return Math.max(history.at(-1)?.atMs ?? 0, slot ? slotSpanMs(slot).fromMs : 0);
}

type ListedKey = FulfilmentKey & { locationId?: string };

function oldestFirst(pages: readonly FulfilmentKey[][], limit: number): FulfilmentKey[] {
  return pages
    .flat()
    .map(({ orderId, fulfilmentId }) => ({ orderId, fulfilmentId }))
    .sort((a, b) => (a.fulfilmentId < b.fulfilmentId ? -1 : 1))
    .slice(0, limit);
}

export function createFulfilmentItems(table: JindianTable, due: Pick<DueItems, 'waits'>) {
  const byOrder = ({ orderId }: { orderId: string }) => `ORDER#${orderId}`;
  const entity = new Entity({
    name: 'Fulfilment',
    table,
    timestamps: false,
    schema: item({
      orderId: string().key(),
      fulfilmentId: string().key(),
      locationId: string(),
      awayList: string().optional(),
      method: string(),
      state: string(),
      attempt: number(),
      distanceMeters: any(),
      lines: any(),
      allocations: any(),
      acceptance: any(),
      offerUntilMs: number().optional(),
      serviceFeeFen: number(),
      givenAtMs: number(),
      asked: any(),
      slotId: string().optional(),
      transferId: string().optional(),
      expected: any().optional(),
      dealt: any().optional(),
      failure: any().optional(),
      serials: any().optional(),
      history: any(),
      gsi2pk: string().optional(),
      gsi2sk: string().optional(),
      gsi3pk: string().optional(),
      gsi3sk: string().optional(),
      ...dueAttributes(),
    }),
    computeKey: (key: FulfilmentKey) => ({ pk: byOrder(key), sk: `FULFILMENT#${key.fulfilmentId}` }),
  });

  const workKey = (locationId: string, queue: string) => `WORK#${locationId}#${queue}`;
  const hqKey = (queue: string, shard: number) => `WORK#hq#${queue}#${shard}`;
  /** An item is in one queue only: the branch finds its own in HQ's, in the one shard where they all are. */
  const sharedKey = (queue: string, locationId: string) => hqKey(queue, shardOf(locationId, hqQueueShards));

  function workKeys(fulfilment: Pick<FulfilmentRecord, 'locationId' | 'fulfilmentId' | 'state' | 'failure'>) {
    const { state, locationId, fulfilmentId } = fulfilment;
    if (isShared(fulfilment))
      return { gsi2pk: sharedKey(state, locationId), gsi2sk: `${fulfilmentId}#${locationId}` };
    const ofBranch = branchQueueOf(state);
    // Practice is in front of its branch while it is worked on: what it did is no order that was served, nor HQ's to look at.
    if (isPractice(fulfilmentId) && (!ofBranch || ofBranch === 'done')) return null;
    if (!ofBranch && !hqStates.has(state)) return null;
    return {
      gsi2pk: ofBranch ? workKey(locationId, ofBranch) : hqKey(state, shardOf(fulfilmentId, hqQueueShards)),
      gsi2sk: fulfilmentId,
    };
  }

  const awayKey = (part: string) => `SERVED#${part}`;

  /** In the list of its order's day for where it is served, if that list does not have the order anyway. */
  function awayKeys({ orderId, awayList }: Pick<FulfilmentRecord, 'orderId' | 'awayList'>) {
    return awayList === undefined
      ? null
      : { gsi3pk: awayKey(partOfList(awayList, orderId)), gsi3sk: orderId };
  }

  /**
   * Of a part of a list, newest first. An order served in two places there is in it twice: it is read on until there
   * are as many orders as are wanted, or no more. A page with fewer would look like the last one.
   */
  async function orderIdsServedAway(part: string, limit: number, before: string | undefined) {
    const orderIds: string[] = [];
    for (let older = before; ; older = orderIds.at(-1)) {
      const { Items, LastEvaluatedKey } = await table
        .build(QueryCommand)
        .query({
          index: indexNames.byPlaceServing,
          partition: awayKey(part),
          ...(older ? { range: { lt: older } } : {}),
        })
        .options({ reverse: true, limit: limit - orderIds.length })
        .send();
      const found = (Items ?? []).map((stored) => String((stored as { gsi3sk: string }).gsi3sk));
      orderIds.push(...new Set(found));
      if (orderIds.length >= limit || LastEvaluatedKey === undefined || found.length === 0) return orderIds;
    }
  }

  const toPackKey = (shard: number) => `TO_PACK#${shard}`;

  /**
   * All that is to be packed, by since when, in the index of due times: nothing is due then, and whatever changes its
   * state takes it off there, as it does with what was due.
   */
  function toPackKeys(record: FulfilmentRecord): DueKeys | null {
    const { state, fulfilmentId } = record;
    if (state !== 'to_pack' || isPractice(fulfilmentId)) return null;
    return {
      gsi4pk: toPackKey(shardOf(fulfilmentId, hqQueueShards)),
      gsi4sk: `${dueStamp(toPackSinceMs(record))}#${fulfilmentId}`,
    };
  }

  /** What has been to pack since `beforeMs` or longer, oldest first; `after` is the `listedAs` of the last one seen. */
  async function idsToPackSince(
    beforeMs: number,
    limit: number,
    after: string | undefined,
  ): Promise<(FulfilmentKey & { listedAs: string })[]> {
    const [from, to] = [after === undefined ? dueStamp(0) : `${after}~`, dueStamp(beforeMs + 1)];
    if (from > to) return [];
    const range = { between: [from, to] as [string, string] };
    const pages = await Promise.all(
      Array.from({ length: hqQueueShards }, (_, shard) =>
        table
          .build(QueryCommand)
          .query({ index: indexNames.byDue, partition: toPackKey(shard), range })
          .options({ limit })
          .send(),
      ),
    );
    return pages
      .flatMap(({ Items }) => Items ?? [])
      .map((stored) => {
        const { pk, gsi4sk } = stored as { pk: string; gsi4sk: string };
        const [, fulfilmentId = ''] = gsi4sk.split('#');
        return { orderId: pk.slice('ORDER#'.length), fulfilmentId, listedAs: gsi4sk };
      })
      .sort((a, b) => (a.listedAs < b.listedAs ? -1 : 1))
      .slice(0, limit);
  }

  /** Not of the first, which is put with its order. */
  function put(record: FulfilmentRecord, waiting: Waiting | null = null): Write {
    return write(
      'fulfilment',
      entity
        .build(PutTransaction)
        .item({
          ...record,
          ...workKeys(record),
          ...awayKeys(record),
          ...(toPackKeys(record) ?? due.waits(record.orderId, waiting)),
        })
        .options({ condition: { attr: 'fulfilmentId', exists: false } }),
    );
  }

  /** Of orders that are read: what is in their items, and the others. */
  async function readMany(
    keys: readonly FulfilmentKey[],
    orders: readonly { first: FulfilmentRecord }[],
  ): Promise<FulfilmentRecord[]> {
    const firsts = new Map(orders.map(({ first }) => [first.fulfilmentId, first]));
    const others = keys.filter((key) => !isFirst(key));
    const found =
      others.length === 0
        ? []
        : await readBatch(
            table,
            others.map((key) => entity.build(BatchGetRequest).key(key)),
          );
    const read = new Map(
      found.flatMap((stored) => (stored ? [[stored.fulfilmentId, stored as FulfilmentRecord]] : [])),
    );
    return keys.flatMap(({ fulfilmentId }) => firsts.get(fulfilmentId) ?? read.get(fulfilmentId) ?? []);
  }

  async function idsOf(partition: string, limit: number, after: string | undefined, newestFirst = false) {
    // A longer sort key begins with the id too.
    const range = after ? { range: newestFirst ? { lt: after } : { gt: `${after}~` } } : {};
    const { Items } = await table
      .build(QueryCommand)
      .query({ index: indexNames.byQueue, partition, ...range })
      .options({ reverse: newestFirst, limit })
      .send();
    return (Items ?? []).map((stored): ListedKey => {
      const { pk, gsi2sk } = stored as { pk: string; gsi2sk: string };
      const [fulfilmentId = '', locationId] = gsi2sk.split('#');
      return { orderId: pk.slice('ORDER#'.length), fulfilmentId, ...(locationId ? { locationId } : {}) };
    });
  }

  /** Those of a branch in one of HQ's queues. HQ keeps them few, so that its whole shard is looked through. */
  async function idsSharedAt(queue: string, locationId: string, limit: number, after: string | undefined) {
    const found: ListedKey[] = [];
    for (let last = after; ; ) {
      const keys = await idsOf(sharedKey(queue, locationId), sharedAtOnce, last);
      found.push(...keys.filter((key) => key.locationId === locationId));
      last = keys.at(-1)?.fulfilmentId;
      if (keys.length < sharedAtOnce || found.length >= limit) return found;
    }
  }

  /** One queue of a branch: oldest first, what is done newest first. */
  async function idsOfQueue(
    locationId: string,
    queue: string,
    limit: number,
    after: string | undefined,
  ): Promise<FulfilmentKey[]> {
    const own = idsOf(workKey(locationId, queue), limit, after, queue === 'done');
    const shared = queue === 'dispatched' ? 'disputed' : queue === 'delivery_failed' ? queue : null;
    if (shared === null) return own;
    const pages = await Promise.all([own, idsSharedAt(shared, locationId, limit, after)]);
    return oldestFirst(pages, limit);
  }

  /** One of HQ's queues, oldest first over all its shards. */
  async function idsOfHqQueue(queue: string, limit: number, after: string | undefined) {
    const pages = await Promise.all(
      Array.from({ length: hqQueueShards }, (_, shard) => idsOf(hqKey(queue, shard), limit, after)),
    );
    return oldestFirst(pages, limit);
  }

  return {
    entity,
    put,
    workKeys,
    awayKeys,
    toPackKeys,
    orderIdsServedAway,
    readMany,
    idsOfQueue,
    idsOfHqQueue,
    idsToPackSince,
  };
}
export type FulfilmentItems = ReturnType<typeof createFulfilmentItems>;
