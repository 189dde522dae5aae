/** WeChat's own component that asks whether a delivery came, and its word about it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './headless/page.ts';
import type { Phone } from './headless/phone.ts';
import { type Bought, buy, callApi, partOf } from './support/api.ts';
import { type Host, startHost } from './support/host.ts';
import { launch, type Stage } from './support/stories.ts';
import { buildTimeoutMs, builtWeapp } from './support/weapp.ts';

const huangpuBranch = 'B00467';
let stage: Stage;
let host: Host;
beforeAll(async () => {
  stage = { folder: builtWeapp() };
  host = await startHost();
}, buildTimeoutMs);
afterAll(() => host?.close());

const orderOf = (shopper: Phone, { orderId }: Bought) =>
  callApi<{ state: string; wechatReceipt: string | null }>(shopper, 'GET', `/v1/orders/${orderId}`);

/** Packed, on its way, and WeChat has been told so. */
async function onItsWay(shopper: Phone): Promise<Bought> {
  const bought = await buy(shopper, { locationId: huangpuBranch, productId: 'P001', method: 'delivery' });
  const { id } = await partOf(shopper, bought);
  const clerk = host.phoneOf('clerk-zhou');
  for (const step of ['packing', 'dispatch'])
    await callApi(clerk, 'POST', `/v1/orders/${bought.orderId}/fulfilments/${id}/${step}`);
  for (let looks = 0; (await orderOf(shopper, bought)).wechatReceipt === null; looks += 1) {
    if (looks > 100) throw new Error('WeChat was not told that it is on its way');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return bought;
}
const open = async (phone: Phone, { orderId }: Bought) => {
  const app = await launch(stage, phone);
  return { app, page: await app.enter(`/pages/serving/order/index?orderId=${orderId}`) };
};

describe("WeChat's own question whether a delivery came", () => {
  test('who says yes there has the order completed, and is asked nothing else', async () => {
    const questions: unknown[] = [];
    const lin: Phone = host.phoneOf('shopper-lin', {
      confirmReceipt: async (id) => ((await host.tellReceived(id)) ? 'success' : 'fail'),
      modal: (question) => questions.push(question) < 0,
    });
    const bought = await onItsWay(lin);
    const { app, page } = await open(lin, bought);
    await page.tap('#confirm-receipt');
    await page.gone('#receipt');
    expect((await orderOf(lin, bought)).state).toBe('completed');
    expect(lin.callsOf('openBusinessView')).toHaveLength(1);
    expect(questions).toEqual([]);
    app.close();
  });

  test('WeChat’s word completes the order also where the phone dies behind its yes', async () => {
    let said: (() => void) | undefined;
    const dies = new Promise<void>((resolve) => {
      said = resolve;
    });
    const lin = host.phoneOf('shopper-lin', {
      async confirmReceipt(id) {
        await host.tellReceived(id);
        said?.();
        return new Promise(() => undefined);
      },
    });
    const bought = await onItsWay(lin);
    const { app, page } = await open(lin, bought);
    await page.tap('#confirm-receipt');
    await dies;
    app.close();
    const confirmations = (lin.callsOf('cloud.callFunction') as { data: { path: string } }[]).filter(
      ({ data }) => data.path.endsWith('/receipt'),
    );
    expect(confirmations).toEqual([]);
    expect((await orderOf(lin, bought)).state).toBe('completed');
  });

  test('who turns away from it has said nothing', async () => {
    const lin = host.phoneOf('shopper-lin', { confirmReceipt: async () => 'cancel' });
    const bought = await onItsWay(lin);
    const { app, page } = await open(lin, bought);
    await page.tap('#confirm-receipt');
    await until(() => lin.callsOf('openBusinessView').length === 1, 'the component');
    await page.quiet();
    expect((await orderOf(lin, bought)).state).toBe('paid');
    await page.get('#confirm-receipt');
    app.close();
  });
});
