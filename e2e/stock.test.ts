import { afterAll, beforeAll, expect } from 'vitest';
import { tourShanghaiHuangpuBranchId as huangpu } from '../functions/src/local/demo/network/tour.ts';
import { type E2eFixture, startE2eFixture } from './fixture.ts';
import { journey } from './journey.ts';
import type { App } from './pages/app.ts';
import type { Hq } from './pages/hq.ts';
import { shopper } from './pages/shopper.ts';
import { clerk } from './pages/staff.ts';

/** Wipes: no lots; the other kinds of them are elsewhere. */
const productId = 'P036';
const skuId = 'P036-03';

let fixture: E2eFixture;
beforeAll(async () => {
  fixture = await startE2eFixture('stock', { stockAt: ({ id }) => id === huangpu });
});
afterAll(() => fixture?.close());

async function levelNow() {
  const levels = await fixture.local.system.inventory.levelsAt(huangpu);
  const level = levels.find((one) => one.skuId === skuId);
  if (!level) throw new Error(`${huangpu} has no ${skuId}`);
  return level;
}

journey(
  'stock: looked up by its barcode, counted, kept back, split for a flash sale, brought in from a table',
  (step) => {
    let zhou: App;
    let hq: Hq;
    let barcode = '';
    let before = 0;

    step('周明 finds a product by scanning its barcode, and sees why its stock is what it is', async () => {
      barcode = (await fixture.local.system.catalog.current()).sku(skuId)?.sku.barcodes[0] ?? '';
      before = (await levelNow()).onHand;
      zhou = await fixture.person('clerk-zhou');
      await shopper(zhou).agreeToPrivacy();
      await clerk(zhou).openDesk();
      await zhou.tap('open-stock');
      await zhou.see('stock-list');
      await zhou.shot('levels');
      await zhou.tap('stock-scan');
      await zhou.scanText(barcode);
      await zhou.page.locator('#stock-list .stock-row:visible').nth(1).waitFor({ state: 'detached' });
      await zhou.tap(`stock-${skuId}`);
      await zhou.see('level-hq', String(before));
      await zhou.see('moves', '期初');
      await zhou.shot('item');
    });

    step(
      'a count by scanning sets what was there, and what came between counting and sending is on top',
      async () => {
        await zhou.openPage(`packages/goods/stock/count/index?locationId=${huangpu}`);
        await zhou.see('count-empty');
        await zhou.shot('count-empty');
        for (const counted of ['1', '2']) {
          await zhou.tap('count-scan');
          await zhou.scanText(barcode);
          await expect.poll(() => zhou.typed(`counted-${skuId}-hq`), { timeout: 10_000 }).toBe(counted);
        }
        await zhou.type(`counted-${skuId}-hq`, String(before - 1));
        await zhou.see(`count-${skuId}-hq`, '少 1');
        await zhou.shot('count');
        await fixture.act('hq', 'POST', `/v1/branches/${huangpu}/stock-movements`, {
          kind: 'receive',
          reason: '补货',
          lines: [{ skuId, delta: 3 }],
        });
        await zhou.tap('count-submit');
        await zhou.answer('提交');
        await zhou.see('count-result', '已更新 1 项');
        await zhou.see('count-empty');
        expect((await levelNow()).onHand).toBe(before + 2);
      },
    );

    step(
      'a clerk receives goods by scanning: pieces, lot and expiry where they are tracked, condition',
      async () => {
        const goods = await fixture.local.system.catalog.current();
        const found = goods.products
          .flatMap((product) => product.skus)
          .find(({ id }) => goods.tracking(id, 0).kind === 'lot_and_expiry');
        if (!found) throw new Error('nothing is tracked');
        const { id: tracked, barcodes } = found;
        const boxCode = barcodes[0] ?? '';
        await zhou.openPage(`packages/goods/stock/receive/index?locationId=${huangpu}`);
        await zhou.see('receive-empty');
        for (const code of [barcode, boxCode, boxCode]) {
          await zhou.tap('receive-scan');
          await zhou.scanText(code);
          await zhou.see(`receive-${code === barcode ? skuId : tracked}`);
        }
        await zhou.tap(`receive-quarantine-${skuId}`);
        await zhou.tap(`scan-lot-receive-${tracked}`);
        await zhou.scanText('(17)291231(10)D9');
        await zhou.see(`receive-${tracked}`, '2029-12-31');
        await zhou.shot('receive');
        await zhou.tap('receive-submit');
        await zhou.answer('入库');
        await zhou.see('receive-done', '3');
        const parts = await fixture.local.system.inventory.store.partsAt(huangpu);
        const lots = parts.filter(({ skuId: one }) => one === tracked).flatMap((part) => part.lots);
        expect(lots).toContainEqual(expect.objectContaining({ lot: '2029-12-31:D9', onHand: 2 }));
        const set = parts.find(({ skuId: one, condition }) => one === skuId && condition === 'quarantine');
        expect(set?.onHand).toBe(1);
        await zhou.openPage(`packages/goods/stock/item/index?locationId=${huangpu}&skuId=${tracked}`);
        await zhou.see('moves', '收货');
        await zhou.shot('tracked-item');
      },
    );

    step('two are kept back for the own customers by who may', async () => {
      await zhou.openPage(`packages/goods/stock/item/index?locationId=${huangpu}&skuId=${skuId}`);
      await zhou.see('moves', '盘点');
      await zhou.gone('safety-hq-more');
      const manager = await fixture.person('hq');
      await shopper(manager).agreeToPrivacy();
      await manager.openTab('member');
      await manager.see('member-name');
      await manager.openPage(`packages/goods/stock/item/index?locationId=${huangpu}&skuId=${skuId}`);
      await manager.tap('safety-hq-more');
      await manager.tap('safety-hq-more');
      await manager.shot('safety');
      await manager.tap('save-safety-hq');
      await manager.toast('安全库存已更新');
      expect((await levelNow()).safety).toBe(2);
    });

    step('HQ splits it for a flash sale, and shoppers buy as before', async () => {
      hq = await fixture.hq();
      await hq.signInLocally();
      await hq.page.goto(`/hq/stock?location=${huangpu}&text=${skuId}`);
      await hq.shot('hq-levels');
      await hq.page.locator('#levels .flash-form button').first().click();
      await hq.page.getByText('个桶里').waitFor();
      await hq.shot('hq-flash');
      await hq.page.goto('/hq/stock');
      await hq.shot('hq-stock');
      expect((await levelNow()).onHand).toBe(before + 2);
      const lin = await fixture.person('shopper-lin');
      await shopper(lin).agreeToPrivacy();
      await shopper(lin).openProduct(huangpu, productId);
      await shopper(lin).choose('pack', '12');
      await shopper(lin).buyNow();
      await shopper(lin).placeAndPay();
      await shopper(lin).confirmInWallet();
      await lin.see('pay-result-paid');
      expect((await levelNow()).reserved).toBe(1);
    });

    step('HQ brings levels in from a table, and reads which rows were wrong', async () => {
      await hq.page.goto('/hq/import');
      await hq.shot('import');
      const rows = Array.from({ length: 1_200 }, (_, n) =>
        n < 40 ? `${huangpu},P0${String(n + 10)}-01,${n}` : `${huangpu},P${9000 + n}-01,1`,
      );
      const csv = ['网点编号,商品编号,在库', ...rows, `${huangpu},${skuId},0`].join('\r\n');
      await hq.page
        .locator('[data-part="file"]')
        .setInputFiles({ name: 'stock.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
      await hq.page.getByText('共 1,201 行').waitFor();
      await hq.shot('import-chosen');
      await hq.page.locator('[data-part="start"]').click();
      await hq.page.getByText('导入完成').waitFor();
      await hq.page
        .getByText('订单已预留 1 件')
        .or(hq.page.getByText('没有这个商品').first())
        .first()
        .waitFor();
      await hq.fullShot('import-done');
      const download = hq.page.waitForEvent('download');
      await hq.page.locator('[data-part="download"]').click();
      expect((await download).suggestedFilename()).toMatch(/^import-\w+\.csv$/);
      expect((await levelNow()).onHand).toBe(before + 2);
      await hq.page.setViewportSize({ width: 390, height: 844 });
      await hq.shot('import-phone');
      await hq.page.goto(`/hq/stock?location=${huangpu}&text=P05`);
      await hq.shot('hq-levels-phone');
    });

    step('no browser had anything to complain about', async () => {
      expect(fixture.troubles()).toEqual([]);
    });
  },
  async () => {
    console.log(fixture.troubles());
    await fixture.pictureOfFailure();
  },
);
