import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Host, startHost } from './support/host.ts';
import { launch, type Stage, toDesk } from './support/stories.ts';
import { buildTimeoutMs, builtWeapp } from './support/weapp.ts';

const huangpuBranch = 'B00467';
/** Wipes: no lots. */
const skuId = 'P036-03';
/** Blueberries: of two lots. */
const trackedSkuId = 'P054-01';

type Stock = { items: { barcode: string; levels: { onHand: number; reserved: number }[] }[] };

/** Looking up and counting stock, by what WeChat's scanner says. */
describe('the stock of a branch', () => {
  let stage: Stage;
  let host: Host;

  beforeAll(async () => {
    stage = { folder: builtWeapp() };
    host = await startHost();
  }, buildTimeoutMs);
  afterAll(() => host?.close());

  async function stockNow(skuId: string) {
    const answer = (await host.phoneOf('clerk-zhou').person.callFunction({
      name: 'gateway',
      data: {
        method: 'GET',
        path: `/v1/branches/${huangpuBranch}/stock`,
        query: { text: skuId },
        headers: { 'accept-language': 'zh' },
      },
    })) as { body: string };
    const [item] = (JSON.parse(answer.body) as Stock).items;
    if (!item?.levels[0]) throw new Error(`${huangpuBranch} has no ${skuId}`);
    return { barcode: item.barcode, onHand: item.levels[0].onHand };
  }

  test('is found by a barcode, and counted piece by piece; an answer that is lost counts once', async () => {
    const before = await stockNow(skuId);
    const clerk = host.phoneOf('clerk-zhou', { scan: () => before.barcode });
    const { callFunction } = clerk.person;
    const keys: string[] = [];
    clerk.person.callFunction = async (call) => {
      const { path, headers } = call.data as { path: string; headers: Record<string, string> };
      const answer = await callFunction(call);
      if (!path.endsWith('/stocktakes')) return answer;
      keys.push(headers['idempotency-key'] ?? '');
      // It was done; the phone never hears of it.
      if (keys.length === 1) throw new Error('the connection broke');
      return answer;
    };
    const app = await launch(stage, clerk);
    const desk = await toDesk(app);
    await desk.tap('#open-stock');
    const levels = await app.on('packages/goods/stock/levels/index');
    await levels.get('#stock-list');
    await levels.tap('#stock-scan');
    await levels.get(`#stock-${skuId}`);
    await levels.tap('#start-count');
    const count = await app.on('packages/goods/stock/count/index');
    await count.get('#count-empty');
    await count.tap('#count-scan');
    await count.says('实盘');
    await count.quiet();
    await count.tap('#count-scan');
    await count.quiet();
    await count.fill(`#counted-${skuId}-hq`, String(before.onHand - 1));
    await count.says('少 1');
    await count.tap('#count-submit');
    await count.quiet();
    expect(clerk.callsOf('showModal')).toHaveLength(1);
    await count.tap('#count-submit');
    await count.says('已更新 1 项');
    await count.get('#count-empty');
    expect(keys).toHaveLength(2);
    expect(keys[1]).toBe(keys[0]);
    expect((await stockNow(skuId)).onHand).toBe(before.onHand - 1);
    app.close();
  });

  test('what is no barcode is said so; of goods in lots one is chosen; the draft stays on the phone', async () => {
    const { barcode } = await stockNow(trackedSkuId);
    const texts = ['hello world', '6900000000001', barcode];
    const clerk = host.phoneOf('clerk-zhou', {
      scan: () => texts.shift() ?? null,
    });
    const app = await launch(stage, clerk);
    const count = await app.enter(`/packages/goods/stock/count/index?locationId=${huangpuBranch}`);
    for (const said of ['这不是商品条码或货架码', '没有找到这个条码的商品']) {
      await count.tap('#count-scan');
      await count.says(said);
    }
    await count.tap('#count-scan');
    for (const [choice, lot] of ['D1', 'D2', '新批次'].entries()) {
      expect(await count.textOf(`#choice-${choice}`)).toContain(lot);
    }
    await count.tap('#choice-0');
    await count.get(`#count-${trackedSkuId}-hq-D1`);
    await app.enter(`/packages/goods/stock/levels/index?locationId=${huangpuBranch}`);
    const again = await app.enter(`/packages/goods/stock/count/index?locationId=${huangpuBranch}`);
    await again.get(`#count-${trackedSkuId}-hq-D1`);
    app.close();
  });
});
