import {
  type LevelDelta,
  orderDeltas,
  type SkuQuantity,
  type StockAllocation,
} from '../../goods/inventory/rules.ts';
import type { Inventory } from '../../goods/inventory/service.ts';
import type { DomainEvent } from '../../platform/outbox.ts';
import type { Write } from '../../platform/transact.ts';
import type { Cause } from './changes.ts';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import { partEvent } from './history.ts';

/** What is held for a fulfilment, and where. */
export type Held = { locationId: string; allocations: readonly StockAllocation[] };

/**
 * Gives up what is held at one place and holds as much at another, in one transaction: an order has its stock before
 * and after, and never twice. `corrections` put right what the place that gives up turned out not to have.
 */
export function moveHeldWrites(
  inventory: Pick<Inventory, 'combinedWrites'>,
  orderId: string,
  from: Held,
  to: Held,
  corrections: LevelDelta[] = [],
): Write[] {
  const cause = { type: 'order', id: orderId } as const;
  const sameLevels =
    from.locationId === to.locationId && JSON.stringify(from.allocations) === JSON.stringify(to.allocations);
  const given = sameLevels
    ? []
    : [{ kind: 'release' as const, cause, lines: orderDeltas('release', from.allocations) }];
  const corrected = {
    kind: 'adjust' as const,
    cause: { ...cause, reason: 'refused: not there' },
    lines: corrections,
  };
  const taken = sameLevels
    ? []
    : [{ kind: 'reserve' as const, cause, lines: orderDeltas('reserve', to.allocations) }];
  return from.locationId === to.locationId
    ? inventory.combinedWrites(from.locationId, [...given, corrected, ...taken])
    : [
        ...inventory.combinedWrites(from.locationId, [...given, corrected]),
        ...inventory.combinedWrites(to.locationId, taken),
      ];
}

/** Pieces of the fulfilment that are held nowhere. */
export function missingOf(
  lines: readonly SkuQuantity[],
  allocations: readonly StockAllocation[],
): SkuQuantity[] {
  return lines.flatMap(({ skuId, quantity }) => {
    const held = allocations
      .filter((allocation) => allocation.skuId === skuId)
      .reduce((sum, allocation) => sum + allocation.quantity, 0);
    return quantity > held ? [{ skuId, quantity: quantity - held }] : [];
  });
}

/**
 * Told when a fulfilment no longer waits for the goods that were called for it, whatever the reason: their transfer is
 * called off, and the giver's stock is free again. Of goods that are on the road already nothing is called off.
 */
export function noLongerWaits(
  fulfilment: Pick<
    FulfilmentRecord,
    'orderId' | 'fulfilmentId' | 'state' | 'attempt' | 'history' | 'transferId'
  >,
  cause: Pick<Cause, 'atMs'>,
): DomainEvent[] {
  const { state, transferId } = fulfilment;
  return state === 'awaiting_goods' && transferId
    ? [{ type: 'fulfilment.goods_not_needed', data: { ...partEvent(fulfilment, cause), transferId } }]
    : [];
}
