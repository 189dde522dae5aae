import type { LocalizedText } from '@jindian/shared/contract/common';
import type { SaleCase, SellerView } from '@jindian/shared/contract/goods/contracts';
import type { PriceAdjustment } from '@jindian/shared/contract/money/payments';
import type { Address } from '@jindian/shared/contract/people/member';
import type { AppliedPromotion } from '@jindian/shared/contract/selling/promotions';
import type { OrderLine, OrderRequest } from '@jindian/shared/contract/serving/order';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import { any } from 'dynamodb-toolbox/schema/any';
import { item } from 'dynamodb-toolbox/schema/item';
import { number } from 'dynamodb-toolbox/schema/number';
import { string } from 'dynamodb-toolbox/schema/string';
import { QueryCommand } from 'dynamodb-toolbox/table/actions/query';
import type { OrderMoney, RefundRecord } from '../../money/payments/documents.ts';
import { createPaymentItems, moneyLabel } from '../../money/payments/items.ts';
import { readBatchAsStored } from '../../platform/batch-read.ts';
import { type Due, type DueItems, dueKeys, type Waiting } from '../../platform/due-items.ts';
import { Entity } from '../../platform/entity.ts';
import type { JindianTable } from '../../platform/table.ts';
import { patchWrite, type Write, whenDone, write } from '../../platform/transact.ts';
import { everyPage } from '../../platform/whole.ts';
import type { FrozenAttribution } from '../../selling/commission/frozen.ts';
import type { FrozenPoints } from '../../selling/membership/points/earning.ts';
import type { CountedUse } from '../../selling/promotions/uses.ts';
import type { TrailStep } from '../sourcing/service.ts';
import { createFulfilmentItems, type FulfilmentRecord } from './fulfilment-items.ts';
import type { OrderHead } from './history.ts';
import {
  type DuePatch,
  moneyAttributes,
  newOrderItem,
  type OrderItem,
  type OrderPatch,
  orderItemKey,
  orderPartition,
  toOrderItem,
} from './order-item.ts';
import { createOrderLists } from './order-lists.ts';
import { dueKinds } from './timing.ts';

export type { OrderHead } from './history.ts';

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
  /** Absent: taken back without a reason as well. */
  notReturnable?: LocalizedText | undefined;
  /** Each piece has a number of its own, which is told before it leaves. */
  hasSerials?: true | undefined;
  /** What the goods of the whole line cost; 0 until receipts tell it. */
  costFen: number;
  /** What the seller owes for one piece that is not his, whoever serves it in the end. */
  transferPriceFen: number;
  /** Absent: HQ sells it, and owes a dealer that price. */
  deals?: LineDeal[] | undefined;
};

/** A promotion as it was when it was ordered by; what it took off stands in the lines' adjustments. */
export type OrderPromotion = Omit<AppliedPromotion, 'amountFen'>;

/** What was agreed at placement and never changes, but for the address of a pickup that became a delivery. */
export type OrderDetail = {
  lines: DetailLine[];
  goodsFen: number;
  deliveryFeeFen: number;
  /** What was promised at placement: commission waits as long. */
  returnWindowDays: number;
  shopperName: string;
  /** The last digits of the shopper's own number: of a pickup, callers are found by them. */
  phoneTail?: string | undefined;
  address: Address | null;
  note: string | null;
  attribution: FrozenAttribution | null;
  /** The channel by which the shopper came last, where nobody is credited; else it stands with who is. */
  sceneId?: string | undefined;
  /** What it earns its member in points; absent: nothing. */
  points?: FrozenPoints | undefined;
  /** What of it the fund pool is given, by the rule of when it was placed; absent: placed before that was kept. */
  poolPercent?: number | undefined;
  /** What made it cheaper; absent: nothing. */
  promotions?: OrderPromotion[] | undefined;
  /** What is given back to caps of promotions when it is called off; of a checkout it stands on the first. */
  promotionUses?: CountedUse[] | undefined;
  /** Coupons that it was bought with; of a checkout they stand on the first. */
  couponIds?: string[] | undefined;
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

type Stored = { pk: string; sk: string; _et: string } & Record<string, unknown>;

export function createOrderStore(table: JindianTable, due: Pick<DueItems, 'waits'>) {
  const byOrder = ({ orderId }: { orderId: string }) => orderPartition(orderId);
  const fulfilments = createFulfilmentItems(table, due);
  const details = new Entity({
    name: 'OrderDetail',
    table,
    timestamps: false,
    schema: item({
      orderId: string().key(),
      detail: any(),
      gsi2pk: string(),
      gsi2sk: string(),
      gsi1pk: string(),
      gsi1sk: string(),
      gsi3pk: string().optional(),
      gsi3sk: string().optional(),
    }),
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

  const lists = createOrderLists(table, fulfilments);

  function putDetail(head: OrderHead, detail: OrderDetail): Write {
    const { orderId } = head;
    const found = { ...lists.dayKeys(head), ...lists.foundKeys(head, detail) };
    return write('detail', details.build(PutTransaction).item({ orderId, detail, ...found }));
  }

  /** The items as they are stored, by the records that were made of them. */
  const itemsOf = new WeakMap<object, Record<string, unknown>>();
  function remember({ head, first, money }: OrderItem, stored: Record<string, unknown>): void {
    for (const part of [head, first, money]) itemsOf.set(part, stored);
  }

  /** One write of a transaction, however many parts of the item change in it. `part`: what of it was read. */
  function patchOrder(label: string, part: { orderId: string }, patch: OrderPatch): Write {
    const key = orderItemKey(part);
    const before = itemsOf.get(part);
    const built = patchWrite(label, {
      tableName: table.getName(),
      key,
      ...patch,
      ...(before ? { before } : {}),
    });
    return before ? { ...built, done: () => Object.assign(before, patch.set) } : built;
  }

  /** In a patch of the order's item, which head and first part share: whoever waits for something has it. */
  function waitsNow(orderId: string, waiting: Waiting | null): DuePatch {
    return waiting ? { set: due.waits(orderId, waiting) } : { drop: dueKeys };
  }

  /** Its head, its first fulfilment and its money. */
  function putOrder({ head, fulfilments: parts, money }: OrderRecord): Write {
    const [first] = parts as [FulfilmentRecord];
    const set = newOrderItem(
      { head, first, money },
      {
        ...lists.memberKeys(head),
        ...fulfilments.workKeys(first),
        ...fulfilments.awayKeys(first),
        ...due.waits(head.orderId, { kind: dueKinds.unpaid, atMs: head.payByMs }),
      },
    );
    remember({ head, first, money }, {});
    return patchOrder('order', head, { isNew: true, set });
  }

  /** On condition that nobody changed it since it was read; once done, the record given is the next one. */
  function changeMoney(record: OrderMoney, change: Partial<Omit<OrderMoney, 'orderId' | 'revision'>>): Write {
    const { orderId, revision } = record;
    const next = { ...change, revision: revision + 1 };
    const patch = {
      set: moneyAttributes(next, orderId),
      equal: moneyAttributes({ revision }, orderId),
    };
    return whenDone(patchOrder(moneyLabel, record, patch), () => Object.assign(record, next));
  }

  function readItem(stored: Record<string, unknown>): OrderItem {
    const order = toOrderItem(stored);
    remember(order, stored);
    return order;
  }

  /** Everything of one order in one read; strongly consistent, since commands decide on it. */
  async function read(orderId: string): Promise<OrderRecord | null> {
    const { Items } = await table
      .build(QueryCommand)
      .query({ partition: orderPartition(orderId) })
      .options({ consistent: true, ...everyPage })
      .send();
    let order: Record<string, unknown> | null = null;
    let detail: OrderDetail | null = null;
    const parts: FulfilmentRecord[] = [];
    const left: AttemptRecord[] = [];
    const refunds: RefundRecord[] = [];
    for (const item of (Items ?? []) as Stored[]) {
      const { pk: _pk, sk: _sk, _et, gsi2pk: _queue, gsi2sk: _part, ...stored } = item;
      // Whole, as it is measured for what still fits on it.
      if (_et === 'Order') order = item;
      else if (_et === 'OrderDetail') detail = stored.detail as OrderDetail;
      else if (_et === 'Fulfilment') parts.push(stored as unknown as FulfilmentRecord);
      else if (_et === 'FulfilmentAttempt') left.push(stored.record as AttemptRecord);
      else if (_et === 'Refund') refunds.push(stored as unknown as RefundRecord);
    }
    if (!order || !detail) return null;
    const { head, first, money } = readItem(order);
    return { head, detail, fulfilments: [first, ...parts], attempts: left, money, refunds };
  }

  /** What several orders agreed and how they are, for a page of a list. The same order twice is read once. */
  async function readMany(keys: readonly { orderId: string }[]) {
    if (keys.length === 0) return [];
    const orderIds = [...new Set(keys.map(({ orderId }) => orderId))];
    const stored = await readBatchAsStored(
      table,
      orderIds.flatMap((orderId) => [
        orderItemKey({ orderId }),
        { pk: orderPartition(orderId), sk: 'DETAIL' },
      ]),
    );
    const found = new Map(stored.map((one) => [`${one.pk} ${one.sk}`, one]));
    return orderIds.flatMap((orderId) => {
      const order = found.get(`${orderPartition(orderId)} ORDER`);
      const detail = found.get(`${orderPartition(orderId)} DETAIL`)?.detail as OrderDetail | undefined;
      return order && detail ? [{ ...toOrderItem(order), detail }] : [];
    });
  }

  /** How several orders are, without what they agreed. */
  async function headsOf(orderIds: readonly string[]): Promise<OrderHead[]> {
    const stored = await readBatchAsStored(
      table,
      orderIds.map((orderId) => orderItemKey({ orderId })),
      { consistent: true },
    );
    return stored.map((one) => toOrderItem(one).head);
  }

  /** Those of these orders that still wait for their payment. */
  async function unpaidOf(orderIds: readonly string[]): Promise<Set<string>> {
    const heads = await headsOf(orderIds);
    return new Set(heads.filter(waitsForPayment).map(({ orderId }) => orderId));
  }

  return {
    fulfilments,
    attempts,
    payments: { ...payments, changeMoney },
    waitsNow,
    putOrder,
    putDetail,
    patchOrder,
    read,
    readMany,
    headsOf,
    unpaidOf,
    idsOfMember: lists.idsOfMember,
    idsOfDay: lists.idsOfDay,
    idsOfPractice: lists.idsOfPractice,
    idsSaid: lists.idsSaid,
  };
}

/** Goods are held for it, and nobody has paid yet. */
export function waitsForPayment({ state }: Pick<OrderHead, 'state'>): boolean {
  return state === 'awaiting_payment' || state === 'closing';
}

/** The part that something is due of, if it is still in the state in which it was to wait for that; null otherwise. */
export async function partThatWaits(
  store: Pick<OrderStore, 'read'>,
  { ref, nth }: Pick<Due, 'ref' | 'nth'>,
): Promise<{ record: OrderRecord; fulfilment: FulfilmentRecord } | null> {
  const [orderId = '', fulfilmentId] = ref.split('/');
  const record = await store.read(orderId);
  const fulfilment = record?.fulfilments.find((each) => each.fulfilmentId === (fulfilmentId ?? orderId));
  return record && fulfilment?.history.length === nth ? { record, fulfilment } : null;
}

export type OrderStore = ReturnType<typeof createOrderStore>;
