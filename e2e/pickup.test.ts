import { dayMs, minuteMs } from '@jindian/shared/time';
import { afterAll, beforeAll, expect } from 'vitest';
import { demoProducts } from '../functions/src/local/demo/catalog/index.ts';
import { buildDemoNetwork } from '../functions/src/local/demo/network/build-demo-network.ts';
import { tourShanghaiHuangpuBranchId as huangpu } from '../functions/src/local/demo/network/tour.ts';
import { personas } from '../functions/src/local/demo/people.ts';
import { type E2eFixture, startE2eFixture } from './fixture.ts';
import { journey } from './journey.ts';
import type { App } from './pages/app.ts';
import { fenOf, type Hq } from './pages/hq.ts';
import { shopper } from './pages/shopper.ts';
import { clerk, guide } from './pages/staff.ts';
import { labelsOnScreen, readTours, squeezed } from './readme.ts';

/** 8 % of ¥399, the rate of sports shoes in the demo. */
const commissionText = '31.92';

/** What stood on the screens so far that were photographed. */
let shown = '';
const tours = readTours();
/** A step of the tour is told in the READMEs by words that stand on screens by then. */
function isToldAsShown(step: number): void {
  for (const { readme, steps } of tours) {
    const words = steps[step - 1] ?? [];
    expect(words.length, `${readme}, step ${step}`).toBeGreaterThan(3);
    expect(
      words.filter((word) => !shown.includes(squeezed(word))),
      `${readme}, step ${step}: not on any screen`,
    ).toEqual([]);
  }
}

let fixture: E2eFixture;
beforeAll(async () => {
  fixture = await startE2eFixture('pickup', {
    stockAt: ({ city }) => city === '上海市',
    async onShot(page) {
      shown += squeezed(await page.evaluate(() => document.body.innerText));
    },
  });
});
afterAll(() => fixture?.close());

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
    let shownCode = '';

    step('陈晓 shows the QR that is hers', async () => {
      chen = await fixture.person('shopper-lin');
      await shopper(chen).agreeToPrivacy();
      // As the tour says, and from a page that is no tab.
      await shopper(chen).openProduct(huangpu, 'P001');
      await chen.tap('persona-pill');
      await chen.see('demo-sheet');
      await chen.shot('demo-sheet');
      await chen.tap('be-guide-chen');
      await chen.see('persona-pill', '陈晓');
      await chen.see('open-guide');
      await chen.shot('guide-member');
      await guide(chen).openCode();
      // Nobody's phone opens an address of this machine alone.
      await chen.see('guide-qr-note', '手机打不开');
      guideLink = await chen.readQr('guide-qr');
      expect(guideLink).toMatch(/\/q\/[0-9A-Za-z]+$/);
      await chen.shot('guide-code');
      isToldAsShown(1);
    });

    step('小林 opens the app and is taken to the nearest branch', async () => {
      lin = await fixture.person('shopper-lin');
      await lin.see('privacy-sheet');
      await lin.shot('privacy');
      await shopper(lin).agreeToPrivacy();
      await lin.see('product-grid');
      await lin.shot('storefront');
    });

    step('小林 opens the link of 陈晓 and is bound to her', async () => {
      await lin.tap('scan');
      await lin.scanText(guideLink);
      await lin.toast('陈晓 将为您服务');
      await lin.see('branch-name', '黄浦');
      await lin.shot('bound');
      await lin.openTab('member');
      await lin.see('member-guide', '陈晓');
      await lin.shot('member');
    });

    step('HQ prints the labels for the shelves of the Huangpu branch', async () => {
      hq = await fixture.hq();
      await hq.page.goto('/hq');
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
      await lin.see('stock', /可售 \d+ 件/);
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
      isToldAsShown(2);
    });

    step('the order shows a pickup code that renews itself', async () => {
      orderNumber = await shopper(lin).viewOrder();
      orderId = shopper(lin).orderIdOnScreen();
      await shopper(lin).seePhase('packing');
      await lin.see('pickup-qr');
      oldCode = await lin.readQr('pickup-qr');
      await lin.shot('packing');
      await fixture.passTime(minuteMs);
      await expect.poll(() => lin.readQr('pickup-qr'), { timeout: 15_000 }).not.toBe(oldCode);
    });

    step('周明 sees the order at his desk and packs it', async () => {
      zhou = await fixture.person('clerk-zhou');
      await shopper(zhou).agreeToPrivacy();
      await clerk(zhou).openDesk();
      await zhou.see('desk-branch', '黄浦');
      await clerk(zhou).seeOrder(orderNumber);
      await zhou.shot('desk');
      await clerk(zhou).pack(orderNumber);
      await clerk(zhou).showQueue('ready');
      await clerk(zhou).seeOrder(orderNumber);
      await zhou.shot('desk-ready');
      isToldAsShown(3);
    });

    step('小林 is told that it is ready', async () => {
      await fixture.secondsPass();
      await shopper(lin).seePhase('ready_pickup');
      await lin.shot('ready');
    });

    step('周明 scans a screenshot of two minutes ago and is told not to take it', async () => {
      await fixture.passTime(2 * minuteMs);
      await clerk(zhou).scanPickup(oldCode);
      await zhou.see('refused-pickup-code-expired', '取货码已过期');
      await zhou.shot('refused-old-code');
    });

    step('周明 scans what the phone of 小林 shows now, checks the goods and hands over', async () => {
      shownCode = await lin.readQr('pickup-qr');
      await clerk(zhou).scanAgain(shownCode);
      await zhou.see('hand-over-preview', orderNumber);
      await zhou.see('hand-over-shopper', '小林');
      await zhou.shot('hand-over-preview');
      await clerk(zhou).confirmHandOver();
      await zhou.see('handed-over', '已交付');
      await zhou.shot('handed-over');
    });

    step('the order of 小林 is completed, and its code works no more', async () => {
      await fixture.secondsPass();
      await shopper(lin).seePhase('completed');
      expect(await lin.at('pickup-qr').count()).toBe(0);
      await lin.shot('completed');
      await clerk(zhou).scanAgain(shownCode);
      await zhou.see('refused-already-handed-over', '已经交付过');
      await zhou.shot('refused-second-time');
      isToldAsShown(4);
    });

    step('陈晓 sees her commission, pending until the return window is over', async () => {
      await guide(chen).openEarnings();
      await chen.see('pending', commissionText);
      await chen.see('available', '0');
      await chen.see(`earning-${orderNumber}`, '399');
      await chen.shot('earnings-pending');
    });

    step('eight days later it is hers', async () => {
      // On HQ's own bar.
      await hq.page.locator('.demo summary').click();
      await hq.page.locator('.demo button').last().click();
      await chen.page.clock.fastForward(8 * dayMs);
      await guide(chen).reloadEarnings();
      await chen.see('available', commissionText);
      await chen.see('pending', '0');
      await chen.shot('earnings-available');
      isToldAsShown(5);
    });

    step('HQ, signed in anew, sees who served and why, who is credited, and every posting', async () => {
      await hq.signInLocally();
      await hq.openOrder(orderId);
      expect(await hq.cardText('sourcing')).toMatch(/黄浦[\s\S]*顾客在此门店下单自提/);
      expect(await hq.cardText('credit')).toMatch(/陈晓[\s\S]*31\.92/);
      const postings = await hq.rowsOf('postings');
      expect(postings.map(([kind, , , , amount]) => [kind, amount])).toEqual([
        ['顾客付款', '¥399.00'],
        ['导购佣金', '¥31.92'],
        ['交付：确认收入，毛利计提入池', '¥399.00'],
        ['交付：确认收入，毛利计提入池', '¥31.92'],
      ]);
      await hq.fullShot('hq-order');
    });

    step('the fund pool agrees with what the guide was told', async () => {
      await hq.openFundPool();
      expect(await hq.figureFen('待支出')).toBe(0);
      const rows = await hq.rowsOf('postings');
      const sumFen = rows.reduce((sum, [, , , amount]) => sum + fenOf(amount ?? ''), 0);
      expect(rows).toHaveLength(3);
      expect(await hq.figureFen('账面余额')).toBe(sumFen);
      expect(rows.find(([kind]) => kind?.startsWith('导购佣金'))?.[3]).toContain('31.92');
      await hq.shot('hq-fund-pool');
    });

    step('what the READMEs tell after the tour is told by words of the app and of the demo', () => {
      const labels = labelsOnScreen();
      const names = squeezed(
        JSON.stringify([personas, demoProducts, buildDemoNetwork({ size: 'demo' }).locations]),
      );
      for (const { readme, after } of tours) {
        expect(after.length, readme).toBeGreaterThan(15);
        const unknown = after.filter(
          (word) => !labels.includes(`'${word}'`) && !names.includes(squeezed(word)),
        );
        expect(unknown, readme).toEqual([]);
      }
      return Promise.resolve();
    });

    step('no browser had anything to complain about', async () => {
      // But for the two codes that were refused, as they should be, and a code that the phone asked anew for while the
      // clerk was handing over.
      expect(fixture.troubles([/hand-overs\/preview (409|410)$/, /\/pickup-code 409$/])).toEqual([]);
    });
  },
  () => fixture.pictureOfFailure(),
);
