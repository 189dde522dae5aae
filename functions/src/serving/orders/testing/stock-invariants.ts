import type { FulfilmentState } from '@jindian/shared/contract/serving/order';
import { type FulfilmentRecord, hasLeft } from '../fulfilment-items.ts';
import type { Stored } from './stored.ts';

/** Paid, and its goods at a place. */
export const atWork: readonly FulfilmentState[] = [
  'offered',
  'in_grab_pool',
  'to_pack',
  'ready',
  'with_hq',
  'awaiting_goods',
  'awaiting_shopper',
];

function holdsStock({ state }: FulfilmentRecord): boolean {
  return state === 'held' || atWork.includes(state);
}

type Piece = { skuId: string; ownerId: string; condition?: string | undefined };
const pieceOf = (locationId: string, { skuId, ownerId, condition }: Piece) =>
  `${locationId} ${skuId} ${ownerId} ${condition ?? ''}`;

type Lost = Piece & { orderId: string; locationId: string; units: number; aside: number };

/**
 * What of each order's pieces left for good though no part of it has them: of a delivery that failed, and whose goods
 * were put aside or written off. By what moved, since a part that is sourced again no longer says what it had.
 */
export function lostPieces({ orders, movements }: Pick<Stored, 'orders' | 'movements'>): Lost[] {
  const lost = new Map<string, Lost>();
  const of = (orderId: string, locationId: string, { skuId, ownerId }: Piece) => {
    const key = `${orderId} ${pieceOf(locationId, { skuId, ownerId })}`;
    const found = lost.get(key) ?? { orderId, locationId, skuId, ownerId, units: 0, aside: 0 };
    lost.set(key, found);
    return found;
  };
  for (const { locationId, kind, cause, lines } of movements) {
    if (cause.type !== 'order' || (kind !== 'sale' && kind !== 'return')) continue;
    for (const line of lines) {
      const piece = of(cause.id, locationId, line);
      if (line.condition === undefined) piece.units -= line.onHandDelta;
      else piece.aside += line.onHandDelta;
    }
  }
  for (const [orderId, { fulfilments }] of orders)
    for (const { locationId, allocations } of fulfilments.filter(hasLeft))
      for (const allocation of allocations) of(orderId, locationId, allocation).units -= allocation.quantity;
  return [...lost.values()];
}

function lossFaults(orders: Stored['orders'], lost: readonly Lost[]): string[] {
  return lost.flatMap(({ orderId, locationId, skuId, units, aside }) => {
    const mayLose = orders
      .get(orderId)
      ?.fulfilments.some(({ history }) =>
        history.some(({ state }, at) => state === 'with_hq' && history[at - 1]?.state === 'delivery_failed'),
      );
    const sound = units >= 0 && aside >= 0 && aside <= units && (units === 0 || mayLose);
    return sound ? [] : [`order ${orderId} lost ${units} of ${skuId} at ${locationId}, ${aside} put aside`];
  });
}

/** Levels against what staff brought and what the orders say of themselves: not against their own movements, but for what was lost. */
export function stockFaults(stored: Stored): string[] {
  const { orders, levels, movements } = stored;
  const expected = new Map<string, { onHand: number; reserved: number }>();
  const at = (locationId: string, piece: Piece) => {
    const key = pieceOf(locationId, piece);
    const level = expected.get(key) ?? { onHand: 0, reserved: 0 };
    expected.set(key, level);
    return level;
  };
  for (const { locationId, kind, cause, lines } of movements) {
    // What a refusal found missing is a count, though an order was the occasion.
    const ofOrder = cause.type === 'order' && kind !== 'adjust';
    for (const line of lines) {
      // Put aside by an order: no order has it any more.
      if (ofOrder && line.condition === undefined) continue;
      at(locationId, line).onHand += line.onHandDelta;
      at(locationId, line).reserved += line.reservedDelta;
    }
  }
  for (const order of orders.values()) {
    for (const part of order.fulfilments) {
      for (const { skuId, ownerId, quantity } of part.allocations) {
        const level = at(part.locationId, { skuId, ownerId });
        if (holdsStock(part)) level.reserved += quantity;
        if (hasLeft(part)) level.onHand -= quantity;
      }
    }
  }
  const lost = lostPieces(stored);
  for (const { locationId, skuId, ownerId, units } of lost)
    at(locationId, { skuId, ownerId }).onHand -= units;
  return [...lossFaults(orders, lost), ...levelFaults(levels, at)];
}

function levelFaults(
  levels: Stored['levels'],
  at: (locationId: string, piece: Piece) => { onHand: number; reserved: number },
): string[] {
  return levels.flatMap(({ locationId, skuId, ownerId, condition, onHand, reserved, available }) => {
    const { onHand: onHandMeant, reserved: reservedMeant } = at(locationId, { skuId, ownerId, condition });
    const is = `${onHand} on hand, ${reserved} reserved, ${available} available`;
    const sound = reserved >= 0 && reserved <= onHand && available === onHand - reserved;
    return sound && onHand === onHandMeant && reserved === reservedMeant
      ? []
      : [
          `${locationId} ${skuId} of ${ownerId}: ${is}; should be ${onHandMeant} on hand, ${reservedMeant} reserved`,
        ];
  });
}
