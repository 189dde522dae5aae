import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { modules } from '@jindian/shared/contract/modules/index';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildTimeoutMs, builtWeapp } from './support/weapp.ts';

const require = createRequire(import.meta.url);
const { wxmlToJs } = require('miniprogram-compiler') as { wxmlToJs(folder: string): string };

/** A script with its escaped characters as people read them. */
function wordsIn(file: string): string {
  return readFileSync(file, 'utf8').replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

describe('the package that is uploaded', () => {
  let folder: string;
  let files: string[];
  let app: {
    pages: string[];
    subPackages: { root: string; pages: string[] }[];
    requiredPrivateInfos: string[];
    sitemapLocation: string;
    __usePrivacyCheck__: boolean;
  };

  beforeAll(() => {
    folder = builtWeapp();
    files = readdirSync(folder, { recursive: true }).map(String);
    app = JSON.parse(readFileSync(path.join(folder, 'app.json'), 'utf8'));
  }, buildTimeoutMs);

  test('weighs less than 1 MB in its main package and 2 MB in each other', () => {
    const script = path.resolve(import.meta.dirname, '../scripts/package-size.mjs');
    const report = execFileSync(process.execPath, [script, folder], { encoding: 'utf8' });
    expect(report).toMatch(/^main .* ok$/m);
    expect(report).not.toContain('TOO LARGE');
  });

  test('has templates that the official compiler takes', () => {
    expect(wxmlToJs(folder).length).toBeGreaterThan(10_000);
  });

  test('has every page that its configuration names', () => {
    const pages = [
      ...app.pages,
      ...app.subPackages.flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`)),
    ];
    for (const page of pages) {
      for (const ending of ['js', 'json', 'wxml']) expect(files).toContain(`${page}.${ending}`);
    }
  });

  test('keeps the work of guides, clerks and HQ out of the main package', () => {
    expect(app.subPackages.map(({ root }) => root)).toEqual([
      'packages/selling/guide',
      'packages/selling/wecom',
      'packages/selling/payouts',
      'packages/selling/share',
      'packages/selling/station',
      'packages/selling/promoter',
      'packages/serving/clerk',
      'packages/serving/returns',
      'packages/goods/stock',
      'packages/goods/prices',
      'packages/goods/transfers',
      'packages/serving/courier',
      'packages/serving/ratings',
      'packages/goods/browse',
      'packages/people/hq',
      'packages/people/invitation',
      'packages/people/staff',
      'packages/people/rights',
      'packages/people/card',
      'packages/selling/coupons',
      'packages/people/phone',
      'packages/people/about',
      'packages/people/sessions',
    ]);
    const scripts = files.filter((file) => file.endsWith('.js'));
    for (const words of [
      '请顾客打开订单详情，出示取货码',
      '请顾客说出订单页上的',
      '我的导购码',
      '输入手机号，我们发一条短信验证码给您。',
      '允许这台电脑登录总部网页',
    ]) {
      const holders = scripts.filter((file) => wordsIn(path.join(folder, file)).includes(words));
      expect(holders.length).toBeGreaterThan(0);
      for (const file of holders) expect(file).toMatch(/^packages\//);
    }
  });

  test('has the packages that belong to modules of the brand', () => {
    const roots = app.subPackages.map(({ root }) => root);
    const own = Object.values(modules).flatMap(({ packages }) => packages);
    expect(own.length).toBeGreaterThan(2);
    for (const root of own) expect(roots.some((one) => `${root}/`.startsWith(`${one}/`))).toBe(true);
  });

  test('lets search show what anybody may see of the shop, and nothing else', () => {
    const { rules } = JSON.parse(readFileSync(path.join(folder, 'sitemap.json'), 'utf8')) as {
      rules: { action: string; page: string }[];
    };
    expect(app.sitemapLocation).toBe('sitemap.json');
    expect(rules.at(-1)).toEqual({ action: 'disallow', page: '*' });
    const pages = [
      ...app.pages,
      ...app.subPackages.flatMap((one) => one.pages.map((page) => `${one.root}/${page}`)),
    ];
    for (const { page } of rules.slice(0, -1)) {
      expect(pages).toContain(page);
      expect(page).not.toMatch(/order|cart|member|address|clerk|guide|courier|hq|stock|transfer/);
    }
  });

  test('declares what it asks of the phone', () => {
    expect([...app.requiredPrivateInfos].sort()).toEqual(['chooseLocation', 'getLocation']);
    expect(app.__usePrivacyCheck__).toBe(true);
  });

  test('holds no address, key or picture of a development machine', () => {
    for (const file of files.filter((name) => name.endsWith('.js'))) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      expect(text, file).not.toMatch(/127\.0\.0\.1|localhost:\d|BEGIN (RSA |EC )?PRIVATE KEY/);
    }
  });
});
