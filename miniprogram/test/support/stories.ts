import { launchApp, type RunningApp } from '../headless/app.ts';
import { type OpenPage, until } from '../headless/page.ts';
import type { Phone } from '../headless/phone.ts';
import { readQrPicture } from './read-qr.ts';

/** Where people of these stories stand: 上海黄浦, before the branch. */
export const huangpu = { latitude: 31.2354, longitude: 121.4787 };

/** How the app is run: which build, and how patient its person is. */
export type Stage = { folder: string; timeoutMs?: number };

/** Opens the app, and consents where it asks for the first time, before anything else can be tapped. */
export async function launch({ folder, timeoutMs }: Stage, phone: Phone): Promise<RunningApp> {
  const app = await launchApp(folder, phone, timeoutMs === undefined ? {} : { timeoutMs });
  if (!phone.privacyAgreed) {
    await app.page.fire('#privacy-agree', 'agreeprivacyauthorization');
    // WeChat records the consent of this kind of button by itself.
    phone.privacyAgreed = true;
    await app.page.gone('#privacy-sheet');
  }
  return app;
}

/** The text of the QR code in a picture on a page, as a camera reads it. */
export async function qrOn(page: OpenPage, selector: string): Promise<string> {
  const text = await readQrPicture(await page.attribute(selector, 'src'));
  if (text === null) throw new Error(`no camera can read ${selector} on ${page.route}`);
  return text;
}

/** From the front page to the desk of the branch where this member works. */
export async function toDesk(app: RunningApp): Promise<OpenPage> {
  const member = await app.switchTab('pages/people/member/index');
  await member.tap('#open-clerk');
  return app.on('packages/serving/clerk/work/index');
}

/** A clerk makes the code for a shelf; gives the link that is printed. */
export async function makeShelfCode(stage: Stage, clerk: Phone, productId: string): Promise<string> {
  const app = await launch(stage, clerk);
  const desk = await toDesk(app);
  await desk.tap('#open-shelf');
  await (await app.on('packages/serving/clerk/shelf/index')).tap(`#shelf-${productId}`);
  const label = await app.on('packages/serving/clerk/shelf-code/index');
  const link = await qrOn(label, '#shelf-qr');
  app.close();
  return link;
}

/** Scan → product → buy → pay → the order. The shopper's phone scans what `shopper.person.scan` holds up. */
export async function buyByScan(
  stage: Stage,
  shopper: Phone,
): Promise<{ app: RunningApp; order: OpenPage; orderNumber: string }> {
  const app = await launch(stage, shopper);
  // While the branch is being found, the same button stands on what is replaced by its storefront.
  const isFound = () => app.page.find('#scan') && !app.page.find('.store__locating');
  await until(isFound, 'the branch to be found, or not');
  await app.page.quiet();
  await app.page.tap('#scan');
  const product = await app.on('pages/goods/product/index');
  await product.tap('#buy-now');
  const checkout = await app.on('pages/serving/checkout/index');
  await checkout.tap('#place-and-pay');
  const result = await app.on('pages/serving/pay-result/index');
  await result.get('#pay-result-paid');
  await result.tap('#view-order');
  const order = await app.on('pages/serving/order/index');
  const orderNumber = await order.textOf('#order-number');
  return { app, order, orderNumber };
}

/** A clerk scans a code at the counter and hands over; leaves the page that says what came of it. */
export async function handOver(stage: Stage, clerk: Phone): Promise<{ app: RunningApp; counter: OpenPage }> {
  const app = await launch(stage, clerk);
  const desk = await toDesk(app);
  await desk.tap('#scan-pickup');
  const counter = await app.on('packages/serving/clerk/hand-over/index');
  await counter.tap('#confirm-hand-over');
  await counter.get('#handed-over');
  return { app, counter };
}
