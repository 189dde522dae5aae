import { afterAll, beforeAll, expect } from 'vitest';
import {
  tourChangdaoBranchId as changdao,
  tourYantaiZhifuBranchId as zhifu,
} from '../functions/src/local/demo/network/tour.ts';
import { type E2eFixture, startE2eFixture } from './fixture.ts';
import { journey } from './journey.ts';
import type { App } from './pages/app.ts';
import type { Hq } from './pages/hq.ts';
import { shopper } from './pages/shopper.ts';
import { clerk } from './pages/staff.ts';

const inZhifu = {
  recipientName: '王秀英',
  phone: '13800010002',
  province: '山东省',
  city: '烟台市',
  county: '芝罘区',
  detail: '毓璜顶东路 20 号 3 单元 501',
  latGcj02: 37.5293,
  lngGcj02: 121.4158,
};

let fixture: E2eFixture;
beforeAll(async () => {
  fixture = await startE2eFixture('called-goods', { stockAt: ({ id }) => id === changdao || id === zhifu });
});
afterAll(() => fixture?.close());

journey(
  'called goods: HQ has another branch send what is missing, and the nearest serves all the same',
  (step) => {
    let wang: App;
    let sun: App;
    let yu: App;
    let hq: Hq;
    let number = '';
    let orderId = '';

    step('王阿姨 orders a fridge to her home in Zhifu', async () => {
      wang = await fixture.person('shopper-wang');
      await shopper(wang).agreeToPrivacy();
      const addressId = fixture.local.system.ids.next();
      await fixture.act('shopper-wang', 'PUT', `/v1/me/addresses/${addressId}`, { ...inZhifu, revision: 0 });
      await shopper(wang).openProduct(zhifu, 'P015');
      await shopper(wang).choose('colour', 'grey');
      await shopper(wang).buyNow();
      await wang.see('served-by', '芝罘');
      await shopper(wang).placeAndPay();
      await shopper(wang).confirmInWallet();
      number = await shopper(wang).viewOrder();
      orderId = shopper(wang).orderIdOnScreen();
      await shopper(wang).seePhase('packing');
    });

    step('孙磊 counts none in the store, and nobody around may be asked: it is for HQ', async () => {
      sun = await fixture.person('clerk-sun');
      await shopper(sun).agreeToPrivacy();
      await clerk(sun).openDesk();
      await clerk(sun).refuseFor(number, 'no-stock');
      await clerk(sun).confirmRefusal();
      await sun.see('empty-to-pack');
      await fixture.secondsPass();
      await shopper(wang).seePhase('arranging');
    });

    step('HQ calls one from the island to Zhifu, and pays the dealer for his trouble', async () => {
      hq = await fixture.hq();
      await hq.signInLocally();
      await hq.openOrder(orderId);
      await hq.page.locator('[data-arrange]').click();
      await hq.page.locator(`input[name="locationId"][value="${changdao}"]`).check();
      await hq.page.locator('input[name="incentive"]').fill('30');
      await hq.fullShot('hq-arrange');
      await hq.page.getByRole('button', { name: '调货', exact: true }).click();
      await hq.page.locator('.notice', { hasText: '已调货' }).waitFor();
      expect(await hq.cardText('attempts')).toMatch(/芝罘[\s\S]*总部调货/);
      await hq.fullShot('hq-called');
    });

    step('the desk in Zhifu and 王阿姨 read that it is on its way', async () => {
      await clerk(sun).showQueue('awaiting-goods');
      await sun.see(`work-${number}`, '货在路上');
      await sun.shot('awaiting-goods');
      await fixture.secondsPass();
      await shopper(wang).seePhase('gathering');
      await wang.shot('gathering');
    });

    step('于海 sends it off', async () => {
      yu = await fixture.person('manager-yu');
      await shopper(yu).agreeToPrivacy();
      await yu.openPage(`packages/goods/transfers/list/index?locationId=${changdao}`);
      await yu.tap('transfers-out');
      await yu.tap('transfers-approved');
      await yu.page.locator('#transfer-list:visible .transfer-card').first().click();
      await yu.see('transfer-approved');
      await yu.page.getByText('¥30.00').last().waitFor();
      await yu.tap('transfer-ship');
      await yu.tap('count-confirm');
      await yu.see('transfer-shipped');
      await yu.shot('shipped');
    });

    step('孙磊 counts what arrives, and the order is there to pack by itself', async () => {
      await sun.openPage(`packages/goods/transfers/list/index?locationId=${zhifu}`);
      await sun.tap('transfers-in');
      await sun.tap('transfers-shipped');
      await sun.page.locator('#transfer-list:visible .transfer-card').first().click();
      await sun.tap('transfer-receive');
      await sun.tap('count-confirm');
      await sun.see('transfer-received');
      await clerk(sun).openDesk();
      await clerk(sun).showQueue('to-pack');
      await clerk(sun).pack(number);
      await fixture.secondsPass();
      await shopper(wang).seePhase('ready_delivery');
      await wang.see('served-by', '芝罘');
      await wang.shot('ready');
    });

    step('HQ reads the whole way', async () => {
      await hq.openOrder(orderId);
      expect(await hq.cardText('timeline')).toMatch(/总部已调货[\s\S]*已通知门店备货[\s\S]*备货完成/);
      await hq.fullShot('hq-order');
    });

    step('no browser had anything to complain about', async () => {
      expect(fixture.troubles()).toEqual([]);
    });
  },
  () => fixture.pictureOfFailure(),
);
