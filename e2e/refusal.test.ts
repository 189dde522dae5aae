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

/** A fridge of 3,200 yuan online, for which the island's dealer asks 4,000 in his shop. */
const fridge = { skuId: 'P015-01', priceFen: 320_000 };
const onTheIsland = {
  recipientName: '王秀英',
  phone: '13800010002',
  province: '山东省',
  city: '烟台市',
  county: '长岛县',
  detail: '海滨路 8 号',
  latGcj02: 37.9164,
  lngGcj02: 120.7389,
};

let fixture: E2eFixture;
beforeAll(async () => {
  fixture = await startE2eFixture('refusal', { stockAt: ({ id }) => id === changdao || id === zhifu });
});
afterAll(() => fixture?.close());

journey(
  'a refusal: the order goes on at once, and where nobody is left HQ decides',
  (step) => {
    let wang: App;
    let yu: App;
    let sun: App;
    let hq: Hq;
    let number = '';
    let orderId = '';

    step('王阿姨 orders a fridge to the island, and reads that the branch is being asked', async () => {
      wang = await fixture.person('shopper-wang');
      await shopper(wang).agreeToPrivacy();
      const addressId = fixture.local.system.ids.next();
      await fixture.act('shopper-wang', 'PUT', `/v1/me/addresses/${addressId}`, {
        ...onTheIsland,
        revision: 0,
      });
      await shopper(wang).openProduct(changdao, 'P015');
      await shopper(wang).choose('colour', 'grey');
      await shopper(wang).buyNow();
      await wang.see('choose-address', '海滨路 8 号');
      await wang.see('served-by', '长岛');
      await shopper(wang).placeAndPay();
      await shopper(wang).confirmInWallet();
      await wang.see('pay-result-paid', '接单后马上备货');
      number = await shopper(wang).viewOrder();
      orderId = shopper(wang).orderIdOnScreen();
      await shopper(wang).seePhase('confirming');
      await wang.shot('confirming');
    });

    step('于海 on the island sees the offer, what it brings and until when', async () => {
      yu = await fixture.person('manager-yu');
      await shopper(yu).agreeToPrivacy();
      await clerk(yu).openDesk();
      await yu.see(`work-${number}`, '¥3,200.00');
      await yu.see(`work-${number}`, '服务费');
      await yu.see(`left-${number}`, /剩 1[0-5]:\d\d/);
      expect(await yu.textOf(`work-${number}`)).not.toContain('海滨路');
      await yu.shot('offer');
    });

    step('he refuses for the price: in his shop it is 4,000', async () => {
      await clerk(yu).refuseFor(number, 'price');
      await yu.type(`price-${fridge.skuId}`, '4000');
      await yu.see('refuse-sheet', '差 ¥800.00');
      await yu.shot('refuse');
      await clerk(yu).confirmRefusal();
      await yu.see('empty-offered');
      await yu.shot('refused');
    });

    step('the next branch serves without being asked, and 王阿姨 reads who', async () => {
      await fixture.secondsPass();
      await shopper(wang).seePhase('packing');
      await wang.see('served-by', '烟台芝罘');
      await wang.shot('next-branch');
      sun = await fixture.person('clerk-sun');
      await shopper(sun).agreeToPrivacy();
      await clerk(sun).openDesk();
      await clerk(sun).readOrder(number, '海滨路 8 号');
      await sun.shot('next-desk');
    });

    step('孙磊 finds none on the shelf, and says so', async () => {
      await clerk(sun).refuseFor(number, 'no-stock');
      await sun.see(`counted-${fridge.skuId}-value`, '0');
      await sun.shot('no-stock');
      await clerk(sun).confirmRefusal();
      await sun.see('empty-to-pack');
      await fixture.secondsPass();
      await shopper(wang).seePhase('arranging');
      await wang.shot('arranging');
    });

    step('HQ finds it among what nobody serves, with all that happened', async () => {
      hq = await fixture.hq();
      await hq.signInLocally();
      await hq.page.locator('.to-do-entry', { hasText: '无人履约' }).waitFor();
      await hq.fullShot('hq-today');
      await hq.page.goto('/hq/queue');
      await hq.page.locator('#queue', { hasText: number }).waitFor();
      await hq.fullShot('hq-queue');
      await hq.openOrder(orderId);
      const attempts = await hq.attempts();
      expect(attempts).toHaveLength(2);
      expect(attempts[0]).toMatch(/长岛[\s\S]*价格[\s\S]*¥800\.00[\s\S]*芝罘/);
      expect(attempts[1]).toMatch(/芝罘[\s\S]*无货[\s\S]*总部处理/);
      await hq.fullShot('hq-order');
    });

    step('HQ talks to 于海, and assigns it to him', async () => {
      await hq.page.locator('[data-arrange]').click();
      await hq.page.locator(`[data-key="${changdao}"]`, { hasText: '拒过' }).waitFor();
      await hq.fullShot('hq-arrange');
      await hq.page.locator(`input[name="locationId"][value="${changdao}"]`).check();
      await hq.page.locator('input[name="note"]').fill('已与于海电话沟通，补贴运费');
      await hq.page.getByRole('button', { name: '指派给选中的网点' }).click();
      await hq.page.getByText('已指派').waitFor();
      expect(await hq.cardText('attempts')).toContain('已与于海电话沟通');
      await hq.fullShot('hq-assigned');
      await hq.page.goto('/hq/queue');
      await hq.page.locator('#queue', { hasText: '没有待办' }).waitFor();
    });

    step('于海 need not accept it again: it is his to pack', async () => {
      await fixture.secondsPass();
      await yu.see('new-orders');
      await yu.tap('new-orders');
      await clerk(yu).pack(number);
      await fixture.secondsPass();
      await shopper(wang).seePhase('ready_delivery');
      await wang.see('served-by', '长岛');
      await wang.shot('served-after-all');
    });

    step('the month says who refused, why, and how far the prices are apart', async () => {
      await hq.page.goto('/hq/refusals');
      const rows = (await hq.rowsOf('refusals')).map((cells) => cells.join(' '));
      expect(rows.find((row) => row.includes(changdao))).toMatch(/价格 1[\s\S]*¥800\.00[\s\S]*¥3,200\.00/);
      expect(rows.find((row) => row.includes(zhifu))).toContain('无货 1');
      await hq.page.locator('#refusals th', { hasText: '价差合计' }).locator('a').click();
      expect((await hq.rowsOf('refusals'))[0]?.join(' ')).toContain(changdao);
      await hq.fullShot('hq-refusals');
      const csv = await hq.page.evaluate(async () => (await fetch('/hq/refusals.csv')).text());
      expect(csv.split('\r\n')[0]).toContain('价差合计');
      expect(csv).toMatch(
        new RegExp(`${changdao},近店·烟台长岛人民路店,1,0,0,1,0,0,1,0,0,0,800\\.00,3200\\.00`),
      );
    });

    step('no browser had anything to complain about', async () => {
      expect(fixture.troubles()).toEqual([]);
    });
  },
  () => fixture.pictureOfFailure(),
);
