import type { HqOrder } from '@jindian/shared/contract/hq';
import type { OrderView } from '@jindian/shared/contract/serving/order';
import { minuteMs } from '@jindian/shared/time';
import { type Answer, paymentNumber, type ShopSku, startOrdersFixture } from './orders-fixture.ts';

export const shoes: ShopSku = 'P004-01';
export const sandals: ShopSku = 'P013-01';

type Wanted = { lineId: string; quantity?: number; extraFen?: number };

/** Orders of a shopper who is bound to a guide, and what HQ and WeChat Pay do of their refunds. */
export async function startRefundsFixture() {
  const fixture = await startOrdersFixture({ stock: { [shoes]: 200, [sandals]: 200 } });
  const shopper = await fixture.enrol();
  const { code } = (await fixture.invoke<{ code: string }>(fixture.staff.guide, 'getSellerCode')).body;
  await fixture.invoke(shopper, 'recordTouch', { body: { code } });

  function refund(order: OrderView, lines: Wanted[], key = fixture.newKey()): Promise<Answer<HqOrder>> {
    const params = { orderId: order.id };
    const body = { lines, reason: '破损' };
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

  return { fixture, shopper, refund, arrive, completed, refundsAtGateway };
}
export type RefundsFixture = Awaited<ReturnType<typeof startRefundsFixture>>;
