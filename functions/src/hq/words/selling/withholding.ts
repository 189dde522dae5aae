import type { LocalizedText } from '@jindian/shared/contract/common';

/** Words about what is withheld of what people are paid. */
export const withholdingWords = {
  withholdingTitle: { zh: '代扣规则', en: 'Withholding' },
  withholdingLead: {
    zh: '给个人的报酬按此预扣个人所得税；发布后对之后的结算生效。员工随工资由用人单位代扣，企业凭发票收款，都不在此扣。税率以税务机关为准，请由财务核对。',
    en: 'What is withheld of what persons are paid for their work; in force for statements made after publishing. Employees are taxed with their wages by their employer, businesses are paid after their invoice: nothing is withheld of either here. The tax office has the last word on rates: let finance check them.',
  },
  withholdingIndividual: { zh: '个人收款按', en: 'Persons are paid' },
  'withholdingWay.labour_payment': {
    zh: '劳务报酬，按次（月）预扣',
    en: 'Labour remuneration, by payment of a month',
  },
  'withholdingWay.labour_cumulative': {
    zh: '平台从业人员，累计预扣法（公告 2025 年第 16 号）',
    en: 'People working for a platform, the cumulative method (notice 2025-16)',
  },
  'withholdingWay.none': { zh: '不在此预扣（由他方申报）', en: 'Nothing withheld here (reported elsewhere)' },
  withholdingPayment: { zh: '劳务报酬（按次）', en: 'Labour remuneration by payment' },
  withholdingCumulative: { zh: '累计预扣法', en: 'The cumulative method' },
  withholdingFlatUpTo: { zh: '收入不超过（元）', en: 'Income up to (yuan)' },
  withholdingFlatDeduction: { zh: '减除费用（元）', en: 'is reduced by (yuan)' },
  withholdingShareDeduction: { zh: '超过时减除（%）', en: 'above it by (%)' },
  withholdingExpenses: { zh: '累计费用（收入的 %）', en: 'Expenses (% of income)' },
  withholdingMonthly: { zh: '减除费用（元/月）', en: 'Deducted a month (yuan)' },
  withholdingMonths: { zh: '月份数', en: 'Months that count' },
  'withholdingMonth.in_a_row': {
    zh: '连续取得报酬至本月的月份（中断后重新计）',
    en: 'In a row until this one (a gap begins anew)',
  },
  'withholdingMonth.since_first': { zh: '本年首次取得报酬至本月', en: 'All since the first of the year' },
  withholdingBrackets: { zh: '预扣率表', en: 'Brackets' },
  withholdingBracketsLead: {
    zh: '应纳税所得额不超过上限的部分用该级预扣率；最后一级不填上限，上限须为整百元。速算扣除数自动算出。',
    en: 'Each rate holds up to its bound; the last has none, and bounds are whole hundreds of yuan. Quick deductions follow by themselves.',
  },
  withholdingUpTo: { zh: '不超过（元）', en: 'Up to (yuan)' },
  withholdingAbove: { zh: '以上', en: 'above' },
  withholdingRate: { zh: '预扣率（%）', en: 'Rate (%)' },
  withholdingQuick: { zh: '速算扣除数（元）', en: 'Quick deduction (yuan)' },
  withholdingBad: {
    zh: '请检查：上限逐级升高且为整百元，最后一级不填；预扣率不降低；按次减除须使多收入者不少缴',
    en: 'Look again: bounds ascend in whole hundreds, the last is empty; rates never fall; who earns more is not taxed less',
  },
} as const satisfies Record<string, LocalizedText>;
