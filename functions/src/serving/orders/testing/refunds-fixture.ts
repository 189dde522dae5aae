import type { HqOrder } from '@jindian/shared/contract/hq';
import type { RefundGround } from '@jindian/shared/contract/money/payments';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { minuteMs } from '@jindian/shared/time';
import { seal, signedHeaders } from '../../../simulators/wechat/pay/sealing.ts';
import { type Answer, paymentNumber, type ShopSku, startOrdersFixture } from './orders-fixture.ts';

export const shoes: ShopSku = 'P004-01';
export const sandals: ShopSku = 'P013-01';

/** Another account at WeChat Pay that the brand takes notifications of. */
export const dealerMchid = '1900000201';

type Wanted = { lineId: string; quantity?: number; extraFen?: number };

/** Orders of a shopper who is bound to a guide, and what HQ and WeChat Pay do of their refunds. */
export async function startRefundsFixture() {
  const fixture = await startOrdersFixture({
    stock: { [shoes]: 200, [sandals]: 200 },
    mchids: [dealerMchid],
  });
  const shopper = await fixture.enrol();
  const { code } = (await fixture.invoke<{ code: string }>(fixture.staff.guide, 'getSellerCode')).body;
  await fixture.invoke(shopper, 'recordTouch', { body: { code } });

  function refund(
    order: OrderView,
    lines: Wanted[],
    key = fixture.newKey(),
    ground?: RefundGround,
  ): Promise<Answer<HqOrder>> {
    const params = { orderId: order.id };
    const body = { lines, reason: '破损', ...(ground ? { ground } : {}) };
    return fixture.invoke<HqOrder>(fixture.staff.hq, 'hqRefundOrder', { params, body }, key);
  }

  /** The gateway works, tells, and everything behind it follows. */
  async function arrive(): Promise<void> {
    await fixture.settle();
    fixture.clock.advance(minuteMs);
    await fixture.pay.control.tick();
    await fixture.settle();
  }

  async function completed(lines: readonly (readonly [ShopSku, number])[]): Promise<OrderView> {
    const order = await fixture.paid(shopper, 'delivery', lines);
    for (const id of ['packFulfilment', 'dispatchFulfilment', 'deliverFulfilment'] as const) {
      const params = { orderId: order.id, fulfilmentId: order.fulfilments[0]!.id };
      const { status, code } = await fixture.invoke(fixture.staff.hq, id, { params });
      if (status !== 200) throw new Error(`${id}: ${status} ${code}`);
    }
    await fixture.settle();
    return fixture.look(shopper, order.id);
  }

  function refundsAtGateway(order: OrderView) {
    return fixture.pay.control.refunds().filter(({ outTradeNo }) => outTradeNo === paymentNumber(order));
  }

  /** A notification of a refund, signed as WeChat Pay does, whatever it says. */
  async function tellRefund(
    order: OrderView,
    told: { number: string; amountFen: number; status?: string; mchid?: string; paymentNumber?: string },
  ): Promise<number> {
    const { keys } = fixture.pay.control;
    const { number, amountFen, status = 'SUCCESS', mchid = keys.mchid } = told;
    const { paymentNumber: outTradeNo = paymentNumber(order) } = told;
    const account = [keys, ...(keys.otherAccounts ?? [])].find((one) => one.mchid === mchid);
    const content = JSON.stringify({
      mchid,
      out_trade_no: outTradeNo,
      transaction_id: fixture.pay.control.order(paymentNumber(order))?.transactionId,
      out_refund_no: number,
      refund_id: `50${number}`.slice(0, 32),
      refund_status: status,
      success_time: '2026-05-20T10:00:00+08:00',
      user_received_account: '支付用户零钱',
      amount: {
        total: order.totalFen,
        refund: amountFen,
        payer_total: order.totalFen,
        payer_refund: amountFen,
      },
    });
    const body = JSON.stringify({
      id: `EV-${fixture.newKey()}`,
      create_time: '2026-05-20T10:00:00+08:00',
      resource_type: 'encrypt-resource',
      event_type: `REFUND.${status}`,
      summary: '退款',
      resource: { original_type: 'refund', ...seal(account?.apiV3Key ?? '', 'refund', content) },
    });
    const response = await fixture.api.request('/v1/wechat-pay/notifications', {
      method: 'POST',
      headers: signedHeaders(keys, 'public_key', fixture.clock.nowMs(), body),
      body,
    });
    return response.status;
  }

  return { fixture, shopper, refund, arrive, completed, refundsAtGateway, tellRefund };
}
export type RefundsFixture = Awaited<ReturnType<typeof startRefundsFixture>>;
