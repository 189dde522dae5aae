import { afterAll, beforeAll, expect } from 'vitest';
import { tourYantaiZhifuBranchId as zhifu } from '../functions/src/local/demo/network/tour.ts';
import { type E2eFixture, startE2eFixture } from './fixture.ts';
import { journey } from './journey.ts';
import type { App } from './pages/app.ts';
import type { Hq } from './pages/hq.ts';
import { shopper } from './pages/shopper.ts';
import { clerk } from './pages/staff.ts';

let fixture: E2eFixture;
beforeAll(async () => {
  fixture = await startE2eFixture('delivery', { stockAt: ({ city }) => city === '烟台市' });
});
afterAll(() => fixture?.close());

journey(
  'delivery: the branch of the grid brings it home, or the next one that can',
  (step) => {
    let wang: App;
    let sun: App;
    let hq: Hq;
    let orderNumber = '';
    let orderId = '';

    step('王阿姨 in Yantai chooses grapes at the branch around the corner', async () => {
      wang = await fixture.person('shopper-wang');
      await shopper(wang).agreeToPrivacy();
      await wang.see('branch-name', '烟台芝罘');
      await wang.tap('category-fruit-berries');
      await wang.tap('product-P053');
      await wang.see('product-title', '阳光玫瑰葡萄');
      await shopper(wang).choose('weight', '3');
      await wang.see('product-price', '89.80');
      await wang.tap('quantity-more');
      await wang.see('quantity-value', '2');
      await wang.shot('product');
    });

    step('she shows on the map where she lives, and learns who will bring it', async () => {
      await shopper(wang).buyNow();
      await shopper(wang).checkOutFor('delivery');
      await wang.shot('no-address');
      await wang.tap('choose-address');
      await shopper(wang).addAddress({
        detail: '毓璜顶东路 20 号 3 单元 501',
        name: '王秀英',
        phone: '13800010002',
      });
      await wang.see('choose-address', '毓璜顶东路 20 号');
      await wang.see('served-by', '近店·烟台芝罘万达店 配送');
      await wang.see('checkout-total', '179.60');
      await wang.type('order-note', '下午在家，到了按门铃');
      await wang.shot('quote');
    });

    step('she pays, and the order says who packs it', async () => {
      await shopper(wang).placeAndPay();
      await shopper(wang).confirmInWallet();
      await wang.see('pay-result-paid');
      orderNumber = await shopper(wang).viewOrder();
      orderId = shopper(wang).orderIdOnScreen();
      await shopper(wang).seePhase('packing');
      await wang.see('served-by', '烟台芝罘');
      await wang.shot('packing');
    });

    step('孙磊 packs it, reading where it goes', async () => {
      sun = await fixture.person('clerk-sun');
      await shopper(sun).agreeToPrivacy();
      await clerk(sun).openDesk();
      await clerk(sun).readOrder(orderNumber, '毓璜顶东路 20 号');
      await sun.see(`work-${orderNumber}`, '到了按门铃');
      await sun.shot('desk');
      await clerk(sun).pack(orderNumber);
      await fixture.secondsPass();
      await shopper(wang).seePhase('ready_delivery');
      await wang.shot('ready');
    });

    step('孙磊 sets off', async () => {
      await clerk(sun).showQueue('ready');
      await sun.tap(`dispatch-${orderNumber}`);
      await sun.shot('dispatch-question');
      await sun.answer('确认');
      await fixture.secondsPass();
      await shopper(wang).seePhase('on_the_way');
      await wang.shot('on-the-way');
    });

    step('孙磊 brings it, and the order is completed', async () => {
      await clerk(sun).showQueue('dispatched');
      await clerk(sun).deliver(orderNumber);
      await clerk(sun).showQueue('done');
      await clerk(sun).seeOrder(orderNumber);
      await sun.shot('done');
      await fixture.secondsPass();
      await shopper(wang).seePhase('completed');
      await wang.shot('completed');
    });

    step('HQ reads why that branch: the grid of the address is its own', async () => {
      hq = await fixture.hq();
      await hq.signInLocally();
      await hq.openOrder(orderId);
      const trail = await hq.rowsOf('sourcing');
      expect(trail).toHaveLength(1);
      expect(trail[0]?.join(' ')).toMatch(
        /近店·烟台芝罘万达店[\s\S]*B00863[\s\S]*收货地址所在网格的责任门店/,
      );
      expect(await hq.cardText('credit')).not.toContain('31');
      await hq.fullShot('hq-trail');
    });

    step('while 王阿姨 looks at blueberries, somebody takes the last ones of that branch', async () => {
      await shopper(wang).openProduct(zhifu, 'P054');
      await shopper(wang).choose('weight', '8');
      const left = Number(/可售 (\d+) 件/.exec(await wang.textOf('stock'))?.[1]);
      expect(left).toBeGreaterThan(0);
      await shopper(wang).buyNow();
      await fixture.act('shopper-lin', 'POST', '/v1/orders', {
        locationId: zhifu,
        method: 'pickup',
        lines: [{ skuId: 'P054-02', quantity: left, seenPriceFen: 10_900 }],
      });
      await shopper(wang).checkOutFor('delivery');
      await wang.see('choose-address', '毓璜顶东路 20 号');
      await wang.see('served-by', '近店·烟台莱山长江路店 配送');
      await wang.shot('quote-next-branch');
    });

    step('she buys all the same, and the next branch, a dealer, is asked and says yes', async () => {
      await shopper(wang).placeAndPay();
      await shopper(wang).confirmInWallet();
      await wang.see('pay-result-paid', '接单后马上备货');
      orderNumber = await shopper(wang).viewOrder();
      orderId = shopper(wang).orderIdOnScreen();
      await shopper(wang).seePhase('confirming');
      const tang = await fixture.person('clerk-tang');
      await shopper(tang).agreeToPrivacy();
      await clerk(tang).openDesk();
      await tang.see(`work-${orderNumber}`, '服务费');
      await clerk(tang).accept(orderNumber);
      await tang.see('empty-offered');
      await clerk(tang).showQueue('to-pack');
      await clerk(tang).readOrder(orderNumber, '毓璜顶东路 20 号');
      await tang.shot('accepted');
      await fixture.secondsPass();
      await shopper(wang).seePhase('packing');
      await wang.see('served-by', '莱山');
    });

    step('HQ reads why: too little at the first, chosen the nearest that can', async () => {
      await hq.openOrder(orderId);
      const trail = (await hq.rowsOf('sourcing')).map((cells) => cells.join(' '));
      expect(trail).toHaveLength(2);
      expect(trail[0]).toMatch(/B00863[\s\S]*库存不足/);
      expect(trail[1]).toMatch(/近店·烟台莱山长江路店[\s\S]*离收货地址最近的可服务门店/);
      await hq.fullShot('hq-trail-next-branch');
    });

    step('no browser had anything to complain about', async () => {
      expect(fixture.troubles()).toEqual([]);
    });
  },
  () => fixture.pictureOfFailure(),
);
