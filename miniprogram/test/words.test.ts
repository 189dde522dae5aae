import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Earning } from '@jindian/shared/contract/selling/seller';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guideZh } from '../src/i18n/selling/guide.zh.ts';
import { clerkZh } from '../src/i18n/serving/clerk.zh.ts';
import { qrPngBase64 } from '../src/lib/png.ts';
import { qrSvgUri } from '../src/lib/qr.ts';
import { rateText, whenText } from '../src/packages/selling/guide/components/explain.ts';
import { durationText, inStateSinceMs, urgencyOf } from '../src/packages/serving/clerk/lib/words.ts';
import { readQrPicture, readQrPng } from './support/read-qr.ts';

/** A translator over one dictionary, as `texts.now()` gives it. */
function translator(dictionary: Record<string, string>) {
  return ((key: string, params: Record<string, string | number> = {}) =>
    (dictionary[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(params[name]))) as never;
}
const minuteMs = 60_000;

describe('what a clerk reads', () => {
  const t = translator(clerkZh);

  test('waiting is told in the unit that matters', () => {
    expect(durationText(-5, t)).toBe('刚刚');
    expect(durationText(59_999, t)).toBe('刚刚');
    expect(durationText(minuteMs, t)).toBe('1 分钟');
    expect(durationText(59 * minuteMs, t)).toBe('59 分钟');
    expect(durationText(61 * minuteMs, t)).toBe('1 小时 1 分');
    expect(durationText(49 * 60 * minuteMs, t)).toBe('2 天');
  });

  test('only what is still to be packed grows urgent', () => {
    expect(urgencyOf({ state: 'to_pack' }, 9 * minuteMs)).toBe('neutral');
    expect(urgencyOf({ state: 'to_pack' }, 10 * minuteMs)).toBe('wait');
    expect(urgencyOf({ state: 'to_pack' }, 30 * minuteMs)).toBe('danger');
    expect(urgencyOf({ state: 'ready' }, 600 * minuteMs)).toBe('neutral');
  });

  test('time counts from when the present state began, not from the order', () => {
    const history = [
      { atMs: 10, state: 'held', by: 'member' },
      { atMs: 20, state: 'to_pack', by: 'system' },
      { atMs: 30, state: 'ready', by: 'staff' },
    ];
    expect(inStateSinceMs({ state: 'to_pack', history, createdAtMs: 10 })).toBe(20);
    expect(inStateSinceMs({ state: 'dispatched', history, createdAtMs: 10 })).toBe(10);
  });
});

describe('what a guide reads', () => {
  const t = translator(guideZh);
  const earning = (changes: Partial<Earning>): Earning => ({
    id: 'e',
    orderId: '01JD3V8Q9XKZ4M7T2N5R6W8Y1C',
    orderNumber: '1121-7KQ2M',
    atMs: 0,
    state: 'pending',
    amountFen: 100,
    baseFen: 1000,
    rules: [],
    availableAtMs: null,
    ...changes,
  });

  test('rates are percentages without needless zeros', () => {
    expect([800, 150, 25, 10_000].map(rateText)).toEqual(['8%', '1.5%', '0.25%', '100%']);
  });

  test('each state says when the money can be counted on', () => {
    expect(whenText(earning({}), t)).toBe('订单完成并过了退货期后结算');
    expect(whenText(earning({ availableAtMs: Date.UTC(2026, 10, 28, 10, 5) }), t)).toBe(
      '最早 2026-11-28 18:05 结算',
    );
    expect(whenText(earning({ state: 'posted' }), t)).toBe('已结算');
    expect(whenText(earning({ state: 'voided' }), t)).toBe('订单未完成或已退款，不计收益');
    expect(whenText(earning({ state: 'posted', amountFen: -100 }), t)).toBe('顾客退款，按比例扣回');
  });
});

describe('QR codes', () => {
  const texts = fc.stringMatching(/^[0-9A-Za-z.:/_-]{8,120}$/);

  test('whatever text of ours is drawn, a camera reads the same', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect(await readQrPicture(qrSvgUri(text))).toBe(text);
      }),
      { numRuns: 25 },
    );
  });

  test('the picture to save is a PNG of the same code', async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        expect(await readQrPng(qrPngBase64(text))).toBe(text);
      }),
      { numRuns: 10 },
    );
  });
});

test('nothing of the app names a brand: what it is called, the server says', () => {
  const source = path.resolve(import.meta.dirname, '../src');
  const naming = (readdirSync(source, { recursive: true }) as string[])
    .filter((file) => /\.(tsx?|html)$/.test(file))
    .filter((file) => /近店|Jindian/.test(readFileSync(path.join(source, file), 'utf8')));
  expect(naming).toEqual([]);
});
