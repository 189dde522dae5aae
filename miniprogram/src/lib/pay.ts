import type { OrderView, WechatPayment } from '@jindian/shared/contract/serving/order';
import Taro from '@tarojs/taro';
import { call, endpoints } from '../api/client.ts';
import { sessionToken } from '../api/session.ts';
import { transport } from '../api/transport.ts';
import { texts } from '../i18n/index.ts';
import { type PayOutcome, platform } from '../platform/index';
import { heldFromUpdates } from '../state/update.ts';

/** What the wallet asks for: orders of several sellers that were placed at once are paid at once. */
export function toPayFen({ checkout, totalFen }: Pick<OrderView, 'totalFen' | 'checkout'>): number {
  return checkout?.reduce((sum, order) => sum + order.totalFen, 0) ?? totalFen;
}

/** Opens the wallet for an order, or goes to it. `payment` null: WeChat Pay could not be reached at placing, so ask again. */
export async function pay(
  order: Pick<OrderView, 'id' | 'number' | 'totalFen' | 'checkout'>,
  payment: WechatPayment | null,
): Promise<PayOutcome> {
  const wallet =
    payment ??
    (await call(endpoints.startPayment, {
      params: { orderId: order.id },
      query: { payBy: await platform.payBy() },
    }));
  const title = texts.now()('orderNumber', { number: order.number });
  const token = transport.needsSession ? await sessionToken() : null;
  const backTo = payResultUrl(order.id, 'unknown');
  return heldFromUpdates(() =>
    platform.requestPayment(wallet, { amountFen: toPayFen(order), title, sessionToken: token, backTo }),
  );
}

function payResultUrl(orderId: string, outcome: PayOutcome): string {
  return `/pages/serving/pay-result/index?orderId=${orderId}&outcome=${outcome}`;
}

export const toPayResult = (orderId: string, outcome: PayOutcome) =>
  Taro.redirectTo({ url: payResultUrl(orderId, outcome) });
