import { type RefundRecord, refundState } from '../../../money/payments/documents.ts';
import { type FulfilmentRecord, hasLeft } from '../fulfilment-items.ts';
import type { StoredOrder } from './stored.ts';

/** Where a part is in nobody's hands, told once more. */
const inNobodysHands = ['with_hq', 'awaiting_shopper'];

const unitsOf = (parts: readonly Pick<FulfilmentRecord, 'lines'>[], skuId: string) =>
  parts
    .flatMap(({ lines }) => lines)
    .reduce((sum, line) => (line.skuId === skuId ? sum + line.quantity : sum), 0);

/**
 * Units that are handed over and units that are refunded are never more than were bought, but for two kinds: those that
 * had left when they were refunded (counted as handed over), and those that somebody had in hand then, and of which others
 * of the article were still wanted: nobody knows which of them is meant, and the goods stay where they are. So no part
 * is taken on that was in nobody's hands after as much was refunded; and none leaves of whose articles every unit was.
 */
export function givenAwayFaults({ head, detail, fulfilments, money, refunds }: StoredOrder): string[] {
  const counted = refunds.filter(
    (refund) => refund.cause !== 'late_money' && refundState(refund) !== 'dropped',
  );
  const taken = fulfilments.filter(({ state }) => state !== 'cancelled' && !inNobodysHands.includes(state));
  const sumOf = (skuId: string, count: (line: { id: string; quantity: number }) => number) =>
    detail.lines.reduce((sum, line) => (line.skuId === skuId ? sum + count(line) : sum), 0);
  /** Without what had left. */
  const refundedBefore = (skuId: string, atMs: number) =>
    counted
      .filter((refund) => refund.atMs < atMs)
      .flatMap(({ pieces }: RefundRecord) => pieces)
      .reduce(
        (sum, { id, quantity, handedOver = 0 }) =>
          detail.lines.some((line) => line.id === id && line.skuId === skuId)
            ? sum + quantity - handedOver
            : sum,
        0,
      );
  const tooMany = (skuId: string) => {
    const refunded = sumOf(skuId, ({ id }) => {
      const { quantity = 0, handedOver = 0 } = money.returned[id] ?? {};
      return quantity - handedOver;
    });
    return unitsOf(taken, skuId) + refunded - sumOf(skuId, ({ quantity }) => quantity);
  };
  return taken.flatMap((part) => {
    const { history } = part;
    const skuIds = [...new Set(part.lines.map(({ skuId }) => skuId))];
    if (!skuIds.every((skuId) => tooMany(skuId) >= unitsOf([part], skuId))) return [];
    const takenOnMs = history.findLast(
      (_step, at) => at > 0 && inNobodysHands.includes(history[at - 1]?.state ?? ''),
    )?.atMs;
    const leftMs =
      history.findLast(({ state }) => state === 'dispatched' || state === 'fulfilled')?.atMs ?? 0;
    const couldEnd =
      takenOnMs !== undefined &&
      skuIds.every((skuId) => {
        const givenUp = fulfilments.filter(
          ({ state, history: its }) => state === 'cancelled' && (its.at(-1)?.atMs ?? 0) <= takenOnMs,
        );
        return refundedBefore(skuId, takenOnMs) - unitsOf(givenUp, skuId) >= unitsOf([part], skuId);
      });
    const allBack =
      hasLeft(part) &&
      skuIds.every((skuId) => refundedBefore(skuId, leftMs) >= sumOf(skuId, ({ quantity }) => quantity));
    return couldEnd || allBack
      ? [`order ${head.orderId}: ${part.fulfilmentId} is ${part.state}, and was refunded`]
      : [];
  });
}
