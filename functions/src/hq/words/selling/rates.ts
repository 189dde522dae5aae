import type { LocalizedText } from '@jindian/shared/contract/common';

/** Words about what sellers earn, and about shares that are set by category. */
export const rateWords = {
  ratesTitle: { zh: '佣金比例', en: 'Commission rates' },
  ratesLead: {
    zh: '只按商品实付金额计。发布后对之后的订单生效，已有订单保持下单时的比例。',
    en: 'Of what is paid for the goods alone. In force for orders placed after publishing; orders keep the rates of when they were placed.',
  },
  ratesRuleName: { zh: '规则名称（收入明细中显示）', en: 'Name of the rule (shown with earnings)' },
  ratesBad: {
    zh: '请填写规则名称；百分比须在 0 到 100 之间',
    en: 'Enter a name for the rule; a percentage is between 0 and 100',
  },
  percentDefault: { zh: '默认百分比', en: 'By default, percent' },
  percentByCategory: { zh: '按品类（留空用默认）', en: 'By category (empty: the default)' },
} as const satisfies Record<string, LocalizedText>;
