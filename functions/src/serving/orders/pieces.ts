import { deliveryPieceId } from '@jindian/shared/contract/money/payments';
import type { FulfilmentState } from '@jindian/shared/contract/serving/order';
import type { SkuQuantity } from '../../goods/inventory/rules.ts';
import {
  type PlannedPiece,
  type Returned,
  tallied,
  type WantedBack,
} from '../../money/payments/refund-plan.ts';
import type { Piece } from '../../money/payments/shares.ts';
import { type FulfilmentRecord, hasLeft } from './fulfilment-items.ts';
import type { OrderDetail } from './store.ts';

/** As many parts as an order is ever divided into; who takes it on then takes it whole. */
export const maxParts = 15;

/** What of an order is paid: its lines, and the delivery fee. */
export function piecesOf({ lines, deliveryFeeFen }: Pick<OrderDetail, 'lines' | 'deliveryFeeFen'>): Piece[] {
  const pieces = lines.map(({ id, quantity, netFen }) => ({ id, quantity, amountFen: netFen }));
  return deliveryFeeFen > 0
    ? [...pieces, { id: deliveryPieceId, quantity: 1, amountFen: deliveryFeeFen }]
    : pieces;
}

type Divided = {
  detail: Pick<OrderDetail, 'lines'>;
  money: { returned: Returned };
  fulfilments: readonly Pick<FulfilmentRecord, 'state' | 'lines'>[];
};

function unitsOf(parts: readonly { lines: readonly SkuQuantity[] }[], skuId: string): number {
  return parts
    .flatMap(({ lines }) => lines)
    .reduce((sum, line) => (line.skuId === skuId ? sum + line.quantity : sum), 0);
}

/**
 * Units of an article that were refunded although no part that has them was given up, and that nobody had: whichever
 * part is given up next, its units are these first. Below zero: parts were given up whose refund was given up, too.
 */
function refundedBefore({ detail, money, fulfilments }: Divided, skuId: string): number {
  const givenUp = fulfilments.filter(({ state }) => state === 'cancelled');
  const refunded = detail.lines.reduce((sum, line) => {
    const { quantity = 0, handedOver = 0 } = (line.skuId === skuId && money.returned[line.id]) || {};
    return sum + quantity - handedOver;
  }, 0);
  return refunded - unitsOf(givenUp, skuId);
}

/**
 * The units of a part that is given up as units of the order's lines, without those that were refunded before. So
 * nobody gets money back for a unit that another part still brings.
 */
export function wantedOfPart(record: Divided, part: Pick<FulfilmentRecord, 'lines'>): WantedBack[] {
  const { detail, money } = record;
  const left = new Map(
    [...new Set(part.lines.map(({ skuId }) => skuId))].map((skuId) => [
      skuId,
      Math.max(0, unitsOf([part], skuId) - refundedBefore(record, skuId)),
    ]),
  );
  return detail.lines.flatMap(({ id, skuId, quantity }) => {
    const wanted = Math.min(quantity - (money.returned[id]?.quantity ?? 0), left.get(skuId) ?? 0);
    left.set(skuId, (left.get(skuId) ?? 0) - wanted);
    return wanted > 0 ? [{ id, quantity: wanted, extraFen: 0 }] : [];
  });
}

/** Nobody has them in hand. */
export const unserved = ['with_hq', 'awaiting_shopper'] as const satisfies readonly FulfilmentState[];
const isUnserved = (state: FulfilmentState) => unserved.some((one) => one === state);
const inHand: readonly FulfilmentState[] = ['awaiting_goods', 'in_grab_pool', 'offered', 'to_pack', 'ready'];

/**
 * The parts that a refund ends: all their units were refunded and none was handed over, so whatever left of them would
 * be given away. Units of an article are interchangeable: a part that nobody serves is ended first; one that somebody
 * has in hand only if all of the order's units of its articles are refunded, since else another part may be meant.
 */
export function refundedParts<Part extends Pick<FulfilmentRecord, 'state' | 'lines'>>(
  record: Omit<Divided, 'fulfilments'> & { fulfilments: readonly Part[] },
): Part[] {
  const { detail, money, fulfilments } = record;
  const refunded = new Map(detail.lines.map(({ skuId }) => [skuId, refundedBefore(record, skuId)] as const));
  const ended = fulfilments.filter((part) => {
    const skuIds = [...new Set(part.lines.map(({ skuId }) => skuId))];
    const isIt =
      isUnserved(part.state) && skuIds.every((skuId) => unitsOf([part], skuId) <= (refunded.get(skuId) ?? 0));
    if (isIt)
      for (const skuId of skuIds) refunded.set(skuId, (refunded.get(skuId) ?? 0) - unitsOf([part], skuId));
    return isIt;
  });
  const allRefunded = ({ skuId }: { skuId: string }) =>
    detail.lines.every(
      (line) => line.skuId !== skuId || (money.returned[line.id]?.quantity ?? 0) >= line.quantity,
    );
  return [
    ...ended,
    ...fulfilments.filter(({ state, lines }) => inHand.includes(state) && lines.every(allRefunded)),
  ];
}

type Numbered = Pick<FulfilmentRecord, 'fulfilmentId' | 'state' | 'lines'>;
type OfNumbered = Omit<Divided, 'fulfilments'> & { fulfilments: readonly Numbered[] };

/** Every unit of it was refunded: nobody takes it on, and nobody gives it away. */
export function isRefunded(record: OfNumbered, { fulfilmentId }: Pick<Numbered, 'fulfilmentId'>): boolean {
  return refundedParts(record).some((part) => part.fulfilmentId === fulfilmentId);
}

/** The same of a part that nobody has in hand from now on: whoever had it does not serve it. */
export function isRefundedOnceFree(record: OfNumbered, part: Pick<Numbered, 'fulfilmentId'>): boolean {
  const fulfilments = record.fulfilments.map((one) =>
    one.fulfilmentId === part.fulfilmentId ? { ...one, state: unserved[0] } : one,
  );
  return isRefunded({ ...record, fulfilments }, part);
}

/** Which of the units that a person refunds have left already: those first, since what nobody serves is given up. */
export function withHandedOver(
  { detail, money, fulfilments }: Divided,
  pieces: readonly PlannedPiece[],
): PlannedPiece[] {
  const left = new Map<string, number>();
  for (const { skuId } of detail.lines) left.set(skuId, unitsOf(fulfilments.filter(hasLeft), skuId));
  for (const { id, skuId } of detail.lines)
    left.set(skuId, (left.get(skuId) ?? 0) - (money.returned[id]?.handedOver ?? 0));
  return pieces.map((piece) => {
    const skuId = detail.lines.find(({ id }) => id === piece.id)?.skuId;
    if (skuId === undefined) return piece;
    const handedOver = Math.max(0, Math.min(piece.quantity, left.get(skuId) ?? 0));
    left.set(skuId, (left.get(skuId) ?? 0) - handedOver);
    return handedOver > 0 ? { ...piece, handedOver } : piece;
  });
}

/**
 * What was refunded, once units are back at their place: of those that count as handed over no more than are out. One
 * that was refunded while it was out is refunded like any other now: it goes with the part that is given up next.
 */
export function withoutBroughtBack({ detail, money, fulfilments }: Divided): Returned {
  const out = new Map(
    detail.lines.map(({ skuId }) => [skuId, unitsOf(fulfilments.filter(hasLeft), skuId)] as const),
  );
  const returned = { ...money.returned };
  for (const { id, skuId } of detail.lines) {
    const entry = returned[id];
    if (!entry?.handedOver) continue;
    const handedOver = Math.min(entry.handedOver, out.get(skuId) ?? 0);
    out.set(skuId, (out.get(skuId) ?? 0) - handedOver);
    returned[id] = { ...entry, handedOver };
  }
  return returned;
}

type Told = { pieces: readonly PlannedPiece[] };

/**
 * What was refunded, once this refund is given up. Units that came back since it was asked for count as handed over no
 * more, and whose they were nobody can say: of what is out as many stay refunded as the other refunds say.
 */
export function withoutRefund(money: Divided['money'], refund: Told, others: readonly Told[]): Returned {
  const without = tallied(
    money.returned,
    refund.pieces.map((piece) => ({ ...piece, handedOver: 0 })),
    -1,
  );
  const ofOthers = (lineId: string) =>
    others
      .flatMap(({ pieces }) => pieces)
      .reduce((sum, { id, handedOver = 0 }) => (id === lineId ? sum + handedOver : sum), 0);
  return Object.fromEntries(
    Object.entries(without).map(([id, entry]) => {
      const handedOver = Math.min(entry.handedOver ?? 0, ofOthers(id), entry.quantity);
      return [id, { ...entry, handedOver }];
    }),
  );
}

/** Whether every unit that was given up stays refunded when only this is: somebody waits for its money. */
export function canDoWith(record: Divided, returned: Returned): boolean {
  return record.detail.lines.every(
    ({ skuId }) => refundedBefore({ ...record, money: { returned } }, skuId) >= 0,
  );
}
