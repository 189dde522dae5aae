/**
 * Draws the small PNGs that WeChat wants as files: the tab bar's icons, which browsers have as SVG, and the map's markers.
 * `node --import tsx miniprogram/scripts/pictures.mjs`; needs a Chromium (CHROMIUM, default /usr/bin/chromium).
 */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { iconPaths } from '../src/components/icons.ts';

const assets = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../src/assets');
const maxBytes = 5 * 1024;

const line = (d, color, fill) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="81" height="81" viewBox="-3 -3 30 30" fill="${fill}" stroke="${color}" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round"><path d="${d}"/></svg>`;
const orders =
  'M6 3.800h12v16.400l-2.400-1.600-1.800 1.600-1.800-1.600-1.800 1.600-1.800-1.600L6 20.200V3.800ZM9 8.500h6M9 12.300h4';
const tabs = { store: iconPaths.store, cart: iconPaths.cart, orders, member: iconPaths.person };
const marker = (color, width, height) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="-13 -34 26 36"><path d="M0 0C-3-6-11-12-11-20a11 11 0 0 1 22 0C11-12 3-6 0 0Z" fill="${color}" stroke="#fff" stroke-width="2"/><circle cy="-20" r="4" fill="#fff"/></svg>`;

const drawings = {
  ...Object.fromEntries(
    Object.entries(tabs).flatMap(([name, d]) => [
      [`tabs/${name}.png`, line(d, '#5C5852', 'none')],
      [`tabs/${name}-on.png`, line(d, '#1D1D1F', '#E6E2DC')],
    ]),
  ),
  'marker.png': marker('#F0806B', 52, 72),
  'marker-active.png': marker('#E2452B', 68, 94),
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
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
const page = await browser.newPage();
mkdirSync(path.join(assets, 'tabs'), { recursive: true });
for (const [name, svg] of Object.entries(drawings)) {
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
  const file = path.join(assets, name);
  writeFileSync(file, await page.locator('svg').screenshot({ omitBackground: true }));
  const { size } = statSync(file);
  if (size > maxBytes) throw new Error(`${name} has ${size} bytes, more than ${maxBytes}`);
  // Browsers get the drawing: a tenth of the bytes, and sharp on any screen (src/app.config.ts).
  if (name.startsWith('tabs/')) writeFileSync(file.replace(/png$/, 'svg'), `${svg}\n`);
  console.log(`${name} ${size} B`);
}
await browser.close();
