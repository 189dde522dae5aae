import type { BrowserContext, Page } from 'playwright-core';
import type { Photograph } from '../photographs.ts';
import { readQr } from '../qr.ts';
import { chineseOn, watchTroubles } from './watch.ts';

export type Hq = Awaited<ReturnType<typeof openHq>>;

/** `−¥1,234.50` as it is written for people, in fen. */
export function fenOf(text: string): number {
  const yuan = Number(text.replace(/[−–]/g, '-').replace(/[^\d.-]/g, ''));
  return Math.round(yuan * 100);
}

/** HQ's web view on a computer. */
export async function openHq(deps: {
  context: BrowserContext;
  photograph: Photograph;
  onShot: (page: Page) => Promise<void>;
}) {
  const { context, photograph, onShot } = deps;
  const page = await context.newPage();
  const troubles = watchTroubles(page);
  return {
    who: 'hq-web',
    context,
    page,
    troubles,
    /** The way in that only local mode has. */
    async signInLocally(): Promise<void> {
      await page.goto('/hq');
      await page.locator('.sign-in-demo button').click();
      await page.locator('#figures').waitFor();
    },
    /** The QR that waits for somebody's phone, read as that phone reads it. */
    readSignIn: async () => readQr(await page.locator('.sign-in-qr').screenshot()),
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
    async cardText(id: string): Promise<string> {
      await page.locator(`#${id}`).waitFor();
      return (await page.locator(`#${id}`).allInnerTexts()).join('');
    },
    /** The rows of the table in a card, cell by cell. */
    async rowsOf(id: string): Promise<string[][]> {
      const rows = await page.locator(`#${id} tbody tr`).all();
      return Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
    },
    /** What is said of each time the order changed hands, without the tables of places behind it. */
    attempts: () => page.locator('#attempts .attempt > .facts').allInnerTexts(),
    /** `¥1,234.50` beside its label among the figures on top, in fen. */
    async figureFen(label: string): Promise<number> {
      const figure = page.locator('.figure').filter({ has: page.getByText(label, { exact: true }) });
      return fenOf((await figure.locator('.figure-value').allInnerTexts()).join(''));
    },
    chinese: (data: readonly (string | RegExp)[]) => chineseOn(page, data),
    close: () => context.close(),
    async shot(title: string): Promise<void> {
      await photograph(page, title);
      await onShot(page);
    },
    fullShot: (title: string) => photograph(page, title, { fullPage: true }),
  };
}
