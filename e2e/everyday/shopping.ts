import { expect } from 'vitest';
import { tourShanghaiHuangpuBranchId as huangpu } from '../../functions/src/local/demo/network/tour.ts';
import type { E2eFixture } from '../fixture.ts';
import { journey } from '../journey.ts';
import type { App } from '../pages/app.ts';
import type { Hq } from '../pages/hq.ts';
import { shopper } from '../pages/shopper.ts';
import { clerk, guide } from '../pages/staff.ts';

/** Lists with nothing in them, a purchase of two products, and one that comes too late. */
export function shoppingJourneys(fixture: () => E2eFixture): void {
  journey(
    'nothing there yet: every list says so, and what to do about it',
    (step) => {
      step('a shopper without orders, cart and addresses', async () => {
        const wang = await fixture().person('shopper-wang');
        await shopper(wang).agreeToPrivacy();
        await wang.openTab('cart');
        await wang.see('cart-empty', '购物车还是空的');
        await wang.shot('cart-empty');
        await wang.tap('cart-go');
        await wang.openTab('orders');
        await wang.see('orders-empty', '还没有订单');
        await wang.shot('orders-empty');
        await wang.openTab('member');
        await wang.see('member-guide', '还没有绑定导购');
        await wang.tap('open-addresses');
        await wang.page.getByText('还没有收货地址').waitFor();
        await wang.shot('addresses-empty');
        await wang.close();
      });

      step('a clerk with nothing to do, and a guide who earned nothing yet', async () => {
        const zhou = await fixture().person('clerk-zhou');
        await shopper(zhou).agreeToPrivacy();
        await clerk(zhou).openDesk();
        await zhou.see('empty-to-pack', '没有待备货的订单');
        await zhou.shot('desk-empty');
        await zhou.close();
        const chen = await fixture().person('guide-chen');
        await shopper(chen).agreeToPrivacy();
        await guide(chen).openEarnings();
        await chen.see('no-earnings', '还没有收益');
        await chen.shot('earnings-empty');
        await chen.close();
      });
    },
    () => fixture().pictureOfFailure(),
  );

  journey(
    'two products in one order, the second found by a photo of its label',
    (step) => {
      let lin: App;
      let hq: Hq;

      step('小林 puts a rice cooker into the cart', async () => {
        lin = await fixture().person('shopper-lin');
        await shopper(lin).agreeToPrivacy();
        await shopper(lin).openProduct(huangpu, 'P025');
        await lin.tap('add-to-cart');
        await lin.toast('已加入购物车');
      });

      step('小林 uploads a photo of the label of the diapers, and puts two packs in', async () => {
        hq = await fixture().hq();
        await hq.signInLocally();
        await hq.readLabel(huangpu, '云柔纸尿裤');
        const photo = await hq.labelPicture('云柔纸尿裤');
        await shopper(lin).scanShelf();
        await lin.scanPicture(photo);
        await lin.see('product-title', '云柔纸尿裤');
        await lin.tap('quantity-more');
        await lin.tap('add-to-cart');
        await lin.toast('已加入购物车');
      });

      step('小林 holds the camera before another label, and it is read by itself', async () => {
        await hq.readLabel(huangpu, '阳光玫瑰葡萄');
        await fixture().holdBeforeCameras(await hq.labelPicture('阳光玫瑰葡萄'));
        await lin.allowCamera();
        await shopper(lin).scanShelf();
        await lin.see('product-title', '阳光玫瑰葡萄');
        await lin.page.goBack();
      });

      step('the cart adds up', async () => {
        await lin.openTab('cart');
        await lin.page.locator('[id^=cart-line-]').nth(1).waitFor();
        expect(await lin.page.locator('[id^=cart-line-]').count()).toBe(2);
        totalText = await lin.textOf('cart-total');
        await lin.see('cart-checkout', '3');
        await lin.shot('cart');
      });

      let totalText = '';
      step('both are bought at once', async () => {
        await lin.tap('cart-checkout');
        await lin.see('checkout-total', totalText.replace(/\s/g, ''));
        await lin.shot('checkout-two-lines');
        await shopper(lin).placeAndPay();
        await shopper(lin).confirmInWallet();
        await lin.see('pay-result-paid');
        await shopper(lin).viewOrder();
        await lin.page.getByText('柴火饭 IH 电饭煲').last().waitFor();
        await lin.page.getByText('云柔纸尿裤').last().waitFor();
        await lin.openTab('cart');
        await lin.see('cart-empty');
      });

      step('the list of orders tells how many pieces', async () => {
        await lin.openTab('orders');
        await lin.see('order-list', '等 3 件');
        await lin.shot('orders');
        await lin.close();
        await hq.close();
      });
    },
    () => fixture().pictureOfFailure(),
  );

  journey(
    'sold out: nobody buys what is not there',
    (step) => {
      let lin: App;

      step('a product that this branch has none of cannot be bought', async () => {
        lin = await fixture().person('shopper-lin');
        await shopper(lin).agreeToPrivacy();
        await shopper(lin).openProduct(huangpu, 'P002');
        await lin.see('stock', '暂时缺货');
        await lin.shot('sold-out');
        for (const id of ['buy-now', 'add-to-cart']) await lin.at(id).click({ force: true });
        expect(await lin.at('method-pickup').count()).toBe(0);
        await lin.openTab('cart');
        await lin.see('cart-empty');
      });

      step('the last ones go while 小林 is at the checkout: told so, and nothing is charged', async () => {
        await shopper(lin).openProduct(huangpu, 'P041');
        const left = Number(/可售 (\d+) 件/.exec(await lin.textOf('stock'))?.[1]);
        const price = Number((await lin.textOf('product-price')).replace(/[^\d.]/g, ''));
        await shopper(lin).buyNow();
        await lin.see('checkout-total');
        await fixture().act('shopper-wang', 'POST', '/v1/orders', {
          locationId: huangpu,
          method: 'pickup',
          lines: [{ skuId: 'P041-01', quantity: left, seenPriceFen: Math.round(price * 100) }],
        });
        await shopper(lin).placeAndPay();
        await lin.see('checkout-problem', /库存|缺货|不足|没有/);
        await lin.shot('sold-out-at-checkout');
        expect(await lin.page.locator('#pay-confirm').count()).toBe(0);
        await lin.close();
      });
    },
    () => fixture().pictureOfFailure(),
  );
}
