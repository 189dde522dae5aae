import { afterAll, beforeAll, expect } from 'vitest';
import { tourShanghaiHuangpuBranchId as huangpu } from '../functions/src/local/demo/network/tour.ts';
import { firstScreenOf, paintedFirst } from './first-screen.ts';
import { type E2eFixture, startE2eFixture } from './fixture.ts';
import { journey } from './journey.ts';
import type { App } from './pages/app.ts';
import type { Hq } from './pages/hq.ts';
import { shopper } from './pages/shopper.ts';
import { clerk, guide } from './pages/staff.ts';

let fixture: E2eFixture;
beforeAll(async () => {
  fixture = await startE2eFixture('everyday', { stockAt: ({ id }) => id === huangpu });
});
afterAll(() => fixture?.close());

const failed = () => fixture.pictureOfFailure();

journey(
  'nothing there yet: every list says so, and what to do about it',
  (step) => {
    step('a shopper without orders, cart and addresses', async () => {
      const wang = await fixture.person('shopper-wang');
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
      const zhou = await fixture.person('clerk-zhou');
      await shopper(zhou).agreeToPrivacy();
      await clerk(zhou).openDesk();
      await zhou.see('empty-to-pack', '没有待备货的订单');
      await zhou.shot('desk-empty');
      await zhou.close();
      const chen = await fixture.person('guide-chen');
      await shopper(chen).agreeToPrivacy();
      await guide(chen).openEarnings();
      await chen.see('no-earnings', '还没有收益');
      await chen.shot('earnings-empty');
      await chen.close();
    });
  },
  failed,
);

journey(
  'two products in one order, the second found by a photo of its label',
  (step) => {
    let lin: App;
    let hq: Hq;

    step('小林 puts a rice cooker into the cart', async () => {
      lin = await fixture.person('shopper-lin');
      await shopper(lin).agreeToPrivacy();
      await shopper(lin).openProduct(huangpu, 'P025');
      await lin.tap('add-to-cart');
      await lin.toast('已加入购物车');
    });

    step('小林 uploads a photo of the label of the diapers, and puts two packs in', async () => {
      hq = await fixture.hq();
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
      await fixture.holdBeforeCameras(await hq.labelPicture('阳光玫瑰葡萄'));
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
  failed,
);

journey(
  'sold out: nobody buys what is not there',
  (step) => {
    let lin: App;

    step('a product that this branch has none of cannot be bought', async () => {
      lin = await fixture.person('shopper-lin');
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
      await fixture.act('shopper-wang', 'POST', '/v1/orders', {
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
  failed,
);

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
        expect(bytes.script).toBeLessThan(208_000);
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

journey(
  'a brand of its own name and colour',
  (step) => {
    step('what HQ sets is what the app and HQ wear, readable, from the first frame on', async () => {
      const path = '/v1/hq/policies/settings-brand';
      type Document = { revision: number; inForce: { content: object } };
      const { revision, inForce } = (await fixture.act('hq', 'GET', path)) as Document;
      const content = { ...inForce.content, brandColour: '#ffd400', nameZh: '晴空', nameEn: 'Clear Sky' };
      const draft = await fixture.act('hq', 'POST', `${path}/draft`, { revision, content });
      await fixture.act('hq', 'POST', `${path}/versions`, {
        revision: (draft as Document).revision,
        note: '换装',
      });
      await fixture.secondsPass();
      const wang = await fixture.person('shopper-wang');
      await shopper(wang).agreeToPrivacy();
      const worn = () =>
        wang.page.evaluate(() => {
          const style = getComputedStyle(document.querySelector('.screen')!);
          return ['--action', '--on-action'].map((name) => style.getPropertyValue(name).trim());
        });
      // Dark words, for nobody reads white ones on yellow.
      await expect.poll(worn).toEqual(['#ffd400', '#1d1d1f']);
      expect(await wang.page.title()).toBe('晴空');
      // Who was never here sees no other brand for a single frame: neither while the document paints nor in the app.
      await wang.page.addInitScript(() => {
        if (location.origin === 'null') return;
        for (const key of Object.keys(localStorage))
          if (/^jindian\.(brand|session\.)/.test(key)) localStorage.removeItem(key);
        const seen = new Set<string>();
        Object.assign(window, { seen });
        const look = () => {
          const shell = document.getElementById('shell');
          const [painted] = document.querySelectorAll(shell ? '#shell .painted .screen' : '#app .screen');
          if (painted) seen.add(getComputedStyle(painted).getPropertyValue('--action').trim());
          seen.add(document.title).add(shell?.querySelector('b')?.textContent ?? '');
          requestAnimationFrame(look);
        };
        look();
      });
      await wang.page.goto('about:blank');
      await wang.page.goto('/');
      await wang.page.locator('#shell').waitFor({ state: 'detached' });
      await wang.page.locator('#app .screen').first().waitFor();
      const seen = await wang.page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen]);
      expect(new Set(seen.filter((one) => one !== '' && one !== '门店 Shop'))).toEqual(
        new Set(['#ffd400', '晴空']),
      );
      await wang.openTab('member');
      await wang.shot('own-colour');

      // A new version of what was agreed to is asked for again, and who agreed is kept.
      const legal = '/v1/hq/policies/legal-privacy';
      const before = (await fixture.act('hq', 'GET', legal)) as Document;
      const text = { revision: before.revision, content: { zh: '# 新版\n只读一次。', en: '' } };
      const written = (await fixture.act('hq', 'POST', `${legal}/draft`, text)) as Document;
      await fixture.act('hq', 'POST', `${legal}/versions`, { revision: written.revision, note: '新版' });
      await fixture.secondsPass();
      await wang.page.goto('about:blank');
      await wang.page.goto('/');
      await wang.tap('privacy-document');
      await wang.see('legal-text', /新版/);
      await wang.shot('privacy-again');
      await wang.page.goBack();
      await wang.tap('privacy-agree');
      await expect
        .poll(async () => (await fixture.act('shopper-wang', 'GET', '/v1/me')) as object)
        .toMatchObject({ privacyVersion: '2026-11-30.1', termsVersion: '2026-11-30' });
      await wang.close();
      const hq = await fixture.hq();
      await hq.signInLocally();
      expect(
        await hq.page.evaluate(() => getComputedStyle(document.body).getPropertyValue('--on-action').trim()),
      ).toBe('#1d1d1f');
      await hq.shot('hq-own-colour');
      await hq.close();
    });
  },
  failed,
);

journey(
  'whatever was refused or did not get through',
  (step) => {
    step('no page broke over it', async () => {
      expect(fixture.troubles([/^(refused|failed): /])).toEqual([]);
    });
  },
  failed,
);
