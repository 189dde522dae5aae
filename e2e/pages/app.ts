import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { Photograph } from '../photographs.ts';
import { readQr } from '../qr.ts';
import { chineseOn, watchQuiet, watchTroubles } from './watch.ts';

const tabs = ['store', 'cart', 'orders', 'member'] as const;
export type Tab = (typeof tabs)[number];
const areaOf: Record<Tab, string> = { store: 'goods', cart: 'serving', orders: 'serving', member: 'people' };

export type App = Awaited<ReturnType<typeof openApp>>;

/**
 * The mini-program on somebody's phone. Pages behind the one on screen stay in the document, so everything is looked
 * for among what is visible.
 */
export async function openApp(deps: {
  context: BrowserContext;
  personaId: string;
  photograph: Photograph;
  onShot: (page: Page) => Promise<void>;
  nowMs: number;
}) {
  const { context, personaId, photograph, onShot, nowMs } = deps;
  const page: Page = await context.newPage();
  const troubles = watchTroubles(page);
  const isQuiet = watchQuiet(page);
  // So that a minute that passes for the system passes on the phone too, and both have the same day and month.
  await page.clock.install({ time: nowMs });

  const at = (id: string): Locator => page.locator(`#${id}:visible`).last();
  const inputOf = (id: string): Locator =>
    page.locator(`input#${id}:visible, #${id} input:visible, #${id} textarea:visible`).last();

  const app = {
    who: personaId,
    context,
    page,
    troubles,
    isQuiet,
    at,
    /** As a person taps: not before the button looks as if it could be tapped. */
    tap: (id: string) => page.locator(`#${id}:visible:not([disabled])`).last().click(),
    /** Waits until it is there, with this text in it. */
    async see(id: string, text?: string | RegExp): Promise<Locator> {
      const found = text === undefined ? at(id) : page.locator(`#${id}:visible`, { hasText: text }).last();
      await found.waitFor();
      return found;
    },
    async gone(id: string): Promise<void> {
      await page.locator(`#${id}:visible`).waitFor({ state: 'detached' });
    },
    async textOf(id: string): Promise<string> {
      await at(id).waitFor();
      return (await at(id).allInnerTexts()).join('').trim();
    },
    type: (id: string, text: string) => inputOf(id).fill(text),
    typed: (id: string) => inputOf(id).inputValue(),
    /** A word said in passing: it stays in the page when it is no longer seen, which is what a slow machine finds. */
    toast: (text: string | RegExp) => page.getByText(text).last().waitFor({ state: 'attached' }),
    /** The app's own question with two buttons. */
    async answer(button: string): Promise<void> {
      await page.locator('.taro__modal').getByText(button, { exact: true }).click();
    },
    /** What moves is shown where it comes to rest. */
    async shot(title: string): Promise<void> {
      await photograph(page, title, { animations: 'disabled' });
      await onShot(page);
    },
    chinese: (data: readonly (string | RegExp)[]) => chineseOn(page, data),
    goOffline: () => context.setOffline(true),
    goOnline: () => context.setOffline(false),
    close: () => context.close(),
    /** What another phone would read off this one's screen. */
    readQr: async (id: string) => readQr(await at(id).screenshot()),
    /** An address of the web, as a phone's own camera would open it. */
    follow: (url: string) => page.goto(url),
    openPage: (path: string) => page.goto(`/#/${path}`),
    /** By the tab bar, or anew where the page on screen has none. */
    async openTab(tab: Tab): Promise<void> {
      const bar = page.locator('.taro-tabbar__tabbar a:visible');
      if ((await bar.count()) === tabs.length) await bar.nth(tabs.indexOf(tab)).click();
      else await page.goto(`/#/pages/${areaOf[tab]}/${tab}/index`);
    },
    /** With a finger: down in the middle, over, and up. */
    async dragMap(id: string, dx: number, dy: number): Promise<void> {
      const box = await at(id).boundingBox();
      if (!box) throw new Error(`${id} is not on the screen`);
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + dx, y + dy, { steps: 4 });
      await page.mouse.up();
    },
    /** Scans by pasting what the code says, as where there is no camera. */
    async scanText(text: string): Promise<void> {
      await page.locator('#scan-text').fill(text);
      await page.locator('#scan-submit').click();
    },
    /** From now on the app may use the camera. */
    allowCamera: () => context.grantPermissions(['camera', 'clipboard-read', 'clipboard-write']),
    /** Scans a photo of a code. */
    async scanPicture(picture: Buffer): Promise<void> {
      await page
        .locator('#scan-picture')
        .setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: picture });
    },
  };

  await page.goto(`/?persona=${personaId}`);
  return app;
}
