import { deliveryPieceId } from '@jindian/shared/contract/money/payments';
import type { SkuQuantity } from '../../goods/inventory/rules.ts';
import type { Returned, WantedBack } from '../../money/payments/refund-plan.ts';
import type { Piece } from '../../money/payments/shares.ts';
import type { OrderDetail } from './store.ts';

/** What of an order is paid: its lines, and the delivery fee. */
export function piecesOf({ lines, deliveryFeeFen }: Pick<OrderDetail, 'lines' | 'deliveryFeeFen'>): Piece[] {
  const pieces = lines.map(({ id, quantity, netFen }) => ({ id, quantity, amountFen: netFen }));
  return deliveryFeeFen > 0
    ? [...pieces, { id: deliveryPieceId, quantity: 1, amountFen: deliveryFeeFen }]
    : pieces;
}

/** The units of a fulfilment as units of the order's lines, without those that were refunded already. */
export function wantedOfPart(
  { lines }: Pick<OrderDetail, 'lines'>,
  returned: Returned,
  part: readonly SkuQuantity[],
): WantedBack[] {
  const left = new Map<string, number>();
  for (const { skuId, quantity } of part) left.set(skuId, (left.get(skuId) ?? 0) + quantity);
  return lines.flatMap(({ id, skuId, quantity }) => {
    const wanted = Math.min(quantity - (returned[id]?.quantity ?? 0), left.get(skuId) ?? 0);
    left.set(skuId, (left.get(skuId) ?? 0) - wanted);
    return wanted > 0 ? [{ id, quantity: wanted, extraFen: 0 }] : [];
  });
}
