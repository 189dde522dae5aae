import { afterAll, beforeAll, expect } from 'vitest';
import { tourShanghaiHuangpuBranchId as huangpu } from '../functions/src/local/demo/network/tour.ts';
import { type E2eFixture, startE2eFixture } from './fixture.ts';
import { journey } from './journey.ts';
import type { App } from './pages/app.ts';
import type { Hq } from './pages/hq.ts';
import { shopper } from './pages/shopper.ts';
import { clerk, guide } from './pages/staff.ts';

/** What people and places are called stays as it is written; a language is found under its own name whatever is set. */
const names = [
  ...['小林', '陈晓', '周明', '总部运营', '香港', '澳门', '简体中文', '中文', '语言'],
  /\S{2,}(省|市|自治区|特别行政区|盟|自治州|地区|自治县|县|林区)( \S{2,})*/g,
  // A mark, the first letter of a name, a name that is masked.
  /^.(\*\*)?$/g,
  // The note that whoever publishes a document writes.
  /^演示$/g,
  // A firm is registered under one name.
  /\S{2,}有限公司/g,
];

let fixture: E2eFixture;
beforeAll(async () => {
  fixture = await startE2eFixture('english', { stockAt: ({ id }) => id === huangpu });
});
afterAll(() => fixture?.close());

journey(
  'in English nothing is left in Chinese',
  (step) => {
    let lin: App;
    let orderId = '';
    let orderNumber = '';

    async function readsInEnglish(app: App, title: string): Promise<void> {
      await app.shot(title);
      expect.soft(await app.chinese(names), title).toEqual([]);
    }
    async function switchToEnglish(app: App): Promise<void> {
      await shopper(app).agreeToPrivacy();
      await app.openTab('member');
      // What comes with the member pushes the rows down: not before it is there.
      await app.see('open-addresses');
      await app.tap('switch-language');
      await app.see('switch-language', 'English');
    }

    step('小林 switches the language, and the pages with tabs follow', async () => {
      lin = await fixture.person('shopper-lin');
      await switchToEnglish(lin);
      await lin.see('member-name');
      await readsInEnglish(lin, 'member');
      await lin.openTab('store');
      await lin.see('product-grid', 'Cloudstep');
      await readsInEnglish(lin, 'store');
      await lin.openTab('cart');
      await lin.see('cart-empty');
      await readsInEnglish(lin, 'cart-empty');
      await lin.openTab('orders');
      await lin.see('orders-empty');
      await readsInEnglish(lin, 'orders-empty');
    });

    step('so do scanning, the branches, the privacy text and the addresses', async () => {
      await lin.openTab('store');
      await lin.tap('scan');
      await lin.page.locator('#scan-text').waitFor();
      await readsInEnglish(lin, 'scan');
      await lin.page.locator('#scan-close').click();
      await lin.openPage('pages/places/branches/index');
      await lin.see('branch-list');
      await readsInEnglish(lin, 'branches');
      await lin.openPage('pages/people/privacy/index');
      await lin.page.getByText('Version').last().waitFor();
      await readsInEnglish(lin, 'privacy');
      await lin.openPage('pages/people/address-edit/index');
      await lin.see('address-save');
      await lin.tap('address-save');
      await readsInEnglish(lin, 'address');
    });

    step('so does buying', async () => {
      await shopper(lin).openProduct(huangpu, 'P001');
      await lin.tap('favourite');
      await readsInEnglish(lin, 'product');
      await lin.tap('add-to-cart');
      await lin.tap('open-cart');
      await lin.see('cart-checkout');
      await readsInEnglish(lin, 'cart');
      await lin.tap('cart-checkout');
      await lin.see('checkout-total');
      await readsInEnglish(lin, 'checkout');
      await shopper(lin).placeAndPay();
      await lin.see('pay-confirm');
      await readsInEnglish(lin, 'wallet');
      await shopper(lin).confirmInWallet();
      await lin.see('pay-result-paid');
      await readsInEnglish(lin, 'paid');
      orderNumber = await shopper(lin).viewOrder();
      orderId = shopper(lin).orderIdOnScreen();
      await lin.see('pickup-qr');
      await readsInEnglish(lin, 'order');
      await lin.tap('share-pickup');
      await lin.see('revoke-pickup-share');
      await readsInEnglish(lin, 'order-shared');
      await lin.openTab('orders');
      await lin.see('order-list');
      await readsInEnglish(lin, 'orders');
      await lin.openPage('packages/goods/browse/favourites/index');
      await lin.page.locator('#product-P001:visible').waitFor();
      await readsInEnglish(lin, 'favourites');
    });

    step('so do the desk of a branch and the pages of a guide', async () => {
      const zhou = await fixture.person('clerk-zhou');
      await switchToEnglish(zhou);
      await clerk(zhou).openDesk();
      await zhou.see('work-list');
      await readsInEnglish(zhou, 'desk');
      await zhou.tap(`open-${orderNumber}`);
      await zhou.type(`note-${orderNumber}`, 'The red box at the counter');
      await zhou.tap(`add-note-${orderNumber}`);
      await zhou.see(`notes-${orderNumber}`, 'red box');
      await readsInEnglish(zhou, 'desk-note');
      await zhou.tap(`open-${orderNumber}`);
      await zhou.tap('pick-list');
      await zhou.see('paper');
      await readsInEnglish(zhou, 'pick-list');
      await zhou.page.goBack();
      await zhou.see('work-list');
      await zhou.tap('open-shelf');
      await zhou.see('shelf-list');
      await readsInEnglish(zhou, 'shelf');
      await zhou.page.goBack();
      await zhou.see('work-list');
      await zhou.openPage(`packages/serving/clerk/grab-pool/index?locationId=${huangpu}`);
      await readsInEnglish(zhou, 'grab_pool');
      await zhou.page.goBack();
      await zhou.see('work-list');
      await clerk(zhou).refuseFor(orderNumber, 'no-stock');
      await readsInEnglish(zhou, 'refuse-no-stock');
      await zhou.tap('reason-price');
      await readsInEnglish(zhou, 'refuse-price');
      await zhou.tap('reason-closed');
      await clerk(zhou).confirmRefusal();
      await zhou.see('empty-to-pack');
      await readsInEnglish(zhou, 'desk-empty');
      // A computer at the counter, at which nobody is signed in.
      await zhou.page.goto('/?persona=browser#/packages/serving/clerk/work/index');
      await zhou.see('desk-qr');
      await readsInEnglish(zhou, 'desk-sign-in');
      const leader = await fixture.person('hq');
      await switchToEnglish(leader);
      await leader.openPage(`packages/serving/clerk/shift/index?locationId=${huangpu}`);
      await leader.page.locator('#shift-people:visible, #shift-empty:visible').first().waitFor();
      await readsInEnglish(leader, 'shift');
      const chen = await fixture.person('guide-chen');
      await switchToEnglish(chen);
      await guide(chen).openCode();
      await readsInEnglish(chen, 'guide-code');
      await guide(chen).openEarnings();
      await readsInEnglish(chen, 'earnings');
    });

    step('so does being asked about a refused pickup', async () => {
      await lin.openPage(`pages/serving/order/index?orderId=${orderId}`);
      await lin.see('pickup-question');
      await lin.tap('answer-another-branch');
      await readsInEnglish(lin, 'pickup-question');
      await lin.openTab('orders');
      await lin.see('order-list', 'Needs your answer');
      await readsInEnglish(lin, 'orders-asked');
    });

    step('so does every page of HQ', async () => {
      const hq: Hq = await fixture.hq();
      await hq.signInLocally();
      await hq.page.getByText('English', { exact: true }).click();
      await hq.page.getByText('Fund pool').first().waitFor();
      const paths = ['', '/map', `/orders/${orderId}`, '/fund-pool', '/locations', '/labels', '/queue'];
      paths.push('/queue?queue=awaiting_shopper', '/refusals', `/orders/${orderId}/call-off`);
      for (const path of [...paths, `/labels?location=${huangpu}`, `/locations/${huangpu}`]) {
        await hq.page.goto(`/hq${path}`);
        await hq.shot(`hq${path.replace(/[^a-z]+/gi, '-')}`.slice(0, 20));
        expect.soft(await hq.chinese(names), path).toEqual([]);
      }
    });

    step('no browser had anything to complain about', async () => {
      expect(fixture.troubles()).toEqual([]);
    });
  },
  () => fixture.pictureOfFailure(),
);
