import type { LocalizedText } from '@jindian/shared/contract/common';
import type { CountedLine, CountLine, StockItem } from '@jindian/shared/contract/goods/inventory';

/** What the contract takes in one go. */
export const maxCountLines = 50;

export type DraftLine = {
  skuId: string;
  ownerId: string;
  title: LocalizedText;
  skuName: LocalizedText;
  imagePath: string;
  /** Goods of two owners lie side by side: whose these are has to be said. */
  ownersMatter: boolean;
  seenOnHand: number;
  reserved: number;
  /** Null until somebody has counted. */
  counted: number | null;
  /** Why the server did not take it. */
  again: 'changed_meanwhile' | 'below_reserved' | null;
};

type Key = Pick<DraftLine, 'skuId' | 'ownerId'>;

export const isLine = (key: Key) => (line: Key) => line.skuId === key.skuId && line.ownerId === key.ownerId;

/** Puts a level on top of the list, and counts `pieces` more of it. What was looked at first stays what was seen. */
export function addToDraft(
  lines: readonly DraftLine[],
  item: StockItem,
  ownerId: string,
  pieces: number,
): DraftLine[] {
  const level = item.levels.find((candidate) => candidate.ownerId === ownerId);
  const { skuId, title, skuName, imagePath } = item;
  const key = { skuId, ownerId };
  const line = lines.find(isLine(key)) ?? {
    ...key,
    title,
    skuName,
    imagePath,
    ownersMatter: item.levels.length > 1,
    seenOnHand: level?.onHand ?? 0,
    reserved: level?.reserved ?? 0,
    counted: null,
    again: null,
  };
  const counted = pieces === 0 ? line.counted : (line.counted ?? 0) + pieces;
  return [{ ...line, counted }, ...lines.filter((other) => !isLine(key)(other))];
}

export function setCounted(lines: readonly DraftLine[], key: Key, counted: number | null): DraftLine[] {
  return lines.map((line) => (isLine(key)(line) ? { ...line, counted } : line));
}

/** What can be sent: everything that somebody has counted. */
export function linesToSubmit(lines: readonly DraftLine[]): CountLine[] {
  return lines
    .flatMap(({ skuId, ownerId, counted, seenOnHand }) =>
      counted === null ? [] : [{ skuId, ownerId, counted, seenOnHand }],
    )
    .slice(0, maxCountLines);
}

/** After the answer: what was taken goes, the rest is to be looked at again as the books are now. */
export function settleDraft(lines: readonly DraftLine[], answers: readonly CountedLine[]) {
  const left = lines.flatMap((line): DraftLine[] => {
    const answer = answers.find(isLine(line));
    if (!answer) return [line];
    if (answer.outcome === 'set' || answer.outcome === 'unchanged') return [];
    const counted = answer.outcome === 'changed_meanwhile' ? null : line.counted;
    return [
      { ...line, counted, seenOnHand: answer.onHand, reserved: answer.reserved, again: answer.outcome },
    ];
  });
  const again = left.filter((line) => answers.some(isLine(line))).length;
  return { left, done: answers.length - again, again };
}
