import sharp from 'sharp';
import { afterAll, beforeAll, expect } from 'vitest';
import { personas } from '../functions/src/local/demo/people.ts';
import { type E2eFixture, startE2eFixture } from './fixture.ts';
import { journey } from './journey.ts';
import type { App } from './pages/app.ts';
import type { Hq } from './pages/hq.ts';
import { shopper } from './pages/shopper.ts';
import { clerk } from './pages/staff.ts';

const branch = 'SH-001';
const product = 'SHOE';
const sku = 'SHOE-01';

let fixture: E2eFixture;
beforeAll(async () => {
  fixture = await startE2eFixture('begin', { network: 'empty' });
});
afterAll(() => fixture?.close());

journey(
  'an empty system becomes somebody’s own brand, and sells',
  (step) => {
    let hq: Hq;
    let zhou: App;
    let label = '';

    async function fill(fields: Record<string, string>): Promise<void> {
      for (const [name, value] of Object.entries(fields))
        await hq.page.locator(`[name="${name}"]`).fill(value);
    }
    const press = (button: string) => hq.page.getByRole('button', { name: button, exact: true }).click();
    const work = `packages/serving/clerk/work/index?locationId=${branch}`;
    /** What is ordered there goes from the list into the hands of whoever shows the code. */
    async function handOver(buyer: App): Promise<void> {
      const number = await buyer.textOf('order-number');
      const orderId = shopper(buyer).orderIdOnScreen();
      await zhou.openPage(work);
      await clerk(zhou).pack(number);
      await buyer.openPage(`pages/serving/order/index?orderId=${orderId}`);
      await fixture.secondsPass();
      await shopper(buyer).seePhase('ready_pickup');
      const code = await buyer.readQr('pickup-qr');
      await zhou.openPage(work);
      await clerk(zhou).scanPickup(code);
      await zhou.see('hand-over-preview', number);
      await clerk(zhou).confirmHandOver();
      await zhou.see('handed-over', '已交付');
    }

    step('the owner types the code that the system printed, and one from the own phone', async () => {
      hq = await fixture.hq();
      await hq.page.goto('/hq');
      await fill({ code: fixture.local.bootstrapCode ?? '', name: '老板', phone: '13800009999' });
      await press('下一步');
      const sent = /本机演示的短信：(\d{6})/.exec(await hq.page.locator('body').innerText())?.[1] ?? '';
      await fill({ sent });
      await press('开通');
      await hq.page.waitForURL('**/hq/setup');
      expect(await hq.page.locator('main').innerText()).toContain('还不能卖');
      await hq.shot('setup');
    });

    step('gives the brand its name', async () => {
      await hq.page.goto('/hq/settings/brand');
      await fill({
        nameZh: '阿木鞋',
        nameEn: 'Amu Shoes',
        companyName: '阿木鞋业有限公司',
        servicePhone: '4008009999',
      });
      await press('存为草稿');
      await fill({ note: '开业' });
      await press('发布');
      await hq.page.waitForURL('**done=published**');
    });

    step('makes a branch', async () => {
      await hq.page.goto('/hq/locations/new');
      await fill({ id: branch, 'name.zh': '阿木鞋·人民广场店', 'address.zh': '南京西路 325 号' });
      await fill({ latitude: '31.2300', longitude: '121.4707' });
      await press('新建');
      await hq.page.waitForURL(`**/hq/locations/${branch}`);
      expect(await hq.page.locator('main').innerText()).toContain('黄浦区');
    });

    step(
      'makes a category and a shoe in two colours, with a picture from the computer, and sells it',
      async () => {
        await hq.page.goto('/hq/categories');
        await fill({ id: 'shoes', 'name.zh': '鞋' });
        await press('新建品类');
        await hq.page.locator('main', { hasText: 'shoes' }).waitFor();
        await hq.page.goto('/hq/products/new');
        const photo = sharp({ create: { width: 900, height: 900, channels: 3, background: '#336699' } });
        const file = { name: 'shoe.jpg', mimeType: 'image/jpeg', buffer: await photo.jpeg().toBuffer() };
        await hq.page.locator('input[type=file]').first().setInputFiles(file);
        await expect
          .poll(() => hq.page.locator('[name=imagePaths]').inputValue(), { timeout: 20_000 })
          .toMatch(/^\/pictures\//);
        await fill({ id: product, 'title.zh': '帆布鞋', 'subtitle.zh': '好走', 'description.zh': '一双鞋' });
        await fill({ weightGrams: '800', price: '199' });
        await fill({
          'options.0.name.zh': '颜色',
          'options.0.values': '黑 | Black | #000000\n白 | White | #ffffff',
        });
        await press('存为草稿');
        await hq.page.waitForURL(`**/hq/products/${product}?done=made`);
        await press('上架');
        await hq.page.waitForURL('**done=saved**');
        await hq.shot('product');
      },
    );

    step('invites who leads the branch, who takes it on the own phone', async () => {
      await hq.page.goto('/hq/invitations');
      await fill({ name: '周明', phone: personas.find(({ id }) => id === 'clerk-zhou')?.phone ?? '' });
      await hq.page.locator('[name=role]').selectOption('manager');
      await hq.page.locator('[name=scope]').selectOption('branch:');
      await fill({ scopePlace1: branch });
      await press('生成邀请');
      const code = /IV[0-9A-Z]{10}/.exec(await hq.page.locator('main').innerText())?.[0] ?? '';
      zhou = await fixture.person('clerk-zhou');
      await zhou.tap('privacy-agree');
      await zhou.openPage(`packages/people/invitation/accept/index?code=${code}`);
      await zhou.tap('accept-invitation');
      await zhou.see('invitation-done');
    });

    step('rehearses: counts the goods in, ticks what is done, and practises a pickup', async () => {
      await hq.page.goto('/hq/rollout');
      await hq.page.locator(`[name=place][value=${branch}]`).check();
      await press('开始演练');
      await hq.page.waitForURL('**/hq/rollout?moved=1**');
      await fixture.secondsPass();
      await zhou.openPage(`packages/goods/stock/receive/index?locationId=${branch}`);
      await zhou.tap('receive-search');
      await zhou.type('stock-search', '帆布鞋');
      await zhou.page.keyboard.press('Enter');
      await zhou.tap(`stock-${sku}`);
      await zhou.type(`receive-pieces-${sku}`, '5');
      await zhou.type('receive-reason', '首批到货');
      await zhou.tap('receive-submit');
      await zhou.answer('入库');
      await zhou.see('receive-done');
      label = await hq.readLabel(branch, '帆布鞋');
      await zhou.openPage(`packages/serving/clerk/rollout/index?locationId=${branch}`);
      await zhou.tap('tick-hours');
      await zhou.tap('tick-labels');
      await zhou.tap('practise');
      await zhou.see('order-number', /\d/);
      await handOver(zhou);
    });

    step('opens, when nothing is missing any more', async () => {
      await hq.page.goto('/hq/rollout');
      await hq.page.locator(`[name=place][value=${branch}]`).check();
      await press('开业');
      await hq.page.waitForURL('**/hq/rollout?moved=1**');
      await fixture.secondsPass();
    });

    step('somebody scans the label, pays, and takes the shoe at the counter', async () => {
      const lin = await fixture.person('shopper-lin');
      await shopper(lin).agreeToPrivacy();
      await lin.see('branch-name', '人民广场');
      await shopper(lin).scanShelf();
      await lin.scanText(label);
      await lin.see('product-title', '帆布鞋');
      await shopper(lin).choose('o1', 'black');
      await shopper(lin).buyNow();
      await lin.see('checkout-total', '199');
      await shopper(lin).placeAndPay();
      await shopper(lin).confirmInWallet();
      await lin.see('pay-result-paid');
      await shopper(lin).viewOrder();
      await handOver(lin);
      await fixture.secondsPass();
      await shopper(lin).seePhase('completed');
      await hq.openOrder(shopper(lin).orderIdOnScreen());
      expect((await hq.rowsOf('postings')).map(([kind, , , , amount]) => [kind, amount])).toContainEqual([
        '顾客付款',
        '¥199.00',
      ]);
      await hq.page.goto('/hq/setup');
      expect(await hq.page.locator('main').innerText()).not.toContain('还不能卖');
    });

    step('no browser had anything to complain about', () => {
      expect(fixture.troubles()).toEqual([]);
      return Promise.resolve();
    });
  },
  () => fixture.pictureOfFailure(),
);
