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
    /** The number of the last attempt to pay an order; `first`, where WeChat Pay was never asked. */
    lastNumber(orderId: string, first: string): string {
      const asked = pay.control.orders().filter(({ outTradeNo }) => outTradeNo.startsWith(`${orderId}P`));
      const nth = ({ outTradeNo }: { outTradeNo: string }) => Number(outTradeNo.slice(orderId.length + 1));
      return asked.sort((a, b) => nth(a) - nth(b)).at(-1)?.outTradeNo ?? first;
    },
    /** Opens WeChat Pay's page as a browser does, and says yes or no there; the status that it ends with. */
    async decideOnPage(h5Url: string, accept: boolean): Promise<number> {
      const back = 'https://shop.example.com/#/result';
      const address = `${h5Url}&redirect_url=${encodeURIComponent(back)}`;
      const page = await fetch(address, { headers: { referer: 'https://shop.example.com/' } });
      if (!page.ok) return page.status;
      const body = new URLSearchParams({ accept: accept ? '1' : '0' });
      return (await fetch(address, { method: 'POST', body, redirect: 'manual' })).status;
    },
    /** Pays a payment by its number; false when WeChat Pay refuses. */
    async payInWallet(number: string): Promise<boolean> {
      const order = pay.control.order(number);
      return order ? confirm({ prepayId: order.prepayId, payerOpenid: order.payerOpenid }) : false;
    },
    /** The same for what `placeOrder` or `startPayment` gave the phone: whichever payments it is for. */
    confirmInWallet: (payParams: WechatPayParams, payerOpenid: string) => confirm({ payParams, payerOpenid }),
  };
}
