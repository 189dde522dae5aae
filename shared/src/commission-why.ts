/** Why a figure of commission is what it is, in words: the same for HQ, the branch and whoever sold it. */
import type { Language, LocalizedText } from './contract/common.ts';
import type { CommissionWhy } from './contract/selling/commission-parts.ts';
import { formatYuan, shareFen } from './money.ts';

type Row = Omit<CommissionWhy, 'ruleName' | 'part' | 'productName'>;

const limits: Readonly<Record<NonNullable<Row['limitedBy']>, LocalizedText>> = {
  floor: { zh: '补到每行至少 {amount}', en: 'raised to at least {amount} a line' },
  line_cap: { zh: '每行最多 {amount}', en: 'at most {amount} a line' },
  line_price: {
    zh: '各方合计不超过该行实付，为 {amount}',
    en: 'all parts together are at most the price: {amount}',
  },
  seller_day_cap: {
    zh: '按每人每日上限还剩的额度，为 {amount}',
    en: 'what was left of the cap of the day: {amount}',
  },
  seller_month_cap: {
    zh: '按每人每月上限还剩的额度，为 {amount}',
    en: 'what was left of the cap of the month: {amount}',
  },
  order_cap: { zh: '按每单上限分摊，为 {amount}', en: 'its share of the cap of the order: {amount}' },
};

/** `鞋履：¥199.99 × 5% = ¥9.99`, and what limited it. */
export function whyText(row: Row, rule: LocalizedText | null, language: Language): string {
  const zh = language === 'zh';
  if (!rule) return zh ? '没有适用的规则，不计佣金' : 'No rule fits: it pays nothing';
  const name = `${rule[language]}${zh ? '：' : ': '}`;
  const isPaid = row.basisPoints > 0 || row.pieceFen !== undefined;
  if (!isPaid && row.limitedBy === undefined) return `${name}${zh ? '不计佣金' : 'pays nothing'}`;
  const plainFen =
    row.pieceFen === undefined ? shareFen(row.baseFen, row.basisPoints) : row.pieceFen * (row.quantity ?? 1);
  const limit = limitText(row, language);
  return `${name}${timesText(row, language)} = ${formatYuan(plainFen)}${limit === '' ? '' : `${zh ? '，' : '; '}${limit}`}`;
}

/** The same where the sum stands beside it: `鞋履`, `电视每台 ¥60（2 件 × ¥60.00）`. */
export function ruleText(row: Row, rule: LocalizedText | null, language: Language): string {
  if (!rule) return whyText(row, null, language);
  const zh = language === 'zh';
  const more = [row.pieceFen === undefined ? '' : timesText(row, language), limitText(row, language)].filter(
    Boolean,
  );
  if (more.length === 0) return rule[language];
  const inside = more.join(zh ? '，' : '; ');
  return zh ? `${rule.zh}（${inside}）` : `${rule.en} (${inside})`;
}

function timesText({ baseFen, basisPoints, pieceFen, quantity = 1 }: Row, language: Language): string {
  if (pieceFen === undefined) return `${formatYuan(baseFen)} × ${Number((basisPoints / 100).toFixed(2))}%`;
  return `${quantity} ${language === 'zh' ? '件' : 'pcs'} × ${formatYuan(pieceFen)}`;
}

function limitText({ limitedBy, amountFen }: Row, language: Language): string {
  return limitedBy === undefined
    ? ''
    : limits[limitedBy][language].replace('{amount}', formatYuan(amountFen));
}
