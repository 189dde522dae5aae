import { afterAll, beforeAll, expect } from 'vitest';
import {
  tourShanghaiChangningBranchId as changning,
  tourShanghaiHongkouBranchId as hongkou,
  tourShanghaiHuangpuBranchId as huangpu,
  tourShanghaiJinganBranchId as jingan,
  tourShanghaiMinhangBranchId as minhang,
  tourShanghaiYangpuBranchId as yangpu,
} from '../functions/src/local/demo/network/tour.ts';
import { type E2eFixture, startE2eFixture } from './fixture.ts';
import { journey } from './journey.ts';
import type { App } from './pages/app.ts';
import type { Hq } from './pages/hq.ts';
import { shopper } from './pages/shopper.ts';
import { clerk } from './pages/staff.ts';

/** Who had it before, nearest first, and by whom each of them says no. */
const refusing = [
  { locationId: changning, by: 'manager-gu' },
  { locationId: jingan, by: 'clerk-xu' },
  { locationId: huangpu, by: 'clerk-zhou' },
];
const stocked = new Set([...refusing.map(({ locationId }) => locationId), hongkou, yangpu, minhang]);
const inChangning = {
  recipientName: '林小姐',
  phone: '13800010001',
  province: '上海市',
  city: '上海市',
  county: '长宁区',
  detail: '长宁路 1018 号 502 室',
  latGcj02: 31.2224,
  lngGcj02: 121.4197,
};
type Order = { fulfilments: { id: string; state: string; place: { locationId: string } }[] };

let fixture: E2eFixture;
beforeAll(async () => {
  fixture = await startE2eFixture('grab', { stockAt: ({ id }) => stocked.has(id) });
});
afterAll(() => fixture?.close());

journey(
  'the grab pool: of three branches that reach for an order one gets it',
  (step) => {
    let lin: App;
    const hunters: App[] = [];
    let number = '';
    let orderId = '';
    let winner: App;
    const fulfilment = async () => {
      const order = (await fixture.act('shopper-lin', 'GET', `/v1/orders/${orderId}`)) as Order;
      return order.fulfilments[0] as Order['fulfilments'][number];
    };

    step('小林 orders toddler formula to her home', async () => {
      lin = await fixture.person('shopper-lin');
      await shopper(lin).agreeToPrivacy();
      const addressId = fixture.local.system.ids.next();
      await fixture.act('shopper-lin', 'PUT', `/v1/me/addresses/${addressId}`, {
        ...inChangning,
        revision: 0,
      });
      await shopper(lin).openProduct(huangpu, 'P027');
      await shopper(lin).choose('stage', '3');
      await shopper(lin).choose('pack', '800g');
      await shopper(lin).buyNow();
      await shopper(lin).checkOutFor('delivery');
      await lin.see('served-by', '长宁');
      await shopper(lin).placeAndPay();
      await shopper(lin).confirmInWallet();
      await lin.see('pay-result-paid');
      number = await shopper(lin).viewOrder();
      orderId = shopper(lin).orderIdOnScreen();
      await shopper(lin).seePhase('confirming');
    });

    step('何军, 潘伟 and 陆军 wait in the grab pool of their branches, where nothing is yet', async () => {
      for (const [who, where] of [
        ['clerk-he', hongkou],
        ['clerk-pan', yangpu],
        ['manager-lu', minhang],
      ] as const) {
        const hunter = await fixture.person(who);
        await shopper(hunter).agreeToPrivacy();
        await clerk(hunter).openDesk();
        // There is nothing, so the desk says nothing of it; they wait where it will be.
        await hunter.gone('open-grab-pool');
        await hunter.openPage(`packages/serving/clerk/grab-pool/index?locationId=${where}`);
        await hunter.see('grab-pool-empty');
        hunters.push(hunter);
      }
      await hunters[0]?.shot('grab-pool-empty');
    });

    step('three branches refuse one after another, and the order comes into the grab pool', async () => {
      for (const { locationId, by } of refusing) {
        const { id, place } = await fulfilment();
        expect(place.locationId).toBe(locationId);
        await fixture.act(by, 'POST', `/v1/orders/${orderId}/fulfilments/${id}/refusal`, {
          reason: 'too_far',
        });
      }
      expect((await fulfilment()).state).toBe('in_grab_pool');
      await fixture.secondsPass();
      await shopper(lin).seePhase('arranging');
      for (const hunter of hunters) {
        await hunter.see('grab-pool-list', '上海市长宁区');
        await hunter.see('grab-pool-list', '抢单');
        expect(await hunter.textOf('grab-pool-list')).not.toMatch(/长宁路|林小姐|138/);
      }
      await hunters[0]?.shot('grab_pool');
    });

    step('all three tap at once: one has it, the others read that it is gone', async () => {
      const { id } = await fulfilment();
      const said = await Promise.all(
        hunters.map(async (hunter) => {
          await hunter.tap(`grab-${id}`);
          // Said in passing: by the time that all three are looked at it may have faded.
          return hunter.page
            .getByText(/抢到了|慢了一步/)
            .last()
            .textContent();
        }),
      );
      const at = await fulfilment();
      expect(at.state).toBe('to_pack');
      const won = [hongkou, yangpu, minhang].indexOf(at.place.locationId);
      winner = hunters[won] as App;
      await winner.see('desk-branch');
      await clerk(winner).readOrder(number, '长宁路 1018 号');
      await winner.shot('won');
      const losers = hunters.filter((hunter) => hunter !== winner);
      for (const loser of losers) {
        expect(await loser.at(`grab-${id}`).count()).toBe(0);
        expect(said[hunters.indexOf(loser)]).toContain('慢了一步');
      }
      await losers[0]?.shot('lost');
      await fixture.secondsPass();
      for (const loser of losers) await loser.see('grab-pool-empty');
    });

    step('the winner packs it, and 小林 reads who brings it', async () => {
      await clerk(winner).pack(number);
      await fixture.secondsPass();
      await shopper(lin).seePhase('ready_delivery');
      await lin.see('served-by', /虹口|杨浦|闵行/);
      await lin.shot('served');
    });

    step('HQ reads who refused, and that it was grabbed', async () => {
      const hq: Hq = await fixture.hq();
      await hq.signInLocally();
      await hq.openOrder(orderId);
      const attempts = await hq.attempts();
      expect(attempts).toHaveLength(3);
      for (const attempt of attempts) expect(attempt).toContain('太远');
      expect(await hq.cardText('timeline')).toContain('进入抢单大厅');
      await hq.fullShot('hq-order');
    });

    step('no browser had anything to complain about', async () => {
      // But for the two that were too late, as two of three must be.
      expect(fixture.troubles([/\/grab 409$/])).toEqual([]);
    });
  },
  () => fixture.pictureOfFailure(),
);
