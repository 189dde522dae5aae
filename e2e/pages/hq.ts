import type { BrowserContext } from 'playwright-core';
import { readQr } from '../qr.ts';
import { watchTroubles } from './watch.ts';

export type Hq = Awaited<ReturnType<typeof openHq>>;

/** HQ's web view on a computer. */
export async function openHq(deps: { context: BrowserContext; shotPath: (title: string) => string }) {
  const { context, shotPath } = deps;
  const page = await context.newPage();
  const troubles = watchTroubles(page);
  await page.goto('/hq');
  return {
    who: 'hq-web',
    context,
    page,
    troubles,
    /** The door that only local mode has. */
    async signInLocally(): Promise<void> {
      await page.locator('.sign-in-demo button').click();
      await page.locator('#figures').waitFor();
    },
    /** The shelf label of a product, read as a phone reads it. */
    async readLabel(locationId: string, productTitle: string): Promise<string> {
      await page.goto(`/hq/labels?location=${locationId}&text=${encodeURIComponent(productTitle)}`);
      return readQr(await page.locator('.label', { hasText: productTitle }).first().screenshot());
    },
    labelPicture: (productTitle: string) =>
      page.locator('.label', { hasText: productTitle }).first().screenshot(),
    async openOrder(orderId: string): Promise<void> {
      await page.goto(`/hq/orders/${orderId}`);
      await page.locator('#sourcing').waitFor();
    },
    async openFundPool(): Promise<void> {
      await page.goto('/hq/fund-pool');
      await page.locator('#postings').waitFor();
    },
    /** The text of a card, e.g. `sourcing`, `credit`, `postings`. */
    cardText: (id: string) => page.locator(`#${id}`).innerText(),
    /** The rows of the table in a card, cell by cell. */
    async rowsOf(id: string): Promise<string[][]> {
      const rows = await page.locator(`#${id} tbody tr`).all();
      return Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
    },
    /** `¥1,234.50` beside its label among the figures on top, in fen. */
    async figureFen(label: string): Promise<number> {
      const value = await page.locator('.figure', { hasText: label }).locator('.figure-value').innerText();
      return Math.round(Number(value.replace(/[^\d.-]/g, '')) * 100);
    },
    shot: (title: string) => page.screenshot({ path: shotPath(title) }),
    fullShot: (title: string) => page.screenshot({ path: shotPath(title), fullPage: true }),
  };
}
