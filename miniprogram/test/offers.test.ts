import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningApp } from './headless/app.ts';
import { type OpenPage, until } from './headless/page.ts';
import type { Phone } from './headless/phone.ts';
import { type Bought, buy, callApi, homeInHuangpu, partOf, refuseAt } from './support/api.ts';
import { type Host, startHost } from './support/host.ts';
import { launch, type Stage, toDesk } from './support/stories.ts';
import { buildTimeoutMs, builtWeapp } from './support/weapp.ts';

const huangpu = 'B00467';
const changdao = 'B00870';
const fridge = 'P015';
const formula = 'P027';
const onTheIsland = {
  ...homeInHuangpu,
  province: '山东省',
  city: '烟台市',
  county: '长岛县',
  detail: '海滨路 8 号',
  latGcj02: 37.9164,
  lngGcj02: 120.7389,
};
const inChangning = { ...homeInHuangpu, county: '长宁区', latGcj02: 31.2224, lngGcj02: 121.4197 };

/** Being asked to serve, and what becomes of an order that is refused. */
describe('offers, refusals and the grab pool', () => {
  let stage: Stage;
  let host: Host;
  let wang: Phone;
  let lin: Phone;

  beforeAll(async () => {
    stage = { folder: builtWeapp() };
    host = await startHost();
    wang = host.phoneOf('shopper-wang');
    lin = host.phoneOf('shopper-lin');
  }, buildTimeoutMs);
  afterAll(() => host?.close());

  const orderFridge = () =>
    buy(wang, { locationId: changdao, productId: fridge, method: 'delivery', address: onTheIsland });

  test('a desk with an offer opens with it; accepted, it is there to pack, and nobody is called again', async () => {
    const offer = await orderFridge();
    const yu = host.phoneOf('manager-yu');
    const app = await launch(stage, yu);
    const desk = await toDesk(app);
    await desk.get(`#accept-${offer.number}`);
    await desk.says('服务费');
    expect(await desk.textOf(`#left-${offer.number}`)).toMatch(/^剩 1[0-5]:\d\d$/);
    // Where it goes exactly is told to who takes it.
    expect(desk.text).not.toContain('海滨路');
    await desk.tap(`#accept-${offer.number}`);
    await desk.get('#empty-offered');
    await desk.tap('#queue-to-pack');
    await desk.get(`#pack-${offer.number}`);
    await desk.tap(`#open-${offer.number}`);
    await desk.says('海滨路 8 号');
    expect(yu.callsOf('audio.play')).toHaveLength(0);
    app.close();
  });

  test('an offer that comes while the desk is open calls with a sound', async () => {
    const yu = host.phoneOf('manager-yu');
    const app = await launch(stage, yu);
    const desk = await toDesk(app);
    await desk.tap('#queue-done');
    await desk.get('#empty-done');
    const offer = await orderFridge();
    await desk.get('#new-offers');
    expect(yu.callsOf('audio.play').length).toBeGreaterThan(0);
    await desk.tap('#new-offers');
    await desk.get(`#accept-${offer.number}`);
    await desk.gone('#new-offers');
    app.close();
  });

  test('a refusal asks why: a price says how much, another reason says which, and it is gone', async () => {
    const offer = await orderFridge();
    const { id } = await partOf(wang, offer);
    const app = await launch(stage, host.phoneOf('manager-yu'));
    const desk = await toDesk(app);
    await desk.tap(`#refuse-${offer.number}`);
    await desk.get('#refuse-sheet');
    await desk.tap('#reason-other');
    await desk.tap('#refuse-confirm');
    await desk.says('请写明原因');
    await desk.tap('#reason-price');
    const skuId = `${fridge}-01`;
    await desk.fill(`#price-${skuId}`, '四千');
    await desk.tap('#refuse-confirm');
    await desk.says('请填写正确的价格');
    await desk.fill(`#price-${skuId}`, '4000');
    await desk.says('差 ¥800.00');
    await desk.tap('#refuse-confirm');
    await desk.gone('#refuse-sheet');
    await desk.gone(`#work-${offer.number}`);
    const next = await partOf(wang, offer);
    expect(next).toMatchObject({ id, state: 'to_pack' });
    expect(next.place.locationId).not.toBe(changdao);
    app.close();
  });

  /** Three branches say no, whoever they are; HQ may say it for them. */
  async function intoTheGrabPool(): Promise<{ order: Bought; id: string }> {
    const order = await buy(lin, {
      locationId: huangpu,
      productId: formula,
      method: 'delivery',
      address: inChangning,
    });
    const hq = host.phoneOf('hq');
    for (let time = 0; time < 3; time += 1) {
      await refuseAt(hq, order, (await partOf(lin, order)).id, { reason: 'too_far' });
    }
    const part = await partOf(lin, order);
    expect(part.state).toBe('in_grab_pool');
    return { order, id: part.id };
  }

  /** From the desk into the grab pool of the branch. */
  async function toGrabPool(who: string): Promise<{ app: RunningApp; grabPool: OpenPage; phone: Phone }> {
    const phone = host.phoneOf(who);
    const app = await launch(stage, phone);
    await (await toDesk(app)).tap('#open-grab-pool');
    return { app, grabPool: await app.on('packages/serving/clerk/grab-pool/index'), phone };
  }

  test('what is in the grab pool is had by the first, who finds it at the desk', async () => {
    const { order, id } = await intoTheGrabPool();
    const he = await toGrabPool('clerk-he');
    await he.grabPool.get(`#grab-${id}`);
    await he.grabPool.says('上海市长宁区');
    for (const hidden of ['林小姐', '13800010001', '南京东路'])
      expect(he.grabPool.text).not.toContain(hidden);
    await he.grabPool.tap(`#grab-${id}`);
    const desk = await he.app.on('packages/serving/clerk/work/index');
    await desk.tap('#queue-to-pack');
    await desk.get(`#pack-${order.number}`);
    expect(he.phone.callsOf('audio.play')).toHaveLength(0);
    he.app.close();
  });

  test('who is too late reads that it is taken, and sees it go', async () => {
    const { id } = await intoTheGrabPool();
    const pan = host.phoneOf('clerk-pan');
    const { callFunction } = pan.person;
    let tapped = false;
    pan.person.callFunction = async (call) => {
      const { path } = call.data as { path: string };
      if (path.endsWith('/grab') && !tapped) {
        tapped = true;
        // Somebody else's tap arrives a moment earlier.
        const he = host.phoneOf('clerk-he');
        await he.person.callFunction({
          name: 'gateway',
          data: { ...(call.data as object), path: path.replace('B00473', 'B00472') },
        });
      }
      return callFunction(call);
    };
    const app = await launch(stage, pan);
    await (await toDesk(app)).tap('#open-grab-pool');
    const grabPool = await app.on('packages/serving/clerk/grab-pool/index');
    await grabPool.tap(`#grab-${id}`);
    await grabPool.get(`#taken-${id}`);
    // It is gone again after some seconds.
    expect(await grabPool.textOf('#notice')).toContain('慢了一步');
    await grabPool.get('#grab-pool-empty');
    app.close();
  });

  describe('a pickup that the branch refuses', () => {
    async function refusedPickup(
      shopper = host.phoneOf('shopper-lin', { modal: () => true }),
      open = () => launch(stage, shopper),
    ): Promise<{ order: Bought; app: RunningApp; page: OpenPage }> {
      const order = await buy(lin, { locationId: huangpu, productId: formula, method: 'pickup' });
      const zhou = host.phoneOf('clerk-zhou');
      await refuseAt(zhou, order, (await partOf(lin, order)).id, { reason: 'other', note: '都磕瘪了' });
      const app = await open();
      const orders = await app.switchTab('pages/serving/orders/index');
      await orders.says('需要您确认');
      await orders.tap(`#order-${order.orderId}`);
      const page = await app.on('pages/serving/order/index');
      await page.get('#pickup-question');
      expect(page.find('#pickup-code')).toBeNull();
      return { order, app, page };
    }

    test('goes to another branch when its shopper says so', async () => {
      const { order, app, page } = await refusedPickup();
      const { items } = await callApi<{ items: { locationId: string; name: { zh: string } }[] }>(
        lin,
        'GET',
        `/v1/orders/${order.orderId}/pickup-alternatives`,
      );
      const chosen = items[0];
      if (!chosen) throw new Error('no branch has it');
      await page.tap('#answer-another-branch');
      await page.tap(`#alternative-${chosen.locationId}`);
      await page.tap('#answer-give');
      await page.get('#order-phase-packing');
      await page.get('#pickup-qr');
      const part = await partOf(lin, order);
      expect(part).toMatchObject({
        state: 'to_pack',
        method: 'pickup',
        place: { locationId: chosen.locationId },
      });
      await page.says(chosen.name.zh);
      app.close();
    });

    test('is delivered instead, to an address from the book', async () => {
      const addressId = '01JD3V8Q9XKZ4M7T2N5R6W8Y1C';
      await callApi(lin, 'PUT', `/v1/me/addresses/${addressId}`, { ...homeInHuangpu, revision: 0 });
      // The texts that she agrees to are said only after she did, as on a slow line: she is not asked again.
      const phone = host.phoneOf('shopper-lin', { modal: () => true });
      const { callFunction } = phone.person;
      let consented = () => {};
      const consent = new Promise<void>((resolve) => {
        consented = resolve;
      });
      phone.person.callFunction = async (call) => {
        if ((call.data as { path: string }).path === '/v1/settings') await consent;
        return callFunction(call);
      };
      const { order, app, page } = await refusedPickup(phone, async () => {
        const opened = await launch(stage, phone);
        consented();
        return opened;
      });
      await until(() => phone.storage.get('jindian.brand') !== undefined, 'the brand to be known');
      await page.tap('#answer-delivery');
      await (await app.on('pages/people/addresses/index')).tap(`#address-pick-${addressId}`);
      await page.says('南京东路 100 号');
      await page.tap('#answer-give');
      await page.gone('#pickup-question');
      await page.says('收货信息');
      expect(await partOf(lin, order)).toMatchObject({ method: 'delivery' });
      app.close();
    });

    test('is given up for the money, after a question', async () => {
      const { order, app, page } = await refusedPickup();
      await page.tap('#answer-refund');
      await page.tap('#answer-give');
      await page.get('#order-phase-refunding');
      expect((await partOf(lin, order)).state).toBe('cancelled');
      app.close();
    });
  });
});
