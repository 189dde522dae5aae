import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from './headless/page.ts';
import { callApi } from './support/api.ts';
import { type Host, startHost } from './support/host.ts';
import { readQrPng } from './support/read-qr.ts';
import { buyByScan, handOver, huangpu, launch, makeShelfCode, qrOn, type Stage } from './support/stories.ts';
import { buildTimeoutMs, builtWeapp } from './support/weapp.ts';

const dayMs = 86_400_000;

describe('everyone sells', () => {
  let stage: Stage;
  let host: Host;
  let guideLink: string;
  let orderNumber: string;

  beforeAll(async () => {
    stage = { folder: builtWeapp() };
    host = await startHost();
  }, buildTimeoutMs);
  afterAll(() => host?.close());

  test('a guide has a QR of her own, to show, to save and to send', async () => {
    const guide = host.phoneOf('guide-chen');
    const app = await launch(stage, guide);
    const member = await app.switchTab('pages/people/member/index');
    await member.tap('#open-guide');
    const home = await app.on('packages/selling/guide/home/index');
    guideLink = await qrOn(home, '#guide-qr');
    expect(guideLink).toMatch(/\/q\/[0-9A-Za-z]{6,32}$/);
    expect(await home.textOf('#guide-name')).toBe('陈晓');

    await home.tap('#save-code');
    await home.tap('#copy-code');
    const [saved] = [...guide.files.values()];
    expect(await readQrPng(saved ?? '')).toBe(guideLink);
    expect(guide.callsOf('setClipboardData')).toEqual([{ data: guideLink }]);

    const code = guideLink.split('/').at(-1);
    expect(home.lifecycle('onShareAppMessage', { from: 'button' })).toMatchObject({
      path: `/pages/selling/entry/index?code=${code}`,
    });
    app.close();
  });

  test('a shopper who scanned her buys; the guide sees what it brought, and why', async () => {
    const texts = [guideLink];
    const shopper = host.phoneOf('shopper-lin', { scan: () => texts.shift() ?? null, location: huangpu });
    const app = await launch(stage, shopper);
    await app.page.quiet();
    await app.page.tap('#scan');
    // The page that the code leads to is gone at once: who serves is still said on the next one.
    const store = await app.on('pages/goods/store/index');
    await until(() => store.find('#notice') !== null, 'the app to say who serves');
    expect(await store.textOf('#notice')).toContain('陈晓');
    const member = await app.switchTab('pages/people/member/index');
    await member.says('陈晓');
    app.close();

    const shelfLink = await makeShelfCode(stage, host.phoneOf('clerk-zhou'), 'P001');
    texts.push(shelfLink);
    const bought = await buyByScan(stage, shopper);
    orderNumber = bought.orderNumber;
    const code = await qrOn(bought.order, '#pickup-qr');
    bought.app.close();

    const earnings = await earningsPage();
    await earnings.page.says(`订单 ${orderNumber}`);
    await earnings.page.says(/运动鞋 ¥399\.00 × 8%¥31\.92/);
    await earnings.page.says('订单完成并过了退货期后结算');
    expect(await earnings.page.textOf('#customers')).toBe('1 位');
    expect(await earnings.page.textOf('#pending')).toBe('¥31.92');
    expect(await earnings.page.textOf('#available')).toBe('¥0');
    earnings.app.close();

    (await handOver(stage, host.phoneOf('clerk-zhou', { scan: () => code }))).app.close();
  });

  test('when the return period is over it is hers', async () => {
    await host.advance(8 * dayMs);
    const { app, page } = await earningsPage();
    await page.says('已结算');
    expect(await page.textOf('#available')).toBe('¥31.92');
    expect(await page.textOf('#pending')).toBe('¥0');
    app.close();
  });

  test('a guide without customers is told how to begin; who is no guide is refused', async () => {
    const { app, page } = await earningsPage('clerk-sun');
    await page.get('#no-earnings');
    await page.tap('#show-code');
    await app.on('packages/selling/guide/home/index');
    app.close();
    await expect(callApi(host.phoneOf('shopper-wang'), 'GET', '/v1/seller/earnings')).rejects.toThrow('403');
  });

  async function earningsPage(person = 'guide-chen') {
    const app = await launch(stage, host.phoneOf(person));
    await (await app.switchTab('pages/people/member/index')).tap('#open-guide');
    await (await app.on('packages/selling/guide/home/index')).tap('#open-earnings');
    return { app, page: await app.on('packages/selling/guide/earnings/index') };
  }
});
