import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPhone } from './headless/phone.ts';
import { buyByScan } from './support/stories.ts';
import { buildTimeoutMs, builtWeapp } from './support/weapp.ts';

let folder: string;

beforeAll(() => {
  const built = builtWeapp();
  folder = mkdtempSync(path.join(tmpdir(), 'jindian-deaf-'));
  cpSync(built, folder, { recursive: true });
  const file = path.join(folder, 'base.wxml');
  const template = readFileSync(file, 'utf8');
  const deaf = template.replaceAll('bindtap="eh"', '');
  if (deaf === template) throw new Error('the templates have no tap handlers to take away');
  writeFileSync(file, deaf);
}, buildTimeoutMs);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The control of purchase.test.ts: its taps go through the templates, not past them. */
test('with the tap handlers taken out of its templates, the same story stops at its first tap', async () => {
  const shopper = createPhone({ scan: () => 'https://example.cn/q/abc123' });
  await expect(buyByScan({ folder, timeoutMs: 3_000 }, shopper)).rejects.toThrow(
    'waited in vain for pages/goods/product/index',
  );
  expect(shopper.callsOf('setNavigationBarTitle').length).toBeGreaterThan(0);
  expect(shopper.callsOf('scanCode')).toHaveLength(0);
});
