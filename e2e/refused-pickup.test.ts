import { afterAll, beforeAll, expect } from 'vitest';
import {
  tourShanghaiHuangpuBranchId as huangpu,
  tourShanghaiJinganBranchId as jingan,
} from '../functions/src/local/demo/network/tour.ts';
import { type E2eFixture, startE2eFixture } from './fixture.ts';
import { journey } from './journey.ts';
import type { App } from './pages/app.ts';
import type { Hq } from './pages/hq.ts';
import { shopper } from './pages/shopper.ts';
import { clerk } from './pages/staff.ts';

let fixture: E2eFixture;
beforeAll(async () => {
  fixture = await startE2eFixture('refused-pickup', { stockAt: ({ id }) => id === huangpu || id === jingan });
});
afterAll(() => fixture?.close());

journey(
  'a refused pickup: its shopper, and nobody else, says what becomes of it',
  (step) => {
    let lin: App;
    let zhou: App;
    let xu: App;
    let number = '';

    step('小林 orders for pickup, and can already show her code', async () => {
      lin = await fixture.person('shopper-lin');
      await shopper(lin).agreeToPrivacy();
      await shopper(lin).openProduct(huangpu, 'P027');
      await shopper(lin).choose('stage', '3');
      await shopper(lin).choose('pack', '800g');
      await shopper(lin).buyNow();
      await shopper(lin).checkOutFor('pickup');
      await shopper(lin).placeAndPay();
      await shopper(lin).confirmInWallet();
      await lin.see('pay-result-paid', '黄浦');
      number = await shopper(lin).viewOrder();
      await shopper(lin).seePhase('packing');
      await lin.see('pickup-qr');
    });

    step('周明 finds the last tins dented, and says so', async () => {
      zhou = await fixture.person('clerk-zhou');
      await shopper(zhou).agreeToPrivacy();
      await clerk(zhou).openDesk();
      await clerk(zhou).refuseFor(number, 'other');
      await zhou.see('refuse-sheet', '由顾客选择');
      await clerk(zhou).confirmRefusal();
      await zhou.see('refuse-fault', '请写明原因');
      await zhou.type('refuse-note', '剩下的都磕瘪了，不好给顾客');
      await zhou.shot('refuse');
      await clerk(zhou).confirmRefusal();
      await zhou.see('empty-to-pack');
    });

    step('小林 is asked, on the order and in her list, and her code is gone', async () => {
      await fixture.secondsPass();
      await shopper(lin).seePhase('needs_answer');
      await lin.see('pickup-question', '黄浦');
      await lin.gone('pickup-code');
      await lin.shot('question');
      await lin.openTab('orders');
      await lin.see('order-list', '需要您确认');
      await lin.shot('orders');
      await lin.page.goBack();
      await lin.see('pickup-question');
    });

    step('HQ sees that she is being asked, and does not decide for her', async () => {
      const hq: Hq = await fixture.hq();
      await hq.signInLocally();
      await hq.page.locator('.to-do-entry', { hasText: '等顾客答复' }).click();
      await hq.page.locator('#queue', { hasText: number }).waitFor();
      await hq.shot('hq-queue');
      await hq.page.locator('.order-number', { hasText: number }).click();
      await hq.page.locator('#attempts', { hasText: '剩下的都磕瘪了' }).waitFor();
      expect(await hq.page.locator('[data-arrange]').count()).toBe(0);
      await hq.fullShot('hq-order');
      await hq.close();
    });

    step("she looks at what there is, and chooses the neighbour's branch", async () => {
      await lin.tap('answer-refund');
      await lin.see('pickup-question', '¥268.00 原路退回');
      await lin.tap('answer-another-branch');
      await lin.see(`alternative-${jingan}`, '公里');
      await lin.shot('answer');
      await lin.tap('answer-give');
      await shopper(lin).seePhase('packing');
      await lin.see('pickup-qr');
      await lin.page.getByText('静安').last().waitFor();
      // Where the goods are now, and where they were to be.
      await lin.see('moved-from', '黄浦');
      await lin.shot('answered');
      await lin.openTab('orders');
      await lin.see('order-list', '静安');
      await lin.see('order-list', '黄浦');
      await lin.shot('listed-where-it-is');
      await lin.page.goBack();
      await lin.see('moved-from', '黄浦');
    });

    step('许静 packs it there, and hands it over by the new code', async () => {
      xu = await fixture.person('clerk-xu');
      await shopper(xu).agreeToPrivacy();
      await clerk(xu).openDesk();
      await clerk(xu).pack(number);
      await fixture.secondsPass();
      await shopper(lin).seePhase('ready_pickup');
      const code = (await lin.readQr('pickup-qr')) ?? '';
      await clerk(xu).scanPickup(code);
      await xu.see('hand-over-preview', number);
      await clerk(xu).confirmHandOver();
      await xu.see('handed-over');
      await fixture.secondsPass();
      await shopper(lin).seePhase('completed');
      await lin.shot('completed');
    });

    step('no browser had anything to complain about', async () => {
      // The code was asked for while the branch refused.
      expect(fixture.troubles([/pickup-code 409$/])).toEqual([]);
    });
  },
  () => fixture.pictureOfFailure(),
);
