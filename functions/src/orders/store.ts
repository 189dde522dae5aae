import type { LocalizedText } from '@jindian/shared/contract/common';
import type { Address } from '@jindian/shared/contract/member';
import type {
  FulfilmentMethod,
  FulfilmentState,
  OrderLine,
  OrderState,
  TenderState,
} from '@jindian/shared/contract/order';
import { brandDay } from '@jindian/shared/time';
import { Entity } from 'dynamodb-toolbox/entity';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { BatchGetCommand, execute } from 'dynamodb-toolbox/table/actions/batchGet';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { FrozenAttribution } from '../commission/rules.ts';
import { assertWholeBatch } from '../platform/batch-get.ts';
import { shardOf } from '../platform/ids.ts';
import type { JindianTable } from '../platform/table.ts';
import type { TrailStep } from '../sourcing/service.ts';

/** A day's orders are spread over shards: a day as one index key would be one hot partition. */
export const dayShards = 16;

export type StateChange = { atMs: number; state: string; by: string };

/** What changes about an order: kept small, since every change pays for the whole item. */
export type OrderHead = {
  orderId: string;
  number: string;
  memberId: string;
  state: OrderState;
  method: FulfilmentMethod;
  storefrontId: string;
  servingLocationId: string;
  fulfilmentId: string;
  tenderId: string;
  totalFen: number;
  createdAtMs: number;
  payByMs: number;
  history: StateChange[];
};

/** What was agreed at placement and never changes. */
export type OrderDetail = {
  lines: (OrderLine & { categoryId: string })[];
  goodsFen: number;
  deliveryFeeFen: number;
  /** Absent where the storefront serves by itself: it is the place below. */
  storefrontName?: LocalizedText | undefined;
  place: {
    locationId: string;
    ownerId: string;
    name: LocalizedText;
    address: LocalizedText;
    latGcj02: number;
    lngGcj02: number;
  };
  shopperName: string;
  address: Address | null;
  note: string | null;
  attribution: FrozenAttribution | null;
  gridId: string | null;
  trail: TrailStep[];
};

export type FulfilmentRecord = {
  orderId: string;
  fulfilmentId: string;
  locationId: string;
  state: FulfilmentState;
  history: StateChange[];
};

export type TenderRecord = {
  orderId: string;
  tenderId: string;
  state: TenderState;
  amountFen: number;
  transactionId?: string | undefined;
  refundNo?: string | undefined;
};

export type OrderRecord = {
  head: OrderHead;
  detail: OrderDetail;
  fulfilments: FulfilmentRecord[];
  tenders: TenderRecord[];
};

/** A branch's queue, or null where the fulfilment is in none: unpaid or cancelled. */
export function queueOf(state: FulfilmentState): string | null {
  if (state === 'held' || state === 'cancelled') return null;
  return state === 'fulfilled' ? 'done' : state;
}

export function createOrderStore(table: JindianTable) {
  const byOrder = ({ orderId }: { orderId: string }) => `ORDER#${orderId}`;
  const heads = new Entity({
    name: 'Order',
    table,
    timestamps: false,
    schema: item({
      orderId: string().key(),
      number: string(),
      memberId: string(),
      state: string(),
      method: string(),
      storefrontId: string(),
      servingLocationId: string(),
      fulfilmentId: string(),
      tenderId: string(),
      totalFen: number(),
      createdAtMs: number(),
      payByMs: number(),
      history: any(),
      gsi1pk: string(),
      gsi1sk: string(),
      gsi2pk: string(),
      gsi2sk: string(),
    }),
    computeKey: (key: { orderId: string }) => ({ pk: byOrder(key), sk: 'ORDER' }),
  });
  const details = new Entity({
    name: 'OrderDetail',
    table,
    timestamps: false,
    schema: item({ orderId: string().key(), detail: any() }),
    computeKey: (key: { orderId: string }) => ({ pk: byOrder(key), sk: 'DETAIL' }),
  });
  const fulfilments = new Entity({
    name: 'Fulfilment',
    table,
    timestamps: false,
    schema: item({
      orderId: string().key(),
      fulfilmentId: string().key(),
      locationId: string(),
      state: string(),
      history: any(),
      gsi2pk: string().optional(),
      gsi2sk: string().optional(),
    }),
    computeKey: (key: { orderId: string; fulfilmentId: string }) => ({
      pk: byOrder(key),
      sk: `FULFILMENT#${key.fulfilmentId}`,
    }),
  });
  const tenders = new Entity({
    name: 'Tender',
    table,
    timestamps: false,
    schema: item({
      orderId: string().key(),
      tenderId: string().key(),
      state: string(),
      amountFen: number(),
      transactionId: string().optional(),
      refundNo: string().optional(),
    }),
    computeKey: (key: { orderId: string; tenderId: string }) => ({
      pk: byOrder(key),
      sk: `TENDER#${key.tenderId}`,
    }),
  });

  const memberKey = (memberId: string) => `MEMBER#${memberId}#ORDERS`;
  const dayKey = (day: string, shard: number) => `ORDERS#${day}#${shard}`;
  const workKey = (locationId: string, queue: string) => `WORK#${locationId}#${queue}`;

  /** The index keys of an order: the member's list, and the brand's list of the day. */
  function headKeys(head: OrderHead) {
    const shard = shardOf(head.orderId, dayShards);
    return {
      gsi1pk: memberKey(head.memberId),
      gsi1sk: head.orderId,
      gsi2pk: dayKey(brandDay(head.createdAtMs), shard),
      gsi2sk: head.orderId,
    };
  }

  function workKeys(fulfilment: Pick<FulfilmentRecord, 'locationId' | 'orderId'>, state: FulfilmentState) {
    const queue = queueOf(state);
    return queue ? { gsi2pk: workKey(fulfilment.locationId, queue), gsi2sk: fulfilment.orderId } : null;
  }

  /** Everything of one order in one read; strongly consistent, since commands decide on it. */
  async function read(orderId: string): Promise<OrderRecord | null> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `ORDER#${orderId}` })
      .entities(heads, details, fulfilments, tenders)
      .options({ consistent: true, showEntityAttr: true })
      .send();
    const record: Partial<OrderRecord> & Pick<OrderRecord, 'fulfilments' | 'tenders'> = {
      fulfilments: [],
      tenders: [],
    };
    for (const { entity, ...stored } of (Items ?? []) as { entity: string }[]) {
      if (entity === 'Order') record.head = stored as OrderHead;
      else if (entity === 'OrderDetail') record.detail = (stored as { detail: OrderDetail }).detail;
      else if (entity === 'Fulfilment') record.fulfilments.push(stored as FulfilmentRecord);
      else record.tenders.push(stored as TenderRecord);
    }
    return record.head && record.detail ? (record as OrderRecord) : null;
  }

  /** Several orders, for a page of a list: heads, details and first fulfilments in one batch read. */
  async function readMany(keys: readonly { orderId: string; fulfilmentId?: string }[]) {
    if (keys.length === 0) return [];
    const found = new Map<string, { head?: OrderHead; detail?: OrderDetail }>();
    const requests = keys.flatMap(({ orderId }) => [
      heads.build(BatchGetRequest).key({ orderId }),
      details.build(BatchGetRequest).key({ orderId }),
    ]);
    for (let start = 0; start < requests.length; start += 100) {
      const part = requests.slice(start, start + 100);
      const { Responses, UnprocessedKeys } = await execute(
        { maxAttempts: 4 },
        table.build(BatchGetCommand).requests(...part),
      );
      assertWholeBatch(UnprocessedKeys);
      for (const stored of Responses?.[0] ?? []) {
        if (!stored) continue;
        const entry = found.get(stored.orderId) ?? {};
        if ('detail' in stored) entry.detail = stored.detail as OrderDetail;
        else entry.head = stored as OrderHead;
        found.set(stored.orderId, entry);
      }
    }
    return keys.flatMap(({ orderId }) => {
      const entry = found.get(orderId);
      return entry?.head && entry.detail ? [{ head: entry.head, detail: entry.detail }] : [];
    });
  }

  /** The fulfilments that go with those orders. */
  async function readFulfilments(
    keys: readonly { orderId: string; fulfilmentId: string }[],
  ): Promise<FulfilmentRecord[]> {
    if (keys.length === 0) return [];
    const requests = keys.map(({ orderId, fulfilmentId }) =>
      fulfilments.build(BatchGetRequest).key({ orderId, fulfilmentId }),
    );
    const { Responses, UnprocessedKeys } = await execute(
      { maxAttempts: 4 },
      table.build(BatchGetCommand).requests(...requests),
    );
    assertWholeBatch(UnprocessedKeys);
    return (Responses?.[0] ?? []).flatMap((stored) => (stored ? [stored as FulfilmentRecord] : []));
  }

  async function idsOfMember(memberId: string, limit: number, before: string | undefined): Promise<string[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ index: 'gsi1', partition: memberKey(memberId), ...(before ? { range: { lt: before } } : {}) })
      .options({ reverse: true, limit })
      .send();
    return (Items ?? []).map((stored) => String((stored as { gsi1sk: string }).gsi1sk));
  }

  /** Newest first over all shards of the day; ULIDs sort by time, so the pages of the shards merge. */
  async function idsOfDay(day: string, limit: number, before: string | undefined): Promise<string[]> {
    const pages = await Promise.all(
      Array.from({ length: dayShards }, (_, shard) =>
        table
          .build(QueryCommand)
          .query({
            index: 'gsi2',
            partition: dayKey(day, shard),
            ...(before ? { range: { lt: before } } : {}),
          })
          .options({ reverse: true, limit })
          .send(),
      ),
    );
    return pages
      .flatMap(({ Items }) => (Items ?? []).map((stored) => String((stored as { gsi2sk: string }).gsi2sk)))
      .sort()
      .reverse()
      .slice(0, limit);
  }

  /** One queue of a branch: oldest first, what is done newest first. */
  async function idsOfQueue(locationId: string, queue: string, limit: number, after: string | undefined) {
    const newestFirst = queue === 'done';
    const range = after ? { range: newestFirst ? { lt: after } : { gt: after } } : {};
    const { Items } = await table
      .build(QueryCommand)
      .query({ index: 'gsi2', partition: workKey(locationId, queue), ...range })
      .options({ reverse: newestFirst, limit })
      .send();
    return (Items ?? []).map((stored) => {
      const { sk, gsi2sk } = stored as { sk: string; gsi2sk: string };
      return { orderId: gsi2sk, fulfilmentId: sk.slice('FULFILMENT#'.length) };
    });
  }

  return {
    heads,
    details,
    fulfilments,
    tenders,
    headKeys,
    workKeys,
    read,
    readMany,
    readFulfilments,
    idsOfMember,
    idsOfDay,
    idsOfQueue,
  };
}
export type OrderStore = ReturnType<typeof createOrderStore>;
