import { isBack, type OrderMoney, type RefundRecord } from '../../../money/payments/documents.ts';
import type { FulfilmentRecord } from '../fulfilment-items.ts';
import type { OrderDetail, OrderHead } from '../store.ts';

export type StoredOrder = {
  head: OrderHead;
  detail: OrderDetail;
  fulfilments: FulfilmentRecord[];
  money: OrderMoney;
  refunds: RefundRecord[];
};

export type Stored = {
  orders: Map<string, StoredOrder>;
  levels: {
    locationId: string;
    skuId: string;
    ownerId: string;
    condition?: string;
    onHand: number;
    reserved: number;
    available: number;
  }[];
  movements: {
    locationId: string;
    kind: string;
    cause: { type: string; id: string };
    lines: {
      skuId: string;
      ownerId: string;
      condition?: string;
      onHandDelta: number;
      reservedDelta: number;
    }[];
  }[];
  /** What waits for a time, whatever item it stands in. */
  due: { kind: string; of: string; dueAtMs: number }[];
  /** What each shopper ordered lately, as stored. */
  recent: ({ memberId: string; count: number; weight: number } & Record<string, unknown>)[];
  /** Announced in the last seven days. */
  outbox: { id: string; events: { type: string; data?: Record<string, unknown> }[] }[];
  /** Failed, and waiting for its next try or for a person. */
  undone: { _et: string; message: { id: string } }[];
};

/** Money of the order that has arrived back; what was given up has not, and late money never was the order's. */
export function arrivedRefunds(refunds: readonly RefundRecord[]): RefundRecord[] {
  return refunds.filter(({ cause, backs }) => cause !== 'late_money' && backs.every(isBack));
}
