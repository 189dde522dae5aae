import { afterAll, beforeAll, expect } from 'vitest';
import { tourShanghaiHuangpuBranchId as huangpu } from '../functions/src/local/demo/network/tour.ts';
import { ownLookJourney } from './everyday/own-look.ts';
import { shoppingJourneys } from './everyday/shopping.ts';
import { firstScreenOf, paintedFirst } from './first-screen.ts';
import { type E2eFixture, startE2eFixture } from './fixture.ts';
import { journey } from './journey.ts';
import type { App } from './pages/app.ts';
import type { Hq } from './pages/hq.ts';
import { shopper } from './pages/shopper.ts';

let fixture: E2eFixture;
beforeAll(async () => {
  fixture = await startE2eFixture('everyday', { stockAt: ({ id }) => id === huangpu });
});
afterAll(() => fixture?.close());

const failed = () => fixture.pictureOfFailure();

shoppingJourneys(() => fixture);

journey(
  'a network that comes and goes loses nothing that was typed',
  (step) => {
    let lin: App;

    step('little has to come before the first screen, compressed and kept', async () => {
      for (const page of ['pages/goods/store/index', 'pages/goods/product/index']) {
        const { files, bytes } = await firstScreenOf(fixture.local.baseUrl, page);
        for (const { name, encoding, cached } of files) {
          expect(encoding, name).toBe('br');
          expect(cached, name).toMatch(name === '' ? /^no-cache$/ : /immutable/);
        }
        expect(bytes.document).toBeLessThan(4_000);
        expect(bytes.style).toBeLessThan(8_000);
        expect(bytes.script).toBeLessThan(210_000);
        expect(files.map(({ name }) => name).join(' ')).not.toMatch(/zod|qrcode|packages/);
      }
    });

    step('a page whose files do not come is asked for again, and nobody is left on a dead tab', async () => {
      lin = await fixture.person('shopper-lin');
      await shopper(lin).agreeToPrivacy();
      await lin.see('product-grid');
      const litTab = lin.page.locator('.taro-tabbar__tabbar a:visible').nth(2);
      await lin.goOffline();
      await litTab.click();
      await lin.see('missing-part', '现在没有网络');
      await lin.shot('offline-tab');
      await lin.tap('missing-part-back');
      await lin.see('product-grid');
      await lin.page.waitForURL(/goods\/store\/index/);
      await lin.tap('product-P001');
      await lin.see('missing-part');
      await lin.tap('missing-part-back');
      await lin.see('product-grid');
      await litTab.click();
      await lin.see('missing-part');
      await lin.goOnline();
      await lin.page.locator('#order-list:visible, #orders-empty:visible').waitFor();
      await lin.close();
    });

    step('what the document paints by itself is what the app then shows, in both languages', async () => {
      lin = await fixture.person('shopper-lin');
      const product = `/#/pages/goods/product/index?productId=P001&locationId=${huangpu}`;
      const forgetSession = () => {
        // A blank page keeps nothing.
        if (location.origin === 'null') return;
        for (const key of Object.keys(localStorage))
          if (key.startsWith('jindian.session.')) localStorage.removeItem(key);
      };
      // Of a member who is known the app asks by itself, and nothing is painted before. Forgotten as each page begins: the
      // one before may have signed in a moment ago.
      await lin.page.addInitScript(forgetSession);
      const hasSeen = async (url: string, words: readonly string[]) => {
        const { painted, lost } = await paintedFirst(lin.page, url);
        expect(lost, url).toEqual([]);
        expect(painted.map(({ what }) => what)).toEqual(expect.arrayContaining([...words]));
      };
      await hasSeen('/', ['扫货架码', '隐私保护提示', '同意']);
      await shopper(lin).agreeToPrivacy();
      await lin.see('product-grid');
      await hasSeen('/', ['扫货架码', '全部', '云步轻量跑鞋', '/assets/products/P001.svg']);
      await hasSeen(product, ['云步轻量跑鞋', '立即购买', '/assets/products/P001.svg']);
      await lin.page.evaluate(() => localStorage.setItem('jindian.language', '{"data":"en"}'));
      await hasSeen('/', ['All', 'Cloudstep light running shoe']);
      await hasSeen(product, ['Cloudstep light running shoe', 'Buy now']);
      await lin.close();
    });

    step('a tap on what the document painted is done by the app when it is there', async () => {
      lin = await fixture.person('shopper-lin');
      await lin.page.route(
        /\/js\/[^/]+\.js$/,
        async (route) => {
          await lin.page.locator('#shell [data-id=privacy-agree]').click();
          await route.continue();
        },
        { times: 1 },
      );
      await lin.page.goto('about:blank');
      await lin.page.goto('/');
      await lin.see('product-grid');
      await lin.close();
    });

    step('what the page asked for before the app was there is not asked for twice', async () => {
      lin = await fixture.person('shopper-lin');
      await shopper(lin).agreeToPrivacy();
      const asked: string[] = [];
      lin.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      const product = `/v1/branches/${huangpu}/products/P001`;
      await lin.page.goto('about:blank');
      await lin.page.goto(`/#/pages/goods/product/index?productId=P001&locationId=${huangpu}`);
      await lin.see('product-title');
      expect(asked.filter((path) => path === product)).toHaveLength(1);
      await lin.page.goto('about:blank');
      await lin.page.goto('/');
      await lin.see('product-grid');
      for (const path of [`/v1/branches/${huangpu}`, `/v1/branches/${huangpu}/products`])
        expect(asked.filter((one) => one === path)).toHaveLength(1);
      await lin.close();
    });

    step('a page that could not be read offers to try again', async () => {
      lin = await fixture.person('shopper-lin');
      await shopper(lin).agreeToPrivacy();
      await lin.see('product-grid');
      await lin.tap('product-P001');
      await lin.see('product-title');
      await lin.page.goBack();
      await lin.goOffline();
      await lin.tap('product-P003');
      await lin.see('error');
      await lin.shot('offline-product');
      await lin.goOnline();
      await lin.tap('retry');
      await lin.see('product-title', '棉花糖缓震女跑鞋');
    });

    step('an order that could not be sent keeps its note, and is placed once', async () => {
      await shopper(lin).buyNow();
      await lin.see('checkout-total');
      await lin.type('order-note', '请用礼品袋装');
      await lin.goOffline();
      await shopper(lin).placeAndPay();
      await lin.see('checkout-problem', '网络');
      await lin.shot('offline-checkout');
      expect(await lin.typed('order-note')).toBe('请用礼品袋装');
      await lin.goOnline();
      await lin.tap('retry');
      await shopper(lin).placeAndPay();
      await shopper(lin).confirmInWallet();
      await lin.see('pay-result-paid');
      await shopper(lin).viewOrder();
      await lin.page.getByText('请用礼品袋装').waitFor();
    });

    step('an address that could not be saved keeps every field', async () => {
      await lin.openPage('pages/people/addresses/index');
      await lin.tap('address-add');
      await lin.tap('address-place');
      await lin.page.locator('#place-confirm:enabled').click();
      await lin.see('address-area', '上海市');
      await lin.type('address-detail', '南京东路 1 号');
      await lin.type('address-name', '林晓');
      await lin.type('address-phone', '1380001');
      await lin.tap('address-save');
      await lin.page.getByText('请填写正确的手机号').waitFor();
      await lin.type('address-phone', '13800010001');
      await lin.goOffline();
      await lin.tap('address-save');
      await lin.see('address-problem', '网络');
      await lin.shot('offline-address');
      expect(await lin.typed('address-detail')).toBe('南京东路 1 号');
      expect(await lin.typed('address-name')).toBe('林晓');
      expect(await lin.typed('address-phone')).toBe('13800010001');
      await lin.goOnline();
      await lin.tap('address-save');
      await lin.see('address-list', '南京东路 1 号');
      await lin.close();
    });
  },
  failed,
);

journey(
  'HQ signs in by scanning with the mini-program',
  (step) => {
    let hq: Hq;
    let signInText = '';

    step('the web page shows a QR and waits', async () => {
      hq = await fixture.hq();
      await hq.page.goto('/hq/fund-pool');
      signInText = await hq.readSignIn();
      await hq.shot('hq-sign-in');
    });

    step('a shopper who scans it lets nobody in', async () => {
      const lin = await fixture.person('shopper-lin');
      await shopper(lin).agreeToPrivacy();
      await lin.tap('scan');
      await lin.scanText(signInText);
      await lin.see('sign-in-failed');
      await lin.gone('approve-sign-in');
      await lin.shot('sign-in-refused');
      await lin.close();
    });

    step('HQ scans it and allows it, and the page that was asked for opens', async () => {
      const manager = await fixture.person('hq');
      await shopper(manager).agreeToPrivacy();
      await manager.openTab('member');
      await manager.tap('scan-hq');
      await manager.scanText(signInText);
      await manager.see('sign-in-ask');
      await manager.shot('sign-in-ask');
      await manager.tap('approve-sign-in');
      await manager.see('sign-in-approved');
      await manager.shot('sign-in-approved');
      await hq.page.waitForURL('**/hq/fund-pool');
      await hq.page.locator('#postings').waitFor();
    });

    step('the code has done its work: it opens nothing a second time', async () => {
      const other = await fixture.hq();
      await other.page.goto(`/hq/sign-in/${signInText.slice('JDH1.'.length)}`);
      expect(await other.page.locator('#postings').count()).toBe(0);
      await other.page.goto('/hq');
      await other.readSignIn();
      await other.close();
      await hq.close();
    });
  },
  failed,
);

ownLookJourney(() => fixture);

journey(
  'whatever was refused or did not get through',
  (step) => {
    step('no page broke over it', async () => {
      expect(fixture.troubles([/^(refused|failed): /])).toEqual([]);
    });
  },
  failed,
);
