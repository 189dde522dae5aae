import type { LeavingReason } from '@jindian/shared/contract/serving/order';
import { PutTransaction } from 'dynamodb-toolbox/entity/actions/transactPut';
import type { StockAllocation } from '../../goods/inventory/rules.ts';
import type { DomainEvent } from '../../platform/outbox.ts';
import { type Write, write } from '../../platform/transact.ts';
import type { Sourced, SourcedPart, TrailStep, Unplaced } from '../sourcing/service.ts';
import type { Cause, FulfilmentPatch } from './changes.ts';
import { servedAt } from './day-lists.ts';
import type { AskedBefore, FulfilmentRecord } from './fulfilment-items.ts';
import { maxParts } from './pieces.ts';
import type { AttemptRecord, OrderHead, OrderRecord, OrderStore } from './store.ts';

/** Why a fulfilment leaves its place. */
export type Leaving = {
  reason: LeavingReason;
  cause: Cause;
  note?: string | undefined;
  /** Who at HQ did it: kept for the audit. */
  byMemberId?: string | undefined;
  priceGapFen?: number | undefined;
  /** With `no_stock`: what is really there of the SKUs that are short. */
  counted?: readonly { skuId: string; onHand: number }[];
  events?: DomainEvent[];
};

/** Where it goes: to a place that HQ names, to whom the policy finds, or to nobody. */
export type Target =
  | {
      kind: 'part';
      part: SourcedPart;
      others: SourcedPart[];
      trail: TrailStep[];
      /** What else changes with it. */
      extra?: readonly Write[];
    }
  | { kind: 'hq'; trail: TrailStep[]; askAgainInMinutes: number | null };

export const handedToHq: Target = { kind: 'hq', trail: [], askAgainInMinutes: null };

/** Refusals and offers that lapsed count one each; a grab pool in which nobody grabbed counts one, however many saw it. */
export function refusalsOf(asked: readonly AskedBefore[]): number {
  const single = asked.filter(({ reason }) => reason !== 'grab_pool').length;
  return single + (single < asked.length ? 1 : 0);
}

export function tooManyParts({ fulfilments }: OrderRecord, target: Target): boolean {
  const others = target.kind === 'part' ? target.others.length : 0;
  return others > 0 && fulfilments.length + others > maxParts;
}

/** A place that a person named: no policy chose it. */
export const byHandRuleId = 'by_hand';

export function targetOf(found: Sourced | Unplaced): Target {
  if (!('parts' in found)) {
    const askAgainInMinutes = found.outcome === 'wait' ? found.waitMinutes : null;
    return { kind: 'hq', trail: found.trail, askAgainInMinutes };
  }
  const [part, ...others] = found.parts as [SourcedPart, ...SourcedPart[]];
  return { kind: 'part', part, others, trail: found.trail };
}

export function patchOf(part: SourcedPart, head: OrderHead): FulfilmentPatch {
  return {
    ...servedAt(part.place, head),
    distanceMeters: part.distanceMeters,
    lines: part.lines,
    allocations: part.allocations,
    acceptance: part.acceptance,
    serviceFeeFen: part.serviceFeeFen,
  };
}

/** The step as HQ reads it on the order's page. */
export function attemptWrite(
  store: OrderStore,
  fulfilment: FulfilmentRecord,
  leaving: Leaving,
  toLocationId: string | null,
  trail: TrailStep[],
): Write {
  const { orderId, fulfilmentId, attempt, locationId } = fulfilment;
  const { reason, note, priceGapFen, byMemberId, cause } = leaving;
  const record: AttemptRecord = {
    fulfilmentId,
    atMs: cause.atMs,
    fromLocationId: locationId,
    reason,
    ...(note ? { note } : {}),
    ...(priceGapFen === undefined ? {} : { priceGapFen }),
    ...(byMemberId === undefined ? {} : { byMemberId }),
    toLocationId,
    trail,
  };
  return write(
    'attempt',
    store.attempts.build(PutTransaction).item({ orderId, fulfilmentId, attempt, record }),
  );
}

/** One allocation for each level: a transaction touches a level once. */
export function sumAllocations(allocations: readonly StockAllocation[]): StockAllocation[] {
  const sums = new Map<string, StockAllocation>();
  for (const allocation of allocations) {
    const key = JSON.stringify({ ...allocation, quantity: 0 });
    const sum = sums.get(key);
    sums.set(key, { ...allocation, quantity: allocation.quantity + (sum?.quantity ?? 0) });
  }
  return [...sums.values()];
}
