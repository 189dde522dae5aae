/** Goods that come in: whose they were, whose they are here, and how stock moves. Pure. */
import type { ReceivedLines } from '@jindian/shared/contract/serving/returns';
import type { LevelDelta, MovementCause, MovementKind } from '../../goods/inventory/rules.ts';
import { fail, ok, type Result } from '../../platform/result.ts';
import type { OrderRecord } from '../orders/store.ts';
import { type OutPiece, type OwnedPiece, ownerHere, takeOut, withoutTaken } from './pieces-back.ts';
import type { ReceivedLine } from './records.ts';

export type Place = { id: string; ownerId: string };
type Asked = readonly { lineId: string; quantity: number }[];
type Movements = { kind: MovementKind; cause: MovementCause; lines: LevelDelta[] }[];

/**
 * Of what its shopper has (`out`) what came in of each line, as it was asked for. An article that was exchanged comes back
 * as what it was exchanged for.
 */
export function cameIn(
  record: Pick<OrderRecord, 'detail' | 'fulfilments'>,
  shoppers: { out: readonly OutPiece[]; goneSerials: readonly string[] },
  asked: Asked,
  lines: ReceivedLines,
  place: Place,
): Result<ReceivedLine[], 'nothing_to_return' | 'wrong_piece'> {
  const gone = new Set(shoppers.goneSerials);
  let out = [...shoppers.out];
  const came: ReceivedLine[] = [];
  for (const { lineId, quantity, disposition, serials } of lines) {
    const line = record.detail.lines.find(({ id }) => id === lineId);
    const most = asked.find((one) => one.lineId === lineId)?.quantity ?? 0;
    const sofar = came.filter((one) => one.lineId === lineId).reduce((sum, one) => sum + one.quantity, 0);
    if (!line || sofar + quantity > most) return fail('nothing_to_return', { lineId });
    if (disposition === 'other_goods') {
      came.push({ lineId, quantity, disposition, serials: [], pieces: [] });
      continue;
    }
    const told = record.fulfilments.flatMap((part) =>
      (part.serials ?? []).flatMap((one) =>
        one.skuId === line.skuId ? [{ serial: one.serial, fulfilmentId: part.fulfilmentId }] : [],
      ),
    );
    const wrong = serials.find((serial) => gone.has(serial) || !told.some((one) => one.serial === serial));
    if (wrong !== undefined) return fail('wrong_piece', { serial: wrong });
    if (new Set(serials).size !== serials.length) return fail('wrong_piece', { serial: serials[0] ?? '' });
    // Each piece that left by its number comes back by it.
    if (told.length > 0 && serials.length !== quantity) return fail('wrong_piece', { serial: '' });
    for (const serial of serials) gone.add(serial);
    const firstOf = told.find(({ serial }) => serials.includes(serial))?.fulfilmentId ?? null;
    const taken = takeOut(out, line, quantity, firstOf);
    if (!taken) return fail('nothing_to_return', { lineId });
    out = withoutTaken(out, taken);
    const pieces = taken.map(
      (piece): OwnedPiece => ({ ...piece, toOwnerId: ownerHere(piece.ownerId, place.ownerId, disposition) }),
    );
    came.push({ lineId, quantity, disposition, serials, pieces });
  }
  return ok(came);
}

/** A chain of movements: what is thrown away or sent on came in first, and was put aside. */
export function movementsIn(came: readonly ReceivedLine[], place: Place, cause: MovementCause): Movements {
  const lineOf = (piece: OwnedPiece, condition: 'sellable' | 'quarantine', sign: 1 | -1): LevelDelta => ({
    skuId: piece.skuId,
    ownerId: piece.toOwnerId ?? place.ownerId,
    ...(condition === 'sellable' ? {} : { condition }),
    ...(piece.lot === undefined ? {} : { lot: piece.lot }),
    onHandDelta: sign * piece.quantity,
    reservedDelta: 0,
  });
  const comeIn: LevelDelta[] = [];
  const goOut = new Map<'scrap' | 'supplier', LevelDelta[]>();
  for (const { disposition, pieces } of came)
    for (const piece of pieces) {
      comeIn.push(lineOf(piece, disposition === 'sellable' ? 'sellable' : 'quarantine', 1));
      if (disposition === 'scrap' || disposition === 'supplier')
        goOut.set(disposition, [...(goOut.get(disposition) ?? []), lineOf(piece, 'quarantine', -1)]);
    }
  return [
    { kind: 'return', cause, lines: comeIn },
    ...[...goOut].map(([where, lines]) => ({
      kind: 'condition' as const,
      cause: { ...cause, reason: `${where}: ${cause.reason ?? ''}` },
      lines,
    })),
  ];
}

/** Of whom nothing is owed any more, and what became whose, at the prices between owners of when it was sold. */
export function titleBack({ detail }: Pick<OrderRecord, 'detail'>, came: readonly ReceivedLine[]) {
  const sellerId = detail.soldBy?.ownerId ?? 'hq';
  const priceOf = ({ skuId, priceFen }: OwnedPiece) =>
    priceFen ?? detail.lines.find((line) => line.skuId === skuId)?.transferPriceFen ?? 0;
  const pieces = came.flatMap((line) => line.pieces);
  const owed = (piece: OwnedPiece) => ({
    skuId: piece.skuId,
    ownerId: piece.ownerId,
    quantity: piece.quantity,
    transferPriceFen: priceOf(piece),
  });
  return {
    sellerId,
    allocations: pieces
      .filter(({ atPrice, ownerId, toOwnerId }) => atPrice && ownerId !== sellerId && toOwnerId !== null)
      .map(owed),
    moved: pieces.flatMap((piece) =>
      piece.toOwnerId !== null && piece.toOwnerId !== piece.ownerId
        ? [{ ...owed(piece), toOwnerId: piece.toOwnerId }]
        : [],
    ),
  };
}
