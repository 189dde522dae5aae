/** Goods whose pieces have numbers of their makers: told of a piece that leaves, for warranty and for what comes back. Pure. */
import { maxSerialsOfPart, type SerialsWanted } from '@jindian/shared/contract/serving/serials';
import type { FulfilmentRecord } from './fulfilment-items.ts';
import { isPractice } from './practice.ts';
import type { OrderDetail, OrderRecord } from './store.ts';

/** Of a part: the articles whose pieces have numbers, and which were told. */
export function serialsWanted(
  detail: Pick<OrderDetail, 'lines'>,
  { lines, serials = [] }: Pick<FulfilmentRecord, 'lines' | 'serials'>,
): SerialsWanted[] {
  const numbered = new Set(detail.lines.flatMap(({ skuId, hasSerials }) => (hasSerials ? [skuId] : [])));
  const wanted = new Map<string, number>();
  for (const { skuId, quantity } of lines)
    if (numbered.has(skuId)) wanted.set(skuId, (wanted.get(skuId) ?? 0) + quantity);
  return [...wanted].map(([skuId, quantity]) => ({
    skuId,
    quantity,
    serials: serials.flatMap((one) => (one.skuId === skuId ? [one.serial] : [])),
  }));
}

/** How many numbers are missing before it may leave. */
export function serialsMissing(detail: Pick<OrderDetail, 'lines'>, part: FulfilmentRecord): number {
  // Whoever practises gives nothing away.
  if (isPractice(part.orderId)) return 0;
  const wanted = serialsWanted(detail, part);
  const pieces = wanted.reduce((sum, one) => sum + one.quantity, 0);
  const told = wanted.reduce((sum, one) => sum + one.serials.length, 0);
  // However much is bought, it can leave.
  return Math.min(pieces, maxSerialsOfPart) - told;
}

/** As many pieces of the article were refunded as the order had: what was given out came back. */
export function isBack({ detail, money }: Pick<OrderRecord, 'detail' | 'money'>, skuId: string): boolean {
  const lines = detail.lines.filter((line) => line.skuId === skuId);
  return lines.every(({ id, quantity }) => (money.returned[id]?.quantity ?? 0) >= quantity);
}
