import { minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, expect } from 'vitest';
import { tourShanghaiHuangpuBranchId as huangpu } from '../functions/src/local/demo/network/tour.ts';
import { journey } from './journey.ts';
import type { App } from './pages/app.ts';
import type { Hq } from './pages/hq.ts';
import { shopper } from './pages/shopper.ts';
import { clerk, guide } from './pages/staff.ts';
import { openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld('pickup', { stockAt: ({ city }) => city === '上海市' });
});
afterAll(() => world?.close());

journey(
  'pickup: scanned at the shelf, paid on the phone, handed over at the counter',
  (step) => {
    let chen: App;
    let lin: App;
    let zhou: App;
    let hq: Hq;
    let guideLink = '';
    let shelfLink = '';
    let orderNumber = '';
    let orderId = '';
    let oldCode = '';

    step('陈晓 shows the QR that is hers', async () => {
      chen = await world.person('guide-chen');
      await shopper(chen).agreeToPrivacy();
      await guide(chen).openCode();
      guideLink = await chen.readQr('guide-qr');
      expect(guideLink).toMatch(/\/q\/[0-9A-Za-z]+$/);
      await chen.shot('guide-code');
    });

    step('小林 opens the app and is taken to the nearest branch', async () => {
      lin = await world.person('shopper-lin');
      await lin.see('privacy-sheet');
      await lin.shot('privacy');
      await shopper(lin).agreeToPrivacy();
      await lin.see('product-grid');
      await lin.shot('storefront');
    });

    step('小林 opens the link of 陈晓 and is bound to her', async () => {
      await lin.follow(guideLink);
      await lin.toast('陈晓 将为您服务');
      await lin.see('branch-name', '黄浦');
      await lin.shot('bound');
      await lin.openTab('member');
      await lin.see('member-guide', '陈晓');
      await lin.shot('member');
    });

    step('HQ prints the labels for the shelves of the Huangpu branch', async () => {
      hq = await world.hq();
      await hq.shot('hq-sign-in');
      await hq.signInLocally();
      await hq.shot('hq-today-empty');
      shelfLink = await hq.readLabel(huangpu, '云步轻量跑鞋');
      expect(shelfLink).toMatch(/\/q\/[0-9A-Za-z]+$/);
      await hq.shot('hq-labels');
    });

    step('小林 scans the label and sees what this branch has', async () => {
      await shopper(lin).scanShelf();
      await lin.shot('scan');
      await lin.scanText(shelfLink);
      await lin.see('product-title', '云步轻量跑鞋');
      await shopper(lin).choose('colour', 'lake');
      await shopper(lin).choose('size', '40');
      await lin.see('stock', '可售 8 件');
      await lin.see('product-price', '399');
      await lin.shot('product');
    });

    step('小林 buys one to pick up and pays in the wallet', async () => {
      await shopper(lin).buyNow();
      await lin.see('pickup-branch', '黄浦');
      await lin.see('checkout-total', '399');
      await lin.shot('checkout');
      await shopper(lin).placeAndPay();
      await lin.see('pay-confirm');
      await lin.shot('wallet');
      await shopper(lin).confirmInWallet();
      await lin.see('pay-result-paid');
      await lin.shot('paid');
    });

    step('the order shows a pickup code that renews itself', async () => {
      orderNumber = await shopper(lin).viewOrder();
      orderId = shopper(lin).orderIdOnScreen();
      await shopper(lin).seePhase('packing');
      await lin.see('pickup-qr');
      oldCode = await lin.readQr('pickup-qr');
      await lin.shot('packing');
      await world.passTime(minuteMs);
      await expect.poll(() => lin.readQr('pickup-qr'), { timeout: 15_000 }).not.toBe(oldCode);
    });

    step('周明 sees the order at his desk and packs it', async () => {
      zhou = await world.person('clerk-zhou');
      await shopper(zhou).agreeToPrivacy();
      await clerk(zhou).openDesk();
      await zhou.see('desk-branch', '黄浦');
      await clerk(zhou).seeOrder(orderNumber);
      await zhou.shot('desk');
      await clerk(zhou).pack(orderNumber);
      await clerk(zhou).showQueue('ready');
      await clerk(zhou).seeOrder(orderNumber);
      await zhou.shot('desk-ready');
    });

    step('小林 is told that it is ready', async () => {
      await shopper(lin).seePhase('ready_pickup');
      await lin.shot('ready');
    });

    step('no browser had anything to complain about', async () => {
      expect(world.troubles()).toEqual([]);
    });
  },
  () => world.pictureOfFailure(),
);
