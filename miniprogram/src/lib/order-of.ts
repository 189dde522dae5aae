/**
 * Which order a page is opened for. WeChat's order centre and its messages know a payment by the shop's number alone, which
 * begins with the id of the order: they put it where `${商品订单号}` stands in a path, or say it as `merchant_trade_no`.
 */
export function orderOf(params: Readonly<Record<string, string | undefined>>): string {
  return (params.orderId || params.merchant_trade_no || '').slice(0, idLength);
}

const idLength = 26;
