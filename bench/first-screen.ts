/**
 * The first screen of the H5 app as a phone on a slow network gets it: a real Chromium with an empty cache, 1.6 Mbps,
 * 150 ms and a processor four times slower. One JSON line a page: `node --import tsx bench/first-screen.ts`
 *
 *     --url http://…   a system that runs already; else one is started in memory
 *     --runs 5         openings of each page; the median is told
 */
import { parseArgs } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { tourShanghaiHuangpuBranchId as huangpu } from '../functions/src/local/demo/network/tour.ts';
import { startLocal } from '../functions/src/local/start.ts';
import { findOrInstallChromium } from '../scripts/chromium.mjs';

const { values } = parseArgs({
  options: { url: { type: 'string' }, runs: { type: 'string', default: '5' } },
});

/** What Lighthouse takes a phone in an ordinary hand to be. */
const phone = {
  viewport: { width: 412, height: 823 },
  deviceScaleFactor: 1.75,
  isMobile: true,
  hasTouch: true,
};
const network = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (0.75 * 1024 * 1024) / 8,
};
const slowerProcessor = 4;

/** `content`: what somebody came for. `again`: by somebody who agreed and was here before, with an empty cache. */
const pages = [
  { name: 'home, for the first time', hash: '', content: 'privacy-agree', again: false },
  { name: 'home, again', hash: '', content: 'product-grid', again: true },
  {
    name: 'product, by a link',
    hash: `#/pages/goods/product/index?productId=P001&locationId=${huangpu}`,
    content: 'product-title',
    again: false,
  },
] as const;

type Shown = {
  fcpMs: number;
  lcpMs: number;
  lcpOf: string;
  contentMs: number;
  appMs: number;
  blockedMs: number;
  bytes: Record<string, number>;
};

const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

/** When what was painted; read at the end. */
function watchPaints(content: string): void {
  const seen = { fcp: 0, lcp: 0, lcpOf: '', content: 0, app: 0, blocked: 0 };
  (window as unknown as { seen: typeof seen }).seen = seen;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (entry.name === 'first-contentful-paint') seen.fcp = entry.startTime;
  }).observe({ type: 'paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const element = (entry as unknown as { element?: Element | null }).element;
      seen.lcp = entry.startTime;
      seen.lcpOf = `${element?.tagName.toLowerCase() ?? 'gone'} ${element?.className ?? ''}`
        .trim()
        .slice(0, 60);
    }
  }).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.blocked += Math.max(0, duration - 50);
  }).observe({ type: 'longtask', buffered: true });
  const look = () => {
    const painted = document.querySelector(`#shell [data-id=${content}]`);
    const found = document.getElementById(content);
    if (seen.content === 0 && (painted ?? found)?.checkVisibility()) seen.content = performance.now();
    if (found?.checkVisibility()) seen.app = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function open(context: BrowserContext, url: string, content: string): Promise<Shown> {
  const page: Page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  const kinds = new Map<string, string>();
  const bytes: Record<string, number> = {};
  cdp.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type.toLowerCase()));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? 'other';
    bytes[kind] = (bytes[kind] ?? 0) + encodedDataLength;
  });
  await cdp.send('Network.enable');
  await cdp.send('Network.clearBrowserCache');
  await cdp.send('Network.emulateNetworkConditions', network);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowerProcessor });
  // The compiler of this script names functions by a helper of its own.
  await page.addInitScript('globalThis.__name = (made) => made');
  await page.addInitScript(watchPaints, content);
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForFunction(() => (window as unknown as { seen: { app: number } }).seen.app > 0, null, {
    timeout: 120_000,
  });
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(500);
  const seen = await page.evaluate(
    () =>
      (
        window as unknown as {
          seen: Record<'fcp' | 'lcp' | 'content' | 'app' | 'blocked', number> & { lcpOf: string };
        }
      ).seen,
  );
  await page.close();
  const { fcp: fcpMs, lcp: lcpMs, lcpOf, content: contentMs, app: appMs, blocked: blockedMs } = seen;
  return { fcpMs, lcpMs, lcpOf, contentMs, appMs, blockedMs, bytes };
}

async function measure(browser: Browser, baseUrl: string, page: (typeof pages)[number]): Promise<void> {
  const runs: Shown[] = [];
  for (let run = 0; run < Number(values.runs); run += 1) {
    const context = await browser.newContext({
      ...phone,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'no-preference',
    });
    if (page.again) {
      const before = await context.newPage();
      await before.goto(`${baseUrl}/`);
      await before.locator('#privacy-agree').click();
      await before.locator('#product-grid').waitFor();
      await before.close();
    }
    runs.push(await open(context, `${baseUrl}/${page.hash}`, page.content));
    await context.close();
  }
  const of = (figure: (one: Shown) => number) => Math.round(median(runs.map(figure)));
  const last = runs.at(-1);
  console.log(
    JSON.stringify({
      page: page.name,
      runs: runs.length,
      fcpMs: of(({ fcpMs }) => fcpMs),
      lcpMs: of(({ lcpMs }) => lcpMs),
      lcpAll: runs.map(({ lcpMs }) => Math.round(lcpMs)),
      lcpOf: last?.lcpOf,
      contentMs: of(({ contentMs }) => contentMs),
      appMs: of(({ appMs }) => appMs),
      blockedMs: of(({ blockedMs }) => blockedMs),
      bytes: of(({ bytes }) => Object.values(bytes).reduce((sum, each) => sum + each, 0)),
      bytesByKind: last?.bytes,
    }),
  );
}

const local = values.url ? null : await startLocal({ stockAt: ({ id }) => id === huangpu, autorun: false });
const browser = await chromium.launch({
  executablePath: findOrInstallChromium(),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
  ],
});
try {
  for (const page of pages) await measure(browser, values.url ?? local?.baseUrl ?? '', page);
} finally {
  await browser.close();
  await local?.close();
}
