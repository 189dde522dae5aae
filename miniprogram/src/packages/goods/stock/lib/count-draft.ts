import type { LocalizedText } from '@jindian/shared/contract/common';
import {
  type CountedLine,
  type CountLine,
  lotSchema,
  type StockItem,
} from '@jindian/shared/contract/goods/inventory';
import { type Piece, pieceId } from './piece.ts';

/** What the contract takes in one go. */
export const maxCountLines = 50;

/** A lot as it is being typed. */
export type TypedLot = { code: string; expiresOn: string | null };

export type DraftLine = {
  /** Which line of the draft; stays the same while a lot is typed. */
  id: string;
  skuId: string;
  ownerId: string;
  condition: Piece['condition'];
  lot: TypedLot | null;
  /** The lot is not in the books yet: its code and its day are typed. `expires`: it has a day. */
  typesLot: null | 'lot' | 'lot_and_expiry';
  title: LocalizedText;
  skuName: LocalizedText;
  imagePath: string;
  /** Goods of two owners lie side by side: whose these are has to be said. */
  ownersMatter: boolean;
  seenOnHand: number;
  reserved: number;
  /** Null until somebody has counted. */
  counted: number | null;
  /** When that was: what comes and goes later is applied again on top. */
  countedAtMs: number;
  /** Why the server did not take it. */
  again: Exclude<CountedLine['outcome'], 'set' | 'unchanged'> | null;
};

const isLine = (id: string) => (line: DraftLine) => line.id === id;

/** Puts a piece on top of the list, and counts `pieces` more of it. What was looked at first stays what was seen. */
export function addToDraft(
  lines: readonly DraftLine[],
  item: StockItem,
  piece: Piece,
  pieces: number,
  nowMs: number,
): DraftLine[] {
  const { skuId, title, skuName, imagePath } = item;
  const isNew = piece.lot === 'new';
  const id = isNew ? `${pieceId(skuId, piece)} ${lines.length} ${nowMs}` : pieceId(skuId, piece);
  const line = lines.find(isLine(id)) ?? {
    id,
    skuId,
    ownerId: piece.ownerId,
    condition: piece.condition,
    lot: piece.lot === 'new' ? { code: '', expiresOn: null } : piece.lot,
    typesLot: isNew && item.tracking !== 'none' ? item.tracking : null,
    title,
    skuName,
    imagePath,
    ownersMatter: new Set(item.levels.map(({ ownerId }) => ownerId)).size > 1,
    seenOnHand: piece.onHand,
    reserved: piece.reserved,
    counted: null,
    countedAtMs: nowMs,
    again: null,
  };
  const counted = pieces === 0 ? line.counted : (line.counted ?? 0) + pieces;
  return [{ ...line, counted, countedAtMs: nowMs }, ...lines.filter((other) => other.id !== id)];
}

export function setCounted(
  lines: readonly DraftLine[],
  id: string,
  counted: number | null,
  nowMs: number,
): DraftLine[] {
  return lines.map((line) => (line.id === id ? { ...line, counted, countedAtMs: nowMs } : line));
}

export function setLot(lines: readonly DraftLine[], id: string, lot: TypedLot): DraftLine[] {
  return lines.map((line) => (line.id === id ? { ...line, lot } : line));
}

/** Whether a lot that is typed can be meant: a code, and a day where the goods expire. */
function isLotTyped({ typesLot, lot }: Pick<DraftLine, 'typesLot' | 'lot'>): boolean {
  if (typesLot === null) return true;
  return lotSchema.safeParse(lot).success && (typesLot === 'lot_and_expiry') === (lot?.expiresOn != null);
}

/** What can be sent: everything that somebody has counted. */
export function linesToSubmit(lines: readonly DraftLine[]): { ids: string[]; lines: CountLine[] } {
  const ready = lines.filter((line) => line.counted !== null && isLotTyped(line)).slice(0, maxCountLines);
  return {
    ids: ready.map(({ id }) => id),
    lines: ready.map(({ skuId, ownerId, condition, lot, counted, countedAtMs }) => ({
      skuId,
      ownerId,
      ...(condition === 'sellable' ? {} : { condition }),
      ...(lot ? { lot } : {}),
      counted: counted ?? 0,
      asOfMs: countedAtMs,
    })),
  };
}

const countAnew = new Set<CountedLine['outcome']>(['stale', 'too_old', 'future']);

/** After the answer, in the order of what was sent: what was taken goes, the rest is to be looked at again. */
export function settleDraft(
  lines: readonly DraftLine[],
  ids: readonly string[],
  answers: readonly CountedLine[],
) {
  const left = lines.flatMap((line): DraftLine[] => {
    const answer = answers[ids.indexOf(line.id)];
    if (!answer) return [line];
    if (answer.outcome === 'set' || answer.outcome === 'unchanged') return [];
    const counted = countAnew.has(answer.outcome) ? null : line.counted;
    return [
      { ...line, counted, seenOnHand: answer.onHand, reserved: answer.reserved, again: answer.outcome },
    ];
  });
  const again = left.filter(({ id }) => ids.includes(id)).length;
  return { left, done: answers.length - again, again };
}
