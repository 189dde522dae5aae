import type { TenderKind, TenderState } from '@jindian/shared/contract/money/payments';
import type { OrderMoney, PaymentRecord, TenderRecord } from '../../money/payments/documents.ts';
import type { ItemPatch } from '../../platform/item-patch.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import type { OrderHead, StateChange } from './history.ts';

/**
 * What changes about an order lies in one item: its head, its first fulfilment, whose id is the order's, and its
 * money. Below 1 KB for the order of every day, since every change pays for the whole of it: short names, and text
 * where nobody puts a condition on it.
 */
export type OrderItem = { head: OrderHead; first: FulfilmentRecord; money: OrderMoney };

type Field<Value = never> = {
  as: string;
  /** Undefined: not stored. */
  pack?(value: Value, orderId: string): unknown;
  /** Undefined: it is not there. */
  unpack?(stored: unknown, orderId: string): unknown;
};
type Fields<Record> = { [Name in keyof Record]-?: Field<Exclude<Record[Name], undefined>> };

/** As JSON; what is so for nearly every order is not written. */
function json<Value>(as: string, usual?: Value): Field<Value> {
  const left = JSON.stringify(usual);
  return {
    as,
    pack(value) {
      const text = JSON.stringify(value);
      return text === left ? undefined : text;
    },
    unpack: (stored) => (stored === undefined ? structuredClone(usual) : JSON.parse(stored as string)),
  };
}

/** Marks are longer. */
const noMark = '-';

/** Steps as text: when since the one before, into which state, by whom; its command's mark and the person, where known. */
function lived(as: string): Field<StateChange[]> {
  return {
    as,
    pack(history) {
      let before = 0;
      return history
        .map(({ atMs, state, by, mark, memberId }) => {
          const since = (atMs - before).toString(36);
          before = atMs;
          const who = memberId ? ` ${mark ?? noMark} ${memberId}` : mark ? ` ${mark}` : '';
          return `${since} ${state} ${by}${who}`;
        })
        .join(';');
    },
    unpack(stored) {
      let atMs = 0;
      return String(stored)
        .split(';')
        .map((step): StateChange => {
          const [since = '', state = '', by = '', mark = noMark, memberId] = step.split(' ');
          atMs += Number.parseInt(since, 36);
          return { atMs, state, by, ...(mark === noMark ? {} : { mark }), ...(memberId ? { memberId } : {}) };
        });
    },
  };
}

const zero = (as: string): Field<number> => ({
  as,
  pack: (value) => (value === 0 ? undefined : value),
  unpack: (stored) => stored ?? 0,
});

const headFields: Fields<Omit<OrderHead, 'orderId'>> = {
  number: { as: 'n' },
  memberId: { as: 'm' },
  state: { as: 's' },
  method: { as: 'w' },
  storefrontId: { as: 'l' },
  dayShard: { as: 'ld' },
  fulfilmentIds: {
    as: 'ids',
    pack: (ids, orderId) => (ids.length === 1 && ids[0] === orderId ? undefined : ids.join(' ')),
    unpack: (stored, orderId) => (stored === undefined ? [orderId] : String(stored).split(' ')),
  },
  partCount: { as: 'pc' },
  fulfilledCount: { as: 'pf' },
  totalFen: { as: 't' },
  refundedFen: { as: 'tb' },
  createdAtMs: { as: 'c' },
  payByMs: { as: 'cp' },
  history: lived('h'),
};

const partFields: Fields<Omit<FulfilmentRecord, 'orderId' | 'fulfilmentId'>> = {
  locationId: { as: 'fl' },
  awayList: { as: 'fy' },
  method: { as: 'fw' },
  state: { as: 'fs' },
  attempt: { as: 'fa' },
  distanceMeters: { as: 'fd', unpack: (stored) => stored ?? null },
  lines: json('fi'),
  allocations: json('fx'),
  acceptance: json('fm', { mode: 'auto' }),
  offerUntilMs: { as: 'fo' },
  serviceFeeFen: zero('ff'),
  givenAtMs: { as: 'fg' },
  asked: json('fq', []),
  slotId: { as: 'fz' },
  transferId: { as: 'ft' },
  expected: {
    as: 'fb',
    pack: ({ fromMs, byMs }) => `${fromMs.toString(36)} ${(byMs - fromMs).toString(36)}`,
    unpack(stored) {
      if (stored === undefined) return undefined as never;
      const [fromMs = 0, lengthMs = 0] = String(stored)
        .split(' ')
        .map((digits) => Number.parseInt(digits, 36));
      return { fromMs, byMs: fromMs + lengthMs };
    },
  },
  history: lived('fh'),
  dealt: json('fp'),
  failure: json('fe'),
  serials: json('fj'),
};

const moneyFields: Fields<Omit<OrderMoney, 'orderId'>> = {
  revision: { as: 'r' },
  tenders: {
    as: 'mt',
    pack: (tenders) =>
      JSON.stringify(
        tenders.map(({ tenderId, kind, state, amountFen, shares }) => [
          tenderId,
          kind,
          state,
          amountFen,
          ...(shares === undefined ? [] : [shares]),
        ]),
      ),
    unpack: (stored) =>
      (
        JSON.parse(stored as string) as [string, TenderKind, TenderState, number, TenderRecord['shares']][]
      ).map(
        ([tenderId, kind, state, amountFen, shares]): TenderRecord => ({
          tenderId,
          kind,
          state,
          amountFen,
          ...(shares === undefined ? {} : { shares }),
        }),
      ),
  },
  payments: {
    as: 'mp',
    pack: (payments, orderId) => JSON.stringify(payments.map((payment) => packedPayment(payment, orderId))),
    unpack: (stored, orderId) =>
      (JSON.parse(stored as string) as PackedPayment[]).map((packed) => unpackedPayment(packed, orderId)),
  },
  refundCount: zero('mc'),
  returned: json('mb', {}),
};

type PackedPayment = [
  number: string,
  tenderId: string,
  merchant: string,
  state: PaymentRecord['state'],
  amountFen: number,
  refundCount: number,
  transactionId?: string | null,
  lastRefundAtMs?: number | null,
  fromBrowser?: 1,
];

/** The number of a payment begins with its order's id. */
function packedPayment(payment: PaymentRecord, orderId: string): PackedPayment {
  const { number, tenderId, merchant, state, amountFen, refundCount } = payment;
  const { transactionId, lastRefundAtMs, fromBrowser } = payment;
  if (!number.startsWith(orderId)) throw new Error(`${number} is no payment of ${orderId}`);
  const packed: PackedPayment = [
    number.slice(orderId.length),
    tenderId,
    merchant,
    state,
    amountFen,
    refundCount,
  ];
  const later = [transactionId ?? null, lastRefundAtMs ?? null, fromBrowser ? 1 : null];
  while (later.at(-1) === null) later.pop();
  packed.push(...(later as []));
  return packed;
}

function unpackedPayment(packed: PackedPayment, orderId: string): PaymentRecord {
  const [nth, tenderId, merchant, state, amountFen, refundCount, ...later] = packed;
  const [transactionId, lastRefundAtMs, fromBrowser] = later;
  return {
    number: `${orderId}${nth}`,
    tenderId,
    merchant,
    state,
    amountFen,
    refundCount,
    ...(transactionId == null ? {} : { transactionId }),
    ...(lastRefundAtMs == null ? {} : { lastRefundAtMs }),
    ...(fromBrowser ? { fromBrowser: true as const } : {}),
  };
}

function packed<Of extends object>(
  fields: Fields<Of>,
  part: Partial<{ [Name in keyof Of]: Of[Name] | undefined }>,
  orderId: string,
): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(part)) {
    const field = fields[name as keyof Of] as Field<unknown> | undefined;
    if (!field) continue;
    attributes[field.as] = value === undefined || !field.pack ? value : field.pack(value, orderId);
  }
  return attributes;
}

function unpacked<Of extends object>(
  fields: Fields<Of>,
  stored: Record<string, unknown>,
  orderId: string,
): Of {
  const record: Record<string, unknown> = {};
  for (const [name, { as, unpack }] of Object.entries(fields) as [string, Field<unknown>][]) {
    const value = unpack ? unpack(stored[as], orderId) : stored[as];
    if (value !== undefined) record[name] = value;
  }
  return record as Of;
}

const partition = 'ORDER#';
export const orderPartition = (orderId: string) => `${partition}${orderId}`;
export const orderItemKey = ({ orderId }: { orderId: string }) => ({
  pk: orderPartition(orderId),
  sk: 'ORDER',
});

export const headAttributes = (head: Partial<OrderHead>, orderId: string) =>
  packed(headFields, head, orderId);
export const partAttributes = (part: Partial<FulfilmentRecord>, orderId: string) =>
  packed(partFields, part, orderId);
export const moneyAttributes = (money: Partial<OrderMoney>, orderId: string) =>
  packed(moneyFields, money, orderId);

export function toOrderItem(stored: Record<string, unknown>): OrderItem {
  const orderId = String(stored.pk).slice(partition.length);
  return {
    head: { orderId, ...unpacked(headFields, stored, orderId) },
    first: { orderId, fulfilmentId: orderId, ...unpacked(partFields, stored, orderId) },
    money: { orderId, ...unpacked(moneyFields, stored, orderId) },
  };
}

/** The item of an order that is placed. */
export function newOrderItem({ head, first, money }: OrderItem, keys: Record<string, string> | null) {
  const { orderId } = head;
  return {
    _et: 'Order',
    ...headAttributes(head, orderId),
    ...partAttributes(first, orderId),
    ...moneyAttributes(money, orderId),
    ...keys,
  };
}

export type OrderPatch = Pick<ItemPatch, 'set' | 'equal' | 'isNew' | 'drop'>;
/** What an order or a part of it waits for from now on. */
export type DuePatch = Pick<ItemPatch, 'drop'> & { set?: Record<string, unknown> };
