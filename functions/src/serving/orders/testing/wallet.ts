import type { WechatPayParams } from '@jindian/shared/contract/serving/order';
import type { WechatPaySimulator } from '../../../simulators/wechat/index.ts';

/** The shopper's WeChat wallet: what is confirmed in it is paid, and told to nobody by this. */
export function walletOf(pay: WechatPaySimulator) {
  async function confirm(what: object): Promise<boolean> {
    const answer = await fetch(`${pay.baseUrl}/simulator/pay`, {
      method: 'POST',
      body: JSON.stringify(what),
    });
    return answer.ok;
  }

  return {
    /** Pays a payment by its number; false when WeChat Pay refuses. */
    async payInWallet(number: string): Promise<boolean> {
      const order = pay.control.order(number);
      return order ? confirm({ prepayId: order.prepayId, payerOpenid: order.payerOpenid }) : false;
    },
    /** The same for what `placeOrder` or `startPayment` gave the phone: whichever payments it is for. */
    confirmInWallet: (payParams: WechatPayParams, payerOpenid: string) => confirm({ payParams, payerOpenid }),
  };
}
