import type { LocalizedText } from '@jindian/shared/contract/common';
import {
  lotSchema,
  type StockCondition,
  type StockItem,
  type StockMove,
} from '@jindian/shared/contract/goods/inventory';
import type { TypedLot } from './count-draft.ts';

/** What the contract takes in one go. */
export const maxReceiveLines = 30;
export const maxReceivedPieces = 9_999;

export type ReceivedLine = {
  /** Which line of the draft; stays the same while a lot is typed. */
  id: string;
  skuId: string;
  title: LocalizedText;
  skuName: LocalizedText;
  imagePath: string;
  tracking: StockItem['tracking'];
  /** Of what is tracked: as it is being typed. */
  lot: TypedLot | null;
  condition: StockCondition;
  quantity: number;
};

/** One more piece of a SKU: of the line that was scanned last, where its lot is still the one in hand. */
export function receive(lines: readonly ReceivedLine[], item: StockItem, nowMs: number): ReceivedLine[] {
  const known = lines.find(({ skuId }) => skuId === item.skuId);
  if (known) return [withQuantity(known, known.quantity + 1), ...lines.filter(({ id }) => id !== known.id)];
  return [newLine(item, nowMs), ...lines];
}

/** Another lot, or another condition, of a SKU that is in the list. */
export function receiveApart(lines: readonly ReceivedLine[], id: string, nowMs: number): ReceivedLine[] {
  const at = lines.findIndex((line) => line.id === id);
  const line = lines[at];
  if (!line) return [...lines];
  const apart = { ...line, id: `${line.skuId} ${nowMs}`, lot: line.lot && noLot, quantity: 1 };
  return [...lines.slice(0, at + 1), apart, ...lines.slice(at + 1)];
}

const noLot: TypedLot = { code: '', expiresOn: null };
function newLine({ skuId, title, skuName, imagePath, tracking }: StockItem, nowMs: number): ReceivedLine {
  return {
    id: `${skuId} ${nowMs}`,
    skuId,
    title,
    skuName,
    imagePath,
    tracking,
    lot: tracking === 'none' ? null : noLot,
    condition: 'sellable',
    quantity: 1,
  };
}
const withQuantity = (line: ReceivedLine, quantity: number) => ({
  ...line,
  quantity: Math.max(1, Math.min(maxReceivedPieces, quantity)),
});

export function changeLine(
  lines: readonly ReceivedLine[],
  id: string,
  change: Partial<Pick<ReceivedLine, 'lot' | 'condition' | 'quantity'>>,
): ReceivedLine[] {
  return lines.map((line) =>
    line.id === id ? withQuantity({ ...line, ...change }, change.quantity ?? line.quantity) : line,
  );
}

/** Whether what has to be said of the lot is said: a code, and a day where the goods expire. */
export function isWhole({ tracking, lot }: ReceivedLine): boolean {
  if (tracking === 'none') return true;
  return lotSchema.safeParse(lot).success && (tracking === 'lot_and_expiry') === (lot?.expiresOn != null);
}

/** What is sent; null while a lot is missing. The same pieces on two lines are one. */
export function receiptOf(
  lines: readonly ReceivedLine[],
  reason: string,
): Extract<StockMove, { kind: 'receive' }> | null {
  if (lines.length === 0 || !lines.every(isWhole)) return null;
  const sums = new Map<string, Extract<StockMove, { kind: 'receive' }>['lines'][number]>();
  for (const { skuId, lot, condition, quantity } of lines) {
    const key = [skuId, condition, lot?.code ?? '', lot?.expiresOn ?? ''].join(' ');
    sums.set(key, {
      skuId,
      ...(condition === 'sellable' ? {} : { condition }),
      ...(lot ? { lot } : {}),
      delta: quantity + (sums.get(key)?.delta ?? 0),
    });
  }
  return { kind: 'receive', reason, lines: [...sums.values()] };
}
