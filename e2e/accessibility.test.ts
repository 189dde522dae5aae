import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import {
  tourShanghaiHuangpuBranchId as huangpu,
  tourShanghaiJinganBranchId as jingan,
  tourChangdaoOwnerId,
} from '../functions/src/local/demo/network/tour.ts';
import { type E2eFixture, startE2eFixture } from './fixture.ts';
import { journey } from './journey.ts';
import type { App } from './pages/app.ts';
import type { Hq } from './pages/hq.ts';
import { shopper } from './pages/shopper.ts';
import { artefacts } from './photographs.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const impacts = ['critical', 'serious', 'moderate', 'minor'] as const;
type Looked = Record<(typeof impacts)[number], number> & { faults: string[] };

/** How many elements axe finds fault with, and each that is critical or serious as a line. */
async function lookAt(page: Page): Promise<Looked> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  return page.evaluate(async () => {
    type Violation = { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] };
    const axe = (window as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } })
      .axe;
    const { violations } = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
    });
    const count = (wanted: string) =>
      violations.filter(({ impact }) => impact === wanted).reduce((sum, { nodes }) => sum + nodes.length, 0);
    const faults = violations
      .filter(({ impact }) => impact === 'critical' || impact === 'serious')
      .flatMap(({ id, nodes }) =>
        nodes.map(
          (node) =>
            `${id}: ${node.target.join(' ')} (${node.failureSummary.split('\n').slice(1, 2).join('').trim()})`,
        ),
      );
    return {
      critical: count('critical'),
      serious: count('serious'),
      moderate: count('moderate'),
      minor: count('minor'),
      faults,
    };
  });
}

/** What is wider than the screen, so that the page moves sideways. */
const isTooWide = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);

/** Elements of a page of the app that stand out of it: the page itself is cut off, and does not move sideways. */
const standsOut = (page: Page) =>
  page.evaluate(() => {
    const screens = [...document.querySelectorAll('.screen')].filter((one) => one.checkVisibility());
    const scrolls = (element: Element) => /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
    return screens.flatMap((screen) => {
      const { left, right } = screen.getBoundingClientRect();
      const out = [...screen.querySelectorAll('*')].filter((element) => {
        const box = element.getBoundingClientRect();
        if (box.width === 0 || (box.right <= right + 1 && box.left >= left - 1)) return false;
        for (let above = element.parentElement; above && above !== screen; above = above.parentElement)
          if (scrolls(above)) return false;
        return element.checkVisibility();
      });
      return out.slice(0, 5).map((element) => element.className || element.tagName);
    });
  });

/** Cells of a row that are printed over one another. */
const overprinted = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.table tbody tr')].flatMap((row) => {
      // What stands in a cell piece by piece: a box that stands beside the row would else stretch its cell over the others.
      const boxes = [...row.querySelectorAll('.cell')].map((cell) => {
        const rects: DOMRect[] = [];
        const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
        for (let text = texts.nextNode(); text; text = texts.nextNode()) {
          if (text.parentElement?.closest('.unseen')) continue;
          const range = document.createRange();
          range.selectNodeContents(text);
          rects.push(...range.getClientRects());
        }
        for (const part of cell.querySelectorAll('input, button, select, img, svg'))
          rects.push(part.getBoundingClientRect());
        return { text: cell.textContent ?? '', rects };
      });
      const overlap = (one: DOMRect, other: DOMRect) =>
        Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2 &&
        Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 2;
      return boxes.flatMap((one, at) =>
        boxes
          .slice(at + 1)
          .filter((other) => one.rects.some((own) => other.rects.some((theirs) => overlap(own, theirs))))
          .map((other) => `${one.text} over ${other.text}`),
      );
    }),
  );

/** Waits until the page of this path is on screen, and none of those before it. */
const isShown = (page: Page, path: string) =>
  page.waitForFunction((wanted) => {
    const shown = [...document.querySelectorAll('.taro_page')].filter((one) => one.checkVisibility());
    const screen = shown[0]?.querySelector('.screen');
    return shown.length === 1 && shown[0]!.id.includes(wanted) && screen?.checkVisibility();
  }, path);

let fixture: E2eFixture;
const report: Record<string, Looked> = {};
beforeAll(async () => {
  fixture = await startE2eFixture('accessibility', { stockAt: ({ id }) => id === huangpu || id === jingan });
});
afterAll(async () => {
  writeFileSync(path.join(artefacts, 'accessibility.json'), `${JSON.stringify(report, null, 1)}\n`);
  await fixture?.close();
});

async function isClean(page: Page, name: string): Promise<void> {
  const looked = await lookAt(page);
  report[name] = looked;
  expect.soft(looked.faults, name).toEqual([]);
  expect.soft(await isTooWide(page), `${name} is wider than the screen`).toBe(false);
}

journey(
  'every page can be read and used by everybody',
  (step) => {
    let lin: App;
    let orderId = '';
    let waitingId = '';

    /**
     * Within the app that is open: loaded anew for each page, it would cost more than everything that is looked at.
     * Pages that were open before stay in the document, hidden, where nobody finds them: axe neither.
     */
    async function look(app: App, route: string): Promise<void> {
      await app.page.goto(`/#/${route}`);
      await isShown(app.page, route.replace(/\?.*/, ''));
      await app.isQuiet();
      await app.page.waitForFunction(() =>
        [...document.querySelectorAll('.skeleton')].every((one) => !one.checkVisibility()),
      );
      const name = route.replace(/^(pages|packages)\//, '').replace(/\/index.*$/, '');
      await isClean(app.page, name);
      for (const width of [320, 768, 1280]) {
        await app.page.setViewportSize({ width, height: 844 });
        expect.soft(await standsOut(app.page), `${name} at ${width}`).toEqual([]);
        expect.soft(await isTooWide(app.page), `${name} at ${width}`).toBe(false);
      }
      await app.page.setViewportSize({ width: 390, height: 844 });
    }

    step('小林 buys, and everything on the way is fine', async () => {
      lin = await fixture.person('shopper-lin');
      // What a page gives no size to has that of the design, as in WeChat, and grows with the screen.
      const plain = await lin.page.evaluate(() => getComputedStyle(document.body).fontSize);
      expect(Number.parseFloat(plain)).toBeCloseTo((28 * 390) / 750, 2);
      await isClean(lin.page, 'privacy sheet');
      await shopper(lin).agreeToPrivacy();
      for (const ordered of ['pickup', 'pickup'] as const) {
        await shopper(lin).openProduct(huangpu, 'P001');
        await shopper(lin).buyNow();
        await shopper(lin).checkOutFor(ordered);
        await lin.see('checkout-total', /\d/);
        if (!orderId) await isClean(lin.page, 'serving/checkout');
        await lin.shot('checkout');
        await shopper(lin).placeAndPay();
        await lin.see('pay-confirm');
        if (orderId) {
          await isClean(lin.page, 'wallet');
          await shopper(lin).closeWallet();
          await lin.page.locator('[id^=pay-result-]:visible').waitFor();
          await shopper(lin).viewOrder();
          waitingId = shopper(lin).orderIdOnScreen();
        } else {
          await shopper(lin).confirmInWallet();
          await lin.see('pay-result-paid');
          await isClean(lin.page, 'serving/pay-result');
          await lin.shot('pay-result');
          await shopper(lin).viewOrder();
          orderId = shopper(lin).orderIdOnScreen();
        }
      }
      // Without a finger or a mouse.
      await shopper(lin).openProduct(huangpu, 'P001');
      await lin.at('add-to-cart').focus();
      await lin.page.keyboard.press('Tab');
      expect(await lin.page.evaluate(() => document.activeElement?.id)).toBe('buy-now');
      await lin.page.keyboard.press('Shift+Tab');
      await lin.page.keyboard.press('Enter');
      await lin.see('notice', '已加入购物车');
      expect((await lin.at('notice').boundingBox())?.height, 'a notice is a line or two').toBeLessThan(120);
      for (const route of [
        'pages/goods/store/index',
        `pages/goods/product/index?productId=P001&locationId=${huangpu}`,
        'pages/serving/cart/index',
        'pages/serving/orders/index',
        `pages/serving/order/index?orderId=${orderId}`,
        'pages/people/member/index',
        'pages/places/branches/index',
        'pages/people/addresses/index',
        'pages/people/address-edit/index',
        'pages/selling/entry/index?scene=nothing',
        'pages/serving/collect/index?token=none',
        'pages/people/privacy/index',
        'packages/people/sessions/list/index',
        'packages/goods/browse/categories/index',
        'packages/people/phone/sign-in/index',
        'packages/goods/browse/favourites/index',
        `packages/selling/share/make/index?kind=product&productId=P001&locationId=${huangpu}`,
        'packages/selling/share/mine/index',
      ]) {
        await look(lin, route);
      }
      await look(lin, `pages/serving/order/index?orderId=${waitingId}`);
    });

    step('so are the pages of guide, clerk, manager and courier', async () => {
      const staff: Record<string, string[]> = {
        'guide-chen': [
          'packages/selling/guide/home/index',
          'packages/selling/guide/earnings/index',
          'packages/selling/guide/customers/index',
          'packages/selling/guide/touches/index',
          'packages/selling/guide/products/index',
          'packages/selling/payouts/list/index',
        ],
        'station-liu': ['packages/selling/station/home/index', 'packages/selling/station/counter/index'],
        'promoter-he': ['packages/selling/promoter/home/index', 'packages/selling/promoter/friends/index'],
        'clerk-zhou': [
          'packages/serving/clerk/work/index',
          'packages/serving/clerk/workplaces/index',
          `packages/serving/clerk/grab-pool/index?locationId=${huangpu}`,
          `packages/serving/clerk/hand-over/index?locationId=${huangpu}`,
          `packages/serving/clerk/shelf/index?locationId=${huangpu}`,
          `packages/serving/clerk/old-cards/index?locationId=${huangpu}`,
          `packages/serving/clerk/shelf-code/index?locationId=${huangpu}&productId=P001`,
          `packages/serving/clerk/slots/index?locationId=${huangpu}`,
          `packages/serving/clerk/paper/index?locationId=${huangpu}&paper=pick`,
          `packages/serving/clerk/paper/index?locationId=${huangpu}&paper=receipt`,
          `packages/goods/stock/levels/index?locationId=${huangpu}`,
          `packages/goods/stock/item/index?locationId=${huangpu}&skuId=P001-01`,
          `packages/goods/stock/count/index?locationId=${huangpu}`,
          `packages/goods/stock/receive/index?locationId=${huangpu}`,
          `packages/goods/transfers/list/index?locationId=${huangpu}`,
          `packages/goods/transfers/request/index?locationId=${huangpu}`,
        ],
        'manager-yu': [`packages/goods/transfers/owner/index?ownerId=${tourChangdaoOwnerId}`],
        'courier-ma': [
          'packages/serving/courier/tasks/index',
          'packages/serving/courier/earnings/index',
          'packages/serving/courier/deliver/index?fulfilmentId=none',
        ],
        hq: ['packages/people/hq/sign-in/index', `packages/serving/clerk/shift/index?locationId=${huangpu}`],
      };
      for (const [personaId, routes] of Object.entries(staff)) {
        const app = await fixture.person(personaId);
        await shopper(app).agreeToPrivacy();
        for (const route of routes) await look(app, route);
        await app.close();
      }
      // A computer at the counter, at which nobody is signed in.
      await lin.page.goto('/?persona=browser#/packages/serving/clerk/work/index');
      await lin.see('desk-qr');
      await isClean(lin.page, 'serving/clerk/work signed out');
    });

    step('so is every page of HQ, on a desk, on a tablet and on a phone', async () => {
      const hq: Hq = await fixture.hq();
      await hq.page.goto('/hq');
      await isClean(hq.page, 'hq sign-in');
      await hq.signInLocally();
      let pages = 0;
      for (const route of [
        '',
        '/map',
        '/queue',
        '/refunds',
        '/refusals',
        `/orders/${orderId}`,
        `/orders/${orderId}/refund`,
        `/orders/${orderId}/call-off`,
        '/fund-pool',
        '/ledger',
        '/differences',
        '/sourcing',
        '/sourcing/draft',
        '/locations',
        `/locations/${huangpu}`,
        `/labels?location=${huangpu}`,
        '/prices',
        '/commission-rates',
        '/commission-holds',
        '/withholding',
        '/sellers',
        '/top-lists',
        '/codes',
        '/posters',
        '/settlement',
        '/settings/selling',
        '/stock',
        '/stock-differences',
        '/import',
        '/availability',
        '/transfers',
        '/transfers/new',
        '/transfer-prices',
        '/owners',
        `/owners/${tourChangdaoOwnerId}/contract`,
        '/settings',
        '/people',
        '/sessions',
        '/audit',
        '/work',
      ]) {
        await hq.page.setViewportSize({ width: 1280, height: 800 });
        await hq.page.goto(`/hq${route}`);
        const path = route.replace(orderId, 'one');
        const name = `hq${path.replace(/[^a-z-]+/gi, '-')}`.replace(/-+$/, '').slice(0, 40);
        for (const width of [1280, 768, 390, 320]) {
          await hq.page.setViewportSize({ width, height: width < 400 ? 844 : 800 });
          expect.soft(await overprinted(hq.page), `${name} at ${width}`).toEqual([]);
          expect.soft(await isTooWide(hq.page), `${name} at ${width}`).toBe(false);
          // The parts are the same at every width: axe looks at each page once, at one width or the other.
          if (width === (pages % 2 === 0 ? 1280 : 390)) {
            await hq.fullShot(`${name}-${width}`);
            await isClean(hq.page, `${name} at ${width}`);
          }
        }
        pages += 1;
      }
    });
  },
  () => fixture.pictureOfFailure(),
);
