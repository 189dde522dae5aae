import { afterAll, beforeAll, expect } from 'vitest';
import {
  tourChangdaoBranchId as changdao,
  tourShanghaiHuangpuBranchId as huangpu,
} from '../functions/src/local/demo/network/tour.ts';
import { type E2eFixture, startE2eFixture } from './fixture.ts';
import { journey } from './journey.ts';
import type { App } from './pages/app.ts';
import type { Hq } from './pages/hq.ts';
import { shopper } from './pages/shopper.ts';
import { clerk } from './pages/staff.ts';

let fixture: E2eFixture;
beforeAll(async () => {
  fixture = await startE2eFixture('courier', {
    stockAt: ({ province, id }) => province.startsWith('上海') || id === changdao,
  });
});
afterAll(() => fixture?.close());

journey(
  'courier: in the evening, brought by a neighbour, proved by a code',
  (step) => {
    let lin: App;
    let zhou: App;
    let ma: App;
    let hq: Hq;
    let number = '';
    let code = '';

    step('小林 wants it this evening: a slot with room is chosen at the checkout', async () => {
      lin = await fixture.person('shopper-lin');
      await shopper(lin).agreeToPrivacy();
      await shopper(lin).openProduct(huangpu, 'P001');
      await shopper(lin).buyNow();
      await shopper(lin).checkOutFor('delivery');
      await lin.tap('choose-address');
      await shopper(lin).addAddress({ detail: '南京东路 233 号 501', name: '林晓', phone: '13800010001' });
      await lin.see('slot-chosen', '尽快');
      await lin.tap('open-slots');
      await lin.shot('slots');
      await lin.page.locator('[id^="slot-20"]:visible').nth(2).click();
      await lin.see('slot-chosen', /今天 \d\d:\d\d–\d\d:\d\d/);
      await lin.shot('slot-chosen');
      await shopper(lin).placeAndPay();
      await shopper(lin).confirmInWallet();
      await lin.see('pay-result-paid');
      number = await shopper(lin).viewOrder();
      await lin.see('order-slot', '今天');
    });

    step('周明 packs it and calls a courier', async () => {
      zhou = await fixture.person('clerk-zhou');
      await shopper(zhou).agreeToPrivacy();
      await clerk(zhou).openDesk();
      await zhou.page.locator(`#accept-${number}:visible, #pack-${number}:visible`).first().waitFor();
      if (await zhou.at(`accept-${number}`).isVisible()) {
        await clerk(zhou).accept(number);
        await clerk(zhou).showQueue('to-pack');
      }
      await clerk(zhou).pack(number);
      await clerk(zhou).showQueue('ready');
      await zhou.tap(`open-${number}`);
      await zhou.tap(`call-courier-${number}`);
      await zhou.answer('确定');
      await zhou.see(`courier-of-${number}`, '待接单');
      await zhou.shot('desk');
    });

    step('马师傅 sees what it pays and how far it is, takes it, and learns where it goes', async () => {
      ma = await fixture.person('courier-ma');
      await shopper(ma).agreeToPrivacy();
      await ma.openTab('member');
      await ma.tap('open-courier');
      const task = await ma.see(`task-${number}`, /¥\s*5/);
      expect(await task.innerText()).not.toContain('13800010001');
      await ma.shot('grab_pool');
      await ma.tap(`grab-${number}`);
      await ma.see(`task-${number}`, '南京东路 233 号');
      await ma.shot('mine');
      await fixture.secondsPass();
      await zhou.see(`courier-of-${number}`, '马师傅');
      await lin.see('courier-grabbed', '马师傅');
    });

    step('he fetches it: the shopper has a code now', async () => {
      await ma.tap(`pick-up-${number}`);
      await ma.answer('确定');
      await ma.see(`deliver-${number}`);
      await fixture.secondsPass();
      code = (await lin.textOf('delivery-code')).replace(/\D/g, '');
      expect(code).toMatch(/^\d{6}$/);
      await lin.at('couriers').scrollIntoViewIfNeeded();
      await lin.shot('code');
    });

    step('a wrong code is refused, the right one ends the order', async () => {
      await ma.tap(`deliver-${number}`);
      await ma.type('delivery-code', String((Number(code) + 1) % 1_000_000).padStart(6, '0'));
      await ma.tap('confirm-delivery');
      await ma.see('code-problem', '4');
      await ma.shot('wrong-code');
      await ma.type('delivery-code', code);
      await ma.tap('confirm-delivery');
      await ma.see('delivered', '5.00');
      await ma.shot('delivered');
      await fixture.secondsPass();
      await shopper(lin).seePhase('completed');
    });

    step('his earnings say so, by day and month', async () => {
      await ma.openPage('packages/serving/courier/earnings/index');
      await ma.see('month-total', '5');
      await ma.see('days', '今天');
      await ma.shot('earnings');
    });

    step(
      '于海 on Changdao plans the slots of his branch, and sees a model that customers do not see yet',
      async () => {
        const yu = await fixture.person('manager-yu');
        await shopper(yu).agreeToPrivacy();
        await yu.openPage(`packages/serving/clerk/slots/index?locationId=${changdao}`);
        await yu.see('edit-plan');
        await yu.shot('slots-of-branch');
        await yu.tap('edit-plan');
        await yu.tap('capacity-0-less');
        await yu.tap('copy-day');
        await yu.shot('slot-editor');
        await yu.tap('save-plan');
        await yu.see('reset-plan');
        await yu.page.goto(`/#/pages/goods/product/index?productId=P017&locationId=${changdao}`);
        await yu.see('preview', '加盟商抢先看');
        await yu.shot('preview');
      },
    );

    step('HQ sees and changes regional prices', async () => {
      hq = await fixture.hq();
      await hq.signInLocally();
      await hq.page.goto('/hq/prices');
      expect(await hq.cardText('entries')).toContain('库尔勒香梨');
      await hq.page.locator('#set-price input[name=sku]').fill('P050-01');
      await hq.page.locator('#set-price input[name=province]').fill('北京');
      await hq.page.locator('#set-price input[name=yuan]').fill('48.80');
      await hq.page.locator('#set-price button').click();
      await hq.page.locator('#publish input[name=note]').fill('北京门店调价');
      await hq.shot('prices');
      await hq.page.locator('#publish button').click();
      await hq.page.locator('#history', { hasText: '北京门店调价' }).waitFor();
      await hq.page.setViewportSize({ width: 390, height: 844 });
      await hq.shot('prices-phone');
    });

    step('no page complained', async () => {
      // The wrong code is refused with 403, as it should be.
      expect(fixture.troubles([/403|delivery/])).toEqual([]);
    });
  },
  () => fixture.pictureOfFailure(),
);
