/** What of an order can be brought back, until when, and with which fee: pure. */
import type { LocalizedText } from '@jindian/shared/contract/common';
import {
  groundOfReason,
  type ReturnableLine,
  type ReturnReason,
} from '@jindian/shared/contract/serving/returns';
import { lawfulDays } from '@jindian/shared/contract/serving/returns-policy';
import { dayMs } from '@jindian/shared/time';
import type { FulfilmentRecord } from '../orders/fulfilment-items.ts';
import type { DetailLine, OrderRecord } from '../orders/store.ts';
import type { CompiledReturnsPolicy } from './policy.ts';

type Read = Pick<OrderRecord, 'head' | 'detail' | 'fulfilments' | 'money'>;
type Spoken = { lineId: string; quantity: number };
export type PathOf = (categoryId: string) => readonly string[];

/** Of one line: how many pieces its shopper has that nobody has asked for, and until when. */
export type LineNow = {
  line: DetailLine;
  quantity: number;
  /** Null: nothing of it was received. */
  untilMs: number | null;
  /** Before this nothing is kept for putting it back. */
  freeUntilMs: number | null;
  feeBasisPoints: number;
  because: ReturnableLine['because'];
  why: LocalizedText | null;
};

const receivedAtMs = ({ history }: Pick<FulfilmentRecord, 'history'>) =>
  history.findLast(({ state }) => state === 'fulfilled')?.atMs ?? 0;

export function saleModeOf(
  { method }: Pick<OrderRecord['head'], 'method'>,
  policy: Pick<CompiledReturnsPolicy, 'pickupCountsAs'>,
): 'remote' | 'in_store' {
  return method === 'pickup' ? policy.pickupCountsAs : 'remote';
}

/**
 * Pieces of an article are as good as each other: those that reached the shopper, without those that were paid back after
 * they had, are divided over the order's lines in their order, and each line has no more than is neither paid back nor
 * spoken for.
 */
export function linesNow(
  record: Read,
  spokenFor: readonly Spoken[],
  policy: CompiledReturnsPolicy,
  pathOf: PathOf,
  nowMs: number,
): LineNow[] {
  const { detail, fulfilments, money, head } = record;
  const received = fulfilments.filter(({ state }) => state === 'fulfilled');
  const spoken = new Map<string, number>();
  for (const { lineId, quantity } of spokenFor) spoken.set(lineId, (spoken.get(lineId) ?? 0) + quantity);
  const has = new Map<string, number>();
  for (const { skuId, quantity } of received.flatMap(({ lines }) => lines))
    has.set(skuId, (has.get(skuId) ?? 0) + quantity);
  for (const { id, skuId } of detail.lines) {
    const gone = (money.returned[id]?.handedOver ?? 0) + (spoken.get(id) ?? 0);
    has.set(skuId, (has.get(skuId) ?? 0) - gone);
  }
  return detail.lines.map((line) => {
    const { id, skuId } = line;
    const open = line.quantity - (money.returned[id]?.quantity ?? 0) - (spoken.get(id) ?? 0);
    const quantity = Math.max(0, Math.min(open, has.get(skuId) ?? 0));
    has.set(skuId, (has.get(skuId) ?? 0) - quantity);
    const parts = received.filter(({ lines }) => lines.some((one) => one.skuId === skuId));
    const fromMs = parts.length === 0 ? null : Math.max(...parts.map(receivedAtMs));
    const terms = policy.termsOf(pathOf(line.categoryId));
    const remote = saleModeOf(head, policy) === 'remote';
    // What was promised when it was ordered is never less later.
    const days = Math.max(remote ? terms.remoteDays : terms.inStoreDays, detail.returnWindowDays);
    const untilMs = fromMs === null ? null : fromMs + days * dayMs;
    return {
      line,
      quantity,
      untilMs,
      freeUntilMs: fromMs !== null && remote ? fromMs + lawfulDays * dayMs : fromMs,
      feeBasisPoints: terms.restockingFeeBasisPoints,
      because:
        untilMs === null
          ? 'not_received'
          : quantity === 0
            ? 'all_back'
            : line.notReturnable
              ? 'exempt'
              : nowMs > untilMs
                ? 'window_over'
                : null,
      why: line.notReturnable ?? null,
    };
  });
}

/** What is kept of a line for putting it back: nothing for what is faulty, and nothing within the law's days. */
export function feeBasisPointsOf(line: LineNow, reason: ReturnReason, nowMs: number): number {
  if (groundOfReason[reason] !== 'without_reason') return 0;
  return nowMs <= (line.freeUntilMs ?? 0) ? 0 : line.feeBasisPoints;
}

export function feeFenOf(amountFen: number, feeBasisPoints: number): number {
  return Number((BigInt(amountFen) * BigInt(feeBasisPoints)) / 10_000n);
}
