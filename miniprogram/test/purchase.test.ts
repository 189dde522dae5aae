import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Host, startHost } from './support/host.ts';
import {
  buyByScan,
  handOver,
  huangpu,
  launch,
  makeShelfCode,
  qrOn,
  type Stage,
  toDesk,
} from './support/stories.ts';
import { buildTimeoutMs, builtWeapp } from './support/weapp.ts';

/**
 * The built mini-program, tapped through as WeChat would run it, with the real gateway, the real API and a wallet
 * that checks signatures behind it. Nothing in between is made up.
 */
describe('scan, pay, pick up', () => {
  const productId = 'P001';
  let stage: Stage;
  let host: Host;
  let shelfLink: string;
  let pickupCode: string;
  let orderNumber: string;

  beforeAll(async () => {
    stage = { folder: builtWeapp() };
    host = await startHost();
  }, buildTimeoutMs);
  afterAll(() => host?.close());

  const clerk = (scanned = '') => host.phoneOf('clerk-zhou', { scan: () => scanned });

  test('a clerk makes the code for a shelf, which a camera reads as a link of the brand', async () => {
    shelfLink = await makeShelfCode(stage, clerk(), productId);
    expect(shelfLink).toMatch(new RegExp(`^${host.baseUrl}/q/[0-9A-Za-z]{6,32}$`));
  });

  test('a shopper scans it, pays, and is shown a code for the counter', async () => {
    const shopper = host.phoneOf('shopper-lin', { scan: () => shelfLink, location: huangpu });
    const bought = await buyByScan(stage, shopper);
    orderNumber = bought.orderNumber;
    expect(orderNumber).toMatch(/^\d{4}-[0-9A-Z]+$/);
    await bought.order.get('#order-phase-packing');
    pickupCode = await qrOn(bought.order, '#pickup-qr');
    expect(pickupCode).toMatch(/^JDP1\./);

    const placed = shopper.callsOf('cloud.callFunction') as {
      data: { method: string; path: string; headers: Record<string, string> };
    }[];
    const orders = placed.filter(({ data }) => data.method === 'POST' && data.path === '/v1/orders');
    expect(orders).toHaveLength(1);
    expect(orders[0]?.data.headers['idempotency-key']).toMatch(/^[0-9A-Z]{26}$/);
    // Who calls is for the cloud to say, never for the app.
    expect(JSON.stringify(placed)).not.toContain('openid');
    expect(shopper.callsOf('scanCode')).toHaveLength(1);
    expect(shopper.callsOf('requestPayment')).toHaveLength(1);
    bought.app.close();
  });

  test('the branch sees the order, packs it, scans the code and hands over once', async () => {
    const zhou = clerk(pickupCode);
    const app = await launch(stage, zhou);
    const desk = await toDesk(app);
    await desk.says(orderNumber);
    await desk.tap(`#pack-${orderNumber}`);
    await desk.gone(`#pack-${orderNumber}`);
    await desk.tap('#queue-ready');
    await desk.get(`#hand-over-${orderNumber}`);
    app.close();

    const { app: counterApp, counter } = await handOver(stage, zhou);
    expect(await counter.textOf('#handed-over')).toContain(orderNumber);
    await counter.tap('#scan-again');
    await counter.get('#refused-already-handed-over');
    counterApp.close();
  });

  test("the shopper's order is completed, and its code is gone", async () => {
    const app = await launch(stage, host.phoneOf('shopper-lin', { location: huangpu }));
    const orders = await app.switchTab('pages/serving/orders/index');
    await orders.says('已完成');
    app.close();
  });
});
