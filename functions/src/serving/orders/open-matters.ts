import type { CustomerMatter } from '@jindian/shared/contract/selling/seller';
import { readSlotId, slotSpanMs } from '@jindian/shared/slots';
import { refundState } from '../../money/payments/documents.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import type { OrderRecord } from './store.ts';

export type OpenMatter = { kind: CustomerMatter; sinceMs: number };

/** What of an order is read without its parts and refunds tells that nothing can be open about it, or that something may. */
export function mayBeOpen({ state }: OrderRecord['head'], { refundCount }: OrderRecord['money']): boolean {
  return state === 'paid' || state === 'refunding' || refundCount > 0;
}

const ofState: Partial<Record<FulfilmentRecord['state'], CustomerMatter>> = {
  disputed: 'not_arrived',
  delivery_failed: 'delivery_failed',
  awaiting_shopper: 'to_choose',
  with_hq: 'no_place',
};

/** What is open about an order that somebody who looks after the shopper should know: what troubles them most. Null: nothing. */
export function openMatterOf(
  { head, fulfilments, refunds }: Pick<OrderRecord, 'head' | 'fulfilments' | 'refunds'>,
  nowMs: number,
): OpenMatter | null {
  const isPaid = head.state === 'paid';
  const found = [
    ...(isPaid ? fulfilments : []).flatMap((part): OpenMatter[] => {
      const kind = ofState[part.state];
      const dueMs = promisedByMs(part);
      if (kind) return [{ kind, sinceMs: part.history.at(-1)?.atMs ?? part.givenAtMs }];
      return dueMs !== null && dueMs < nowMs ? [{ kind: 'late', sinceMs: dueMs }] : [];
    }),
    ...refunds.flatMap((refund): OpenMatter[] => {
      const state = refundState(refund);
      if (state === 'failed') return [{ kind: 'refund_failed', sinceMs: refund.atMs }];
      return state === 'requested' || state === 'asked' ? [{ kind: 'refunding', sinceMs: refund.atMs }] : [];
    }),
  ];
  const worst = (one: OpenMatter) => byTrouble.indexOf(one.kind);
  return found.sort((a, b) => worst(a) - worst(b) || a.sinceMs - b.sinceMs)[0] ?? null;
}

const byTrouble: readonly CustomerMatter[] = [
  'not_arrived',
  'refund_failed',
  'delivery_failed',
  'no_place',
  'to_choose',
  'late',
  'refunding',
];

/** By when a part was promised; null: it has been handed over, or waits for the shopper to fetch it. */
function promisedByMs({ method, state, slotId, expected }: FulfilmentRecord): number | null {
  if (state === 'fulfilled' || state === 'cancelled' || (state === 'ready' && method === 'pickup'))
    return null;
  const slot = slotId === undefined ? null : readSlotId(slotId);
  return slot ? slotSpanMs(slot).toMs : (expected?.byMs ?? null);
}
