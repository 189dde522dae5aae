import type { Refusal } from '@jindian/shared/contract/serving/branch-work';
import type { OrderLine, RefusalReason } from '@jindian/shared/contract/serving/order';

export type Wanted = Pick<
  OrderLine,
  'skuId' | 'title' | 'skuName' | 'imagePath' | 'quantity' | 'unitPriceFen'
>;

/** What a clerk says while refusing; prices as they are typed. */
export type RefusalForm = {
  reason: RefusalReason | null;
  counts: Record<string, number>;
  prices: Record<string, string>;
  note: string;
};

/** Words of the dictionary that say what is missing. */
export type RefusalFault = 'chooseReason' | 'notShort' | 'badPrice' | 'noteNeeded';

const maxPriceFen = 100_000_000;

/** One row for each SKU: two lines of one SKU are one pile on the shelf. */
export function wantedOf(lines: readonly OrderLine[]): Wanted[] {
  const bySku = new Map<string, Wanted>();
  for (const line of lines) {
    const before = bySku.get(line.skuId);
    bySku.set(line.skuId, before ? { ...before, quantity: before.quantity + line.quantity } : { ...line });
  }
  return [...bySku.values()];
}

/** A single SKU is what is missing; of several, the clerk says which. */
export function newForm(wanted: readonly Wanted[]): RefusalForm {
  const count = ({ quantity }: Wanted) => (wanted.length === 1 ? 0 : quantity);
  return {
    reason: null,
    counts: Object.fromEntries(wanted.map((one) => [one.skuId, count(one)])),
    prices: {},
    note: '',
  };
}

/** Yuan as people type them, in fen; null: no price. */
export function readPriceFen(text: string): number | null {
  const parts = /^(\d{1,7})(?:[.。](\d{1,2}))?$/.exec(text.trim().replace(/[,，¥￥\s]/g, ''));
  if (!parts) return null;
  const fen = Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0'));
  return fen >= 1 && fen <= maxPriceFen ? fen : null;
}

/** What the form says, or what it lacks. */
export function readRefusal(
  form: RefusalForm,
  wanted: readonly Wanted[],
): { refusal: Refusal } | { fault: RefusalFault } {
  const { reason } = form;
  const note = form.note.trim().slice(0, 200);
  if (reason === null) return { fault: 'chooseReason' };
  if (reason === 'other' && note === '') return { fault: 'noteNeeded' };
  const said: Refusal = { reason, counted: [], localPrices: [], ...(note ? { note } : {}) };
  if (reason === 'no_stock') {
    const counted = wanted.flatMap(({ skuId, quantity }) => {
      const onHand = form.counts[skuId] ?? quantity;
      return onHand < quantity ? [{ skuId, onHand }] : [];
    });
    return counted.length === 0 ? { fault: 'notShort' } : { refusal: { ...said, counted } };
  }
  if (reason === 'price') {
    const typed = wanted.filter(({ skuId }) => (form.prices[skuId] ?? '').trim() !== '');
    const localPrices = typed.flatMap(({ skuId }) => {
      const priceFen = readPriceFen(form.prices[skuId] ?? '');
      return priceFen === null ? [] : [{ skuId, priceFen }];
    });
    if (localPrices.length < typed.length) return { fault: 'badPrice' };
    return { refusal: { ...said, localPrices } };
  }
  return { refusal: said };
}
