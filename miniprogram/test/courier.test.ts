import { messagesAsked } from '@jindian/shared/contract/people/message-kinds';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buy, callApi, partOf } from './support/api.ts';
import { type Host, startHost } from './support/host.ts';
import { launch, type Stage, toDesk } from './support/stories.ts';
import { buildTimeoutMs, builtWeapp } from './support/weapp.ts';

const huangpuBranch = 'B00467';

/** A delivery carried by a neighbour, on three phones. */
describe('couriers and slots', () => {
  let stage: Stage;
  let host: Host;
  beforeAll(async () => {
    stage = { folder: builtWeapp() };
    host = await startHost();
  }, buildTimeoutMs);
  afterAll(() => host?.close());

  test('called by a clerk, grabbed, fetched and proved by the code on the shopper’s order', async () => {
    const lin = host.phoneOf('shopper-lin');
    const { orderId, number } = await buy(lin, {
      locationId: huangpuBranch,
      productId: 'P001',
      method: 'delivery',
    });
    const clerk = host.phoneOf('clerk-zhou', { modal: () => true });
    const deskApp = await launch(stage, clerk);
    const desk = await toDesk(deskApp);
    await desk.tap(`#open-${number}`);
    await desk.tap(`#call-courier-${number}`);
    await desk.get(`#call-off-${number}`);
    expect(await desk.textOf(`#courier-of-${number}`)).toContain('待接单');
    deskApp.close();

    const ma = host.phoneOf('courier-ma', { modal: () => true });
    const app = await launch(stage, ma);
    const member = await app.switchTab('pages/people/member/index');
    await member.tap('#open-courier');
    const grabPool = await app.on('packages/serving/courier/tasks/index');
    await grabPool.get(`#grab-${number}`);
    // Where it goes exactly is told to who takes it.
    expect(grabPool.text).not.toContain('南京东路 100 号');
    await grabPool.tap(`#grab-${number}`);
    await grabPool.says('南京东路 100 号 1201 室');
    await grabPool.tap(`#pick-up-${number}`);
    await grabPool.tap(`#deliver-${number}`);
    const door = await app.on('packages/serving/courier/deliver/index');
    await door.get('#delivery-code');

    const { items } = await callApi<{ items: { code: string | null }[] }>(
      lin,
      'GET',
      `/v1/orders/${orderId}/couriers`,
    );
    const code = items[0]?.code ?? '';
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    await door.fill('#delivery-code', wrong);
    await door.tap('#confirm-delivery');
    await door.get('#code-problem');
    await door.fill('#delivery-code', code);
    await door.tap('#confirm-delivery');
    await door.get('#delivered');
    await door.says('¥5.00');
    app.close();
    const { state } = await callApi<{ state: string }>(lin, 'GET', `/v1/orders/${orderId}`);
    expect(state).toBe('completed');
  });

  test.each([
    ['无人收货', true],
    ['丢失', false],
    ['损坏', false],
  ] as const)('not delivered, %s: tried again, %s', async (reason, isTriedAgain) => {
    const lin = host.phoneOf('shopper-lin');
    const bought = await buy(lin, { locationId: huangpuBranch, productId: 'P001', method: 'delivery' });
    const { number } = bought;
    const { id } = await partOf(lin, bought);
    const clerk = host.phoneOf('clerk-zhou');
    const desk = `/v1/orders/${bought.orderId}/fulfilments/${id}`;
    for (const step of ['packing', 'courier']) await callApi(clerk, 'POST', `${desk}/${step}`);
    const ma = host.phoneOf('courier-ma', {
      modal: () => true,
    });
    for (const step of ['grab', 'pick-up'])
      await callApi(ma, 'POST', `/v1/courier/tasks/${bought.orderId}/${id}/${step}`);
    const app = await launch(stage, ma);
    const member = await app.switchTab('pages/people/member/index');
    await member.tap('#open-courier');
    const tasks = await app.on('packages/serving/courier/tasks/index');
    await tasks.tap(`#fail-${number}`);
    const choice = ['顾客拒收', '无人收货', '丢失', '损坏'].indexOf(reason);
    expect(await tasks.textOf(`#choice-${choice}`)).toBe(reason);
    await tasks.tap(`#choice-${choice}`);
    await tasks.get(`#returning-${number}`);
    expect(tasks.find(`#retry-${number}`) !== null).toBe(isTriedAgain);
    app.close();
  });

  test('whoever paid for a delivery is asked whether to be told: that it left, before it counts as received, that it failed', async () => {
    const asked: (readonly string[])[] = [];
    const lin = host.phoneOf('shopper-lin', {
      subscribe: (templateIds) => {
        asked.push([...templateIds].sort());
        return templateIds;
      },
    });
    const { orderId } = await buy(lin, { locationId: huangpuBranch, productId: 'P001', method: 'delivery' });
    const app = await launch(stage, lin);
    const result = await app.enter(`/pages/serving/pay-result/index?orderId=${orderId}`);
    await result.tap('#notify-me');
    await result.gone('#notify-me');
    const order = await app.enter(`/pages/serving/order/index?orderId=${orderId}`);
    await order.tap('#notify-delivery');
    await order.gone('#notify-delivery');
    app.close();
    const templates = (kinds: readonly string[]) => kinds.map((kind) => `local-${kind}`).sort();
    expect(asked).toEqual([templates(messagesAsked.deliveryPaid), templates(messagesAsked.deliveryToCome)]);
    const told = (lin.callsOf('cloud.callFunction') as { data: { path: string; body: object } }[])
      .filter(({ data }) => data.path === '/v1/me/subscriptions')
      .flatMap(({ data }) => (data.body as { accepted: string[] }).accepted);
    expect(new Set(told)).toEqual(new Set([...messagesAsked.deliveryPaid, ...messagesAsked.deliveryToCome]));
  });

  test('a branch’s slots are shown to its clerk, who may not change them', async () => {
    const app = await launch(stage, host.phoneOf('clerk-zhou'));
    const desk = await toDesk(app);
    await desk.tap('#open-slots');
    const slots = await app.on('packages/serving/clerk/slots/index');
    await slots.says('按营业时间自动生成');
    await slots.says('由店长或总部修改');
    expect(slots.find('#edit-plan')).toBeNull();
    app.close();
  });
});
