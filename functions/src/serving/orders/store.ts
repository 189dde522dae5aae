import type { SaleCase, SellerView } from '@jindian/shared/contract/goods/contracts';
import type { PriceAdjustment } from '@jindian/shared/contract/money/payments';
import type { Address } from '@jindian/shared/contract/people/member';
import type {
  FulfilmentMethod,
  OrderLine,
  OrderRequest,
  OrderState,
} from '@jindian/shared/contract/serving/order';
import { brandDay } from '@jindian/shared/time';
import { Entity } from 'dynamodb-toolbox/entity';
import { BatchGetRequest } from 'dynamodb-toolbox/entity/actions/batchGet';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { OrderMoney, RefundRecord } from '../../money/payments/documents.ts';
import { createPaymentItems } from '../../money/payments/items.ts';
import { readBatch } from '../../platform/batch-read.ts';
import type { JindianTable } from '../../platform/table.ts';
import { everyPage } from '../../platform/whole.ts';
import type { FrozenAttribution } from '../../selling/commission/rules.ts';
import type { TrailStep } from '../sourcing/service.ts';
import { dayShards, listOfDay } from './day-lists.ts';
import { createFulfilmentItems, type FulfilmentRecord } from './fulfilment-items.ts';
import type { StateChange } from './history.ts';

/** What changes about an order: kept small, since every change pays for the whole item. */
export type OrderHead = {
  orderId: string;
  number: string;
  memberId: string;
  state: OrderState;
  method: FulfilmentMethod;
  storefrontId: string;
  /** Of the day's lists: by where its storefront lies. */
  dayShard: number;
  fulfilmentIds: string[];
  /** How many fulfilments are wanted, and how many reached their shopper; the last one completes the order. */
  partCount: number;
  fulfilledCount: number;
  totalFen: number;
  /** What has arrived back; the books of a completion count without it. */
  refundedFen: number;
  createdAtMs: number;
  payByMs: number;
  history: StateChange[];
};

/** Under which case of whose contract pieces of a line are sold: settlement goes by it. */
export type LineDeal = {
  goodsOwnerId: string;
  quantity: number;
  ownerId: string;
  saleCase: SaleCase;
  ownerBasisPoints: number | null;
};

/** One of several orders that are paid at once. */
export type CheckoutPart = {
  orderId: string;
  number: string;
  soldBy: SellerView;
  totalFen: number;
};

/** A line as it was agreed. What HQ owes or paid for the goods is not for shoppers and branches to see. */
export type DetailLine = OrderLine & {
  id: string;
  categoryId: string;
  adjustments: PriceAdjustment[];
  /** What is paid for it: the amount with all its adjustments. */
  netFen: number;
  taxCode: string;
  taxRateBasisPoints: number;
  /** What the goods of the whole line cost; 0 until receipts tell it. */
  costFen: number;
  /** What the seller owes for one piece that is not his, whoever serves it in the end. */
  transferPriceFen: number;
  /** Absent: HQ sells it, and owes a dealer that price. */
  deals?: LineDeal[] | undefined;
};

/** What was agreed at placement and never changes, but for the address of a pickup that became a delivery. */
export type OrderDetail = {
  lines: DetailLine[];
  goodsFen: number;
  deliveryFeeFen: number;
  /** What was promised at placement: commission waits as long. */
  returnWindowDays: number;
  shopperName: string;
  address: Address | null;
  note: string | null;
  attribution: FrozenAttribution | null;
  gridId: string | null;
  policyVersion: string | null;
  slotId?: string | undefined;
  /** What the shopper ordered with; absent: not told. */
  channel?: OrderRequest['channel'];
  trail: TrailStep[];
  /** The dealer who sells it; absent: HQ. */
  soldBy?: SellerView | undefined;
  /** All orders that are paid together with this one, and this one; the first one's id is the checkout's. */
  checkout?: CheckoutPart[] | undefined;
};

/** Why a fulfilment left a place, or was to leave it, and who was looked at next: HQ reads it, commands do not. */
export type AttemptRecord = {
  fulfilmentId: string;
  atMs: number;
  fromLocationId: string;
  reason: string;
  note?: string | undefined;
  byMemberId?: string | undefined;
  priceGapFen?: number | undefined;
  toLocationId: string | null;
  trail: TrailStep[];
};

export type OrderRecord = {
  head: OrderHead;
  detail: OrderDetail;
  fulfilments: FulfilmentRecord[];
  attempts: AttemptRecord[];
  money: OrderMoney;
  /** In the order in which they were asked for. */
  refunds: RefundRecord[];
};

const everyShard = Array.from({ length: dayShards }, (_, shard) => shard);

export function createOrderStore(table: JindianTable) {
  const byOrder = ({ orderId }: { orderId: string }) => `ORDER#${orderId}`;
  const fulfilments = createFulfilmentItems(table);
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
      dayShard: number(),
      fulfilmentIds: any(),
      partCount: number(),
      fulfilledCount: number(),
      totalFen: number(),
      refundedFen: number(),
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
  const attempts = new Entity({
    name: 'FulfilmentAttempt',
    table,
    timestamps: false,
    schema: item({
      orderId: string().key(),
      fulfilmentId: string().key(),
      attempt: number().key(),
      record: any(),
    }),
    computeKey: (key: { orderId: string; fulfilmentId: string; attempt: number }) => ({
      pk: byOrder(key),
      sk: `ATTEMPT#${key.fulfilmentId}#${String(key.attempt).padStart(3, '0')}`,
    }),
  });
  const payments = createPaymentItems(table);

  const memberKey = (memberId: string) => `MEMBER#${memberId}#ORDERS`;
  const dayKey = (day: string, shard: number) => `ORDERS#${listOfDay(day, shard)}`;

  /** The index keys of an order: the member's list, and the brand's list of the day. */
  function headKeys(head: OrderHead) {
    return {
      gsi1pk: memberKey(head.memberId),
      gsi1sk: head.orderId,
      gsi2pk: dayKey(brandDay(head.createdAtMs), head.dayShard),
      gsi2sk: head.orderId,
    };
  }

  /** Everything of one order in one read; strongly consistent, since commands decide on it. */
  async function read(orderId: string): Promise<OrderRecord | null> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: `ORDER#${orderId}` })
      .entities(heads, details, fulfilments.entity, attempts, payments.money, payments.refunds)
      .options({ consistent: true, showEntityAttr: true, ...everyPage })
      .send();
    const record: Partial<OrderRecord> & Pick<OrderRecord, 'fulfilments' | 'attempts' | 'refunds'> = {
      fulfilments: [],
      attempts: [],
      refunds: [],
    };
    for (const { entity, ...stored } of (Items ?? []) as { entity: string }[]) {
      if (entity === 'Order') record.head = stored as OrderHead;
      else if (entity === 'OrderDetail') record.detail = (stored as { detail: OrderDetail }).detail;
      else if (entity === 'Fulfilment') record.fulfilments.push(stored as FulfilmentRecord);
      else if (entity === 'FulfilmentAttempt')
        record.attempts.push((stored as { record: AttemptRecord }).record);
      else if (entity === 'OrderMoney') record.money = stored as OrderMoney;
      else record.refunds.push(stored as unknown as RefundRecord);
    }
    return record.head && record.detail && record.money ? (record as OrderRecord) : null;
  }

  /** Heads and details of several orders, for a page of a list. The same order twice is read once. */
  async function readMany(keys: readonly { orderId: string }[]) {
    if (keys.length === 0) return [];
    const found = new Map<string, { head?: OrderHead; detail?: OrderDetail }>();
    const orderIds = [...new Set(keys.map(({ orderId }) => orderId))];
    const stored = await readBatch(
      table,
      orderIds.flatMap((orderId) => [
        heads.build(BatchGetRequest).key({ orderId }),
        details.build(BatchGetRequest).key({ orderId }),
      ]),
    );
    for (const one of stored) {
      if (!one) continue;
      const entry = found.get(one.orderId) ?? {};
      if ('detail' in one) entry.detail = one.detail as OrderDetail;
      else entry.head = one as OrderHead;
      found.set(one.orderId, entry);
    }
    return orderIds.flatMap((orderId) => {
      const entry = found.get(orderId);
      return entry?.head && entry.detail ? [{ head: entry.head, detail: entry.detail }] : [];
    });
  }

  async function idsOfMember(memberId: string, limit: number, before: string | undefined): Promise<string[]> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ index: 'gsi1', partition: memberKey(memberId), ...(before ? { range: { lt: before } } : {}) })
      .options({ reverse: true, limit })
      .send();
    return (Items ?? []).map((stored) => String((stored as { gsi1sk: string }).gsi1sk));
  }

  /**
   * Newest first over all shards of the day, or over some: then with what is only served there. ULIDs sort by time, so
   * the pages of the shards merge.
   */
  async function idsOfDay(
    day: string,
    limit: number,
    before: string | undefined,
    shards?: readonly number[],
  ): Promise<string[]> {
    const range = before ? { range: { lt: before } } : {};
    const placed = (shards ?? everyShard).map(async (shard) => {
      const partition = dayKey(day, shard);
      const { Items } = await table
        .build(QueryCommand)
        .query({ index: 'gsi2', partition, ...range })
        .options({ reverse: true, limit })
        .send();
      return (Items ?? []).map((stored) => String((stored as { gsi2sk: string }).gsi2sk));
    });
    const served = (shards ?? []).map((shard) =>
      fulfilments.orderIdsServedAway(listOfDay(day, shard), limit, before),
    );
    const pages = await Promise.all([...placed, ...served]);
    return [...new Set(pages.flat())].sort().reverse().slice(0, limit);
  }

  return {
    heads,
    details,
    fulfilments,
    attempts,
    payments,
    headKeys,
    read,
    readMany,
    idsOfMember,
    idsOfDay,
  };
}
export type OrderStore = ReturnType<typeof createOrderStore>;
