import { ruleText } from '@jindian/shared/commission-why';
import type { Language } from '@jindian/shared/contract/common';
import type { CommissionWhy } from '@jindian/shared/contract/selling/commission-parts';
import type { Earning } from '@jindian/shared/contract/selling/seller';
import { formatBrandTime } from '@jindian/shared/time';
import type { guideTexts } from '../../../../i18n/selling/guide.ts';

/** Basis points as a percentage without needless zeros: 800 is `8%`, 150 is `1.5%`. */
export function rateText(basisPoints: number): string {
  return `${Number((basisPoints / 100).toFixed(2))}%`;
}

/** `2026-12-14` as people say it: 12月14日, 14 Dec. */
export function dayText(day: string, language: Language): string {
  const [, month = 1, date = 1] = day.split('-').map(Number);
  return language === 'zh' ? `${month}月${date}日` : `${date} ${months[month - 1]}`;
}
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** By which rule, and as whom. */
export function reasonText(
  row: CommissionWhy,
  t: ReturnType<typeof guideTexts.now>,
  language: Language,
): string {
  const rule = ruleText(row, row.ruleName, language);
  return row.part === 'seller' ? t('byRule', { rule }) : t('byRuleAs', { rule, part: t(`part_${row.part}`) });
}

/** When an earning can be counted on, in words. */
export function whenText(earning: Earning, t: ReturnType<typeof guideTexts.now>): string {
  if (earning.amountFen < 0) return t('whenClawback');
  if (earning.state === 'posted') return t('whenPosted');
  if (earning.state === 'voided') return t('whenVoided');
  if (earning.availableAtMs === null) return t('whenOpen');
  return t('whenDay', { time: formatBrandTime(earning.availableAtMs) });
}
