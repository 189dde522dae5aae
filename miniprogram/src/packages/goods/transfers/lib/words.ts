import type { TransferState, TransferView } from '@jindian/shared/contract/goods/transfer';
import type { Tone } from '@jindian/shared/design/tokens';

export const toneOf: Record<TransferState, Tone> = {
  requested: 'wait',
  approved: 'progress',
  shipped: 'progress',
  received: 'done',
  rejected: 'neutral',
  cancelled: 'neutral',
};

/** Pieces as far as they are known: what arrived, what was shipped, what was asked for. */
export function piecesOf({ lines }: Pick<TransferView, 'lines'>): number {
  return lines.reduce(
    (sum, { quantity, shippedQuantity, receivedQuantity }) =>
      sum + (receivedQuantity ?? shippedQuantity ?? quantity),
    0,
  );
}

const postings = {
  'title.sold': 'title_sold',
  'title.returned': 'title_returned',
  'title.moved': 'title_moved',
  'transfer.incentive': 'transfer_incentive',
  'sale.divided': 'sale_divided',
  'sale.divided-back': 'sale_divided_back',
} as const;
type PostingKey = (typeof postings)[keyof typeof postings];

/** The name of a line of a dealer's account. */
export function postingKey(kind: string): PostingKey | null {
  return Object.hasOwn(postings, kind) ? postings[kind as keyof typeof postings] : null;
}
