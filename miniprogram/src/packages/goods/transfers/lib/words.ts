import type { TransferState, TransferView } from '@jindian/shared/contract/goods/transfer';
import type { StatusTone } from '../../../../components/StatusHeader.tsx';

export const chipOf: Record<TransferState, 'amber' | 'red' | 'green' | 'grey'> = {
  requested: 'amber',
  approved: 'red',
  shipped: 'amber',
  received: 'green',
  rejected: 'grey',
  cancelled: 'grey',
};

export const toneOf: Record<TransferState, StatusTone> = {
  requested: 'wait',
  approved: 'go',
  shipped: 'wait',
  received: 'done',
  rejected: 'off',
  cancelled: 'off',
};

/** Pieces as far as they are known: what arrived, what was shipped, what was asked for. */
export function piecesOf({ lines }: Pick<TransferView, 'lines'>): number {
  return lines.reduce(
    (sum, { quantity, shippedQuantity, receivedQuantity }) =>
      sum + (receivedQuantity ?? shippedQuantity ?? quantity),
    0,
  );
}

const postings = ['title.sold', 'title.returned', 'title.moved', 'transfer.incentive'] as const;
type PostingKey = 'title_sold' | 'title_returned' | 'title_moved' | 'transfer_incentive';

/** The name of a line of a dealer's account. */
export function postingKey(kind: string): PostingKey | null {
  return postings.some((one) => one === kind) ? (kind.replace('.', '_') as PostingKey) : null;
}
