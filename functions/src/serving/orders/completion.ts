import { dayMs } from '@jindian/shared/time';
import type { DomainEvent } from '../../platform/outbox.ts';
import type { Write } from '../../platform/transact.ts';
import type { CommissionSettle } from '../../selling/commission/event-schemas.ts';
import { creditOf } from '../../selling/commission/frozen.ts';
import { keptCommission } from '../../selling/commission/kept.ts';
import type { Cause, Changes } from './changes.ts';
import { splitShares } from './deals.ts';
import { nextSequence } from './history.ts';
import { isPractice } from './practice.ts';
import { refundedByLine } from './refund-books.ts';
import type { OrderHead, OrderRecord } from './store.ts';
import { dueKinds } from './timing.ts';

/** What the books need to know of an order; the attribution is the one frozen at placement. */
export function ledgerData({ head, detail }: Pick<OrderRecord, 'head' | 'detail'>) {
  return {
    orderId: head.orderId,
    orderNumber: head.number,
    totalFen: head.totalFen,
    attribution: detail.attribution && creditOf(detail.attribution),
    ...(detail.soldBy ? { soldByOwnerId: detail.soldBy.ownerId } : {}),
    ...(detail.poolPercent === undefined ? {} : { poolPercent: detail.poolPercent }),
  };
}

/** To whom it was sold, as rules against fraud look at it. */
export function soldTo({ head, detail }: Pick<OrderRecord, 'head' | 'detail'>): CommissionSettle['sold'] {
  const { attribution, address } = detail;
  return {
    buyerId: head.memberId,
    boundAtMs: attribution?.boundAtMs ?? head.createdAtMs,
    sceneId: attribution?.sceneId ?? null,
    address,
  };
}

/** What is settled when the time to bring goods back is over; null where nobody earns anything by it. */
export function settlementOf({
  head,
  detail,
}: Pick<OrderRecord, 'head' | 'detail'>): CommissionSettle | null {
  const reachedMs = (wanted: string) => head.history.find(({ state }) => state === wanted)?.atMs;
  const completedAtMs = reachedMs('completed');
  if (completedAtMs === undefined) return null;
  const { orderNumber, totalFen, attribution } = ledgerData({ head, detail });
  return {
    orderNumber,
    totalFen,
    attribution,
    paidAtMs: reachedMs('paid') ?? completedAtMs,
    completedAtMs,
    sold: soldTo({ head, detail }),
  };
}

/**
 * What an order brings that has nothing left to serve: the books of what was not refunded before, and the settlement
 * after the return window.
 */
export function completionWrites(
  changes: Changes,
  record: OrderRecord,
  cause: Cause,
  patch: Partial<Pick<OrderHead, 'fulfilledCount' | 'partCount'>>,
  handedOver: boolean,
): { writes: Write[]; events: DomainEvent[] } {
  const { head, detail } = record;
  const { atMs } = cause;
  const books = ledgerData(record);
  const kept = detail.attribution && keptCommission(detail.attribution, refundedByLine(record));
  return {
    writes: [
      changes.order(
        head,
        'complete',
        cause,
        patch,
        isPractice(head.orderId)
          ? null
          : { kind: dueKinds.settle, atMs: atMs + detail.returnWindowDays * dayMs },
      ),
    ],
    events: [
      {
        type: 'order.completed',
        data: {
          ...books,
          totalFen: head.totalFen - head.refundedFen,
          commissionFen: kept?.amountFen ?? 0,
          split: splitShares(record, refundedByLine(record)),
          sequence: nextSequence(head),
          handedOver,
          atMs,
        },
      },
    ],
  };
}
