import type { promotionsZh } from './promotions.zh.ts';

export const promotionsEn: Record<keyof typeof promotionsZh, string> = {
  off: 'Off',
  gift: 'Gift',
  giftLine: '{title} × {count}',
  missingFen: 'Buy {amount} more for {brings}',
  missingPieces: 'Buy {count} more for {brings}',
  priceWith: 'Now {price}',
  before: 'Was {price}',
};
