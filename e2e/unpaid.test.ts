import { minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, expect } from 'vitest';
import { tourShanghaiHuangpuBranchId as huangpu } from '../functions/src/local/demo/network/tour.ts';
import { type E2eFixture, startE2eFixture } from './fixture.ts';
import { journey } from './journey.ts';
import type { App } from './pages/app.ts';
import { shopper } from './pages/shopper.ts';

let fixture: E2eFixture;
beforeAll(async () => {
  fixture = await startE2eFixture('unpaid', { stockAt: ({ id }) => id === huangpu });
});
afterAll(() => fixture?.close());

journey(
  'unpaid: stock is held a quarter of an hour, and late money goes back',
  (step) => {
    let lin: App;
    let left = 0;

    /** How many boxes of blueberries this branch can sell, as the product's page says. */
    async function lookAtStock(): Promise<number> {
      await shopper(lin).openProduct(huangpu, 'P054');
      return Number(/可售 (\d+) 件/.exec(await lin.textOf('stock'))?.[1]);
    }

    step('小林 orders three and closes the wallet', async () => {
      lin = await fixture.person('shopper-lin');
      await shopper(lin).agreeToPrivacy();
      left = await lookAtStock();
      await lin.tap('quantity-more');
      await lin.tap('quantity-more');
      await shopper(lin).buyNow();
      await shopper(lin).placeAndPay();
      await shopper(lin).closeWallet();
      await lin.see('pay-result-awaiting_payment', '还没有付款');
      await lin.shot('wallet-closed');
    });

    step('the order counts down, and the three are held', async () => {
      await shopper(lin).viewOrder();
      await shopper(lin).seePhase('to_pay');
      await lin.see('order-phase-to_pay', /1[45]:\d\d/);
      await lin.see('pay-now', '179.40');
      await lin.shot('counting-down');
    });

    step('after a quarter of an hour the order is cancelled by itself', async () => {
      await fixture.passTime(16 * minuteMs);
      await lin.see('order-phase-cancelled', '已取消');
      await lin.shot('cancelled');
    });

    step('the stock is there again', async () => {
      expect(await lookAtStock()).toBe(left);
    });

    step('the money that comes late all the same is sent back, and the order says so', async () => {
      const [payment] = fixture.local.pay.control.orders();
      await fixture.local.pay.control.payLate(payment?.outTradeNo ?? '');
      await lin.openTab('orders');
      await lin.page.locator('#order-list .orders__row').first().click();
      await lin.see('order-phase-cancelled', /已取消[\s\S]*您的付款在订单取消后才到账/);
      await fixture.passTime(minuteMs / 4);
      await lin.see('order-phase-cancelled', '已原路退回');
      await lin.shot('late-payment-refunded');
      expect(fixture.local.pay.control.refunds()).toHaveLength(1);
      expect(await lookAtStock()).toBe(left);
    });

    step('no browser had anything to complain about', async () => {
      expect(fixture.troubles()).toEqual([]);
    });
  },
  () => fixture.pictureOfFailure(),
);
