/** Of what is cheaper. */
export const promotionsZh = {
  off: '优惠',
  gift: '赠品',
  giftLine: '{title} × {count}',
  missingFen: '再买 {amount}，{brings}',
  missingPieces: '再买 {count} 件，{brings}',
  priceWith: '优惠价 {price}',
  before: '原价 {price}',
} as const;
