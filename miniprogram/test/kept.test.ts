/** What is kept of a member, as they read it and take it along. */
import { expect, test } from 'vitest';
import { keptEn } from '../src/i18n/people/kept.en.ts';
import { keptZh } from '../src/i18n/people/kept.zh.ts';
import { linesOf, readableText } from '../src/packages/people/rights/data/readable.ts';

const address = {
  kind: 'MemberAddress',
  values: {
    recipientName: '林小北',
    phone: '13800001234',
    latGcj02: 31.2,
    savedAtMs: Date.parse('2026-11-30T09:05:00+08:00'),
  },
};

test('times, amounts, codes and places are said as people say them, and nothing is left out', () => {
  expect(linesOf(address, keptZh)).toEqual([
    ['收件人', '林小北'],
    ['手机号', '13800001234'],
    ['纬度', '31.2'],
    ['保存时间', '2026-11-30 09:05'],
  ]);
  const lot = {
    kind: 'StoredLot',
    values: { leftFen: 12_050, lotKind: 'paid', expiresOn: null, somethingNew: 7 },
  };
  expect(linesOf(lot, keptEn)).toEqual([
    ['Left', '¥120.50'],
    ['Kind of value', 'Paid'],
    ['somethingNew', '7'],
  ]);
  const seen = { kind: 'business_licence', companyName: '好步', validUntil: null };
  expect(linesOf({ kind: 'MemberVerification', values: { seen, isValid: true } }, keptZh)).toEqual([
    ['核验内容', '营业执照 好步'],
    ['isValid', '是'],
  ]);
});

test('the text has every kind and every order under its head', () => {
  const order = {
    number: '1130-7KQ2M',
    createdAtMs: 0,
    totalFen: 19_900,
    lines: [{ title: { zh: '云步', en: 'Cloud' }, quantity: 2 }],
    address: null,
  };
  const text = readableText({ kept: [address], orders: [order] }, keptEn, {
    headOf: (kind) => `<${kind}>`,
    pick: ({ en }) => en,
  });
  expect(text.split('\n\n')).toHaveLength(2);
  expect(text).toContain('【<MemberAddress>】\nRecipient：林小北');
  expect(text).toContain('Order：1130-7KQ2M');
  expect(text).toContain('Goods：Cloud × 2');
});
