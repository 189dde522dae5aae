import { wantedParts } from './part-cancelling.ts';
import type { OrderRecord } from './store.ts';

/**
 * The payment by which WeChat knows that the shopper has a parcel, and they can tell it so in WeChat; null where it has no
 * say: it was paid otherwise, outside the mini-program, or there was ever another parcel on its way. What WeChat says is of
 * the payment, and one payment may have several parcels, one after the other as well.
 */
export function wechatReceiptOf(
  record: Pick<OrderRecord, 'fulfilments' | 'money'> & Parameters<typeof wantedParts>[0],
): { transactionId: string } | null {
  const payment = record.money.payments.find(({ state }) => state === 'captured');
  if (!payment?.transactionId || payment.fromBrowser) return null;
  const left = record.fulfilments.flatMap(({ history }) =>
    history.filter(({ state }) => state === 'dispatched'),
  );
  return wantedParts(record).length === 1 && left.length === 1
    ? { transactionId: payment.transactionId }
    : null;
}
