import { chromium } from 'playwright-core';
import { startLocal } from '../functions/src/local/start.ts';

const local = await startLocal({ stockAt: ({ city }) => city === '上海市' || city === '烟台市' });
console.log(local.baseUrl);
const api = async (persona: string) => {
  const s = await (
    await fetch(`${local.baseUrl}/local/personas/${persona}/session`, { method: 'POST' })
  ).json();
  return async (method: string, path: string, body?: unknown, key = true) => {
    const r = await fetch(local.baseUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${s.token}`,
        'content-type': 'application/json',
        ...(key ? { 'idempotency-key': crypto.randomUUID().replaceAll('-', '') } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const j = await r.json();
    if (!r.ok) console.log(method, path, r.status, JSON.stringify(j));
    return j;
  };
};
const lin = await api('shopper-lin'),
  chen = await api('guide-chen'),
  zhou = await api('clerk-zhou'),
  hq = await api('hq');
const code = await chen('GET', '/v1/seller/code');
await lin('POST', '/v1/touches', { code: code.code });
const B = 'B00468';
const sku = async (p: string, n = 0) => {
  const x = await lin('GET', `/v1/branches/${B}/products/${p}`);
  const k = [...x.skus].sort((a: any, b: any) => b.sellable - a.sellable)[0];
  if (k.sellable < 3) console.log(p, k.sellable);
  return { skuId: k.skuId, seenPriceFen: k.priceFen };
};
const address = {
  recipientName: '林小姐',
  phone: '13800010001',
  province: '上海市',
  city: '上海市',
  county: '黄浦区',
  detail: '南京东路 100 号 3 栋 1201 室',
  latGcj02: 31.2354,
  lngGcj02: 121.4787,
};
const buy = async (items: [string, number][], method: string, note?: string) => {
  const lines = [];
  for (const [p, q] of items) lines.push({ ...(await sku(p)), quantity: q });
  const placed = await lin('POST', '/v1/orders', {
    locationId: B,
    lines,
    method,
    ...(method === 'delivery' ? { address } : {}),
    ...(note ? { note } : {}),
  });
  const r = await fetch(`${local.pay.baseUrl}/standin/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ payParams: placed.payment, payerOpenid: 'demo-openid-shopper-lin' }),
  });
  if (!r.ok) console.log(await r.text());
  await lin('POST', `/v1/orders/${placed.order.id}/payment/sync`);
  return placed.order;
};
const sf = await lin('GET', `/v1/branches/${B}/products?limit=30`);
const ids = sf.items.map((i: any) => i.productId);
console.log(ids.join(' '));
const o1 = await buy(
  [
    [ids[0], 1],
    [ids[7], 2],
  ],
  'pickup',
  '麻烦帮我拿大一码,谢谢!我十分钟后到店里',
);
const o2 = await buy([[ids[5], 1]], 'delivery', '放门口');
const o3 = await buy([[ids[8], 3]], 'pickup');
const o4 = await buy([[ids[2], 1]], 'pickup');
const o5 = await buy([[ids[1], 1]], 'delivery');
await new Promise((r) => setTimeout(r, 1500));
const fid = (o: any) => `/v1/orders/${o.id}/fulfilments/${o.fulfilments[0].id}`;
await zhou('POST', `${fid(o3)}/packing`);
await zhou('POST', `${fid(o5)}/packing`);
const done = await buy([[ids[4], 1]], 'pickup');
await new Promise((r) => setTimeout(r, 800));
let pc = await lin('GET', `/v1/orders/${done.id}/pickup-code`);
await zhou('POST', `/v1/branches/${B}/hand-overs`, { code: pc.code });
const used = pc.code;
await fetch(`${local.baseUrl}/local/clock`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ advanceMs: 17 * 60_000 }),
});
const o6 = await buy([[ids[6], 1]], 'pickup');
await new Promise((r) => setTimeout(r, 1500));
pc = await lin('GET', `/v1/orders/${o1.id}/pickup-code`);

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const only = process.argv[2]?.split(',');
const lang = process.argv[3] ?? 'zh-CN';
const context = await browser.newContext({
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  locale: lang,
  isMobile: true,
  hasTouch: true,
});
const { cpSync, existsSync, rmSync } = await import('node:fs');
if (!process.env.KEEP) {
  rmSync('/tmp/h5snap', { recursive: true, force: true });
  cpSync('dist/h5', '/tmp/h5snap', { recursive: true });
}
await context.route(`${local.baseUrl}/**`, (route) => {
  const u = new URL(route.request().url());
  const f = `/tmp/h5snap${u.pathname === '/' ? '/index.html' : u.pathname}`;
  return !/^\/(v1|local|q|hq|assets)/.test(u.pathname) && existsSync(f)
    ? route.fulfill({ path: f })
    : route.continue();
});
const page = await context.newPage();
page.on('console', (m) => {
  if (m.type() === 'error') console.log('console', m.text().slice(0, 300));
});
page.on('pageerror', (e) => console.log('pageerror', e.message.slice(0, 300)));
const shot = async (name: string, full = false) => {
  if (only && !only.some((o) => name.startsWith(o))) return;
  await page.waitForTimeout(700);
  await page.screenshot({ path: `/tmp/shots/${name}.png`, fullPage: full });
  console.log('shot', name);
};
const open = async (persona: string, path: string) => {
  await page.goto('about:blank');
  await page.goto(`${local.baseUrl}/?persona=${persona}#/${path}`);
  await page.waitForTimeout(1800);
};
const scan = async (text: string) => {
  await page.fill('#scan-text', text);
  await page.click('#scan-submit');
  await page.waitForTimeout(1000);
};
await open('guide-chen', 'packages/guide/home/index');
await shot('guide-home');
await page.click('#open-earnings');
await page.waitForTimeout(1000);
await shot('guide-earnings');
await open('clerk-sun', 'packages/guide/earnings/index');
await shot('guide-empty');
await open('clerk-zhou', 'packages/clerk/work/index');
await shot('desk');
await page.evaluate(() => document.querySelector('.taro_page_show, .taro_page')?.scrollTo(0, 700));
await shot('desk-scrolled');
await page.click('#queue-ready');
await page.waitForTimeout(800);
await shot('desk-ready');
await page.click('#queue-dispatched');
await page.waitForTimeout(800);
await shot('desk-dispatched');
await page.click('#queue-done');
await page.waitForTimeout(800);
await shot('desk-done');
await page.click('#scan-pickup');
await page.waitForTimeout(600);
await scan(pc.code);
await shot('hand-preview');
await page.click('#confirm-hand-over');
await page.waitForTimeout(1500);
await shot('hand-done');
await page.click('#scan-again');
await page.waitForTimeout(600);
await scan(used);
await shot('hand-expired');
await page.click('#scan-again');
await page.waitForTimeout(600);
await scan(pc.code);
await shot('hand-already');
await open('clerk-zhou', 'packages/clerk/hand-over/index?locationId=B00468');
await shot('hand-idle');
await open('clerk-zhou', 'packages/clerk/shelf/index?locationId=B00468');
await shot('shelf');
await open('clerk-zhou', `packages/clerk/shelf-code/index?locationId=B00468&productId=${ids[0]}`);
await shot('shelf-code');
await open('hq', 'pages/member/index');
await shot('member-hq');
const html = await (await fetch(`${local.baseUrl}/hq/sign-in`)).text();
const ticket = /sign-in\/([0-9A-Za-z_-]{20,64})\?/.exec(html)?.[1]; console.log(html.length, ticket);
await page.click('#scan-hq');
await page.waitForTimeout(500);
await scan(`JDH1.${ticket}`);
await shot('hq-ask');
await page.click('#approve-sign-in');
await page.waitForTimeout(1200);
await shot('hq-approved');
await open('clerk-zhou', 'pages/member/index');
await shot('member-clerk');
await browser.close();
await local.close();
process.exit(0);
